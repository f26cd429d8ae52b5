/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "connection/ariadne-connected-function-private.h"
#include "connection/ariadne-unordered-connected-function.h"

/**
 * AriadneUnorderedConnectedFunction:
 *
 * A connected function for servers that answer in any order.
 *
 * Each answer belongs to the call whose number it bears.
 */
struct _AriadneUnorderedConnectedFunction
{
  AriadneConnectedFunction parent_instance;
};

G_DEFINE_FINAL_TYPE (AriadneUnorderedConnectedFunction, ariadne_unordered_connected_function,
                     ARIADNE_TYPE_CONNECTED_FUNCTION)

static void
ariadne_unordered_connected_function_class_init (AriadneUnorderedConnectedFunctionClass *klass)
{
}

static void
ariadne_unordered_connected_function_init (AriadneUnorderedConnectedFunction *self)
{
}

/**
 * ariadne_unordered_connected_function_new:
 * @connection: a client's end, which nobody else uses any more
 *
 * Makes a function that is called through a connection. Closing the function
 * closes the connection.
 *
 * Returns: (transfer full): a new function
 */
AriadneConnectedFunction *
ariadne_unordered_connected_function_new (AriadneConnection *connection)
{
  AriadneConnectedFunction *self;

  g_return_val_if_fail (ARIADNE_IS_CONNECTION (connection), NULL);

  self = g_object_new (ARIADNE_TYPE_UNORDERED_CONNECTED_FUNCTION, NULL);
  _ariadne_connected_function_connect (self, connection, FALSE);

  return self;
}
