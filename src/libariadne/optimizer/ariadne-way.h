/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "expression/ariadne-expression-domain-private.h"
#include "search/ariadne-search.h"

G_BEGIN_DECLS

GPtrArray *ariadne_way_find    (AriadneSearch           *search,
                                AriadneState            *state) G_GNUC_WARN_UNUSED_RESULT;
GArray    *ariadne_way_explain (AriadneExpressionDomain *domain,
                                GPtrArray               *states,
                                GError                 **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
