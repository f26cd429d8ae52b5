/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "cli-program.h"

/* The program with a network on a device, which is emulated. */

#define NETWORK "--model=random:hidden=6,readout=4,propagations=1 "

static void
test_list (void)
{
  g_autoptr (CliResult) result = cli_program_run ("model info --devices --json");
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonArray *devices;
  JsonObject *device;

  g_assert_cmpint (result->status, ==, 0);
  json_parser_load_from_data (parser, result->output, -1, &error);
  g_assert_no_error (error);
  devices = json_node_get_array (json_parser_get_root (parser));
  g_assert_cmpuint (json_array_get_length (devices), ==, 2);
  device = json_array_get_object_element (devices, 1);
  g_assert_cmpstr (json_object_get_string_member (device, "device"), ==, "cuda:0");
  g_assert_true (json_object_get_null_member (device, "reason"));
}

/* What is visited is the same synchronously and with a server; the GPU is taken
 * without being asked for.
 */
static void
test_run (void)
{
  g_autoptr (CliResult) result = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonObject *report;
  JsonObject *run;

  result = cli_program_run ("run " NETWORK "--engine=thread --num-procs=2 --gnn-budget=64"
                            " --num-searches=2 --simulation-depth=4 --save-path= --json --quiet");
  g_test_message ("%s", result->errors);
  g_assert_cmpint (result->status, ==, 0);
  g_assert_cmpstr (result->errors, ==, "");
  json_parser_load_from_data (parser, result->output, -1, &error);
  g_assert_no_error (error);
  report = json_node_get_object (json_parser_get_root (parser));
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (report, "config"),
                                                  "device"),
                   ==, "cuda:0 (Emulated device 0), float32");
  run = json_array_get_object_element (json_object_get_array_member (report, "runs"), 1);
  g_assert_true (json_object_get_boolean_member (run, "matches_expected"));
}

/* Servers that are processes have their networks on the GPU as well, even if they may
 * use more of them than there are; how exact and what to do about errors reaches them
 * too. What is visited is the same as without them.
 */
static void
test_processes (void)
{
  g_autoptr (CliResult) result = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonObject *report;
  JsonObject *config;
  JsonObject *run;

  result = cli_program_run ("run " NETWORK "--multi-server --engine=process --num-procs=2"
                            " --num-servers=2 --device=cuda --precision=bf16 --num-gpus=4"
                            " --on-device-error=retry --gnn-budget=32 --num-searches=2"
                            " --simulation-depth=3 --save-path= --json --quiet --search=astar");
  g_test_message ("%s", result->errors);
  g_assert_cmpint (result->status, ==, 0);
  g_assert_cmpstr (result->errors, ==, "");
  json_parser_load_from_data (parser, result->output, -1, &error);
  g_assert_no_error (error);
  report = json_node_get_object (json_parser_get_root (parser));

  config = json_object_get_object_member (report, "config");
  g_assert_cmpstr (json_object_get_string_member (config, "precision"), ==, "bf16");
  g_assert_cmpstr (json_object_get_string_member (config, "on_device_error"), ==, "retry");
  g_assert_cmpfloat (json_object_get_double_member (config, "precision_max_error"), >, 0);
  g_assert_cmpfloat (json_object_get_double_member (config, "precision_spread"), >, 0);

  run = json_array_get_object_element (json_object_get_array_member (report, "runs"), 1);
  g_assert_cmpint (json_object_get_int_member (run, "servers"), ==, 2);
  g_assert_cmpint (json_object_get_int_member (run, "deaths"), ==, 0);
  g_assert_cmpint (json_object_get_int_member (run, "num_elements"), >, 0);
  g_assert_true (json_object_get_boolean_member (run, "matches_expected"));
  g_assert_cmpint (json_object_get_int_member (run, "device_failures"), ==, 0);
  g_assert_cmpint (json_object_get_int_member (run, "rows_on_cpu"), ==, 0);
  g_assert_cmpfloat (json_object_get_double_member (run, "start_s"), >, 0);
}

/* The same, from the description of a network. */
static void
test_info (void)
{
  g_autoptr (CliResult) init = NULL;
  g_autoptr (CliResult) text = NULL;
  g_autoptr (CliResult) json = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonObject *info;

  init = cli_program_run ("model init --hidden-size=6 --readout-size=4 --propagations=1 --seed=3"
                          " device.safetensors");
  g_assert_cmpint (init->status, ==, 0);
  text = cli_program_run ("model info device.safetensors --precision=bf16");
  g_assert_cmpint (text->status, ==, 0);
  g_assert_nonnull (strstr (text->output, "The reduced precision changes heads by up to "));

  json = cli_program_run ("model info device.safetensors --precision=tf32 --json");
  g_assert_cmpint (json->status, ==, 0);
  json_parser_load_from_data (parser, json->output, -1, &error);
  g_assert_no_error (error);
  info = json_node_get_object (json_parser_get_root (parser));
  g_assert_cmpstr (json_object_get_string_member (info, "device"), ==,
                   "cuda:0 (Emulated device 0), tf32");
  g_assert_cmpfloat (json_object_get_double_member (info, "precision_max_error"), >, 0);
}

/* How much a reduced precision changes is said. */
static void
test_precision (void)
{
  g_autoptr (CliResult) result = NULL;

  result = cli_program_run ("model evaluate " NETWORK "--device=cuda:0 --precision=bf16");
  g_test_message ("%s", result->errors);
  g_assert_cmpint (result->status, ==, 0);
  g_assert_true (g_str_has_prefix (result->errors,
                                   "The reduced precision changes heads by up to "));
}

static void
test_rejected (void)
{
  assert_rejected ("model evaluate --device=cuda:1", "there is no cuda:1: 1 found");
  assert_rejected ("run --device=cuda:7", "there is no cuda:7: 1 found");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/ProgramDevice/list", test_list);
  g_test_add_func ("/Ariadne/ProgramDevice/run", test_run);
  g_test_add_func ("/Ariadne/ProgramDevice/processes", test_processes);
  g_test_add_func ("/Ariadne/ProgramDevice/info", test_info);
  g_test_add_func ("/Ariadne/ProgramDevice/precision", test_precision);
  g_test_add_func ("/Ariadne/ProgramDevice/rejected", test_rejected);

  return g_test_run ();
}
