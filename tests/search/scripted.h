/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "connection/ariadne-connected-function.h"
#include "core/ariadne-error.h"
#include "core/ariadne-model.h"
#include "toy-domain.h"

/* A model of toy states that does as it is told: head t of the state n is
 * gain (n, t).
 */
typedef float (*ScriptedGain) (guint32 n, guint t);

#define SCRIPTED_TYPE_MODEL (scripted_model_get_type ())
G_DECLARE_FINAL_TYPE (ScriptedModel, scripted_model, SCRIPTED, MODEL, GObject)

struct _ScriptedModel
{
  GObject parent_instance;

  guint        n_heads;
  ScriptedGain gain;
  guint        n_good;      /* how many batches are evaluated before one fails */
  guint        largest;     /* batch so far */
  guint        n_batches;
  gboolean     wants_bytes; /* reads the encoded form */

  /* Called with the number of each batch before it is evaluated. */
  void       (*on_batch) (guint batch, gpointer data);
  gpointer     on_batch_data;
};

static guint
scripted_model_get_n_heads (AriadneModel *model)
{
  return SCRIPTED_MODEL (model)->n_heads;
}

static gboolean
scripted_model_needs_encoding (AriadneModel *model)
{
  return SCRIPTED_MODEL (model)->wants_bytes;
}

static guint32
scripted_model_read (ScriptedModel   *self,
                     AriadneSequence *sequence,
                     guint            index)
{
  guint32 value;
  const guint8 *bytes;
  gsize length;

  if (!self->wants_bytes)
    return toy_state_get_value (ariadne_sequence_get_state (sequence, index));

  bytes = ariadne_sequence_get_encoded (sequence, index, &length);
  g_assert_cmpuint (length, ==, sizeof value);
  memcpy (&value, bytes, sizeof value);

  return GUINT32_FROM_LE (value);
}

static gboolean
scripted_model_evaluate (AriadneModel        *model,
                         const AriadneBatch  *batch,
                         AriadneMatrix       *output,
                         GError             **error)
{
  ScriptedModel *self = SCRIPTED_MODEL (model);
  guint row = 0;

  if (self->on_batch != NULL)
    self->on_batch (self->n_batches, self->on_batch_data);
  if (self->n_batches++ == self->n_good)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_MODEL, "the model was told to fail");
      return FALSE;
    }

  self->largest = MAX (self->largest, ariadne_batch_get_n_rows (batch));

  for (guint i = 0; i < ariadne_batch_get_n_segments (batch); i++)
    {
      guint first, n_rows;
      AriadneSequence *sequence = ariadne_batch_get_segment (batch, i, &first, &n_rows);

      for (guint j = 0; j < n_rows; j++, row++)
        for (guint t = 0; t < self->n_heads; t++)
          ariadne_matrix_get_row (output, row)[t] =
            self->gain (scripted_model_read (self, sequence, first + j), t);
    }

  return TRUE;
}

static void
scripted_model_iface_init (AriadneModelInterface *iface)
{
  iface->get_n_heads = scripted_model_get_n_heads;
  iface->needs_encoding = scripted_model_needs_encoding;
  iface->evaluate = scripted_model_evaluate;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ScriptedModel, scripted_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ARIADNE_TYPE_MODEL,
                                                      scripted_model_iface_init))

static void
scripted_model_class_init (ScriptedModelClass *klass)
{
}

static void
scripted_model_init (ScriptedModel *self)
{
  self->n_good = G_MAXUINT;
}

static inline AriadneModel *
scripted_model_new (guint        n_heads,
                    ScriptedGain gain)
{
  ScriptedModel *self = g_object_new (SCRIPTED_TYPE_MODEL, NULL);

  self->n_heads = n_heads;
  self->gain = gain;

  return ARIADNE_MODEL (self);
}

G_GNUC_UNUSED static float
gain_nothing (guint32 n,
              guint   t)
{
  return 0.0f;
}

/* Anything between 0 and 8, with all bits of a float in use. */
G_GNUC_UNUSED static float
gain_anything (guint32 n,
               guint   t)
{
  guint32 mixed = (n * 0x9e3779b1u + t * 0x85ebca6bu) ^ (n >> 3);

  mixed = (mixed ^ (mixed >> 15)) * 0x2c1b3c6du;

  return (float) ((mixed ^ (mixed >> 13)) >> 8) * 0x1p-21f;
}

/* A connected function without a server: it evaluates in the caller's context,
 * one call each time around, the oldest first or one at random. It insists that
 * whoever says that it waits does so.
 */
#define SCRIPTED_TYPE_FUNCTION (scripted_function_get_type ())
G_DECLARE_FINAL_TYPE (ScriptedFunction, scripted_function, SCRIPTED, FUNCTION,
                      AriadneConnectedFunction)

struct _ScriptedFunction
{
  AriadneConnectedFunction parent_instance;

  AriadneModel  *model;  /* owned */
  AriadneDomain *domain; /* owned */
  GRand         *random; /* owned; NULL for the oldest first */
  gboolean       silent;     /* answers nothing */
  GPtrArray     *calls;      /* of GTask; pending */
  guint          most;       /* calls pending at a time so far */
  guint          n_calls;
  guint          n_underway; /* answers whose callback has not run */
  gboolean       waits;
  gboolean       closed;
};

G_DEFINE_FINAL_TYPE (ScriptedFunction, scripted_function, ARIADNE_TYPE_CONNECTED_FUNCTION)

static gboolean
scripted_function_answer (gpointer data)
{
  ScriptedFunction *self = data;
  g_autoptr (GTask) task = NULL;
  g_autoptr (GPtrArray) states = NULL;
  g_autoptr (AriadneMatrix) answers = NULL;
  GError *error = NULL;
  AriadneSequence *sequence;
  guint next;

  if (self->silent || self->calls->len == 0)
    return G_SOURCE_REMOVE;

  next = self->random != NULL ? (guint) g_rand_int_range (self->random, 0, self->calls->len) : 0;
  task = g_ptr_array_steal_index (self->calls, next);
  sequence = g_task_get_task_data (task);
  g_assert_cmpint (ariadne_sequence_is_encoded (sequence), ==,
                   ariadne_model_needs_encoding (self->model));

  states = g_ptr_array_new ();
  for (guint i = 0; i < ariadne_sequence_get_length (sequence); i++)
    g_ptr_array_add (states, ariadne_sequence_get_state (sequence, i));
  answers = ariadne_model_evaluate_states (self->model, self->domain,
                                           (AriadneState **) states->pdata, states->len,
                                           1000, &error);

  self->waits = FALSE;
  self->n_underway++;
  if (answers != NULL)
    g_task_return_pointer (task, g_steal_pointer (&answers), (GDestroyNotify) ariadne_matrix_unref);
  else
    g_task_return_error (task, error);

  return G_SOURCE_REMOVE;
}

static void
scripted_function_fail (ScriptedFunction *self,
                        GQuark            domain,
                        int               code)
{
  g_autoptr (GPtrArray) calls = g_steal_pointer (&self->calls);

  self->calls = g_ptr_array_new_with_free_func (g_object_unref);
  self->waits = FALSE;
  self->n_underway += calls->len;
  for (guint i = 0; i < calls->len; i++)
    g_task_return_new_error (g_ptr_array_index (calls, i), domain, code, "told to fail");
}

static gboolean
scripted_function_cancelled (GCancellable *cancellable,
                             gpointer      data)
{
  scripted_function_fail (data, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  return G_SOURCE_REMOVE;
}

static void
scripted_function_watch (ScriptedFunction *self,
                         GSource          *source,
                         GSourceFunc       callback)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  g_source_set_callback (source, callback, g_object_ref (self), g_object_unref);
  g_source_attach (source, context);
  g_source_unref (source);
}

static void
scripted_function_call_async (AriadneConnectedFunction *function,
                              AriadneSequence          *sequence,
                              AriadneCallFlags          flags,
                              GCancellable             *cancellable,
                              GAsyncReadyCallback       callback,
                              gpointer                  user_data)
{
  ScriptedFunction *self = SCRIPTED_FUNCTION (function);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_assert_false (self->waits);
  g_assert_false (self->closed);

  self->waits = (flags & ARIADNE_CALL_WAITS) != 0;
  self->n_calls++;
  g_task_set_task_data (task, ariadne_sequence_ref (sequence),
                        (GDestroyNotify) ariadne_sequence_unref);
  g_ptr_array_add (self->calls, task);
  self->most = MAX (self->most, self->calls->len);

  scripted_function_watch (self, g_idle_source_new (), scripted_function_answer);
  if (cancellable != NULL)
    scripted_function_watch (self, g_cancellable_source_new (cancellable),
                             G_SOURCE_FUNC (scripted_function_cancelled));
}

static AriadneMatrix *
scripted_function_call_finish (AriadneConnectedFunction  *function,
                               GAsyncResult              *result,
                               GError                   **error)
{
  SCRIPTED_FUNCTION (function)->n_underway--;

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
scripted_function_wait (AriadneConnectedFunction *function)
{
  ScriptedFunction *self = SCRIPTED_FUNCTION (function);

  g_assert_cmpuint (self->calls->len + self->n_underway, >, 0);
  self->waits = self->n_underway == 0;
}

static void
scripted_function_close (AriadneConnectedFunction *function)
{
  ScriptedFunction *self = SCRIPTED_FUNCTION (function);

  self->closed = TRUE;
  scripted_function_fail (self, ARIADNE_ERROR, ARIADNE_ERROR_CLOSED);
}

static void
scripted_function_finalize (GObject *object)
{
  ScriptedFunction *self = SCRIPTED_FUNCTION (object);

  g_assert_cmpuint (self->calls->len, ==, 0);
  g_ptr_array_unref (self->calls);
  g_clear_pointer (&self->random, g_rand_free);
  g_clear_object (&self->model);
  g_clear_object (&self->domain);

  G_OBJECT_CLASS (scripted_function_parent_class)->finalize (object);
}

static void
scripted_function_class_init (ScriptedFunctionClass *klass)
{
  AriadneConnectedFunctionClass *function_class = ARIADNE_CONNECTED_FUNCTION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = scripted_function_finalize;

  function_class->call_async = scripted_function_call_async;
  function_class->call_finish = scripted_function_call_finish;
  function_class->wait = scripted_function_wait;
  function_class->close = scripted_function_close;
}

static void
scripted_function_init (ScriptedFunction *self)
{
  self->calls = g_ptr_array_new_with_free_func (g_object_unref);
}

static inline ScriptedFunction *
scripted_function_new (AriadneModel  *model,
                       AriadneDomain *domain)
{
  ScriptedFunction *self = g_object_new (SCRIPTED_TYPE_FUNCTION, NULL);

  self->model = g_object_ref (model);
  self->domain = g_object_ref (domain);

  return self;
}
