/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <ariadne.h>

G_BEGIN_DECLS

/* Expressions that a command line names, and the domain in which they are
 * searched.
 */
typedef struct
{
  AriadneExpressionSet    *set;
  AriadneExpressionDomain *domain;
  gboolean                 named; /* not the whole file */
} CliExpressions;

gboolean cli_expressions_load  (CliExpressions  *self,
                                const char      *given,
                                const char      *rules,
                                GError         **error);
void     cli_expressions_clear (CliExpressions  *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliExpressions, cli_expressions_clear)

G_END_DECLS
