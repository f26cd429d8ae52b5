/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What happens inside a network.
 *
 * A network gives its outputs only. But with a gate that is always open, a
 * readout that copies the states and as many steps as wanted, the outputs are
 * the states after that step, pooled over the nodes: their mean, their largest
 * and their smallest, as the weights ask. So every recorded state is compared
 * in three ways, and with the network's own readout the products of gates and
 * node values are too. The gates inside a step show in the state after it.
 */

#include "config.h"

#include "golden-checks.h"

#include <math.h>
#include <stdio.h>

/* No tolerances are recorded for what is inside. */
#define INNER_TOLERANCE 1e-4
#define EMBEDDING_TOLERANCE 1e-7

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
      model = golden_make_network (weights, &error);
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
  JsonArray *types;
  GoldenTensor table;

  if (id >= golden_graphs_get_n (graphs))
    {
      golden_case_fail (self, "there is no graph %u", id);
      return;
    }

  types = golden_array (golden_graphs_get (graphs, id), "node_type");
  if (!golden_tensors_find (weights, "embedding.weight", &table))
    golden_case_fail (self, "there are no embeddings");

  for (guint node = 0; golden_case_is_open (self) && node < values->n_rows; node++)
    for (guint i = 0; i < values->n_columns; i++)
      golden_case_expect_near (self, "embedding", golden_tensor_get (values, node, i),
                               golden_tensor_get (&table, json_array_get_int_element (types, node),
                                                  i),
                               EMBEDDING_TOLERANCE);
}

static void
check_output (GoldenCase         *self,
              GoldenGraphs       *graphs,
              GoldenTensors      *weights,
              guint               id,
              const GoldenTensor *values)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AriadneModel) model = golden_make_network (weights, &error);
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
  g_autoptr (GoldenTensors) weights = golden_load_weights_beside (self->file, &error);
  g_autofree char *gate_name = NULL;
  guint id = 0, step = 0;
  char part[16] = "";
  GoldenTensor values, gates;

  if (weights == NULL)
    golden_case_fail_with (self, error);
  else if (!golden_tensors_find (trace, name, &values))
    golden_case_fail (self, "the tensor is cut short");
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
