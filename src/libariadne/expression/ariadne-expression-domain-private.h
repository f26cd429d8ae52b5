/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "expression/ariadne-environment.h"
#include "expression/ariadne-expression-domain.h"
#include "expression/ariadne-rule-set.h"
#include "expression/ariadne-tree.h"

G_BEGIN_DECLS

/* Only the library derives from it. */
struct _AriadneExpressionDomain
{
  GObject               parent_instance;

  AriadneExpressionSet *set; /* NULL: there is only an environment */
  AriadneEnvironment   *environment;
  const AriadneRuleSet *rules;

  GMutex                lock;
  GPtrArray            *rewriters; /* those not in use; protected by the lock */
};

AriadneExpressionDomain *
ariadne_expression_domain_new_for_environment (AriadneEnvironment       *environment,
                                               const char               *rules,
                                               GError                  **error);
AriadneExpressionDomain *
ariadne_expression_domain_new_of_type         (GType                     type,
                                               AriadneEnvironment       *environment,
                                               const AriadneRuleSet     *rules);
AriadneState *
ariadne_expression_domain_new_state           (AriadneExpressionDomain  *self,
                                               AriadneTree              *tree);
AriadneTree *
ariadne_expression_domain_dup_tree            (AriadneExpressionDomain  *self,
                                               AriadneState             *state);

G_END_DECLS
