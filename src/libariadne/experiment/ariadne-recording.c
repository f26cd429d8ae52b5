/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-recording.h"

/* What was evaluated in a run, so that the same evaluations can be repeated back
 * to back once the run is over.
 *
 * Of a long run a sample is kept: every n-th batch, where n doubles whenever the
 * sample has grown to SAMPLE_ROWS rows. What is not kept is still counted, by
 * weight: the size of what the model reads of a state, or 1 if it reads nothing.
 */
#define SAMPLE_ROWS 8192

struct _AriadneRecording
{
  GMutex     lock;

  /* Protected by the lock: */
  GPtrArray *batches;        /* every stride-th batch */
  guint      stride;
  guint64    n_batches;
  guint64    n_rows;         /* of all batches */
  guint64    n_sampled_rows;
  double     weight;         /* of all batches */
};

static double
get_row_weight (AriadneSequence *sequence,
                guint            index)
{
  gsize length;

  if (!ariadne_sequence_is_encoded (sequence))
    return 1.0;

  ariadne_sequence_get_encoded (sequence, index, &length);

  return length;
}

static double
get_batch_weight (const AriadneBatch *batch)
{
  double weight = 0.0;

  for (guint s = 0; s < ariadne_batch_get_n_segments (batch); s++)
    {
      guint first, n_rows;
      AriadneSequence *sequence = ariadne_batch_get_segment (batch, s, &first, &n_rows);

      for (guint i = 0; i < n_rows; i++)
        weight += get_row_weight (sequence, first + i);
    }

  return weight;
}

/* With the lock. */
static void
halve_sample (AriadneRecording *self)
{
  g_autoptr (GPtrArray) batches = g_steal_pointer (&self->batches);

  self->batches = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_batch_unref);
  self->stride *= 2;
  self->n_sampled_rows = 0;
  for (guint i = 0; i < batches->len; i += 2)
    {
      AriadneBatch *batch = g_ptr_array_index (batches, i);

      g_ptr_array_add (self->batches, ariadne_batch_ref (batch));
      self->n_sampled_rows += ariadne_batch_get_n_rows (batch);
    }
}

/**
 * ariadne_recording_new:
 *
 * Makes an empty recording.
 *
 * Returns: (transfer full): a new recording
 */
AriadneRecording *
ariadne_recording_new (void)
{
  AriadneRecording *self = g_atomic_rc_box_new0 (AriadneRecording);

  g_mutex_init (&self->lock);
  self->batches = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_batch_unref);
  self->stride = 1;

  return self;
}

/**
 * ariadne_recording_ref:
 * @self: a recording
 *
 * Takes another reference.
 *
 * Returns: (transfer full): @self
 */
AriadneRecording *
ariadne_recording_ref (AriadneRecording *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  AriadneRecording *self = data;

  g_ptr_array_unref (self->batches);
  g_mutex_clear (&self->lock);
}

/**
 * ariadne_recording_unref:
 * @self: (transfer full): a recording
 *
 * Gives a reference back.
 */
void
ariadne_recording_unref (AriadneRecording *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/**
 * ariadne_recording_add:
 * @self: a recording
 * @batch: a batch that was evaluated
 *
 * Notes a batch. May be called on any thread.
 */
void
ariadne_recording_add (AriadneRecording   *self,
                       const AriadneBatch *batch)
{
  double weight = get_batch_weight (batch);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->weight += weight;
  self->n_rows += ariadne_batch_get_n_rows (batch);
  if (self->n_batches++ % self->stride != 0)
    return;

  g_ptr_array_add (self->batches, ariadne_batch_ref ((AriadneBatch *) batch));
  self->n_sampled_rows += ariadne_batch_get_n_rows (batch);
  if (self->n_sampled_rows > SAMPLE_ROWS && self->batches->len > 1)
    halve_sample (self);
}

/**
 * ariadne_recording_get_n_rows:
 * @self: a recording
 *
 * Gets the number of states in all batches, in the sample or not.
 *
 * Returns: the number of states
 */
guint64
ariadne_recording_get_n_rows (AriadneRecording *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->n_rows;
}

/**
 * ariadne_recording_get_weight:
 * @self: a recording
 *
 * Gets the weight of everything that was evaluated, in the sample or not.
 *
 * Returns: the weight, in the unit of the weights of rows
 */
double
ariadne_recording_get_weight (AriadneRecording *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->weight;
}

/**
 * ariadne_recording_get_sample:
 * @self: a recording
 *
 * Gets the evaluations that were kept, in the order in which they were made.
 *
 * Returns: (element-type AriadneRecordedRow) (transfer full): the rows, valid
 *   until a batch is added to @self, or it is gone
 */
GArray *
ariadne_recording_get_sample (AriadneRecording *self)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (AriadneRecordedRow));
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  for (guint b = 0; b < self->batches->len; b++)
    {
      const AriadneBatch *batch = g_ptr_array_index (self->batches, b);

      for (guint s = 0; s < ariadne_batch_get_n_segments (batch); s++)
        {
          guint first, n_rows;
          AriadneSequence *sequence = ariadne_batch_get_segment (batch, s, &first, &n_rows);

          for (guint i = first; i < first + n_rows; i++)
            {
              AriadneRecordedRow row = { sequence, i, get_row_weight (sequence, i) };

              g_array_append_val (rows, row);
            }
        }
    }

  return rows;
}
