/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-recording-model.h"

/* A model that has another one evaluate, and notes what it evaluates and when.
 * Several may share a recording.
 */
struct _AriadneRecordingModel
{
  GObject parent_instance;

  /* Read-only once made: */
  AriadneModel         *model;
  AriadneRecording     *recording;
  AriadneRecordingFunc  func;
  gpointer              user_data;
};

static void ariadne_recording_model_model_init (AriadneModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AriadneRecordingModel, ariadne_recording_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ARIADNE_TYPE_MODEL,
                                                      ariadne_recording_model_model_init))

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

static guint
ariadne_recording_model_get_n_slots (AriadneModel *model)
{
  return ariadne_model_get_n_slots (ARIADNE_RECORDING_MODEL (model)->model);
}

static gboolean
ariadne_recording_model_evaluate_timed (AriadneModel        *model,
                                        const AriadneBatch  *batch,
                                        AriadneMatrix       *output,
                                        AriadneModelTimes   *times,
                                        GError             **error)
{
  AriadneRecordingModel *self = ARIADNE_RECORDING_MODEL (model);

  if (!ariadne_model_evaluate_timed (self->model, batch, output, times, error))
    return FALSE;

  ariadne_recording_add (self->recording, batch);
  if (self->func != NULL)
    self->func (ariadne_batch_get_n_rows (batch), times, self->user_data);

  return TRUE;
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
  AriadneModelTimes times;

  return ariadne_recording_model_evaluate_timed (model, batch, output, &times, error);
}

static void
ariadne_recording_model_model_init (AriadneModelInterface *iface)
{
  iface->get_n_heads = ariadne_recording_model_get_n_heads;
  iface->needs_encoding = ariadne_recording_model_needs_encoding;
  iface->check_form = ariadne_recording_model_check;
  iface->get_n_slots = ariadne_recording_model_get_n_slots;
  iface->evaluate = ariadne_recording_model_evaluate;
  iface->evaluate_timed = ariadne_recording_model_evaluate_timed;
}

static void
ariadne_recording_model_finalize (GObject *object)
{
  AriadneRecordingModel *self = ARIADNE_RECORDING_MODEL (object);

  g_clear_object (&self->model);
  g_clear_pointer (&self->recording, ariadne_recording_unref);

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
}

/**
 * ariadne_recording_model_new:
 * @model: the model that does the work
 * @recording: where to note what is evaluated
 * @func: (nullable): what to tell of each batch
 * @user_data: data for @func
 *
 * Makes a model that evaluates as @model does, and notes what.
 *
 * Returns: (transfer full): a new model
 */
AriadneModel *
ariadne_recording_model_new (AriadneModel         *model,
                             AriadneRecording     *recording,
                             AriadneRecordingFunc  func,
                             gpointer              user_data)
{
  AriadneRecordingModel *self;

  g_return_val_if_fail (ARIADNE_IS_MODEL (model), NULL);

  self = g_object_new (ARIADNE_TYPE_RECORDING_MODEL, NULL);
  self->model = g_object_ref (model);
  self->recording = ariadne_recording_ref (recording);
  self->func = func;
  self->user_data = user_data;

  return ARIADNE_MODEL (self);
}
