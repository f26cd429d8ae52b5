/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "run-options-private.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/ariadne-file.h"

/* Offers the options that say what to show. */
void
run_output_offer (RunOutput  *self,
                  CliOptions *options)
{
  const GOptionEntry entries[] = {
    { "save-path", 0, 0, G_OPTION_ARG_FILENAME, &self->save_path,
      "The picture: .png, .svg or .pdf; .csv for its numbers (results.png)", "FILE" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->json,
      "Print the report as one JSON object", NULL },
    { "csv", 0, 0, G_OPTION_ARG_NONE, &self->csv,
      "Print the report as CSV, one line a run", NULL },
    { "log", 0, 0, G_OPTION_ARG_FILENAME, &self->log,
      "Write events to FILE as they happen, JSON Lines", "FILE" },
    { "log-interval", 0, 0, G_OPTION_ARG_STRING, &self->log_interval,
      "How often to write to it (0.25)", "SECONDS" },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &self->quiet,
      "Show no progress", NULL },
    G_OPTION_ENTRY_NULL,
  };

  cli_options_add (options, "What to show", entries);
}

/* Better to know before the run than after it. A log may go to a pipe or a
 * device, since it is written as it grows and replaces nothing.
 */
static gboolean
check_writable (const char  *option,
                const char  *path,
                gboolean     anything,
                GError     **error)
{
  GStatBuf status;

  if (anything && g_stat (path, &status) == 0
      && !S_ISREG (status.st_mode) && !S_ISDIR (status.st_mode) && g_access (path, W_OK) == 0)
    return TRUE;
  if (ariadne_file_check_writable (path, error))
    return TRUE;

  g_prefix_error (error, "%s=", option);

  return FALSE;
}

/* The picture would replace the log. */
static gboolean
check_different (const char  *picture,
                 const char  *log,
                 GError     **error)
{
  g_autofree char *first = g_canonicalize_filename (picture, NULL);
  g_autofree char *second = g_canonicalize_filename (log, NULL);

  if (!g_str_equal (first, second))
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
               "--log=%s: expected another file than that of --save-path", log);

  return FALSE;
}

static gboolean
read_paths (const RunOutput  *self,
            RunOptions       *options,
            GError          **error)
{
  const char *picture = self->save_path != NULL ? self->save_path : "results.png";

  options->log_path = g_strdup (self->log);
  if (picture[0] != '\0')
    options->save_path = g_strdup (picture);

  if (options->save_path != NULL
      && (!ariadne_plot_check_path (options->save_path, error)
          || !check_writable ("--save-path", options->save_path, FALSE, error)))
    return FALSE;
  if (options->log_path == NULL)
    return TRUE;

  return check_writable ("--log", options->log_path, TRUE, error)
         && (options->save_path == NULL
             || check_different (options->save_path, options->log_path, error));
}

/* Reads them. */
gboolean
run_output_read (const RunOutput  *self,
                 RunOptions       *options,
                 GError          **error)
{
  if (self->json && self->csv)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                   "--json --csv: expected one of them, since each is all of the output");
      return FALSE;
    }

  options->format = self->json ? ARIADNE_REPORT_FORMAT_JSON
                    : self->csv ? ARIADNE_REPORT_FORMAT_CSV
                                : ARIADNE_REPORT_FORMAT_TEXT;
  options->quiet = self->quiet;
  options->log_interval = ARIADNE_RUN_LOG_DEFAULT_INTERVAL;
  if (!cli_parse_seconds ("--log-interval", self->log_interval, 0.01, 3600,
                          &options->log_interval, error))
    return FALSE;

  return read_paths (self, options, error);
}

/* Releases what was given. */
void
run_output_clear (RunOutput *self)
{
  g_free (self->save_path);
  g_free (self->log);
  g_free (self->log_interval);
}
