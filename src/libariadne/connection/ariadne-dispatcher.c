/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "connection/ariadne-client-context.h"
#include "connection/ariadne-dispatcher.h"
#include "connection/ariadne-fifo-connected-function.h"
#include "connection/ariadne-keyed-connection.h"
#include "connection/ariadne-lane.h"
#include "connection/ariadne-thread-queue.h"
#include "connection/ariadne-unordered-connected-function.h"
#include "core/ariadne-error.h"

/* A function of this process. */
typedef struct
{
  AriadneQueue *answers;   /* owned; where its answers go */
  AriadneLane  *home;      /* where it asks first; or NULL */
  gboolean      is_live;
  guint64       n_answers; /* that have been put there */
} Client;

/* How a request goes:
 *
 *   put       the client context hands it over; it goes to the end of `backlog`
 *   deal      it has come to the beginning, a lane has credit and takes it, and
 *             keeps it until it is answered; its frame is written with all others
 *             that are dealt at the same time, in one call
 *   check     the main context has seen that the socket is readable: the answers
 *             are read and put into the queues of their clients, which are served
 *             in the same turn of the context
 *
 * Invariants:
 *  - A request is in `backlog` or with one lane until it is answered, and then it
 *    is gone: so each is answered once. If a lane is lost its requests go back to
 *    the beginning of the backlog; a lost lane is not read any more.
 *  - What a client has put, other than cancellations, is dealt in that order.
 *  - A client that is live is a member of its home. It changes home only when it
 *    has nothing pending there, and leaves then.
 *  - Nothing waits for credit or for a socket, other than messages.
 */
struct _AriadneDispatcher
{
  GObject                    parent_instance;

  /* These are set once. */
  GMainContext              *context;
  AriadneDomain             *domain; /* or NULL */
  AriadneWireForms           forms;

  GMutex                     lock;

  /* Guarded by `lock`. */
  GPtrArray                 *lanes;   /* of AriadneLane */
  GPtrArray                 *clients; /* of Client, by key - 1 */
  AriadneMessageChain        backlog;
  gboolean                   is_patient;
  gboolean                   is_closed;
  GError                    *why;     /* there is no lane */
  AriadneDispatcherLostFunc  lost_func;
  gpointer                   lost_data;
};

/* Reads what a server sends, when it is checked: the source that serves the
 * functions, which as a rule is attached later, is checked afterwards and then
 * serves them in the same turn.
 */
typedef struct
{
  GSource      source;
  GWeakRef     dispatcher;
  AriadneLane *lane; /* owned */
} LaneSource;

static void ariadne_dispatcher_queue_iface_init (AriadneQueueInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AriadneDispatcher, ariadne_dispatcher, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ARIADNE_TYPE_QUEUE,
                                                      ariadne_dispatcher_queue_iface_init))

static Client *
get_client (AriadneDispatcher *self,
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
get_lane (AriadneDispatcher *self,
          guint              i)
{
  return g_ptr_array_index (self->lanes, i);
}

/* Everything down to the queue functions happens with the lock. */

static void
deliver (AriadneDispatcher *self,
         AriadneMessage    *answer)
{
  Client *client = get_client (self, answer->client);

  client->n_answers++;
  ariadne_queue_put (client->answers, answer, -1, NULL);
}

static void
refuse (AriadneDispatcher *self,
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
settle (AriadneDispatcher *self,
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
find_most_credit (AriadneDispatcher *self)
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
choose (AriadneDispatcher    *self,
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
ask (AriadneDispatcher *self,
     AriadneLane       *lane,
     AriadneMessage    *request)
{
  GError *error = NULL;

  if (!_ariadne_lane_ask (lane, request, self->domain, self->forms, &error))
    refuse (self, request, error);
}

/* Passes on that a client waits, if it has seen all of its answers; otherwise it
 * has something to do, and does not wait.
 */
static void
pass_wait_on (AriadneDispatcher    *self,
              const AriadneMessage *message)
{
  if (message->uid != get_client (self, message->client)->n_answers)
    return;

  for (guint i = 0; i < self->lanes->len; i++)
    _ariadne_lane_wait (get_lane (self, i), message->client);
}

static gboolean
is_hopeless (AriadneDispatcher *self)
{
  return self->is_closed || (self->lanes->len == 0 && !self->is_patient);
}

static GError *
get_reason (AriadneDispatcher *self)
{
  if (self->why != NULL)
    return g_error_copy (self->why);

  return g_error_new_literal (ARIADNE_ERROR, ARIADNE_ERROR_CLOSED, "There is no server");
}

/* Deals what can be dealt. */
static void
deal (AriadneDispatcher *self)
{
  AriadneMessage *message;

  while ((message = self->backlog.first) != NULL)
    {
      AriadneLane *lane = NULL;

      if (message->type == ARIADNE_MESSAGE_REQUEST && !is_hopeless (self))
        {
          lane = choose (self, message);
          if (lane == NULL)
            return;
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

static void
flush_all (AriadneDispatcher *self)
{
  for (guint i = 0; i < self->lanes->len; i++)
    _ariadne_lane_flush (get_lane (self, i));
}

static void
take_request (AriadneDispatcher *self,
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
take_back (AriadneDispatcher    *self,
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
cancel (AriadneDispatcher    *self,
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
leave (AriadneDispatcher    *self,
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
static void
take (AriadneDispatcher *self,
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

/* Puts what a lane has not answered back to the beginning of the backlog. */
static void
put_back (AriadneDispatcher *self,
          AriadneMessage    *requests)
{
  AriadneMessageChain chain = { requests, NULL }, all = { NULL, NULL };
  AriadneMessage *request;

  chain.last = requests != NULL ? requests->last : NULL;
  while ((request = _ariadne_message_chain_pop (&chain)) != NULL)
    {
      if (get_client (self, request->client)->is_live)
        _ariadne_message_chain_append (&all, request);
      else
        ariadne_message_free (request);
    }

  if (self->backlog.first != NULL)
    _ariadne_message_chain_append (&all, self->backlog.first);
  self->backlog = all;
}

/* Lets go of a lane, which must be one of ours. */
static void
let_go (AriadneDispatcher *self,
        AriadneLane       *lane)
{
  g_autoptr (GSource) source = g_steal_pointer (&lane->source);

  for (guint key = 1; key <= self->clients->len; key++)
    if (get_client (self, key)->home == lane)
      set_home (get_client (self, key), NULL);

  put_back (self, _ariadne_lane_steal (lane));
  g_source_destroy (source);
  g_ptr_array_remove (self->lanes, lane);
}

static void
settle_all (AriadneDispatcher *self)
{
  for (guint key = 1; key <= self->clients->len; key++)
    settle (self, key);
}

/* The queue that the functions put into. */

/* The searcher makes the forms that a model reads, if they are what is sent. */
static void
encode (AriadneDispatcher *self,
        AriadneMessage    *messages)
{
  if (!(self->forms & ARIADNE_WIRE_ENCODED) || self->domain == NULL)
    return;

  for (AriadneMessage *message = messages; message != NULL; message = message->next)
    if (message->type == ARIADNE_MESSAGE_REQUEST)
      ariadne_sequence_encode (message->sequence, self->domain, &message->error);
}

static gboolean
ariadne_dispatcher_put (AriadneQueue    *queue,
                        AriadneMessage  *messages,
                        gint64           timeout,
                        GError         **error)
{
  AriadneDispatcher *self = ARIADNE_DISPATCHER (queue);
  g_autoptr (GMutexLocker) locker = NULL;

  encode (self, messages);

  locker = g_mutex_locker_new (&self->lock);
  while (messages != NULL)
    {
      AriadneMessage *next = messages->next;

      messages->next = NULL;
      messages->last = NULL;
      take (self, messages);
      messages = next;
    }
  deal (self);
  flush_all (self);

  return TRUE;
}

static AriadneMessage *
ariadne_dispatcher_get (AriadneQueue  *queue,
                        gboolean       all,
                        gint64         timeout,
                        GError       **error)
{
  g_set_error_literal (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED,
                       "What is put into a dispatcher leaves through its channels");

  return NULL;
}

static gboolean
ariadne_dispatcher_poll (AriadneQueue *queue,
                         gint64        timeout)
{
  return FALSE;
}

static guint
ariadne_dispatcher_get_length (AriadneQueue *queue)
{
  AriadneDispatcher *self = ARIADNE_DISPATCHER (queue);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  guint n = 0;

  for (const AriadneMessage *message = self->backlog.first; message != NULL;
       message = message->next)
    n++;

  return n;
}

static void
ariadne_dispatcher_close (AriadneQueue *queue)
{
  _ariadne_dispatcher_close (ARIADNE_DISPATCHER (queue), NULL);
}

static gboolean
ariadne_dispatcher_is_closed (AriadneQueue *queue)
{
  AriadneDispatcher *self = ARIADNE_DISPATCHER (queue);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->is_closed;
}

/* Nobody takes messages out, hence there is nobody to be told that there are
 * some.
 */
static void
ariadne_dispatcher_ignore_ready_func (AriadneQueue          *queue,
                                      AriadneQueueReadyFunc  func,
                                      gpointer               user_data)
{
}

static void
ariadne_dispatcher_queue_iface_init (AriadneQueueInterface *iface)
{
  iface->put = ariadne_dispatcher_put;
  iface->get = ariadne_dispatcher_get;
  iface->poll = ariadne_dispatcher_poll;
  iface->get_length = ariadne_dispatcher_get_length;
  iface->close = ariadne_dispatcher_close;
  iface->is_closed = ariadne_dispatcher_is_closed;
  iface->add_ready_func = ariadne_dispatcher_ignore_ready_func;
  iface->remove_ready_func = ariadne_dispatcher_ignore_ready_func;
}

/* The sources that read. */

static gboolean
take_frame (AriadneDispatcher         *self,
            AriadneLane               *lane,
            const AriadneFrameHeader  *header,
            gsize                      offset,
            GError                   **error)
{
  AriadneMessage *answer;

  if (header->type == ARIADNE_FRAME_GOODBYE)
    return TRUE;

  if (header->type != ARIADNE_MESSAGE_REPLY && header->type != ARIADNE_MESSAGE_ERROR)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
                   "it sends a frame of type %u, expected an answer", header->type);
      return FALSE;
    }

  answer = _ariadne_lane_answer (lane, header, offset, error);
  if (answer == NULL)
    return FALSE;

  if (get_client (self, answer->client)->is_live)
    deliver (self, answer);
  else
    ariadne_message_free (answer);

  return TRUE;
}

/* Takes all whole frames. FALSE if one of them is none. */
static gboolean
take_frames (AriadneDispatcher  *self,
             AriadneLane        *lane,
             GError            **error)
{
  AriadneFrameResult result;
  AriadneFrameHeader header;
  gsize offset;

  while ((result = _ariadne_channel_next (lane->channel, &header, &offset, error))
         == ARIADNE_FRAME_WHOLE)
    if (!take_frame (self, lane, &header, offset, error))
      return FALSE;

  return result != ARIADNE_FRAME_BROKEN;
}

static void
read_lane (AriadneDispatcher *self,
           AriadneLane       *lane)
{
  GError *error = NULL;
  gboolean goes_on = _ariadne_channel_receive (lane->channel, &error);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (lane->source == NULL)
    {
      g_clear_error (&error);
      return;
    }

  _ariadne_client_context_hold_wakeups ();
  goes_on = goes_on && take_frames (self, lane, &error);
  if (!goes_on)
    _ariadne_lane_fail (lane, error);
  deal (self);
  flush_all (self);
  _ariadne_client_context_release_wakeups_in (self->context);
}

static gboolean
lane_source_check (GSource *source)
{
  LaneSource *lane_source = (LaneSource *) source;
  AriadneLane *lane = lane_source->lane;
  g_autoptr (AriadneDispatcher) self = g_weak_ref_get (&lane_source->dispatcher);
  GIOCondition condition;
  gboolean failed;

  if (self == NULL)
    return FALSE;

  condition = g_source_query_unix_fd (source, lane->tag);
  if (condition & (G_IO_IN | G_IO_HUP | G_IO_ERR))
    read_lane (self, lane);

  g_mutex_lock (&self->lock);
  if (condition & G_IO_OUT)
    _ariadne_lane_flush (lane);
  failed = lane->failure != NULL;
  g_mutex_unlock (&self->lock);

  return failed;
}

/* Runs after each check that has found something; sees to a lane that has failed. */
static gboolean
lane_source_dispatch (GSource     *source,
                      GSourceFunc  callback,
                      gpointer     user_data)
{
  LaneSource *lane_source = (LaneSource *) source;
  g_autoptr (AriadneDispatcher) self = g_weak_ref_get (&lane_source->dispatcher);
  g_autoptr (GError) error = NULL;
  AriadneDispatcherLostFunc func;
  gpointer data;

  if (self == NULL)
    return G_SOURCE_REMOVE;

  g_mutex_lock (&self->lock);
  if (lane_source->lane->source == NULL || lane_source->lane->failure == NULL)
    {
      g_mutex_unlock (&self->lock);
      return G_SOURCE_CONTINUE;
    }

  error = g_error_copy (lane_source->lane->failure);
  g_clear_error (&self->why);
  self->why = g_error_copy (error);
  let_go (self, lane_source->lane);
  settle_all (self);
  deal (self);
  flush_all (self);
  func = self->lost_func;
  data = self->lost_data;
  g_mutex_unlock (&self->lock);

  if (func != NULL)
    func (self, error, data);

  return G_SOURCE_REMOVE;
}

static void
lane_source_finalize (GSource *source)
{
  LaneSource *lane_source = (LaneSource *) source;

  g_weak_ref_clear (&lane_source->dispatcher);
  g_clear_pointer (&lane_source->lane, _ariadne_lane_unref);
}

static GSourceFuncs lane_source_funcs = {
  .check = lane_source_check,
  .dispatch = lane_source_dispatch,
  .finalize = lane_source_finalize,
};

static void
add_source (AriadneDispatcher *self,
            AriadneLane       *lane)
{
  GSource *source = g_source_new (&lane_source_funcs, sizeof (LaneSource));
  LaneSource *lane_source = (LaneSource *) source;

  g_weak_ref_init (&lane_source->dispatcher, self);
  lane_source->lane = _ariadne_lane_ref (lane);
  g_source_set_static_name (source, "Ariadne channel");
  lane->source = source;
  lane->polled = G_IO_IN;
  lane->tag = g_source_add_unix_fd (source, lane->channel->fd, G_IO_IN);
  g_source_attach (source, self->context);
}

static void
ariadne_dispatcher_dispose (GObject *object)
{
  _ariadne_dispatcher_close (ARIADNE_DISPATCHER (object), NULL);

  G_OBJECT_CLASS (ariadne_dispatcher_parent_class)->dispose (object);
}

static void
ariadne_dispatcher_finalize (GObject *object)
{
  AriadneDispatcher *self = ARIADNE_DISPATCHER (object);

  g_clear_pointer (&self->lanes, g_ptr_array_unref);
  g_clear_pointer (&self->clients, g_ptr_array_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_object (&self->domain);
  g_clear_error (&self->why);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (ariadne_dispatcher_parent_class)->finalize (object);
}

static void
ariadne_dispatcher_class_init (AriadneDispatcherClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ariadne_dispatcher_dispose;
  G_OBJECT_CLASS (klass)->finalize = ariadne_dispatcher_finalize;
}

static void
ariadne_dispatcher_init (AriadneDispatcher *self)
{
  g_mutex_init (&self->lock);
  self->lanes = g_ptr_array_new_with_free_func ((GDestroyNotify) _ariadne_lane_unref);
  self->clients = g_ptr_array_new_with_free_func (client_free);
}

AriadneDispatcher *
_ariadne_dispatcher_new (GMainContext     *context,
                         AriadneDomain    *domain,
                         AriadneWireForms  forms)
{
  AriadneDispatcher *self = g_object_new (ARIADNE_TYPE_DISPATCHER, NULL);

  self->context = g_main_context_ref (context);
  self->domain = domain != NULL ? g_object_ref (domain) : NULL;
  self->forms = forms;

  return self;
}

void
_ariadne_dispatcher_add (AriadneDispatcher *self,
                         AriadneChannel    *channel)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  AriadneLane *lane = _ariadne_lane_new (channel);

  if (self->is_closed)
    {
      _ariadne_lane_unref (lane);
      return;
    }

  g_ptr_array_add (self->lanes, lane);
  add_source (self, lane);
  settle_all (self);
  deal (self);
  flush_all (self);
}

GPtrArray *
_ariadne_dispatcher_make_functions (AriadneDispatcher  *self,
                                    guint               n_functions,
                                    AriadneAnswerOrder  order)
{
  GPtrArray *functions = g_ptr_array_new_full (n_functions, g_object_unref);

  for (guint i = 0; i < n_functions; i++)
    {
      g_autoptr (AriadneConnection) connection = NULL;
      Client *client = g_new0 (Client, 1);
      guint key;

      client->answers = ariadne_thread_queue_new (0);
      g_mutex_lock (&self->lock);
      g_ptr_array_add (self->clients, client);
      key = self->clients->len;
      g_mutex_unlock (&self->lock);

      connection = ariadne_keyed_connection_new (key, client->answers, ARIADNE_QUEUE (self));
      g_ptr_array_add (functions, order == ARIADNE_ANSWER_ORDER_FIFO
                                    ? ariadne_fifo_connected_function_new (connection)
                                    : ariadne_unordered_connected_function_new (connection));
    }

  return functions;
}

void
_ariadne_dispatcher_set_patient (AriadneDispatcher *self,
                                 gboolean           patient)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->is_patient = patient;
  deal (self);
}

void
_ariadne_dispatcher_set_lost_func (AriadneDispatcher         *self,
                                   AriadneDispatcherLostFunc  func,
                                   gpointer                   user_data)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->lost_func = func;
  self->lost_data = user_data;
}

void
_ariadne_dispatcher_close (AriadneDispatcher *self,
                           const GError      *why)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->is_closed)
    return;

  self->is_closed = TRUE;
  g_clear_error (&self->why);
  self->why = why != NULL
                ? g_error_copy (why)
                : g_error_new_literal (ARIADNE_ERROR, ARIADNE_ERROR_CLOSED,
                                       "The channels to the servers are closed");
  while (self->lanes->len > 0)
    let_go (self, get_lane (self, self->lanes->len - 1));
  deal (self);
}

guint
_ariadne_dispatcher_get_n_channels (AriadneDispatcher *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->lanes->len;
}
