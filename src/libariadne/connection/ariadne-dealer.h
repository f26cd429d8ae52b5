/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "connection/ariadne-lane.h"
#include "connection/ariadne-queue.h"

G_BEGIN_DECLS

/* A request that so many servers may have died of, one after the other, is not sent
 * to yet another one.
 */
#define ARIADNE_DEALER_MAX_LOST 3

/* Deals the requests of the clients of this process to servers.
 *
 * Invariants:
 *  - A request is in `backlog` or with one lane until it is answered, and then it
 *    is gone: so each is answered once. If a lane is lost its requests go back to
 *    the beginning of the backlog; a lost lane is not read any more. What was there
 *    is evaluated alone from then on, and the server says when it begins; a request
 *    that several servers have died of is refused.
 *  - What a client has put, other than cancellations, is dealt in that order.
 *  - A client that is live is a member of its home. It changes home only when it
 *    has nothing pending there, and leaves then.
 *  - Nothing waits for credit or for a socket, other than messages.
 *
 * It is guarded by the lock of the dispatcher.
 */
typedef struct
{
  AriadneDomain       *domain;  /* owned; or NULL */
  AriadneWireForms     forms;

  GPtrArray           *lanes;   /* of AriadneLane */
  GPtrArray           *clients; /* by key - 1 */
  AriadneMessageChain  backlog;
  gboolean             is_patient; /* requests are kept while there is no lane */
  gboolean             is_closed;
  GError              *why;     /* there is no lane */
} AriadneDealer;

void   _ariadne_dealer_init       (AriadneDealer  *self);
void   _ariadne_dealer_clear      (AriadneDealer  *self);

/* Adds a client, whose answers are put into a queue; gives its key. */
guint  _ariadne_dealer_add_client (AriadneDealer  *self,
                                   AriadneQueue   *answers);

/* Takes what a client has put. */
void   _ariadne_dealer_take       (AriadneDealer  *self,
                                   AriadneMessage *message);

/* Passes an answer on to its client, if that is still there. Takes it. */
void   _ariadne_dealer_deliver    (AriadneDealer  *self,
                                   AriadneMessage *answer);

/* Gives every client a home that has none, if there is a lane. */
void   _ariadne_dealer_settle     (AriadneDealer  *self);

/* Deals what can be dealt. */
void   _ariadne_dealer_deal       (AriadneDealer  *self);

/* Writes what has been dealt. */
void   _ariadne_dealer_flush      (AriadneDealer  *self);

/* Lets go of a lane, which must be one of these. */
void   _ariadne_dealer_let_go     (AriadneDealer  *self,
                                   AriadneLane    *lane);

G_END_DECLS
