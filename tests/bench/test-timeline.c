/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "timeline.h"

/* A batch in microseconds: when its oldest request came, then each step. */
static void
add (GArray *records,
     gint64  asked,
     gint64  start,
     gint64  packed,
     gint64  uploaded,
     gint64  computing,
     gint64  computed)
{
  AriadneBatchRecord record = {
    .n_rows = 10,
    .oldest_wait = start - asked,
    .times = { start, packed, uploaded, computing, computed, computed + 5 },
    .answered = computed + 7,
  };

  g_array_append_val (records, record);
}

static void
test_each_gap_is_explained (void)
{
  g_autoptr (GArray) records = g_array_new (FALSE, FALSE, sizeof (AriadneBatchRecord));
  TimelineSummary summary;
  double sum = 0;

  add (records, 0, 0, 10, 20, 20, 1000);
  /* Was ready before the device was. */
  add (records, 100, 300, 400, 500, 1000, 2000);
  /* Was asked for 50 too late, then each step is a gap of its own. */
  add (records, 2050, 2070, 2100, 2140, 2145, 3000);
  /* Was launched in time, but packing took too long. */
  add (records, 2100, 2900, 3030, 3040, 3040, 4000);
  timeline_summarize (records, &summary);

  g_assert_cmpuint (summary.n_batches, ==, 4);
  g_assert_cmpuint (summary.n_rows, ==, 40);
  g_assert_cmpfloat_with_epsilon (summary.total, 3000e-6, 1e-12);
  g_assert_cmpfloat_with_epsilon (summary.waiting[TIMELINE_SEARCHERS], 50e-6, 1e-12);
  g_assert_cmpfloat_with_epsilon (summary.waiting[TIMELINE_SERVER], 20e-6, 1e-12);
  g_assert_cmpfloat_with_epsilon (summary.waiting[TIMELINE_PACKING], 60e-6, 1e-12);
  g_assert_cmpfloat_with_epsilon (summary.waiting[TIMELINE_TRANSFER], 50e-6, 1e-12);
  g_assert_cmpfloat_with_epsilon (summary.waiting[TIMELINE_LAUNCH], 5e-6, 1e-12);
  g_assert_cmpfloat_with_epsilon (summary.queueing, 505e-6 / 3, 1e-12);

  for (guint cause = 0; cause < TIMELINE_N_CAUSES; cause++)
    sum += summary.waiting[cause];
  g_assert_cmpfloat_with_epsilon (sum + summary.computing, summary.total, 1e-12);
}

static void
test_bound (void)
{
  TimelineSummary summary = { .total = 1.0, .computing = 0.96 };

  summary.waiting[TIMELINE_TRANSFER] = 0.04;
  g_assert_cmpstr (timeline_name_bound (&summary), ==, "the device");
  summary.computing = 0.9;
  g_assert_cmpstr (timeline_name_bound (&summary), ==, "transfer");
}

/* Batches that end out of order, of which one is computed inside the other. */
static void
test_overlap (void)
{
  g_autoptr (GArray) records = g_array_new (FALSE, FALSE, sizeof (AriadneBatchRecord));
  TimelineSummary summary;

  add (records, 0, 0, 10, 20, 20, 100);
  add (records, 0, 0, 10, 20, 100, 900);
  add (records, 0, 0, 10, 20, 200, 300);
  timeline_summarize (records, &summary);
  g_assert_cmpfloat_with_epsilon (summary.total, 800e-6, 1e-12);
  g_assert_cmpfloat_with_epsilon (summary.computing + summary.waiting[TIMELINE_LAUNCH], 800e-6,
                                  1e-12);
}

static void
test_nothing (void)
{
  g_autoptr (GArray) records = g_array_new (FALSE, FALSE, sizeof (AriadneBatchRecord));
  TimelineSummary summary;
  g_autofree char *json = NULL;

  timeline_summarize (records, &summary);
  json = timeline_to_json (records, &summary);
  g_assert_true (g_str_has_suffix (json, "\"batches\":[\n]}\n"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Timeline/each_gap_is_explained", test_each_gap_is_explained);
  g_test_add_func ("/Ariadne/Timeline/bound", test_bound);
  g_test_add_func ("/Ariadne/Timeline/overlap", test_overlap);
  g_test_add_func ("/Ariadne/Timeline/nothing", test_nothing);

  return g_test_run ();
}
