/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "connection/ariadne-connected-function.h"
#include "connection/ariadne-connection.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_UNORDERED_CONNECTED_FUNCTION (ariadne_unordered_connected_function_get_type ())

ARIADNE_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (AriadneUnorderedConnectedFunction, ariadne_unordered_connected_function,
                      ARIADNE, UNORDERED_CONNECTED_FUNCTION, AriadneConnectedFunction)

ARIADNE_AVAILABLE_IN_ALL
AriadneConnectedFunction *ariadne_unordered_connected_function_new (AriadneConnection *connection)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
