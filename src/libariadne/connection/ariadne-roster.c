/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "connection/ariadne-roster.h"
#include "core/ariadne-error.h"

/* Who has a key. It is free again when the client has gone and nothing is pending:
 * until then the channel gets the answers, which carry its credit.
 */
typedef struct
{
  AriadnePeer *peer;      /* NULL when the channel has ended */
  guint        client;    /* its number on the channel */
  guint        n_pending; /* requests that have not been answered */
  gboolean     has_gone;
} Entry;

AriadnePeer *
_ariadne_peer_new (AriadneChannel *channel)
{
  AriadnePeer *self = g_new0 (AriadnePeer, 1);

  self->channel = channel;
  self->keys = g_array_new (FALSE, TRUE, sizeof (guint));

  return self;
}

void
_ariadne_peer_free (AriadnePeer *self)
{
  _ariadne_channel_free (self->channel);
  g_array_unref (self->keys);
  g_free (self);
}

void
_ariadne_roster_init (AriadneRoster *self)
{
  self->entries = g_array_new (FALSE, TRUE, sizeof (Entry));
  g_queue_init (&self->unused);
}

void
_ariadne_roster_clear (AriadneRoster *self)
{
  g_clear_pointer (&self->entries, g_array_unref);
  g_queue_clear (&self->unused);
}

static Entry *
get_entry (AriadneRoster *self,
           guint          key)
{
  return &g_array_index (self->entries, Entry, key - 1);
}

static guint
take_key (AriadneRoster *self)
{
  guint key = GPOINTER_TO_UINT (g_queue_pop_head (&self->unused));

  if (key == ARIADNE_CLIENT_NONE)
    {
      g_array_set_size (self->entries, self->entries->len + 1);
      key = self->entries->len;
    }

  return key;
}

static void
give_key_back (AriadneRoster *self,
               guint          key)
{
  Entry *entry = get_entry (self, key);

  if (!entry->has_gone || entry->n_pending > 0)
    return;

  entry->peer = NULL;
  g_queue_push_tail (&self->unused, GUINT_TO_POINTER (key));
}

static gboolean
fail (GError     **error,
      const char  *format,
      ...) G_GNUC_PRINTF (2, 3);

static gboolean
fail (GError     **error,
      const char  *format,
      ...)
{
  va_list args;

  va_start (args, format);
  if (error != NULL)
    *error = g_error_new_valist (ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL, format, args);
  va_end (args);

  return FALSE;
}

static guint *
find_key (AriadnePeer *peer,
          guint        client)
{
  return client - 1 < peer->keys->len ? &g_array_index (peer->keys, guint, client - 1) : NULL;
}

static gboolean
enrol (AriadneRoster  *self,
       AriadnePeer    *peer,
       guint           client,
       guint          *key,
       GError        **error)
{
  guint *place;

  if (client - 1 >= ARIADNE_FRAME_MAX_CLIENTS)
    return fail (error, "it has a client with the number %u, expected 1 to %u", client,
                 ARIADNE_FRAME_MAX_CLIENTS);

  if (client > peer->keys->len)
    g_array_set_size (peer->keys, client);
  place = find_key (peer, client);
  if (*place != ARIADNE_CLIENT_NONE)
    return fail (error, "its client %u says twice that it is there", client);

  *place = *key = take_key (self);
  *get_entry (self, *key) = (Entry) { peer, client };

  return TRUE;
}

static guint
get_cost (guint n_items)
{
  return MAX (n_items, 1);
}

static AriadneMessage *
take_request (AriadneRoster             *self,
              AriadnePeer               *peer,
              guint                      key,
              const AriadneFrameHeader  *header,
              gsize                      offset,
              GError                   **error)
{
  g_autoptr (AriadneMessage) message = NULL;
  guint n_items;

  if (peer->n_in_flight >= peer->channel->window)
    {
      fail (error, "it has %" G_GUINT64_FORMAT " states in flight, of %u that are granted, "
            "and sends more", peer->n_in_flight, peer->channel->window);
      return NULL;
    }

  message = _ariadne_channel_unpack (peer->channel, header, offset, error);
  if (message == NULL)
    return NULL;

  n_items = ariadne_sequence_get_length (message->sequence);
  if (n_items != header->n_items)
    {
      fail (error, "a request of %u states says that it has %u", n_items, header->n_items);
      return NULL;
    }

  message->n_items = n_items;
  message->n_bytes = ARIADNE_FRAME_HEADER_LENGTH + header->length;
  peer->n_in_flight += get_cost (n_items);
  peer->n_bytes += message->n_bytes;
  get_entry (self, key)->n_pending++;

  return g_steal_pointer (&message);
}

static void
strike_off (AriadneRoster *self,
            guint          key)
{
  get_entry (self, key)->has_gone = TRUE;
  give_key_back (self, key);
}

static AriadneMessage *
make_word (const AriadneFrameHeader *header)
{
  AriadneMessage *message = ariadne_message_new (header->type);

  message->uid = header->uid;

  return message;
}

AriadneMessage *
_ariadne_roster_receive (AriadneRoster             *self,
                         AriadnePeer               *peer,
                         const AriadneFrameHeader  *header,
                         gsize                      offset,
                         GError                   **error)
{
  guint *place = find_key (peer, header->client);
  guint key = place != NULL ? *place : ARIADNE_CLIENT_NONE;
  AriadneMessage *message = NULL;

  if (header->type != ARIADNE_MESSAGE_REGISTER && key == ARIADNE_CLIENT_NONE)
    {
      fail (error, "it sends a frame of type %u for client %u, which is not there",
            header->type, header->client);
      return NULL;
    }

  switch (header->type)
    {
    case ARIADNE_MESSAGE_REGISTER:
      if (enrol (self, peer, header->client, &key, error))
        message = make_word (header);
      break;

    case ARIADNE_MESSAGE_REQUEST:
      message = take_request (self, peer, key, header, offset, error);
      break;

    case ARIADNE_MESSAGE_WAIT:
    case ARIADNE_MESSAGE_CANCEL:
      message = make_word (header);
      break;

    case ARIADNE_MESSAGE_CLOSE:
      message = make_word (header);
      *place = ARIADNE_CLIENT_NONE;
      strike_off (self, key);
      break;

    default:
      fail (error, "it sends a frame of type %u, expected a request or a word about a client",
            header->type);
    }

  if (message != NULL)
    message->client = key;

  return message;
}

AriadnePeer *
_ariadne_roster_find (AriadneRoster *self,
                      guint          key,
                      guint         *client)
{
  const Entry *entry = get_entry (self, key);

  *client = entry->client;

  return entry->peer;
}

AriadnePeer *
_ariadne_roster_send (AriadneRoster        *self,
                      const AriadneMessage *answer,
                      guint                *client)
{
  Entry *entry = get_entry (self, answer->client);
  AriadnePeer *peer = entry->peer;

  g_return_val_if_fail (entry->n_pending > 0, NULL);

  *client = entry->client;
  entry->n_pending--;
  if (peer != NULL)
    {
      peer->n_in_flight -= get_cost (answer->n_items);
      peer->n_bytes -= answer->n_bytes;
    }
  give_key_back (self, answer->client);

  return peer;
}

void
_ariadne_roster_dismiss (AriadneRoster       *self,
                         AriadnePeer         *peer,
                         AriadneMessageChain *messages)
{
  for (guint key = 1; key <= self->entries->len; key++)
    {
      Entry *entry = get_entry (self, key);
      AriadneMessage *message;

      if (entry->peer != peer)
        continue;

      entry->peer = NULL;
      if (entry->has_gone)
        continue;

      message = ariadne_message_new (ARIADNE_MESSAGE_CLOSE);
      message->client = key;
      _ariadne_message_chain_append (messages, message);
      strike_off (self, key);
    }
}
