/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <string.h>

#include "model/ariadne-onnx-model.h"

#include "core/ariadne-error.h"
#include "model/ariadne-onnx-runtime.h"

/**
 * AriadneOnnxModel:
 *
 * A network in a file of the Open Neural Network Exchange, which ONNX Runtime
 * evaluates.
 *
 * The network has one input and one output, both of 32-bit floats, whose first axis
 * is the batch. That axis is dynamic; all others have a length. The encoded form of
 * a state is what it looks like in the input: all its numbers, as the machine stores
 * them. The numbers that the output has for a state are the heads.
 *
 * ONNX Runtime is looked for when the first model is made: where libraries are, or
 * where the environment variable `ARIADNE_ONNX_RUNTIME` says. Nothing of it is needed to
 * build.
 *
 * What ONNX Runtime answers for a state may depend, by a rounding, on the other states
 * of its batch. So runs are not sure to visit the same states each time, as they
 * are with other models.
 */
struct _AriadneOnnxModel
{
  GObject parent_instance;

  /* All constant once constructed. */
  const AriadneOnnxRuntime *runtime;
  char                     *path;
  AriadneDeviceOptions      options;
  char                     *device;
  OrtSession               *session;
  OrtMemoryInfo            *memory;
  char                     *input_name;
  char                     *output_name;
  GArray                   *shape;    /* of the input, gint64; the batch first */
  gsize                     n_inputs; /* of one state */
  gsize                     n_heads;

  float                    *input;    /* used by whoever evaluates: one at a time */
  gsize                     n_allocated;
};

/* What neither a file nor a form of a state should need. */
#define MAX_FLOATS (1 << 24)

static void ariadne_onnx_model_iface_init (AriadneModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AriadneOnnxModel, ariadne_onnx_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ARIADNE_TYPE_MODEL,
                                                      ariadne_onnx_model_iface_init))

#define CHECK(call) ariadne_onnx_check (self->runtime, self->runtime->call, error)

static gboolean
get_shape (AriadneOnnxModel     *self,
           const OrtTensorInfo  *info,
           int                  *element_type,
           GArray               *shape,
           GError              **error)
{
  size_t n_dimensions = 0;

  if (!CHECK (get_element_type (info, element_type))
      || !CHECK (get_dimensions_count (info, &n_dimensions)))
    return FALSE;

  g_array_set_size (shape, n_dimensions);

  return CHECK (get_dimensions (info, (gint64 *) (void *) shape->data, n_dimensions));
}

static char *
describe_shape (const GArray *shape)
{
  GString *text = g_string_new ("[");

  for (guint i = 0; i < shape->len; i++)
    {
      gint64 length = g_array_index (shape, gint64, i);

      if (i > 0)
        g_string_append (text, ", ");
      if (length < 0)
        g_string_append_c (text, '?');
      else
        g_string_append_printf (text, "%" G_GINT64_FORMAT, length);
    }
  g_string_append_c (text, ']');

  return g_string_free (text, FALSE);
}

/* How many numbers a state has; 0 unless the batch alone is of any length. */
static gsize
count_numbers (const GArray *shape)
{
  gsize n = 1;

  if (shape->len == 0 || g_array_index (shape, gint64, 0) >= 0)
    return 0;

  for (guint i = 1; i < shape->len; i++)
    {
      gint64 length = g_array_index (shape, gint64, i);

      if (length <= 0 || (guint64) length > MAX_FLOATS / n)
        return 0;
      n *= length;
    }

  return n;
}

static gboolean
check_end (AriadneOnnxModel  *self,
           const char        *end,
           int                element_type,
           const GArray      *shape,
           gsize             *n_numbers,
           GError           **error)
{
  g_autofree char *text = describe_shape (shape);

  *n_numbers = count_numbers (shape);
  if (element_type == ORT_ELEMENT_FLOAT && *n_numbers > 0)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED,
               "%s: the %s has elements of type %d in the shape %s; expected 32-bit floats"
               " (type %d), any number of states on the first axis, and other axes that have a"
               " length",
               self->path, end, element_type, text, ORT_ELEMENT_FLOAT);

  return FALSE;
}

static gboolean
read_end (AriadneOnnxModel  *self,
          const char        *end,
          OrtTypeInfo       *type,
          GArray            *shape,
          gsize             *n_numbers,
          GError           **error)
{
  const OrtTensorInfo *info = NULL; /* belongs to the type */
  int element_type = 0;

  return CHECK (cast_to_tensor_info (type, &info))
         && (info == NULL || get_shape (self, info, &element_type, shape, error))
         && check_end (self, end, element_type, shape, n_numbers, error);
}

static gboolean
check_counts (AriadneOnnxModel  *self,
              GError           **error)
{
  size_t n_inputs = 0;
  size_t n_outputs = 0;

  if (!CHECK (get_input_count (self->session, &n_inputs))
      || !CHECK (get_output_count (self->session, &n_outputs)))
    return FALSE;

  if (n_inputs == 1 && n_outputs == 1)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED,
               "%s: the network has %" G_GSIZE_FORMAT " inputs and %" G_GSIZE_FORMAT
               " outputs; expected one of each",
               self->path, n_inputs, n_outputs);

  return FALSE;
}

static gboolean
read_ends (AriadneOnnxModel  *self,
           GError           **error)
{
  g_autoptr (GArray) output_shape = g_array_new (FALSE, FALSE, sizeof (gint64));
  OrtAllocator *allocator = self->runtime->allocator;
  OrtTypeInfo *input = NULL;
  OrtTypeInfo *output = NULL;
  gboolean is_right;

  if (!check_counts (self, error))
    return FALSE;

  is_right = CHECK (get_input_name (self->session, 0, allocator, &self->input_name))
             && CHECK (get_output_name (self->session, 0, allocator, &self->output_name))
             && CHECK (get_input_type (self->session, 0, &input))
             && CHECK (get_output_type (self->session, 0, &output))
             && read_end (self, "input", input, self->shape, &self->n_inputs, error)
             && read_end (self, "output", output, output_shape, &self->n_heads, error);
  g_clear_pointer (&input, self->runtime->release_type_info);
  g_clear_pointer (&output, self->runtime->release_type_info);

  return is_right;
}

static gboolean
add_cuda (AriadneOnnxModel   *self,
          OrtSessionOptions  *session_options,
          GError            **error)
{
  int index = MAX (0, self->options.index);
  g_autofree char *number = g_strdup_printf ("%d", index);
  const char *keys[] = { "device_id" };
  const char *values[] = { number };
  OrtCudaProviderOptions *cuda = NULL;
  gboolean is_right;

  is_right = CHECK (create_cuda_options (&cuda))
             && CHECK (update_cuda_options (cuda, keys, values, 1))
             && CHECK (append_cuda (session_options, cuda));
  g_clear_pointer (&cuda, self->runtime->release_cuda_options);
  if (is_right)
    self->device = g_strdup_printf ("cuda:%d, ONNX Runtime %s", index, self->runtime->version);

  return is_right;
}

/* On a GPU if that was asked for, or may be and can be; otherwise on the processor. */
static gboolean
choose_device (AriadneOnnxModel   *self,
               OrtSessionOptions  *session_options,
               GError            **error)
{
  g_autoptr (GError) local_error = NULL;

  if (self->options.kind == ARIADNE_DEVICE_CPU)
    return TRUE;
  if (add_cuda (self, session_options, &local_error)
      || self->options.kind == ARIADNE_DEVICE_AUTO)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

/* Threads of ONNX Runtime would spin where they wait, unless told not to. */
static gboolean
set_up_session (AriadneOnnxModel   *self,
                guint               n_threads,
                OrtSessionOptions  *session_options,
                GError            **error)
{
  return CHECK (set_intra_op_threads (session_options, n_threads))
         && CHECK (set_inter_op_threads (session_options, 1))
         && CHECK (add_session_config (session_options, "session.intra_op.allow_spinning", "0"))
         && CHECK (add_session_config (session_options, "session.inter_op.allow_spinning", "0"))
         && choose_device (self, session_options, error);
}

static gboolean
start (AriadneOnnxModel  *self,
       guint              n_threads,
       GError           **error)
{
  OrtSessionOptions *session_options = NULL;
  gboolean is_right;

  is_right = CHECK (create_session_options (&session_options))
             && set_up_session (self, n_threads, session_options, error)
             && CHECK (create_session (self->runtime->env, self->path, session_options,
                                       &self->session))
             && CHECK (create_cpu_memory_info (0, 0, &self->memory))
             && read_ends (self, error);
  g_clear_pointer (&session_options, self->runtime->release_session_options);
  if (is_right && self->device == NULL)
    self->device = g_strdup_printf ("cpu, ONNX Runtime %s", self->runtime->version);

  return is_right;
}

static AriadneOnnxModel *
make (const char                  *path,
      const AriadneDeviceOptions  *options,
      guint                        n_threads,
      GError                     **error)
{
  const AriadneOnnxRuntime *runtime = ariadne_onnx_runtime_get (error);
  g_autoptr (AriadneOnnxModel) self = NULL;

  if (runtime == NULL)
    {
      g_prefix_error (error, "%s: ", path);
      return NULL;
    }

  self = g_object_new (ARIADNE_TYPE_ONNX_MODEL, NULL);
  self->runtime = runtime;
  self->path = g_strdup (path);
  self->options = *options;

  return start (self, n_threads, error) ? g_steal_pointer (&self) : NULL;
}

static void
make_room (AriadneOnnxModel *self,
           gsize             n_rows)
{
  if (n_rows * self->n_inputs <= self->n_allocated)
    return;

  self->n_allocated = n_rows * self->n_inputs;
  self->input = g_renew (float, self->input, self->n_allocated);
}

static gboolean
check_form (AriadneOnnxModel  *self,
            gsize              length,
            GError           **error)
{
  if (length == self->n_inputs * sizeof (float))
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE,
               "the encoded form of a state has %" G_GSIZE_FORMAT " bytes; expected the %"
               G_GSIZE_FORMAT " floats that are the input of %s",
               length, self->n_inputs, self->path);

  return FALSE;
}

static gboolean
copy_rows (AriadneOnnxModel    *self,
           const AriadneBatch  *batch,
           GError             **error)
{
  float *row = self->input;

  for (guint i = 0; i < ariadne_batch_get_n_segments (batch); i++)
    {
      guint first;
      guint n_rows;
      AriadneSequence *sequence = ariadne_batch_get_segment (batch, i, &first, &n_rows);

      for (guint j = 0; j < n_rows; j++, row += self->n_inputs)
        {
          gsize length;
          const guint8 *data = ariadne_sequence_get_encoded (sequence, first + j, &length);

          if (!check_form (self, length, error))
            return FALSE;
          memcpy (row, data, length);
        }
    }

  return TRUE;
}

static gboolean
run (AriadneOnnxModel  *self,
     gsize              n_rows,
     OrtValue         **output,
     GError           **error)
{
  g_autofree gint64 *shape = g_memdup2 (self->shape->data, self->shape->len * sizeof (gint64));
  const char *input_name = self->input_name;
  const char *output_name = self->output_name;
  OrtValue *input = NULL;
  gboolean is_right;

  shape[0] = n_rows;
  is_right = CHECK (create_tensor_with_data (self->memory, self->input,
                                             n_rows * self->n_inputs * sizeof (float), shape,
                                             self->shape->len, ORT_ELEMENT_FLOAT, &input))
             && CHECK (run (self->session, NULL, &input_name, (const OrtValue *const *) &input,
                            1, &output_name, 1, output));
  g_clear_pointer (&input, self->runtime->release_value);

  return is_right;
}

/* A file may promise another shape than its network has. */
static gboolean
check_output (AriadneOnnxModel  *self,
              OrtValue          *output,
              gsize              n_rows,
              GError           **error)
{
  g_autoptr (GArray) shape = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *text = NULL;
  OrtTensorInfo *info = NULL;
  int element_type = 0;
  gsize n = 1;
  gboolean is_read;

  is_read = CHECK (get_tensor_info (output, &info))
            && get_shape (self, info, &element_type, shape, error);
  g_clear_pointer (&info, self->runtime->release_tensor_info);
  if (!is_read)
    return FALSE;

  for (guint i = 0; i < shape->len; i++)
    n *= g_array_index (shape, gint64, i);
  if (element_type == ORT_ELEMENT_FLOAT && n == n_rows * self->n_heads)
    return TRUE;

  text = describe_shape (shape);
  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_MODEL,
               "%s: the output for %" G_GSIZE_FORMAT " states has the shape %s; expected %"
               G_GSIZE_FORMAT " numbers a state",
               self->path, n_rows, text, self->n_heads);

  return FALSE;
}

static gboolean
copy_output (AriadneOnnxModel  *self,
             OrtValue          *value,
             AriadneMatrix     *output,
             gsize              n_rows,
             GError           **error)
{
  void *data = NULL;

  if (!check_output (self, value, n_rows, error) || !CHECK (get_tensor_data (value, &data)))
    return FALSE;

  for (gsize i = 0; i < n_rows; i++)
    memcpy (ariadne_matrix_get_row (output, i), (const float *) data + i * self->n_heads,
            self->n_heads * sizeof (float));

  return TRUE;
}

static gboolean
ariadne_onnx_model_evaluate (AriadneModel        *model,
                             const AriadneBatch  *batch,
                             AriadneMatrix       *output,
                             GError             **error)
{
  AriadneOnnxModel *self = ARIADNE_ONNX_MODEL (model);
  gsize n_rows = ariadne_batch_get_n_rows (batch);
  OrtValue *value = NULL;
  gboolean is_right;

  if (ariadne_matrix_get_n_columns (output) != self->n_heads)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_MODEL,
                   "The model has %" G_GSIZE_FORMAT " heads, the output %u columns",
                   self->n_heads, ariadne_matrix_get_n_columns (output));
      return FALSE;
    }
  if (n_rows == 0)
    return TRUE;

  make_room (self, n_rows);
  is_right = copy_rows (self, batch, error) && run (self, n_rows, &value, error)
             && copy_output (self, value, output, n_rows, error);
  g_clear_pointer (&value, self->runtime->release_value);

  return is_right;
}

static guint
ariadne_onnx_model_get_n_heads (AriadneModel *model)
{
  return ARIADNE_ONNX_MODEL (model)->n_heads;
}

static gboolean
ariadne_onnx_model_needs_encoding (AriadneModel *model)
{
  return TRUE;
}

/* All states are as much work. */
static gboolean
ariadne_onnx_model_check_form (AriadneModel  *model,
                               const guint8  *data,
                               gsize          length,
                               guint         *size,
                               GError       **error)
{
  *size = 1;

  return check_form (ARIADNE_ONNX_MODEL (model), length, error);
}

static AriadneModel *
ariadne_onnx_model_new_share (AriadneModel             *model,
                              const AriadneModelShare  *share,
                              GError                  **error)
{
  AriadneOnnxModel *self = ARIADNE_ONNX_MODEL (model);
  AriadneDeviceOptions options = self->options;
  guint n_threads = g_get_num_processors () / share->n_servers;
  AriadneOnnxModel *other;

  if (share->n_gpus == 0)
    options.kind = ARIADNE_DEVICE_CPU;
  else if (!share->sees_own)
    options.index = share->server % share->n_gpus;
  other = make (self->path, &options, MAX (1, n_threads), error);

  return other != NULL ? ARIADNE_MODEL (other) : NULL;
}

static void
ariadne_onnx_model_iface_init (AriadneModelInterface *iface)
{
  iface->get_n_heads = ariadne_onnx_model_get_n_heads;
  iface->needs_encoding = ariadne_onnx_model_needs_encoding;
  iface->check_form = ariadne_onnx_model_check_form;
  iface->evaluate = ariadne_onnx_model_evaluate;
  iface->new_share = ariadne_onnx_model_new_share;
}

static void
free_name (AriadneOnnxModel *self,
           char             *name)
{
  if (name != NULL)
    ariadne_onnx_check (self->runtime,
                        self->runtime->allocator_free (self->runtime->allocator, name), NULL);
}

static void
ariadne_onnx_model_finalize (GObject *object)
{
  AriadneOnnxModel *self = ARIADNE_ONNX_MODEL (object);

  free_name (self, self->input_name);
  free_name (self, self->output_name);
  if (self->memory != NULL)
    self->runtime->release_memory_info (self->memory);
  if (self->session != NULL)
    self->runtime->release_session (self->session);
  g_array_unref (self->shape);
  g_free (self->input);
  g_free (self->device);
  g_free (self->path);

  G_OBJECT_CLASS (ariadne_onnx_model_parent_class)->finalize (object);
}

static void
ariadne_onnx_model_class_init (AriadneOnnxModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ariadne_onnx_model_finalize;
}

static void
ariadne_onnx_model_init (AriadneOnnxModel *self)
{
  self->shape = g_array_new (FALSE, FALSE, sizeof (gint64));
}

/**
 * ariadne_onnx_model_new:
 * @path: (type filename): a file of the Open Neural Network Exchange
 * @options: where to evaluate it; kind and index alone matter
 * @error: return location for an error
 *
 * Makes a model of the network in a file. If the device is left open and ONNX Runtime
 * has no GPU, the processor evaluates it.
 *
 * Fails with %ARIADNE_ERROR_UNSUPPORTED if ONNX Runtime is missing, too old, or has not
 * the device, with %ARIADNE_ERROR_PARSE if the file has another shape of network, and
 * with what ONNX Runtime says if it cannot read it.
 *
 * Returns: (transfer full): a new model
 */
AriadneOnnxModel *
ariadne_onnx_model_new (const char                  *path,
                        const AriadneDeviceOptions  *options,
                        GError                     **error)
{
  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (options != NULL, NULL);

  return make (path, options, g_get_num_processors (), error);
}

/**
 * ariadne_onnx_model_get_n_inputs:
 * @self: a model
 *
 * Gets how many numbers the encoded form of a state has.
 *
 * Returns: the number of floats, at least 1
 */
gsize
ariadne_onnx_model_get_n_inputs (AriadneOnnxModel *self)
{
  g_return_val_if_fail (ARIADNE_IS_ONNX_MODEL (self), 0);

  return self->n_inputs;
}

/**
 * ariadne_onnx_model_get_device:
 * @self: a model
 *
 * Says where the network is evaluated, and by what.
 *
 * Returns: (transfer none): a text such as `cpu, ONNX Runtime 1.17.0`
 */
const char *
ariadne_onnx_model_get_device (AriadneOnnxModel *self)
{
  g_return_val_if_fail (ARIADNE_IS_ONNX_MODEL (self), NULL);

  return self->device;
}
