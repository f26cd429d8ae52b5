/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "cli-program.h"

/* Two functions; what they cost is worked out by hand: `twice` is sub 1 and add
 * 1, `both` is a call (2) of that, and another add. Its comments tell of three
 * steps, one of which does not exist.
 */
static const char expressions[] =
  "(def twice Float (x : Float) (add x (sub x 0.0)))\n"
  "(def both Float (y : Float) (add (twice y) y))\n"
  "; BEST ml_rules_no_bind both user test ; "
  "[[14, \"inline_call\"], [2, \"div_one\"], [0, \"delete_let\"]]\n";

static void
write_file (const char *name,
            const char *contents)
{
  g_autofree char *path = cli_program_get_path (name);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, contents, -1, &error);
  g_assert_no_error (error);
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

/* Runs the program and takes a list out of the object that it prints. */
static JsonArray *
run_for_list (const char *arguments,
              const char *member)
{
  g_autoptr (CliResult) result = run_well (arguments);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = json_from_string (result->output, &error);

  g_assert_no_error (error);

  return json_array_ref (json_object_get_array_member (json_node_get_object (root), member));
}

static void
test_list (void)
{
  g_autoptr (JsonArray) list = run_for_list ("expr list --json two.kso", "expressions");
  g_autoptr (CliResult) table = run_well ("expr list two.kso");
  JsonObject *both = json_array_get_object_element (list, 1);

  g_assert_cmpuint (json_array_get_length (list), ==, 2);
  g_assert_cmpstr (json_object_get_string_member (both, "name"), ==, "both");
  g_assert_cmpstr (json_object_get_string_member (both, "type"), ==, "(Lam Float(Float))");
  g_assert_cmpint (json_object_get_int_member (both, "nodes"), ==, 19);
  g_assert_cmpstr (json_object_get_string_member (both, "text"), ==,
                   "(let (twice (lam (x : Float) (add x (sub x 0.0)))) "
                   "(let (both (lam (y : Float) (add (twice y) y))) both))");
  g_assert_nonnull (strstr (table->output, "twice"));
  g_assert_nonnull (strstr (table->output, "both"));
}

static void
test_cost (void)
{
  g_autoptr (JsonArray) list = run_for_list ("expr cost --json two.kso both", "expressions");
  g_autoptr (CliResult) table = run_well ("expr cost two.kso twice");

  g_assert_cmpuint (json_array_get_length (list), ==, 1);
  g_assert_cmpfloat_with_epsilon (
    json_object_get_double_member (json_array_get_object_element (list, 0), "cost"),
    1 + (2 + (1 + 1)) + 0.1 + 0.1, 1e-12);
  g_assert_nonnull (strstr (table->output, " 2.1\n"));
  g_assert_null (strstr (table->output, "both"));
}

static void
test_rewrites (void)
{
  const char *const rules[] = { "sub_zero", "commute_add" };
  g_autoptr (JsonArray) rewrites = NULL;
  g_autoptr (JsonArray) neighbours = NULL;

  rewrites = run_for_list ("expr rewrites --json --rules=simplify_rules two.kso twice", "rewrites");
  neighbours = run_for_list ("expr neighbours --json --rules=simplify_rules two.kso twice",
                             "neighbours");

  g_assert_cmpuint (json_array_get_length (rewrites), ==, 2);
  g_assert_cmpuint (json_array_get_length (neighbours), ==, 2);
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      gboolean found = FALSE;

      for (guint j = 0; j < json_array_get_length (rewrites); j++)
        if (g_str_equal (json_object_get_string_member (json_array_get_object_element (rewrites, j),
                                                        "rule"), rules[i]))
          found = TRUE;
      g_assert_true (found);
    }
}

/* Runs the program on what it cannot call equal. */
static CliResult *
run_different (const char *arguments)
{
  CliResult *result = cli_program_run ("%s", arguments);

  g_test_message ("ariadne %s: %s", arguments, result->errors);
  g_assert_cmpint (result->status, ==, 1);
  g_assert_cmpstr (result->errors, ==, "");

  return result;
}

static void
test_check (void)
{
  g_autoptr (CliResult) same = run_well ("expr check two.kso two.kso");
  g_autoptr (CliResult) equal = NULL;
  g_autoptr (CliResult) different = NULL;
  g_autoptr (CliResult) unknown = NULL;
  g_autoptr (JsonArray) list = NULL;
  JsonObject *check;

  g_assert_cmpstr (same->output, ==,
                   "twice: equal: it is the same expression\n"
                   "both: equal: it is the same expression\n");

  equal = run_well ("expr check two.kso:twice '(lam (x : Float) (mul x 2.0))'");
  g_assert_cmpstr (equal->output, ==, "twice: equal on 100 of 100 inputs\n");

  different = run_different ("expr check '(def f Float ((a : Float) (b : Float)) (add a b))'"
                             " '(def f Float ((a : Float) (b : Float)) (add a (mul b b)))'");
  g_assert_cmpstr (different->output, ==,
                   "f: different for a = 0.0, b = -1.0\n  A: -1.0\n  B: 1.0\n");

  unknown = run_different ("expr check '(lam (x : Float) (div x 0.0))' '(lam (x : Float) x)'");
  g_assert_nonnull (strstr (unknown->output, "unknown: no answer from 0 of 100 inputs"));

  list = run_for_list ("expr check --json --inputs=7 two.kso:twice "
                       "'(def f Float (x : Float) (mul x 2.0))'", "expressions");
  check = json_array_get_object_element (list, 0);
  g_assert_cmpstr (json_object_get_string_member (check, "verdict"), ==, "equal");
  g_assert_cmpint (json_object_get_int_member (check, "agreed"), ==, 7);
}

static void
test_sound_rewrites (void)
{
  const char *capturing = "(def f (Vec Float) ((n : Integer) (v : Vec Float)) (sumbuild n (lam "
                          "(i : Integer) (build (add i 1) (lam (j : Integer) (index j v))))))";
  g_autoptr (JsonArray) plain = NULL;
  g_autoptr (JsonArray) sound = NULL;

  write_file ("capturing.kso", capturing);
  plain = run_for_list ("expr rewrites --json capturing.kso f", "rewrites");
  sound = run_for_list ("expr rewrites --json --sound capturing.kso f", "rewrites");
  g_assert_cmpuint (json_array_get_length (plain), ==, json_array_get_length (sound) + 1);
}

static void
test_replay (void)
{
  g_autoptr (JsonArray) list = run_for_list ("expr replay --json two.kso both", "sequences");
  g_autoptr (CliResult) report = run_well ("expr replay two.kso");
  JsonObject *sequence = json_array_get_object_element (list, 0);
  JsonArray *steps = json_object_get_array_member (sequence, "steps");

  g_assert_cmpuint (json_array_get_length (list), ==, 1);
  g_assert_cmpuint (json_array_get_length (steps), ==, 3);
  g_assert_cmpint (json_object_get_int_member (sequence, "applied"), ==, 2);
  g_assert_false (json_object_get_boolean_member (json_array_get_object_element (steps, 1),
                                                  "applied"));
  g_assert_cmpstr (json_object_get_string_member (sequence, "end"), ==,
                   "(let (both (lam (y : Float) (add (let (x y) (add x (sub x 0.0))) y))) both)");
  g_assert_nonnull (strstr (report->output, "step 2: div_one does not apply at node 2"));
  g_assert_nonnull (strstr (report->output, "in 2 of 3 steps"));
}

static void
test_replay_given_steps (void)
{
  const char *const arguments[] = {
    "expr", "replay", "--json", "--rules=simplify_rules", "--steps=[[6, \"sub_zero\"]]",
    "two.kso", "twice", NULL,
  };
  g_autoptr (CliResult) result = cli_program_run_argv (arguments, NULL, 0);

  g_assert_cmpint (result->status, ==, 0);
  g_assert_nonnull (strstr (result->output, "(let (twice (lam (x : Float) (add x x))) twice)"));
}

static void
test_bad_input (void)
{
  write_file ("broken.kso", "(def f Float (x : Float)\n  (add x))\n");
  write_file ("huge.kso", "(def f Float (x : Float) (add x 1)\n");

  assert_rejected ("expr", "a command is missing");
  assert_rejected ("expr lst two.kso", "did you mean “list”");
  assert_rejected ("expr list", "expected a file");
  assert_rejected ("expr list nowhere.kso", "nowhere.kso");
  assert_rejected ("expr list two.kso twice", "unexpected argument “twice”");
  assert_rejected ("expr list broken.kso", "broken.kso:2:");
  assert_rejected ("expr list huge.kso", "huge.kso:1:");
  assert_rejected ("expr cost two.kso twiec", "did you mean “twice”");
  assert_rejected ("expr check two.kso", "expected two programs");
  assert_rejected ("expr check --inputs=0 two.kso two.kso", "--inputs=0");
  assert_rejected ("expr check two.kso '(def f Float (x : Float) x)'", "no expression “twice”");
  assert_rejected ("expr check two.kso:both '(lam (x : Float) 1)'", "of type");
  assert_rejected ("expr check two.kso:both '(lam (x : Float) z)'", "'z' is not known");
  assert_rejected ("expr rewrites two.kso", "expected the name of an expression");
  assert_rejected ("expr rewrites --rules=ml two.kso twice", "ml_rules");
  assert_rejected ("expr replay two.kso twice", "no sequence");
  assert_rejected ("expr replay --rules=ml_rules two.kso both", "--steps");
  assert_rejected ("expr replay --steps=[[1]] two.kso both", "expected a list");
  assert_rejected ("expr replay --steps=[] two.kso", "expected the name of an expression");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  write_file ("two.kso", expressions);

  g_test_add_func ("/Ariadne/Cli/Expr/list", test_list);
  g_test_add_func ("/Ariadne/Cli/Expr/cost", test_cost);
  g_test_add_func ("/Ariadne/Cli/Expr/rewrites", test_rewrites);
  g_test_add_func ("/Ariadne/Cli/Expr/check", test_check);
  g_test_add_func ("/Ariadne/Cli/Expr/sound_rewrites", test_sound_rewrites);
  g_test_add_func ("/Ariadne/Cli/Expr/replay", test_replay);
  g_test_add_func ("/Ariadne/Cli/Expr/replay_given_steps", test_replay_given_steps);
  g_test_add_func ("/Ariadne/Cli/Expr/bad_input", test_bad_input);

  return g_test_run ();
}
