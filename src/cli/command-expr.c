/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "expression/ariadne-printer.h"
#include "expression/ariadne-rewriter.h"
#include "expression/ariadne-rule-set.h"

#include "cli-options.h"
#include "commands.h"
#include "expr-file.h"

#define LIST_DESCRIPTION                                                       \
  "Lists the expressions of FILE: their names, sizes, costs and types. FILE\n" \
  "is a path, or the name of one of the program's own, as in “blas”."
#define REWRITES_DESCRIPTION                                                   \
  "Lists all rewrites of an expression in order, also those that lead to\n"    \
  "the same result or change nothing."
#define NEIGHBOURS_DESCRIPTION                                                 \
  "Lists the neighbours of an expression: the distinct results of its\n"       \
  "rewrites, each by the first rewrite that leads to it. These are what a\n"   \
  "search expands it to."

/* ariadne expr list */

static void
list_expression (ExprFile *self,
                 guint     index)
{
  AriadneTree *tree = ariadne_expression_set_get_tree (self->set, index);
  const char *name = ariadne_expression_set_get_name (self->set, index);
  double cost = expr_file_measure (self, tree);
  g_autofree char *type = ariadne_type_to_string (ariadne_tree_get_type (tree));

  if (self->as_json)
    {
      g_autofree char *text = ariadne_tree_to_string (tree);

      json_builder_begin_object (self->json);
      expr_file_add_string (self, "name", name);
      expr_file_add_count (self, "nodes", ariadne_tree_get_size (tree));
      expr_file_add_cost (self, "cost", cost);
      expr_file_add_string (self, "type", type);
      expr_file_add_string (self, "text", text);
      json_builder_end_object (self->json);
    }
  else
    {
      g_autofree char *printed = expr_format_cost (cost);

      g_print ("%-28s %6u  %-20s %s\n", name, ariadne_tree_get_size (tree), printed, type);
    }
}

static int
command_expr_list (int    argc,
                   char **argv)
{
  g_autoptr (CliOptions) parser = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (ExprFile) file = { NULL };
  const char *command = argv[0];
  int status;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &file.as_json,
      "Print a JSON object, with the texts", NULL },
    G_OPTION_ENTRY_NULL,
  };

  parser = cli_options_new (command, "FILE", LIST_DESCRIPTION);
  cli_options_add (parser, "What to show", entries);
  if (!cli_options_parse (parser, &argc, &argv, &status))
    return status;

  if (!expr_file_load (&file, argc, argv, 0, 0, &error))
    return cli_fail (command, error);

  if (file.as_json)
    expr_file_begin_list (&file, "expressions");
  else
    g_print ("%-28s %6s  %-20s %s\n", "NAME", "NODES", "COST", "TYPE");
  for (guint i = 0; i < ariadne_expression_set_get_n_expressions (file.set); i++)
    list_expression (&file, i);
  if (file.as_json)
    expr_file_end_list (&file);

  return CLI_OK;
}

/* ariadne expr cost */

static void
show_cost (ExprFile *self,
           guint     index)
{
  const char *name = ariadne_expression_set_get_name (self->set, index);
  double cost = expr_file_measure (self, ariadne_expression_set_get_tree (self->set, index));

  if (self->as_json)
    {
      json_builder_begin_object (self->json);
      expr_file_add_string (self, "name", name);
      expr_file_add_cost (self, "cost", cost);
      json_builder_end_object (self->json);
    }
  else
    {
      g_autofree char *printed = expr_format_cost (cost);

      g_print ("%-28s %s\n", name, printed);
    }
}

/* The numbers of the expressions with the given names, or of all. */
static GArray *
find_all (ExprFile  *self,
          int        argc,
          char     **argv,
          GError   **error)
{
  g_autoptr (GArray) indices = g_array_new (FALSE, FALSE, sizeof (guint));
  guint n = ariadne_expression_set_get_n_expressions (self->set);

  for (int i = 2; i < argc; i++)
    {
      guint index;

      if (!expr_file_find (self, argv[i], &index, error))
        return NULL;

      g_array_append_val (indices, index);
    }

  for (guint i = 0; argc == 2 && i < n; i++)
    g_array_append_val (indices, i);

  return g_steal_pointer (&indices);
}

static int
command_expr_cost (int    argc,
                   char **argv)
{
  g_autoptr (CliOptions) parser = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) indices = NULL;
  g_auto (ExprFile) file = { NULL };
  const char *command = argv[0];
  int status;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &file.as_json, "Print a JSON object", NULL },
    G_OPTION_ENTRY_NULL,
  };

  parser = cli_options_new (command, "FILE [NAME…]",
                            "Shows what the named expressions of FILE cost, or all of them.");
  cli_options_add (parser, "What to show", entries);
  if (!cli_options_parse (parser, &argc, &argv, &status))
    return status;

  if (expr_file_load (&file, argc, argv, 0, G_MAXINT / 2, &error))
    indices = find_all (&file, argc, argv, &error);
  if (indices == NULL)
    return cli_fail (command, error);

  if (file.as_json)
    expr_file_begin_list (&file, "expressions");
  for (guint i = 0; i < indices->len; i++)
    show_cost (&file, g_array_index (indices, guint, i));
  if (file.as_json)
    expr_file_end_list (&file);

  return CLI_OK;
}

/* ariadne expr rewrites, ariadne expr neighbours */

typedef struct
{
  ExprFile         file;
  char            *rules;
  gboolean         is_sound;
  gboolean         texts;
  AriadneRewriter *rewriter;
  double           cost; /* of the expression itself */
} Rewrites;

static void
rewrites_clear (Rewrites *self)
{
  expr_file_clear (&self->file);
  g_clear_pointer (&self->rules, g_free);
  g_clear_pointer (&self->rewriter, ariadne_rewriter_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Rewrites, rewrites_clear)

static gboolean
rewrites_load (Rewrites  *self,
               int        argc,
               char     **argv,
               GError   **error)
{
  const AriadneRuleSet *rules;
  AriadneTree *tree;
  guint index;

  if (!expr_file_load (&self->file, argc, argv, 1, 1, error)
      || !expr_file_find (&self->file, argv[2], &index, error))
    return FALSE;

  rules = ariadne_rule_set_lookup (self->rules != NULL ? self->rules : EXPR_DEFAULT_RULES, error);
  if (rules == NULL)
    return FALSE;

  if (self->is_sound)
    rules = ariadne_rule_set_get_sound (rules);

  tree = ariadne_expression_set_get_tree (self->file.set, index);
  self->cost = expr_file_measure (&self->file, tree);
  self->rewriter =
    ariadne_rewriter_new (ariadne_expression_set_get_environment (self->file.set), rules);
  ariadne_rewriter_load (self->rewriter, tree);
  ariadne_rewriter_find_neighbours (self->rewriter);

  return TRUE;
}

static void
show_rewrite (Rewrites *self,
              guint     index)
{
  const AriadneRewrite *rewrite = &self->rewriter->rewrites[index];
  ExprFile *file = &self->file;
  g_autofree char *text = NULL;
  g_autofree char *cost = NULL;

  if (file->as_json || self->texts)
    {
      g_autoptr (AriadneTree) result = ariadne_rewriter_get_result (self->rewriter, index);

      text = ariadne_tree_to_string (result);
    }

  if (file->as_json)
    {
      json_builder_begin_object (file->json);
      expr_file_add_string (file, "rule", rewrite->rule->name);
      expr_file_add_count (file, "node", rewrite->id);
      expr_file_add_count (file, "nodes", rewrite->size);
      expr_file_add_cost (file, "cost", rewrite->part.cost);
      expr_file_add_string (file, "text", text);
      json_builder_end_object (file->json);
      return;
    }

  cost = expr_format_cost (rewrite->part.cost);
  g_print ("%6u  %-26s %6u  %-20s %+.6g\n", rewrite->id, rewrite->rule->name, rewrite->size, cost,
           rewrite->part.cost - self->cost);
  if (text != NULL)
    g_print ("        %s\n", text);
}

static void
show_rewrites (Rewrites *self,
               gboolean  neighbours_only)
{
  AriadneRewriter *rewriter = self->rewriter;

  if (self->file.as_json)
    expr_file_begin_list (&self->file, neighbours_only ? "neighbours" : "rewrites");
  else
    g_print ("%6s  %-26s %6s  %-20s %s\n", "NODE", "RULE", "NODES", "COST", "CHANGE");

  if (neighbours_only)
    for (guint i = 0; i < rewriter->n_neighbours; i++)
      show_rewrite (self, rewriter->neighbours[i]);
  else
    for (guint i = 0; i < rewriter->n_rewrites; i++)
      show_rewrite (self, i);

  if (self->file.as_json)
    expr_file_end_list (&self->file);
}

static int
run_rewrites (int         argc,
              char      **argv,
              const char *description,
              gboolean    neighbours_only)
{
  g_autoptr (CliOptions) parser = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (Rewrites) rewrites = { { NULL } };
  const char *command = argv[0];
  int status;
  const GOptionEntry entries[] = {
    { "rules", 0, 0, G_OPTION_ARG_STRING, &rewrites.rules,
      "The rule set; default: " EXPR_DEFAULT_RULES, "SET" },
    { "sound", 0, 0, G_OPTION_ARG_NONE, &rewrites.is_sound,
      "Leave out rewrites that change what a name means", NULL },
    { "texts", 0, 0, G_OPTION_ARG_NONE, &rewrites.texts, "Print the results, too", NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &rewrites.file.as_json,
      "Print a JSON object, with the texts", NULL },
    G_OPTION_ENTRY_NULL,
  };

  parser = cli_options_new (command, "FILE NAME", description);
  cli_options_add (parser, "What to show", entries);
  if (!cli_options_parse (parser, &argc, &argv, &status))
    return status;

  if (!rewrites_load (&rewrites, argc, argv, &error))
    return cli_fail (command, error);

  show_rewrites (&rewrites, neighbours_only);

  return CLI_OK;
}

static int
command_expr_rewrites (int    argc,
                       char **argv)
{
  return run_rewrites (argc, argv, REWRITES_DESCRIPTION, FALSE);
}

static int
command_expr_neighbours (int    argc,
                         char **argv)
{
  return run_rewrites (argc, argv, NEIGHBOURS_DESCRIPTION, TRUE);
}

static const CliSection sections[] = {
  {
    "Looking at expressions",
    (const CliCommand[]) {
      { "list", "FILE", "Name the expressions of a file", command_expr_list },
      { "cost", "FILE [NAME…]", "Show what expressions cost", command_expr_cost },
      { "check", "A B", "Tell whether a program may take another's place", command_expr_check },
      { NULL },
    },
  },
  {
    "Rewriting expressions",
    (const CliCommand[]) {
      { "rewrites", "FILE NAME", "List what rules make of an expression",
        command_expr_rewrites },
      { "neighbours", "FILE NAME", "List the neighbours of an expression",
        command_expr_neighbours },
      { "replay", "FILE [NAME]", "Follow sequences of rewrites", command_expr_replay },
      { NULL },
    },
  },
  { NULL },
};

int
command_expr (int    argc,
              char **argv)
{
  return cli_dispatch (sections, "Expressions, which searches make cheaper.", argc, argv);
}
