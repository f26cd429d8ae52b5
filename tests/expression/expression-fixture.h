/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <string.h>

#include "core/ariadne-error.h"
#include "expression/ariadne-environment.h"
#include "expression/ariadne-printer.h"
#include "expression/ariadne-reader.h"

/* The names that expressions in tests may use: floats a to d and x to z,
 * integers i to n, conditions p and q, vectors v and w, a matrix, and functions
 * of one float, two floats and one integer.
 */

static inline const AriadneType *
float_type (void)
{
  return ariadne_type_leaf (ARIADNE_TYPE_KIND_FLOAT);
}

static inline const AriadneType *
integer_type (void)
{
  return ariadne_type_leaf (ARIADNE_TYPE_KIND_INTEGER);
}

static inline const AriadneType *
bool_type (void)
{
  return ariadne_type_leaf (ARIADNE_TYPE_KIND_BOOL);
}

static inline void
add_variables (AriadneEnvironment *environment,
               const char         *letters,
               const AriadneType  *type)
{
  for (; *letters != '\0'; letters++)
    ariadne_environment_add_variable (environment, ariadne_name_intern_len (letters, 1), type);
}

static inline AriadneEnvironment *
make_environment (void)
{
  AriadneEnvironment *environment = ariadne_environment_new ();
  const AriadneType  *vector = ariadne_type_tensor (float_type ());
  const AriadneType  *two_floats[] = { float_type (), float_type () };

  add_variables (environment, "abcdxyz", float_type ());
  add_variables (environment, "ijkmn", integer_type ());
  add_variables (environment, "pq", bool_type ());
  add_variables (environment, "vw", vector);
  ariadne_environment_add_variable (environment, ariadne_name_intern ("mat"),
                                    ariadne_type_tensor (vector));
  ariadne_environment_add_function (environment, ariadne_name_intern ("f"),
                                    float_type (), float_type ());
  ariadne_environment_add_function (environment, ariadne_name_intern ("g"),
                                    ariadne_type_tuple (two_floats, 2), float_type ());
  ariadne_environment_add_function (environment, ariadne_name_intern ("h"),
                                    integer_type (), float_type ());

  return environment;
}

/* Reads a typed expression that must be right. */
static inline AriadneTree *
read_typed (const char *text)
{
  g_autoptr (AriadneEnvironment) environment = make_environment ();
  g_autoptr (GError)             error = NULL;
  AriadneTree                   *tree;

  tree = ariadne_read_expression (text, strlen (text), environment, &error);
  g_assert_no_error (error);
  g_assert_nonnull (tree);

  return tree;
}

/* Reads an untyped expression that must be right. */
static inline AriadneTree *
read_untyped (const char *text)
{
  g_autoptr (GError) error = NULL;
  AriadneTree       *tree = ariadne_read_expression (text, strlen (text), NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (tree);

  return tree;
}

static inline void
assert_prints (const AriadneTree *tree,
               const char        *expected)
{
  g_autofree char *text = ariadne_tree_to_string (tree);

  g_assert_cmpstr (text, ==, expected);
}
