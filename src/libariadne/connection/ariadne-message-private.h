/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "connection/ariadne-message.h"

G_BEGIN_DECLS

/* The key of a message that no keyed connection has stamped yet. */
#define ARIADNE_CLIENT_NONE 0

/* The turn of a reply that has not come from a request. */
#define ARIADNE_TURN_NONE 0

/* A message has one owner at a time. Messages that travel together are linked
 * by `next`; such a chain is handed over as a whole.
 */
struct _AriadneMessage
{
  AriadneMessageType   type;
  AriadneMessageFlags  flags;
  guint                client;  /* key of the client, from 1; or ARIADNE_CLIENT_NONE */
  guint                n_items; /* states of a request; set while a channel carries it */
  guint                n_bytes; /* of a request that has come through a channel */
  guint                n_lost;  /* servers that were lost and may have died of this request */
  gboolean             is_begun; /* of a request to be evaluated alone: the server has it
                                  * evaluated; set while a lane has it */
  guint64              uid;     /* the client's number for its request; in a WAIT, the
                                 * number of answers that the client has seen */
  guint64              turn;    /* where the receiving connection has noted the request */
  AriadneSequence     *sequence;
  AriadneMatrix       *rows;
  GError              *error;

  AriadneMessage      *next;
  AriadneMessage      *last;    /* of the chain; kept for its first message only */
};

/* A chain that can be appended to. */
typedef struct
{
  AriadneMessage *first;
  AriadneMessage *last;
} AriadneMessageChain;

void            _ariadne_message_chain_append (AriadneMessageChain *chain,
                                               AriadneMessage      *messages);
AriadneMessage *_ariadne_message_chain_steal  (AriadneMessageChain *chain);
AriadneMessage *_ariadne_message_chain_pop    (AriadneMessageChain *chain);
void            _ariadne_message_free_chain   (AriadneMessage      *messages);

static inline gboolean
_ariadne_message_is_control (const AriadneMessage *self)
{
  return self->type == ARIADNE_MESSAGE_REGISTER
         || self->type == ARIADNE_MESSAGE_WAIT
         || self->type == ARIADNE_MESSAGE_CANCEL
         || self->type == ARIADNE_MESSAGE_CLOSE;
}

G_END_DECLS
