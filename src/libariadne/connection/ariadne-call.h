/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "connection/ariadne-connected-function.h"

G_BEGIN_DECLS

/* One call of a connected function; also what its callback is given. It is used
 * only in the thread of the caller.
 */
#define ARIADNE_TYPE_CALL (ariadne_call_get_type ())

G_DECLARE_FINAL_TYPE (AriadneCall, ariadne_call, ARIADNE, CALL, GObject)

struct _AriadneCall
{
  GObject                   parent_instance;

  AriadneConnectedFunction *function;
  guint64                   uid;
  GList                     link;        /* in the queue of the function */

  GAsyncReadyCallback       callback;
  gpointer                  user_data;
  GCancellable             *cancellable;
  gulong                    cancelled_id;

  /* The result; one of the two is set when the call has ended. */
  AriadneMatrix            *rows;
  GError                   *error;
};

AriadneCall *_ariadne_call_new      (void);
void         _ariadne_call_prepare  (AriadneCall              *self,
                                     AriadneConnectedFunction *function,
                                     GCancellable             *cancellable,
                                     GAsyncReadyCallback       callback,
                                     gpointer                  user_data);

/* Makes a call as good as new, unless somebody else has a reference to it. */
gboolean     _ariadne_call_recycle  (AriadneCall              *self);

/* Runs the callback. The result must be there. */
void         _ariadne_call_complete (AriadneCall              *self);

static inline gboolean
_ariadne_call_has_ended (const AriadneCall *self)
{
  return self->rows != NULL || self->error != NULL;
}

G_END_DECLS
