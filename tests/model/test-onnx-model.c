/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "core/ariadne-error.h"
#include "model/ariadne-model-spec.h"
#include "model/ariadne-onnx-model.h"
#include "model/ariadne-onnx-runtime.h"

#include "toy-domain.h"

/* Networks are written here, byte by byte, as the format says: messages of fields, each
 * with its number, and either a number or bytes.
 */
typedef GByteArray Message;

static void
put_varint (Message *self,
            guint64  value)
{
  do
    {
      guint8 byte = (value & 0x7f) | (value > 0x7f ? 0x80 : 0);

      g_byte_array_append (self, &byte, 1);
      value >>= 7;
    }
  while (value > 0);
}

static void
put_number (Message *self,
            guint    field,
            guint64  value)
{
  put_varint (self, field << 3);
  put_varint (self, value);
}

static void
put_bytes (Message      *self,
           guint         field,
           const void   *data,
           gsize         length)
{
  put_varint (self, field << 3 | 2);
  put_varint (self, length);
  g_byte_array_append (self, data, length);
}

static void
put_string (Message    *self,
            guint       field,
            const char *text)
{
  put_bytes (self, field, text, strlen (text));
}

/* Takes the message. */
static void
put_message (Message *self,
             guint    field,
             Message *message)
{
  put_bytes (self, field, message->data, message->len);
  g_byte_array_unref (message);
}

/* What has a name, a type and a shape; a length below 0 is any. */
static Message *
describe_value (const char   *name,
                int           element_type,
                const gint64 *shape,
                guint         n_dimensions)
{
  Message *self = g_byte_array_new ();
  Message *type = g_byte_array_new ();
  Message *tensor = g_byte_array_new ();
  Message *axes = g_byte_array_new ();

  for (guint i = 0; i < n_dimensions; i++)
    {
      Message *axis = g_byte_array_new ();

      if (shape[i] < 0)
        put_string (axis, 2, i == 0 ? "batch" : "length");
      else
        put_number (axis, 1, shape[i]);
      put_message (axes, 1, axis);
    }

  put_number (tensor, 1, element_type);
  put_message (tensor, 2, axes);
  put_message (type, 1, tensor);
  put_string (self, 1, name);
  put_message (self, 2, type);

  return self;
}

static Message *
describe_weights (const char  *name,
                  guint        n_rows,
                  guint        n_columns,
                  const float *values)
{
  Message *self = g_byte_array_new ();

  put_number (self, 1, n_rows);
  put_number (self, 1, n_columns);
  put_number (self, 2, ORT_ELEMENT_FLOAT);
  put_string (self, 8, name);
  put_bytes (self, 9, values, sizeof (float) * n_rows * n_columns);

  return self;
}

static Message *
describe_node (const char *operation,
               const char *a,
               const char *b,
               const char *result)
{
  Message *self = g_byte_array_new ();

  put_string (self, 1, a);
  put_string (self, 1, b);
  put_string (self, 2, result);
  put_string (self, 4, operation);

  return self;
}

typedef struct
{
  int    element_type; /* of the input */
  gint64 input[2];
  gint64 output[2];
} Shapes;

static const float weights[] = { 2, -3 };
static const float bias[] = { 0.5, 1 };

/* The answer for x is 2 x + 0.5 and 1 - 3 x. */
static Message *
describe_network (const Shapes *shapes)
{
  Message *self = g_byte_array_new ();
  Message *graph = g_byte_array_new ();
  Message *operations = g_byte_array_new ();

  put_message (graph, 1, describe_node ("MatMul", "x", "w", "xw"));
  put_message (graph, 1, describe_node ("Add", "xw", "b", "y"));
  put_string (graph, 2, "toy");
  put_message (graph, 5, describe_weights ("w", 1, 2, weights));
  put_message (graph, 5, describe_weights ("b", 1, 2, bias));
  put_message (graph, 11, describe_value ("x", shapes->element_type, shapes->input, 2));
  put_message (graph, 12, describe_value ("y", shapes->element_type, shapes->output, 2));

  put_string (operations, 1, "");
  put_number (operations, 2, 13);
  put_number (self, 1, 7); /* the version of the format */
  put_message (self, 7, graph);
  put_message (self, 8, operations);

  return self;
}

static char *
write_network (const Shapes *shapes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GByteArray) network = describe_network (shapes);
  g_autofree char *folder = g_dir_make_tmp ("ariadne-onnx-XXXXXX", &error);
  char *path;

  g_assert_no_error (error);
  path = g_build_filename (folder, "network.onnx", NULL);
  g_file_set_contents (path, (const char *) network->data, network->len, &error);
  g_assert_no_error (error);

  return path;
}

static void
remove_network (char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_no_errno (g_unlink (path));
  g_assert_no_errno (g_rmdir (folder));
  g_free (path);
}

/* The encoded form of a state of this domain is its number, here that of a float. */
static AriadneState *
make_state (float value)
{
  guint32 bits;

  memcpy (&bits, &value, sizeof bits);

  return toy_state_new (bits);
}

static gboolean
skip (void)
{
  g_autoptr (GError) error = NULL;

  if (ariadne_onnx_runtime_get (&error) != NULL)
    return FALSE;

  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED);
  g_test_skip (error->message);

  return TRUE;
}

static const Shapes right = { ORT_ELEMENT_FLOAT, { -1, 1 }, { -1, 2 } };

static void
test_answers (void)
{
  static const float values[] = { 2, -1.5, 0, 1024, 0.25 };
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneModel) model = NULL;
  g_autoptr (GError) error = NULL;
  AriadneState *states[G_N_ELEMENTS (values)];
  char *path;

  if (skip ())
    return;

  path = write_network (&right);
  model = ariadne_model_new_from_spec (path, domain, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ariadne_model_get_n_heads (model), ==, 2);
  g_assert_true (ariadne_model_needs_encoding (model));
  g_assert_cmpuint (ariadne_onnx_model_get_n_inputs (ARIADNE_ONNX_MODEL (model)), ==, 1);

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    states[i] = make_state (values[i]);

  /* One by one, several at once, and more than before. */
  for (guint size = 1; size <= G_N_ELEMENTS (values); size += 2)
    {
      g_autoptr (AriadneMatrix) output = NULL;

      output = ariadne_model_evaluate_states (model, domain, states, G_N_ELEMENTS (values), size,
                                              &error);
      g_assert_no_error (error);
      for (guint i = 0; i < G_N_ELEMENTS (values); i++)
        {
          const float *row = ariadne_matrix_get_row (output, i);

          g_assert_cmpfloat (row[0], ==, 2 * values[i] + 0.5);
          g_assert_cmpfloat (row[1], ==, 1 - 3 * values[i]);
        }
    }

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    ariadne_state_unref (states[i]);
  remove_network (path);
}

/* Servers have a session each. */
static void
test_share (void)
{
  static const AriadneModelShare share = { .server = 1, .n_servers = 2, .gpu_fraction = 1 };
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneState) state = make_state (3);
  g_autoptr (AriadneModel) model = NULL;
  g_autoptr (AriadneModel) other = NULL;
  g_autoptr (AriadneMatrix) output = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *device = NULL;
  char *path;

  if (skip ())
    return;

  path = write_network (&right);
  model = ariadne_model_new_from_spec (path, NULL, &error);
  g_assert_no_error (error);
  other = ariadne_model_new_share (model, &share, &error);
  g_assert_no_error (error);
  g_clear_object (&model);

  output = ariadne_model_evaluate_states (other, domain, &state, 1, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (ariadne_matrix_get_row (output, 0)[0], ==, 6.5);
  device = ariadne_model_describe_device (other);
  g_assert_true (g_str_has_prefix (device, "cpu, ONNX Runtime 1."));
  remove_network (path);
}

/* A form that is no state of the network's is refused before it is in a batch. */
static void
test_form (void)
{
  static const guint8 bytes[8];
  g_autoptr (AriadneModel) model = NULL;
  g_autoptr (GError) error = NULL;
  guint size = 0;
  char *path;

  if (skip ())
    return;

  path = write_network (&right);
  model = ariadne_model_new_from_spec (path, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (ariadne_model_check_form (model, bytes, 4, &size, &error));
  g_assert_cmpuint (size, ==, 1);
  g_assert_false (ariadne_model_check_form (model, bytes, 8, &size, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE);
  g_assert_nonnull (strstr (error->message, "8 bytes; expected the 1 floats"));
  remove_network (path);
}

static void
assert_refused (char       *path,
                const char *part)
{
  g_autoptr (AriadneModel) model = NULL;
  g_autoptr (GError) error = NULL;

  model = ariadne_model_new_from_spec (path, NULL, &error);
  g_assert_null (model);
  g_assert_nonnull (error);
  g_assert_cmpint (error->domain, ==, ARIADNE_ERROR);
  if (strstr (error->message, part) == NULL)
    g_error ("“%s” does not say “%s”", error->message, part);
}

static void
test_shapes (void)
{
  static const Shapes wrong[] = {
    { 11, { -1, 1 }, { -1, 2 } },                /* numbers of 64 bits */
    { ORT_ELEMENT_FLOAT, { 4, 1 }, { 4, 2 } },   /* batches of four only */
    { ORT_ELEMENT_FLOAT, { -1, -1 }, { -1, 2 } },
  };

  if (skip ())
    return;

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      char *path = write_network (&wrong[i]);

      assert_refused (path, i == 0 ? "network.onnx" : "any number of states on the first axis");
      remove_network (path);
    }
}

static void
test_no_file (void)
{
  g_autoptr (GError) error = NULL;
  char *path;

  if (skip ())
    return;

  path = write_network (&right);
  g_file_set_contents (path, "no network", -1, &error);
  g_assert_no_error (error);
  assert_refused (path, "ONNX Runtime");
  remove_network (path);
  assert_refused ((char *) "/nowhere/network.onnx", "/nowhere/network.onnx");
}

static void
test_no_runtime (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ariadne_onnx_runtime_open ("/nowhere/libonnxruntime.so", &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "ARIADNE_ONNX_RUNTIME"));
  g_clear_error (&error);

  /* A library, but another one. */
  g_assert_null (ariadne_onnx_runtime_open ("libglib-2.0.so.0", &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "OrtGetApiBase"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/OnnxModel/answers", test_answers);
  g_test_add_func ("/Ariadne/OnnxModel/share", test_share);
  g_test_add_func ("/Ariadne/OnnxModel/form", test_form);
  g_test_add_func ("/Ariadne/OnnxModel/shapes", test_shapes);
  g_test_add_func ("/Ariadne/OnnxModel/no-file", test_no_file);
  g_test_add_func ("/Ariadne/OnnxModel/no-runtime", test_no_runtime);

  return g_test_run ();
}
