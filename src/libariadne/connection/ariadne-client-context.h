/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "connection/ariadne-queue.h"

G_BEGIN_DECLS

/* What the functions that are called in one GMainContext share: a GSource that
 * runs when there are answers for any of them, and an outbox, which is handed
 * over before the context goes to sleep.
 */
typedef struct _AriadneClientContext AriadneClientContext;

/* Takes what has arrived. */
typedef void (*AriadneClientFunc) (gpointer owner);

/* A function's membership of a context. It is part of the function. */
typedef struct
{
  AriadneClientFunc serve;
  gpointer          owner;

  GList    ready; /* link; guarded by the lock of the context */
  gboolean is_ready;
} AriadneClient;

void                  _ariadne_client_init          (AriadneClient         *client,
                                                     gpointer               owner,
                                                     AriadneClientFunc      serve);

AriadneClientContext *_ariadne_client_context_join  (GMainContext          *context);
void                  _ariadne_client_context_leave (AriadneClientContext  *self,
                                                     AriadneClient         *client);
GMainContext         *_ariadne_client_context_get   (AriadneClientContext  *self);

/* Has the client served, in the context's thread. May be called on any thread. */
void                  _ariadne_client_context_wake  (AriadneClientContext  *self,
                                                     AriadneClient         *client);

/* Has a message put into a queue, together with others, now or soon. */
void                  _ariadne_client_context_post  (AriadneClientContext  *self,
                                                     AriadneQueue          *queue,
                                                     AriadneMessage        *message);
void                  _ariadne_client_context_flush (AriadneClientContext  *self);

/* Between these two, waking a context from this thread is put off to the end, so
 * that each is woken once for all that is sent to its functions.
 */
void                  _ariadne_client_context_hold_wakeups    (void);
void                  _ariadne_client_context_release_wakeups (void);

/* The same, in a source of a main context that is being checked or dispatched:
 * before that context sleeps again it sees by itself what there is.
 */
void                  _ariadne_client_context_release_wakeups_in (GMainContext *awake);

G_END_DECLS
