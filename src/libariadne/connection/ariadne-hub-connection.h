/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "connection/ariadne-connection.h"
#include "connection/ariadne-hub.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_HUB_CONNECTION (ariadne_hub_connection_get_type ())

G_DECLARE_FINAL_TYPE (AriadneHubConnection, ariadne_hub_connection, ARIADNE, HUB_CONNECTION,
                      AriadneConnection)

/* Makes the connection to be served. For several servers, give each a copy; when
 * the last that is open is closed, the hub is, with all its channels.
 */
AriadneConnection *_ariadne_hub_connection_new (AriadneHub *hub);

G_END_DECLS
