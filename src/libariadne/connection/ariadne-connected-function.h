/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "core/ariadne-matrix.h"
#include "core/ariadne-sequence.h"

G_BEGIN_DECLS

/**
 * AriadneCallFlags:
 * @ARIADNE_CALL_NONE: nothing to say about the call
 * @ARIADNE_CALL_WAITS: the caller submits nothing more before this reply
 *
 * What the server should know about a call.
 */
typedef enum {
  ARIADNE_CALL_NONE  = 0,
  ARIADNE_CALL_WAITS = 1 << 0,
} AriadneCallFlags;

#define ARIADNE_TYPE_CONNECTED_FUNCTION (ariadne_connected_function_get_type ())

ARIADNE_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (AriadneConnectedFunction, ariadne_connected_function, ARIADNE,
                          CONNECTED_FUNCTION, GObject)

/**
 * AriadneConnectedFunctionClass:
 * @call_async: see [method@ConnectedFunction.call_async]
 * @call_finish: see [method@ConnectedFunction.call_finish]
 * @wait: see [method@ConnectedFunction.wait]
 * @flush: see [method@ConnectedFunction.flush]
 * @close: see [method@ConnectedFunction.close]
 * @get_n_pending: see [method@ConnectedFunction.get_n_pending]
 *
 * What a kind of connected function provides.
 */
struct _AriadneConnectedFunctionClass
{
  GObjectClass parent_class;

  void           (*call_async)    (AriadneConnectedFunction  *self,
                                   AriadneSequence           *sequence,
                                   AriadneCallFlags           flags,
                                   GCancellable              *cancellable,
                                   GAsyncReadyCallback        callback,
                                   gpointer                   user_data);
  AriadneMatrix *(*call_finish)   (AriadneConnectedFunction  *self,
                                   GAsyncResult              *result,
                                   GError                   **error);
  void           (*wait)          (AriadneConnectedFunction  *self);
  void           (*flush)         (AriadneConnectedFunction  *self);
  void           (*close)         (AriadneConnectedFunction  *self);
  guint          (*get_n_pending) (AriadneConnectedFunction  *self);
};

ARIADNE_AVAILABLE_IN_ALL
void           ariadne_connected_function_call_async    (AriadneConnectedFunction  *self,
                                                         AriadneSequence           *sequence,
                                                         AriadneCallFlags           flags,
                                                         GCancellable              *cancellable,
                                                         GAsyncReadyCallback        callback,
                                                         gpointer                   user_data);
ARIADNE_AVAILABLE_IN_ALL
AriadneMatrix *ariadne_connected_function_call_finish   (AriadneConnectedFunction  *self,
                                                         GAsyncResult              *result,
                                                         GError                   **error)
  G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
void           ariadne_connected_function_wait          (AriadneConnectedFunction  *self);
ARIADNE_AVAILABLE_IN_ALL
void           ariadne_connected_function_flush         (AriadneConnectedFunction  *self);
ARIADNE_AVAILABLE_IN_ALL
void           ariadne_connected_function_close         (AriadneConnectedFunction  *self);
ARIADNE_AVAILABLE_IN_ALL
guint          ariadne_connected_function_get_n_pending (AriadneConnectedFunction  *self);

G_END_DECLS
