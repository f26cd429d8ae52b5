/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib-object.h>

#include "core/ariadne-version-macros.h"

G_BEGIN_DECLS

ARIADNE_AVAILABLE_IN_ALL
GVariant *ariadne_host_describe (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
