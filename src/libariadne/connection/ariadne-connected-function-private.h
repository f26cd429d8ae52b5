/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "connection/ariadne-connected-function.h"
#include "connection/ariadne-connection.h"

G_BEGIN_DECLS

/* Gives a function the connection that it calls through. `ordered`: whether
 * the answers come in the order of the calls; else they are told by number.
 */
void _ariadne_connected_function_connect (AriadneConnectedFunction *self,
                                          AriadneConnection        *connection,
                                          gboolean                  ordered);

G_END_DECLS
