/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <sys/socket.h>

#include "connection/ariadne-lane.h"
#include "core/ariadne-error.h"

#define NO_SLOT G_MAXUINT

/* A place for a request. On the channel a request has a number of its own: where
 * it is, and how often that place has been taken. So every answer finds its
 * request at once, and what answers none is noticed.
 */
typedef struct
{
  AriadneMessage *request;   /* NULL if the place is free */
  guint32         generation;
  guint           next_free; /* if it is */
  guint64         nth;       /* that was sent */
} Slot;

typedef struct
{
  gboolean is_member;
  guint    n_pending;
  guint64  n_answers; /* since it is a member */
} Membership;

AriadneLane *
_ariadne_lane_new (AriadneChannel *channel)
{
  AriadneLane *self = g_new0 (AriadneLane, 1);

  self->ref_count = 1;
  self->channel = channel;
  self->credit = channel->window;
  self->slots = g_array_new (FALSE, TRUE, sizeof (Slot));
  self->first_free = NO_SLOT;
  self->members = g_array_new (FALSE, TRUE, sizeof (Membership));

  return self;
}

AriadneLane *
_ariadne_lane_ref (AriadneLane *self)
{
  g_atomic_int_inc (&self->ref_count);

  return self;
}

void
_ariadne_lane_unref (AriadneLane *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  _ariadne_message_free_chain (_ariadne_lane_steal (self));
  g_array_unref (self->slots);
  g_array_unref (self->members);
  g_clear_error (&self->failure);
  g_clear_error (&self->broken);
  _ariadne_channel_free (self->channel);
  g_free (self);
}

static Membership *
get_member (AriadneLane *self,
            guint        key)
{
  if (key >= self->members->len)
    g_array_set_size (self->members, key + 1);

  return &g_array_index (self->members, Membership, key);
}

void
_ariadne_lane_join (AriadneLane *self,
                    guint        key)
{
  Membership *member = get_member (self, key);

  if (member->is_member)
    return;

  member->is_member = TRUE;
  member->n_answers = 0;
  _ariadne_channel_put_plain (self->channel, ARIADNE_MESSAGE_REGISTER, key, 0);
}

void
_ariadne_lane_leave (AriadneLane *self,
                     guint        key)
{
  Membership *member = get_member (self, key);

  if (!member->is_member)
    return;

  member->is_member = FALSE;
  _ariadne_channel_put_plain (self->channel, ARIADNE_MESSAGE_CLOSE, key, 0);
}

guint
_ariadne_lane_get_pending (AriadneLane *self,
                           guint        key)
{
  return get_member (self, key)->n_pending;
}

void
_ariadne_lane_wait (AriadneLane *self,
                    guint        key)
{
  Membership *member = get_member (self, key);

  if (member->is_member)
    _ariadne_channel_put_plain (self->channel, ARIADNE_MESSAGE_WAIT, key, member->n_answers);
}

static guint
take_slot (AriadneLane *self)
{
  guint index = self->first_free;

  if (index == NO_SLOT)
    {
      index = self->slots->len;
      g_array_set_size (self->slots, index + 1);
      g_array_index (self->slots, Slot, index).next_free = NO_SLOT;
    }

  self->first_free = g_array_index (self->slots, Slot, index).next_free;

  return index;
}

static AriadneMessage *
free_slot (AriadneLane *self,
           guint        index)
{
  Slot *slot = &g_array_index (self->slots, Slot, index);

  slot->generation++;
  slot->next_free = self->first_free;
  self->first_free = index;

  return g_steal_pointer (&slot->request);
}

static guint64
get_number (AriadneLane *self,
            guint        index)
{
  return (guint64) g_array_index (self->slots, Slot, index).generation << 32 | index;
}

/* An empty request takes as much as one with a state. */
static guint
get_cost (const AriadneMessage *request)
{
  return MAX (request->n_items, 1);
}

gboolean
_ariadne_lane_ask (AriadneLane       *self,
                   AriadneMessage    *request,
                   AriadneDomain     *domain,
                   AriadneWireForms   forms,
                   GError           **error)
{
  guint index = take_slot (self);
  Slot *slot = &g_array_index (self->slots, Slot, index);

  if (!_ariadne_channel_put (self->channel, request, request->client, get_number (self, index),
                             domain, forms, error))
    {
      free_slot (self, index);
      return FALSE;
    }

  slot->request = request;
  slot->nth = self->n_sent++;
  self->credit -= get_cost (request);
  self->n_in_flight += get_cost (request);
  get_member (self, request->client)->n_pending++;

  return TRUE;
}

void
_ariadne_lane_cancel (AriadneLane *self,
                      guint        key,
                      guint64      uid)
{
  for (guint i = 0; i < self->slots->len; i++)
    {
      const AriadneMessage *request = g_array_index (self->slots, Slot, i).request;

      if (request != NULL && request->client == key && request->uid == uid)
        {
          _ariadne_channel_put_plain (self->channel, ARIADNE_MESSAGE_CANCEL, key,
                                      get_number (self, i));
          return;
        }
    }
}

/* Finds the request that a frame is about. */
static gboolean
find_slot (AriadneLane               *self,
           const AriadneFrameHeader  *header,
           guint                     *index,
           GError                   **error)
{
  const AriadneMessage *request = NULL;

  *index = header->uid & G_MAXUINT32;
  if (*index < self->slots->len && get_number (self, *index) == header->uid)
    request = g_array_index (self->slots, Slot, *index).request;
  if (request != NULL && request->client == header->client)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
               "it answers request %" G_GUINT64_FORMAT " of client %u, which it was not asked "
               "or has answered already", header->uid, header->client);

  return FALSE;
}

gboolean
_ariadne_lane_begin (AriadneLane               *self,
                     const AriadneFrameHeader  *header,
                     GError                   **error)
{
  AriadneMessage *request;
  guint index;

  if (!find_slot (self, header, &index, error))
    return FALSE;

  request = g_array_index (self->slots, Slot, index).request;
  if (header->length == 0 && request->flags & ARIADNE_MESSAGE_FLAGS_ALONE && !request->is_begun)
    {
      request->is_begun = TRUE;
      return TRUE;
    }

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
               "it says that it begins request %" G_GUINT64_FORMAT " of client %u, which is not "
               "to be evaluated alone or was begun already", header->uid, header->client);

  return FALSE;
}

static gboolean
check_answer (const AriadneMessage  *answer,
              const AriadneMessage  *request,
              GError               **error)
{
  guint n_rows = answer->rows != NULL ? ariadne_matrix_get_n_rows (answer->rows) : 0;

  if (answer->type == ARIADNE_MESSAGE_ERROR || n_rows == request->n_items)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
               "it answers a request of %u states with %u rows", request->n_items, n_rows);

  return FALSE;
}

AriadneMessage *
_ariadne_lane_answer (AriadneLane               *self,
                      const AriadneFrameHeader  *header,
                      gsize                      offset,
                      GError                   **error)
{
  g_autoptr (AriadneMessage) answer = NULL;
  g_autoptr (AriadneMessage) request = NULL;
  Membership *member;
  guint index;

  if (!find_slot (self, header, &index, error))
    return NULL;

  answer = _ariadne_channel_unpack (self->channel, header, offset, error);
  if (answer == NULL
      || !check_answer (answer, g_array_index (self->slots, Slot, index).request, error))
    return NULL;

  request = free_slot (self, index);
  self->credit += get_cost (request);
  self->n_in_flight -= get_cost (request);
  member = get_member (self, request->client);
  member->n_pending--;
  member->n_answers++;

  answer->client = request->client;
  answer->uid = request->uid;

  return g_steal_pointer (&answer);
}

static gint
compare_sent (gconstpointer a,
              gconstpointer b)
{
  guint64 x = ((const Slot *) a)->nth;
  guint64 y = ((const Slot *) b)->nth;

  return (x > y) - (x < y);
}

AriadneMessage *
_ariadne_lane_steal (AriadneLane *self)
{
  AriadneMessageChain chain = { NULL, NULL };

  /* This puts an end to the numbers: there are no answers any more. */
  g_array_sort (self->slots, compare_sent);
  for (guint i = 0; i < self->slots->len; i++)
    {
      Slot *slot = &g_array_index (self->slots, Slot, i);

      if (slot->request != NULL)
        _ariadne_message_chain_append (&chain, g_steal_pointer (&slot->request));
    }
  g_array_set_size (self->slots, 0);
  self->first_free = NO_SLOT;
  self->n_in_flight = 0;

  return _ariadne_message_chain_steal (&chain);
}

void
_ariadne_lane_fail (AriadneLane *self,
                    GError      *error)
{
  const GError *why = self->broken != NULL && !self->channel->has_said_goodbye ? self->broken
                                                                               : error;

  if (self->failure == NULL)
    self->failure = _ariadne_channel_describe (self->channel, "the server", why);
  g_error_free (error);
}

void
_ariadne_lane_flush (AriadneLane *self)
{
  gint polled = G_IO_IN;

  if (self->failure != NULL || self->broken != NULL || self->source == NULL)
    return;

  if (!_ariadne_channel_flush (self->channel, &self->broken))
    {
      /* Whoever reads notices it when he has read the last answers, and that the server
       * has taken its leave, and sees to what follows.
       */
      shutdown (self->channel->fd, SHUT_RDWR);
      return;
    }

  if (self->channel->is_blocked)
    polled |= G_IO_OUT;
  if (polled != self->polled)
    g_source_modify_unix_fd (self->source, self->tag, polled);
  self->polled = polled;
}
