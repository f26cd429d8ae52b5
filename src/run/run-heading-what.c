/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "expression/ariadne-rule-set.h"
#include "run/run-expressions.h"
#include "run/run-heading.h"

/* In the order of the enumerations. */
static const char * const searches[] = { "astar", "rollout", "all", NULL };

static const char * const search_labels[] = { N_("A*"), N_("Rollouts"), N_("Both"), NULL };

static const char * const sets[] = { "blas", "ml", NULL };

static gboolean
is_rollout_only (const RunValues *values)
{
  return run_values_is (values, RUN_OPTION_SEARCH, "rollout")
         && !values->flags[RUN_OPTION_CONTINUOUS];
}

static const char *
hinder_search (const RunValues *values)
{
  return values->flags[RUN_OPTION_CONTINUOUS] ? N_("Continuous A* is a search of its own.") : NULL;
}

static const char *
hinder_budget (const RunValues *values)
{
  return is_rollout_only (values) ? N_("Rollouts have no budget; their number counts.") : NULL;
}

static const char *
hinder_rollouts (const RunValues *values)
{
  return values->flags[RUN_OPTION_CONTINUOUS] || run_values_is (values, RUN_OPTION_SEARCH, "astar")
         ? N_("A* does no rollouts.") : NULL;
}

static const char *
hinder_buffer (const RunValues *values)
{
  if (values->flags[RUN_OPTION_CONTINUOUS])
    return N_("Continuous A* asks about each state as it comes.");

  return is_rollout_only (values) ? N_("Rollouts ask about all neighbours of one state.") : NULL;
}

static const RunOptionSpec specs[] = {
  {
    RUN_OPTION_EXPRESSIONS, "expressions", 0, RUN_KIND_TEXT, RUN_COMMANDS,
    .fallback = "blas",
    .choices = sets,
    .check = run_expressions_check,
    .argument = "FILE[:NAME,…]",
    .summary = "Where to start: a file, or one of blas and ml",
    .label = N_("Expressions"),
    .tooltip = N_("The expressions that the searches start from: those of a file, or of one of the"
                  " sets that come with the program, or some of them"),
  },
  {
    RUN_OPTION_NUM_SEARCHES, "num-searches", 0, RUN_KIND_COUNT, RUN_COMMANDS,
    .minimum = 1,
    .maximum = 100000,
    .argument = "N",
    .summary = "How many; from the last ones on",
    .note = "8, or all named",
    .label = N_("Searches"),
    .nothing = N_("Automatic"),
    .tooltip = N_("How many searches run at the same time, from the last expressions on. Without a"
                  " number: one for each expression that is chosen, or 8 if none is. When there"
                  " are fewer expressions they are taken again"),
  },
  {
    RUN_OPTION_RULES, "rules", 0, RUN_KIND_CHOICE, RUN_COMMANDS,
    .fallback = "ml_rules_no_bind",
    .get_choices = ariadne_rule_set_get_names,
    .argument = "NAME",
    .summary = "The rule set",
    .label = N_("Rules"),
    .tooltip = N_("The rule set: how one expression may be rewritten into another of the same"
                  " value"),
  },
  {
    RUN_OPTION_SEARCH, "search", 0, RUN_KIND_CHOICE, RUN_COMMANDS,
    .fallback = "astar",
    .choices = searches,
    .choice_labels = search_labels,
    .argument = "KIND",
    .summary = "astar, rollout, or all for both",
    .label = N_("Search"),
    .tooltip = N_("How states are chosen: A* expands those that promise most, a rollout walks"
                  " from the start by chance, preferring what the network expects to be cheap"),
    .get_hindrance = hinder_search,
  },
  {
    RUN_OPTION_CONTINUOUS, "continuous", 0, RUN_KIND_FLAG, RUN_COMMANDS,
    .summary = "Continuous A* only, which does not wait",
    .label = N_("Continuous"),
    .tooltip = N_("Runs continuous A* alone: searches that do not wait for an answer before they"
                  " ask again. What they visit depends on how fast the network is"),
  },
  {
    RUN_OPTION_GNN_BUDGET, "gnn-budget", 0, RUN_KIND_COUNT, RUN_COMMANDS,
    .fallback = "16000",
    .minimum = 1,
    .maximum = G_MAXUINT32,
    .argument = "N",
    .summary = "Evaluations that all A* searches share",
    .label = N_("Budget"),
    .tooltip = N_("How many states the network may evaluate for A*, shared equally among the"
                  " searches of a configuration"),
    .get_hindrance = hinder_budget,
  },
  {
    RUN_OPTION_NUM_ROLLOUTS, "num-rollouts", 0, RUN_KIND_COUNT, RUN_COMMANDS,
    .fallback = "4",
    .minimum = 1,
    .maximum = 100000,
    .argument = "N",
    .summary = "Rollouts from each expression",
    .label = N_("Rollouts"),
    .tooltip = N_("How many rollouts start from each expression"),
    .get_hindrance = hinder_rollouts,
  },
  {
    RUN_OPTION_SIMULATION_DEPTH, "simulation-depth", 0, RUN_KIND_COUNT, RUN_COMMANDS,
    .fallback = "49",
    .minimum = 1,
    .maximum = 65535,
    .argument = "N",
    .summary = "The most rewrites from the start",
    .label = N_("Simulation Depth"),
    .tooltip = N_("The most rewrites from the start. The network must have a head for each: at"
                  " most one less than its heads"),
  },
  {
    RUN_OPTION_BUFFER_SIZE, "buffer-size", 0, RUN_KIND_COUNT, RUN_COMMANDS,
    .fallback = "16",
    .minimum = 1,
    .maximum = 1000000,
    .argument = "N",
    .summary = "States A* collects before it asks",
    .label = N_("Buffer Size"),
    .tooltip = N_("How many states A* takes from its frontier to expand before it asks the network"
                  " about their neighbours. More make larger batches and a less choosy search"),
    .get_hindrance = hinder_buffer,
  },
  {
    RUN_OPTION_SEED, "seed", 0, RUN_KIND_COUNT, RUN_COMMANDS,
    .fallback = "0",
    .minimum = 0,
    .maximum = G_MAXUINT64,
    .argument = "N",
    .summary = "Where chance starts: rollouts, weights",
    .label = N_("Seed"),
    .tooltip = N_("Where chance starts: the choices of rollouts, and random weights that do not"
                  " name a seed of their own. The same seed gives the same run"),
  },
  {
    RUN_OPTION_AS_PROTOTYPE, "as-prototype", 0, RUN_KIND_FLAG, RUN_COMMANDS,
    .summary = "Compute as the prototype did; see the manual",
    .label = N_("As the Prototype"),
    .tooltip = N_("Computes as the prototype did where Ariadne knows better: continuous A* reads"
                  " the head of the steps done, rollouts prefer a higher predicted cost"),
  },
};

static gboolean
check_continuous (const RunValues  *values,
                  GError          **error)
{
  if (!values->flags[RUN_OPTION_CONTINUOUS] || run_values_is (values, RUN_OPTION_SEARCH, "astar"))
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT, "--search=%s: %s",
               run_values_get_text (values, RUN_OPTION_SEARCH),
               _("expected astar, since --continuous is a way of running A*"));

  return FALSE;
}

static const RunRule rules[] = {
  { RUN_OPTION_SEARCH, check_continuous },
};

static void
read_what (const RunValues *values,
           RunOptions      *options)
{
  AriadneExperimentConfig *config = options->config;

  options->num_searches_given = run_values_is_given (values, RUN_OPTION_NUM_SEARCHES);
  if (options->num_searches_given)
    config->num_searches = run_values_get_count (values, RUN_OPTION_NUM_SEARCHES);

  config->search = run_values_get_choice (values, RUN_OPTION_SEARCH);
  config->continuous = values->flags[RUN_OPTION_CONTINUOUS];
  config->gnn_budget = run_values_get_count (values, RUN_OPTION_GNN_BUDGET);
  config->num_rollouts = run_values_get_count (values, RUN_OPTION_NUM_ROLLOUTS);
  config->simulation_depth = run_values_get_count (values, RUN_OPTION_SIMULATION_DEPTH);
  config->buffer_size = run_values_get_count (values, RUN_OPTION_BUFFER_SIZE);
  config->seed = run_values_get_count (values, RUN_OPTION_SEED);
  config->as_prototype = values->flags[RUN_OPTION_AS_PROTOTYPE];
  run_set_text (&config->rules, run_values_get_text (values, RUN_OPTION_RULES));
  run_set_text (&config->expressions, run_values_get_text (values, RUN_OPTION_EXPRESSIONS));
}

const RunHeading run_heading_what = {
  N_("What to search"), specs, G_N_ELEMENTS (specs), rules, G_N_ELEMENTS (rules), read_what,
};
