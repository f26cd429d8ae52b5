/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-ideal.h"

/* How long a run's evaluations take when nothing else has to be done: the same
 * evaluations, back to back, at the best batch size found, with the same model
 * and thus the same device and threads, warm. A model with several slots has all
 * of them used.
 *
 * The best batch size is searched for once, at the first measurement: the same
 * rows are evaluated in one batch, in two, in four, … until that has lost twice in
 * a row, and the size with the highest rate is kept. As many rows are used as take
 * the time given, or TUNE_SECONDS, in batches of PROBE_ROWS.
 *
 * When the evaluations of a run would take longer than the time given, rows
 * evenly spread over the run are measured, and the result is scaled by what the
 * model has to read: for graphs, the time is proportional to their size.
 */
#define PROBE_ROWS   16
#define TUNE_ROWS    4096
#define TUNE_SECONDS 1.0

struct _AriadneIdeal
{
  AriadneModel *model;
  guint         batch_size;       /* 0 until it has been searched for */
  double        seconds_per_row;  /* at that size, roughly */
};

/**
 * ariadne_ideal_new:
 * @model: the model to measure, not a recording one
 *
 * Makes a measurement of what runs with @model could achieve at best.
 *
 * Returns: (transfer full): a new measurement
 */
AriadneIdeal *
ariadne_ideal_new (AriadneModel *model)
{
  AriadneIdeal *self = g_new0 (AriadneIdeal, 1);

  self->model = g_object_ref (model);

  return self;
}

/**
 * ariadne_ideal_free:
 * @self: a measurement
 *
 * Releases it.
 */
void
ariadne_ideal_free (AriadneIdeal *self)
{
  g_object_unref (self->model);
  g_free (self);
}

/* The batches are made beforehand, since only their evaluation counts. */
static GPtrArray *
make_batches (const GArray *rows,
              guint         n_rows,
              guint         batch_size)
{
  GPtrArray *batches = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_batch_unref);
  AriadneBatch *batch = NULL;

  for (guint i = 0; i < n_rows; i++)
    {
      /* The i-th of n rows that are evenly spread over all. */
      guint at = (guint64) i * rows->len / n_rows;
      const AriadneRecordedRow *row = &g_array_index (rows, AriadneRecordedRow, at);

      if (i % batch_size == 0)
        {
          batch = ariadne_batch_new ();
          g_ptr_array_add (batches, batch);
        }
      ariadne_batch_append (batch, row->sequence, row->index, 1);
    }

  return batches;
}

static double
get_weight (const GArray *rows,
            guint         n_rows)
{
  double weight = 0.0;

  for (guint i = 0; i < n_rows; i++)
    weight += g_array_index (rows, AriadneRecordedRow, (guint64) i * rows->len / n_rows).weight;

  return weight;
}

/* Batches that are evaluated one after the other, or as many at a time as the
 * model has slots.
 */
typedef struct
{
  AriadneModel *model;
  GPtrArray    *batches;
  GCancellable *cancellable; /* nullable */
  gint          n_taken;     /* atomic */

  GMutex        lock;
  GError       *error;       /* protected by the lock; the first */
} Round;

static gboolean
evaluate_batch (Round               *round,
                const AriadneBatch  *batch,
                GError             **error)
{
  g_autoptr (AriadneMatrix) output = NULL;

  if (g_cancellable_set_error_if_cancelled (round->cancellable, error))
    return FALSE;

  output = ariadne_matrix_new (ariadne_batch_get_n_rows (batch),
                               ariadne_model_get_n_heads (round->model));

  return ariadne_model_evaluate (round->model, batch, output, error);
}

/* Evaluates until nothing is left, here or elsewhere, or something is wrong. */
static gpointer
evaluate_func (gpointer data)
{
  Round *round = data;
  GError *error = NULL;
  guint index;

  while ((index = g_atomic_int_add (&round->n_taken, 1)) < round->batches->len)
    if (!evaluate_batch (round, g_ptr_array_index (round->batches, index), &error))
      break;

  if (error == NULL)
    return NULL;

  g_atomic_int_set (&round->n_taken, round->batches->len);
  g_mutex_lock (&round->lock);
  if (round->error == NULL)
    round->error = g_steal_pointer (&error);
  g_mutex_unlock (&round->lock);
  g_clear_error (&error);

  return NULL;
}

/* Returns the seconds that the batches take, or a negative number. */
static double
time_batches (AriadneIdeal  *self,
              GPtrArray     *batches,
              GCancellable  *cancellable,
              GError       **error)
{
  Round round = { self->model, batches, cancellable };
  guint n_others = MIN (ariadne_model_get_n_slots (self->model), MAX (batches->len, 1)) - 1;
  g_autofree GThread **others = g_new (GThread *, n_others);
  gint64 start = g_get_monotonic_time ();

  g_mutex_init (&round.lock);
  for (guint i = 0; i < n_others; i++)
    others[i] = g_thread_new ("ariadne-ideal", evaluate_func, &round);
  evaluate_func (&round);
  for (guint i = 0; i < n_others; i++)
    g_thread_join (others[i]);
  g_mutex_clear (&round.lock);

  if (round.error != NULL)
    {
      g_propagate_error (error, round.error);
      return -1.0;
    }

  return (g_get_monotonic_time () - start) / (double) G_USEC_PER_SEC;
}

static double
time_rows (AriadneIdeal  *self,
           const GArray  *rows,
           guint          n_rows,
           guint          batch_size,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autoptr (GPtrArray) batches = make_batches (rows, n_rows, batch_size);

  return time_batches (self, batches, cancellable, error);
}

static gboolean
find_batch_size (AriadneIdeal  *self,
                 const GArray  *rows,
                 double         time_limit,
                 GCancellable  *cancellable,
                 GError       **error)
{
  guint n_rows = MIN (rows->len, PROBE_ROWS);
  double seconds = 0.0;
  double best = G_MAXDOUBLE;
  guint n_losses = 0;

  /* The second time counts: the first one warms caches and allocators up. */
  for (guint pass = 0; pass < 2; pass++)
    {
      seconds = time_rows (self, rows, n_rows, PROBE_ROWS, cancellable, error);
      if (seconds < 0)
        return FALSE;
    }
  time_limit = MIN (time_limit, TUNE_SECONDS);
  n_rows = CLAMP (n_rows * time_limit / MAX (seconds, 1e-6), n_rows, TUNE_ROWS);
  n_rows = MIN (n_rows, rows->len);

  for (guint size = 1 << g_bit_storage (n_rows - 1); size > 0 && n_losses < 2; size /= 2)
    {
      seconds = time_rows (self, rows, n_rows, size, cancellable, error);
      if (seconds < 0)
        return FALSE;

      n_losses++;
      if (seconds < best)
        {
          n_losses = 0;
          best = seconds;
          self->batch_size = size;
        }
    }
  self->seconds_per_row = best / n_rows;

  return TRUE;
}

/**
 * ariadne_ideal_measure:
 * @self: a measurement
 * @recording: what was evaluated
 * @time_limit: about how long the measurement may take, in seconds
 * @cancellable: (nullable): stops it
 * @error: return location for an error
 *
 * Measures how long the recorded evaluations take back to back. Nothing else
 * should be going on meanwhile.
 *
 * Returns: the time in seconds, 0 if nothing was evaluated; negative on error
 */
double
ariadne_ideal_measure (AriadneIdeal      *self,
                       AriadneRecording  *recording,
                       double             time_limit,
                       GCancellable      *cancellable,
                       GError           **error)
{
  g_autoptr (GArray) rows = ariadne_recording_get_sample (recording);
  guint n_rows;
  double seconds;

  if (rows->len == 0)
    return 0.0;
  if (self->batch_size == 0
      && !find_batch_size (self, rows, time_limit, cancellable, error))
    return -1.0;

  /* Whole batches, lest the last one is dearer than those it stands for. */
  n_rows = MIN (time_limit / self->seconds_per_row, rows->len);
  n_rows = (n_rows / self->batch_size + 1) * self->batch_size;
  n_rows = MIN (n_rows, rows->len);

  seconds = time_rows (self, rows, n_rows, self->batch_size, cancellable, error);
  if (seconds < 0)
    return -1.0;

  return seconds * ariadne_recording_get_weight (recording) / get_weight (rows, n_rows);
}

/**
 * ariadne_ideal_get_batch_size:
 * @self: a measurement
 *
 * Gets the best batch size found.
 *
 * Returns: a number of rows, or 0 before the first measurement
 */
guint
ariadne_ideal_get_batch_size (const AriadneIdeal *self)
{
  return self->batch_size;
}
