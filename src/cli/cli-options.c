/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "cli-options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <ariadne.h>

#include "cli-command.h"

/* The options of one command: a GOptionContext whose help shows all groups
 * under their headings, without the reader having to ask for each.
 */
struct _CliOptions
{
  GOptionContext *context;
  GOptionGroup   *group;   /* the last one; the context's */
  const char     *command;
  gboolean        help;
};

/**
 * cli_options_new:
 * @command: the full name of the command
 * @arguments: (nullable): what may follow the options, for help
 * @description: a paragraph for help
 *
 * Makes a command's options: at first `--help` only.
 *
 * Returns: (transfer full): new options
 */
CliOptions *
cli_options_new (const char *command,
                 const char *arguments,
                 const char *description)
{
  CliOptions *self = g_new0 (CliOptions, 1);
  const GOptionEntry entries[] = {
    { "help", 'h', 0, G_OPTION_ARG_NONE, &self->help, "Show this help and exit", NULL },
    G_OPTION_ENTRY_NULL,
  };

  self->command = command;
  self->context = g_option_context_new (arguments);
  g_option_context_set_help_enabled (self->context, FALSE);
  g_option_context_set_summary (self->context, description);
  g_option_context_add_main_entries (self->context, entries, NULL);
  g_set_prgname (command);

  return self;
}

/**
 * cli_options_free:
 * @self: options
 *
 * Releases them; what was parsed stays.
 */
void
cli_options_free (CliOptions *self)
{
  g_option_context_free (self->context);
  g_free (self);
}

/**
 * cli_options_add:
 * @self: options
 * @heading: what these have in common
 * @entries: (array zero-terminated=1): the options
 *
 * Adds options under a heading of their own.
 */
void
cli_options_add (CliOptions         *self,
                 const char         *heading,
                 const GOptionEntry *entries)
{
  g_autofree char *title = g_strconcat (heading, ":", NULL);

  self->group = g_option_group_new (heading, title, heading, NULL, NULL);
  g_option_group_add_entries (self->group, entries);
  g_option_context_add_group (self->context, self->group);
}

/**
 * cli_options_add_more:
 * @self: options, of which some were added
 * @entries: (array zero-terminated=1): the options
 *
 * Adds options under the last heading.
 */
void
cli_options_add_more (CliOptions         *self,
                      const GOptionEntry *entries)
{
  g_option_group_add_entries (self->group, entries);
}

/**
 * cli_options_parse:
 * @self: options
 * @argc: (inout): the number of arguments
 * @argv: (inout): the arguments, left with those that are not options
 * @status: (out): when %FALSE is returned, the exit status
 *
 * Parses a command line. Answers `--help`, and complains about what is wrong.
 *
 * Returns: whether the command is to go on
 */
gboolean
cli_options_parse (CliOptions   *self,
                   int          *argc,
                   char       ***argv,
                   int          *status)
{
  g_autoptr (GError) error = NULL;

  if (!g_option_context_parse (self->context, argc, argv, &error))
    {
      *status = cli_fail (self->command, error);
      return FALSE;
    }

  if (self->help)
    {
      g_autofree char *help = g_option_context_get_help (self->context, FALSE, NULL);

      g_print ("%s", help);
      *status = CLI_OK;
      return FALSE;
    }

  return TRUE;
}

/**
 * cli_options_check_rest:
 * @argc: the number of arguments that were left
 * @argv: the arguments
 * @error: return location for an error
 *
 * Checks that a command was given nothing but options.
 *
 * Returns: whether that is so
 */
gboolean
cli_options_check_rest (int      argc,
                        char   **argv,
                        GError **error)
{
  if (argc <= 1)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
               "%s: expected options only; see --help", argv[1]);

  return FALSE;
}

/**
 * cli_parse_wide_count:
 * @option: the option, for messages
 * @value: (nullable): what was given, %NULL if nothing was
 * @minimum: the least that is accepted
 * @maximum: the most that is accepted
 * @count: (inout): the number, left as it is if none was given
 * @error: return location for an error
 *
 * Parses a whole number.
 *
 * Returns: whether @value is a number within the bounds, or absent
 */
gboolean
cli_parse_wide_count (const char  *option,
                      const char  *value,
                      guint64      minimum,
                      guint64      maximum,
                      guint64     *count,
                      GError     **error)
{
  if (value == NULL || g_ascii_string_to_unsigned (value, 10, minimum, maximum, count, NULL))
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
               "%s=%s: expected a whole number from %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT,
               option, value, minimum, maximum);

  return FALSE;
}

/**
 * cli_parse_count:
 * @option: the option, for messages
 * @value: (nullable): what was given, %NULL if nothing was
 * @minimum: the least that is accepted
 * @maximum: the most that is accepted
 * @count: (inout): the number, left as it is if none was given
 * @error: return location for an error
 *
 * Parses a whole number that is not very large.
 *
 * Returns: whether @value is a number within the bounds, or absent
 */
gboolean
cli_parse_count (const char  *option,
                 const char  *value,
                 guint        minimum,
                 guint        maximum,
                 guint       *count,
                 GError     **error)
{
  guint64 number = *count;

  if (!cli_parse_wide_count (option, value, minimum, maximum, &number, error))
    return FALSE;

  *count = number;

  return TRUE;
}

/**
 * cli_parse_fraction:
 * @option: the option, for messages
 * @value: what was given
 * @fraction: (out): the number
 * @error: return location for an error
 *
 * Parses a number above 0 and at most 1.
 *
 * Returns: whether @value is one
 */
gboolean
cli_parse_fraction (const char  *option,
                    const char  *value,
                    double      *fraction,
                    GError     **error)
{
  char *end = NULL;

  errno = 0;
  *fraction = g_ascii_strtod (value, &end);
  if (errno == 0 && end != value && *end == '\0' && *fraction > 0 && *fraction <= 1)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
               "%s=%s: expected a number above 0 and at most 1", option, value);

  return FALSE;
}

/**
 * cli_parse_seconds:
 * @option: the option, for messages
 * @value: (nullable): what was given, %NULL if nothing was
 * @minimum: the least that is accepted
 * @maximum: the most that is accepted
 * @seconds: (inout): the number, left as it is if none was given
 * @error: return location for an error
 *
 * Parses a time in seconds, which need not be whole.
 *
 * Returns: whether @value is one, or absent
 */
gboolean
cli_parse_seconds (const char  *option,
                   const char  *value,
                   double       minimum,
                   double       maximum,
                   double      *seconds,
                   GError     **error)
{
  char *end = NULL;
  double number;

  if (value == NULL)
    return TRUE;

  errno = 0;
  number = g_ascii_strtod (value, &end);
  if (errno == 0 && end != value && *end == '\0' && number >= minimum && number <= maximum)
    {
      *seconds = number;
      return TRUE;
    }

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
               "%s=%s: expected seconds, from %g to %g", option, value, minimum, maximum);

  return FALSE;
}

/**
 * cli_parse_size:
 * @option: the option, for messages
 * @value: (nullable): what was given, %NULL if nothing was
 * @minimum: the least that is accepted, in bytes
 * @size: (inout): the size in bytes, left as it is if none was given
 * @error: return location for an error
 *
 * Parses a size such as `512M` or `2G`.
 *
 * Returns: whether @value is a size, or absent
 */
gboolean
cli_parse_size (const char  *option,
                const char  *value,
                guint64      minimum,
                guint64     *size,
                GError     **error)
{
  static const char units[] = "KMGT";
  const char *unit;
  char *end = NULL;
  guint64 number;
  guint shift = 0;

  if (value == NULL)
    return TRUE;

  errno = 0;
  number = g_ascii_strtoull (value, &end, 10);
  unit = *end != '\0' ? strchr (units, *end) : NULL;
  if (unit != NULL)
    {
      shift = 10 * (unit - units + 1);
      end++;
    }
  if (errno == 0 && g_ascii_isdigit (value[0]) && *end == '\0'
      && number <= (guint64) G_MAXINT64 >> shift && number << shift >= minimum)
    {
      *size = number << shift;
      return TRUE;
    }

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
               "%s=%s: expected a size of at least %" G_GUINT64_FORMAT "M, such as 512M or 2G",
               option, value, minimum >> 20);

  return FALSE;
}

/**
 * cli_parse_choice:
 * @option: the option, for messages
 * @value: (nullable): what was given, %NULL if nothing was
 * @choices: (array zero-terminated=1): the words that are accepted
 * @choice: (inout): which of them it is, left as it is if none was given
 * @error: return location for an error
 *
 * Parses a word of a list.
 *
 * Returns: whether @value is one of @choices, or absent
 */
gboolean
cli_parse_choice (const char          *option,
                  const char          *value,
                  const char * const  *choices,
                  guint               *choice,
                  GError             **error)
{
  g_autofree char *list = NULL;

  if (value == NULL)
    return TRUE;

  for (guint i = 0; choices[i] != NULL; i++)
    if (g_str_equal (choices[i], value))
      {
        *choice = i;
        return TRUE;
      }

  list = g_strjoinv (", ", (char **) choices);
  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
               "%s=%s: expected one of %s", option, value, list);

  return FALSE;
}

/**
 * cli_set_text:
 * @text: (inout): a text that is owned
 * @given: (nullable): what was given, %NULL if nothing was
 * @otherwise: what stands for nothing
 *
 * Replaces a text by what was given.
 */
void
cli_set_text (char       **text,
              const char  *given,
              const char  *otherwise)
{
  g_free (*text);
  *text = g_strdup (given != NULL ? given : otherwise);
}

/**
 * cli_find_data:
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
cli_find_data (const char  *folder,
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
               "%s: expected a file, or the name of one of the program's own %s (looked in %s)",
               name, folder, data_dir != NULL ? data_dir : ARIADNE_DATADIR);

  return NULL;
}
