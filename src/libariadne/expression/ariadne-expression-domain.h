/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "core/ariadne-domain.h"
#include "core/ariadne-recipe.h"
#include "expression/ariadne-expression-set.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_EXPRESSION_DOMAIN (ariadne_expression_domain_get_type ())

ARIADNE_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (AriadneExpressionDomain, ariadne_expression_domain,
                      ARIADNE, EXPRESSION_DOMAIN, GObject)

ARIADNE_AVAILABLE_IN_ALL
AriadneExpressionDomain *ariadne_expression_domain_new        (AriadneExpressionSet     *set,
                                                               const char               *rules,
                                                               GError                  **error);
ARIADNE_AVAILABLE_IN_ALL
AriadneDomain           *ariadne_expression_domain_make       (GVariant                 *parameters,
                                                               GError                  **error);
ARIADNE_AVAILABLE_IN_ALL
const char              *ariadne_expression_domain_get_rules  (AriadneExpressionDomain  *self);
ARIADNE_AVAILABLE_IN_ALL
AriadneState            *ariadne_expression_domain_make_start (AriadneExpressionDomain  *self,
                                                               guint                     index);
ARIADNE_AVAILABLE_IN_ALL
AriadneState            *ariadne_expression_domain_read_state (AriadneExpressionDomain  *self,
                                                               const char               *text,
                                                               GError                  **error);

G_END_DECLS
