/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "connection/ariadne-channel-private.h"
#include "connection/ariadne-message-private.h"

G_BEGIN_DECLS

/* What a dispatcher knows of one server: the channel to it, which requests it has
 * not answered, and which clients it expects to submit.
 *
 * All of it, but for reading from the channel, is guarded by the lock of the
 * dispatcher; the references are atomic.
 */
typedef struct
{
  gint            ref_count;
  AriadneChannel *channel;
  GSource        *source;      /* that reads; NULL when the dispatcher has let go */
  gpointer        tag;         /* of the descriptor in the source */
  gint            polled;      /* GIOCondition */
  GError         *failure;     /* why it cannot be used any more, or NULL */
  GError         *broken;      /* why nothing can be written, or NULL; there may still be
                                * something to read */

  gint64          credit;      /* states that may still be sent; a request may overdraw it */
  guint64         n_in_flight; /* states that have not been answered */
  guint           n_homes;     /* clients that ask here first */

  GArray         *slots;       /* of requests that have not been answered */
  guint           first_free;
  guint64         n_sent;
  GArray         *members;     /* by key */
} AriadneLane;

AriadneLane    *_ariadne_lane_new         (AriadneChannel            *channel);
AriadneLane    *_ariadne_lane_ref         (AriadneLane               *self);
void            _ariadne_lane_unref       (AriadneLane               *self);

/* Have the server expect a client or not, which does nothing if it does so. */
void            _ariadne_lane_join        (AriadneLane               *self,
                                           guint                      key);
void            _ariadne_lane_leave       (AriadneLane               *self,
                                           guint                      key);
guint           _ariadne_lane_get_pending (AriadneLane               *self,
                                           guint                      key);

/* Tells the server, if it expects the client, that it waits. */
void            _ariadne_lane_wait        (AriadneLane               *self,
                                           guint                      key);

/* Sends a request, and keeps it until it is answered. Fails when it cannot be
 * sent in a frame; it is not taken then.
 */
gboolean        _ariadne_lane_ask         (AriadneLane               *self,
                                           AriadneMessage            *request,
                                           AriadneDomain             *domain,
                                           AriadneWireForms           forms,
                                           GError                   **error);
void            _ariadne_lane_cancel      (AriadneLane               *self,
                                           guint                      key,
                                           guint64                    uid);

/* Notes that the server has begun a request that it evaluates alone, as a frame says. */
gboolean        _ariadne_lane_begin       (AriadneLane               *self,
                                           const AriadneFrameHeader  *header,
                                           GError                   **error);

/* Makes the answer of a frame, with the key and the number of its client. */
AriadneMessage *_ariadne_lane_answer      (AriadneLane               *self,
                                           const AriadneFrameHeader  *header,
                                           gsize                      offset,
                                           GError                   **error);

/* Gives back all requests that have not been answered, in the order in which
 * they were sent, as a chain.
 */
AriadneMessage *_ariadne_lane_steal       (AriadneLane               *self);

/* Writes what there is to be written; sees to the rest when the socket can be
 * written to again.
 */
void            _ariadne_lane_flush       (AriadneLane               *self);

/* Notes why the lane cannot be used any more, unless there is a reason already.
 * Takes the error.
 */
void            _ariadne_lane_fail        (AriadneLane               *self,
                                           GError                    *error);

G_END_DECLS
