/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <string.h>

#include "expression/ariadne-reader.h"
#include "interpreter/ariadne-check.h"
#include "run/run-expressions.h"

#include "cli-options.h"
#include "commands.h"
#include "expr-file.h"

#define DESCRIPTION                                                             \
  "Runs two programs on random inputs and tells whether B may take the place\n" \
  "of A: wherever A has a value, B has the same one, up to rounding. If not,\n" \
  "prints the smallest counterexample found.\n"                                 \
  "\n"                                                                          \
  "A and B are files, as in “mine.kso”, or some of their expressions, as in\n"  \
  "“mine.kso:f,g”; each is compared with the one of its name, unless there is\n"\
  "one on either side. They may also be texts, as in\n"                         \
  "“(def f Float (x : Float) (add x x))” or “(lam (x : Float) (add x x))”.\n"   \
  "The exit status is 0 if all are equal."

/* What stands on one side: a text, or expressions of a file. */
typedef struct
{
  const char *given;
  AriadneTree *text;
  AriadneExpressionSet *set;
} Side;

typedef struct
{
  Side a;
  Side b;
  int n_inputs;
  gint64 seed;
  gboolean as_json;
  JsonBuilder *json;
  gboolean all_equal;
} Comparison;

static void
comparison_clear (Comparison *self)
{
  g_clear_pointer (&self->a.text, ariadne_tree_unref);
  g_clear_pointer (&self->b.text, ariadne_tree_unref);
  g_clear_object (&self->a.set);
  g_clear_object (&self->b.set);
  g_clear_object (&self->json);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Comparison, comparison_clear)

/* Reading */

static gboolean
is_definitions (const char *text)
{
  return g_str_has_prefix (text, "(def ") || g_str_has_prefix (text, "(edef ");
}

/* Reads a text; what is free in it may be known from the @other side. */
static gboolean
side_read_text (Side        *self,
                const Side  *other,
                GError     **error)
{
  g_autoptr (AriadneEnvironment) environment = NULL;

  if (other->set != NULL)
    environment = ariadne_environment_ref (ariadne_expression_set_get_environment (other->set));
  else
    environment = ariadne_environment_new ();

  self->text = ariadne_read_expression (self->given, strlen (self->given), environment, error);
  if (self->text == NULL)
    g_prefix_error (error, "%.60s: ", self->given);

  return self->text != NULL;
}

static gboolean
side_read_definitions (Side    *self,
                       GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (self->given, strlen (self->given));

  self->set = ariadne_expression_set_new_from_bytes (bytes, self->given, error);

  return self->set != NULL;
}

static gboolean
side_read_file (Side    *self,
                GError **error)
{
  self->set = run_expressions_load_set (self->given, NULL, error);

  return self->set != NULL;
}

/* Reads a file or definitions; leaves texts for later. */
static gboolean
side_read_set (Side        *self,
               const char  *given,
               GError     **error)
{
  self->given = given;

  if (given[0] != '(')
    return side_read_file (self, error);

  return !is_definitions (given) || side_read_definitions (self, error);
}

static gboolean
read_sides (Comparison  *self,
            const char  *a,
            const char  *b,
            GError     **error)
{
  return side_read_set (&self->a, a, error) && side_read_set (&self->b, b, error)
         && (self->a.set != NULL || side_read_text (&self->a, &self->b, error))
         && (self->b.set != NULL || side_read_text (&self->b, &self->a, error));
}

static guint
side_get_n (Side *self)
{
  return self->text != NULL ? 1 : ariadne_expression_set_get_n_expressions (self->set);
}

static AriadneTree *
side_get_tree (Side  *self,
               guint  index)
{
  return self->text != NULL ? self->text : ariadne_expression_set_get_tree (self->set, index);
}

/* The name of an expression, NULL for one without. */
static const char *
side_get_name (Side  *self,
               guint  index)
{
  return self->text != NULL ? NULL : ariadne_expression_set_get_name (self->set, index);
}

static gboolean
side_find (Side        *self,
           const char  *name,
           guint       *index,
           GError     **error)
{
  for (*index = 0; *index < side_get_n (self); (*index)++)
    if (g_strcmp0 (side_get_name (self, *index), name) == 0)
      return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_NOT_FOUND,
               "%s: there is no expression “%s” to compare with", self->given,
               name != NULL ? name : "without a name");

  return FALSE;
}

/* Telling */

static void
print_counts (const AriadneCheck *check)
{
  g_print ("%u of %u inputs", check->n_agreed, check->n_inputs);
  if (check->n_undefined > 0)
    g_print ("; A has no value on %u", check->n_undefined);
  if (check->n_undecided > 0)
    g_print ("; %u decided nothing", check->n_undecided);
  g_print ("\n");
}

static void
print_check (const char         *name,
             const AriadneCheck *check)
{
  if (name != NULL)
    g_print ("%s: ", name);

  if (check->is_same)
    g_print ("equal: it is the same expression\n");
  else if (check->verdict == ARIADNE_VERDICT_EQUAL)
    {
      g_print ("equal on ");
      print_counts (check);
    }
  else if (check->verdict == ARIADNE_VERDICT_UNKNOWN)
    {
      g_print ("unknown: no answer from ");
      print_counts (check);
      if (check->reason != NULL)
        g_print ("  %s\n", check->reason);
    }
  else
    g_print ("different%s%s\n  A: %s\n  B: %s\n", check->inputs[0] != '\0' ? " for " : "",
             check->inputs, check->value_a, check->value_b);
}

static void
add_member (JsonBuilder *json,
            const char  *name,
            const char  *value)
{
  json_builder_set_member_name (json, name);
  if (value != NULL)
    json_builder_add_string_value (json, value);
  else
    json_builder_add_null_value (json);
}

static void
add_count (JsonBuilder *json,
           const char  *name,
           guint        value)
{
  json_builder_set_member_name (json, name);
  json_builder_add_int_value (json, value);
}

static void
add_check (JsonBuilder        *json,
           const char         *name,
           const AriadneCheck *check)
{
  static const char *const verdicts[] = { "equal", "different", "unknown" };

  json_builder_begin_object (json);
  add_member (json, "name", name);
  add_member (json, "verdict", verdicts[check->verdict]);
  json_builder_set_member_name (json, "same_expression");
  json_builder_add_boolean_value (json, check->is_same);
  add_count (json, "inputs", check->n_inputs);
  add_count (json, "agreed", check->n_agreed);
  add_count (json, "undefined", check->n_undefined);
  add_count (json, "undecided", check->n_undecided);
  add_member (json, "reason", check->reason);
  add_member (json, "counterexample", check->inputs);
  add_member (json, "value_a", check->value_a);
  add_member (json, "value_b", check->value_b);
  json_builder_end_object (json);
}

static void
print_json (JsonBuilder *json)
{
  g_autoptr (JsonNode) root = json_builder_get_root (json);
  g_autofree char *text = json_to_string (root, TRUE);

  g_print ("%s\n", text);
}

/* Comparing */

static gboolean
compare (Comparison  *self,
         guint        index,
         guint        other,
         GError     **error)
{
  const char *name = side_get_name (&self->a, index);
  g_autoptr (AriadneCheck) check = NULL;

  check = ariadne_check_run (side_get_tree (&self->a, index), side_get_tree (&self->b, other),
                             (guint) self->n_inputs, (guint64) self->seed, error);
  if (check == NULL)
    {
      if (name != NULL)
        g_prefix_error (error, "%s: ", name);
      return FALSE;
    }

  self->all_equal = self->all_equal && check->verdict == ARIADNE_VERDICT_EQUAL;
  if (self->as_json)
    add_check (self->json, name, check);
  else
    print_check (name, check);

  return TRUE;
}

static gboolean
compare_all (Comparison  *self,
             GError     **error)
{
  guint n = side_get_n (&self->a);
  gboolean one_each = n == 1 && side_get_n (&self->b) == 1;

  for (guint i = 0; i < n; i++)
    {
      guint other = 0;

      if (!one_each && !side_find (&self->b, side_get_name (&self->a, i), &other, error))
        return FALSE;
      if (!compare (self, i, other, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
check_arguments (Comparison  *self,
                 int          argc,
                 char       **argv,
                 GError     **error)
{
  if (argc != 3)
    g_set_error_literal (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                         "expected two programs; see --help");
  else if (self->n_inputs < 1)
    g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                 "--inputs=%d: expected 1 or more", self->n_inputs);
  else
    return read_sides (self, argv[1], argv[2], error);

  return FALSE;
}

static gboolean
run (Comparison  *self,
     int          argc,
     char       **argv,
     GError     **error)
{
  if (!check_arguments (self, argc, argv, error))
    return FALSE;

  self->json = json_builder_new ();
  json_builder_begin_object (self->json);
  add_member (self->json, "a", self->a.given);
  add_member (self->json, "b", self->b.given);
  json_builder_set_member_name (self->json, "expressions");
  json_builder_begin_array (self->json);
  if (!compare_all (self, error))
    return FALSE;

  json_builder_end_array (self->json);
  json_builder_end_object (self->json);
  if (self->as_json)
    print_json (self->json);

  return TRUE;
}

int
command_expr_check (int    argc,
                    char **argv)
{
  g_autoptr (CliOptions) parser = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (Comparison) self = { .n_inputs = ARIADNE_CHECK_DEFAULT_INPUTS, .all_equal = TRUE };
  const char *command = argv[0];
  int status;
  const GOptionEntry entries[] = {
    { "inputs", 0, 0, G_OPTION_ARG_INT, &self.n_inputs,
      "How many inputs to try; default: " G_STRINGIFY (ARIADNE_CHECK_DEFAULT_INPUTS), "N" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &self.seed, "Which inputs; default: 0", "SEED" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self.as_json, "Print a JSON object", NULL },
    G_OPTION_ENTRY_NULL,
  };

  parser = cli_options_new (command, "A B", DESCRIPTION);
  cli_options_add (parser, "What to do", entries);
  if (!cli_options_parse (parser, &argc, &argv, &status))
    return status;

  if (!run (&self, argc, argv, &error))
    return cli_fail (command, error);

  return self.all_equal ? CLI_OK : CLI_FAILURE;
}
