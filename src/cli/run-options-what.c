/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "run-options-private.h"

/* Offers the options that say what to search. */
void
run_what_offer (RunWhat    *self,
                CliOptions *options)
{
  const GOptionEntry entries[] = {
    { "expressions", 0, 0, G_OPTION_ARG_STRING, &self->expressions,
      "Where to start: a file, or blas (default), ml", "FILE[:NAME,…]" },
    { "num-searches", 0, 0, G_OPTION_ARG_STRING, &self->num_searches,
      "How many; from the last ones on (8, or all named)", "N" },
    { "rules", 0, 0, G_OPTION_ARG_STRING, &self->rules,
      "The rule set (ml_rules_no_bind)", "NAME" },
    { "search", 0, 0, G_OPTION_ARG_STRING, &self->search,
      "astar, rollout, or all for both (astar)", "KIND" },
    { "continuous", 0, 0, G_OPTION_ARG_NONE, &self->continuous,
      "Continuous A* only, which does not wait", NULL },
    { "gnn-budget", 0, 0, G_OPTION_ARG_STRING, &self->gnn_budget,
      "Evaluations that all A* searches share (16000)", "N" },
    { "num-rollouts", 0, 0, G_OPTION_ARG_STRING, &self->num_rollouts,
      "Rollouts from each expression (4)", "N" },
    { "simulation-depth", 0, 0, G_OPTION_ARG_STRING, &self->simulation_depth,
      "The most rewrites from the start (49)", "N" },
    { "buffer-size", 0, 0, G_OPTION_ARG_STRING, &self->buffer_size,
      "States A* collects before it asks (16)", "N" },
    { "seed", 0, 0, G_OPTION_ARG_STRING, &self->seed,
      "Where chance starts: rollouts, weights (0)", "N" },
    { "as-prototype", 0, 0, G_OPTION_ARG_NONE, &self->as_prototype,
      "Compute as the prototype did; see the manual", NULL },
    G_OPTION_ENTRY_NULL,
  };

  cli_options_add (options, "What to search", entries);
}

static gboolean
read_numbers (const RunWhat            *self,
              AriadneExperimentConfig  *config,
              GError                  **error)
{
  return cli_parse_count ("--num-searches", self->num_searches, 1, 100000,
                          &config->num_searches, error)
         && cli_parse_wide_count ("--gnn-budget", self->gnn_budget, 1, G_MAXUINT32,
                                  &config->gnn_budget, error)
         && cli_parse_count ("--num-rollouts", self->num_rollouts, 1, 100000,
                             &config->num_rollouts, error)
         && cli_parse_count ("--simulation-depth", self->simulation_depth, 1, 65535,
                             &config->simulation_depth, error)
         && cli_parse_count ("--buffer-size", self->buffer_size, 1, 1000000,
                             &config->buffer_size, error)
         && cli_parse_wide_count ("--seed", self->seed, 0, G_MAXUINT64, &config->seed, error);
}

static gboolean
read_kind (const RunWhat            *self,
           AriadneExperimentConfig  *config,
           GError                  **error)
{
  static const char * const searches[] = { "astar", "rollout", "all", NULL };
  guint search = 0;

  if (!cli_parse_choice ("--search", self->search, searches, &search, error))
    return FALSE;

  config->search = search;
  config->continuous = self->continuous;
  if (!config->continuous || search == ARIADNE_SEARCH_KIND_ASTAR)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
               "--search=%s: expected astar, since --continuous is a way of running A*",
               self->search);

  return FALSE;
}

/* Reads them. */
gboolean
run_what_read (const RunWhat  *self,
               RunOptions     *options,
               GError        **error)
{
  AriadneExperimentConfig *config = options->config;

  if (!read_numbers (self, config, error) || !read_kind (self, config, error))
    return FALSE;

  config->as_prototype = self->as_prototype;
  cli_set_text (&config->rules, self->rules, "ml_rules_no_bind");
  cli_set_text (&config->expressions, self->expressions, "blas");
  options->num_searches_given = self->num_searches != NULL;
  options->seed_given = self->seed != NULL;

  return TRUE;
}

/* Releases what was given. */
void
run_what_clear (RunWhat *self)
{
  g_free (self->expressions);
  g_free (self->num_searches);
  g_free (self->rules);
  g_free (self->search);
  g_free (self->gnn_budget);
  g_free (self->num_rollouts);
  g_free (self->simulation_depth);
  g_free (self->buffer_size);
  g_free (self->seed);
}
