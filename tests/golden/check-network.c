/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Weights, the outputs of the networks, and what happens inside them. */

#include "config.h"

#include "golden-checks.h"
#include "golden-tensors.h"

#include "model/ariadne-graph-network.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define LEAST_TOLERANCE 1e-5
#define FLOAT_EPSILON 1.2e-7 /* of a value that is rounded to float32 */
#define INNER_TOLERANCE 1e-4 /* of a state inside, where none is recorded */

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

static GoldenTensors *
load_weights_beside (GoldenFile  *self,
                     GError     **error)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autofree char *name = g_strdup_printf ("weights-%s.safetensors", self->variant);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return golden_tensors_load (path, error);
}

static AriadneModel *
make_network (GoldenTensors  *file,
              GError        **error)
{
  g_autoptr (GBytes) bytes = golden_tensors_to_bytes (file);
  g_autoptr (AriadneWeights) weights = ariadne_weights_new_from_bytes (bytes, "weights", error);

  return weights != NULL ? ARIADNE_MODEL (ariadne_graph_network_new (weights)) : NULL;
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

  for (guint id = 0; id < n; id++)
    ids[id] = id;

  return golden_graphs_evaluate (graphs, model, ids, n, batch_size, error);
}

static void
check_alone (Outputs *self)
{
  GoldenTensor expected;

  if (!golden_tensors_find (self->outputs, "single.f64", &expected))
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

  if (!golden_tensors_find (self->outputs, name, &expected)
      || !golden_tensors_find (self->outputs, "single.f64", &single))
    return;

  golden_tensors_set_metadata (weights, "cost_normalisation", scale);
  model = make_network (weights, &error);
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

  if (!golden_tensors_find (self->outputs, tensor, &expected))
    return;

  golden_tensors_set_metadata (weights, "cumsum", parameter);
  model = make_network (weights, &error);
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
    weights = load_weights_beside (self, &error);
  if (weights != NULL)
    model = make_network (weights, &error);
  if (model != NULL)
    alone = evaluate_all (graphs, model, 1, &error);
  if (alone == NULL)
    {
      golden_file_fail (self, "%s", error->message);
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

/* Traces
 *
 * A network gives its outputs only. But with a gate that is always open, a
 * readout that copies the states and as many steps as wanted, the outputs are
 * the states after that step, pooled over the nodes: their mean, their largest
 * and their smallest, as the weights ask. So every recorded state is compared
 * in three ways, and with the network's own readout the products of gates and
 * node values are too. The gates inside a step show in the state after it.
 */

static const struct { const char *name; int sign; } poolings[] = {
  { "mean", 0 }, { "max", 1 }, { "min", -1 },
};

static double
pool (int                 sign,
      const GoldenTensor *values,
      const GoldenTensor *gates,
      guint               column)
{
  double result = 0;

  for (guint row = 0; row < values->n_rows; row++)
    {
      double value = golden_tensor_get (values, row, column);

      if (gates != NULL)
        value *= golden_tensor_get (gates, row, 0);

      if (sign == 0)
        result += value / values->n_rows;
      else if (row == 0 || sign * value > sign * result)
        result = value;
    }

  return result;
}

static void
check_pooled (GoldenCase         *self,
              GoldenGraphs       *graphs,
              GoldenTensors      *weights,
              guint               id,
              const GoldenTensor *values,
              const GoldenTensor *gates)
{
  for (guint i = 0; i < G_N_ELEMENTS (poolings); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (AriadneModel) model = NULL;
      g_autoptr (AriadneMatrix) output = NULL;

      golden_tensors_set_metadata (weights, "readout", poolings[i].name);
      model = make_network (weights, &error);
      if (model != NULL)
        output = golden_graphs_evaluate (graphs, model, &id, 1, 1, &error);
      if (output == NULL)
        {
          golden_case_fail (self, "%s", error->message);
          return;
        }

      for (guint column = 0; golden_case_is_open (self) && column < values->n_columns; column++)
        golden_case_expect_near (self, poolings[i].name,
                                 pool (poolings[i].sign, values, gates, column),
                                 ariadne_matrix_get_row (output, 0)[column], INNER_TOLERANCE);
    }
}

/* Makes a network of its first @n_steps steps whose outputs are the states. */
static void
open_network (GoldenTensors *weights,
              guint          n_steps,
              guint          hidden_size)
{
  g_autofree char *steps = g_strdup_printf ("%u", n_steps);
  g_autofree char *size = g_strdup_printf ("%u", hidden_size);
  float *copy;

  golden_tensors_set_metadata (weights, "num_propagations", steps);
  golden_tensors_set_metadata (weights, "output_hidden_dim", size);
  golden_tensors_set_metadata (weights, "num_time_heads", size);

  /* σ(100) is 1 to the last bit. */
  golden_tensors_replace (weights, "readout.gate.weight", 2 * hidden_size, 1);
  golden_tensors_replace (weights, "readout.gate.bias", 1, 0)[0] = 100.0f;

  copy = golden_tensors_replace (weights, "readout.hidden.weight", 2 * hidden_size, hidden_size);
  for (guint i = 0; i < hidden_size; i++)
    copy[(hidden_size + i) * hidden_size + i] = 1.0f;
  golden_tensors_replace (weights, "readout.hidden.bias", hidden_size, 0);

  copy = golden_tensors_replace (weights, "readout.output.weight", hidden_size, hidden_size);
  for (guint i = 0; i < hidden_size; i++)
    copy[i * hidden_size + i] = 1.0f;
  golden_tensors_replace (weights, "readout.output.bias", hidden_size, 0);
}

static void
check_embedding (GoldenCase         *self,
                 GoldenGraphs       *graphs,
                 GoldenTensors      *weights,
                 guint               id,
                 const GoldenTensor *values)
{
  JsonArray *types = golden_array (golden_graphs_get (graphs, id), "node_type");
  GoldenTensor table;

  if (!golden_tensors_find (weights, "embedding.weight", &table))
    golden_case_fail (self, "there are no embeddings");

  for (guint node = 0; golden_case_is_open (self) && node < values->n_rows; node++)
    for (guint i = 0; i < values->n_columns; i++)
      golden_case_expect_near (self, "embedding", golden_tensor_get (values, node, i),
                               golden_tensor_get (&table, json_array_get_int_element (types, node),
                                                  i),
                               1e-7);
}

static void
check_output (GoldenCase         *self,
              GoldenGraphs       *graphs,
              GoldenTensors      *weights,
              guint               id,
              const GoldenTensor *values)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AriadneModel) model = make_network (weights, &error);
  g_autoptr (AriadneMatrix) output = NULL;

  if (model != NULL)
    output = golden_graphs_evaluate (graphs, model, &id, 1, 1, &error);
  if (output == NULL)
    golden_case_fail (self, "%s", error->message);

  for (guint head = 0; golden_case_is_open (self) && head < values->n_columns; head++)
    golden_case_expect_near (self, "output", golden_tensor_get (values, 0, head),
                             ariadne_matrix_get_row (output, 0)[head], INNER_TOLERANCE);
}

/* Checks one tensor of a trace: "g5.step2.h" is the state of graph 5 after two
 * steps.
 */
static void
check_traced (GoldenCase    *self,
              GoldenTensors *trace,
              GoldenGraphs  *graphs,
              const char    *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GoldenTensors) weights = load_weights_beside (self->file, &error);
  g_autofree char *gate_name = NULL;
  guint id = 0, step = 0;
  char part[16] = "";
  GoldenTensor values, gates;

  if (weights == NULL || !golden_tensors_find (trace, name, &values))
    golden_case_fail (self, "%s", error != NULL ? error->message : "a tensor is cut short");
  else if (sscanf (name, "g%u.step%u.%15s", &id, &step, part) == 3 && g_str_equal (part, "h"))
    {
      open_network (weights, step, values.n_columns);
      check_pooled (self, graphs, weights, id, &values, NULL);
    }
  else if (step > 0)
    golden_case_skip (self, "a part of a step shows in the state after it");
  else if (sscanf (name, "g%u.%15s", &id, part) != 2)
    golden_case_fail (self, "%s: no such tensor is known", name);
  else if (g_str_equal (part, "embedding"))
    check_embedding (self, graphs, weights, id, &values);
  else if (g_str_equal (part, "output"))
    check_output (self, graphs, weights, id, &values);
  else if (g_str_equal (part, "gate"))
    golden_case_skip (self, "a gate shows in its product with the node values");
  else if (g_str_equal (part, "node_values"))
    {
      gate_name = g_strdup_printf ("g%u.gate", id);
      if (golden_tensors_find (trace, gate_name, &gates))
        check_pooled (self, graphs, weights, id, &values, &gates);
    }
  else
    golden_case_fail (self, "%s: no such tensor is known", name);
}

void
golden_check_trace (GoldenFile   *self,
                    GoldenGraphs *graphs)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GoldenTensors) trace = golden_tensors_load (self->path, &error);
  g_autoptr (GList) names = NULL;
  guint row = 0;

  if (trace == NULL)
    {
      golden_file_fail (self, "%s", error->message);
      return;
    }

  names = golden_tensors_list (trace);
  for (GList *name = names; name != NULL; name = name->next)
    {
      g_autofree char *place = g_strdup_printf ("%s, tensor", (char *) name->data);
      GoldenCase tensor;

      golden_case_begin (&tensor, self, place, row++, NULL);
      check_traced (&tensor, trace, graphs, name->data);
      golden_case_end (&tensor);
    }
}
