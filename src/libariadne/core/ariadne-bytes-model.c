/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <string.h>

#include "core/ariadne-block.h"
#include "core/ariadne-bytes-model.h"
#include "core/ariadne-error.h"
#include "core/ariadne-summons.h"

/**
 * AriadneBytesModel:
 *
 * A model that is given a whole batch as bytes and answers with bytes: what to
 * derive from in any language to bring a network of your own.
 *
 * It reads the encoded forms of states; those of a [class@BytesDomain] are the
 * states themselves.
 *
 * # Threads
 *
 * Without a [property@BytesModel:context] the class is called on a thread of the
 * server, one batch at a time. With one it is called on the thread that runs that
 * context, while the server waits; see [class@BytesDomain] for who needs that, and
 * for what becomes of a class that does not return.
 */
typedef struct
{
  GMainContext *context; /* nullable; set at construction, as is what follows */
  guint         n_heads;
} AriadneBytesModelPrivate;

enum
{
  PROP_0,
  PROP_CONTEXT,
  PROP_N_HEADS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void ariadne_bytes_model_iface_init (AriadneModelInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (AriadneBytesModel, ariadne_bytes_model, G_TYPE_OBJECT,
                                  G_ADD_PRIVATE (AriadneBytesModel)
                                  G_IMPLEMENT_INTERFACE (ARIADNE_TYPE_MODEL,
                                                         ariadne_bytes_model_iface_init))

#define PRIV(self) \
  ((AriadneBytesModelPrivate *) ariadne_bytes_model_get_instance_private (self))

/* A batch for a derived class, and its answer. In an atomic rc box, since the class
 * may be asked on another thread, which may be left behind with it.
 */
typedef struct
{
  AriadneBytesModel *model; /* owned, as is all else */
  AriadneBlock       forms;
  GBytes            *answer;
  GError            *error;
} Question;

static void
question_clear (gpointer data)
{
  Question *self = data;

  _ariadne_block_clear (&self->forms);
  g_clear_pointer (&self->answer, g_bytes_unref);
  g_clear_error (&self->error);
  g_object_unref (self->model);
}

static void
question_unref (Question *self)
{
  g_atomic_rc_box_release_full (self, question_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_unref)

static guint
ariadne_bytes_model_get_n_heads (AriadneModel *model)
{
  return PRIV (ARIADNE_BYTES_MODEL (model))->n_heads;
}

static gboolean
ariadne_bytes_model_needs_encoding (AriadneModel *model)
{
  return TRUE;
}

static Question *
question_new (AriadneBytesModel  *model,
              const AriadneBatch *batch)
{
  Question *self = g_atomic_rc_box_new0 (Question);
  g_auto (AriadneBlockWriter) forms = { 0 };

  self->model = g_object_ref (model);
  _ariadne_block_writer_init (&forms);
  for (guint i = 0; i < ariadne_batch_get_n_segments (batch); i++)
    {
      guint first, n_rows;
      AriadneSequence *sequence = ariadne_batch_get_segment (batch, i, &first, &n_rows);

      for (guint row = first; row < first + n_rows; row++)
        {
          gsize length;
          const guint8 *form = ariadne_sequence_get_encoded (sequence, row, &length);

          _ariadne_block_writer_append (&forms, form, length);
        }
    }
  _ariadne_block_writer_end (&forms, &self->forms);

  return self;
}

static void
answer_cb (gpointer data)
{
  Question *question = data;
  AriadneBytesModel *self = question->model;

  question->answer = ARIADNE_BYTES_MODEL_GET_CLASS (self)
                       ->evaluate_bytes (self, question->forms.length, question->forms.bytes,
                                         question->forms.offsets, &question->error);
  if (question->answer == NULL && question->error == NULL)
    g_set_error (&question->error, ARIADNE_ERROR, ARIADNE_ERROR_MODEL,
                 "%s gave no answers and did not say why", G_OBJECT_TYPE_NAME (self));
}

static gboolean
ariadne_bytes_model_evaluate (AriadneModel        *model,
                              const AriadneBatch  *batch,
                              AriadneMatrix       *output,
                              GError             **error)
{
  AriadneBytesModel *self = ARIADNE_BYTES_MODEL (model);
  g_autoptr (Question) question = question_new (self, batch);
  gsize expected, length;

  if (!_ariadne_summon (PRIV (self)->context, answer_cb, question, question_clear, error))
    {
      g_prefix_error (error, "%s: ", G_OBJECT_TYPE_NAME (self));
      return FALSE;
    }
  if (question->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&question->error));
      return FALSE;
    }

  expected = sizeof (float) * question->forms.length * PRIV (self)->n_heads;
  length = g_bytes_get_size (question->answer);
  if (length != expected)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_MODEL,
                   "%s gave %" G_GSIZE_FORMAT " bytes for %u states, expected %" G_GSIZE_FORMAT
                   ": %u float32 for each", G_OBJECT_TYPE_NAME (self), length,
                   question->forms.length, expected, PRIV (self)->n_heads);
      return FALSE;
    }

  memcpy (ariadne_matrix_get_row (output, 0), g_bytes_get_data (question->answer, NULL), length);

  return TRUE;
}

static GBytes *
refuse_to_evaluate (AriadneBytesModel  *self,
                    guint               n_states,
                    GBytes             *forms,
                    GBytes             *offsets,
                    GError            **error)
{
  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED,
               "%s has no function evaluate_bytes", G_OBJECT_TYPE_NAME (self));

  return NULL;
}

static void
ariadne_bytes_model_iface_init (AriadneModelInterface *iface)
{
  iface->get_n_heads = ariadne_bytes_model_get_n_heads;
  iface->needs_encoding = ariadne_bytes_model_needs_encoding;
  iface->evaluate = ariadne_bytes_model_evaluate;
}

static void
ariadne_bytes_model_get_property (GObject    *object,
                                  guint       prop_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  AriadneBytesModelPrivate *priv = PRIV (ARIADNE_BYTES_MODEL (object));

  switch (prop_id)
    {
    case PROP_CONTEXT:
      g_value_set_boxed (value, priv->context);
      break;

    case PROP_N_HEADS:
      g_value_set_uint (value, priv->n_heads);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ariadne_bytes_model_set_property (GObject      *object,
                                  guint         prop_id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  AriadneBytesModelPrivate *priv = PRIV (ARIADNE_BYTES_MODEL (object));

  switch (prop_id)
    {
    case PROP_CONTEXT:
      priv->context = g_value_dup_boxed (value);
      break;

    case PROP_N_HEADS:
      priv->n_heads = g_value_get_uint (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ariadne_bytes_model_finalize (GObject *object)
{
  g_clear_pointer (&PRIV (ARIADNE_BYTES_MODEL (object))->context, g_main_context_unref);

  G_OBJECT_CLASS (ariadne_bytes_model_parent_class)->finalize (object);
}

static void
ariadne_bytes_model_class_init (AriadneBytesModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = ariadne_bytes_model_get_property;
  object_class->set_property = ariadne_bytes_model_set_property;
  object_class->finalize = ariadne_bytes_model_finalize;
  klass->evaluate_bytes = refuse_to_evaluate;

  /**
   * AriadneBytesModel:context: (getter get_context)
   *
   * The main context on whose thread the class is called; %NULL for that of the
   * server.
   */
  properties[PROP_CONTEXT] =
    g_param_spec_boxed ("context", NULL, NULL,
                        G_TYPE_MAIN_CONTEXT,
                        G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * AriadneBytesModel:n-heads:
   *
   * The number of float32 that the model gives for a state.
   */
  properties[PROP_N_HEADS] =
    g_param_spec_uint ("n-heads", NULL, NULL,
                       1, 1 << 20, 1,
                       G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ariadne_bytes_model_init (AriadneBytesModel *self)
{
}

/**
 * ariadne_bytes_model_get_context:
 * @self: a model
 *
 * Gets the main context on whose thread the class is called.
 *
 * Returns: (transfer none) (nullable): the context
 */
GMainContext *
ariadne_bytes_model_get_context (AriadneBytesModel *self)
{
  g_return_val_if_fail (ARIADNE_IS_BYTES_MODEL (self), NULL);

  return PRIV (self)->context;
}
