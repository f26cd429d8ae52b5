/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <gio/gio.h>

#include "connection/ariadne-dealer.h"
#include "core/ariadne-error.h"

/* A function of this process. */
typedef struct
{
  AriadneQueue *answers;   /* owned; where its answers go */
  AriadneLane  *home;      /* where it asks first; or NULL */
  gboolean      is_live;
  gboolean      is_known_to_wait; /* for credit, by the servers */
  guint64       n_answers; /* that have been put there */
} Client;

static Client *
get_client (AriadneDealer *self,
            guint              key)
{
  return g_ptr_array_index (self->clients, key - 1);
}

static void
client_free (gpointer data)
{
  Client *self = data;

  g_clear_object (&self->answers);
  g_free (self);
}

static AriadneLane *
get_lane (AriadneDealer *self,
          guint              i)
{
  return g_ptr_array_index (self->lanes, i);
}

static void
deliver (AriadneDealer *self,
         AriadneMessage    *answer)
{
  Client *client = get_client (self, answer->client);

  client->n_answers++;
  client->is_known_to_wait = FALSE;
  ARIADNE_QUEUE_GET_IFACE (client->answers)->put_chain (client->answers, answer, -1, NULL);
}

static void
refuse (AriadneDealer *self,
        AriadneMessage    *request,
        GError            *error)
{
  ariadne_message_refuse (request, error);
  deliver (self, request);
}

static void
set_home (Client      *client,
          AriadneLane *lane)
{
  if (client->home != NULL)
    client->home->n_homes--;
  client->home = lane;
  if (client->home != NULL)
    client->home->n_homes++;
}

/* Gives a client a home, where the fewest others have theirs. */
static void
settle (AriadneDealer *self,
        guint              key)
{
  Client *client = get_client (self, key);
  AriadneLane *best = NULL;

  if (!client->is_live || client->home != NULL)
    return;

  for (guint i = 0; i < self->lanes->len; i++)
    if (best == NULL || get_lane (self, i)->n_homes < best->n_homes)
      best = get_lane (self, i);
  if (best == NULL)
    return;

  set_home (client, best);
  _ariadne_lane_join (best, key);
}

static AriadneLane *
find_most_credit (AriadneDealer *self)
{
  AriadneLane *best = NULL;

  for (guint i = 0; i < self->lanes->len; i++)
    {
      AriadneLane *lane = get_lane (self, i);

      if (lane->credit > 0 && (best == NULL || lane->credit > best->credit))
        best = lane;
    }

  return best;
}

/* Chooses the server for a request: that with the most credit, but the home of
 * the client unless the other one would still have less to do with the request
 * than the home has without it. NULL if none has credit.
 */
static AriadneLane *
choose (AriadneDealer    *self,
        const AriadneMessage *request)
{
  Client *client = get_client (self, request->client);
  AriadneLane *best = find_most_credit (self);
  AriadneLane *home = client->home;

  if (best == NULL || home == NULL || best == home)
    return best;
  if (home->credit > 0 && best->n_in_flight + request->n_items >= home->n_in_flight)
    return home;

  if (_ariadne_lane_get_pending (home, request->client) == 0)
    {
      _ariadne_lane_leave (home, request->client);
      set_home (client, best);
    }
  _ariadne_lane_join (best, request->client);

  return best;
}

static void
ask (AriadneDealer *self,
     AriadneLane       *lane,
     AriadneMessage    *request)
{
  GError *error = NULL;

  get_client (self, request->client)->is_known_to_wait = FALSE;
  if (!_ariadne_lane_ask (lane, request, self->domain, self->forms, &error))
    refuse (self, request, error);
}

static void
say_that_it_waits (AriadneDealer *self,
                   guint          key)
{
  for (guint i = 0; i < self->lanes->len; i++)
    _ariadne_lane_wait (get_lane (self, i), key);
}

/* Passes on that a client waits, if it has seen all of its answers; otherwise it
 * has something to do, and does not wait.
 */
static void
pass_wait_on (AriadneDealer        *self,
              const AriadneMessage *message)
{
  if (message->uid == get_client (self, message->client)->n_answers)
    say_that_it_waits (self, message->client);
}

/* Clients whose requests wait for credit cannot submit, which the servers have to
 * know: they may keep a batch waiting for whoever can.
 */
static void
say_who_lacks_credit (AriadneDealer *self)
{
  for (const AriadneMessage *message = self->backlog.first; message != NULL;
       message = message->next)
    {
      Client *client = get_client (self, message->client);

      if (!client->is_known_to_wait)
        say_that_it_waits (self, message->client);
      client->is_known_to_wait = TRUE;
    }
}

static gboolean
is_hopeless (AriadneDealer *self)
{
  return self->is_closed || (self->lanes->len == 0 && !self->is_patient);
}

static GError *
get_reason (AriadneDealer *self)
{
  if (self->why != NULL)
    return g_error_copy (self->why);

  return g_error_new_literal (ARIADNE_ERROR, ARIADNE_ERROR_CLOSED, "There is no server");
}

/* Deals what can be dealt. */
void
_ariadne_dealer_deal (AriadneDealer *self)
{
  AriadneMessage *message;

  while ((message = self->backlog.first) != NULL)
    {
      AriadneLane *lane = NULL;

      if (message->type == ARIADNE_MESSAGE_REQUEST && !is_hopeless (self))
        {
          lane = choose (self, message);
          if (lane == NULL)
            {
              say_who_lacks_credit (self);
              return;
            }
        }

      _ariadne_message_chain_pop (&self->backlog);
      if (lane != NULL)
        {
          ask (self, lane, message);
          continue;
        }

      if (message->type == ARIADNE_MESSAGE_REQUEST)
        {
          refuse (self, message, get_reason (self));
          continue;
        }

      pass_wait_on (self, message);
      ariadne_message_free (message);
    }
}

void
_ariadne_dealer_flush (AriadneDealer *self)
{
  for (guint i = 0; i < self->lanes->len; i++)
    _ariadne_lane_flush (get_lane (self, i));
}

static void
take_request (AriadneDealer *self,
              AriadneMessage    *request)
{
  guint n_items = ariadne_sequence_get_length (request->sequence);

  if (request->error != NULL)
    {
      refuse (self, request, g_steal_pointer (&request->error));
      return;
    }

  if (n_items > ARIADNE_FRAME_MAX_ITEMS)
    {
      refuse (self, request,
              g_error_new (ARIADNE_ERROR, ARIADNE_ERROR_LIMIT,
                           "a request of %u states, of at most %u that can be sent to a server",
                           n_items, ARIADNE_FRAME_MAX_ITEMS));
      return;
    }

  request->n_items = n_items;
  _ariadne_message_chain_append (&self->backlog, request);
}

/* Takes the messages of a client, or its request `uid`, out of the backlog. */
static AriadneMessage *
take_back (AriadneDealer    *self,
           const AriadneMessage *of)
{
  AriadneMessageChain taken = { NULL, NULL }, left = { NULL, NULL };
  AriadneMessage *message;

  while ((message = _ariadne_message_chain_pop (&self->backlog)) != NULL)
    {
      gboolean match = message->client == of->client
                       && (of->type == ARIADNE_MESSAGE_CLOSE
                           || (message->type == ARIADNE_MESSAGE_REQUEST
                               && message->uid == of->uid));

      _ariadne_message_chain_append (match ? &taken : &left, message);
    }
  self->backlog = left;

  return _ariadne_message_chain_steal (&taken);
}

static void
cancel (AriadneDealer    *self,
        const AriadneMessage *message)
{
  AriadneMessage *request = take_back (self, message);

  if (request != NULL)
    {
      refuse (self, request, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                                                  "The request was cancelled"));
      return;
    }

  for (guint i = 0; i < self->lanes->len; i++)
    _ariadne_lane_cancel (get_lane (self, i), message->client, message->uid);
}

static void
leave (AriadneDealer    *self,
       const AriadneMessage *message)
{
  Client *client = get_client (self, message->client);

  client->is_live = FALSE;
  set_home (client, NULL);
  _ariadne_message_free_chain (take_back (self, message));
  for (guint i = 0; i < self->lanes->len; i++)
    _ariadne_lane_leave (get_lane (self, i), message->client);
}

/* Takes the message. */
void
_ariadne_dealer_take (AriadneDealer *self,
      AriadneMessage    *message)
{
  switch (message->type)
    {
    case ARIADNE_MESSAGE_REQUEST:
      take_request (self, message);
      return;

    case ARIADNE_MESSAGE_WAIT:
      _ariadne_message_chain_append (&self->backlog, message);
      return;

    case ARIADNE_MESSAGE_REGISTER:
      get_client (self, message->client)->is_live = TRUE;
      settle (self, message->client);
      break;

    case ARIADNE_MESSAGE_CANCEL:
      cancel (self, message);
      break;

    case ARIADNE_MESSAGE_CLOSE:
      leave (self, message);
      break;

    case ARIADNE_MESSAGE_REPLY:
    case ARIADNE_MESSAGE_ERROR:
    default:
      break;
    }

  ariadne_message_free (message);
}

/* Notes that a server was lost that had a request. The first time it may have died
 * of anything that it had, all of which is evaluated alone from then on; and of that,
 * only by what it had begun.
 */
static void
suspect (AriadneMessage *request)
{
  if (request->n_lost == 0 || request->is_begun)
    request->n_lost++;
  request->flags |= ARIADNE_MESSAGE_FLAGS_ALONE;
}

/* Whether a request has been with a server too often that was lost; then it is
 * refused, and taken.
 */
static gboolean
is_given_up (AriadneDealer  *self,
             AriadneMessage *request,
             const GError   *failure)
{
  if (failure != NULL)
    suspect (request);
  request->is_begun = FALSE;
  if (request->n_lost < ARIADNE_DEALER_MAX_LOST)
    return FALSE;

  refuse (self, request,
          g_error_new (ARIADNE_ERROR, ARIADNE_ERROR_FAILED,
                       "a request of %u states was with %u servers when they were lost, one after "
                       "the other and but for the first time alone, and is not sent again; of the "
                       "last one: %s",
                       request->n_items, request->n_lost, failure->message));

  return TRUE;
}

/* Puts what a lane has not answered back to the beginning of the backlog.
 * `failure` says how the server was lost, if it has not taken its leave.
 */
static void
put_back (AriadneDealer  *self,
          AriadneMessage *requests,
          const GError   *failure)
{
  AriadneMessageChain chain = { requests, NULL }, all = { NULL, NULL };
  AriadneMessage *request;

  chain.last = requests != NULL ? requests->last : NULL;
  while ((request = _ariadne_message_chain_pop (&chain)) != NULL)
    {
      if (!get_client (self, request->client)->is_live)
        ariadne_message_free (request);
      else if (!is_given_up (self, request, failure))
        _ariadne_message_chain_append (&all, request);
    }

  if (self->backlog.first != NULL)
    _ariadne_message_chain_append (&all, self->backlog.first);
  self->backlog = all;
}

/* Lets go of a lane, which must be one of ours. */
void
_ariadne_dealer_let_go (AriadneDealer *self,
        AriadneLane       *lane)
{
  g_autoptr (GSource) source = g_steal_pointer (&lane->source);
  const GError *failure = lane->channel->has_said_goodbye ? NULL : lane->failure;

  for (guint key = 1; key <= self->clients->len; key++)
    if (get_client (self, key)->home == lane)
      set_home (get_client (self, key), NULL);

  put_back (self, _ariadne_lane_steal (lane), failure);
  g_source_destroy (source);
  g_ptr_array_remove (self->lanes, lane);
}

void
_ariadne_dealer_settle (AriadneDealer *self)
{
  for (guint key = 1; key <= self->clients->len; key++)
    settle (self, key);
}

void
_ariadne_dealer_init (AriadneDealer *self)
{
  self->lanes = g_ptr_array_new_with_free_func ((GDestroyNotify) _ariadne_lane_unref);
  self->clients = g_ptr_array_new_with_free_func (client_free);
}

void
_ariadne_dealer_clear (AriadneDealer *self)
{
  _ariadne_message_free_chain (_ariadne_message_chain_steal (&self->backlog));
  g_clear_pointer (&self->lanes, g_ptr_array_unref);
  g_clear_pointer (&self->clients, g_ptr_array_unref);
  g_clear_object (&self->domain);
  g_clear_error (&self->why);
}

guint
_ariadne_dealer_add_client (AriadneDealer *self,
                            AriadneQueue  *answers)
{
  Client *client = g_new0 (Client, 1);

  client->answers = g_object_ref (answers);
  g_ptr_array_add (self->clients, client);

  return self->clients->len;
}

void
_ariadne_dealer_deliver (AriadneDealer  *self,
                         AriadneMessage *answer)
{
  if (get_client (self, answer->client)->is_live)
    deliver (self, answer);
  else
    ariadne_message_free (answer);
}
