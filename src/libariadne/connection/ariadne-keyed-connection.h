/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "connection/ariadne-connection.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_KEYED_CONNECTION (ariadne_keyed_connection_get_type ())

ARIADNE_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (AriadneKeyedConnection, ariadne_keyed_connection, ARIADNE, KEYED_CONNECTION,
                      AriadneConnection)

ARIADNE_AVAILABLE_IN_ALL
AriadneConnection *ariadne_keyed_connection_new     (guint                   key,
                                                     AriadneQueue           *in,
                                                     AriadneQueue           *out)
  G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
guint              ariadne_keyed_connection_get_key (AriadneKeyedConnection *self);

G_END_DECLS
