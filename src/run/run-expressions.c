/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "run/run-expressions.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * run_find_data:
 * @folder: the kind of data: the name of its folder
 * @name: a path, or the bare name of a file that comes with the program
 * @suffix: how the names of such files end
 * @error: return location for an error
 *
 * Finds a file: @name itself if it is there, else among the program's data, in
 * `$ARIADNE_DATA_DIR` or where they are installed.
 *
 * Returns: (transfer full) (nullable): the path of a file
 */
char *
run_find_data (const char  *folder,
               const char  *name,
               const char  *suffix,
               GError     **error)
{
  const char *data_dir = g_getenv ("ARIADNE_DATA_DIR");
  const char *dirs[] = { ARIADNE_DATADIR, data_dir };
  g_autofree char *file_name = g_strconcat (name, suffix, NULL);

  if (g_file_test (name, G_FILE_TEST_EXISTS))
    return g_strdup (name);

  for (guint i = G_N_ELEMENTS (dirs); i > 0 && strchr (name, G_DIR_SEPARATOR) == NULL; i--)
    if (dirs[i - 1] != NULL)
      {
        g_autofree char *path = g_build_filename (dirs[i - 1], folder, file_name, NULL);

        if (g_file_test (path, G_FILE_TEST_EXISTS))
          return g_steal_pointer (&path);
      }

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_NOT_FOUND,
               /* Translators: a name, a kind of data, a folder */
               _("%s: expected a file, or the name of one of the program's own %s (looked in %s)"),
               name, folder, data_dir != NULL ? data_dir : ARIADNE_DATADIR);

  return NULL;
}

/**
 * run_expressions_split:
 * @given: the file and perhaps names, as given with `--expressions`
 * @file: (out) (transfer full): the file
 * @names: (out) (transfer full) (nullable): the names, or %NULL if there is no
 *   colon
 *
 * Takes apart FILE:NAME,NAME… A file whose own name has a colon is itself.
 */
void
run_expressions_split (const char   *given,
                       char        **file,
                       char       ***names)
{
  const char *colon = g_file_test (given, G_FILE_TEST_EXISTS) ? NULL : strrchr (given, ':');

  *file = colon != NULL ? g_strndup (given, colon - given) : g_strdup (given);
  *names = colon != NULL ? g_strsplit (colon + 1, ",", -1) : NULL;
}

/**
 * run_expressions_check:
 * @given: the file and perhaps names, as given with `--expressions`
 * @error: return location for an error
 *
 * Checks that there is such a file, without reading it.
 *
 * Returns: whether that is so
 */
gboolean
run_expressions_check (const char  *given,
                       GError     **error)
{
  g_autofree char *file = NULL;
  g_autofree char *path = NULL;
  g_auto (GStrv) names = NULL;

  run_expressions_split (given, &file, &names);
  if (names != NULL && names[0] == NULL)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT, "--expressions=%s: %s",
                   given, _("expected names after the colon"));
      return FALSE;
    }

  path = run_find_data ("expressions", file, ".kso", error);

  return path != NULL;
}

static AriadneExpressionSet *
load_set (const char  *given,
          gboolean    *named,
          GError     **error)
{
  g_autofree char *file = NULL;
  g_autofree char *path = NULL;
  g_auto (GStrv) names = NULL;
  g_autoptr (AriadneExpressionSet) set = NULL;

  run_expressions_split (given, &file, &names);
  *named = names != NULL;
  path = run_find_data ("expressions", file, ".kso", error);
  if (path == NULL)
    return NULL;

  set = ariadne_expression_set_new_from_path (path, error);
  if (set == NULL || names == NULL)
    return g_steal_pointer (&set);

  return ariadne_expression_set_select (set, (const char * const *) names, error);
}

/**
 * run_expressions_load:
 * @self: (out caller-allocates): the expressions
 * @given: the file and perhaps names, as given with `--expressions`
 * @rules: the name of a rule set
 * @error: return location for an error
 *
 * Loads what a command line names.
 *
 * Returns: whether everything is there and well formed
 */
gboolean
run_expressions_load (RunExpressions  *self,
                      const char      *given,
                      const char      *rules,
                      GError         **error)
{
  self->set = load_set (given, &self->named, error);
  if (self->set == NULL)
    return FALSE;

  self->domain = ariadne_expression_domain_new (self->set, rules, error);

  return self->domain != NULL;
}

/**
 * run_expressions_clear:
 * @self: expressions
 *
 * Releases them.
 */
void
run_expressions_clear (RunExpressions *self)
{
  g_clear_object (&self->set);
  g_clear_object (&self->domain);
}
