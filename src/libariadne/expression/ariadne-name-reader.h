/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

#include "expression/ariadne-items.h"
#include "expression/ariadne-name.h"

G_BEGIN_DECLS

const char *ariadne_read_name          (const AriadneItems *items,
                                        guint               index,
                                        GError            **error);
const char *ariadne_read_variable_name (const AriadneItems *items,
                                        guint               index,
                                        GError            **error);

G_END_DECLS
