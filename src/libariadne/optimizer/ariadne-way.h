/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "expression/ariadne-expression-domain-private.h"

G_BEGIN_DECLS

GArray *ariadne_way_explain (AriadneExpressionDomain *domain,
                             GPtrArray               *states) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
