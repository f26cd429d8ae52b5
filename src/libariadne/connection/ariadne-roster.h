/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "connection/ariadne-channel-private.h"
#include "connection/ariadne-message-private.h"

G_BEGIN_DECLS

/* One channel of a hub. */
typedef struct
{
  AriadneChannel *channel;
  gboolean        is_accepted;

  /* Guarded by the lock of the hub, as is the half of the channel that writes. */
  GArray         *keys;        /* of guint, by the client's number - 1; 0 if there is none */
  guint64         n_in_flight; /* states that have not been answered */
  guint64         n_bytes;     /* of the requests that have not been answered */
  gboolean        is_dirty;    /* there is something to be written */
  gboolean        is_failed;   /* nothing can be written any more */
  gpointer        post;        /* where the hub has it */
  guint32         polled;      /* epoll events */
} AriadnePeer;

AriadnePeer *_ariadne_peer_new  (AriadneChannel *channel);
void         _ariadne_peer_free (AriadnePeer    *self);

/* The clients of all channels, by the keys under which the server knows them.
 *
 * A key is given to another client only when the one that had it has gone and
 * all that it has asked is answered.
 *
 * It is guarded by the lock of the hub.
 */
typedef struct
{
  GArray *entries; /* by key - 1 */
  GQueue  unused;  /* keys; the one that has been unused for longest comes first */
} AriadneRoster;

void      _ariadne_roster_init     (AriadneRoster             *self);
void      _ariadne_roster_clear    (AriadneRoster             *self);

/* Makes the message of a frame that a client has sent, as one from its key. Fails
 * with ARIADNE_ERROR_PROTOCOL when it must not send that.
 */
AriadneMessage *
          _ariadne_roster_receive  (AriadneRoster             *self,
                                    AriadnePeer               *peer,
                                    const AriadneFrameHeader  *header,
                                    gsize                      offset,
                                    GError                   **error);

/* Finds whose a key is; NULL if the channel has ended. */
AriadnePeer *
          _ariadne_roster_find     (AriadneRoster             *self,
                                    guint                      key,
                                    guint                     *client);

/* Finds where an answer goes, and counts it; NULL if nobody wants it any more. */
AriadnePeer *
          _ariadne_roster_send     (AriadneRoster             *self,
                                    const AriadneMessage      *answer,
                                    guint                     *client);

/* Has all clients of a channel go, and appends the messages that say so. */
void      _ariadne_roster_dismiss  (AriadneRoster             *self,
                                    AriadnePeer               *peer,
                                    AriadneMessageChain       *messages);

G_END_DECLS
