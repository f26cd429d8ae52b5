/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "core/ariadne-recipe.h"

G_BEGIN_DECLS

/**
 * ARIADNE_CONTROL_FD:
 *
 * The descriptor on which a process that an engine has started finds its end of
 * the control socket.
 */
#define ARIADNE_CONTROL_FD 3

ARIADNE_AVAILABLE_IN_ALL
gboolean ariadne_worker_run (AriadneRecipes  *recipes,
                             const char      *address,
                             const char      *token,
                             gint64           timeout,
                             GCancellable    *cancellable,
                             GError         **error);
ARIADNE_AVAILABLE_IN_ALL
gboolean ariadne_serve_run  (AriadneRecipes  *recipes,
                             const char      *address,
                             const char      *token,
                             gint64           timeout,
                             GCancellable    *cancellable,
                             GError         **error);

G_END_DECLS
