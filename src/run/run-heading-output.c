/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/ariadne-file.h"
#include "run/run-heading.h"

/* Better to know before the run than after it. */
static gboolean
check_writable (const char  *option,
                const char  *path,
                GError     **error)
{
  if (ariadne_file_check_writable (path, error))
    return TRUE;

  g_prefix_error (error, "%s=", option);

  return FALSE;
}

/* An empty name means none. */
static gboolean
check_picture (const char  *path,
               GError     **error)
{
  return path[0] == '\0'
         || (ariadne_plot_check_path (path, error) && check_writable ("--save-path", path, error));
}

/* A log may go to a pipe or a device, since it is written as it grows and replaces
 * nothing.
 */
static gboolean
check_log (const char  *path,
           GError     **error)
{
  GStatBuf status;

  if (g_stat (path, &status) == 0
      && !S_ISREG (status.st_mode) && !S_ISDIR (status.st_mode) && g_access (path, W_OK) == 0)
    return TRUE;

  return check_writable ("--log", path, error);
}

static const RunOptionSpec specs[] = {
  {
    RUN_OPTION_SAVE_PATH, "save-path", 0, RUN_KIND_FILE, RUN_COMMANDS,
    .fallback = "results.png",
    .check = check_picture,
    .is_loud = TRUE, /* a window makes no picture unless it is asked to */
    .argument = "FILE",
    .summary = "The picture: .png, .svg or .pdf; .csv for its numbers",
    .label = N_("Picture"),
    .nothing = N_("None"),
    .tooltip = N_("Where to put the picture of the results when the run is over, as PNG, SVG or"
                  " PDF, or its numbers as CSV, by the end of its name. Without a file none is"
                  " made"),
  },
  {
    RUN_OPTION_JSON, "json", 0, RUN_KIND_FLAG, RUN_COMMANDS,
    .summary = "Print the report as one JSON object",
    .label = N_("Report as JSON"),
    .tooltip = N_("Prints the report as one JSON object"),
  },
  {
    RUN_OPTION_CSV, "csv", 0, RUN_KIND_FLAG, RUN_COMMANDS,
    .summary = "Print the report as CSV, one line a run",
    .label = N_("Report as CSV"),
    .tooltip = N_("Prints the report as comma-separated values, one line a configuration"),
  },
  {
    RUN_OPTION_LOG, "log", 0, RUN_KIND_FILE, RUN_COMMANDS,
    .check = check_log,
    .argument = "FILE",
    .summary = "Write events to FILE as they happen, JSON Lines",
    .label = N_("Log"),
    .tooltip = N_("Where to write what happens while it happens, to be opened again later"),
  },
  {
    RUN_OPTION_LOG_INTERVAL, "log-interval", 0, RUN_KIND_SECONDS, RUN_COMMANDS,
    .fallback = "0.25",
    .shortest = 0.01,
    .longest = 3600,
    .argument = "SECONDS",
    .summary = "How often to write to it",
    .label = N_("Log Interval"),
    .tooltip = N_("How often the log is written to, in seconds"),
  },
  {
    RUN_OPTION_QUIET, "quiet", 'q', RUN_KIND_FLAG, RUN_COMMANDS,
    .summary = "Show no progress",
    .label = N_("Quiet"),
    .tooltip = N_("Shows no progress on the terminal"),
  },
  {
    RUN_OPTION_DRY_RUN, "dry-run", 0, RUN_KIND_FLAG, RUN_COMMAND_RUN,
    .summary = "Say what would be run, and run nothing",
    .label = N_("Dry Run"),
    .tooltip = N_("Says which configurations would be run, and runs nothing"),
  },
};

static gboolean
check_format (const RunValues  *values,
              GError          **error)
{
  if (!values->flags[RUN_OPTION_JSON] || !values->flags[RUN_OPTION_CSV])
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT, "--json --csv: %s",
               _("expected one of them, since each is all of the output"));

  return FALSE;
}

/* The picture would replace the log. */
static gboolean
check_different (const RunValues  *values,
                 GError          **error)
{
  const char *log = run_values_get_text (values, RUN_OPTION_LOG);
  const char *picture = run_values_get_text (values, RUN_OPTION_SAVE_PATH);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  if (log == NULL || picture[0] == '\0')
    return TRUE;

  first = g_canonicalize_filename (picture, NULL);
  second = g_canonicalize_filename (log, NULL);
  if (!g_str_equal (first, second))
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT, "--log=%s: %s", log,
               _("expected another file than that of --save-path"));

  return FALSE;
}

/* The default, too, has to be writable; what is given was looked at. */
static gboolean
check_default_picture (const RunValues  *values,
                       GError          **error)
{
  return values->flags[RUN_OPTION_DRY_RUN] || run_values_is_given (values, RUN_OPTION_SAVE_PATH)
         || check_picture (run_values_get_text (values, RUN_OPTION_SAVE_PATH), error);
}

static const RunRule rules[] = {
  { RUN_OPTION_SAVE_PATH, check_default_picture },
  { RUN_OPTION_CSV, check_format },
  { RUN_OPTION_LOG, check_different },
};

static void
read_output (const RunValues *values,
             RunOptions      *options)
{
  const char *picture = run_values_get_text (values, RUN_OPTION_SAVE_PATH);

  options->format = values->flags[RUN_OPTION_JSON]  ? ARIADNE_REPORT_FORMAT_JSON
                    : values->flags[RUN_OPTION_CSV] ? ARIADNE_REPORT_FORMAT_CSV
                                                    : ARIADNE_REPORT_FORMAT_TEXT;
  options->log_interval = run_values_get_seconds (values, RUN_OPTION_LOG_INTERVAL);
  options->quiet = values->flags[RUN_OPTION_QUIET];
  options->dry_run = values->flags[RUN_OPTION_DRY_RUN];
  run_set_text (&options->save_path, picture[0] != '\0' ? picture : NULL);
  run_set_text (&options->log_path, run_values_get_text (values, RUN_OPTION_LOG));
}

const RunHeading run_heading_output = {
  N_("What to show"), specs, G_N_ELEMENTS (specs), rules, G_N_ELEMENTS (rules), read_output,
};
