/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

#include "expression/ariadne-tree.h"

G_BEGIN_DECLS

/**
 * AriadneParameter: (skip)
 * @name: its name
 * @type: its type
 *
 * A parameter of a function as its definition gives it.
 */
typedef struct
{
  const char        *name;
  const AriadneType *type;
} AriadneParameter;

void               ariadne_tree_print             (const AriadneTree      *self,
                                                   GString                *text);
char              *ariadne_tree_to_string         (const AriadneTree      *self);
gboolean           ariadne_tree_print_definitions (const AriadneTree      *self,
                                                   GString                *text);
const AriadneTree *ariadne_function_take_apart    (const AriadneTree      *function,
                                                   GArray                 *parameters);
void               ariadne_parameter_print        (const AriadneParameter *self,
                                                   GString                *text);

G_END_DECLS
