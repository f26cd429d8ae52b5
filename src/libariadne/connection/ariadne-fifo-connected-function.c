/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "connection/ariadne-connected-function-private.h"
#include "connection/ariadne-fifo-connected-function.h"

/**
 * AriadneFifoConnectedFunction:
 *
 * A connected function for servers that answer in the order of requests.
 *
 * The answers need not be numbered: the next one belongs to the oldest call.
 */
struct _AriadneFifoConnectedFunction
{
  AriadneConnectedFunction parent_instance;
};

G_DEFINE_FINAL_TYPE (AriadneFifoConnectedFunction, ariadne_fifo_connected_function,
                     ARIADNE_TYPE_CONNECTED_FUNCTION)

static void
ariadne_fifo_connected_function_class_init (AriadneFifoConnectedFunctionClass *klass)
{
}

static void
ariadne_fifo_connected_function_init (AriadneFifoConnectedFunction *self)
{
}

/**
 * ariadne_fifo_connected_function_new:
 * @connection: a client's end, which nobody else uses any more
 *
 * Makes a function that is called through a connection. Closing the function
 * closes the connection.
 *
 * Returns: (transfer full): a new function
 */
AriadneConnectedFunction *
ariadne_fifo_connected_function_new (AriadneConnection *connection)
{
  AriadneConnectedFunction *self;

  g_return_val_if_fail (ARIADNE_IS_CONNECTION (connection), NULL);

  self = g_object_new (ARIADNE_TYPE_FIFO_CONNECTED_FUNCTION, NULL);
  _ariadne_connected_function_connect (self, connection, TRUE);

  return self;
}
