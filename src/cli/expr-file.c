/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "expr-file.h"

#include "expression/ariadne-number.h"
#include "run/run-data.h"

#include "cli-command.h"

void
expr_file_clear (ExprFile *self)
{
  g_clear_object (&self->set);
  g_clear_pointer (&self->costs, ariadne_cost_model_free);
  g_clear_object (&self->json);
}

/* Reads the file that the first argument names. Expects so many names after it. */
gboolean
expr_file_load (ExprFile  *self,
                int        argc,
                char     **argv,
                guint      min_names,
                guint      max_names,
                GError   **error)
{
  g_autofree char *path = NULL;
  guint n_names = MAX (argc, 2) - 2;

  if (argc < 2)
    {
      g_set_error_literal (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                           "expected a file of expressions; see --help");
      return FALSE;
    }
  if (n_names < min_names)
    {
      g_set_error_literal (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                           "expected the name of an expression after the file; see --help");
      return FALSE;
    }
  if (n_names > max_names)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                   "unexpected argument “%s”; see --help", argv[2 + max_names]);
      return FALSE;
    }

  self->name = argv[1];
  path = run_data_find (&run_data_expressions, argv[1], error);
  self->set = path != NULL ? ariadne_expression_set_new_from_path (path, error) : NULL;
  if (self->set == NULL)
    return FALSE;

  self->costs = ariadne_cost_model_new (ariadne_expression_set_get_environment (self->set));
  self->json = json_builder_new ();

  return TRUE;
}

gboolean
expr_file_find (ExprFile    *self,
                const char  *name,
                guint       *index,
                GError     **error)
{
  guint n = ariadne_expression_set_get_n_expressions (self->set);
  g_autofree const char **names = g_new0 (const char *, n + 1);
  const char *nearest;

  for (guint i = 0; i < n; i++)
    {
      names[i] = ariadne_expression_set_get_name (self->set, i);
      if (g_str_equal (names[i], name))
        {
          *index = i;
          return TRUE;
        }
    }

  nearest = cli_find_nearest (names, name);
  if (nearest != NULL)
    g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_NOT_FOUND,
                 "%s: there is no expression “%s”; did you mean “%s”?",
                 self->name, name, nearest);
  else
    g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_NOT_FOUND,
                 "%s: there is no expression “%s”; “ariadne expr list” names them",
                 self->name, name);

  return FALSE;
}

double
expr_file_measure (ExprFile          *self,
                   const AriadneTree *tree)
{
  return ariadne_cost_model_compute (self->costs, tree);
}

/* Output */

/* A cost in as few digits as tell it from all others. */
char *
expr_format_cost (double cost)
{
  GString *text = g_string_new (NULL);

  ariadne_number_print_float (cost, text);

  return g_string_free (text, FALSE);
}

void
expr_file_add_string (ExprFile   *self,
                      const char *name,
                      const char *value)
{
  json_builder_set_member_name (self->json, name);
  json_builder_add_string_value (self->json, value);
}

void
expr_file_add_count (ExprFile   *self,
                     const char *name,
                     guint       value)
{
  json_builder_set_member_name (self->json, name);
  json_builder_add_int_value (self->json, value);
}

void
expr_file_add_cost (ExprFile   *self,
                    const char *name,
                    double      value)
{
  json_builder_set_member_name (self->json, name);
  json_builder_add_double_value (self->json, value);
}

/* Begins the object that all the commands print: the file, and a list. */
void
expr_file_begin_list (ExprFile   *self,
                      const char *name)
{
  json_builder_begin_object (self->json);
  expr_file_add_string (self, "file", self->name);
  json_builder_set_member_name (self->json, name);
  json_builder_begin_array (self->json);
}

void
expr_file_end_list (ExprFile *self)
{
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_end_array (self->json);
  json_builder_end_object (self->json);
  root = json_builder_get_root (self->json);
  text = json_to_string (root, TRUE);
  g_print ("%s\n", text);
}
