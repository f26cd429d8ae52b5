/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "connection/ariadne-hub.h"
#include "connection/ariadne-queue-watches.h"
#include "connection/ariadne-roster.h"

G_BEGIN_DECLS

/* How a request goes: `epoll` is readable, hence somebody looks at the queue; the
 * sockets are read, and what they have brought is taken out by him, or is left in
 * `pending` and the functions are called that wait for the queue to be ready.
 *
 * A request of which a server may die is let into `pending` when all others are
 * answered, and nothing else until it is answered: so it is evaluated alone. Its
 * client is told before. All that comes is `held` meanwhile, in its order.
 *
 * Locks: `in_lock` is for reading, and may be held while `lock` is taken, not the
 * other way round. A peer is made and released with the former; who writes finds it
 * through the roster. No lock is held while a socket is waited for.
 */
struct _AriadneHub
{
  GObject                parent_instance;

  /* These are set once. */
  AriadneToken           token;
  guint                  window;
  guint64                max_bytes;  /* a channel whose requests have more is not read */
  int                    epoll;
  int                    waker;      /* an eventfd: readable once the hub is closed, or
                                      * when something may be let in */
  AriadneHubChannelFunc  channel_func;
  gpointer               channel_data;

  GMutex                 in_lock;

  /* Guarded by `in_lock`. */
  GPtrArray             *posts;      /* of Post; in the order in which they came */
  gboolean               is_full;    /* nothing is accepted until a channel ends */
  AriadneMessageChain    held;       /* has come, and must not be taken out yet */
  AriadneMessageChain    pending;

  GMutex                 lock;

  /* Guarded by `lock`. */
  AriadneRoster          roster;
  GPtrArray             *dirty;      /* scratch, of AriadnePeer */
  guint                  n_channels; /* that were accepted */
  guint                  n_unanswered; /* requests that were let into `pending` */
  gboolean               is_alone;   /* the one of these is to be evaluated alone */
  gboolean               is_holding; /* the first of `held` waits for answers */
  AriadneCensus         *census;     /* owned; of those who serve the hub, or NULL */

  AriadneQueueWatches    watches;    /* has a lock of its own */

  gint                   n_pending;  /* atomic, written with `in_lock`; the messages in `pending` */
  gint                   is_closed;  /* atomic */
};

/* Sends answers to the channels of their clients; takes the chain. Never waits:
 * what cannot be written is written when that is possible again.
 */
void _ariadne_hub_send        (AriadneHub          *self,
                               AriadneMessage      *answers);

/* Sees to all sockets that are ready: accepts, reads, appends what has come, and
 * writes. With the lock for reading.
 */
void _ariadne_hub_look_around (AriadneHub          *self,
                               AriadneMessageChain *messages);

/* Lets into `pending` what may be taken out now, and gives its number. With the
 * lock for reading.
 */
guint    _ariadne_hub_admit       (AriadneHub          *self);

/* Makes the descriptor of the hub readable. */
void     _ariadne_hub_wake        (AriadneHub          *self);

/* Takes leave of all peers. */
void _ariadne_hub_end_all     (AriadneHub          *self);

/* For the array of posts. */
void _ariadne_hub_post_free   (gpointer             post);

G_END_DECLS
