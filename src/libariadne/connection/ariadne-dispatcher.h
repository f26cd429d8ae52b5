/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "connection/ariadne-channel.h"
#include "connection/ariadne-connected-functions.h"
#include "connection/ariadne-wire.h"

G_BEGIN_DECLS

/* The client's side of one or more channels: the queue into which the functions
 * of this process put their requests, and which deals these to the servers.
 *
 * A request goes to the server with the most free credit, and waits here while
 * none has any. A function stays with the server that it has asked before, as
 * long as that is not the busier one, so that each server knows whom to expect.
 * When a server is lost, what it has not answered is sent to the others again,
 * unless that has happened to the same request several times.
 */
#define ARIADNE_TYPE_DISPATCHER (ariadne_dispatcher_get_type ())

G_DECLARE_FINAL_TYPE (AriadneDispatcher, ariadne_dispatcher, ARIADNE, DISPATCHER, GObject)

/* Called when a channel has ended, other than by _ariadne_dispatcher_close(), in
 * the thread of the main context. `error` names the server and says why.
 */
typedef void (*AriadneDispatcherLostFunc) (AriadneDispatcher *self,
                                           const GError      *error,
                                           gpointer           user_data);

/* Answers are read in `context`, best the one in which the functions are used.
 * The domain is needed if `forms` has ARIADNE_WIRE_STATES; NULL otherwise.
 */
AriadneDispatcher *_ariadne_dispatcher_new            (GMainContext              *context,
                                                       AriadneDomain             *domain,
                                                       AriadneWireForms           forms);

/* Takes a channel over. May be called at any time, on any thread. */
void               _ariadne_dispatcher_add            (AriadneDispatcher         *self,
                                                       AriadneChannel            *channel);

/* Makes functions; with several channels their order must be
 * ARIADNE_ANSWER_ORDER_ANY. The functions keep the dispatcher alive.
 */
GPtrArray         *_ariadne_dispatcher_make_functions (AriadneDispatcher         *self,
                                                       guint                      n_functions,
                                                       AriadneAnswerOrder         order);

/* What becomes of requests while there is no channel: a patient dispatcher keeps
 * them until one is added or it is closed, another one, as it is to begin with,
 * has them fail.
 */
void               _ariadne_dispatcher_set_patient    (AriadneDispatcher         *self,
                                                       gboolean                   patient);
void               _ariadne_dispatcher_set_lost_func  (AriadneDispatcher         *self,
                                                       AriadneDispatcherLostFunc  func,
                                                       gpointer                   user_data);

/* Closes all channels. Every call that is pending, or made later, fails with
 * `why`, or with ARIADNE_ERROR_CLOSED if that is NULL. May be called on any
 * thread.
 */
void               _ariadne_dispatcher_close          (AriadneDispatcher         *self,
                                                       const GError              *why);
guint              _ariadne_dispatcher_get_n_channels (AriadneDispatcher         *self);

G_END_DECLS
