/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "core/ariadne-error.h"
#include "core/ariadne-model.h"

#include "toy-domain.h"

/* A model that does what a test tells it to, so that tests need no clock: it
 * may be evaluated as often as the test has permitted, and waits until then; or
 * until the very batch is permitted. It notes the size of each batch, and that no
 * more threads use it than it has slots.
 *
 * It can pretend to take a given time for each batch, one after the other.
 *
 * The row of a toy state has its number in the first column, and in the second
 * the number of the batch in which it was evaluated, from 1.
 */
#define GATE_TYPE_MODEL (gate_model_get_type ())
G_DECLARE_FINAL_TYPE (GateModel, gate_model, GATE, MODEL, GObject)

#define GATE_OPEN G_MAXUINT

struct _GateModel
{
  GObject  parent_instance;

  gboolean needs_encoding;
  guint    n_slots;
  gint64   pretended; /* microseconds for a batch; negative: what it takes */

  GMutex   lock;
  GCond    cond;

  /* Guarded by `lock`. */
  guint    n_permitted;
  guint64  permitted;  /* a bit for each of the first batches that may go on */
  guint    n_started;
  guint    fails_at;   /* the batch that fails; 0 for none */
  guint    n_inside;
  GArray  *sizes;      /* of guint */
};

static guint
gate_model_get_n_heads (AriadneModel *model)
{
  return 2;
}

static gboolean
gate_model_needs_encoding (AriadneModel *model)
{
  return GATE_MODEL (model)->needs_encoding;
}

static gboolean
gate_model_is_permitted (GateModel *self,
                         guint      number)
{
  return number < 64 && (self->permitted >> number & 1);
}

/* Waits for the gate to open. Returns the number of the batch. */
static guint
gate_model_enter (GateModel          *self,
                  const AriadneBatch *batch)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  guint n_rows = ariadne_batch_get_n_rows (batch);

  guint number;

  g_assert_cmpuint (self->n_inside, <, self->n_slots);
  self->n_inside++;
  g_array_append_val (self->sizes, n_rows);
  number = ++self->n_started;
  g_cond_broadcast (&self->cond);
  while (self->n_permitted == 0 && !gate_model_is_permitted (self, number))
    g_cond_wait (&self->cond, &self->lock);
  if (self->n_permitted != GATE_OPEN && !gate_model_is_permitted (self, number))
    self->n_permitted--;
  self->n_inside--;

  return number;
}

static void
gate_model_fill (GateModel          *self,
                 const AriadneBatch *batch,
                 AriadneMatrix      *output,
                 guint               number)
{
  guint row = 0;

  for (guint i = 0; i < ariadne_batch_get_n_segments (batch); i++)
    {
      guint first, n_rows;
      AriadneSequence *sequence = ariadne_batch_get_segment (batch, i, &first, &n_rows);

      g_assert_true (!self->needs_encoding || ariadne_sequence_is_encoded (sequence));
      for (guint j = first; j < first + n_rows; j++, row++)
        {
          AriadneState *state = ariadne_sequence_get_state (sequence, j);

          ariadne_matrix_get_row (output, row)[0] = toy_state_get_value (state);
          ariadne_matrix_get_row (output, row)[1] = number;
        }
    }
}

static void
gate_model_pretend (GateModel         *self,
                    guint              number,
                    AriadneModelTimes *times)
{
  times->end = g_get_monotonic_time ();
  times->packed = times->uploaded = times->computing = times->start;
  times->computed = times->end;
  if (self->pretended < 0)
    return;

  times->computing = times->start + (number - 1) * self->pretended;
  times->computed = times->computing + self->pretended;
}

static gboolean
gate_model_evaluate_timed (AriadneModel        *model,
                           const AriadneBatch  *batch,
                           AriadneMatrix       *output,
                           AriadneModelTimes   *times,
                           GError             **error)
{
  GateModel *self = GATE_MODEL (model);
  guint number;

  times->start = g_get_monotonic_time ();
  number = gate_model_enter (self, batch);
  gate_model_pretend (self, number, times);

  if (number == self->fails_at)
    {
      g_set_error_literal (error, ARIADNE_ERROR, ARIADNE_ERROR_FAILED, "As it was told");
      return FALSE;
    }

  gate_model_fill (self, batch, output, number);

  return TRUE;
}

static gboolean
gate_model_evaluate (AriadneModel        *model,
                     const AriadneBatch  *batch,
                     AriadneMatrix       *output,
                     GError             **error)
{
  AriadneModelTimes times;

  return gate_model_evaluate_timed (model, batch, output, &times, error);
}

static guint
gate_model_get_n_slots (AriadneModel *model)
{
  return GATE_MODEL (model)->n_slots;
}

static void
gate_model_iface_init (AriadneModelInterface *iface)
{
  iface->get_n_heads = gate_model_get_n_heads;
  iface->needs_encoding = gate_model_needs_encoding;
  iface->get_n_slots = gate_model_get_n_slots;
  iface->evaluate = gate_model_evaluate;
  iface->evaluate_timed = gate_model_evaluate_timed;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (GateModel, gate_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ARIADNE_TYPE_MODEL, gate_model_iface_init))

static void
gate_model_finalize (GObject *object)
{
  GateModel *self = GATE_MODEL (object);

  g_array_unref (self->sizes);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);

  G_OBJECT_CLASS (gate_model_parent_class)->finalize (object);
}

static void
gate_model_class_init (GateModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gate_model_finalize;
}

static void
gate_model_init (GateModel *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  self->sizes = g_array_new (FALSE, FALSE, sizeof (guint));
  self->n_slots = 1;
  self->pretended = -1;
}

static inline GateModel *
gate_model_new (guint n_permitted)
{
  GateModel *self = g_object_new (GATE_TYPE_MODEL, NULL);

  self->n_permitted = n_permitted;

  return self;
}

/* Permits some more evaluations, or any number with GATE_OPEN. */
static inline void
gate_model_permit (GateModel *self,
                   guint      n)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->n_permitted = n == GATE_OPEN ? GATE_OPEN : self->n_permitted + n;
  g_cond_broadcast (&self->cond);
}

/* Permits one batch, by its number from 1 to 63. */
static inline void
gate_model_permit_batch (GateModel *self,
                         guint      number)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->permitted |= G_GUINT64_CONSTANT (1) << number;
  g_cond_broadcast (&self->cond);
}

/* Waits until so many batches have been started: with one slot, when one
 * is, the answers of the one before have been sent.
 */
static inline void
gate_model_wait_started (GateModel *self,
                         guint      n)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (self->n_started < n)
    g_cond_wait (&self->cond, &self->lock);
}

static inline guint
gate_model_get_n_started (GateModel *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->n_started;
}

static inline void
gate_model_assert_sizes (GateModel   *self,
                         const guint *sizes,
                         guint        n_sizes)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_assert_cmpmem (self->sizes->data, self->sizes->len * sizeof (guint),
                   sizes, n_sizes * sizeof (guint));
}
