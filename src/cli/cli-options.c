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
