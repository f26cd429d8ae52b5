/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "connection/ariadne-connected-functions.h"
#include "connection/ariadne-fifo-connected-function.h"
#include "connection/ariadne-forked-connection.h"
#include "connection/ariadne-pass-through-connection.h"
#include "connection/ariadne-unordered-connected-function.h"

/**
 * ariadne_get_connected_functions:
 * @n_functions: the number of functions
 * @order: the order in which the calls of a function end; for more than one
 *   server it must be %ARIADNE_ANSWER_ORDER_ANY
 * @max_length: the number of requests that may wait to be received; 0 for any
 * @server: (out) (transfer full): the connection to serve
 *
 * Makes functions that can be used independently of each other, on any threads,
 * and the connection to the server that answers them all. For several servers,
 * give each a copy of that connection.
 *
 * The functions count as live at once: a server that is started now waits for
 * what they have to ask.
 *
 * Returns: (transfer container) (element-type AriadneConnectedFunction): the functions
 */
GPtrArray *
ariadne_get_connected_functions (guint                n_functions,
                                 AriadneAnswerOrder   order,
                                 guint                max_length,
                                 AriadneConnection  **server)
{
  g_autoptr (AriadneConnection) forked = NULL;
  g_autoptr (GPtrArray) clients = NULL;
  GPtrArray *functions;

  g_return_val_if_fail (server != NULL, NULL);

  clients = ariadne_forked_pipe (n_functions, max_length, &forked);
  functions = g_ptr_array_new_full (n_functions, g_object_unref);
  for (guint i = 0; i < n_functions; i++)
    {
      AriadneConnection *client = g_ptr_array_index (clients, i);

      g_ptr_array_add (functions, order == ARIADNE_ANSWER_ORDER_FIFO
                                    ? ariadne_fifo_connected_function_new (client)
                                    : ariadne_unordered_connected_function_new (client));
    }

  *server = order == ARIADNE_ANSWER_ORDER_FIFO
              ? g_steal_pointer (&forked)
              : ariadne_pass_through_connection_new (forked);

  return functions;
}
