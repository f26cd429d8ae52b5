/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Weights, and the outputs of networks. */

#include "config.h"

#include "golden-checks.h"

#include "model/ariadne-device-model.h"
#include "model/ariadne-graph-network.h"

#include <math.h>
#include <string.h>

#define LEAST_TOLERANCE 1e-5
#define FLOAT_EPSILON 1.2e-7 /* of a value that is rounded to float32 */

/* The weights that go with a file of outputs or of a trace. */
GoldenTensors *
golden_load_weights_beside (GoldenFile  *self,
                            GError     **error)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autofree char *name = g_strdup_printf ("weights-%s.safetensors", self->variant);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s is not there", name);
      return NULL;
    }

  return golden_tensors_load (path, error);
}

/* Where networks are evaluated. Set before anything is checked. */
static AriadneDeviceOptions device = { .kind = ARIADNE_DEVICE_CPU };

/* Has networks evaluated on a device, such as `cuda`. */
gboolean
golden_set_device (const char  *text,
                   GError     **error)
{
  ariadne_device_options_init (&device);

  return ariadne_device_parse (text, &device.kind, &device.index, error);
}

AriadneModel *
golden_make_network (GoldenTensors  *file,
                     GError        **error)
{
  g_autoptr (GBytes) bytes = golden_tensors_to_bytes (file);
  g_autoptr (AriadneWeights) weights = ariadne_weights_new_from_bytes (bytes, "weights", error);

  if (weights == NULL)
    return NULL;
  if (device.kind == ARIADNE_DEVICE_CPU)
    return ARIADNE_MODEL (ariadne_graph_network_new (weights));

  return (AriadneModel *) ariadne_device_model_new (weights, &device, error);
}

/* Weights: they are read, hold the very numbers of the file, and what is saved
 * is read again as the same. One case a tensor.
 */

static void
check_tensor (GoldenCase     *self,
              GoldenTensors  *file,
              AriadneWeights *weights,
              AriadneWeights *again,
              const char     *name)
{
  const guint *shape;
  const float *values = ariadne_weights_get_tensor (weights, name, NULL, &shape);
  const float *copied = ariadne_weights_get_tensor (again, name, NULL, &shape);
  GoldenTensor expected;

  if (!golden_tensors_find (file, name, &expected) || values == NULL || copied == NULL)
    {
      golden_case_fail (self, "%s: expected a tensor, got none", name);
      return;
    }

  for (guint i = 0; i < expected.n_rows * expected.n_columns; i++)
    {
      golden_case_expect_double (self, name, golden_tensor_get (&expected, 0, i), values[i]);
      golden_case_expect_double (self, name, golden_tensor_get (&expected, 0, i), copied[i]);
    }
}

static void
check_config (GoldenCase     *self,
              GoldenTensors  *file,
              AriadneWeights *weights)
{
  const AriadneNetworkConfig *config = ariadne_weights_get_config (weights);
  const struct { const char *key; guint value; } numbers[] = {
    { "hidden_dim", config->hidden_size },
    { "output_hidden_dim", config->readout_size },
    { "num_propagations", config->n_propagations },
    { "num_time_heads", config->n_heads },
    { "num_edge_types", config->n_edge_types },
  };
  const char *variant = config->variant == ARIADNE_GRU_RESET_AFTER ? "reset_after" : "reset_before";

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      const char *expected = golden_tensors_get_metadata (file, numbers[i].key);

      golden_case_expect_uint (self, numbers[i].key,
                               g_ascii_strtoull (expected != NULL ? expected : "0", NULL, 10),
                               numbers[i].value);
    }

  golden_case_expect_string (self, "gru_variant",
                             golden_tensors_get_metadata (file, "gru_variant"), variant);
}

void
golden_check_weights (GoldenFile   *self,
                      GoldenGraphs *graphs)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GoldenTensors) file = golden_tensors_load (self->path, &error);
  g_autoptr (AriadneWeights) weights = NULL;
  g_autoptr (AriadneWeights) again = NULL;
  g_autoptr (GBytes) saved = NULL;
  g_autoptr (GList) names = NULL;
  GoldenCase whole;
  guint row = 0;

  if (file != NULL)
    weights = ariadne_weights_new_from_file (self->path, &error);
  if (weights != NULL)
    {
      saved = ariadne_weights_to_bytes (weights);
      again = ariadne_weights_new_from_bytes (saved, "saved again", &error);
    }
  if (again == NULL)
    {
      golden_file_fail (self, "%s", error->message);
      return;
    }

  golden_case_begin (&whole, self, "configuration", 0, NULL);
  check_config (&whole, file, weights);
  golden_case_end (&whole);

  names = golden_tensors_list (file);
  for (GList *name = names; name != NULL; name = name->next)
    {
      GoldenCase tensor;

      golden_case_begin (&tensor, self, "tensor", row++, NULL);
      check_tensor (&tensor, file, weights, again, name->data);
      golden_case_end (&tensor);
    }
}

/* Outputs */

typedef struct
{
  GoldenFile    *file;
  GoldenGraphs  *graphs;
  GoldenTensors *outputs;
  AriadneMatrix *alone; /* of each graph by itself */
} Outputs;

/* Finds a tensor with a row for every graph, and a column for every head. */
static gboolean
find_rows (Outputs      *self,
           const char   *name,
           GoldenTensor *tensor)
{
  if (!golden_tensors_find (self->outputs, name, tensor))
    return FALSE;

  if (tensor->n_rows == ariadne_matrix_get_n_rows (self->alone)
      && tensor->n_columns == ariadne_matrix_get_n_columns (self->alone))
    return TRUE;

  golden_file_fail (self->file, "%s has %u rows of %u; expected %u of %u", name, tensor->n_rows,
                    tensor->n_columns, ariadne_matrix_get_n_rows (self->alone),
                    ariadne_matrix_get_n_columns (self->alone));

  return FALSE;
}

/* How far a row of a graph may be off. */
static double
get_tolerance (Outputs *self,
               guint    id)
{
  GoldenTensor tolerance;

  if (!golden_tensors_find (self->outputs, "tolerance.f32", &tolerance) || id >= tolerance.n_rows)
    return LEAST_TOLERANCE;

  return golden_tensor_get (&tolerance, id, 0);
}

static AriadneMatrix *
evaluate_all (GoldenGraphs  *graphs,
              AriadneModel  *model,
              guint          batch_size,
              GError       **error)
{
  guint n = golden_graphs_get_n (graphs);
  g_autofree guint *ids = g_new (guint, n);

  if (n == 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "there are no graphs");
      return NULL;
    }

  for (guint id = 0; id < n; id++)
    ids[id] = id;

  return golden_graphs_evaluate (graphs, model, ids, n, batch_size, error);
}

static void
check_alone (Outputs *self)
{
  GoldenTensor expected;

  if (!find_rows (self, "single.f64", &expected))
    return;

  for (guint id = 0; id < expected.n_rows; id++)
    {
      GoldenCase row;

      golden_case_begin (&row, self->file, "single, graph", id, NULL);
      for (guint head = 0; golden_case_is_open (&row) && head < expected.n_columns; head++)
        golden_case_expect_near (&row, "output", golden_tensor_get (&expected, id, head),
                                 ariadne_matrix_get_row (self->alone, id)[head],
                                 get_tolerance (self, id));
      golden_case_end (&row);
    }
}

/* In whatever company, a graph has the value it has alone, to the last bit. */
static void
check_batch (Outputs      *self,
             AriadneModel *model,
             JsonObject   *batch)
{
  const char *name = golden_string (batch, "name");
  g_autofree char *tensor = g_strdup_printf ("batch.%s.f64", name);
  g_autofree char *place = g_strdup_printf ("batch %s, row", name);
  g_autoptr (GError) error = NULL;
  g_autoptr (AriadneMatrix) together = NULL;
  g_autofree guint *ids = NULL;
  JsonArray *members = golden_array (batch, "ids");
  GoldenTensor expected;

  if (!golden_tensors_find (self->outputs, tensor, &expected))
    return;
  if (expected.n_rows != json_array_get_length (members)
      || expected.n_columns != ariadne_matrix_get_n_columns (self->alone))
    {
      golden_file_fail (self->file, "%s has %u rows; expected %u", tensor, expected.n_rows,
                        json_array_get_length (members));
      return;
    }

  ids = g_new (guint, expected.n_rows);
  for (guint i = 0; i < expected.n_rows; i++)
    ids[i] = json_array_get_int_element (members, i);

  together = golden_graphs_evaluate (self->graphs, model, ids, expected.n_rows, expected.n_rows,
                                     &error);
  if (together == NULL)
    {
      golden_file_fail (self->file, "%s: %s", name, error->message);
      return;
    }

  for (guint i = 0; i < expected.n_rows; i++)
    {
      const float *actual = ariadne_matrix_get_row (together, i);
      const float *alone = ariadne_matrix_get_row (self->alone, ids[i]);
      GoldenCase row;

      golden_case_begin (&row, self->file, place, i, NULL);
      for (guint head = 0; golden_case_is_open (&row) && head < expected.n_columns; head++)
        golden_case_expect_near (&row, "output", golden_tensor_get (&expected, i, head),
                                 actual[head], get_tolerance (self, ids[i]));
      if (memcmp (actual, alone, expected.n_columns * sizeof (float)) != 0)
        golden_case_fail (&row, "graph %u has another value than alone", ids[i]);
      golden_case_end (&row);
    }
}

/* What the recorded tolerance becomes on another scale: the derivative of the
 * scale times as much.
 */
static double
scale_tolerance (const char *scale,
                 double      value,
                 double      cost,
                 double      tolerance)
{
  if (g_str_equal (scale, "log"))
    return tolerance * exp (value + tolerance);
  if (g_str_equal (scale, "prop"))
    return tolerance * cost;

  return tolerance * cost * exp (-value + tolerance);
}

/* The same network with a scale of costs behind it. */
static void
check_normalised (Outputs       *self,
                  GoldenTensors *weights,
                  const char    *scale)
{
  g_autofree char *name = g_strdup_printf ("denorm.%s.f64", scale);
  g_autofree char *place = g_strdup_printf ("denorm.%s, graph", scale);
  g_autoptr (GError) error = NULL;
  g_autoptr (AriadneModel) model = NULL;
  g_autoptr (AriadneMatrix) outputs = NULL;
  GoldenTensor expected, single;

  if (!find_rows (self, name, &expected) || !find_rows (self, "single.f64", &single))
    return;

  golden_tensors_set_metadata (weights, "cost_normalisation", scale);
  model = golden_make_network (weights, &error);
  golden_tensors_set_metadata (weights, "cost_normalisation", "none");
  if (model != NULL)
    outputs = evaluate_all (self->graphs, model, 64, &error);
  if (outputs == NULL)
    {
      golden_file_fail (self->file, "%s: %s", name, error->message);
      return;
    }

  for (guint id = 0; id < expected.n_rows; id++)
    {
      double cost = golden_double (golden_graphs_get (self->graphs, id), "cost");
      GoldenCase row;

      golden_case_begin (&row, self->file, place, id, NULL);
      for (guint head = 0; golden_case_is_open (&row) && head < expected.n_columns; head++)
        {
          double value = golden_tensor_get (&expected, id, head);
          double tolerance = scale_tolerance (scale, golden_tensor_get (&single, id, head), cost,
                                              get_tolerance (self, id));

          golden_case_expect_near (&row, "output", value,
                                   ariadne_matrix_get_row (outputs, id)[head],
                                   tolerance + FLOAT_EPSILON * fabs (value));
        }
      golden_case_end (&row);
    }
}

/* The same network with heads that add up: so do their errors. */
static void
check_cumulative (Outputs       *self,
                  GoldenTensors *weights,
                  const char    *tensor,
                  const char    *parameter)
{
  g_autofree char *place = g_strdup_printf ("%s, graph", tensor);
  g_autoptr (GError) error = NULL;
  g_autoptr (AriadneModel) model = NULL;
  g_autoptr (AriadneMatrix) outputs = NULL;
  GoldenTensor expected;

  if (!find_rows (self, tensor, &expected))
    return;

  golden_tensors_set_metadata (weights, "cumsum", parameter);
  model = golden_make_network (weights, &error);
  golden_tensors_set_metadata (weights, "cumsum", "none");
  if (model != NULL)
    outputs = evaluate_all (self->graphs, model, 64, &error);
  if (outputs == NULL)
    {
      golden_file_fail (self->file, "%s: %s", tensor, error->message);
      return;
    }

  for (guint id = 0; id < expected.n_rows; id++)
    {
      GoldenCase row;

      golden_case_begin (&row, self->file, place, id, NULL);
      for (guint head = 0; golden_case_is_open (&row) && head < expected.n_columns; head++)
        golden_case_expect_near (&row, "output", golden_tensor_get (&expected, id, head),
                                 ariadne_matrix_get_row (outputs, id)[head],
                                 (head + 1) * get_tolerance (self, id));
      golden_case_end (&row);
    }
}

/* The parameter of a tensor's name: "cumsum.softplus1.5.f64" has "1.5". */
static void
check_all_cumulative (Outputs       *self,
                      GoldenTensors *weights)
{
  g_autoptr (GList) names = golden_tensors_list (self->outputs);

  for (GList *name = names; name != NULL; name = name->next)
    {
      const char *rest = name->data;
      g_autofree char *parameter = NULL;

      if (g_str_equal (rest, "cumsum.relu.f64"))
        check_cumulative (self, weights, rest, "inf");
      else if (g_str_has_prefix (rest, "cumsum.softplus") && g_str_has_suffix (rest, ".f64"))
        {
          rest += strlen ("cumsum.softplus");
          parameter = g_strndup (rest, strlen (rest) - strlen (".f64"));
          check_cumulative (self, weights, name->data, parameter);
        }
    }
}

void
golden_check_outputs (GoldenFile   *self,
                      GoldenGraphs *graphs)
{
  const char *const scales[] = { "log", "prop", "logspeedup" };
  g_autoptr (GError) error = NULL;
  g_autoptr (GoldenTensors) file = golden_tensors_load (self->path, &error);
  g_autoptr (GoldenTensors) weights = NULL;
  g_autoptr (AriadneModel) model = NULL;
  g_autoptr (AriadneMatrix) alone = NULL;
  Outputs outputs = { .file = self, .graphs = graphs, .outputs = file };

  if (file != NULL)
    weights = golden_load_weights_beside (self, &error);
  if (weights != NULL)
    model = golden_make_network (weights, &error);
  if (model != NULL)
    alone = evaluate_all (graphs, model, 1, &error);
  if (alone == NULL)
    {
      GoldenCase whole;

      golden_case_begin (&whole, self, "file", 0, NULL);
      golden_case_fail_with (&whole, error);
      golden_case_end (&whole);
      return;
    }

  outputs.alone = alone;
  check_alone (&outputs);
  for (guint i = 0; i < golden_graphs_get_n_batches (graphs); i++)
    check_batch (&outputs, model, golden_graphs_get_batch (graphs, i));
  for (guint i = 0; i < G_N_ELEMENTS (scales); i++)
    check_normalised (&outputs, weights, scales[i]);
  check_all_cumulative (&outputs, weights);
}
