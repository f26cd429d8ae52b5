/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

#include "expression/ariadne-definitions.h"

G_BEGIN_DECLS

/* How the names of those begin that give the cost of a function. */
#define ARIADNE_COST_PREFIX "cost$"

AriadneDefinitions *ariadne_read_definitions (const char *text,
                                              gsize       length,
                                              const char *source,
                                              GError    **error);

G_END_DECLS
