/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "connection/ariadne-connected-function.h"
#include "connection/ariadne-connection.h"

G_BEGIN_DECLS

/**
 * AriadneAnswerOrder:
 * @ARIADNE_ANSWER_ORDER_FIFO: in the order of the calls of a function
 * @ARIADNE_ANSWER_ORDER_ANY: each as soon as it is there
 *
 * In what order the calls of one function end.
 */
typedef enum {
  ARIADNE_ANSWER_ORDER_FIFO,
  ARIADNE_ANSWER_ORDER_ANY,
} AriadneAnswerOrder;

ARIADNE_AVAILABLE_IN_ALL
GPtrArray *ariadne_get_connected_functions (guint               n_functions,
                                            AriadneAnswerOrder  order,
                                            guint               max_length,
                                            AriadneConnection **server) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
