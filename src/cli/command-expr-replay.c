/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "expression/ariadne-printer.h"
#include "expression/ariadne-rewriter.h"
#include "expression/ariadne-rule-set.h"

#include "cli-options.h"
#include "commands.h"
#include "expr-file.h"

#define DESCRIPTION                                                            \
  "Follows the sequences of rewrites that the comments of FILE tell, those\n"  \
  "of one expression if it is named. Steps that do not apply are reported\n"   \
  "and passed over."

/* Follows sequences of rewrites: those that the comments of a file tell, or one
 * that is given. A step that does not apply is reported and passed over.
 */

typedef struct
{
  ExprFile  file;
  char     *rules;
  char     *steps; /* as given, NULL to take those of a file */
  char     *other; /* the file that tells them; NULL: the one of the expressions */
  gboolean  is_sound;
  gboolean  verbose;
  GArray   *given; /* of AriadneKnownStep: the same, read */
  GPtrArray *known; /* of AriadneKnownSequence: those of a file */
} Replay;

static void
clear_step (gpointer data)
{
  AriadneKnownStep *step = data;

  g_free (step->rule);
}

static void
replay_clear (Replay *self)
{
  expr_file_clear (&self->file);
  g_clear_pointer (&self->rules, g_free);
  g_clear_pointer (&self->steps, g_free);
  g_clear_pointer (&self->other, g_free);
  g_clear_pointer (&self->given, g_array_unref);
  g_clear_pointer (&self->known, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Replay, replay_clear)

/* The sequence on the command line */

static gboolean
read_step (JsonNode         *node,
           AriadneKnownStep *step)
{
  JsonArray *pair = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  JsonNode *number, *rule;

  if (pair == NULL || json_array_get_length (pair) != 2)
    return FALSE;

  number = json_array_get_element (pair, 0);
  rule = json_array_get_element (pair, 1);
  if (json_node_get_value_type (number) != G_TYPE_INT64
      || json_node_get_value_type (rule) != G_TYPE_STRING
      || json_node_get_int (number) < 0 || json_node_get_int (number) > G_MAXUINT)
    return FALSE;

  step->node = json_node_get_int (number);
  step->rule = json_node_dup_string (rule);

  return TRUE;
}

static GArray *
read_steps (const char  *text,
            GError     **error)
{
  g_autoptr (GArray) steps = g_array_new (FALSE, FALSE, sizeof (AriadneKnownStep));
  g_autoptr (JsonNode) root = json_from_string (text, NULL);
  JsonArray *list = NULL;

  g_array_set_clear_func (steps, clear_step);
  if (root != NULL && JSON_NODE_HOLDS_ARRAY (root))
    list = json_node_get_array (root);

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      AriadneKnownStep step;

      if (read_step (json_array_get_element (list, i), &step))
        g_array_append_val (steps, step);
      else
        list = NULL;
    }

  if (list != NULL)
    return g_steal_pointer (&steps);

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
               "--steps=%s: expected a list of node numbers and rules, as in "
               "[[6, \"inline_let\"], [0, \"delete_let\"]]", text);

  return NULL;
}

/* Replaying */

static void
show_step (Replay                 *self,
           guint                   number,
           const AriadneKnownStep *step,
           gboolean                applies,
           double                  cost)
{
  ExprFile *file = &self->file;
  g_autofree char *printed = expr_format_cost (cost);

  if (file->as_json)
    {
      json_builder_begin_object (file->json);
      expr_file_add_count (file, "node", step->node);
      expr_file_add_string (file, "rule", step->rule);
      json_builder_set_member_name (file->json, "applied");
      json_builder_add_boolean_value (file->json, applies);
      expr_file_add_cost (file, "cost", cost);
      json_builder_end_object (file->json);
    }
  else if (!applies)
    g_print ("  step %u: %s does not apply at node %u\n", number, step->rule, step->node);
  else if (self->verbose)
    g_print ("  %6u  %-26s %s\n", step->node, step->rule, printed);
}

/* Returns where the steps lead, and how many of them applied. */
static AriadneTree *
follow (Replay          *self,
        AriadneRewriter *rewriter,
        AriadneTree     *start,
        GArray          *steps,
        guint           *n_applied)
{
  g_autoptr (AriadneTree) tree = ariadne_tree_ref (start);

  *n_applied = 0;
  for (guint i = 0; i < steps->len; i++)
    {
      const AriadneKnownStep *step = &g_array_index (steps, AriadneKnownStep, i);
      gboolean applies;
      guint index;

      ariadne_rewriter_load (rewriter, tree);
      applies = ariadne_rewriter_find (rewriter, step->rule, step->node, &index);
      if (applies)
        {
          AriadneTree *next = ariadne_rewriter_get_result (rewriter, index);

          ariadne_tree_unref (tree);
          tree = next;
          (*n_applied)++;
        }

      show_step (self, i + 1, step, applies, expr_file_measure (&self->file, tree));
    }

  return g_steal_pointer (&tree);
}

static void
begin_sequence (Replay     *self,
                const char *name,
                const char *rules,
                const char *source,
                double      cost)
{
  ExprFile *file = &self->file;
  g_autofree char *printed = expr_format_cost (cost);

  if (!file->as_json)
    {
      g_print ("%s, %s, %s: from %s\n", name, rules, source, printed);
      return;
    }

  json_builder_begin_object (file->json);
  expr_file_add_string (file, "name", name);
  expr_file_add_string (file, "rules", rules);
  expr_file_add_string (file, "source", source);
  expr_file_add_cost (file, "start_cost", cost);
  json_builder_set_member_name (file->json, "steps");
  json_builder_begin_array (file->json);
}

static void
end_sequence (Replay      *self,
              AriadneTree *end,
              guint        n_steps,
              guint        n_applied)
{
  ExprFile *file = &self->file;
  double cost = expr_file_measure (file, end);
  g_autofree char *printed = expr_format_cost (cost);
  g_autofree char *text = ariadne_tree_to_string (end);

  if (file->as_json)
    {
      json_builder_end_array (file->json);
      expr_file_add_count (file, "applied", n_applied);
      expr_file_add_cost (file, "end_cost", cost);
      expr_file_add_string (file, "end", text);
      json_builder_end_object (file->json);
      return;
    }

  g_print ("  to %s, in %u of %u steps\n", printed, n_applied, n_steps);
  if (self->verbose)
    g_print ("  %s\n", text);
}

static gboolean
replay (Replay      *self,
        guint        index,
        const char  *rules_name,
        const char  *source,
        GArray      *steps,
        GError     **error)
{
  AriadneEnvironment *environment = ariadne_expression_set_get_environment (self->file.set);
  AriadneTree *start = ariadne_expression_set_get_tree (self->file.set, index);
  const AriadneRuleSet *rules = ariadne_rule_set_lookup (rules_name, error);
  g_autoptr (AriadneRewriter) rewriter = NULL;
  g_autoptr (AriadneTree) end = NULL;
  guint n_applied;

  if (rules == NULL)
    return FALSE;

  if (self->is_sound)
    rules = ariadne_rule_set_get_sound (rules);
  rewriter = ariadne_rewriter_new (environment, rules);
  begin_sequence (self, ariadne_expression_set_get_name (self->file.set, index), rules->name,
                  source, expr_file_measure (&self->file, start));
  end = follow (self, rewriter, start, steps, &n_applied);
  end_sequence (self, end, steps->len, n_applied);

  return TRUE;
}

/* Replays the sequences of a file: all of them, or those of one expression. */
static gboolean
replay_known (Replay      *self,
              const char  *name,
              GError     **error)
{
  guint n_replayed = 0;

  for (guint i = 0; i < self->known->len; i++)
    {
      const AriadneKnownSequence *sequence = g_ptr_array_index (self->known, i);
      guint index;

      if (name != NULL && !g_str_equal (sequence->name, name))
        continue;

      if (!expr_file_find (&self->file, sequence->name, &index, error)
          || !replay (self, index, sequence->rules, sequence->source, sequence->steps, error))
        return FALSE;

      n_replayed++;
    }

  if (n_replayed > 0)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_NOT_FOUND,
               "%s: it tells no sequence of rewrites%s%s; --steps takes one",
               self->other != NULL ? self->other : self->file.name,
               name != NULL ? " for " : "", name != NULL ? name : "");

  return FALSE;
}

/* What another file tells, whatever else stands there. */
static GPtrArray *
read_known (const Replay  *self,
            GError       **error)
{
  g_autofree char *text = NULL;
  gsize length;

  if (self->other == NULL)
    return g_ptr_array_ref (ariadne_expression_set_get_sequences (self->file.set));

  return g_file_get_contents (self->other, &text, &length, error)
           ? ariadne_known_sequences_read (text, length) : NULL;
}

static gboolean
check_arguments (Replay      *self,
                 int          argc,
                 char       **argv,
                 guint       *index,
                 GError     **error)
{
  if (self->steps == NULL && self->rules != NULL)
    {
      g_set_error_literal (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                           "--rules goes with --steps: the sequences of a file name their own");
      return FALSE;
    }

  if (self->steps != NULL && self->other != NULL)
    {
      g_set_error_literal (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                           "--steps and --steps-from: expected one of them");
      return FALSE;
    }

  if (!expr_file_load (&self->file, argc, argv, self->steps != NULL ? 1 : 0, 1, error)
      || (argc > 2 && !expr_file_find (&self->file, argv[2], index, error)))
    return FALSE;

  if (self->steps != NULL)
    self->given = read_steps (self->steps, error);
  else
    self->known = read_known (self, error);

  return self->given != NULL || self->known != NULL;
}

static gboolean
run (Replay  *self,
     int      argc,
     char   **argv,
     GError **error)
{
  gboolean done;
  guint index;

  if (!check_arguments (self, argc, argv, &index, error))
    return FALSE;

  if (self->file.as_json)
    expr_file_begin_list (&self->file, "sequences");

  if (self->given != NULL)
    done = replay (self, index, self->rules != NULL ? self->rules : EXPR_DEFAULT_RULES, "given",
                   self->given, error);
  else
    done = replay_known (self, argc > 2 ? argv[2] : NULL, error);

  if (done && self->file.as_json)
    expr_file_end_list (&self->file);

  return done;
}

int
command_expr_replay (int    argc,
                     char **argv)
{
  g_autoptr (CliOptions) parser = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (Replay) self = { { NULL } };
  const char *command = argv[0];
  int status;
  const GOptionEntry entries[] = {
    { "steps", 0, 0, G_OPTION_ARG_STRING, &self.steps,
      "Follow these steps, a JSON list of node numbers and rules", "STEPS" },
    { "steps-from", 0, 0, G_OPTION_ARG_FILENAME, &self.other,
      "Follow the steps that another file tells, as “ariadne optimize --steps” does", "FILE" },
    { "rules", 0, 0, G_OPTION_ARG_STRING, &self.rules,
      "The rule set of the steps of --steps; default: " EXPR_DEFAULT_RULES, "SET" },
    { "sound", 0, 0, G_OPTION_ARG_NONE, &self.is_sound,
      "Pass over rewrites that change what a name means", NULL },
    { "verbose", 'v', 0, G_OPTION_ARG_NONE, &self.verbose,
      "Print the steps that apply, and where they lead, too", NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self.file.as_json,
      "Print a JSON object, with all steps", NULL },
    G_OPTION_ENTRY_NULL,
  };

  parser = cli_options_new (command, "FILE [NAME]", DESCRIPTION);
  cli_options_add (parser, "What to do", entries);
  if (!cli_options_parse (parser, &argc, &argv, &status))
    return status;

  return run (&self, argc, argv, &error) ? CLI_OK : cli_fail (command, error);
}
