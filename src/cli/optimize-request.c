/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "optimize-request.h"

#include "expression/ariadne-rule-set.h"
#include "optimizer/ariadne-strategy-private.h"
#include "run/run-heading.h"
#include "run/run-parse.h"

#define DEFAULT_RULES "ml_rules"
#define MAX_SECONDS   (365.0 * 24 * 60 * 60)
#define MIN_MEMORY    ((guint64) 1 << 20)
#define MAX_THREADS   1024

void
optimize_request_clear (OptimizeRequest *self)
{
  g_free (self->rules);
  g_free (self->strategy);
  g_free (self->evaluations);
  g_free (self->patience);
  g_free (self->max_time);
  g_free (self->max_memory);
  g_free (self->n_threads);
  g_free (self->output);
  run_values_clear (&self->model);
}

static void
offer_what (OptimizeRequest *self,
            CliOptions      *options)
{
  const GOptionEntry entries[] = {
    { "rules", 0, 0, G_OPTION_ARG_STRING, &self->rules, "The rule set [" DEFAULT_RULES "]",
      "SET" },
    { "no-sound", 0, 0, G_OPTION_ARG_NONE, &self->is_unsound,
      "Apply rules even where they capture names; results are checked all the same", NULL },
    G_OPTION_ENTRY_NULL,
  };

  cli_options_add (options, "What to apply", entries);
}

static void
offer_limits (OptimizeRequest *self,
              CliOptions      *options)
{
  const GOptionEntry entries[] = {
    { "evaluations", 0, 0, G_OPTION_ARG_STRING, &self->evaluations,
      "How many programs to look at, for each [16000]", "N" },
    { "patience", 0, 0, G_OPTION_ARG_STRING, &self->patience,
      "How many in a row may be no better, 0 for all [4000]", "N" },
    { "max-time", 0, 0, G_OPTION_ARG_STRING, &self->max_time,
      "How long to search, in all [no limit]", "SECONDS" },
    { "max-memory", 0, 0, G_OPTION_ARG_STRING, &self->max_memory,
      "How much memory to use, as in 2G [no limit]", "SIZE" },
    { "num-cpus", 0, 0, G_OPTION_ARG_STRING, &self->n_threads,
      "How many programs at the same time [as many as processors]", "N" },
    G_OPTION_ENTRY_NULL,
  };

  cli_options_add (options, "How far to go", entries);
}

static void
offer_guide (OptimizeRequest *self,
             CliOptions      *options)
{
  const GOptionEntry entries[] = {
    { "search", 0, 0, G_OPTION_ARG_STRING, &self->strategy,
      "astar, beam, columns, composite-beam, composite-columns or portfolio "
      "[portfolio]", "KIND" },
    { "model", 0, 0, G_OPTION_ARG_STRING, &self->model.texts[RUN_OPTION_MODEL],
      "A file of weights, or random [none: costs only]", "MODEL" },
    { "device", 0, 0, G_OPTION_ARG_STRING, &self->model.texts[RUN_OPTION_DEVICE],
      "Where it is evaluated: auto, cpu, cuda or cuda:N [auto]", "DEVICE" },
    G_OPTION_ENTRY_NULL,
  };

  cli_options_add (options, "What guides the search", entries);
}

static void
offer_output (OptimizeRequest *self,
              CliOptions      *options)
{
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &self->output,
      "Write FILE with what was found in place of it", "OUT" },
    { "steps", 0, 0, G_OPTION_ARG_NONE, &self->steps,
      "Print the steps, too, as comments that “ariadne expr replay” follows", NULL },
    { "compare", 0, 0, G_OPTION_ARG_NONE, &self->compare,
      "Search in every way, one after the other, and print what they find", NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->as_json,
      "Print a JSON object, with steps and texts", NULL },
    { "progress", 0, 0, G_OPTION_ARG_NONE, &self->progress,
      "Show improvements as they are found, even if not on a terminal", NULL },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &self->quiet, "Do not show them", NULL },
    G_OPTION_ENTRY_NULL,
  };

  cli_options_add (options, "Output", entries);
}

void
optimize_request_offer (OptimizeRequest *self,
                        CliOptions      *options)
{
  offer_what (self, options);
  offer_limits (self, options);
  offer_guide (self, options);
  offer_output (self, options);
}

/* Whether options that are given go together. */
gboolean
optimize_request_check (const OptimizeRequest *self,
                        GError               **error)
{
  const char *other = self->output != NULL ? "--output" :
                      self->steps ? "--steps" :
                      self->strategy != NULL ? "--search" : NULL;

  if (!self->compare || other == NULL)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
               "--compare and %s: expected one of them", other);

  return FALSE;
}

gboolean
optimize_request_get_strategy (const OptimizeRequest *self,
                               AriadneStrategy       *strategy,
                               GError               **error)
{
  const char *names[ARIADNE_N_STRATEGIES + 1] = { NULL };
  guint choice = ARIADNE_STRATEGY_DEFAULT;

  for (guint i = 0; i < ARIADNE_N_STRATEGIES; i++)
    names[i] = ariadne_strategy_to_string (i);
  if (!run_parse_choice ("--search", self->strategy, names, &choice, error))
    return FALSE;

  *strategy = (AriadneStrategy) choice;

  return TRUE;
}

static gboolean
set_limits (const OptimizeRequest *self,
            AriadneOptimizer      *optimizer,
            GError               **error)
{
  guint evaluations = ARIADNE_OPTIMIZER_DEFAULT_EVALUATIONS;
  guint patience = self->compare ? 0 : ARIADNE_OPTIMIZER_DEFAULT_PATIENCE;
  guint n_threads = g_get_num_processors ();
  double max_time = 0;
  guint64 max_memory = 0;

  if (!run_parse_count ("--evaluations", self->evaluations, 1, 1000000000, &evaluations, error)
      || !run_parse_count ("--patience", self->patience, 0, 1000000000, &patience, error)
      || !run_parse_seconds ("--max-time", self->max_time, 0.001, MAX_SECONDS, &max_time, error)
      || !run_parse_size ("--max-memory", self->max_memory, MIN_MEMORY, &max_memory, error)
      || !run_parse_count ("--num-cpus", self->n_threads, 1, MAX_THREADS, &n_threads, error))
    return FALSE;

  ariadne_optimizer_set_evaluations (optimizer, evaluations);
  ariadne_optimizer_set_patience (optimizer, patience);
  ariadne_optimizer_set_max_time (optimizer, max_time);
  ariadne_optimizer_set_max_memory (optimizer, max_memory);
  ariadne_optimizer_set_n_threads (optimizer, n_threads);

  return TRUE;
}

/* A set of rules is the sound one, unless it is asked for otherwise; its name may say
 * so.
 */
AriadneOptimizer *
optimize_request_new_optimizer (const OptimizeRequest *self,
                                AriadneExpressionSet  *set,
                                AriadneStrategy        strategy,
                                GError               **error)
{
  const char *name = self->rules != NULL ? self->rules : DEFAULT_RULES;
  const AriadneRuleSet *rules = ariadne_rule_set_lookup (name, error);
  g_autoptr (AriadneOptimizer) optimizer = NULL;

  if (rules == NULL)
    return NULL;

  if (!self->is_unsound)
    rules = ariadne_rule_set_get_sound (rules);
  optimizer = ariadne_optimizer_new (set, rules->name, error);
  if (optimizer == NULL || !set_limits (self, optimizer, error))
    return NULL;

  ariadne_optimizer_set_strategy (optimizer, strategy);

  return g_steal_pointer (&optimizer);
}

/* @spec is what `--model` says, or stands for it. */
gboolean
optimize_request_add_model (const OptimizeRequest *self,
                            AriadneOptimizer      *optimizer,
                            const char            *spec,
                            char                 **note,
                            GError               **error)
{
  g_autoptr (AriadneExpressionDomain) domain = NULL;
  g_autoptr (AriadneModel) model = NULL;
  AriadneDeviceOptions device;

  if (!run_device_read (&self->model, &device, error))
    return FALSE;
  if (spec == NULL)
    return TRUE;

  domain = ariadne_expression_domain_new (ariadne_optimizer_get_set (optimizer),
                                          ariadne_optimizer_get_rules (optimizer), error);
  if (domain != NULL)
    model = ariadne_model_new_from_spec_on_device (spec, ARIADNE_DOMAIN (domain), &device, note,
                                                   error);
  ariadne_optimizer_set_model (optimizer, model);

  return model != NULL;
}
