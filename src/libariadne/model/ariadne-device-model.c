/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include "model/ariadne-device-model-private.h"

#include "core/ariadne-error.h"
#include "model/ariadne-device-module.h"
#include "model/ariadne-graph-network-private.h"
#include "model/ariadne-graph-private.h"
#include "model/ariadne-precision-sample.h"

/**
 * AriadneDeviceModel:
 *
 * A gated graph network on a GPU. It computes what [class@GraphNetwork] does,
 * with other roundings.
 *
 * States must be encoded as [struct@Graph].
 *
 * ## Slots
 *
 * As many threads may evaluate at once as the model has slots. While the batch
 * of one is computed, that of another is packed and uploaded; a thread that
 * finds no slot waits for one. Memory of the device is taken when the model is
 * made. A batch that is larger than a slot goes through it in parts.
 *
 * ## Errors
 *
 * A device can fail at a batch: by a lack of memory, by a launch that fails, or
 * by being lost, after which nothing works on it any more. Exactly that batch
 * then fails, with %ARIADNE_ERROR_DEVICE_MEMORY, %ARIADNE_ERROR_DEVICE or
 * %ARIADNE_ERROR_DEVICE_LOST, unless the options say that it is to be tried in
 * halves, or on the processor. A lost device is not asked again. Rows that the
 * processor evaluates differ from the others by rounding; the report tells how
 * many there are.
 *
 * ## The same answer everywhere
 *
 * A row has the same bits in every batch, at every place and in every slot, on
 * devices of one kind.
 */
struct _AriadneDeviceModel
{
  GObject parent_instance;

  /* Constant once constructed. */
  const AriadneDeviceBackend *backend;
  AriadneDeviceNetwork       *network;
  AriadneDeviceLimits         limits;
  AriadneDeviceOptions        options;
  AriadneDeviceInfo          *info;
  AriadneWeights             *weights;

  GMutex               lock;
  GCond                slot_freed;

  /* Guarded by the lock. */
  guint                free_slots;   /* a bit each */
  AriadneGraphNetwork *processor;    /* NULL until it is needed */
  AriadneDeviceReport  report;
  char                *lost_message; /* NULL until the device is lost */
};

static void ariadne_device_model_iface_init (AriadneModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AriadneDeviceModel, ariadne_device_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ARIADNE_TYPE_MODEL,
                                                      ariadne_device_model_iface_init))

/* A batch on its way through a slot. */
typedef struct
{
  AriadneDeviceModel *model;
  guint               slot;
  AriadneModelTimes  *times;
  gboolean            timed; /* whether the times of a first part are known */
} Passage;

static guint
take_slot (AriadneDeviceModel *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  guint slot;

  while (self->free_slots == 0)
    g_cond_wait (&self->slot_freed, &self->lock);

  slot = g_bit_nth_lsf (self->free_slots, -1);
  self->free_slots &= ~(1u << slot);

  return slot;
}

static void
give_slot_back (AriadneDeviceModel *self,
                guint               slot)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->free_slots |= 1u << slot;
  g_cond_signal (&self->slot_freed);
}

static gboolean
is_of_device (const GError *error)
{
  return g_error_matches (error, ARIADNE_ERROR, ARIADNE_ERROR_DEVICE)
         || g_error_matches (error, ARIADNE_ERROR, ARIADNE_ERROR_DEVICE_MEMORY)
         || g_error_matches (error, ARIADNE_ERROR, ARIADNE_ERROR_DEVICE_LOST);
}

/* Fails as a lost device does, without asking it. */
static gboolean
check_lost (AriadneDeviceModel  *self,
            GError             **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->lost_message == NULL)
    return TRUE;

  g_set_error_literal (error, ARIADNE_ERROR, ARIADNE_ERROR_DEVICE_LOST, self->lost_message);

  return FALSE;
}

static void
note_failure (Passage      *passage,
              const GError *error)
{
  AriadneDeviceModel *self = passage->model;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  passage->times->n_failures++;
  self->report.n_failures++;
  if (self->lost_message == NULL
      && g_error_matches (error, ARIADNE_ERROR, ARIADNE_ERROR_DEVICE_LOST))
    {
      self->lost_message = g_strdup (error->message);
      self->report.lost = TRUE;
    }
}

/* From the first part the times up to where the device begins to compute, from
 * the last one when it has computed.
 */
static void
note_times (Passage                 *passage,
            const AriadneModelTimes *times)
{
  if (!passage->timed)
    {
      passage->times->packed = times->packed;
      passage->times->uploaded = times->uploaded;
      passage->times->computing = times->computing;
    }
  passage->times->computed = times->computed;
  passage->timed = TRUE;
}

static gboolean
run_on_device (Passage             *passage,
               AriadneNetworkTask  *tasks,
               guint                n_tasks,
               GError             **error)
{
  AriadneDeviceModel *self = passage->model;
  g_autoptr (GError) local_error = NULL;
  AriadneModelTimes times;

  if (!check_lost (self, error))
    return FALSE;

  if (self->backend->evaluate (self->network, passage->slot, tasks, n_tasks, &times, &local_error))
    {
      note_times (passage, &times);
      return TRUE;
    }

  note_failure (passage, local_error);
  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

static AriadneGraphNetwork *
get_processor (AriadneDeviceModel *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->processor == NULL)
    self->processor = ariadne_graph_network_new (self->weights);

  return self->processor;
}

static void
run_on_processor (Passage            *passage,
                  AriadneNetworkTask *tasks,
                  guint               n_tasks)
{
  AriadneDeviceModel *self = passage->model;
  AriadneModelTimes times = { 0 };

  times.packed = times.uploaded = times.computing = g_get_monotonic_time ();
  ariadne_graph_network_run_tasks (get_processor (self), tasks, n_tasks);
  times.computed = g_get_monotonic_time ();
  note_times (passage, &times);
  passage->times->n_rows_on_cpu += n_tasks;

  g_mutex_lock (&self->lock);
  self->report.n_rows_on_cpu += n_tasks;
  g_mutex_unlock (&self->lock);
}

/* Evaluates what fits in the slot. If the device fails, does what the options
 * say about that.
 */
static gboolean
run_part (Passage             *passage,
          AriadneNetworkTask  *tasks,
          guint                n_tasks,
          GError             **error)
{
  AriadneDeviceModel *self = passage->model;
  AriadneDeviceRescue rescue = self->options.rescue;
  g_autoptr (GError) local_error = NULL;
  guint half = n_tasks / 2;

  if (run_on_device (passage, tasks, n_tasks, &local_error))
    return TRUE;

  if (rescue == ARIADNE_DEVICE_RESCUE_CPU && is_of_device (local_error))
    {
      run_on_processor (passage, tasks, n_tasks);
      return TRUE;
    }

  if (rescue != ARIADNE_DEVICE_RESCUE_RETRY || half == 0 || !is_of_device (local_error)
      || g_error_matches (local_error, ARIADNE_ERROR, ARIADNE_ERROR_DEVICE_LOST))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  passage->times->n_retries++;
  g_mutex_lock (&self->lock);
  self->report.n_retries++;
  g_mutex_unlock (&self->lock);

  return run_part (passage, tasks, half, error)
         && run_part (passage, tasks + half, n_tasks - half, error);
}

/* How many of the tasks fit in a slot; at least one. */
static guint
get_part (const AriadneDeviceLimits *limits,
          const AriadneNetworkTask  *tasks,
          guint                      n_tasks)
{
  guint64 n_nodes = 0;
  guint n = 0;

  while (n < MIN (n_tasks, limits->max_graphs))
    {
      n_nodes += tasks[n].graph->n_nodes;
      if (n > 0 && n_nodes > limits->max_nodes)
        break;
      n++;
    }

  return n;
}

static gboolean
run_tasks_cb (AriadneNetworkTask  *tasks,
              guint                n_tasks,
              gpointer             user_data,
              GError             **error)
{
  Passage *passage = user_data;
  AriadneDeviceModel *self = passage->model;
  gboolean succeeded = TRUE;

  passage->slot = take_slot (self);
  for (guint first = 0; succeeded && first < n_tasks;)
    {
      guint n = get_part (&self->limits, tasks + first, n_tasks - first);

      succeeded = run_part (passage, tasks + first, n, error);
      first += n;
    }
  give_slot_back (self, passage->slot);

  return succeeded;
}

/* As it is, without any rescue. */
static gboolean
run_sample_cb (AriadneNetworkTask  *tasks,
               guint                n_tasks,
               gpointer             user_data,
               GError             **error)
{
  Passage *passage = user_data;

  for (guint first = 0; first < n_tasks;)
    {
      guint n = get_part (&passage->model->limits, tasks + first, n_tasks - first);

      if (!run_on_device (passage, tasks + first, n, error))
        return FALSE;
      first += n;
    }

  return TRUE;
}

static gboolean
measure_error (AriadneDeviceModel  *self,
               GError             **error)
{
  AriadneModelTimes times = { 0 };
  Passage passage = { self, 0, &times };
  AriadnePrecisionError found;

  if (!ariadne_precision_sample_measure (get_processor (self), run_sample_cb, &passage, &found,
                                         error))
    return FALSE;

  self->report.max_error = found.max_error;
  self->report.mean_error = found.mean_error;
  self->report.spread = found.spread;

  return TRUE;
}

static gboolean
ariadne_device_model_evaluate_timed (AriadneModel        *model,
                                     const AriadneBatch  *batch,
                                     AriadneMatrix       *output,
                                     AriadneModelTimes   *times,
                                     GError             **error)
{
  AriadneDeviceModel *self = ARIADNE_DEVICE_MODEL (model);
  const AriadneNetworkConfig *config = ariadne_weights_get_config (self->weights);
  Passage passage = { self, 0, times };
  g_autoptr (GPtrArray) graphs = NULL;

  times->start = g_get_monotonic_time ();
  times->packed = times->uploaded = times->computing = times->computed = times->start;
  graphs = ariadne_network_tasks_read (batch, error);
  if (graphs == NULL
      || !ariadne_network_tasks_run (config, (AriadneGraph * const *) graphs->pdata, graphs->len,
                                     TRUE, output, run_tasks_cb, &passage, error))
    return FALSE;

  times->end = g_get_monotonic_time ();
  g_mutex_lock (&self->lock);
  self->report.n_batches++;
  g_mutex_unlock (&self->lock);

  return TRUE;
}

static gboolean
ariadne_device_model_evaluate (AriadneModel        *model,
                               const AriadneBatch  *batch,
                               AriadneMatrix       *output,
                               GError             **error)
{
  AriadneModelTimes times = { 0 };

  return ariadne_device_model_evaluate_timed (model, batch, output, &times, error);
}

static guint
ariadne_device_model_get_n_heads (AriadneModel *model)
{
  return ariadne_weights_get_config (ARIADNE_DEVICE_MODEL (model)->weights)->n_heads;
}

static guint
ariadne_device_model_get_n_slots (AriadneModel *model)
{
  return ARIADNE_DEVICE_MODEL (model)->limits.n_slots;
}

static gboolean
ariadne_device_model_needs_encoding (AriadneModel *model)
{
  return TRUE;
}

static gboolean
ariadne_device_model_check (AriadneModel  *model,
                            const guint8  *data,
                            gsize          length,
                            guint         *size,
                            GError       **error)
{
  AriadneDeviceModel *self = ARIADNE_DEVICE_MODEL (model);

  return ariadne_network_tasks_check (ariadne_weights_get_config (self->weights), data, length,
                                      size, error);
}

static AriadneModel *
ariadne_device_model_new_share (AriadneModel             *model,
                                const AriadneModelShare  *share,
                                GError                  **error)
{
  AriadneDeviceModel *self = ARIADNE_DEVICE_MODEL (model);
  AriadneDeviceOptions options = self->options;
  guint n_gpus = MIN (share->n_gpus, self->backend->count (NULL));
  AriadneDeviceModel *other;

  if (n_gpus > 1)
    options.index = ARIADNE_DEVICE_ANY;
  ariadne_device_options_share (&options, share->server, share->n_servers, n_gpus,
                                share->gpu_fraction);
  if (options.kind == ARIADNE_DEVICE_CPU)
    {
      g_autoptr (AriadneGraphNetwork) network = ariadne_graph_network_new (self->weights);

      return ariadne_model_new_share (ARIADNE_MODEL (network), share, error);
    }

  other = ariadne_device_model_new_on (self->backend, self->weights, &options, error);

  return other != NULL ? ARIADNE_MODEL (other) : NULL;
}

static void
ariadne_device_model_iface_init (AriadneModelInterface *iface)
{
  iface->get_n_heads = ariadne_device_model_get_n_heads;
  iface->get_n_slots = ariadne_device_model_get_n_slots;
  iface->needs_encoding = ariadne_device_model_needs_encoding;
  iface->check_form = ariadne_device_model_check;
  iface->evaluate = ariadne_device_model_evaluate;
  iface->evaluate_timed = ariadne_device_model_evaluate_timed;
  iface->new_share = ariadne_device_model_new_share;
}

static void
ariadne_device_model_finalize (GObject *object)
{
  AriadneDeviceModel *self = ARIADNE_DEVICE_MODEL (object);

  if (self->network != NULL)
    self->backend->network_free (self->network);
  g_clear_object (&self->processor);
  g_clear_pointer (&self->info, ariadne_device_info_free);
  g_clear_pointer (&self->weights, ariadne_weights_unref);
  g_free (self->lost_message);
  g_cond_clear (&self->slot_freed);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (ariadne_device_model_parent_class)->finalize (object);
}

static void
ariadne_device_model_class_init (AriadneDeviceModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ariadne_device_model_finalize;
}

static void
ariadne_device_model_init (AriadneDeviceModel *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->slot_freed);
  self->report.max_error = NAN;
  self->report.mean_error = NAN;
  self->report.spread = NAN;
}

/* Makes a model of what a certain module provides. */
AriadneDeviceModel *
ariadne_device_model_new_on (const AriadneDeviceBackend  *backend,
                             AriadneWeights              *weights,
                             const AriadneDeviceOptions  *options,
                             GError                     **error)
{
  g_autoptr (AriadneDeviceModel) self = NULL;
  g_autoptr (AriadneDeviceInfo) info = NULL;

  if (!ariadne_device_options_check (options, error))
    return NULL;

  info = ariadne_device_module_choose (backend, options->index, error);
  if (info == NULL)
    return NULL;

  self = g_object_new (ARIADNE_TYPE_DEVICE_MODEL, NULL);
  self->backend = backend;
  self->options = *options;
  self->options.kind = info->kind;
  self->options.index = info->index;
  self->weights = ariadne_weights_ref (weights);
  self->network = backend->network_new (info->index, weights, options, error);
  self->info = g_steal_pointer (&info);
  if (self->network == NULL)
    return NULL;

  backend->get_limits (self->network, &self->limits);
  self->free_slots = (1u << self->limits.n_slots) - 1;
  if (options->precision != ARIADNE_PRECISION_FLOAT32 && !measure_error (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * ariadne_device_model_new:
 * @weights: the weights; the model takes a reference
 * @options: which device, and how; its kind is not looked at
 * @error: return location for an error
 *
 * Puts a network on a GPU: the one that was asked for, or the first that can be
 * used. Takes the memory that it will need, and does what is slow once. With a
 * reduced precision, measures its error.
 *
 * Fails with %ARIADNE_ERROR_UNSUPPORTED or %ARIADNE_ERROR_NOT_FOUND where there
 * is no such device, and with %ARIADNE_ERROR_DEVICE_MEMORY where the network
 * does not fit.
 *
 * Returns: (transfer full): a new model
 */
AriadneDeviceModel *
ariadne_device_model_new (AriadneWeights              *weights,
                          const AriadneDeviceOptions  *options,
                          GError                     **error)
{
  const AriadneDeviceBackend *backend;

  g_return_val_if_fail (weights != NULL && options != NULL, NULL);

  backend = ariadne_device_module_get (error);

  return backend != NULL ? ariadne_device_model_new_on (backend, weights, options, error) : NULL;
}

/**
 * ariadne_device_model_get_info:
 * @self: a model
 *
 * Gets what is known of the device.
 *
 * Returns: (transfer none): the device
 */
const AriadneDeviceInfo *
ariadne_device_model_get_info (AriadneDeviceModel *self)
{
  g_return_val_if_fail (ARIADNE_IS_DEVICE_MODEL (self), NULL);

  return self->info;
}

/**
 * ariadne_device_model_get_options:
 * @self: a model
 *
 * Gets how the network is evaluated. The kind and the index are those of the
 * device that was chosen.
 *
 * Returns: (transfer none): the options
 */
const AriadneDeviceOptions *
ariadne_device_model_get_options (AriadneDeviceModel *self)
{
  g_return_val_if_fail (ARIADNE_IS_DEVICE_MODEL (self), NULL);

  return &self->options;
}

/**
 * ariadne_device_model_get_report:
 * @self: a model
 * @report: (out caller-allocates): what it went through
 *
 * Gets what the model went through so far. May be called on any thread.
 */
void
ariadne_device_model_get_report (AriadneDeviceModel  *self,
                                 AriadneDeviceReport *report)
{
  g_return_if_fail (ARIADNE_IS_DEVICE_MODEL (self));
  g_return_if_fail (report != NULL);

  g_mutex_lock (&self->lock);
  *report = self->report;
  g_mutex_unlock (&self->lock);
}

/* Gets what the module did for this model. */
void
ariadne_device_model_get_counters (AriadneDeviceModel    *self,
                                   AriadneDeviceCounters *counters)
{
  self->backend->get_counters (self->network, counters);
}
