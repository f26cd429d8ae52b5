/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "expression/ariadne-environment.h"
#include "expression/ariadne-expression-domain.h"
#include "expression/ariadne-tree.h"

G_BEGIN_DECLS

AriadneExpressionDomain *
ariadne_expression_domain_new_for_environment (AriadneEnvironment       *environment,
                                               const char               *rules,
                                               GError                  **error);
AriadneState *
ariadne_expression_domain_new_state           (AriadneExpressionDomain  *self,
                                               AriadneTree              *tree);
AriadneTree *
ariadne_expression_domain_dup_tree            (AriadneExpressionDomain  *self,
                                               AriadneState             *state);

G_END_DECLS
