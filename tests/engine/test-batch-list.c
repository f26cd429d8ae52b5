/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <glib.h>

#include "core/ariadne-error.h"
#include "engine/ariadne-batch-list.h"
#include "serving/ariadne-server-metrics.h"

static const AriadneBatchRecord sample = {
  .n_rows = 40,
  .n_requests = 3,
  .n_queued = 2,
  .oldest_wait = 17,
  .times = { 100, 101, 103, 106, 110, 115, 5, 4, 31 },
  .model_time = 4,
  .answered = 121,
};

static GArray *
pass_on (const AriadneBatchRecord  *record,
         gint64                     offset,
         GError                   **error)
{
  g_autoptr (GArray) records = g_array_new (FALSE, FALSE, sizeof (AriadneBatchRecord));
  g_autoptr (GVariant) list = NULL;

  g_array_append_vals (records, record, 1);
  g_array_append_vals (records, record, 1);
  list = g_variant_ref_sink (_ariadne_batch_list_pack (records));
  g_assert_true (g_variant_is_of_type (list, G_VARIANT_TYPE (ARIADNE_BATCH_LIST_TYPE)));

  return _ariadne_batch_list_unpack (list, offset, error);
}

/* All that a batch went through arrives, on the clock of who is told. */
static void
test_same (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) records = pass_on (&sample, 1000, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (records->len, ==, 2);
  for (guint i = 0; i < records->len; i++)
    {
      const AriadneBatchRecord *record = &g_array_index (records, AriadneBatchRecord, i);

      g_assert_cmpuint (record->n_rows, ==, 40);
      g_assert_cmpuint (record->n_requests, ==, 3);
      g_assert_cmpuint (record->n_queued, ==, 2);
      g_assert_cmpint (record->oldest_wait, ==, 17);
      g_assert_cmpint (record->times.start, ==, 1100);
      g_assert_cmpint (record->times.packed, ==, 1101);
      g_assert_cmpint (record->times.uploaded, ==, 1103);
      g_assert_cmpint (record->times.computing, ==, 1106);
      g_assert_cmpint (record->times.computed, ==, 1110);
      g_assert_cmpint (record->times.end, ==, 1115);
      g_assert_cmpuint (record->times.n_failures, ==, 5);
      g_assert_cmpuint (record->times.n_retries, ==, 4);
      g_assert_cmpuint (record->times.n_rows_on_cpu, ==, 31);
      g_assert_cmpint (record->model_time, ==, 4);
      g_assert_cmpint (record->answered, ==, 1121);
    }
}

static void
assert_refused (const AriadneBatchRecord *record)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (pass_on (record, 0, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL);
}

static void
test_impossible (void)
{
  AriadneBatchRecord record = sample;

  record.times.n_rows_on_cpu = 41;
  assert_refused (&record);

  record = sample;
  record.times.computed = record.times.computing - 1;
  assert_refused (&record);

  record = sample;
  record.n_rows = 0;
  assert_refused (&record);

  record = sample;
  record.answered = G_MAXINT64;
  assert_refused (&record);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/BatchList/same", test_same);
  g_test_add_func ("/Ariadne/BatchList/impossible", test_impossible);

  return g_test_run ();
}
