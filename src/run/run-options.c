/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "run/run-options.h"

#include "run/run-heading.h"

/**
 * run_options_read:
 * @self: what is asked for, where others can join being said already
 * @values: what was given
 * @error: return location for an error
 *
 * Reads what was given into what it asks for.
 *
 * Returns: whether it makes sense
 */
gboolean
run_options_read (RunOptions       *self,
                  const RunValues  *values,
                  GError          **error)
{
  g_autoptr (GPtrArray) problems = run_values_find_problems (values);

  if (problems->len > 0)
    {
      const RunProblem *first = g_ptr_array_index (problems, 0);

      g_propagate_error (error, g_error_copy (first->error));
      return FALSE;
    }

  self->config = ariadne_experiment_config_new ();
  for (RunHeadingId heading = 0; heading < RUN_N_HEADINGS; heading++)
    run_heading_get (heading)->read (values, self);

  return ariadne_experiment_config_validate (self->config, error);
}

/**
 * run_options_clear:
 * @self: options
 *
 * Releases what they hold.
 */
void
run_options_clear (RunOptions *self)
{
  g_clear_pointer (&self->config, ariadne_experiment_config_free);
  g_clear_pointer (&self->save_path, g_free);
  g_clear_pointer (&self->log_path, g_free);
  g_clear_pointer (&self->ray_python, g_free);
  g_clear_pointer (&self->ray_address, g_free);
  g_clear_pointer (&self->ray_listen, g_free);
  g_clear_pointer (&self->listen, g_free);
  g_clear_pointer (&self->token_file, g_free);
}

/**
 * run_set_text:
 * @text: (inout): a text that is owned
 * @value: (nullable): another one
 *
 * Replaces a text.
 */
void
run_set_text (char       **text,
              const char  *value)
{
  char *copy = g_strdup (value);

  g_free (*text);
  *text = copy;
}
