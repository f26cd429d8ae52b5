/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Checks a network on a device: whatever company a graph is in, and whatever
 * else is going on, its row has the same bits; and they are those of the
 * processor up to rounding.
 *
 *     check-device [--device=DEVICE] [--precision=PRECISION] [--rounds=N] …
 *
 * Without such a device it says so, and the status is 77.
 */

#include "config.h"

#include <ariadne.h>
#include <math.h>
#include <string.h>

#include "graph-batch.h"

#define EXIT_SKIPPED 77
#define N_THREADS    3

/* Random graphs of few nodes: no sum has so many terms that the difference to
 * the processor would grow beyond this.
 */
#define TOLERANCE 2e-4

static char *device;
static char *precision;
static char *model_spec;
static int n_rounds = 200;
static int n_graphs = 300;
static int max_nodes = 120;
static int max_batch = 1024;

static const GOptionEntry entries[] = {
  { "device", 0, 0, G_OPTION_ARG_STRING, &device, "Where the network is", "DEVICE" },
  { "precision", 0, 0, G_OPTION_ARG_STRING, &precision, "Of its products", "PRECISION" },
  { "model", 0, 0, G_OPTION_ARG_STRING, &model_spec, "The network", "SPEC" },
  { "rounds", 0, 0, G_OPTION_ARG_INT, &n_rounds, "How many batches", "N" },
  { "graphs", 0, 0, G_OPTION_ARG_INT, &n_graphs, "How many graphs there are", "N" },
  { "max-nodes", 0, 0, G_OPTION_ARG_INT, &max_nodes, "The most nodes of a graph", "N" },
  { "max-batch", 0, 0, G_OPTION_ARG_INT, &max_batch, "The most graphs of a batch", "N" },
  { NULL },
};

static const char *
get_model_spec (void)
{
  return model_spec != NULL ? model_spec : "random:seed=1";
}

/* One graph in eight is as small as graphs can be. */
static AriadneSequence *
make_graphs (void)
{
  g_autoptr (GPtrArray) states =
    g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_state_unref);

  for (int i = 0; i < n_graphs; i++)
    g_ptr_array_add (states, graph_state_new (i, i % 8 == 0 ? 1 : 1 + i * 37 % max_nodes));

  return graph_sequence_new (states);
}

static AriadneMatrix *
evaluate (AriadneModel       *model,
          const AriadneBatch *batch)
{
  AriadneMatrix *output = ariadne_matrix_new (ariadne_batch_get_n_rows (batch),
                                              ariadne_model_get_n_heads (model));
  g_autoptr (GError) error = NULL;

  /* What is not written must not pass for an answer. */
  memset (ariadne_matrix_get_row (output, 0), 0xff,
          sizeof (float) * ariadne_batch_get_n_rows (batch) * ariadne_model_get_n_heads (model));
  if (!ariadne_model_evaluate (model, batch, output, &error))
    {
      g_printerr ("A batch of %u graphs: %s\n", ariadne_batch_get_n_rows (batch), error->message);
      g_clear_pointer (&output, ariadne_matrix_unref);
    }

  return output;
}

/* Each graph by itself. */
static AriadneMatrix *
evaluate_alone (AriadneModel    *model,
                AriadneSequence *graphs)
{
  AriadneMatrix *rows = ariadne_matrix_new (n_graphs, ariadne_model_get_n_heads (model));

  for (int i = 0; i < n_graphs; i++)
    {
      g_autoptr (AriadneBatch) batch = ariadne_batch_new ();
      g_autoptr (AriadneMatrix) output = NULL;

      ariadne_batch_append (batch, graphs, i, 1);
      output = evaluate (model, batch);
      if (output == NULL)
        {
          ariadne_matrix_unref (rows);
          return NULL;
        }
      memcpy (ariadne_matrix_get_row (rows, i), ariadne_matrix_get_row (output, 0),
              sizeof (float) * ariadne_matrix_get_n_columns (rows));
    }

  return rows;
}

typedef struct
{
  AriadneModel        *model;
  AriadneSequence     *graphs;
  const AriadneMatrix *alone;
  guint32              seed;
  guint                n_rounds;
  guint64              n_rows;     /* that were compared */
  guint                n_wrong;
} Mixer;

/* A batch of any size, mostly small; graphs may be in it more than once. */
static AriadneBatch *
mix (Mixer  *self,
     GRand  *random,
     GArray *numbers)
{
  AriadneBatch *batch = ariadne_batch_new ();
  guint n_rows = 1 + g_rand_double (random) * g_rand_double (random) * max_batch;

  g_array_set_size (numbers, 0);
  while (numbers->len < n_rows)
    {
      guint first = g_rand_int_range (random, 0, n_graphs);
      guint length = 1 + g_rand_int_range (random, 0, 4);

      length = MIN (length, MIN (n_graphs - first, n_rows - numbers->len));
      ariadne_batch_append (batch, self->graphs, first, length);
      for (guint i = first; i < first + length; i++)
        g_array_append_val (numbers, i);
    }

  return batch;
}

static gpointer
mix_func (gpointer data)
{
  Mixer *self = data;
  g_autoptr (GRand) random = g_rand_new_with_seed (self->seed);
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  gsize size = sizeof (float) * ariadne_matrix_get_n_columns (self->alone);

  for (guint round = 0; round < self->n_rounds; round++)
    {
      g_autoptr (AriadneBatch) batch = mix (self, random, numbers);
      g_autoptr (AriadneMatrix) output = evaluate (self->model, batch);

      if (output == NULL)
        {
          self->n_wrong++;
          break;
        }
      for (guint i = 0; i < numbers->len; i++)
        {
          guint number = g_array_index (numbers, guint, i);

          self->n_rows++;
          self->n_wrong += memcmp (ariadne_matrix_get_row (output, i),
                                   ariadne_matrix_get_row ((AriadneMatrix *) self->alone, number),
                                   size) != 0;
        }
    }

  return NULL;
}

/* As many threads at a time as the model allows. */
static guint
check_invariance (AriadneModel        *model,
                  AriadneSequence     *graphs,
                  const AriadneMatrix *alone)
{
  guint n_threads = MIN (ariadne_model_get_n_slots (model), N_THREADS);
  GThread *threads[N_THREADS];
  Mixer mixers[N_THREADS];
  guint64 n_rows = 0;
  guint n_wrong = 0;

  for (guint i = 0; i < n_threads; i++)
    {
      mixers[i] = (Mixer) { model, graphs, alone, 7 + i, (n_rounds + n_threads - 1) / n_threads };
      threads[i] = g_thread_new ("mixer", mix_func, &mixers[i]);
    }
  for (guint i = 0; i < n_threads; i++)
    {
      g_thread_join (threads[i]);
      n_rows += mixers[i].n_rows;
      n_wrong += mixers[i].n_wrong;
    }
  g_print ("invariance: %u batches, %u at a time, %" G_GUINT64_FORMAT " rows, %u with other bits\n",
           n_rounds, n_threads, n_rows, n_wrong);

  return n_wrong;
}

/* The largest difference, relative to what the rows are like. */
static guint
check_values (const AriadneMatrix *expected,
              const AriadneMatrix *actual,
              gboolean             exact)
{
  guint n_columns = ariadne_matrix_get_n_columns (expected);
  double scale = 0, worst = 0;

  for (int i = 0; i < n_graphs; i++)
    for (guint t = 0; t < n_columns; t++)
      {
        double value = ariadne_matrix_get_row ((AriadneMatrix *) expected, i)[t];
        double difference = ariadne_matrix_get_row ((AriadneMatrix *) actual, i)[t] - value;

        scale = MAX (scale, fabs (value));
        worst = difference != difference ? INFINITY : MAX (worst, fabs (difference));
      }
  worst /= scale;
  g_print ("values: %d graphs, largest difference to the processor %.3g of the largest value%s\n",
           n_graphs, worst, exact && !(worst <= TOLERANCE) ? ", which is too much" : "");

  return exact && !(worst <= TOLERANCE);
}

static AriadneModel *
make_model (GError **error)
{
  AriadneDeviceOptions options;
  g_autofree char *note = NULL;

  ariadne_device_options_init (&options);
  if (!ariadne_device_parse (device != NULL ? device : "cuda", &options.kind, &options.index, error)
      || (precision != NULL && !ariadne_precision_parse (precision, &options.precision, error)))
    return NULL;

  return ariadne_model_new_from_spec_on_device (get_model_spec (), NULL, &options, &note, error);
}

static gboolean
is_missing (const GError *error)
{
  return g_error_matches (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED)
         || g_error_matches (error, ARIADNE_ERROR, ARIADNE_ERROR_NOT_FOUND);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (AriadneSequence) graphs = NULL;
  g_autoptr (AriadneModel) reference = NULL;
  g_autoptr (AriadneModel) model = NULL;
  g_autoptr (AriadneMatrix) expected = NULL;
  g_autoptr (AriadneMatrix) alone = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *where = NULL;
  guint n_wrong;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || !(model = make_model (&error)))
    {
      g_printerr ("check-device: %s\n", error->message);
      return is_missing (error) ? EXIT_SKIPPED : 1;
    }

  where = ariadne_model_describe_device (model);
  g_print ("%s on %s\n", get_model_spec (), where);
  graphs = make_graphs ();
  reference = ariadne_model_new_from_spec (get_model_spec (), NULL, &error);
  if (reference == NULL || (expected = evaluate_alone (reference, graphs)) == NULL
      || (alone = evaluate_alone (model, graphs)) == NULL)
    return 1;

  n_wrong = check_values (expected, alone, precision == NULL || g_str_equal (precision, "float32"));
  n_wrong += check_invariance (model, graphs, alone);

  return n_wrong > 0;
}
