/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "expression/ariadne-outline.h"
#include "expression/ariadne-rule.h"

G_BEGIN_DECLS

/* Some applications of rules that capture nothing do not keep the meaning either. */

gboolean ariadne_rule_is_safe (const AriadneRule    *rule,
                               const AriadneOutline *outline,
                               guint                 id);

G_END_DECLS
