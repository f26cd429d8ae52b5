/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the functions that are called in one GMainContext share: a GSource that
 * runs when there are answers for any of them, and that hands over what they
 * have to send before the context goes to sleep.
 */
typedef struct _AriadneClientContext AriadneClientContext;

/* A function's membership of a context. It is part of the function. */
typedef struct
{
  void   (*serve) (gpointer owner); /* takes what has arrived */
  void   (*flush) (gpointer owner); /* sends what is buffered */
  gpointer owner;

  GList    ready; /* link; guarded by the lock of the context */
  gboolean is_ready;
  GList    dirty; /* link; the context's thread only */
  gboolean is_dirty;
} AriadneClient;

AriadneClientContext *_ariadne_client_context_join  (GMainContext         *context);
void                  _ariadne_client_context_leave (AriadneClientContext *self,
                                                     AriadneClient        *client);
GMainContext         *_ariadne_client_context_get   (AriadneClientContext *self);

/* Has the client served, in the context's thread. May be called on any thread. */
void                  _ariadne_client_context_wake  (AriadneClientContext *self,
                                                     AriadneClient        *client);

/* Has the client flushed, now or soon. */
void                  _ariadne_client_context_post  (AriadneClientContext *self,
                                                     AriadneClient        *client);

void                  _ariadne_client_init          (AriadneClient        *client,
                                                     gpointer              owner,
                                                     void                (*serve) (gpointer owner),
                                                     void                (*flush) (gpointer owner));

G_END_DECLS
