/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "connection/ariadne-client-context.h"
#include "connection/ariadne-dealer.h"
#include "connection/ariadne-dispatcher.h"
#include "connection/ariadne-fifo-connected-function.h"
#include "connection/ariadne-keyed-connection.h"
#include "connection/ariadne-thread-queue.h"
#include "connection/ariadne-unordered-connected-function.h"
#include "core/ariadne-error.h"

/* How a request goes:
 *
 *   put       the client context hands it over; it goes to the end of `backlog`
 *   deal      it has come to the beginning, a lane has credit and takes it, and
 *             keeps it until it is answered; its frame is written with all others
 *             that are dealt at the same time, in one call
 *   check     the main context has seen that the socket is readable: the answers
 *             are read and put into the queues of their clients, which are served
 *             in the same turn of the context
 */
struct _AriadneDispatcher
{
  GObject                    parent_instance;

  GMainContext              *context; /* set once */

  GMutex                     lock;

  /* Guarded by `lock`. */
  AriadneDealer              dealer;  /* its domain and forms are set once */
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

/* The queue that the functions put into. */

/* The searcher makes the forms that a model reads, if they are what is sent. */
static void
encode (AriadneDispatcher *self,
        AriadneMessage    *messages)
{
  if (!(self->dealer.forms & ARIADNE_WIRE_ENCODED) || self->dealer.domain == NULL)
    return;

  for (AriadneMessage *message = messages; message != NULL; message = message->next)
    if (message->type == ARIADNE_MESSAGE_REQUEST)
      ariadne_sequence_encode (message->sequence, self->dealer.domain, &message->error);
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
      _ariadne_dealer_take (&self->dealer, messages);
      messages = next;
    }
  _ariadne_dealer_deal (&self->dealer);
  _ariadne_dealer_flush (&self->dealer);

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

  for (const AriadneMessage *message = self->dealer.backlog.first; message != NULL;
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

  return self->dealer.is_closed;
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
  iface->put_chain = ariadne_dispatcher_put;
  iface->get_chain = ariadne_dispatcher_get;
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

  if (header->type == ARIADNE_MESSAGE_WAIT)
    return _ariadne_lane_begin (lane, header, error);

  if (header->type != ARIADNE_MESSAGE_REPLY && header->type != ARIADNE_MESSAGE_ERROR)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
                   "it sends a frame of type %u, expected an answer", header->type);
      return FALSE;
    }

  answer = _ariadne_lane_answer (lane, header, offset, error);
  if (answer == NULL)
    return FALSE;

  _ariadne_dealer_deliver (&self->dealer, answer);

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
  _ariadne_dealer_deal (&self->dealer);
  _ariadne_dealer_flush (&self->dealer);
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
  g_clear_error (&self->dealer.why);
  self->dealer.why = g_error_copy (error);
  _ariadne_dealer_let_go (&self->dealer, lane_source->lane);
  _ariadne_dealer_settle (&self->dealer);
  _ariadne_dealer_deal (&self->dealer);
  _ariadne_dealer_flush (&self->dealer);
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

  /* Otherwise GLib would stop to poll the socket for as long as it dispatches the
   * source, and wake the context for that.
   */
  g_source_set_can_recurse (source, TRUE);
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

  _ariadne_dealer_clear (&self->dealer);
  g_clear_pointer (&self->context, g_main_context_unref);
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
  _ariadne_dealer_init (&self->dealer);
}

AriadneDispatcher *
_ariadne_dispatcher_new (GMainContext     *context,
                         AriadneDomain    *domain,
                         AriadneWireForms  forms)
{
  AriadneDispatcher *self = g_object_new (ARIADNE_TYPE_DISPATCHER, NULL);

  self->context = g_main_context_ref (context);
  self->dealer.domain = domain != NULL ? g_object_ref (domain) : NULL;
  self->dealer.forms = forms;

  return self;
}

void
_ariadne_dispatcher_add (AriadneDispatcher *self,
                         AriadneChannel    *channel)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  AriadneLane *lane = _ariadne_lane_new (channel);

  if (self->dealer.is_closed)
    {
      _ariadne_lane_unref (lane);
      return;
    }

  g_ptr_array_add (self->dealer.lanes, lane);
  add_source (self, lane);
  _ariadne_dealer_settle (&self->dealer);
  _ariadne_dealer_deal (&self->dealer);
  _ariadne_dealer_flush (&self->dealer);
}

GPtrArray *
_ariadne_dispatcher_make_functions (AriadneDispatcher  *self,
                                    guint               n_functions,
                                    AriadneAnswerOrder  order)
{
  GPtrArray *functions = g_ptr_array_new_full (n_functions, g_object_unref);

  for (guint i = 0; i < n_functions; i++)
    {
      g_autoptr (AriadneQueue) answers = ariadne_thread_queue_new (0);
      g_autoptr (AriadneConnection) connection = NULL;
      guint key;

      g_mutex_lock (&self->lock);
      key = _ariadne_dealer_add_client (&self->dealer, answers);
      g_mutex_unlock (&self->lock);

      connection = ariadne_keyed_connection_new (key, answers, ARIADNE_QUEUE (self));
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

  self->dealer.is_patient = patient;
  _ariadne_dealer_deal (&self->dealer);
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

  if (self->dealer.is_closed)
    return;

  self->dealer.is_closed = TRUE;
  g_clear_error (&self->dealer.why);
  self->dealer.why = why != NULL
                ? g_error_copy (why)
                : g_error_new_literal (ARIADNE_ERROR, ARIADNE_ERROR_CLOSED,
                                       "The channels to the servers are closed");
  while (self->dealer.lanes->len > 0)
    _ariadne_dealer_let_go (&self->dealer, self->dealer.lanes->pdata[0]);
  _ariadne_dealer_deal (&self->dealer);
}

guint
_ariadne_dispatcher_get_n_channels (AriadneDispatcher *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->dealer.lanes->len;
}
