/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "interpreter/ariadne-inputs.h"

G_BEGIN_DECLS

/* What a program, or several that are to be compared, are to be given: values for
 * the variables that are free in them, and an argument if they are functions.
 */

/**
 * AriadneVariable: (skip)
 * @name: the interned name, %NULL for the argument
 * @type: the type
 *
 * Something that takes a value.
 */
typedef struct
{
  const char        *name;
  const AriadneType *type;
} AriadneVariable;

gboolean ariadne_program_add_variables   (AriadneTree          *tree,
                                          GArray               *variables,
                                          GError              **error);
char    *ariadne_program_describe_inputs (AriadneTree          *tree,
                                          GArray               *variables,
                                          const AriadneSample  *sample);

G_END_DECLS
