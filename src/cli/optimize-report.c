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

/* The geometric mean. A product that is nothing has no logarithm. */
static double
get_mean_ratio (AriadneOptimizer *optimizer)
{
  guint n = ariadne_optimizer_get_n_results (optimizer);
  double sum = 0;

  for (guint i = 0; i < n; i++)
    sum += log (MAX (get_ratio (ariadne_optimizer_get_result (optimizer, i)), G_MINDOUBLE));

  return n > 0 ? exp (sum / n) : 1.0;
}

static void
print_summary (AriadneOptimizer *optimizer)
{
  guint n = ariadne_optimizer_get_n_results (optimizer);
  guint n_better = 0;

  for (guint i = 0; i < n; i++)
    n_better += get_ratio (ariadne_optimizer_get_result (optimizer, i)) < 1 ? 1 : 0;

  g_print ("%u of %u cheaper; geometric mean of the ratios %.3f\n", n_better, n,
           get_mean_ratio (optimizer));
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

static void
add_functions (JsonBuilder      *json,
               AriadneOptimizer *optimizer)
{
  json_builder_set_member_name (json, "functions");
  json_builder_begin_array (json);
  for (guint i = 0; i < ariadne_optimizer_get_n_results (optimizer); i++)
    add_function (json, ariadne_optimizer_get_result (optimizer, i));
  json_builder_end_array (json);
}

static void
print_json (JsonBuilder *json)
{
  g_autoptr (JsonNode) root = json_builder_get_root (json);
  g_autofree char *text = json_to_string (root, TRUE);

  g_print ("%s\n", text);
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

  json_builder_begin_object (json);
  add_functions (json, optimizer);
  json_builder_end_object (json);
  print_json (json);
}

/* Comparison */

struct _OptimizeComparison
{
  AriadneExpressionSet *set;  /* owned */
  GArray               *ways; /* of Way */
};

/* A way to search, and what it has found. */
typedef struct
{
  const char       *name;
  AriadneOptimizer *optimizer; /* owned */
  double            seconds;   /* for all programs together */
} Way;

static void
way_clear (gpointer data)
{
  Way *self = data;

  g_object_unref (self->optimizer);
}

/**
 * optimize_comparison_new:
 * @set: the programs
 *
 * Makes a comparison of nothing yet.
 *
 * Returns: (transfer full): a new comparison
 */
OptimizeComparison *
optimize_comparison_new (AriadneExpressionSet *set)
{
  OptimizeComparison *self = g_new0 (OptimizeComparison, 1);

  self->set = g_object_ref (set);
  self->ways = g_array_new (FALSE, FALSE, sizeof (Way));
  g_array_set_clear_func (self->ways, way_clear);

  return self;
}

/**
 * optimize_comparison_free:
 * @self: a comparison
 *
 * Releases it.
 */
void
optimize_comparison_free (OptimizeComparison *self)
{
  g_array_unref (self->ways);
  g_object_unref (self->set);
  g_free (self);
}

/**
 * optimize_comparison_add:
 * @self: a comparison
 * @name: a name that lasts
 * @optimizer: an optimizer of the set, which has been run
 * @seconds: how long that took
 *
 * Adds what has been found in one way.
 */
void
optimize_comparison_add (OptimizeComparison *self,
                         const char         *name,
                         AriadneOptimizer   *optimizer,
                         double              seconds)
{
  Way way = { name, g_object_ref (optimizer), seconds };

  g_array_append_val (self->ways, way);
}

static const Way *
get_way (OptimizeComparison *self,
         guint               index)
{
  return &g_array_index (self->ways, Way, index);
}

static guint64
count_evaluations (AriadneOptimizer *optimizer)
{
  guint64 n = 0;

  for (guint i = 0; i < ariadne_optimizer_get_n_results (optimizer); i++)
    n += ariadne_optimization_get_n_evaluations (ariadne_optimizer_get_result (optimizer, i));

  return n;
}

/* The first columns of a line; those of the ways follow. */
static void
begin_line (const char *name,
            const char *start)
{
  g_print ("%-28s %14s", name, start);
}

static void
print_costs (OptimizeComparison *self,
             guint               index)
{
  AriadneOptimization *first = ariadne_optimizer_get_result (get_way (self, 0)->optimizer, index);
  g_autofree char *start = g_strdup_printf ("%.6g", ariadne_optimization_get_start_cost (first));

  begin_line (ariadne_optimization_get_name (first), start);
  for (guint i = 0; i < self->ways->len; i++)
    g_print (" %17.6g",
             ariadne_optimization_get_best_cost (
               ariadne_optimizer_get_result (get_way (self, i)->optimizer, index)));
  g_print ("\n");
}

static void
print_totals (OptimizeComparison *self)
{
  begin_line ("Mean ratio (geometric)", "");
  for (guint i = 0; i < self->ways->len; i++)
    g_print (" %17.3f", get_mean_ratio (get_way (self, i)->optimizer));
  g_print ("\n");
  begin_line ("Evaluations", "");
  for (guint i = 0; i < self->ways->len; i++)
    g_print (" %17" G_GUINT64_FORMAT, count_evaluations (get_way (self, i)->optimizer));
  g_print ("\n");
  begin_line ("Seconds", "");
  for (guint i = 0; i < self->ways->len; i++)
    g_print (" %17.2f", get_way (self, i)->seconds);
  g_print ("\n");
}

/**
 * optimize_comparison_print_table:
 * @self: a comparison
 *
 * Prints a line for each program with the costs that each way has come to, and what
 * that took.
 */
void
optimize_comparison_print_table (OptimizeComparison *self)
{
  begin_line ("FUNCTION", "START COST");
  for (guint i = 0; i < self->ways->len; i++)
    {
      g_autofree char *name = g_ascii_strup (get_way (self, i)->name, -1);

      g_print (" %17s", name);
    }
  g_print ("\n");

  if (self->ways->len == 0)
    return;

  for (guint i = 0; i < ariadne_expression_set_get_n_expressions (self->set); i++)
    print_costs (self, i);
  print_totals (self);
}

/**
 * optimize_comparison_print_json:
 * @self: a comparison
 *
 * Prints all about the programs as a JSON object, for each way.
 */
void
optimize_comparison_print_json (OptimizeComparison *self)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_object (json);
  json_builder_set_member_name (json, "searches");
  json_builder_begin_array (json);
  for (guint i = 0; i < self->ways->len; i++)
    {
      json_builder_begin_object (json);
      add_string (json, "search", get_way (self, i)->name);
      add_double (json, "time_s", get_way (self, i)->seconds);
      add_functions (json, get_way (self, i)->optimizer);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
  json_builder_end_object (json);
  print_json (json);
}
