/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "cli-command.h"

#include <gio/gio.h>
#include <string.h>

#include <ariadne.h>

#define MAX_MESSAGE_LENGTH 2000 /* in bytes */

/* The number of letters to insert, delete, replace or swap with the next one
 * that turn one word into the other.
 */
static guint
edit_distance (const char *a,
               const char *b)
{
  gsize length_a = strlen (a);
  gsize length_b = strlen (b);
  g_autofree guint *cells = g_new (guint, 3 * (length_b + 1));
  guint *before = cells;
  guint *above = before + length_b + 1;
  guint *row = above + length_b + 1;

  for (gsize j = 0; j <= length_b; j++)
    row[j] = j;

  for (gsize i = 1; i <= length_a; i++)
    {
      guint *recycled = before;

      before = above;
      above = row;
      row = recycled;
      row[0] = i;
      for (gsize j = 1; j <= length_b; j++)
        {
          row[j] = MIN (above[j], row[j - 1]) + 1;
          row[j] = MIN (row[j], above[j - 1] + (a[i - 1] != b[j - 1]));
          if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
            row[j] = MIN (row[j], before[j - 2] + 1);
        }
    }

  return row[length_b];
}

/**
 * cli_find_nearest:
 * @words: (array zero-terminated=1): the known words
 * @word: what was given
 *
 * Finds the known word that was most likely meant.
 *
 * Returns: (nullable): one of @words, or %NULL if none resembles @word
 */
const char *
cli_find_nearest (const char * const *words,
                  const char         *word)
{
  const char *nearest = NULL;
  guint least = MIN (3, strlen (word) / 2 + 1);

  for (; *words != NULL; words++)
    {
      guint distance = edit_distance (*words, word);

      if (distance < least)
        {
          least = distance;
          nearest = *words;
        }
    }

  return nearest;
}

static gboolean
is_bad_input (const GError *error)
{
  if (error->domain == G_OPTION_ERROR || error->domain == G_FILE_ERROR
      || error->domain == G_IO_ERROR)
    return TRUE;
  if (error->domain != ARIADNE_ERROR)
    return FALSE;

  switch ((AriadneError) error->code)
    {
    case ARIADNE_ERROR_PARSE:
    case ARIADNE_ERROR_TYPE:
    case ARIADNE_ERROR_INVALID_ARGUMENT:
    case ARIADNE_ERROR_NOT_FOUND:
    case ARIADNE_ERROR_UNSUPPORTED:
    case ARIADNE_ERROR_LIMIT:
      return TRUE;
    case ARIADNE_ERROR_FAILED:
    case ARIADNE_ERROR_CLOSED:
    case ARIADNE_ERROR_TIMED_OUT:
    case ARIADNE_ERROR_MODEL:
    case ARIADNE_ERROR_PROTOCOL:
    default:
      return FALSE;
    }
}

/* Names out of files and arguments end up in messages. A message is one line
 * all the same, of bounded length, and cannot steer a terminal.
 */
static char *
make_presentable (const char *message)
{
  g_autofree char *valid = g_utf8_make_valid (message, -1);
  GString *line = g_string_new (NULL);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar letter = g_utf8_get_char (p);

      if (line->len >= MAX_MESSAGE_LENGTH)
        {
          g_string_append (line, "…");
          break;
        }
      if (g_unichar_iscntrl (letter))
        g_string_append_printf (line, "\\x%02x", letter);
      else
        g_string_append_unichar (line, letter);
    }

  return g_string_free (line, FALSE);
}

/**
 * cli_fail:
 * @command: the full name of the command
 * @error: what is wrong
 *
 * Says what is wrong, in one line on standard error.
 *
 * Returns: the exit status that goes with @error
 */
int
cli_fail (const char   *command,
          const GError *error)
{
  g_autofree char *message = make_presentable (error->message);

  g_printerr ("%s: %s\n", command, message);

  return is_bad_input (error) ? CLI_USAGE : CLI_FAILURE;
}

static const CliCommand *
find_command (const CliSection *sections,
              const char       *name)
{
  for (; sections->heading != NULL; sections++)
    for (const CliCommand *command = sections->commands; command->name != NULL; command++)
      if (g_str_equal (command->name, name))
        return command;

  return NULL;
}

static int
fail_unknown (const CliSection *sections,
              const char       *program,
              const char       *name)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  const char *nearest;

  if (name[0] == '-')
    {
      g_printerr ("%s: unknown option “%s”; see “%s --help”\n", program, name, program);
      return CLI_USAGE;
    }

  for (; sections->heading != NULL; sections++)
    for (const CliCommand *command = sections->commands; command->name != NULL; command++)
      g_ptr_array_add (names, (gpointer) command->name);
  g_ptr_array_add (names, NULL);

  nearest = cli_find_nearest ((const char * const *) names->pdata, name);
  if (nearest != NULL)
    g_printerr ("%s: unknown command “%s”; did you mean “%s”?\n", program, name, nearest);
  else
    g_printerr ("%s: unknown command “%s”; see “%s --help”\n", program, name, program);

  return CLI_USAGE;
}

/* In characters, not in bytes. */
static gsize
measure_synopsis (const CliCommand *command)
{
  return g_utf8_strlen (command->name, -1) + 1 + g_utf8_strlen (command->arguments, -1);
}

static void
print_help (const CliSection *sections,
            const char       *program,
            const char       *description)
{
  gsize width = 0;

  for (const CliSection *section = sections; section->heading != NULL; section++)
    for (const CliCommand *command = section->commands; command->name != NULL; command++)
      width = MAX (width, measure_synopsis (command));

  g_print ("Usage: %s COMMAND [OPTION…]\n\n%s\n", program, description);
  for (; sections->heading != NULL; sections++)
    {
      g_print ("\n%s:\n", sections->heading);
      for (const CliCommand *command = sections->commands; command->name != NULL; command++)
        {
          int padding = (int) (width - measure_synopsis (command));

          g_print ("  %s %s%*s  %s\n", command->name, command->arguments, padding, "",
                   command->summary);
        }
    }
  g_print ("\nOptions:\n  -h, --help  Show this help and exit\n");
  g_print ("\n“%s COMMAND --help” tells more about a command.\n", program);
}

/**
 * cli_dispatch:
 * @sections: (array zero-terminated=1): the commands
 * @description: a sentence or two for help
 * @argc: the number of arguments
 * @argv: the arguments; the first is the full name of the program
 *
 * Runs the command that the first argument names, with the rest.
 *
 * Returns: the exit status
 */
int
cli_dispatch (const CliSection  *sections,
              const char        *description,
              int                argc,
              char             **argv)
{
  g_autofree char *program = g_strdup (argv[0]);
  g_autofree char *full_name = NULL;
  const CliCommand *command;

  if (argc < 2)
    {
      g_printerr ("%s: a command is missing; see “%s --help”\n", program, program);
      return CLI_USAGE;
    }
  if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h"))
    {
      print_help (sections, program, description);
      return CLI_OK;
    }

  command = find_command (sections, argv[1]);
  if (command == NULL)
    return fail_unknown (sections, program, argv[1]);

  full_name = g_strconcat (program, " ", command->name, NULL);
  argv[1] = full_name;

  return command->run (argc - 1, argv + 1);
}
