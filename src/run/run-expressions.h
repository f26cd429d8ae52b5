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
} RunExpressions;

gboolean              run_expressions_check    (const char      *given,
                                                GError         **error);
AriadneExpressionSet *run_expressions_load_set (const char      *given,
                                                gboolean        *named,
                                                GError         **error);
gboolean              run_expressions_load     (RunExpressions  *self,
                                                const char      *given,
                                                const char      *rules,
                                                GError         **error);
void                  run_expressions_clear    (RunExpressions  *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RunExpressions, run_expressions_clear)

G_END_DECLS
