/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "cli-expressions.h"

#include <string.h>

#include "cli-options.h"

/* FILE, or FILE:NAME,NAME… A file whose own name has a colon is itself. */
static AriadneExpressionSet *
load_set (const char  *given,
          gboolean    *named,
          GError     **error)
{
  const char *colon = g_file_test (given, G_FILE_TEST_EXISTS) ? NULL : strrchr (given, ':');
  g_autofree char *file = NULL;
  g_autofree char *path = NULL;
  g_auto (GStrv) names = NULL;
  g_autoptr (AriadneExpressionSet) set = NULL;

  *named = colon != NULL;
  if (colon != NULL && colon[1] == '\0')
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                   "--expressions=%s: expected names after the colon", given);
      return NULL;
    }

  file = colon != NULL ? g_strndup (given, colon - given) : g_strdup (given);
  path = cli_find_data ("expressions", file, ".kso", error);
  if (path == NULL)
    return NULL;

  set = ariadne_expression_set_new_from_path (path, error);
  if (set == NULL || colon == NULL)
    return g_steal_pointer (&set);

  names = g_strsplit (colon + 1, ",", -1);

  return ariadne_expression_set_select (set, (const char * const *) names, error);
}

/**
 * cli_expressions_load:
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
cli_expressions_load (CliExpressions  *self,
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
 * cli_expressions_clear:
 * @self: expressions
 *
 * Releases them.
 */
void
cli_expressions_clear (CliExpressions *self)
{
  g_clear_object (&self->set);
  g_clear_object (&self->domain);
}
