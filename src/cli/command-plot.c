/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <ariadne.h>

#include "core/ariadne-file.h"

#include "cli-options.h"
#include "commands.h"

#define DESCRIPTION                                                            \
  "Draws what a run has measured: the batch sizes, and the time against the\n" \
  "number of examples evaluated. FILE is what “ariadne run” wrote with --json\n" \
  "or --log; a log may still be growing."

typedef struct
{
  char    *output;
  gboolean csv;
  gboolean log_sizes;
  gboolean log_times;
} PlotOptions;

static void
plot_options_clear (PlotOptions *self)
{
  g_free (self->output);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PlotOptions, plot_options_clear)

static AriadnePlot *
load_plot (const PlotOptions *options,
           int                argc,
           char             **argv,
           GError           **error)
{
  g_autoptr (AriadneReport) report = NULL;
  AriadnePlotFlags flags = ARIADNE_PLOT_DEFAULT;

  if (argc != 2)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                   "expected one FILE, but there are %d; see --help", argc - 1);
      return NULL;
    }

  /* Better to complain before a large file is read than after. */
  if (options->output != NULL
      && (!ariadne_plot_check_path (options->output, error)
          || !ariadne_file_check_writable (options->output, error)))
    return NULL;

  report = ariadne_report_load (argv[1], error);
  if (report == NULL)
    return NULL;

  if (options->log_sizes)
    flags |= ARIADNE_PLOT_LOG_SIZES;
  if (options->log_times)
    flags |= ARIADNE_PLOT_LOG_TIMES;

  return ariadne_plot_new (report, flags);
}

/* The picture is left out when only the numbers are asked for. */
static gboolean
write_plot (const PlotOptions  *options,
            AriadnePlot        *plot,
            GError            **error)
{
  const char *output = options->output != NULL ? options->output : "results.png";

  if (options->csv)
    {
      g_autofree char *csv = ariadne_plot_to_csv (plot);

      g_print ("%s", csv);
    }
  if (options->csv && options->output == NULL)
    return TRUE;

  return ariadne_plot_save (plot, output, error);
}

int
command_plot (int    argc,
              char **argv)
{
  g_autoptr (CliOptions) parser = NULL;
  g_autoptr (AriadnePlot) plot = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (PlotOptions) options = { NULL };
  const char *command = argv[0];
  int status;
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output,
      "Draw into FILE (.png, .svg, .pdf, or .csv for the numbers; default: results.png)", "FILE" },
    { "csv", 0, 0, G_OPTION_ARG_NONE, &options.csv,
      "Print the numbers, one line a batch, and draw only if -o is given", NULL },
    { "log-sizes", 0, 0, G_OPTION_ARG_NONE, &options.log_sizes,
      "Use a logarithmic axis for the batch sizes", NULL },
    { "log-times", 0, 0, G_OPTION_ARG_NONE, &options.log_times,
      "Use a logarithmic axis for the times", NULL },
    G_OPTION_ENTRY_NULL,
  };

  parser = cli_options_new (command, "FILE", DESCRIPTION);
  cli_options_add (parser, "What to write", entries);
  if (!cli_options_parse (parser, &argc, &argv, &status))
    return status;

  plot = load_plot (&options, argc, argv, &error);
  if (plot == NULL || !write_plot (&options, plot, &error))
    return cli_fail (command, error);

  return CLI_OK;
}
