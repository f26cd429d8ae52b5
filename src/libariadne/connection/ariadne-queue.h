/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "connection/ariadne-message.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_QUEUE (ariadne_queue_get_type ())

ARIADNE_AVAILABLE_IN_ALL
G_DECLARE_INTERFACE (AriadneQueue, ariadne_queue, ARIADNE, QUEUE, GObject)

/**
 * AriadneQueueReadyFunc:
 * @queue: the queue
 * @user_data: what was given with the function
 *
 * Called when a queue gets its first message and when it is closed.
 *
 * It runs on whatever thread does that, which waits for it: it must be quick, and
 * must not add or remove such functions.
 */
typedef void (*AriadneQueueReadyFunc) (AriadneQueue *queue,
                                       gpointer      user_data);

/**
 * AriadneQueueInterface:
 * @put_chain: see [method@Queue.put]; takes a chain of messages
 * @get_chain: see [method@Queue.get]; with @all, a chain of whatever is there
 * @poll: see [method@Queue.poll]
 * @get_length: see [method@Queue.get_length]
 * @close: see [method@Queue.close]
 * @is_closed: see [method@Queue.is_closed]
 * @add_ready_func: see [method@Queue.add_ready_func]
 * @remove_ready_func: see [method@Queue.remove_ready_func]
 * @get_fd: see [method@Queue.get_fd]; absent if there is none
 *
 * What a kind of queue provides, for any number of threads at either end.
 */
struct _AriadneQueueInterface
{
  GTypeInterface parent_iface;

  gboolean        (*put_chain)         (AriadneQueue           *self,
                                        AriadneMessage         *messages,
                                        gint64                  timeout,
                                        GError                **error);
  AriadneMessage *(*get_chain)         (AriadneQueue           *self,
                                        gboolean                all,
                                        gint64                  timeout,
                                        GError                **error);
  gboolean        (*poll)              (AriadneQueue           *self,
                                        gint64                  timeout);
  guint           (*get_length)        (AriadneQueue           *self);
  void            (*close)             (AriadneQueue           *self);
  gboolean        (*is_closed)         (AriadneQueue           *self);
  void            (*add_ready_func)    (AriadneQueue           *self,
                                        AriadneQueueReadyFunc   func,
                                        gpointer                user_data);
  void            (*remove_ready_func) (AriadneQueue           *self,
                                        AriadneQueueReadyFunc   func,
                                        gpointer                user_data);
  int             (*get_fd)            (AriadneQueue           *self);
};

ARIADNE_AVAILABLE_IN_ALL
gboolean        ariadne_queue_put               (AriadneQueue           *self,
                                                 AriadneMessage         *message,
                                                 gint64                  timeout,
                                                 GError                **error);
ARIADNE_AVAILABLE_IN_ALL
AriadneMessage *ariadne_queue_get               (AriadneQueue           *self,
                                                 gint64                  timeout,
                                                 GError                **error);
ARIADNE_AVAILABLE_IN_ALL
AriadneMessage *ariadne_queue_try_get           (AriadneQueue           *self);
ARIADNE_AVAILABLE_IN_ALL
gboolean        ariadne_queue_poll              (AriadneQueue           *self,
                                                 gint64                  timeout);
ARIADNE_AVAILABLE_IN_ALL
guint           ariadne_queue_get_length        (AriadneQueue           *self);
ARIADNE_AVAILABLE_IN_ALL
void            ariadne_queue_close             (AriadneQueue           *self);
ARIADNE_AVAILABLE_IN_ALL
gboolean        ariadne_queue_is_closed         (AriadneQueue           *self);
ARIADNE_AVAILABLE_IN_ALL
void            ariadne_queue_add_ready_func    (AriadneQueue           *self,
                                                 AriadneQueueReadyFunc   func,
                                                 gpointer                user_data);
ARIADNE_AVAILABLE_IN_ALL
void            ariadne_queue_remove_ready_func (AriadneQueue           *self,
                                                 AriadneQueueReadyFunc   func,
                                                 gpointer                user_data);
ARIADNE_AVAILABLE_IN_ALL
int             ariadne_queue_get_fd            (AriadneQueue           *self);

G_END_DECLS
