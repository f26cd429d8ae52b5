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

/**
 * ARIADNE_TOKEN_VARIABLE:
 *
 * The variable of the environment in which programs look for the token of the engine
 * that they are to join.
 */
#define ARIADNE_TOKEN_VARIABLE "ARIADNE_TOKEN"

ARIADNE_AVAILABLE_IN_ALL
gboolean ariadne_worker_run (AriadneRecipes  *recipes,
                             const char      *address,
                             const char      *token,
                             guint            seat,
                             gint64           timeout,
                             GCancellable    *cancellable,
                             GError         **error);
ARIADNE_AVAILABLE_IN_ALL
gboolean ariadne_serve_run  (AriadneRecipes  *recipes,
                             const char      *address,
                             const char      *token,
                             guint            seat,
                             gint64           timeout,
                             GCancellable    *cancellable,
                             GError         **error);

G_END_DECLS
