/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "optimize-report.h"

#include <json-glib/json-glib.h>
#include <math.h>

#include "expression/ariadne-rule-set.h"

/* What is free remains so. */
static double
get_ratio (AriadneOptimization *result)
{
  double start = ariadne_optimization_get_start_cost (result);

  return start > 0 ? ariadne_optimization_get_best_cost (result) / start : 1.0;
}

/* Table */

static void
print_row (AriadneOptimization *result)
{
  g_print ("%-28s %14.6g %14.6g %8.3f %7u %12" G_GUINT64_FORMAT " %9.2f\n",
           ariadne_optimization_get_name (result), ariadne_optimization_get_start_cost (result),
           ariadne_optimization_get_best_cost (result), get_ratio (result),
           ariadne_optimization_get_n_steps (result),
           ariadne_optimization_get_n_evaluations (result),
           ariadne_optimization_get_seconds (result));
}

/* A product that is nothing has no logarithm. */
static void
print_summary (AriadneOptimizer *optimizer)
{
  guint n = ariadne_optimizer_get_n_results (optimizer);
  guint n_better = 0;
  double sum = 0;

  for (guint i = 0; i < n; i++)
    {
      double ratio = get_ratio (ariadne_optimizer_get_result (optimizer, i));

      n_better += ratio < 1 ? 1 : 0;
      sum += log (MAX (ratio, G_MINDOUBLE));
    }

  g_print ("%u of %u cheaper; geometric mean of the ratios %.3f\n", n_better, n, exp (sum / n));
}

/**
 * optimize_report_print_table:
 * @optimizer: an optimizer that has been run
 *
 * Prints a line for each program, and one about all of them.
 */
void
optimize_report_print_table (AriadneOptimizer *optimizer)
{
  guint n = ariadne_optimizer_get_n_results (optimizer);

  g_print ("%-28s %14s %14s %8s %7s %12s %9s\n", "FUNCTION", "START COST", "BEST COST", "RATIO",
           "STEPS", "EVALUATIONS", "SECONDS");
  for (guint i = 0; i < n; i++)
    print_row (ariadne_optimizer_get_result (optimizer, i));
  if (n > 1)
    print_summary (optimizer);
}

/* Steps */

static void
print_steps_of (const char          *rules,
                AriadneOptimization *result)
{
  guint n = ariadne_optimization_get_n_steps (result);

  g_print ("; BEST %s %s user ariadne ; [", rules, ariadne_optimization_get_name (result));
  for (guint i = 0; i < n; i++)
    {
      guint node;
      const char *rule = ariadne_optimization_get_step (result, i, &node);

      g_print ("%s[%u, \"%s\"]", i == 0 ? "" : ", ", node, rule);
    }
  g_print ("]\n");
}

/**
 * optimize_report_print_steps:
 * @optimizer: an optimizer that has been run
 *
 * Prints the steps to each program that is cheaper, as comments of a file. They apply
 * in the rule set that refuses nothing, too, which other programs know.
 */
void
optimize_report_print_steps (AriadneOptimizer *optimizer)
{
  const char *name = ariadne_optimizer_get_rules (optimizer);
  const char *rules = ariadne_rule_set_get_plain (ariadne_rule_set_lookup (name, NULL))->name;

  for (guint i = 0; i < ariadne_optimizer_get_n_results (optimizer); i++)
    {
      AriadneOptimization *result = ariadne_optimizer_get_result (optimizer, i);

      if (ariadne_optimization_get_n_steps (result) > 0)
        print_steps_of (rules, result);
    }
}

/* JSON */

static void
add_double (JsonBuilder *json,
            const char  *name,
            double       value)
{
  json_builder_set_member_name (json, name);
  json_builder_add_double_value (json, value);
}

static void
add_string (JsonBuilder *json,
            const char  *name,
            const char  *value)
{
  json_builder_set_member_name (json, name);
  json_builder_add_string_value (json, value);
}

static void
add_steps (JsonBuilder         *json,
           AriadneOptimization *result)
{
  json_builder_set_member_name (json, "steps");
  json_builder_begin_array (json);
  for (guint i = 0; i < ariadne_optimization_get_n_steps (result); i++)
    {
      guint node;
      const char *rule = ariadne_optimization_get_step (result, i, &node);

      json_builder_begin_array (json);
      json_builder_add_int_value (json, node);
      json_builder_add_string_value (json, rule);
      json_builder_end_array (json);
    }
  json_builder_end_array (json);
}

static void
add_function (JsonBuilder         *json,
              AriadneOptimization *result)
{
  g_autofree char *text = ariadne_optimization_get_text (result);

  json_builder_begin_object (json);
  add_string (json, "name", ariadne_optimization_get_name (result));
  add_double (json, "start_cost", ariadne_optimization_get_start_cost (result));
  add_double (json, "best_cost", ariadne_optimization_get_best_cost (result));
  add_double (json, "ratio", get_ratio (result));
  json_builder_set_member_name (json, "evaluations");
  json_builder_add_int_value (json, (gint64) ariadne_optimization_get_n_evaluations (result));
  add_double (json, "time_s", ariadne_optimization_get_seconds (result));
  add_steps (json, result);
  add_string (json, "text", text);
  json_builder_end_object (json);
}

/**
 * optimize_report_print_json:
 * @optimizer: an optimizer that has been run
 *
 * Prints all about the programs as a JSON object.
 */
void
optimize_report_print_json (AriadneOptimizer *optimizer)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (json);
  json_builder_set_member_name (json, "functions");
  json_builder_begin_array (json);
  for (guint i = 0; i < ariadne_optimizer_get_n_results (optimizer); i++)
    add_function (json, ariadne_optimizer_get_result (optimizer, i));
  json_builder_end_array (json);
  json_builder_end_object (json);
  root = json_builder_get_root (json);
  text = json_to_string (root, TRUE);
  g_print ("%s\n", text);
}
