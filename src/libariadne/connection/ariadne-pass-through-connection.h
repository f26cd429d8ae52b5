/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "connection/ariadne-connection.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_PASS_THROUGH_CONNECTION (ariadne_pass_through_connection_get_type ())

ARIADNE_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (AriadnePassThroughConnection, ariadne_pass_through_connection, ARIADNE,
                      PASS_THROUGH_CONNECTION, AriadneConnection)

ARIADNE_AVAILABLE_IN_ALL
AriadneConnection *ariadne_pass_through_connection_new (AriadneConnection *inner)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
