/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "run-plan.h"

#include <json-glib/json-glib.h>

/* What stands where there is no queue: synchronous searches have none. */
static const char *
get_queue (const AriadneRunRecord *run,
           const char             *otherwise)
{
  return run->queue != NULL ? run->queue : otherwise;
}

static void
print_text_line (const AriadneRunRecord *run)
{
  g_print ("%-13s %-22s %-10s %-8s %-8s %9u %8u\n", run->group, run->name, run->search,
           run->engine, get_queue (run, "-"), run->searchers, run->servers);
}

static void
print_csv_line (const AriadneRunRecord *run)
{
  g_print ("%s,%s,%s,%s,%s,%u,%u\n", run->group, run->name, run->search, run->engine,
           get_queue (run, ""), run->searchers, run->servers);
}

static void
print_lines (AriadneExperiment *experiment,
             void             (*print_line) (const AriadneRunRecord *run))
{
  for (guint i = 0; i < ariadne_experiment_get_n_configurations (experiment); i++)
    {
      g_autoptr (AriadneRunRecord) run = ariadne_experiment_describe_configuration (experiment, i);

      print_line (run);
    }
}

static void
print_text (AriadneExperiment *experiment)
{
  guint n = ariadne_experiment_get_n_configurations (experiment);

  g_print ("%u configuration%s would be run:\n\n", n, n == 1 ? "" : "s");
  g_print ("%-13s %-22s %-10s %-8s %-8s %9s %8s\n", "Group", "Name", "Search", "Engine", "Queue",
           "Searchers", "Servers");
  print_lines (experiment, print_text_line);
}

static void
print_csv (AriadneExperiment *experiment)
{
  g_print ("group,name,search,engine,queue,searchers,servers\n");
  print_lines (experiment, print_csv_line);
}

static void
build_run (JsonBuilder            *builder,
           const AriadneRunRecord *run)
{
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "group");
  json_builder_add_string_value (builder, run->group);
  json_builder_set_member_name (builder, "name");
  json_builder_add_string_value (builder, run->name);
  json_builder_set_member_name (builder, "search");
  json_builder_add_string_value (builder, run->search);
  json_builder_set_member_name (builder, "engine");
  json_builder_add_string_value (builder, run->engine);
  json_builder_set_member_name (builder, "queue");
  json_builder_add_string_value (builder, run->queue);
  json_builder_set_member_name (builder, "searchers");
  json_builder_add_int_value (builder, run->searchers);
  json_builder_set_member_name (builder, "servers");
  json_builder_add_int_value (builder, run->servers);
  json_builder_end_object (builder);
}

/* As a report has them, without what is measured. */
static void
print_json (AriadneExperiment *experiment)
{
  AriadneReport *report = ariadne_experiment_get_report (experiment);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "version");
  json_builder_add_int_value (builder, 1);
  json_builder_set_member_name (builder, "experiment");
  json_builder_add_string_value (builder, ariadne_report_get_experiment (report));
  json_builder_set_member_name (builder, "config");
  json_builder_add_value (builder, json_gvariant_serialize (ariadne_report_get_config (report)));
  json_builder_set_member_name (builder, "runs");
  json_builder_begin_array (builder);
  for (guint i = 0; i < ariadne_experiment_get_n_configurations (experiment); i++)
    {
      g_autoptr (AriadneRunRecord) run = ariadne_experiment_describe_configuration (experiment, i);

      build_run (builder, run);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  text = json_to_string (root, TRUE);
  g_print ("%s\n", text);
}

/**
 * run_plan_print:
 * @experiment: an experiment that has not been run
 * @format: how to say it
 *
 * Says on standard output what would be run.
 */
void
run_plan_print (AriadneExperiment   *experiment,
                AriadneReportFormat  format)
{
  switch (format)
    {
    case ARIADNE_REPORT_FORMAT_JSON:
      print_json (experiment);
      break;
    case ARIADNE_REPORT_FORMAT_CSV:
      print_csv (experiment);
      break;
    case ARIADNE_REPORT_FORMAT_TEXT:
    default:
      print_text (experiment);
      break;
    }
}
