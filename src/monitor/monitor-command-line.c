/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-command-line.h"

#include <glib/gi18n.h>
#include <string.h>

/* What a shell takes as it is. */
#define PLAIN                                                                        \
  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=./,:+@%"

char *
monitor_command_line_new (const char * const *arguments)
{
  g_autoptr (GString) line = g_string_new ("ariadne run");

  for (; *arguments != NULL; arguments++)
    {
      gboolean is_plain = strspn (*arguments, PLAIN) == strlen (*arguments);
      g_autofree char *quoted = is_plain && **arguments != '\0' ? g_strdup (*arguments)
                                                                 : g_shell_quote (*arguments);

      g_string_append_printf (line, " %s", quoted);
    }

  return g_string_free (g_steal_pointer (&line), FALSE);
}

GStrv
monitor_command_line_split (const char  *line,
                            GError     **error)
{
  g_auto (GStrv) words = NULL;
  char **rest;

  if (!g_shell_parse_argv (line, NULL, &words, error))
    return NULL;

  rest = words;
  if (g_str_equal (*rest, "ariadne"))
    rest++;
  if (g_strcmp0 (*rest, "run") == 0)
    rest++;
  if (rest == words && !g_str_has_prefix (*rest, "-"))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("“%s”: expected the name of a preset, or a command line"), line);
      return NULL;
    }

  return g_strdupv (rest);
}
