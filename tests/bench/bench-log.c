/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include <glib/gstdio.h>

#include "experiment/ariadne-run-log-parser.h"
#include "experiment/ariadne-run-log-reader.h"
#include "sample-log.h"

/* What a log costs whoever writes it, and how fast it is read: into a history as the
 * monitor does, and as plain JSON to compare.
 *
 *     bench-log [BATCHES [FILE]]
 *
 * writes FILE (default: a temporary one) and reads it; with 0 batches it only reads.
 */

#define N_BATCHES   200000
#define SLICE       (1 << 20)

static double
get_cpu_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);

  return (double) now.tv_sec + 1e-9 * (double) now.tv_nsec;
}

static double
get_peak_mib (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);

  return usage.ru_maxrss / 1024.0;
}

static void
write_log (const char *path,
           guint       n_batches)
{
  g_autoptr (AriadneRunLog) log = sample_log_begin (path);
  double begin = get_cpu_time ();

  sample_log_write (log, 0, n_batches);
  sample_log_end (log, n_batches);
  g_print ("write  %6.0f ns a batch, its share of the rest included\n",
           1e9 * (get_cpu_time () - begin) / n_batches);
}

static void
read_log (const char *path)
{
  g_autoptr (AriadneRunHistory) history = ariadne_run_history_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (AriadneRunLogReader) reader = NULL;
  AriadneRunLogState state;
  double begin = get_cpu_time ();
  double slowest = 0;
  double seconds;

  reader = ariadne_run_log_reader_open (path, history, &error);
  if (reader == NULL)
    g_error ("%s", error->message);

  do
    {
      double slice = get_cpu_time ();

      if (!ariadne_run_log_reader_read_some (reader, SLICE, &state, &error))
        g_error ("%s", error->message);
      slowest = MAX (slowest, get_cpu_time () - slice);
    }
  while (state == ARIADNE_RUN_LOG_MORE);

  seconds = get_cpu_time () - begin;
  g_print ("read   %6.2f s for %.1f MiB, %.1f ms for the slowest MiB, %.0f MiB of memory\n",
           seconds, ariadne_run_log_reader_get_size (reader) / 1048576.0, 1e3 * slowest,
           get_peak_mib ());
}

/* Takes each line of the first million as JSON. */
static void
read_json (const char *path)
{
  g_autofree char *line = NULL;
  FILE *file = g_fopen (path, "r");
  AriadneRunLogParser parser;
  guint64 n_bytes = 0;
  size_t n_allocated = 0;
  ssize_t length;
  double begin = get_cpu_time ();

  _ariadne_run_log_parser_init (&parser, NULL, NULL);
  for (guint i = 0; i < 1000000 && (length = getline (&line, &n_allocated, file)) > 0; i++)
    {
      AriadneRunLogEvent event;

      _ariadne_run_log_event_init (&event);
      if (!_ariadne_run_log_parser_read (&parser, line, length - 1, &event, NULL))
        g_error ("not a line: %s", line);
      _ariadne_run_log_event_clear (&event);
      parser.line = 2;
      parser.running = TRUE;
      n_bytes += length;
    }
  fclose (file);

  g_print ("JSON   %6.2f s for %.1f MiB\n", get_cpu_time () - begin, n_bytes / 1048576.0);
}

int
main (int   argc,
      char *argv[])
{
  guint n_batches = argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : N_BATCHES;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  if (argc > 2)
    path = g_strdup (argv[2]);
  else
    g_close (g_file_open_tmp ("bench-log-XXXXXX", &path, &error), NULL);
  if (path == NULL)
    g_error ("%s", error->message);

  if (n_batches > 0)
    write_log (path, n_batches);
  read_log (path);
  read_json (path);
  if (argc <= 2)
    g_unlink (path);

  return 0;
}
