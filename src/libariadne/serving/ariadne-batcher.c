/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "serving/ariadne-batcher-private.h"

/**
 * AriadneBatcher:
 *
 * Turns a stream of requests into a stream of batches, splitting requests where
 * a batch ends. What a full batch is, is up to the kind of batcher.
 *
 * Requests of one client are served in order. Clients are served by deficit
 * round robin: when it is its turn, a client may have a batch's worth of rows,
 * and what it does not use up it loses when it has nothing left. So as long as
 * everybody's requests fit into one batch they are served whole and in the order
 * of arrival; and a client with a huge request is never ahead of another one by
 * more than one batch.
 *
 * A batcher is for one server alone, which calls it on one thread at a time.
 */

/* The queue of a client. */
typedef struct
{
  GQueue   requests; /* of AriadneRequest, by `in_lane` */
  guint64  credit;   /* what it may still have this turn, in units of weight */
  gboolean is_active;
  GList    in_round; /* link */
} Lane;

/* Invariant: `round` has the lanes with queued requests; the turn is that of
 * the first. `ages` has the same requests as all lanes together, in the order
 * of arrival. `n_rows` and `weight` are those of the rows that are queued.
 */
typedef struct
{
  GPtrArray *lanes;  /* of Lane, by client */
  GQueue     round;  /* of Lane */
  GQueue     ages;   /* of AriadneRequest, by `in_age` */
  guint      n_rows;
  guint64    weight;
} AriadneBatcherPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (AriadneBatcher, ariadne_batcher, G_TYPE_OBJECT)

static inline AriadneBatcherPrivate *
get_private (AriadneBatcher *self)
{
  return ariadne_batcher_get_instance_private (self);
}

static void
ariadne_batcher_finalize (GObject *object)
{
  g_clear_pointer (&get_private (ARIADNE_BATCHER (object))->lanes, g_ptr_array_unref);

  G_OBJECT_CLASS (ariadne_batcher_parent_class)->finalize (object);
}

static void
ariadne_batcher_class_init (AriadneBatcherClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ariadne_batcher_finalize;
}

static void
ariadne_batcher_init (AriadneBatcher *self)
{
  AriadneBatcherPrivate *priv = get_private (self);

  priv->lanes = g_ptr_array_new_with_free_func (g_free);
  g_queue_init (&priv->round);
  g_queue_init (&priv->ages);
}

/**
 * ariadne_batcher_get_capacity:
 * @self: a batcher
 *
 * Gets what a full batch weighs, in the units of the kind of batcher.
 *
 * Returns: the capacity of a batch
 */
guint
ariadne_batcher_get_capacity (AriadneBatcher *self)
{
  g_return_val_if_fail (ARIADNE_IS_BATCHER (self), 0);

  return ARIADNE_BATCHER_GET_CLASS (self)->get_capacity (self);
}

static Lane *
get_lane (AriadneBatcher *self,
          guint           client)
{
  AriadneBatcherPrivate *priv = get_private (self);

  if (client >= priv->lanes->len)
    g_ptr_array_set_size (priv->lanes, client + 1);

  if (priv->lanes->pdata[client] == NULL)
    {
      Lane *lane = g_new0 (Lane, 1);

      g_queue_init (&lane->requests);
      lane->in_round.data = lane;
      priv->lanes->pdata[client] = lane;
    }

  return priv->lanes->pdata[client];
}

/* A state that is too large for any batch weighs as much as a batch can hold,
 * and so has one of its own. None weighs nothing.
 */
static guint
weigh_row (AriadneBatcher       *self,
           const AriadneRequest *request,
           guint                 row)
{
  AriadneBatcherClass *klass = ARIADNE_BATCHER_GET_CLASS (self);

  return CLAMP (klass->weigh (self, request->sequence, row), 1, klass->get_capacity (self));
}

/* What the rows weigh that are queued. */
static guint64
weigh_rest (AriadneBatcher       *self,
            const AriadneRequest *request)
{
  guint64 weight = 0;

  if (ARIADNE_BATCHER_GET_CLASS (self)->weigh == NULL)
    return request->n_rows - request->n_taken;

  for (guint row = request->n_taken; row < request->n_rows; row++)
    weight += weigh_row (self, request, row);

  return weight;
}

void
_ariadne_batcher_push (AriadneBatcher *self,
                       AriadneRequest *request)
{
  AriadneBatcherPrivate *priv = get_private (self);
  Lane *lane = get_lane (self, request->client);

  g_assert (request->n_rows > 0 && !request->is_queued);

  request->is_queued = TRUE;
  g_queue_push_tail_link (&lane->requests, &request->in_lane);
  g_queue_push_tail_link (&priv->ages, &request->in_age);
  priv->n_rows += request->n_rows;
  priv->weight += weigh_rest (self, request);

  if (!lane->is_active)
    {
      lane->is_active = TRUE;
      lane->credit = ARIADNE_BATCHER_GET_CLASS (self)->get_capacity (self);
      g_queue_push_tail_link (&priv->round, &lane->in_round);
    }
}

static void
remove_request (AriadneBatcher *self,
                Lane           *lane,
                AriadneRequest *request)
{
  AriadneBatcherPrivate *priv = get_private (self);

  request->is_queued = FALSE;
  g_queue_unlink (&lane->requests, &request->in_lane);
  g_queue_unlink (&priv->ages, &request->in_age);
  if (!g_queue_is_empty (&lane->requests))
    return;

  lane->is_active = FALSE;
  g_queue_unlink (&priv->round, &lane->in_round);
}

void
_ariadne_batcher_drop (AriadneBatcher *self,
                       AriadneRequest *request)
{
  AriadneBatcherPrivate *priv = get_private (self);

  if (!request->is_queued)
    return;

  priv->n_rows -= request->n_rows - request->n_taken;
  priv->weight -= weigh_rest (self, request);
  remove_request (self, get_lane (self, request->client), request);
}

/* How many of the next rows of a request weigh no more than `limit`, and what
 * they weigh.
 */
static guint
count_fitting (AriadneBatcher       *self,
               const AriadneRequest *request,
               guint                 limit,
               guint                *weight)
{
  guint row = request->n_taken;

  *weight = 0;
  if (ARIADNE_BATCHER_GET_CLASS (self)->weigh == NULL)
    {
      *weight = MIN (request->n_rows - row, limit);
      return *weight;
    }

  for (; row < request->n_rows; row++)
    {
      guint row_weight = weigh_row (self, request, row);

      if (row_weight > limit - *weight)
        break;
      *weight += row_weight;
    }

  return row - request->n_taken;
}

/* Moves as many rows of a request into the batch as have room there and are
 * due to the lane. Returns what they weigh.
 */
static guint
take_rows (AriadneBatcher *self,
           Lane           *lane,
           AriadneRequest *request,
           guint           room,
           AriadneBatch   *batch,
           GPtrArray      *parts)
{
  AriadneBatcherPrivate *priv = get_private (self);
  guint weight;
  guint n_rows = count_fitting (self, request, MIN (room, lane->credit), &weight);

  if (n_rows == 0)
    return 0;

  ariadne_batch_append (batch, request->sequence, request->n_taken, n_rows);
  g_ptr_array_add (parts, request);
  request->n_taken += n_rows;
  lane->credit -= weight;
  priv->n_rows -= n_rows;
  priv->weight -= weight;
  if (request->n_taken == request->n_rows)
    remove_request (self, lane, request);

  return weight;
}

/* Ends the turn of the first lane. */
static void
pass_turn (AriadneBatcher *self,
           Lane           *lane)
{
  AriadneBatcherPrivate *priv = get_private (self);

  lane->credit += ARIADNE_BATCHER_GET_CLASS (self)->get_capacity (self);
  g_queue_unlink (&priv->round, &lane->in_round);
  g_queue_push_tail_link (&priv->round, &lane->in_round);
}

AriadneBatch *
_ariadne_batcher_take (AriadneBatcher *self,
                       GPtrArray      *parts)
{
  AriadneBatcherPrivate *priv = get_private (self);
  guint room = ARIADNE_BATCHER_GET_CLASS (self)->get_capacity (self);
  AriadneBatch *batch;

  if (priv->n_rows == 0)
    return NULL;

  batch = ariadne_batch_new ();
  while (!g_queue_is_empty (&priv->round))
    {
      Lane *lane = g_queue_peek_head (&priv->round);
      AriadneRequest *request = g_queue_peek_head (&lane->requests);
      guint64 credit = lane->credit;
      guint weight = take_rows (self, lane, request, room, batch, parts);

      room -= weight;
      if (!lane->is_active || weight > 0)
        continue;

      /* The next row does not fit: because the batch is full, or else because
       * the lane has had its share.
       */
      if (credit >= room)
        break;
      pass_turn (self, lane);
    }

  return batch;
}

gboolean
_ariadne_batcher_is_full (AriadneBatcher *self)
{
  return get_private (self)->weight >= ARIADNE_BATCHER_GET_CLASS (self)->get_capacity (self);
}

guint
_ariadne_batcher_get_n_rows (AriadneBatcher *self)
{
  return get_private (self)->n_rows;
}

AriadneRequest *
_ariadne_batcher_get_oldest (AriadneBatcher *self)
{
  return g_queue_peek_head (&get_private (self)->ages);
}
