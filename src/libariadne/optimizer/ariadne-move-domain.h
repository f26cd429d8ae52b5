/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "expression/ariadne-expression-domain-private.h"
#include "optimizer/ariadne-trail.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_MOVE_DOMAIN (ariadne_move_domain_get_type ())

G_DECLARE_FINAL_TYPE (AriadneMoveDomain, ariadne_move_domain, ARIADNE, MOVE_DOMAIN,
                      AriadneExpressionDomain)

AriadneMoveDomain *ariadne_move_domain_new     (AriadneExpressionSet *set,
                                                const char           *rules,
                                                GError              **error);
GArray            *ariadne_move_domain_explain (AriadneMoveDomain    *self,
                                                GPtrArray            *states)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
