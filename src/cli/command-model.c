/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <json-glib/json-glib.h>

#include <ariadne.h>

#include "core/ariadne-file.h"
#include "run/run-expressions.h"
#include "run/run-options.h"
#include "run/run-parse.h"

#include "cli-device.h"
#include "cli-options.h"
#include "commands.h"

#define INIT_DESCRIPTION                                                         \
  "Draws the weights of a network at random and writes them to FILE, in the\n"   \
  "safetensors format. The same seed gives the same weights."

#define EVALUATE_DESCRIPTION                                                     \
  "Asks a network about expressions: by how much their cost is likely to come\n" \
  "down with all steps left, and the priority that this gives them: the cost\n"  \
  "less the gain."

static const char * const gru_variants[] = { "reset_before", "reset_after", NULL };
static const char * const poolings[] = { "mean", "sum", "max", "min", NULL };
static const char * const normalisations[] = { "none", "log", "prop", "logspeedup", NULL };

/* What is left of the command line when the options are gone: one file. */
static const char *
get_only_file (int      argc,
               char   **argv,
               GError **error)
{
  if (argc == 2)
    return argv[1];

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
               "expected one file of weights, but there are %d arguments; see --help", argc - 1);

  return NULL;
}

/* ariadne model init */

typedef struct
{
  char *seed;
  char *hidden_size;
  char *readout_size;
  char *propagations;
  char *heads;
  char *edge_types;
  char *gru_variant;
  char *pooling;
  char *normalisation;
} InitOptions;

static void
init_options_clear (InitOptions *self)
{
  char *texts[] = {
    self->seed, self->hidden_size, self->readout_size, self->propagations, self->heads,
    self->edge_types, self->gru_variant, self->pooling, self->normalisation,
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (InitOptions, init_options_clear)

static gboolean
make_network_config (const InitOptions     *options,
                     AriadneNetworkConfig  *config,
                     GError               **error)
{
  guint variant, pooling, normalisation;

  ariadne_network_config_init (config);
  variant = config->variant;
  pooling = config->pooling;
  normalisation = config->normalisation;

  if (!run_parse_count ("--hidden-size", options->hidden_size, 1, 4096, &config->hidden_size, error)
      || !run_parse_count ("--readout-size", options->readout_size, 1, 4096,
                           &config->readout_size, error)
      || !run_parse_count ("--propagations", options->propagations, 1, 1000,
                           &config->n_propagations, error)
      || !run_parse_count ("--heads", options->heads, 1, 65536, &config->n_heads, error)
      || !run_parse_count ("--edge-types", options->edge_types, 8, 9, &config->n_edge_types, error)
      || !run_parse_choice ("--gru-variant", options->gru_variant, gru_variants, &variant, error)
      || !run_parse_choice ("--pooling", options->pooling, poolings, &pooling, error)
      || !run_parse_choice ("--normalisation", options->normalisation, normalisations,
                            &normalisation, error))
    return FALSE;

  config->variant = variant;
  config->pooling = pooling;
  config->normalisation = normalisation;

  return ariadne_network_config_check (config, error);
}

static gboolean
init_weights (const InitOptions  *options,
              int                 argc,
              char              **argv,
              GError            **error)
{
  g_autoptr (AriadneWeights) weights = NULL;
  AriadneNetworkConfig config;
  const char *path = get_only_file (argc, argv, error);
  guint64 seed = 0;

  if (path == NULL || !make_network_config (options, &config, error)
      || !ariadne_file_check_writable (path, error))
    return FALSE;
  if (!run_parse_wide_count ("--seed", options->seed, 0, G_MAXUINT64, &seed, error))
    return FALSE;

  weights = ariadne_weights_new_random (&config, seed, error);

  return weights != NULL && ariadne_weights_save (weights, path, error);
}

static int
command_model_init (int    argc,
                    char **argv)
{
  g_autoptr (CliOptions) parser = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (InitOptions) options = { NULL };
  const char *command = argv[0];
  int status;
  const GOptionEntry entries[] = {
    { "seed", 0, 0, G_OPTION_ARG_STRING, &options.seed,
      "Where the weights are drawn from; default: 0", "N" },
    { "hidden-size", 0, 0, G_OPTION_ARG_STRING, &options.hidden_size,
      "The length of a node's state; default: 200", "N" },
    { "readout-size", 0, 0, G_OPTION_ARG_STRING, &options.readout_size,
      "The length of the readout's hidden layer; default: 200", "N" },
    { "propagations", 0, 0, G_OPTION_ARG_STRING, &options.propagations,
      "Steps of message passing; default: 10", "N" },
    { "heads", 0, 0, G_OPTION_ARG_STRING, &options.heads,
      "Outputs, one for each number of steps left; default: 50", "N" },
    { "edge-types", 0, 0, G_OPTION_ARG_STRING, &options.edge_types,
      "9, or 8 without the edges between equal subtrees; default: 9", "N" },
    { "gru-variant", 0, 0, G_OPTION_ARG_STRING, &options.gru_variant,
      "reset_before or reset_after; default: reset_before", "VARIANT" },
    { "pooling", 0, 0, G_OPTION_ARG_STRING, &options.pooling,
      "mean, sum, max or min over the nodes; default: mean", "POOLING" },
    { "normalisation", 0, 0, G_OPTION_ARG_STRING, &options.normalisation,
      "The scale of the outputs: none, log, prop or logspeedup; default: none", "SCALE" },
    G_OPTION_ENTRY_NULL,
  };

  parser = cli_options_new (command, "FILE", INIT_DESCRIPTION);
  cli_options_add (parser, "The network", entries);
  if (!cli_options_parse (parser, &argc, &argv, &status))
    return status;

  return init_weights (&options, argc, argv, &error) ? CLI_OK : cli_fail (command, error);
}

/* ariadne model info */

static void
print_info (const AriadneWeights *weights,
            AriadneDeviceModel   *measured)
{
  const AriadneNetworkConfig *config = ariadne_weights_get_config (weights);
  g_autofree char *exactness = NULL;

  g_print ("hidden size     %u\n", config->hidden_size);
  g_print ("readout size    %u\n", config->readout_size);
  g_print ("propagations    %u\n", config->n_propagations);
  g_print ("heads           %u\n", config->n_heads);
  g_print ("edge types      %u\n", config->n_edge_types);
  g_print ("GRU variant     %s\n", gru_variants[config->variant]);
  g_print ("pooling         %s\n", poolings[config->pooling]);
  g_print ("normalisation   %s\n", normalisations[config->normalisation]);
  if (config->cumulative != 0)
    g_print ("cumulative      %g\n", config->cumulative);
  g_print ("parameters      %" G_GSIZE_FORMAT "\n\n", ariadne_weights_get_n_values (weights));

  for (guint i = 0; i < ariadne_weights_get_n_tensors (weights); i++)
    {
      const char *name = ariadne_weights_get_tensor_name (weights, i);
      const guint *shape;
      guint n_dimensions;

      ariadne_weights_get_tensor (weights, name, &n_dimensions, &shape);
      g_print ("%-24s", name);
      for (guint d = 0; d < n_dimensions; d++)
        g_print ("%s%u", d > 0 ? " × " : "", shape[d]);
      g_print ("\n");
    }

  if (measured == NULL)
    return;

  exactness = cli_device_describe_error (ARIADNE_MODEL (measured));
  g_print ("\n%s", exactness);
}

static void
add_string (JsonBuilder *builder,
            const char  *name,
            const char  *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_integer (JsonBuilder *builder,
             const char  *name,
             gint64       value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_number (JsonBuilder *builder,
            const char  *name,
            double       value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_double_value (builder, value);
}

static void
add_tensors (JsonBuilder          *builder,
             const AriadneWeights *weights)
{
  json_builder_set_member_name (builder, "tensors");
  json_builder_begin_object (builder);
  for (guint i = 0; i < ariadne_weights_get_n_tensors (weights); i++)
    {
      const char *name = ariadne_weights_get_tensor_name (weights, i);
      const guint *shape;
      guint n_dimensions;

      ariadne_weights_get_tensor (weights, name, &n_dimensions, &shape);
      json_builder_set_member_name (builder, name);
      json_builder_begin_array (builder);
      for (guint d = 0; d < n_dimensions; d++)
        json_builder_add_int_value (builder, shape[d]);
      json_builder_end_array (builder);
    }
  json_builder_end_object (builder);
}

static void
print_json (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = json_to_string (root, TRUE);

  g_print ("%s\n", text);
}

/* What was not measured is left out. */
static void
add_error (JsonBuilder        *builder,
           AriadneDeviceModel *measured)
{
  g_autofree char *device = NULL;
  AriadneDeviceReport report;

  if (measured == NULL)
    return;

  device = ariadne_model_describe_device (ARIADNE_MODEL (measured));
  ariadne_device_model_get_report (measured, &report);
  add_string (builder, "device", device);
  add_number (builder, "precision_max_error", report.max_error);
  add_number (builder, "precision_mean_error", report.mean_error);
  add_number (builder, "precision_spread", report.spread);
}

static void
print_info_as_json (const AriadneWeights *weights,
                    AriadneDeviceModel   *measured)
{
  const AriadneNetworkConfig *config = ariadne_weights_get_config (weights);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_integer (builder, "hidden_size", config->hidden_size);
  add_integer (builder, "readout_size", config->readout_size);
  add_integer (builder, "propagations", config->n_propagations);
  add_integer (builder, "heads", config->n_heads);
  add_integer (builder, "edge_types", config->n_edge_types);
  add_string (builder, "gru_variant", gru_variants[config->variant]);
  add_string (builder, "pooling", poolings[config->pooling]);
  add_string (builder, "normalisation", normalisations[config->normalisation]);
  add_integer (builder, "parameters", ariadne_weights_get_n_values (weights));
  add_error (builder, measured);
  add_tensors (builder, weights);
  json_builder_end_object (builder);
  print_json (builder);
}

/* Puts the network on a GPU if a reduced precision is asked for, which measures what
 * that changes.
 */
static gboolean
measure_error (AriadneWeights      *weights,
               const RunValues     *values,
               AriadneDeviceModel **measured,
               GError             **error)
{
  AriadneDeviceOptions options;

  if (!run_device_read (values, &options, error))
    return FALSE;
  if (options.precision == ARIADNE_PRECISION_FLOAT32)
    return TRUE;

  *measured = ariadne_device_model_new (weights, &options, error);

  return *measured != NULL;
}

static int
command_model_info (int    argc,
                    char **argv)
{
  g_autoptr (CliOptions) parser = NULL;
  g_autoptr (AriadneWeights) weights = NULL;
  g_autoptr (AriadneDeviceModel) measured = NULL;
  g_auto (RunValues) values = { { NULL } };
  g_autoptr (GError) error = NULL;
  const char *command = argv[0];
  const char *path;
  gboolean json = FALSE;
  gboolean devices = FALSE;
  int status;
  const GOptionEntry entries[] = {
    { "devices", 0, 0, G_OPTION_ARG_NONE, &devices,
      "List the devices a network can run on; needs no FILE", NULL },
    { "precision", 0, 0, G_OPTION_ARG_STRING, &values.texts[RUN_OPTION_PRECISION],
      "Measure the error of tf32 or bf16 on a GPU", "PRECISION" },
    { "device", 0, 0, G_OPTION_ARG_STRING, &values.texts[RUN_OPTION_DEVICE],
      "The GPU to measure on: auto, cuda or cuda:N (auto)", "DEVICE" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Print JSON", NULL },
    G_OPTION_ENTRY_NULL,
  };

  parser = cli_options_new (command, "[FILE]",
                            "Describes the network whose weights are in FILE, or devices.");
  cli_options_add (parser, "What to show", entries);
  if (!cli_options_parse (parser, &argc, &argv, &status))
    return status;

  if (devices && argc == 1)
    {
      cli_device_list (json);
      return CLI_OK;
    }

  path = get_only_file (argc, argv, &error);
  if (path != NULL)
    weights = ariadne_weights_new_from_file (path, &error);
  if (weights == NULL)
    return cli_fail (command, error);

  if (!measure_error (weights, &values, &measured, &error))
    return cli_fail (command, error);

  if (json)
    print_info_as_json (weights, measured);
  else
    print_info (weights, measured);

  return CLI_OK;
}

/* ariadne model evaluate */

#define EVALUATE_BATCH_SIZE 32

/* What is evaluated, and the answer: one row an expression. */
typedef struct
{
  RunExpressions  expressions;
  AriadneModel   *model;  /* owned */
  char           *note;   /* owned; nullable; to tell with the answer */
  GPtrArray      *states; /* owned; of AriadneState */
  AriadneMatrix  *answer; /* owned */
} Evaluation;

static void
evaluation_clear (Evaluation *self)
{
  run_expressions_clear (&self->expressions);
  g_clear_object (&self->model);
  g_clear_pointer (&self->note, g_free);
  g_clear_pointer (&self->states, g_ptr_array_unref);
  g_clear_pointer (&self->answer, ariadne_matrix_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Evaluation, evaluation_clear)

static gboolean
evaluate (Evaluation       *self,
          const char       *expressions,
          const char       *spec,
          const RunValues  *values,
          GError          **error)
{
  AriadneDeviceOptions options;
  AriadneDomain *domain;
  guint n_expressions;

  if (!run_device_read (values, &options, error)
      || !run_expressions_load (&self->expressions, expressions, "ml_rules_no_bind", error))
    return FALSE;

  domain = ARIADNE_DOMAIN (self->expressions.domain);
  self->model = ariadne_model_new_from_spec_on_device (spec, domain, &options, &self->note, error);
  if (self->model == NULL)
    return FALSE;

  n_expressions = ariadne_expression_set_get_n_expressions (self->expressions.set);
  self->states = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_state_unref);
  for (guint i = 0; i < n_expressions; i++)
    g_ptr_array_add (self->states,
                     ariadne_expression_domain_make_start (self->expressions.domain, i));
  self->answer = ariadne_model_evaluate_states (self->model, domain,
                                                (AriadneState * const *) self->states->pdata,
                                                n_expressions, EVALUATE_BATCH_SIZE, error);

  return self->answer != NULL;
}

static double
get_cost (Evaluation *self,
          guint       index)
{
  return ariadne_domain_cost (ARIADNE_DOMAIN (self->expressions.domain),
                              g_ptr_array_index (self->states, index));
}

/* The gain with all steps left, which the last head tells. */
static double
get_gain (Evaluation *self,
          guint       index)
{
  guint n_heads = ariadne_matrix_get_n_columns (self->answer);

  return ariadne_matrix_get_row (self->answer, index)[n_heads - 1];
}

static void
print_answer (Evaluation *self)
{
  g_print ("%-24s %14s %14s %14s\n", "expression", "cost", "gain", "priority");
  for (guint i = 0; i < self->states->len; i++)
    g_print ("%-24s %14.6g %14.6g %14.6g\n",
             ariadne_expression_set_get_name (self->expressions.set, i), get_cost (self, i),
             get_gain (self, i), get_cost (self, i) - get_gain (self, i));
}

static void
print_answer_as_json (Evaluation *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < self->states->len; i++)
    {
      const float *heads = ariadne_matrix_get_row (self->answer, i);

      json_builder_begin_object (builder);
      add_string (builder, "name", ariadne_expression_set_get_name (self->expressions.set, i));
      add_number (builder, "cost", get_cost (self, i));
      add_number (builder, "gain", get_gain (self, i));
      add_number (builder, "priority", get_cost (self, i) - get_gain (self, i));
      json_builder_set_member_name (builder, "heads");
      json_builder_begin_array (builder);
      for (guint t = 0; t < ariadne_matrix_get_n_columns (self->answer); t++)
        json_builder_add_double_value (builder, heads[t]);
      json_builder_end_array (builder);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  print_json (builder);
}

static int
command_model_evaluate (int    argc,
                        char **argv)
{
  g_autoptr (CliOptions) parser = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (Evaluation) evaluation = { { NULL } };
  g_autofree char *expressions = NULL;
  g_autofree char *spec = NULL;
  g_auto (RunValues) values = { { NULL } };
  g_autofree GOptionEntry *device_entries = NULL;
  g_autofree char *notes = NULL;
  const char *command = argv[0];
  gboolean json = FALSE;
  int status;
  const GOptionEntry entries[] = {
    { "model", 0, 0, G_OPTION_ARG_STRING, &spec,
      "A file of weights, random[:…] or fake[:…] (random)", "MODEL" },
    { "expressions", 0, 0, G_OPTION_ARG_STRING, &expressions,
      "What to evaluate: a file, or blas (default), ml", "FILE[:NAME,…]" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Print a JSON array, with all heads", NULL },
    G_OPTION_ENTRY_NULL,
  };

  parser = cli_options_new (command, NULL, EVALUATE_DESCRIPTION);
  cli_options_add (parser, "What to evaluate", entries);
  device_entries = run_values_make_entries (&values, RUN_OPTION_DEVICE, RUN_OPTION_ON_DEVICE_ERROR,
                                            RUN_COMMAND_RUN);
  cli_options_add_more (parser, device_entries);
  if (!cli_options_parse (parser, &argc, &argv, &status))
    return status;

  if (argc > 1)
    g_set_error (&error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                 "%s: expected options only; see --help", argv[1]);
  else
    evaluate (&evaluation, expressions != NULL ? expressions : "blas",
              spec != NULL ? spec : "random", &values, &error);
  if (error != NULL)
    return cli_fail (command, error);

  if (evaluation.note != NULL)
    g_printerr ("%s: %s\n", command, evaluation.note);
  if (json)
    print_answer_as_json (&evaluation);
  else
    print_answer (&evaluation);
  notes = cli_device_describe (evaluation.model);
  if (notes != NULL)
    g_printerr ("%s", notes);

  return CLI_OK;
}

static const CliSection sections[] = {
  {
    "Commands",
    (const CliCommand[]) {
      { "init", "FILE", "Draw the weights of a network at random", command_model_init },
      { "info", "FILE", "Describe the network whose weights are in a file", command_model_info },
      { "evaluate", "", "Ask a network about expressions", command_model_evaluate },
      { NULL },
    },
  },
  { NULL },
};

int
command_model (int    argc,
               char **argv)
{
  return cli_dispatch (sections, "Networks, which tell searches where to go on.", argc, argv);
}
