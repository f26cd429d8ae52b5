/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "serving/ariadne-server-log.h"
#include "serving/ariadne-server.h"

G_BEGIN_DECLS

/* Asks a server that has not been started to tell about each of its batches. */
void _ariadne_server_watch (AriadneServer         *self,
                            AriadneServerLogFunc   func,
                            gpointer               user_data);

/* Has a server that has not been started give up a batch with a model that does not
 * return, when this is cancelled.
 */
void _ariadne_server_set_cancellable (AriadneServer *self,
                                      GCancellable  *cancellable);

G_END_DECLS
