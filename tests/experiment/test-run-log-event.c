/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <json-glib/json-glib.h>

#include "experiment/ariadne-run-log-parser.h"

#include "sample-log.h"
#include "same-records.h"

/* Reads a line the fast way, without its end; whether that knows it. */
static gboolean
scan (const char         *line,
      AriadneRunLogEvent *event)
{
  g_autofree char *ended = g_strconcat (line, "\n", NULL);

  _ariadne_run_log_event_init (event);

  return _ariadne_run_log_event_scan (event, ended, strlen (line));
}

/* Reads it by way of JSON, as a line within a configuration. */
static gboolean
parse (const char         *line,
       AriadneRunLogEvent *event)
{
  AriadneRunLogParser parser;

  _ariadne_run_log_parser_init (&parser, NULL, NULL);
  parser.line = 3;
  parser.running = TRUE;
  _ariadne_run_log_event_init (event);

  return _ariadne_run_log_parser_read (&parser, line, strlen (line), event, NULL);
}

static void
assert_same_event (const AriadneRunLogEvent *a,
                   const AriadneRunLogEvent *b)
{
  g_assert_cmpint (a->kind, ==, b->kind);
  assert_same_number (a->elapsed_s, b->elapsed_s);
  assert_same_number (a->time_s, b->time_s);
  g_assert_cmpuint (a->batch.size, ==, b->batch.size);
  g_assert_cmpuint (a->batch.server, ==, b->batch.server);
  g_assert_cmpuint (a->batch.n_requests, ==, b->batch.n_requests);
  g_assert_cmpuint (a->batch.n_queued, ==, b->batch.n_queued);
  assert_same_number (a->batch.oldest_wait_s, b->batch.oldest_wait_s);
  assert_same_number (a->batch.model_start_s, b->batch.model_start_s);
  assert_same_number (a->batch.model_end_s, b->batch.model_end_s);
  assert_same_number (a->batch.update_s, b->batch.update_s);
  g_assert_cmpuint (a->load.n_queued, ==, b->load.n_queued);
  g_assert_cmpuint (a->load.n_live, ==, b->load.n_live);
  g_assert_cmpuint (a->load.n_waiting, ==, b->load.n_waiting);
  g_assert_cmpuint (a->load.n_requests, ==, b->load.n_requests);
  g_assert_cmpmem (a->load.latency, sizeof a->load.latency,
                   b->load.latency, sizeof b->load.latency);
  assert_same_search (&a->search, &b->search);
}

/* Whatever the fast way knows it reads as JSON is read; tells whether it knows it. */
static gboolean
compare (const char *line)
{
  AriadneRunLogEvent scanned, parsed;
  gboolean known = scan (line, &scanned);

  if (known)
    {
      if (!parse (line, &parsed))
        g_error ("not a line: %s", line);
      assert_same_event (&scanned, &parsed);
      _ariadne_run_log_event_clear (&parsed);
    }
  _ariadne_run_log_event_clear (&scanned);

  return known;
}

/* A number as logs have them, and some that they do not. */
static double
random_number (GRand *rand)
{
  switch (g_rand_int_range (rand, 0, 7))
    {
    case 0:
      return g_rand_int (rand) / 1e6;
    case 1:
      return g_rand_int_range (rand, 0, 1000);
    case 2:
      return g_rand_double (rand);
    case 3:
      return ldexp (g_rand_double (rand), g_rand_int_range (rand, -1000, 1000));
    case 4:
      return -g_rand_double_range (rand, 0, 1e6);
    case 5:
      return g_rand_boolean (rand) ? NAN : INFINITY;
    default:
      return (g_rand_int (rand) * 1048576.0 + g_rand_int_range (rand, 0, 1048576)) / 1e6;
    }
}

static guint
random_count (GRand *rand)
{
  return g_rand_int (rand) >> g_rand_int_range (rand, 0, 32);
}

static guint64
random_total (GRand *rand)
{
  return ((guint64) random_count (rand) << 24 | random_count (rand)) % 999999999999999999;
}

static void
random_event (GRand              *rand,
              AriadneRunLogEvent *event)
{
  static const char * const names[] = { "blas/dot", "x y~ z", "", "name with {\\}" };

  _ariadne_run_log_event_init (event);
  event->kind = g_rand_int_range (rand, 0, 3) + ARIADNE_RUN_LOG_BATCH;
  event->elapsed_s = random_number (rand);
  if (event->kind == ARIADNE_RUN_LOG_BATCH)
    event->batch = (AriadneBatchTiming){
      random_count (rand), random_number (rand), random_number (rand), random_number (rand),
      random_count (rand), random_count (rand), random_count (rand), random_number (rand)
    };
  else
    event->time_s = random_number (rand);

  if (event->kind == ARIADNE_RUN_LOG_LOAD)
    {
      event->load.n_queued = random_total (rand);
      event->load.n_live = random_count (rand);
      event->load.n_waiting = random_count (rand);
      event->load.n_requests = random_total (rand);
      for (int i = g_rand_int_range (rand, 0, ARIADNE_N_LATENCY_BUCKETS + 1); i-- > 0;)
        event->load.latency[i] = random_count (rand);
    }
  if (event->kind == ARIADNE_RUN_LOG_PROGRESS)
    {
      event->search.name = g_strdup (names[g_rand_int_range (rand, 0, 3)]);
      event->search.status = g_strdup ("running");
      event->search.visited = random_total (rand);
      event->search.frontier = random_total (rand);
      event->search.evaluations = random_total (rand);
      event->search.budget = random_total (rand);
      event->search.start_cost = random_number (rand);
      event->search.best_cost = random_number (rand);
    }
}

static double
finite_or_nan (double number)
{
  return isfinite (number) ? number : NAN;
}

/* What is not finite is not known. */
static void
forget_infinities (AriadneRunLogEvent *event)
{
  double *numbers[] = {
    &event->elapsed_s, &event->time_s, &event->batch.oldest_wait_s, &event->batch.model_start_s,
    &event->batch.model_end_s, &event->batch.update_s, &event->search.start_cost,
    &event->search.best_cost
  };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    *numbers[i] = finite_or_nan (*numbers[i]);
}

/* Events, printed and read both ways, come back to the last bit. */
static void
test_printed_lines_are_read_both_ways (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  guint n_scanned = 0;

  for (guint i = 0; i < 20000; i++)
    {
      g_autoptr (GString) line = g_string_new (NULL);
      AriadneRunLogEvent event, parsed;

      random_event (rand, &event);
      g_assert_true (_ariadne_run_log_event_print (&event, line));
      forget_infinities (&event);

      if (!parse (line->str, &parsed))
        g_error ("cannot be read: %s", line->str);
      assert_same_event (&event, &parsed);
      n_scanned += compare (line->str);

      _ariadne_run_log_event_clear (&event);
      _ariadne_run_log_event_clear (&parsed);
    }

  /* Some numbers are left to JSON, such as zero with a sign. */
  g_assert_cmpuint (n_scanned, >, 18000);
}

/* Lines with a byte changed, removed or added: what the fast way takes is JSON still, and
 * says the same.
 */
static void
test_damaged_lines_are_read_alike (void)
{
  static const char bytes[] = "0123456789.,-+eE\"\\{}[]: nulxa\x01\x80";
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  guint n_known = 0;

  for (guint i = 0; i < 30000; i++)
    {
      g_autoptr (GString) line = g_string_new (NULL);
      AriadneRunLogEvent event;
      gsize place;
      char byte = bytes[g_rand_int_range (rand, 0, G_N_ELEMENTS (bytes) - 1)];

      random_event (rand, &event);
      _ariadne_run_log_event_print (&event, line);
      _ariadne_run_log_event_clear (&event);
      place = g_rand_int_range (rand, 0, line->len);
      switch (g_rand_int_range (rand, 0, 3))
        {
        case 0:
          line->str[place] = byte;
          break;
        case 1:
          g_string_erase (line, place, 1);
          break;
        default:
          g_string_insert_c (line, place, byte);
        }
      n_known += compare (line->str);
    }

  g_assert_cmpuint (n_known, >, 1000);
  g_assert_cmpuint (n_known, <, 29000);
}

/* Each line of a log of each kind. */
static void
test_lines_of_a_log_are_known (void)
{
  g_auto (GStrv) lines = sample_log_lines ();

  for (guint i = 0; i < N_LINES; i++)
    {
      gboolean expected = i == LINE_BATCH_1 || i == LINE_BATCH_2 || i == LINE_BATCH_3
                          || i == LINE_LOAD || i == LINE_PROGRESS;

      g_strchomp (lines[i]);
      g_assert_cmpint (compare (lines[i]), ==, expected);
    }
}

/* Whole microseconds have at most six decimals, and read back as they were. */
static void
test_times_are_short (void)
{
  static const struct
  {
    double      number;
    const char *text;
  } cases[] = {
    { 0, "0.0" }, { 1, "1.0" }, { 0.5, "0.5" }, { 1e-6, "0.000001" }, { 12.345678, "12.345678" },
    { 123456.000001, "123456.000001" }, { 1 / 3.0, "0.3333333333333333" }, { -1.5, "-1.5" },
    { 1e300, "1e+300" }, { NAN, "null" }, { INFINITY, "null" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      AriadneRunLogEvent event = { .kind = ARIADNE_RUN_LOG_BATCH, .elapsed_s = cases[i].number };
      g_autofree char *expected = NULL;
      g_autoptr (GString) line = g_string_new (NULL);

      expected = g_strdup_printf ("{\"event\":\"batch\",\"elapsed_s\":%s,\"server\":0,",
                                  cases[i].text);
      g_assert_true (_ariadne_run_log_event_print (&event, line));
      if (!g_str_has_prefix (line->str, expected))
        g_error ("“%s” does not begin with “%s”", line->str, expected);
    }
}

/* What needs an escape is left to those who know how, and so is a best state. */
static void
test_unusual_searches_are_left_alone (void)
{
  static const char * const names[] = { "a\"b", "a\\b", "tab\t", "λ", "\x7f" };
  g_autoptr (GString) line = g_string_new ("before");

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      AriadneRunLogEvent event = { .kind = ARIADNE_RUN_LOG_PROGRESS };

      event.search.name = (char *) names[i];
      event.search.status = (char *) "running";
      g_assert_false (_ariadne_run_log_event_print (&event, line));
      g_assert_cmpstr (line->str, ==, "before");

      event.search.name = (char *) "plain";
      event.search.digest = (char *) "ff";
      g_assert_false (_ariadne_run_log_event_print (&event, line));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/RunLogEvent/printed_lines_are_read_both_ways",
                   test_printed_lines_are_read_both_ways);
  g_test_add_func ("/Ariadne/RunLogEvent/damaged_lines_are_read_alike",
                   test_damaged_lines_are_read_alike);
  g_test_add_func ("/Ariadne/RunLogEvent/lines_of_a_log_are_known",
                   test_lines_of_a_log_are_known);
  g_test_add_func ("/Ariadne/RunLogEvent/times_are_short", test_times_are_short);
  g_test_add_func ("/Ariadne/RunLogEvent/unusual_searches_are_left_alone",
                   test_unusual_searches_are_left_alone);

  return g_test_run ();
}
