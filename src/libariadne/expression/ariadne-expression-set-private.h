/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "expression/ariadne-environment.h"
#include "expression/ariadne-expression-set.h"
#include "expression/ariadne-known-sequence.h"
#include "expression/ariadne-tree.h"

G_BEGIN_DECLS

AriadneTree        *ariadne_expression_set_get_tree        (AriadneExpressionSet *self,
                                                            guint                 index);
AriadneTree        *ariadne_expression_set_dup_chain       (AriadneExpressionSet *self,
                                                            guint                 index);
AriadneEnvironment *ariadne_expression_set_get_environment (AriadneExpressionSet *self);
GBytes             *ariadne_expression_set_get_bytes       (AriadneExpressionSet *self);
AriadneExpressionSet *ariadne_expression_set_rewrite       (AriadneExpressionSet *self,
                                                            AriadneTree * const  *functions,
                                                            GError              **error);
GPtrArray          *ariadne_expression_set_get_sequences   (AriadneExpressionSet *self);
GPtrArray          *ariadne_expression_set_get_experts     (AriadneExpressionSet *self);

G_END_DECLS
