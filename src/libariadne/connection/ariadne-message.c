/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "connection/ariadne-message-private.h"

/**
 * AriadneMessage:
 *
 * What travels through queues: a request, the reply to it, or a word about the
 * client that makes the requests.
 *
 * A message has one owner at a time, who may change it; sending hands it over.
 * A request carries its sequence, and metadata that belongs to the client: the
 * key that its connection has stamped on it and the client's own number. It is
 * turned into its own reply, so that the metadata finds its way back.
 */

G_DEFINE_BOXED_TYPE (AriadneMessage, ariadne_message, ariadne_message_copy, ariadne_message_free)

/**
 * ariadne_message_new:
 * @type: what the message says
 *
 * Makes a message that carries nothing.
 *
 * Returns: (transfer full): a new message
 */
AriadneMessage *
ariadne_message_new (AriadneMessageType type)
{
  AriadneMessage *self = g_new0 (AriadneMessage, 1);

  self->type = type;

  return self;
}

/**
 * ariadne_message_new_request:
 * @sequence: the states
 * @uid: the client's number for the request
 * @flags: what else there is to say
 *
 * Makes a request for the rows of a sequence.
 *
 * Returns: (transfer full): a new message
 */
AriadneMessage *
ariadne_message_new_request (AriadneSequence     *sequence,
                             guint64              uid,
                             AriadneMessageFlags  flags)
{
  AriadneMessage *self;

  g_return_val_if_fail (sequence != NULL, NULL);

  self = ariadne_message_new (ARIADNE_MESSAGE_REQUEST);
  self->flags = flags;
  self->uid = uid;
  self->sequence = ariadne_sequence_ref (sequence);

  return self;
}

/**
 * ariadne_message_new_reply:
 * @rows: one row a state
 *
 * Makes a reply without an address. A server connection sends it to the client
 * whose request has been waiting longest.
 *
 * Returns: (transfer full): a new message
 */
AriadneMessage *
ariadne_message_new_reply (AriadneMatrix *rows)
{
  AriadneMessage *self;

  g_return_val_if_fail (rows != NULL, NULL);

  self = ariadne_message_new (ARIADNE_MESSAGE_REPLY);
  self->rows = ariadne_matrix_ref (rows);

  return self;
}

/**
 * ariadne_message_copy:
 * @self: a message
 *
 * Makes a message that says the same. What it carries is shared.
 *
 * Returns: (transfer full): a new message
 */
AriadneMessage *
ariadne_message_copy (const AriadneMessage *self)
{
  AriadneMessage *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->sequence = self->sequence != NULL ? ariadne_sequence_ref (self->sequence) : NULL;
  copy->rows = self->rows != NULL ? ariadne_matrix_ref (self->rows) : NULL;
  copy->error = self->error != NULL ? g_error_copy (self->error) : NULL;
  copy->next = NULL;
  copy->last = NULL;

  return copy;
}

/**
 * ariadne_message_free:
 * @self: (transfer full): a message
 *
 * Releases a message and what it carries.
 */
void
ariadne_message_free (AriadneMessage *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->sequence, ariadne_sequence_unref);
  g_clear_pointer (&self->rows, ariadne_matrix_unref);
  g_clear_error (&self->error);
  g_free (self);
}

/**
 * ariadne_message_get_kind:
 * @self: a message
 *
 * Gets what the message says.
 *
 * Returns: its type
 */
AriadneMessageType
ariadne_message_get_kind (const AriadneMessage *self)
{
  g_return_val_if_fail (self != NULL, ARIADNE_MESSAGE_ERROR);

  return self->type;
}

/**
 * ariadne_message_get_flags:
 * @self: a message
 *
 * Gets what else there is to say about a request.
 *
 * Returns: the flags
 */
AriadneMessageFlags
ariadne_message_get_flags (const AriadneMessage *self)
{
  g_return_val_if_fail (self != NULL, ARIADNE_MESSAGE_FLAGS_NONE);

  return self->flags;
}

/**
 * ariadne_message_get_client:
 * @self: a message
 *
 * Gets the key of the client that the message comes from or goes to.
 *
 * Returns: the key, from 1; 0 when the message has no address
 */
guint
ariadne_message_get_client (const AriadneMessage *self)
{
  g_return_val_if_fail (self != NULL, ARIADNE_CLIENT_NONE);

  return self->client;
}

/**
 * ariadne_message_get_uid:
 * @self: a message
 *
 * Gets the client's number for its request.
 *
 * Returns: the number
 */
guint64
ariadne_message_get_uid (const AriadneMessage *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->uid;
}

/**
 * ariadne_message_get_sequence:
 * @self: a message
 *
 * Gets the states of a request.
 *
 * Returns: (transfer none) (nullable): the states, which a reply has no more
 */
AriadneSequence *
ariadne_message_get_sequence (const AriadneMessage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->sequence;
}

/**
 * ariadne_message_get_rows:
 * @self: a message
 *
 * Gets the answer that a reply carries.
 *
 * Returns: (transfer none) (nullable): one row a state
 */
AriadneMatrix *
ariadne_message_get_rows (const AriadneMessage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->rows;
}

/**
 * ariadne_message_get_error:
 * @self: a message
 *
 * Gets why there is no answer.
 *
 * Returns: (transfer none) (nullable): the error
 */
const GError *
ariadne_message_get_error (const AriadneMessage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->error;
}

/**
 * ariadne_message_answer:
 * @self: a request
 * @rows: (transfer full): one row a state
 *
 * Turns a request into the reply to it.
 */
void
ariadne_message_answer (AriadneMessage *self,
                        AriadneMatrix  *rows)
{
  g_return_if_fail (self != NULL && self->type == ARIADNE_MESSAGE_REQUEST);
  g_return_if_fail (rows != NULL);

  self->type = ARIADNE_MESSAGE_REPLY;
  self->rows = rows;
  g_clear_pointer (&self->sequence, ariadne_sequence_unref);
}

/**
 * ariadne_message_refuse:
 * @self: a request
 * @error: (transfer full): why there is no answer
 *
 * Turns a request into the error that is its reply.
 */
void
ariadne_message_refuse (AriadneMessage *self,
                        GError         *error)
{
  g_return_if_fail (self != NULL && self->type == ARIADNE_MESSAGE_REQUEST);
  g_return_if_fail (error != NULL);

  self->type = ARIADNE_MESSAGE_ERROR;
  self->error = error;
  g_clear_pointer (&self->sequence, ariadne_sequence_unref);
}

/* Appends a message or a chain of them. */
void
_ariadne_message_chain_append (AriadneMessageChain *chain,
                               AriadneMessage      *messages)
{
  AriadneMessage *last = messages->last != NULL ? messages->last : messages;

  if (chain->first == NULL)
    chain->first = messages;
  else
    chain->last->next = messages;

  chain->last = last;
  chain->first->last = last;
}

/* Takes everything out; NULL when there is nothing. */
AriadneMessage *
_ariadne_message_chain_steal (AriadneMessageChain *chain)
{
  AriadneMessage *first = chain->first;

  chain->first = NULL;
  chain->last = NULL;

  return first;
}

/* Takes the first message out; NULL when there is none. */
AriadneMessage *
_ariadne_message_chain_pop (AriadneMessageChain *chain)
{
  AriadneMessage *first = chain->first;

  if (first == NULL)
    return NULL;

  chain->first = first->next;
  if (chain->first != NULL)
    chain->first->last = chain->last;
  else
    chain->last = NULL;

  first->next = NULL;
  first->last = NULL;

  return first;
}

void
_ariadne_message_free_chain (AriadneMessage *messages)
{
  while (messages != NULL)
    {
      AriadneMessage *next = messages->next;

      ariadne_message_free (messages);
      messages = next;
    }
}
