/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "run/run-expressions.h"

#include "run/run-data.h"

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
  return run_data_check (&run_data_expressions, given, error);
}

/**
 * run_expressions_load_set:
 * @given: the file and perhaps names, as given with `--expressions`
 * @named: (out) (optional): whether there are names
 * @error: return location for an error
 *
 * Loads the expressions that a command line names, without a domain.
 *
 * Returns: (transfer full) (nullable): the expressions
 */
AriadneExpressionSet *
run_expressions_load_set (const char  *given,
                          gboolean    *named,
                          GError     **error)
{
  g_autofree char *path = NULL;
  g_auto (GStrv) names = NULL;
  g_autoptr (AriadneExpressionSet) set = NULL;

  path = run_data_locate (&run_data_expressions, given, &names, error);
  if (named != NULL)
    *named = names != NULL;
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
  self->set = run_expressions_load_set (given, &self->named, error);
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
