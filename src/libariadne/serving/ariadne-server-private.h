/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "serving/ariadne-server-log.h"
#include "serving/ariadne-server.h"

G_BEGIN_DECLS

/* Asks a server that has not been started to tell about each of its batches. */
void _ariadne_server_watch (AriadneServer         *self,
                            AriadneServerLogFunc   func,
                            gpointer               user_data);

G_END_DECLS
