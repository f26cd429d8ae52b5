/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <signal.h>
#include <string.h>

#include "cli-program.h"

/* What they cost is worked out by hand, with 0.1 for the let of a name: `twice` is sub
 * 1 and add 1; `both` is a call (2) of that, and another add; `given` calls what is only
 * declared. At best nothing is subtracted or called that need not be, and no let is left.
 */
static const char programs[] =
  "; a comment that stays\n"
  "(edef outer Float (Float))\n"
  "(def cost$outer Float (x : Float) 5.0)\n"
  "(def twice Float (x : Float) (add x (sub x 0.0)))\n"
  "; BEST ml_rules twice user old ; [[5, \"sub_zero\"]]\n"
  "(def both Float (y : Float) (add (twice y) y))\n"
  "(def given Float ((p : Float) (q : Float)) (mul (outer p) (add 0.0 q))) ; and this\n"
  "(def main Integer () (print \"x\"))\n";

static void
write_programs (const char *name)
{
  g_autofree char *path = cli_program_get_path (name);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, programs, -1, &error);
  g_assert_no_error (error);
}

static char *
read_file (const char *name)
{
  g_autofree char *path = cli_program_get_path (name);
  g_autoptr (GError) error = NULL;
  char *text;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);

  return text;
}

static void
remove_file (const char *name)
{
  g_autofree char *path = cli_program_get_path (name);

  g_unlink (path);
}

static CliResult *
run_well (const char *arguments)
{
  CliResult *result = cli_program_run ("%s", arguments);

  g_test_message ("ariadne %s: %s", arguments, result->errors);
  g_assert_cmpint (result->status, ==, 0);
  g_assert_cmpstr (result->errors, ==, "");

  return result;
}

static JsonArray *
parse_list (const char *text,
            const char *member)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = json_from_string (text, &error);

  g_assert_no_error (error);

  return json_array_ref (json_object_get_array_member (json_node_get_object (root), member));
}

static JsonArray *
run_for_list (const char *arguments,
              const char *member)
{
  g_autoptr (CliResult) result = run_well (arguments);

  return parse_list (result->output, member);
}

static JsonObject *
find_function (JsonArray  *functions,
               const char *name)
{
  for (guint i = 0; i < json_array_get_length (functions); i++)
    {
      JsonObject *function = json_array_get_object_element (functions, i);

      if (g_strcmp0 (json_object_get_string_member (function, "name"), name) == 0)
        return function;
    }

  g_assert_not_reached ();
}

static void
assert_costs (JsonArray  *functions,
              const char *name,
              double      start,
              double      best)
{
  JsonObject *function = find_function (functions, name);

  g_assert_cmpfloat_with_epsilon (json_object_get_double_member (function, "start_cost"), start,
                                  1e-9);
  g_assert_cmpfloat_with_epsilon (json_object_get_double_member (function, "best_cost"), best,
                                  1e-9);
  g_assert_cmpfloat_with_epsilon (json_object_get_double_member (function, "ratio"), best / start,
                                  1e-9);
}

/* Nothing more and nothing less than what is promised. */
static void
assert_shape (JsonObject *function)
{
  static const char * const members[] = {
    "name", "start_cost", "best_cost", "ratio", "evaluations", "time_s", "steps", "text"
  };
  JsonArray *steps = json_object_get_array_member (function, "steps");

  g_assert_cmpuint (json_object_get_size (function), ==, G_N_ELEMENTS (members));
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    g_assert_true (json_object_has_member (function, members[i]));

  for (guint i = 0; i < json_array_get_length (steps); i++)
    {
      JsonArray *step = json_array_get_array_element (steps, i);

      g_assert_cmpuint (json_array_get_length (step), ==, 2);
      g_assert_cmpint (json_node_get_value_type (json_array_get_element (step, 0)), ==,
                       G_TYPE_INT64);
      g_assert_cmpint (json_node_get_value_type (json_array_get_element (step, 1)), ==,
                       G_TYPE_STRING);
    }
}

static void
test_json (void)
{
  g_autoptr (JsonArray) functions = NULL;

  write_programs ("optimize.kso");
  functions = run_for_list ("optimize optimize.kso --json", "functions");

  g_assert_cmpuint (json_array_get_length (functions), ==, 3);
  for (guint i = 0; i < 3; i++)
    assert_shape (json_array_get_object_element (functions, i));
  assert_costs (functions, "twice", 2.1, 1.0);
  assert_costs (functions, "both", 5.2, 2.0);
  /* A product 2, a call 2 of what costs 5, a sum 1; two lets and that of the name. */
  assert_costs (functions, "given", 10.3, 9.0);

  remove_file ("optimize.kso");
}

/* The steps that are printed lead to the costs that are printed. */
static void
test_steps (void)
{
  g_autoptr (CliResult) table = NULL;
  g_autoptr (JsonArray) functions = NULL;
  g_autoptr (JsonArray) sequences = NULL;
  g_autofree char *path = cli_program_get_path ("found");
  g_autoptr (GError) error = NULL;

  write_programs ("optimize.kso");
  table = run_well ("optimize optimize.kso --steps");
  functions = run_for_list ("optimize optimize.kso --json", "functions");
  g_file_set_contents (path, table->output, -1, &error);
  g_assert_no_error (error);
  sequences = run_for_list ("expr replay optimize.kso --sound --steps-from=found --json",
                            "sequences");

  g_assert_cmpuint (json_array_get_length (sequences), ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      JsonObject *sequence = json_array_get_object_element (sequences, i);
      JsonObject *function = find_function (functions,
                                            json_object_get_string_member (sequence, "name"));
      JsonArray *steps = json_object_get_array_member (function, "steps");

      g_assert_cmpstr (json_object_get_string_member (sequence, "rules"), ==, "ml_rules+sound");
      g_assert_cmpint (json_object_get_int_member (sequence, "applied"), ==,
                       json_array_get_length (steps));
      g_assert_cmpfloat (json_object_get_double_member (sequence, "end_cost"), ==,
                         json_object_get_double_member (function, "best_cost"));
      g_assert_cmpstr (json_object_get_string_member (sequence, "end"), ==,
                       json_object_get_string_member (function, "text"));
    }

  remove_file ("optimize.kso");
  remove_file ("found");
}

/* A file of the same functions, with all that is not about what was optimised. */
static void
test_output (void)
{
  g_autoptr (CliResult) result = NULL;
  g_autoptr (JsonArray) listed = NULL;
  g_autoptr (JsonArray) again = NULL;
  g_autoptr (CliResult) check = NULL;
  g_autofree char *text = NULL;

  write_programs ("optimize.kso");
  result = run_well ("optimize optimize.kso both given -o faster.kso");
  text = read_file ("faster.kso");

  g_assert_true (g_str_has_prefix (text, "; a comment that stays\n"
                                         "(edef outer Float (Float))\n"
                                         "(def cost$outer Float (x : Float) 5.0)\n"
                                         "(def twice Float (x : Float) (add x (sub x 0.0)))\n"
                                         "; BEST ml_rules twice user old"));
  g_assert_true (g_str_has_suffix (text, " ; and this\n"
                                         "(def main Integer () (print \"x\"))\n"));

  listed = run_for_list ("expr list faster.kso --json", "expressions");
  g_assert_cmpuint (json_array_get_length (listed), ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      static const char * const names[] = { "twice", "both", "given" };
      /* What is found, and the let of the name. */
      static const double costs[] = { 2.1, 2.1, 9.1 };
      JsonObject *expression = json_array_get_object_element (listed, i);

      g_assert_cmpstr (json_object_get_string_member (expression, "name"), ==, names[i]);
      g_assert_cmpfloat_with_epsilon (json_object_get_double_member (expression, "cost"),
                                      costs[i], 1e-9);
    }

  check = run_well ("expr check optimize.kso faster.kso");
  again = run_for_list ("optimize faster.kso --json", "functions");
  assert_costs (again, "both", 2.1, 2.0);
  assert_costs (again, "given", 9.1, 9.0);

  remove_file ("optimize.kso");
  remove_file ("faster.kso");
}

/* What cannot be searched to its end stops at the limits. The step that reaches one
 * looks at the neighbours of one program more.
 */
static void
test_limits (void)
{
  g_autoptr (JsonArray) counted =
    run_for_list ("optimize blas gemv --search=astar --evaluations=300 --json", "functions");
  g_autoptr (JsonArray) timed =
    run_for_list ("optimize blas gemv symv gemm --search=astar --patience=0 "
                  "--evaluations=1000000000 --max-time=0.001 --json", "functions");
  g_autoptr (JsonArray) bounded =
    run_for_list ("optimize blas gemv --search=astar --patience=0 --evaluations=1000000000 "
                  "--max-memory=1M --json", "functions");
  g_autoptr (JsonArray) impatient =
    run_for_list ("optimize blas inner --search=astar --patience=200 --evaluations=1000000000 "
                  "--json", "functions");
  JsonObject *function = json_array_get_object_element (counted, 0);

  g_assert_cmpint (json_object_get_int_member (function, "evaluations"), >=, 300);
  g_assert_cmpint (json_object_get_int_member (function, "evaluations"), <, 600);

  for (guint i = 0; i < json_array_get_length (timed); i++)
    {
      function = json_array_get_object_element (timed, i);
      g_assert_cmpint (json_object_get_int_member (function, "evaluations"), <, 1000000000);
    }

  function = json_array_get_object_element (impatient, 0);
  g_assert_cmpint (json_object_get_int_member (function, "evaluations"), >=, 200);
  g_assert_cmpint (json_object_get_int_member (function, "evaluations"), <, 100000);

  function = json_array_get_object_element (bounded, 0);
  g_assert_cmpint (json_object_get_int_member (function, "evaluations"), <, 600);
}

/* The best until ^C is reported, and it is what the steps lead to. */
static void
test_interrupt (void)
{
  static const char * const arguments[] = {
    "optimize", "blas", "gemv", "--search=astar", "--patience=0", "--evaluations=1000000000",
    "--progress", "--json", NULL
  };
  g_autoptr (CliResult) result = cli_program_run_argv (arguments, " evaluations\n", SIGINT);
  g_autoptr (JsonArray) functions = NULL;
  JsonObject *function;

  g_assert_cmpint (result->status, ==, 130);
  functions = parse_list (result->output, "functions");
  g_assert_cmpuint (json_array_get_length (functions), ==, 1);
  function = json_array_get_object_element (functions, 0);
  assert_shape (function);
  g_assert_cmpfloat (json_object_get_double_member (function, "best_cost"), <,
                     json_object_get_double_member (function, "start_cost"));
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (function, "steps")),
                    >, 0);
}

/* The number of threads changes nothing but the time. */
static void
test_threads (void)
{
  g_autoptr (JsonArray) one =
    run_for_list ("optimize blas --evaluations=200 --num-cpus=1 --json", "functions");
  g_autoptr (JsonArray) many =
    run_for_list ("optimize blas --evaluations=200 --num-cpus=4 --json", "functions");

  g_assert_cmpuint (json_array_get_length (one), ==, json_array_get_length (many));
  for (guint i = 0; i < json_array_get_length (one); i++)
    {
      JsonObject *a = json_array_get_object_element (one, i);
      JsonObject *b = json_array_get_object_element (many, i);

      json_object_remove_member (a, "time_s");
      json_object_remove_member (b, "time_s");
      g_assert_true (json_object_equal (a, b));
    }
}

/* However it is searched, what is found is proved, and nothing gets dearer. */
static void
test_searches (void)
{
  static const char * const searches[] = {
    "astar", "beam", "columns", "composite-beam", "composite-columns", "portfolio"
  };

  for (guint i = 0; i < G_N_ELEMENTS (searches); i++)
    {
      g_autofree char *arguments =
        g_strdup_printf ("optimize blas inner gemv --search=%s --evaluations=500 --json",
                         searches[i]);
      g_autoptr (JsonArray) functions = run_for_list (arguments, "functions");
      JsonObject *function = find_function (functions, "gemv");

      assert_shape (function);
      g_assert_cmpfloat (json_object_get_double_member (function, "best_cost"), <,
                         json_object_get_double_member (function, "start_cost"));
    }
}

static void
test_model (void)
{
  g_autoptr (JsonArray) functions =
    run_for_list ("optimize blas vsum vscale --model=random:hidden=8,readout=8,propagations=1 "
                  "--device=cpu --evaluations=20 --quiet --json", "functions");

  g_assert_cmpuint (json_array_get_length (functions), ==, 2);
  g_assert_cmpint (json_object_get_int_member (find_function (functions, "vscale"), "evaluations"),
                   >, 0);
}

/* All ways side by side, each with what it comes to. */
static void
test_compare (void)
{
  static const char * const searches[] = {
    "astar", "beam", "columns", "composite-beam", "composite-columns", "portfolio",
    "network"
  };
  g_autoptr (CliResult) table =
    cli_program_run ("optimize blas vsum vscale --compare --device=cpu --evaluations=50 -q "
                     "--model=random:hidden=8,readout=8,propagations=1");
  g_autoptr (JsonArray) ways =
    run_for_list ("optimize blas vsum vscale --compare --device=cpu --evaluations=50 --json -q "
                  "--model=random:hidden=8,readout=8,propagations=1", "searches");
  g_auto (GStrv) lines = NULL;

  g_assert_cmpint (table->status, ==, 0);
  lines = g_strsplit (table->output, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 1 + 2 + 3 + 1);
  g_assert_true (g_str_has_prefix (lines[1], "vsum "));
  g_assert_true (g_str_has_prefix (lines[4], "Evaluations "));

  g_assert_cmpuint (json_array_get_length (ways), ==, G_N_ELEMENTS (searches));
  for (guint i = 0; i < G_N_ELEMENTS (searches); i++)
    {
      JsonObject *way = json_array_get_object_element (ways, i);
      JsonArray *functions = json_object_get_array_member (way, "functions");

      g_autofree char *heading = g_ascii_strup (searches[i], -1);

      g_assert_nonnull (strstr (lines[0], heading));
      g_assert_cmpstr (json_object_get_string_member (way, "search"), ==, searches[i]);
      g_assert_cmpuint (json_array_get_length (functions), ==, 2);
      assert_shape (find_function (functions, "vscale"));
    }
}

static void
test_rejected (void)
{
  assert_rejected ("optimize", "expected a file of expressions");
  assert_rejected ("optimize nowhere.kso", "nowhere.kso: expected a file");
  assert_rejected ("optimize blas gemw", "did you mean “gemv”?");
  assert_rejected ("optimize blas --rules=best", "There is no rule set “best”");
  assert_rejected ("optimize blas --search=best", "--search=best: expected one of astar, beam");
  assert_rejected ("optimize blas --compare -o x", "--compare and --output: expected one");
  assert_rejected ("optimize blas --evaluations=0", "--evaluations=0: ");
  assert_rejected ("optimize blas --patience=some", "--patience=some: ");
  assert_rejected ("optimize blas --max-time=soon", "--max-time=soon: ");
  assert_rejected ("optimize blas --max-memory=much", "--max-memory=much: ");
  assert_rejected ("optimize blas --num-cpus=0", "--num-cpus=0: ");
  assert_rejected ("optimize blas vsum --model=nowhere.safetensors", "nowhere.safetensors");
  assert_rejected ("expr replay blas --steps-from=nowhere", "nowhere");
  assert_rejected ("expr replay blas vsum --steps=[] --steps-from=x", "expected one of them");
}

/* What has been found is not lost with the file. */
static void
test_output_fails (void)
{
  g_autoptr (CliResult) result = cli_program_run ("optimize blas vsum -o nowhere/faster.kso");

  g_assert_cmpint (result->status, ==, 2);
  g_assert_nonnull (strstr (result->output, "vsum"));
  g_assert_nonnull (strstr (result->errors, "nowhere/faster.kso"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cli/optimize/json", test_json);
  g_test_add_func ("/cli/optimize/steps", test_steps);
  g_test_add_func ("/cli/optimize/output", test_output);
  g_test_add_func ("/cli/optimize/limits", test_limits);
  g_test_add_func ("/cli/optimize/interrupt", test_interrupt);
  g_test_add_func ("/cli/optimize/threads", test_threads);
  g_test_add_func ("/cli/optimize/searches", test_searches);
  g_test_add_func ("/cli/optimize/model", test_model);
  g_test_add_func ("/cli/optimize/compare", test_compare);
  g_test_add_func ("/cli/optimize/rejected", test_rejected);
  g_test_add_func ("/cli/optimize/output-fails", test_output_fails);

  return g_test_run ();
}
