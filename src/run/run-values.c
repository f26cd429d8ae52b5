/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "run/run-values.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include <ariadne.h>

#include "run/run-heading.h"
#include "run/run-parse.h"

/**
 * run_values_clear:
 * @self: values
 *
 * Forgets all that was given.
 */
void
run_values_clear (RunValues *self)
{
  for (RunOptionId id = 0; id < RUN_N_OPTIONS; id++)
    run_values_unset (self, id);
}

/**
 * run_values_copy:
 * @self: (out caller-allocates): where to put a copy
 * @other: values
 *
 * Copies what was given.
 */
void
run_values_copy (RunValues       *self,
                 const RunValues *other)
{
  *self = *other;
  for (RunOptionId id = 0; id < RUN_N_OPTIONS; id++)
    self->texts[id] = g_strdup (other->texts[id]);
}

/**
 * run_values_equal:
 * @self: values
 * @other: others
 *
 * Returns: whether the same was given
 */
gboolean
run_values_equal (const RunValues *self,
                  const RunValues *other)
{
  for (RunOptionId id = 0; id < RUN_N_OPTIONS; id++)
    if (!self->flags[id] != !other->flags[id]
        || g_strcmp0 (self->texts[id], other->texts[id]) != 0)
      return FALSE;

  return TRUE;
}

/**
 * run_values_is_given:
 * @self: values
 * @id: an option
 *
 * Returns: whether it was given
 */
gboolean
run_values_is_given (const RunValues *self,
                     RunOptionId      id)
{
  return self->flags[id] || self->texts[id] != NULL;
}

/**
 * run_values_is_empty:
 * @self: values
 *
 * Returns: whether nothing was given
 */
gboolean
run_values_is_empty (const RunValues *self)
{
  static const RunValues nothing;

  return run_values_equal (self, &nothing);
}

/**
 * run_values_set_text:
 * @self: values
 * @id: an option that is not a flag
 * @text: (nullable): its value, or %NULL if it is not given
 *
 * Gives an option a value.
 */
void
run_values_set_text (RunValues   *self,
                     RunOptionId  id,
                     const char  *text)
{
  char *copy = g_strdup (text);

  g_free (self->texts[id]);
  self->texts[id] = copy;
}

/**
 * run_values_get_text:
 * @self: values
 * @id: an option that is not a flag
 *
 * Returns: (nullable): what was given, or what stands for nothing
 */
const char *
run_values_get_text (const RunValues *self,
                     RunOptionId      id)
{
  return self->texts[id] != NULL ? self->texts[id] : run_option_get_spec (id)->fallback;
}

/**
 * run_values_is:
 * @self: values
 * @id: an option that is not a flag
 * @text: a value
 *
 * Returns: whether the option has that value, given or not
 */
gboolean
run_values_is (const RunValues *self,
               RunOptionId      id,
               const char      *text)
{
  return g_strcmp0 (run_values_get_text (self, id), text) == 0;
}

/**
 * run_values_unset:
 * @self: values
 * @id: an option
 *
 * Forgets what was given for an option.
 */
void
run_values_unset (RunValues   *self,
                  RunOptionId  id)
{
  self->flags[id] = FALSE;
  g_clear_pointer (&self->texts[id], g_free);
}

/* What values are, once they are known to be valid. */

guint64
run_values_get_count (const RunValues *self,
                      RunOptionId      id)
{
  const RunOptionSpec *spec = run_option_get_spec (id);
  guint64 count = 0;

  run_parse_wide_count (spec->name, run_values_get_text (self, id), spec->minimum, spec->maximum,
                        &count, NULL);

  return count;
}

double
run_values_get_fraction (const RunValues *self,
                         RunOptionId      id)
{
  double fraction = 0;

  run_parse_fraction (run_option_get_spec (id)->name, run_values_get_text (self, id), &fraction,
                      NULL);

  return fraction;
}

double
run_values_get_seconds (const RunValues *self,
                        RunOptionId      id)
{
  const RunOptionSpec *spec = run_option_get_spec (id);
  double seconds = 0;

  run_parse_seconds (spec->name, run_values_get_text (self, id), spec->shortest, spec->longest,
                     &seconds, NULL);

  return seconds;
}

/* Or 0 if there is none. */
guint64
run_values_get_size (const RunValues *self,
                     RunOptionId      id)
{
  const RunOptionSpec *spec = run_option_get_spec (id);
  guint64 size = 0;

  run_parse_size (spec->name, run_values_get_text (self, id), spec->minimum, &size, NULL);

  return size;
}

/* The position among the words that are accepted. */
guint
run_values_get_choice (const RunValues *self,
                       RunOptionId      id)
{
  const RunOptionSpec *spec = run_option_get_spec (id);
  guint choice = 0;

  run_parse_choice (spec->name, run_values_get_text (self, id), run_option_get_choices (spec),
                    &choice, NULL);

  return choice;
}

/* The summary, with the default in brackets. */
static const char *
make_description (const RunOptionSpec *spec,
                  RunCommand           command)
{
  const char *note = spec->note != NULL ? spec->note : spec->fallback;
  g_autofree char *text = NULL;

  if (command == RUN_COMMAND_SERVE && spec->serve_summary != NULL)
    return spec->serve_summary;
  if (note == NULL)
    return spec->summary;

  text = g_strdup_printf ("%s (%s)", spec->summary, note);

  return g_intern_string (text);
}

static GOptionEntry
make_entry (RunValues           *self,
            const RunOptionSpec *spec,
            RunCommand           command)
{
  GOptionEntry entry = { spec->name, spec->letter, 0, G_OPTION_ARG_STRING, &self->texts[spec->id],
                         make_description (spec, command), spec->argument };

  if (spec->kind == RUN_KIND_FLAG)
    {
      entry.arg = G_OPTION_ARG_NONE;
      entry.arg_data = &self->flags[spec->id];
    }
  else if (spec->kind == RUN_KIND_FILE || spec->kind == RUN_KIND_PROGRAM)
    entry.arg = G_OPTION_ARG_FILENAME;

  return entry;
}

/**
 * run_values_make_entries:
 * @self: values, which are to last as long as the entries do
 * @first: an option
 * @last: one that comes after it
 * @command: the command that offers them
 *
 * Makes entries for a parser that puts what it finds into @self, for the options
 * from @first to @last that the command has.
 *
 * Returns: (transfer container) (array zero-terminated=1): entries
 */
GOptionEntry *
run_values_make_entries (RunValues   *self,
                         RunOptionId  first,
                         RunOptionId  last,
                         RunCommand   command)
{
  GOptionEntry *entries = g_new0 (GOptionEntry, last - first + 2);
  guint n = 0;

  for (RunOptionId id = first; id <= last; id++)
    if ((run_option_get_spec (id)->commands & command) != 0)
      entries[n++] = make_entry (self, run_option_get_spec (id), command);

  return entries;
}

/**
 * run_values_make_heading_entries:
 * @self: values, which are to last as long as the entries do
 * @heading: a heading
 * @command: the command that offers its options
 *
 * Makes entries for the options of a heading.
 *
 * Returns: (transfer container) (array zero-terminated=1): entries
 */
GOptionEntry *
run_values_make_heading_entries (RunValues    *self,
                                 RunHeadingId  heading,
                                 RunCommand    command)
{
  const RunHeading *chosen = run_heading_get (heading);

  return run_values_make_entries (self, chosen->specs[0].id,
                                  chosen->specs[chosen->n_specs - 1].id, command);
}

/**
 * run_values_parse:
 * @self: (inout): values
 * @arguments: (array zero-terminated=1): the options of an `ariadne run`, without
 *   these two words
 * @error: return location for an error
 *
 * Parses a command line into values, which are not checked.
 *
 * Returns: whether there are only options that are known
 */
gboolean
run_values_parse (RunValues           *self,
                  const char * const  *arguments,
                  GError             **error)
{
  g_autofree GOptionEntry *entries = NULL;
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) rest = NULL;

  entries = run_values_make_entries (self, 0, RUN_N_OPTIONS - 1, RUN_COMMAND_RUN);
  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_add_main_entries (context, entries, NULL);

  g_strv_builder_add (builder, "ariadne run");
  g_strv_builder_addv (builder, (const char **) arguments);
  rest = g_strv_builder_end (builder);
  if (!g_option_context_parse_strv (context, &rest, error))
    return FALSE;
  if (g_strv_length (rest) <= 1)
    return TRUE;

  /* Translators: %s is a word of a command line. */
  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
               _("%s: expected options only; see --help"), rest[1]);

  return FALSE;
}

/* Whether it has to be said. */
static gboolean
is_telling (const RunValues     *self,
            const RunOptionSpec *spec)
{
  if (spec->kind == RUN_KIND_FLAG)
    return self->flags[spec->id];

  return self->texts[spec->id] != NULL
         && (spec->is_loud || g_strcmp0 (self->texts[spec->id], spec->fallback) != 0);
}

/**
 * run_values_to_arguments:
 * @self: values
 *
 * Makes a command line of what was given, and is not the default anyway.
 *
 * Returns: (transfer full): the options of an `ariadne run`
 */
GStrv
run_values_to_arguments (const RunValues *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (RunOptionId id = 0; id < RUN_N_OPTIONS; id++)
    {
      const RunOptionSpec *spec = run_option_get_spec (id);
      gboolean is_flag = spec->kind == RUN_KIND_FLAG;
      g_autofree char *argument = NULL;

      if (!is_telling (self, spec))
        continue;

      argument = g_strconcat ("--", spec->name, is_flag ? NULL : "=", self->texts[id], NULL);
      g_strv_builder_add (builder, argument);
    }

  return g_strv_builder_end (builder);
}

static void
problem_free (gpointer data)
{
  RunProblem *self = data;

  g_error_free (self->error);
  g_free (self);
}

static gboolean
has_problem (GPtrArray   *problems,
             RunOptionId  id)
{
  for (guint i = 0; i < problems->len; i++)
    if (((const RunProblem *) g_ptr_array_index (problems, i))->option == id)
      return TRUE;

  return FALSE;
}

static void
add_problem (GPtrArray   *problems,
             RunOptionId  id,
             GError      *error)
{
  RunProblem *problem = g_new0 (RunProblem, 1);

  problem->option = id;
  problem->error = error;
  g_ptr_array_add (problems, problem);
}

static void
check_options (const RunValues *self,
               GPtrArray       *problems)
{
  for (RunOptionId id = 0; id < RUN_N_OPTIONS; id++)
    {
      GError *error = NULL;

      if (self->texts[id] != NULL
          && !run_option_check (run_option_get_spec (id), self->texts[id], &error))
        add_problem (problems, id, error);
    }
}

/* What is given for searches of one domain cannot be meant for another. */
static void
check_domain (const RunValues *self,
              GPtrArray       *problems)
{
  for (RunOptionId id = 0; id < RUN_N_OPTIONS; id++)
    {
      const RunOptionSpec *spec = run_option_get_spec (id);
      const char *text = self->texts[id];

      if (run_values_is_given (self, id) && !run_option_is_about (spec, self)
          && !has_problem (problems, id))
        add_problem (problems, id,
                     g_error_new (ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                                  /* Translators: an option, = and its value, a domain, its own */
                                  _("--%s%s%s: it is not for --domain=%s; expected --domain=%s"),
                                  spec->name, text != NULL ? "=" : "", text != NULL ? text : "",
                                  run_values_get_text (self, RUN_OPTION_DOMAIN), spec->domain));
    }
}

static void
check_rules (const RunValues *self,
             GPtrArray       *problems)
{
  for (RunHeadingId heading = 0; heading < RUN_N_HEADINGS; heading++)
    for (guint i = 0; i < run_heading_get (heading)->n_rules; i++)
      {
        const RunRule *rule = &run_heading_get (heading)->rules[i];
        GError *error = NULL;

        if (!has_problem (problems, rule->culprit) && !rule->check (self, &error))
          add_problem (problems, rule->culprit, error);
      }
}

/**
 * run_values_find_problems:
 * @self: values
 *
 * Checks every value on its own, and those that go well with the others.
 *
 * Returns: (transfer container) (element-type RunProblem): what is wrong; at most
 *   one problem an option
 */
GPtrArray *
run_values_find_problems (const RunValues *self)
{
  GPtrArray *problems = g_ptr_array_new_with_free_func (problem_free);

  check_options (self, problems);
  check_domain (self, problems);
  check_rules (self, problems);

  return problems;
}
