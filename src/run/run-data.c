/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "run/run-data.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/ariadne-error.h"
#include "core/ariadne-installation.h"

const RunData run_data_expressions = { "--expressions", "expressions", ".kso" };
const RunData run_data_puzzles = { "--puzzle", "puzzles", ".tiles" };

/**
 * run_data_find:
 * @self: a kind of data
 * @name: a path, or the bare name of a file that comes with the program
 * @error: return location for an error
 *
 * Finds a file: @name itself if it is there, else among the program's data, in
 * `$ARIADNE_DATA_DIR` or where they are installed.
 *
 * Returns: (transfer full) (nullable): the path of a file
 */
char *
run_data_find (const RunData  *self,
               const char     *name,
               GError        **error)
{
  const char *data_dir = g_getenv ("ARIADNE_DATA_DIR");
  g_autofree char *installed = _ariadne_installation_find (ARIADNE_DATADIR);
  const char *dirs[] = { installed, data_dir };
  g_autofree char *file_name = g_strconcat (name, self->suffix, NULL);

  if (g_file_test (name, G_FILE_TEST_EXISTS) && !g_file_test (name, G_FILE_TEST_IS_DIR))
    return g_strdup (name);

  for (guint i = G_N_ELEMENTS (dirs); i > 0 && strchr (name, G_DIR_SEPARATOR) == NULL; i--)
    if (dirs[i - 1] != NULL)
      {
        g_autofree char *path = g_build_filename (dirs[i - 1], self->folder, file_name, NULL);

        if (g_file_test (path, G_FILE_TEST_EXISTS))
          return g_steal_pointer (&path);
      }

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_NOT_FOUND,
               /* Translators: a name, a kind of data, a folder */
               _("%s: expected a file, or the name of one of the program's own %s (looked in %s)"),
               name, self->folder, data_dir != NULL ? data_dir : installed);

  return NULL;
}

/**
 * run_data_split:
 * @given: the file and perhaps names, as given with an option
 * @file: (out) (transfer full): the file
 * @names: (out) (transfer full) (nullable): the names, or %NULL if there is no
 *   colon
 *
 * Takes apart FILE:NAME,NAME… A file whose own name has a colon is itself.
 */
void
run_data_split (const char   *given,
                char        **file,
                char       ***names)
{
  const char *colon = g_file_test (given, G_FILE_TEST_EXISTS) ? NULL : strrchr (given, ':');

  *file = colon != NULL ? g_strndup (given, colon - given) : g_strdup (given);
  *names = colon != NULL ? g_strsplit (colon + 1, ",", -1) : NULL;
}

/**
 * run_data_locate:
 * @self: a kind of data
 * @given: the file and perhaps names, as given with its option
 * @names: (out) (transfer full) (nullable): the names, as of run_data_split()
 * @error: return location for an error
 *
 * Finds the file that is given.
 *
 * Returns: (transfer full) (nullable): its path
 */
char *
run_data_locate (const RunData   *self,
                 const char      *given,
                 char          ***names,
                 GError         **error)
{
  g_autofree char *file = NULL;

  run_data_split (given, &file, names);

  return run_data_find (self, file, error);
}

/**
 * run_data_check:
 * @self: a kind of data
 * @given: the file and perhaps names, as given with its option
 * @error: return location for an error
 *
 * Checks that there is such a file, without reading it.
 *
 * Returns: whether that is so
 */
gboolean
run_data_check (const RunData  *self,
                const char     *given,
                GError        **error)
{
  g_autofree char *file = NULL;
  g_autofree char *path = NULL;
  g_auto (GStrv) names = NULL;

  run_data_split (given, &file, &names);
  if (names != NULL && names[0] == NULL)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT, "%s=%s: %s",
                   self->option, given, _("expected names after the colon"));
      return FALSE;
    }

  path = run_data_find (self, file, error);

  return path != NULL;
}
