/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-recording-model.h"

/* A model that remembers what it was asked to evaluate, so that the same
 * evaluations can be repeated back to back once the run is over.
 *
 * Of a long run it keeps a sample: every n-th batch, where n doubles whenever
 * the sample has grown to SAMPLE_ROWS rows. What is not kept is still counted,
 * by weight: the size of what the model reads of a state, or 1 if it reads
 * nothing.
 */
#define SAMPLE_ROWS 8192

struct _AriadneRecordingModel
{
  GObject parent_instance;

  /* Read-only once made: */
  AriadneModel         *model;
  AriadneRecordingFunc  func;
  gpointer              user_data;

  GMutex     lock;

  /* Protected by the lock: */
  GPtrArray *batches;        /* every stride-th batch */
  guint      stride;
  guint64    n_batches;
  guint64    n_sampled_rows;
  double     weight;         /* of all batches */
};

static void ariadne_recording_model_model_init (AriadneModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AriadneRecordingModel, ariadne_recording_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ARIADNE_TYPE_MODEL,
                                                      ariadne_recording_model_model_init))

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

static void
halve_sample (AriadneRecordingModel *self)
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

static void
record (AriadneRecordingModel *self,
        const AriadneBatch    *batch)
{
  double weight = get_batch_weight (batch);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->weight += weight;
  if (self->n_batches++ % self->stride != 0)
    return;

  g_ptr_array_add (self->batches, ariadne_batch_ref ((AriadneBatch *) batch));
  self->n_sampled_rows += ariadne_batch_get_n_rows (batch);
  if (self->n_sampled_rows > SAMPLE_ROWS && self->batches->len > 1)
    halve_sample (self);
}

static guint
ariadne_recording_model_get_n_heads (AriadneModel *model)
{
  return ariadne_model_get_n_heads (ARIADNE_RECORDING_MODEL (model)->model);
}

static gboolean
ariadne_recording_model_needs_encoding (AriadneModel *model)
{
  return ariadne_model_needs_encoding (ARIADNE_RECORDING_MODEL (model)->model);
}

static gboolean
ariadne_recording_model_check (AriadneModel  *model,
                               const guint8  *data,
                               gsize          length,
                               guint         *size,
                               GError       **error)
{
  AriadneModel *inner = ARIADNE_RECORDING_MODEL (model)->model;

  return ariadne_model_check_form (inner, data, length, size, error);
}

static gboolean
ariadne_recording_model_evaluate (AriadneModel        *model,
                                  const AriadneBatch  *batch,
                                  AriadneMatrix       *output,
                                  GError             **error)
{
  AriadneRecordingModel *self = ARIADNE_RECORDING_MODEL (model);
  gint64 start = g_get_monotonic_time ();
  gint64 end;

  if (!ariadne_model_evaluate (self->model, batch, output, error))
    return FALSE;

  end = g_get_monotonic_time ();
  record (self, batch);
  self->func (ariadne_batch_get_n_rows (batch), start, end, self->user_data);

  return TRUE;
}

static void
ariadne_recording_model_model_init (AriadneModelInterface *iface)
{
  iface->get_n_heads = ariadne_recording_model_get_n_heads;
  iface->needs_encoding = ariadne_recording_model_needs_encoding;
  iface->check = ariadne_recording_model_check;
  iface->evaluate = ariadne_recording_model_evaluate;
}

static void
ariadne_recording_model_finalize (GObject *object)
{
  AriadneRecordingModel *self = ARIADNE_RECORDING_MODEL (object);

  g_clear_object (&self->model);
  g_clear_pointer (&self->batches, g_ptr_array_unref);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (ariadne_recording_model_parent_class)->finalize (object);
}

static void
ariadne_recording_model_class_init (AriadneRecordingModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ariadne_recording_model_finalize;
}

static void
ariadne_recording_model_init (AriadneRecordingModel *self)
{
  g_mutex_init (&self->lock);
  self->batches = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_batch_unref);
  self->stride = 1;
}

/**
 * ariadne_recording_model_new:
 * @model: the model that does the work
 * @func: what to tell of each batch
 * @user_data: data for @func
 *
 * Makes a model that evaluates as @model does, and remembers what.
 *
 * Returns: (transfer full): a new model
 */
AriadneRecordingModel *
ariadne_recording_model_new (AriadneModel         *model,
                             AriadneRecordingFunc  func,
                             gpointer              user_data)
{
  AriadneRecordingModel *self;

  g_return_val_if_fail (ARIADNE_IS_MODEL (model), NULL);

  self = g_object_new (ARIADNE_TYPE_RECORDING_MODEL, NULL);
  self->model = g_object_ref (model);
  self->func = func;
  self->user_data = user_data;

  return self;
}

/**
 * ariadne_recording_model_get_weight:
 * @self: a recording model
 *
 * Gets the weight of everything that was evaluated, in the sample or not.
 *
 * Returns: the weight, in the unit of the weights of rows
 */
double
ariadne_recording_model_get_weight (AriadneRecordingModel *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->weight;
}

/**
 * ariadne_recording_model_get_sample:
 * @self: a recording model
 *
 * Gets the evaluations that were kept, in the order in which they were made.
 *
 * Returns: (element-type AriadneRecordedRow) (transfer full): the rows, valid
 *   until @self evaluates again or is gone
 */
GArray *
ariadne_recording_model_get_sample (AriadneRecordingModel *self)
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
