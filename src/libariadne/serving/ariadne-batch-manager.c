/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <gio/gio.h>

#include "connection/ariadne-message-private.h"
#include "serving/ariadne-batch-manager.h"
#include "serving/ariadne-batcher-private.h"

/* A batch that is in the model. One without a batch is kept for the next. */
typedef struct
{
  AriadneBatch *batch;
  GPtrArray    *parts; /* of AriadneRequest; of each slice of the batch */
} Flight;

/* Invariant: a request is in `clients`, in the queue of its client, from when
 * it is added until its answer leaves. It leaves when it has ended and, if its
 * client wants answers in order, all earlier requests of the client have left.
 * A request whose answer has left while rows of it are in the model is kept by
 * the parts of flights alone, and released when the last of these returns.
 *
 * A request is due while all its rows have been taken, some are in the model,
 * and it has not ended.
 */
struct _AriadneBatchManager
{
  AriadneBatcher       *batcher;
  AriadneUnbatcher     *unbatcher;
  guint                 n_columns;

  GPtrArray            *clients;  /* of GQueue of AriadneRequest, by `in_client` */
  GArray               *flights;  /* of Flight */
  guint                 n_due;    /* requests */

  AriadneMessageChain   answers;  /* that can leave */
  GArray               *arrivals; /* of gint64; of the requests of `answers` */
  AriadneRequestCounts  counts;
};

static void
flight_clear (gpointer data)
{
  Flight *flight = data;

  g_clear_pointer (&flight->parts, g_ptr_array_unref);
}

AriadneBatchManager *
_ariadne_batch_manager_new (AriadneBatcher   *batcher,
                            AriadneUnbatcher *unbatcher,
                            guint             n_columns)
{
  AriadneBatchManager *self = g_new0 (AriadneBatchManager, 1);

  self->batcher = g_object_ref (batcher);
  self->unbatcher = g_object_ref (unbatcher);
  self->n_columns = n_columns;
  self->clients = g_ptr_array_new_with_free_func (g_free);
  self->flights = g_array_new (FALSE, FALSE, sizeof (Flight));
  g_array_set_clear_func (self->flights, flight_clear);
  self->arrivals = g_array_new (FALSE, FALSE, sizeof (gint64));

  return self;
}

static GQueue *
get_requests (AriadneBatchManager *self,
              guint                client)
{
  if (client >= self->clients->len)
    g_ptr_array_set_size (self->clients, client + 1);
  if (self->clients->pdata[client] == NULL)
    self->clients->pdata[client] = g_new0 (GQueue, 1);

  return self->clients->pdata[client];
}

static gboolean
is_in_model (const AriadneRequest *request)
{
  return request->n_parts > 0;
}

static void
let_answer_leave (AriadneBatchManager *self,
                  AriadneRequest      *request)
{
  g_queue_unlink (get_requests (self, request->client), &request->in_client);
  _ariadne_message_chain_append (&self->answers, g_steal_pointer (&request->message));
  g_array_append_val (self->arrivals, request->arrival);
  if (!is_in_model (request))
    _ariadne_request_free (request);
}

/* Lets the answer leave, and those that have waited for it; or has it wait. */
static void
release (AriadneBatchManager *self,
         AriadneRequest      *request)
{
  GQueue *requests = get_requests (self, request->client);

  request->has_ended = TRUE;
  self->n_due -= request->is_due;
  request->is_due = FALSE;
  if (!(request->message->flags & ARIADNE_MESSAGE_FLAGS_ORDERED))
    {
      let_answer_leave (self, request);
      return;
    }

  while ((request = g_queue_peek_head (requests)) != NULL && request->has_ended)
    let_answer_leave (self, request);
}

static void
end_with_rows (AriadneBatchManager *self,
               AriadneRequest      *request)
{
  self->counts.n_answered++;
  self->counts.n_empty += request->n_rows == 0;
  ariadne_message_answer (request->message, g_steal_pointer (&request->rows));
  release (self, request);
}

static void
end_with_error (AriadneBatchManager *self,
                AriadneRequest      *request,
                GError              *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    self->counts.n_cancelled++;
  else
    self->counts.n_failed++;

  _ariadne_batcher_drop (self->batcher, request);
  ariadne_message_refuse (request->message, error);
  release (self, request);
}

static void
end_cancelled (AriadneBatchManager *self,
               AriadneRequest      *request)
{
  end_with_error (self, request, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                                                      "The request was cancelled"));
}

void
_ariadne_batch_manager_add (AriadneBatchManager *self,
                            AriadneMessage      *message,
                            gint64               now)
{
  GError *error = g_steal_pointer (&message->error);
  AriadneRequest *request = _ariadne_request_new (message, now);

  g_queue_push_tail_link (get_requests (self, request->client), &request->in_client);
  if (error != NULL)
    {
      end_with_error (self, request, error);
    }
  else if (request->n_rows == 0)
    {
      request->rows = ariadne_matrix_new (0, self->n_columns);
      end_with_rows (self, request);
    }
  else
    {
      _ariadne_batcher_push (self->batcher, request);
    }
}

void
_ariadne_batch_manager_cancel (AriadneBatchManager *self,
                               guint                client,
                               guint64              uid)
{
  GList *link = get_requests (self, client)->head;

  for (; link != NULL; link = link->next)
    {
      AriadneRequest *request = link->data;

      if (request->message->uid == uid && !request->has_ended)
        {
          end_cancelled (self, request);
          return;
        }
    }
}

/* Ending a request may let others leave, hence each search starts anew. */
static AriadneRequest *
find_not_ended (GQueue *requests)
{
  for (GList *link = requests->head; link != NULL; link = link->next)
    {
      AriadneRequest *request = link->data;

      if (!request->has_ended)
        return request;
    }

  return NULL;
}

void
_ariadne_batch_manager_cancel_client (AriadneBatchManager *self,
                                      guint                client)
{
  GQueue *requests = get_requests (self, client);
  AriadneRequest *request;

  while ((request = find_not_ended (requests)) != NULL)
    end_cancelled (self, request);
}

void
_ariadne_batch_manager_fail_all (AriadneBatchManager *self,
                                 const GError        *error)
{
  for (guint client = 0; client < self->clients->len; client++)
    {
      GQueue *requests = get_requests (self, client);
      AriadneRequest *request;

      while ((request = find_not_ended (requests)) != NULL)
        end_with_error (self, request, g_error_copy (error));
    }
}

/* Finds the flight with a batch or, for NULL, one that has none. */
static Flight *
find_flight (AriadneBatchManager *self,
             const AriadneBatch  *batch)
{
  for (guint i = 0; i < self->flights->len; i++)
    {
      Flight *flight = &g_array_index (self->flights, Flight, i);

      if (flight->batch == batch)
        return flight;
    }

  return NULL;
}

static Flight *
add_flight (AriadneBatchManager *self)
{
  Flight flight = { NULL, g_ptr_array_new () };

  g_array_append_val (self->flights, flight);

  return &g_array_index (self->flights, Flight, self->flights->len - 1);
}

static void
board (AriadneBatchManager *self,
       AriadneRequest      *request)
{
  request->n_parts++;
  if (request->is_due || request->n_taken < request->n_rows)
    return;

  request->is_due = TRUE;
  self->n_due++;
}

AriadneBatch *
_ariadne_batch_manager_take (AriadneBatchManager *self)
{
  Flight *flight = find_flight (self, NULL);

  if (flight == NULL)
    flight = add_flight (self);

  flight->batch = _ariadne_batcher_take (self->batcher, flight->parts);
  for (guint i = 0; i < flight->parts->len; i++)
    board (self, flight->parts->pdata[i]);

  return flight->batch;
}

/* A request may have several slices in a batch, and in several batches. It ends
 * with the first error, or else with the last row.
 */
static void
settle_part (AriadneBatchManager *self,
             AriadneRequest      *request,
             const GError        *error)
{
  request->n_parts--;
  if (request->message == NULL)
    {
      if (!is_in_model (request))
        _ariadne_request_free (request);
      return;
    }

  if (request->has_ended)
    return;

  if (error != NULL)
    end_with_error (self, request, g_error_copy (error));
  else if (request->n_returned == request->n_rows)
    end_with_rows (self, request);
}

void
_ariadne_batch_manager_return (AriadneBatchManager *self,
                               AriadneBatch        *batch,
                               AriadneMatrix       *output,
                               const GError        *error)
{
  Flight *flight = find_flight (self, batch);

  g_assert (batch != NULL && flight != NULL);
  g_assert ((output != NULL) == (error == NULL));

  if (output != NULL)
    _ariadne_unbatcher_split (self->unbatcher, batch, flight->parts, output);
  for (guint i = 0; i < flight->parts->len; i++)
    settle_part (self, flight->parts->pdata[i], error);

  g_ptr_array_set_size (flight->parts, 0);
  g_clear_pointer (&flight->batch, ariadne_batch_unref);
}

AriadneMessage *
_ariadne_batch_manager_steal_answers (AriadneBatchManager *self,
                                      GArray              *arrivals)
{
  if (arrivals != NULL)
    g_array_append_vals (arrivals, self->arrivals->data, self->arrivals->len);
  g_array_set_size (self->arrivals, 0);

  return _ariadne_message_chain_steal (&self->answers);
}

guint
_ariadne_batch_manager_get_n_queued (AriadneBatchManager *self)
{
  return _ariadne_batcher_get_n_rows (self->batcher);
}

gboolean
_ariadne_batch_manager_is_full (AriadneBatchManager *self)
{
  return _ariadne_batcher_is_full (self->batcher);
}

guint
_ariadne_batch_manager_get_n_due (AriadneBatchManager *self)
{
  return self->n_due;
}

gint64
_ariadne_batch_manager_get_oldest (AriadneBatchManager *self)
{
  return _ariadne_batcher_get_oldest (self->batcher)->arrival;
}

const AriadneRequestCounts *
_ariadne_batch_manager_get_counts (AriadneBatchManager *self)
{
  return &self->counts;
}

void
_ariadne_batch_manager_free (AriadneBatchManager *self)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                                                  "The server is gone");

  for (guint i = 0; i < self->flights->len; i++)
    {
      AriadneBatch *batch = g_array_index (self->flights, Flight, i).batch;

      if (batch != NULL)
        _ariadne_batch_manager_return (self, batch, NULL, error);
    }
  _ariadne_batch_manager_fail_all (self, error);
  _ariadne_message_free_chain (_ariadne_batch_manager_steal_answers (self, NULL));

  g_clear_pointer (&self->clients, g_ptr_array_unref);
  g_clear_pointer (&self->flights, g_array_unref);
  g_clear_pointer (&self->arrivals, g_array_unref);
  g_clear_object (&self->batcher);
  g_clear_object (&self->unbatcher);
  g_free (self);
}
