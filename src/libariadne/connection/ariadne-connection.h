/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "connection/ariadne-queue.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_CONNECTION (ariadne_connection_get_type ())

ARIADNE_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (AriadneConnection, ariadne_connection, ARIADNE, CONNECTION, GObject)

/**
 * AriadneConnectionClass:
 * @address: marks a message as coming from this end; absent if there is nothing
 *   to mark
 * @send_chain: see [method@Connection.send]; takes a chain of messages
 * @recv_chain: see [method@Connection.recv]; with @all, a chain of whatever is there
 * @copy: see [method@Connection.copy]
 * @close: see [method@Connection.close]
 *
 * What a kind of connection provides. Each has a default.
 */
struct _AriadneConnectionClass
{
  GObjectClass parent_class;

  void               (*address)    (AriadneConnection  *self,
                                    AriadneMessage     *message);
  gboolean           (*send_chain) (AriadneConnection  *self,
                                    AriadneMessage     *messages,
                                    GError            **error);
  AriadneMessage    *(*recv_chain) (AriadneConnection  *self,
                                    gboolean            all,
                                    gint64              timeout,
                                    GError            **error);
  AriadneConnection *(*copy)       (AriadneConnection  *self);
  void               (*close)      (AriadneConnection  *self);
};

ARIADNE_AVAILABLE_IN_ALL
AriadneConnection *ariadne_connection_new           (AriadneQueue       *in,
                                                     AriadneQueue       *out)
  G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
void               ariadne_pipe                     (guint               max_length,
                                                     AriadneConnection **client,
                                                     AriadneConnection **server);
ARIADNE_AVAILABLE_IN_ALL
gboolean           ariadne_connection_send          (AriadneConnection  *self,
                                                     AriadneMessage     *message,
                                                     GError            **error);
ARIADNE_AVAILABLE_IN_ALL
AriadneMessage    *ariadne_connection_recv          (AriadneConnection  *self,
                                                     gint64              timeout,
                                                     GError            **error);
ARIADNE_AVAILABLE_IN_ALL
AriadneMessage    *ariadne_connection_try_recv      (AriadneConnection  *self);
ARIADNE_AVAILABLE_IN_ALL
gboolean           ariadne_connection_poll          (AriadneConnection  *self,
                                                     gint64              timeout);
ARIADNE_AVAILABLE_IN_ALL
guint              ariadne_connection_get_n_waiting (AriadneConnection  *self);
ARIADNE_AVAILABLE_IN_ALL
AriadneConnection *ariadne_connection_copy          (AriadneConnection  *self)
  G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
void               ariadne_connection_close         (AriadneConnection  *self);
ARIADNE_AVAILABLE_IN_ALL
gboolean           ariadne_connection_is_closed     (AriadneConnection  *self);

G_END_DECLS
