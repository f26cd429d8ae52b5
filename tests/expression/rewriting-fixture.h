/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "expression/ariadne-rewriter.h"

#include "expression-fixture.h"

/* More names than those of the other fixture: a float var0 and a float var1, which
 * fresh names have to avoid, a vector u, and a pair of a float and a vector.
 */
static inline AriadneEnvironment *
fixture_environment_new (void)
{
  AriadneEnvironment *environment = make_environment ();
  const AriadneType  *vector = ariadne_type_tensor (float_type ());
  const AriadneType  *parts[] = { float_type (), vector };

  add_variables (environment, "u", vector);
  ariadne_environment_add_variable (environment, ariadne_name_intern ("var0"), float_type ());
  ariadne_environment_add_variable (environment, ariadne_name_intern ("var1"), float_type ());
  ariadne_environment_add_variable (environment, ariadne_name_intern ("pair"),
                                    ariadne_type_tuple (parts, G_N_ELEMENTS (parts)));

  return environment;
}

static inline AriadneTree *
fixture_read (AriadneEnvironment *environment,
              const char         *text)
{
  g_autoptr (GError)  error = NULL;
  AriadneTree        *tree = ariadne_read_expression (text, strlen (text), environment, &error);

  g_assert_no_error (error);

  return tree;
}

/* A set of one rule, whether or not it is in any other. */
typedef struct
{
  AriadneRuleSet     set;
  const AriadneRule *one[2];
  const AriadneRule *none[1];
} SingleRule;

static inline void
single_rule_init (SingleRule *self,
                  const char *name)
{
  *self = (SingleRule) { .one = { ariadne_rule_lookup (name), NULL }, .none = { NULL } };

  g_assert_nonnull (self->one[0]);
  self->set.name = name;
  self->set.rules = self->one;
  self->set.n_rules = 1;
  for (guint kind = 0; kind < ARIADNE_N_KINDS; kind++)
    self->set.by_kind[kind] = (self->one[0]->kinds >> kind & 1) != 0 ? self->one : self->none;
}
