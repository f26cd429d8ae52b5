/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

#include "expression/ariadne-items.h"
#include "expression/ariadne-type.h"

G_BEGIN_DECLS

const AriadneType *ariadne_read_type      (const AriadneItems *items,
                                           guint               index,
                                           GError            **error);
const AriadneType *ariadne_read_type_list (const AriadneItems *items,
                                           guint               list,
                                           guint               first,
                                           guint               n_items,
                                           GError            **error);
const char        *ariadne_read_parameter (const AriadneItems *items,
                                           guint               list,
                                           const AriadneType **type,
                                           GError            **error);

G_END_DECLS
