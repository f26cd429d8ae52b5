/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

#include "expression/ariadne-tree.h"

G_BEGIN_DECLS

char *ariadne_write_definitions (const char          *text,
                                 gsize                length,
                                 AriadneTree * const *functions) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
