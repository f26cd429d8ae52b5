/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "cli-progress.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Shows on standard error how an experiment gets on.
 *
 * On a terminal: a heading and one line a search, drawn over again ten times a
 * second. Elsewhere, or when the terminal cannot move its cursor: a plain line
 * every PLAIN_SECONDS. One line stays for each run that is over, unless the
 * report goes to the same terminal.
 */
#define REDRAW_MILLISECONDS 100
#define PLAIN_SECONDS       2

#define CURSOR_UP     "\033[%uA"
#define CLEAR_TO_END  "\033[J"
#define FAINT         "\033[2m"
#define BOLD          "\033[1m"
#define GREEN         "\033[32m"
#define PLAIN         "\033[0m"

struct _CliProgress
{
  AriadneExperiment *experiment;
  gboolean           live;        /* redraws */
  gboolean           coloured;
  gboolean           summarizes;  /* leaves a line for each run */
  guint              source;
  guint              n_drawn;     /* lines on the screen that a redraw replaces */
  gint64             run_started; /* monotonic, in microseconds */
};

static void
get_terminal_size (guint *n_columns,
                   guint *n_rows)
{
  struct winsize size = { 0 };

  if (ioctl (STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0)
    size = (struct winsize) { .ws_col = 80, .ws_row = 24 };

  *n_columns = size.ws_col;
  *n_rows = size.ws_row;
}

static const char *
style (CliProgress *self,
       const char  *sequence)
{
  return self->coloured ? sequence : "";
}

/* Adds @text, cut off or filled up to @width characters. */
static void
append_padded (GString    *frame,
               const char *text,
               guint       width)
{
  glong length = g_utf8_strlen (text, -1);

  if (length <= (glong) width)
    g_string_append_printf (frame, "%s%*s", text, (int) (width - length), "");
  else if (width > 0)
    {
      g_autofree char *start = g_utf8_substring (text, 0, width - 1);

      g_string_append_printf (frame, "%s…", start);
    }
}

static char *
describe_evaluations (const AriadneSearchProgress *progress)
{
  g_autofree char *budget = NULL;

  if (progress->budget == 0)
    return g_strdup_printf ("%" G_GUINT64_FORMAT, progress->n_evaluations);

  budget = g_strdup_printf ("%" G_GUINT64_FORMAT, progress->budget);

  return g_strdup_printf ("%*" G_GUINT64_FORMAT "/%s", (int) strlen (budget),
                          progress->n_evaluations, budget);
}

static double
get_gain (const AriadneSearchProgress *progress)
{
  if (!(progress->start_cost > 0))
    return 0.0;

  return 1.0 - progress->best_cost / progress->start_cost;
}

static char *
describe_costs (const AriadneSearchProgress *progress)
{
  if (progress->status == ARIADNE_SEARCH_READY)
    return g_strdup ("");

  return g_strdup_printf ("%.6g of %.6g (−%.1f %%)", progress->best_cost, progress->start_cost,
                          100.0 * get_gain (progress));
}

static void
append_bar (CliProgress                 *self,
            GString                     *frame,
            const AriadneSearchProgress *progress,
            guint                        width)
{
  double done = 0.0;
  guint filled;

  if (progress->budget > 0)
    done = MIN (1.0, (double) progress->n_evaluations / progress->budget);
  else if (progress->status != ARIADNE_SEARCH_RUNNING && progress->status != ARIADNE_SEARCH_READY)
    done = 1.0;

  filled = done * width;
  g_string_append (frame, style (self, GREEN));
  for (guint i = 0; i < filled; i++)
    g_string_append (frame, "━");
  g_string_append (frame, style (self, FAINT));
  for (guint i = filled; i < width; i++)
    g_string_append (frame, self->coloured ? "━" : "─");
  g_string_append (frame, style (self, PLAIN));
}

/* Name, evaluations, costs, states visited, state, bar: what does not fit is
 * left out, the last first.
 */
static void
append_search (CliProgress   *self,
               GString       *frame,
               AriadneSearch *search,
               guint          width)
{
  g_autofree char *evaluations = NULL;
  g_autofree char *costs = NULL;
  g_autofree char *visited = NULL;
  AriadneSearchProgress progress;

  ariadne_search_get_progress (search, &progress);
  evaluations = describe_evaluations (&progress);
  costs = describe_costs (&progress);
  visited = g_strdup_printf ("%7u visited", progress.n_visited);

  {
    const struct { const char *text; guint width; } columns[] = {
      { ariadne_search_get_name (search), 22 },
      { evaluations, 12 },
      { costs, 28 },
      { visited, 15 },
      { ariadne_search_status_to_string (progress.status), 16 },
    };

    for (guint i = 0; i < G_N_ELEMENTS (columns) && width > columns[i].width; i++)
      {
        append_padded (frame, columns[i].text, columns[i].width);
        g_string_append_c (frame, ' ');
        width -= columns[i].width + 1;
      }
  }

  if (width >= 10)
    append_bar (self, frame, &progress, MIN (width, 40));
}

static char *
describe_phase (CliProgress *self)
{
  guint configuration;
  AriadneExperimentPhase phase = ariadne_experiment_get_phase (self->experiment, &configuration);
  double seconds = (g_get_monotonic_time () - self->run_started) / (double) G_USEC_PER_SEC;

  return g_strdup_printf ("%s (%u of %u): %s, %.1f s",
                          ariadne_experiment_get_name (self->experiment, configuration),
                          configuration + 1,
                          ariadne_experiment_get_n_configurations (self->experiment),
                          phase == ARIADNE_EXPERIMENT_MEASURING ? "measuring the ideal"
                                                                : "searching",
                          seconds);
}

static void
erase (CliProgress *self,
       GString     *frame)
{
  if (self->n_drawn > 0)
    g_string_append_printf (frame, "\r" CURSOR_UP CLEAR_TO_END, self->n_drawn);
  self->n_drawn = 0;
}

static void
put (const GString *frame)
{
  fputs (frame->str, stderr);
  fflush (stderr);
}

static void
draw (CliProgress *self)
{
  g_autoptr (GPtrArray) searches = ariadne_experiment_get_searches (self->experiment);
  g_autoptr (GString) frame = g_string_new (NULL);
  g_autofree char *heading = describe_phase (self);
  guint n_columns, n_rows, n_shown;

  get_terminal_size (&n_columns, &n_rows);
  n_shown = MIN (searches->len, MAX (n_rows, 4) - 3);

  erase (self, frame);
  g_string_append (frame, style (self, BOLD));
  append_padded (frame, heading, n_columns - 1);
  g_string_append_printf (frame, "%s\n", style (self, PLAIN));
  for (guint i = 0; i < n_shown; i++)
    {
      append_search (self, frame, g_ptr_array_index (searches, i), n_columns - 1);
      g_string_append_c (frame, '\n');
    }
  if (n_shown < searches->len)
    g_string_append_printf (frame, "and %u more\n", searches->len - n_shown);
  put (frame);

  self->n_drawn = n_shown + 1 + (n_shown < searches->len);
}

static void
print_line (CliProgress *self)
{
  g_autoptr (GPtrArray) searches = ariadne_experiment_get_searches (self->experiment);
  g_autofree char *heading = describe_phase (self);
  guint64 n_evaluations = 0;
  guint64 n_visited = 0;
  guint n_running = 0;

  for (guint i = 0; i < searches->len; i++)
    {
      AriadneSearchProgress progress;

      ariadne_search_get_progress (g_ptr_array_index (searches, i), &progress);
      n_evaluations += progress.n_evaluations;
      n_visited += progress.n_visited;
      n_running += progress.status == ARIADNE_SEARCH_RUNNING;
    }

  g_printerr ("%s; %" G_GUINT64_FORMAT " evaluations, %" G_GUINT64_FORMAT
              " visited, %u of %u searches running\n",
              heading, n_evaluations, n_visited, n_running, searches->len);
}

static gboolean
refresh_cb (gpointer user_data)
{
  CliProgress *self = user_data;
  AriadneExperimentPhase phase = ariadne_experiment_get_phase (self->experiment, NULL);

  if (phase != ARIADNE_EXPERIMENT_SEARCHING && phase != ARIADNE_EXPERIMENT_MEASURING)
    return G_SOURCE_CONTINUE;

  if (self->live)
    draw (self);
  else
    print_line (self);

  return G_SOURCE_CONTINUE;
}

static void
run_started_cb (AriadneExperiment *experiment,
                AriadneRunRecord  *record,
                gpointer           user_data)
{
  CliProgress *self = user_data;

  self->run_started = g_get_monotonic_time ();
}

static void
append_summary (GString                *frame,
                const AriadneRunRecord *record)
{
  g_string_append_printf (frame, "%s: %.2f s, %" G_GUINT64_FORMAT " evaluations in %u batch%s",
                          record->name, record->wall_s, record->num_elements,
                          record->num_batches, record->num_batches == 1 ? "" : "es");
  if (isfinite (record->wall_over_ideal))
    g_string_append_printf (frame, ", wall ÷ ideal %.2f", record->wall_over_ideal);
  if (record->matches_expected == ARIADNE_AGREEMENT_NO)
    g_string_append (frame, ", VISITED SOMETHING ELSE than the synchronous searches");
  g_string_append_c (frame, '\n');
}

static void
run_finished_cb (AriadneExperiment *experiment,
                 AriadneRunRecord  *record,
                 gpointer           user_data)
{
  CliProgress *self = user_data;
  g_autoptr (GString) frame = g_string_new (NULL);

  erase (self, frame);
  if (self->summarizes)
    append_summary (frame, record);
  put (frame);
}

/**
 * cli_progress_new:
 * @experiment: an experiment that is about to be run in the main context
 *
 * Starts to show how it gets on.
 *
 * Returns: (transfer full): a display, to be freed before anything else is
 *   printed
 */
CliProgress *
cli_progress_new (AriadneExperiment *experiment)
{
  CliProgress *self = g_new0 (CliProgress, 1);
  const char *no_colour = g_getenv ("NO_COLOR");

  self->experiment = g_object_ref (experiment);
  self->live = isatty (STDERR_FILENO) && g_strcmp0 (g_getenv ("TERM"), "dumb") != 0;
  self->coloured = self->live && (no_colour == NULL || no_colour[0] == '\0');
  self->summarizes = !(self->live && isatty (STDOUT_FILENO));
  self->run_started = g_get_monotonic_time ();
  self->source = self->live ? g_timeout_add (REDRAW_MILLISECONDS, refresh_cb, self)
                            : g_timeout_add_seconds (PLAIN_SECONDS, refresh_cb, self);
  g_signal_connect (experiment, "run-started", G_CALLBACK (run_started_cb), self);
  g_signal_connect (experiment, "run-finished", G_CALLBACK (run_finished_cb), self);

  return self;
}

/**
 * cli_progress_say:
 * @self: a display
 * @line: what to say, in one line
 *
 * Leaves a line above what is drawn.
 */
void
cli_progress_say (CliProgress *self,
                  const char  *line)
{
  g_autoptr (GString) frame = g_string_new (NULL);

  erase (self, frame);
  g_string_append_printf (frame, "%s\n", line);
  put (frame);
}

/**
 * cli_progress_free:
 * @self: a display
 *
 * Removes what is drawn, if it is of a run that has not finished, and stops.
 */
void
cli_progress_free (CliProgress *self)
{
  g_autoptr (GString) frame = g_string_new (NULL);

  erase (self, frame);
  put (frame);
  g_source_remove (self->source);
  g_signal_handlers_disconnect_by_data (self->experiment, self);
  g_object_unref (self->experiment);
  g_free (self);
}
