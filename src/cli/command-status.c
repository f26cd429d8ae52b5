/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <ariadne.h>
#include <glib-unix.h>

#include "experiment/ariadne-history-text.h"

#include "cli-options.h"
#include "commands.h"

#define DESCRIPTION                                                           \
  "Says where a run stands: how busy the network is, and how far each search\n" \
  "is. FILE is what “ariadne run” writes with --log, finished or growing."

/* What is read at a time, and how often something new is said at most. */
#define SLICE       (16 << 20)
#define INTERVAL_MS 1000

typedef struct
{
  gboolean json;
  gboolean follow;
} StatusOptions;

/* What there is while a log is followed. */
typedef struct
{
  const StatusOptions *options;
  AriadneRunLogReader *reader;
  AriadneRunHistory   *history;
  GMainLoop           *loop;
  guint64              told;   /* the generation that was printed last */
  GError              *error;
  gboolean             interrupted;
} Status;

static void
status_clear (Status *self)
{
  g_clear_object (&self->reader);
  g_clear_object (&self->history);
  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_error (&self->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Status, status_clear)

static void
print_status (Status *self)
{
  g_autofree char *text = NULL;

  text = self->options->json ? _ariadne_run_history_write_json (self->history)
                             : _ariadne_run_history_write_text (self->history);
  if (self->told > 0 && !self->options->json)
    g_print ("\n");
  g_print ("%s", text);
  self->told = ariadne_run_history_get_generation (self->history);
}

/* Reads all that there is, and says what is new; whether there may be more. */
static gboolean
catch_up (Status *self)
{
  AriadneRunLogState state;

  do
    if (!ariadne_run_log_reader_read_some (self->reader, SLICE, &state, &self->error))
      break;
  while (state == ARIADNE_RUN_LOG_MORE);

  if (self->told == 0 || ariadne_run_history_get_generation (self->history) != self->told)
    print_status (self);

  return self->error == NULL && state != ARIADNE_RUN_LOG_FINISHED;
}

static void
changed_cb (GFileMonitor     *monitor,
            GFile            *file,
            GFile            *other,
            GFileMonitorEvent event,
            gpointer          user_data)
{
  Status *self = user_data;

  if (!catch_up (self))
    g_main_loop_quit (self->loop);
}

static gboolean
interrupt_cb (gpointer user_data)
{
  Status *self = user_data;

  self->interrupted = TRUE;
  g_main_loop_quit (self->loop);

  return G_SOURCE_CONTINUE;
}

/* The log is watched from before it is read, so that nothing is missed between. */
static void
follow (Status     *self,
        const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileMonitor) monitor = NULL;
  guint signal_id;

  monitor = g_file_monitor_file (file, G_FILE_MONITOR_NONE, NULL, &self->error);
  if (monitor == NULL)
    return;

  g_file_monitor_set_rate_limit (monitor, INTERVAL_MS);
  g_signal_connect (monitor, "changed", G_CALLBACK (changed_cb), self);
  self->loop = g_main_loop_new (NULL, FALSE);
  signal_id = g_unix_signal_add (SIGINT, interrupt_cb, self);
  if (catch_up (self))
    g_main_loop_run (self->loop);
  g_source_remove (signal_id);
}

static int
tell_status (const StatusOptions *options,
             const char          *path,
             const char          *command)
{
  g_auto (Status) self = { .options = options, .history = ariadne_run_history_new () };

  self.reader = ariadne_run_log_reader_open (path, self.history, &self.error);
  if (self.reader != NULL && options->follow)
    follow (&self, path);
  else if (self.reader != NULL)
    catch_up (&self);

  if (self.error != NULL)
    return cli_fail (command, self.error);

  return self.interrupted ? CLI_INTERRUPTED : CLI_OK;
}

int
command_status (int    argc,
                char **argv)
{
  StatusOptions options = { FALSE };
  g_autoptr (CliOptions) parser = NULL;
  g_autoptr (GError) error = NULL;
  const char *command = argv[0];
  int status;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.json,
      "Print a JSON object; with --follow one a line", NULL },
    { "follow", 'f', 0, G_OPTION_ARG_NONE, &options.follow,
      "Say it again when there is something new, until the run ends", NULL },
    G_OPTION_ENTRY_NULL,
  };

  parser = cli_options_new (command, "FILE", DESCRIPTION);
  cli_options_add (parser, "What to say", entries);
  if (!cli_options_parse (parser, &argc, &argv, &status))
    return status;

  if (argc != 2)
    {
      g_set_error (&error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                   "expected one FILE, but there are %d; see --help", argc - 1);
      return cli_fail (command, error);
    }

  return tell_status (&options, argv[1], command);
}
