/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "expression/ariadne-rule-set.h"
#include "run/run-heading.h"
#include "run/run-subject.h"

/* Evaluations of boards cost little, but there are many. */
#define TILES_BUDGET 1000000

/* In the order of the enumerations. */
static const char * const searches[] = { "astar", "rollout", "all", "weighted", "beam",
                                        "depth-columns", NULL };

static const char * const search_labels[] = {
  N_("A*"), N_("Rollouts"), N_("Both"), N_("Weighted A*"), N_("Beam"), N_("Depth Columns"), NULL
};

static const char * const domains[] = { RUN_DOMAIN_EXPRESSIONS, RUN_DOMAIN_TILES, NULL };
static const char * const domain_labels[] = { N_("Expressions"), N_("Sliding Tiles"), NULL };

static const char * const sets[] = { "blas", "ml", NULL };
static const char * const puzzles[] = { "eight", "korf", NULL };
static const char * const weights[] = { "1", "0.8", "0.6", NULL };

static gboolean
is_about_tiles (const RunValues *values)
{
  return run_values_is (values, RUN_OPTION_DOMAIN, RUN_DOMAIN_TILES);
}

static gboolean
is_rollout_only (const RunValues *values)
{
  return run_values_is (values, RUN_OPTION_SEARCH, "rollout")
         && !values->flags[RUN_OPTION_CONTINUOUS];
}

static gboolean
is_wide (const RunValues *values)
{
  return run_values_is (values, RUN_OPTION_SEARCH, "beam")
         || run_values_is (values, RUN_OPTION_SEARCH, "depth-columns");
}

static const char *
hinder_search (const RunValues *values)
{
  if (is_about_tiles (values))
    return N_("Sliding tiles are searched by weighted A*.");

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
  if (is_wide (values))
    return N_("Beams and depth columns do no rollouts.");

  return values->flags[RUN_OPTION_CONTINUOUS] || run_values_is (values, RUN_OPTION_SEARCH, "astar")
         ? N_("A* does no rollouts.") : NULL;
}

static const char *
hinder_width (const RunValues *values)
{
  return is_wide (values) ? NULL : N_("Only beams and depth columns have a width.");
}

static const char *
hinder_buffer (const RunValues *values)
{
  if (run_values_is (values, RUN_OPTION_SEARCH, "depth-columns"))
    return N_("Depth columns ask about all neighbours of one state.");
  if (values->flags[RUN_OPTION_CONTINUOUS])
    return N_("Continuous A* asks about each state as it comes.");

  return is_rollout_only (values) ? N_("Rollouts ask about all neighbours of one state.") : NULL;
}

static const RunOptionSpec specs[] = {
  {
    RUN_OPTION_DOMAIN, "domain", 0, RUN_KIND_CHOICE, RUN_COMMANDS,
    .fallback = RUN_DOMAIN_EXPRESSIONS,
    .choices = domains,
    .choice_labels = domain_labels,
    .argument = "NAME",
    .summary = "expressions, or sliding-tiles",
    .label = N_("Domain"),
    .tooltip = N_("What is searched: expressions for cheaper ones of the same value, or puzzles of"
                  " sliding tiles for a short solution"),
  },
  {
    RUN_OPTION_EXPRESSIONS, "expressions", 0, RUN_KIND_TEXT, RUN_COMMANDS,
    .domain = RUN_DOMAIN_EXPRESSIONS,
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
    RUN_OPTION_PUZZLE, "puzzle", 0, RUN_KIND_TEXT, RUN_COMMANDS,
    .domain = RUN_DOMAIN_TILES,
    .fallback = "eight",
    .choices = puzzles,
    .check = run_puzzle_check,
    .argument = "FILE[:NAME,…]",
    .summary = "Tiles to solve: a file, or one of eight and korf",
    .label = N_("Puzzles"),
    .tooltip = N_("The puzzles that the searches start from: those of a file, or of one of the"
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
    .domain = RUN_DOMAIN_EXPRESSIONS,
    .fallback = "ml_rules_no_bind",
    .get_choices = ariadne_rule_set_get_all_names,
    .argument = "NAME",
    .summary = "The rule set; NAME+sound leaves out what captures names",
    .label = N_("Rules"),
    .tooltip = N_("The rule set: how one expression may be rewritten into another of the same"
                  " value. Those that end in +sound leave out what changes the meaning of names"),
  },
  {
    RUN_OPTION_SEARCH, "search", 0, RUN_KIND_CHOICE, RUN_COMMANDS,
    .fallback = "astar",
    .choices = searches,
    .choice_labels = search_labels,
    .argument = "KIND",
    .summary = "astar, rollout, all for both, beam, depth-columns",
    .note = "astar; tiles: weighted",
    .label = N_("Search"),
    .tooltip = N_("How states are chosen: A* expands those that promise most, a rollout walks"
                  " from the start by chance, preferring what the network expects to be cheap;"
                  " weighted A* looks for a short way to a goal; a beam expands the best of each"
                  " depth, depth columns one of each depth again and again"),
    .get_hindrance = hinder_search,
  },
  {
    RUN_OPTION_WEIGHT, "weight", 0, RUN_KIND_TEXT, RUN_COMMANDS,
    .domain = RUN_DOMAIN_TILES,
    .fallback = "1",
    .choices = weights,
    .check = run_weight_check,
    .argument = "NUMBER",
    .summary = "Of steps done; less than 1 hurries",
    .label = N_("Weight"),
    .tooltip = N_("The weight of the steps done against the estimate of those left. With 1 a strict"
                  " search finds a shortest solution; with 0.5 it is faster, and its solution at"
                  " most twice as long"),
  },
  {
    RUN_OPTION_STRICT, "strict", 0, RUN_KIND_FLAG, RUN_COMMANDS,
    .domain = RUN_DOMAIN_TILES,
    .summary = "Search on until no shorter solution is possible",
    .label = N_("Strict"),
    .tooltip = N_("Does not end with the first solution, but only when no other can be shorter, as"
                  " far as the estimates can be relied on"),
  },
  {
    RUN_OPTION_CONTINUOUS, "continuous", 0, RUN_KIND_FLAG, RUN_COMMANDS,
    .domain = RUN_DOMAIN_EXPRESSIONS,
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
    .note = "16000; tiles: 1000000",
    .label = N_("Budget"),
    .tooltip = N_("How many states the network may evaluate for A*, shared equally among the"
                  " searches of a configuration"),
    .get_hindrance = hinder_budget,
  },
  {
    RUN_OPTION_NUM_ROLLOUTS, "num-rollouts", 0, RUN_KIND_COUNT, RUN_COMMANDS,
    .domain = RUN_DOMAIN_EXPRESSIONS,
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
    .summary = "The most steps from the start",
    .note = "49; tiles: 65535",
    .label = N_("Simulation Depth"),
    .tooltip = N_("The most steps from the start: rewrites, or moves. For rewrites the network"
                  " must have a head for each: at most one less than its heads"),
  },
  {
    RUN_OPTION_WIDTH, "width", 0, RUN_KIND_COUNT, RUN_COMMANDS,
    .domain = RUN_DOMAIN_EXPRESSIONS,
    .fallback = "16",
    .minimum = 1,
    .maximum = 1000,
    .argument = "N",
    .summary = "States of a beam, or of depth columns at a time",
    .label = N_("Width"),
    .tooltip = N_("How many states of each depth a beam expands, and how many of different depths"
                  " depth columns expand at the same time. More make larger batches"),
    .get_hindrance = hinder_width,
  },
  {
    RUN_OPTION_BUFFER_SIZE, "buffer-size", 0, RUN_KIND_COUNT, RUN_COMMANDS,
    .fallback = "16",
    .minimum = 1,
    .maximum = 1000000,
    .argument = "N",
    .summary = "States A* or a beam collects before it asks",
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
    .domain = RUN_DOMAIN_EXPRESSIONS,
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

/* Those of expressions ask how much can be gained, weighted A* how far it is. */
static gboolean
check_search (const RunValues  *values,
              GError          **error)
{
  gboolean is_weighted = run_values_is (values, RUN_OPTION_SEARCH, "weighted");

  if (!run_values_is_given (values, RUN_OPTION_SEARCH) || is_weighted == is_about_tiles (values))
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT, "--search=%s: %s",
               run_values_get_text (values, RUN_OPTION_SEARCH),
               is_weighted ? _("expected another search, since expressions have no goal")
                           : _("expected weighted, the search of sliding-tiles"));

  return FALSE;
}

static const RunRule rules[] = {
  { RUN_OPTION_SEARCH, check_search },
  { RUN_OPTION_SEARCH, check_continuous },
};

static void
read_expressions (const RunValues         *values,
                  AriadneExperimentConfig *config)
{
  run_set_text (&config->rules, run_values_get_text (values, RUN_OPTION_RULES));
  run_set_text (&config->expressions, run_values_get_text (values, RUN_OPTION_EXPRESSIONS));
}

static void
read_tiles (const RunValues         *values,
            AriadneExperimentConfig *config)
{
  config->search = ARIADNE_SEARCH_KIND_WEIGHTED;
  config->strict = values->flags[RUN_OPTION_STRICT];
  run_weight_parse (run_values_get_text (values, RUN_OPTION_WEIGHT), &config->weight);
  run_set_text (&config->puzzle, run_values_get_text (values, RUN_OPTION_PUZZLE));
  if (!run_values_is_given (values, RUN_OPTION_GNN_BUDGET))
    config->gnn_budget = TILES_BUDGET;
  if (!run_values_is_given (values, RUN_OPTION_SIMULATION_DEPTH))
    config->simulation_depth = run_option_get_spec (RUN_OPTION_SIMULATION_DEPTH)->maximum;
}

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
  config->width = run_values_get_count (values, RUN_OPTION_WIDTH);
  config->buffer_size = run_values_get_count (values, RUN_OPTION_BUFFER_SIZE);
  config->seed = run_values_get_count (values, RUN_OPTION_SEED);
  config->as_prototype = values->flags[RUN_OPTION_AS_PROTOTYPE];
  run_set_text (&config->domain, run_values_get_text (values, RUN_OPTION_DOMAIN));
  if (is_about_tiles (values))
    read_tiles (values, config);
  else
    read_expressions (values, config);
}

const RunHeading run_heading_what = {
  N_("What to search"), specs, G_N_ELEMENTS (specs), rules, G_N_ELEMENTS (rules), read_what,
};
