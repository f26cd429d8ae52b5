/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "connection/ariadne-message.h"

G_BEGIN_DECLS

/* A request on its way through a server.
 *
 *      ┌────────┐ some rows taken  ┌───────────┐ last row taken  ┌──────────┐
 *   ──▶│ queued │ ───────────────▶ │ queued in │ ──────────────▶ │ all rows │
 *      └────────┘                  │ part      │                 │ taken    │
 *                                  └───────────┘                 └──────────┘
 *
 * It has ended when its message has been turned into the answer, which can
 * happen in any of these: by the last row, an error or cancellation. It lives on
 * until its answer has left and no row is in the model any more.
 */
typedef struct
{
  AriadneMessage  *message;    /* owned; NULL when the answer has left */
  AriadneSequence *sequence;   /* owned */
  AriadneMatrix   *rows;       /* owned; the answer, while it is being filled */
  gint64           arrival;    /* monotonic time */
  guint            client;
  guint            n_rows;
  guint            n_taken;    /* rows that have been put into batches */
  guint            n_returned; /* rows that have come back from the model */
  guint            n_parts;    /* slices of it in batches that are in the model */
  gboolean         is_queued;  /* by a batcher */
  gboolean         is_due;     /* ends with what is in the model */
  gboolean         has_ended;

  GList            in_lane;    /* links: among the queued requests of the client, */
  GList            in_age;     /* among all queued requests, */
  GList            in_client;  /* among all requests of the client */
} AriadneRequest;

/* Takes the message, which must be a request. */
AriadneRequest *_ariadne_request_new  (AriadneMessage *message,
                                       gint64          arrival);
void            _ariadne_request_free (AriadneRequest *self);

G_END_DECLS
