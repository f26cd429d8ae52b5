/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "connection/ariadne-connection.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_FORKED_CONNECTION (ariadne_forked_connection_get_type ())

ARIADNE_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (AriadneForkedConnection, ariadne_forked_connection, ARIADNE,
                      FORKED_CONNECTION, AriadneConnection)

ARIADNE_AVAILABLE_IN_ALL
AriadneConnection *ariadne_forked_connection_new (AriadneQueue       *in,
                                                  GPtrArray          *out)
  G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
GPtrArray         *ariadne_forked_pipe           (guint               n_clients,
                                                  guint               max_length,
                                                  AriadneConnection **server)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
