/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-error.h"
#include "engine/ariadne-engine-private.h"
#include "engine/ariadne-load.h"
#include "engine/ariadne-thread-engine.h"

/* What a server is that has been told of three requests, of which two were quick. */
static AriadneServerLoad
make_load (guint64 n_times)
{
  AriadneServerLoad load = { .n_queued = 5, .n_live = 4, .n_waiting = 3 };

  load.n_requests = 3 * n_times;
  load.latency[7] = 2 * n_times;
  load.latency[90] = n_times;

  return load;
}

/* What is said is what is new, and adds up to what there is. */
static void
test_increments_add_up (void)
{
  AriadneServerLoad told = { 0 };
  AriadneServerLoad known = { 0 };

  for (guint i = 1; i <= 3; i++)
    {
      AriadneServerLoad load = make_load (i);
      g_autoptr (GVariant) payload = g_variant_ref_sink (_ariadne_load_pack (&load, &told));
      g_autoptr (GError) error = NULL;
      guint64 n_requests;

      g_assert_true (g_variant_is_of_type (payload, G_VARIANT_TYPE (ARIADNE_LOAD_TYPE)));
      g_variant_get_child (payload, 3, "t", &n_requests);
      g_assert_cmpuint (n_requests, ==, 3);

      g_assert_true (_ariadne_load_take (&known, payload, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (known.n_queued, ==, load.n_queued);
      g_assert_cmpuint (known.n_live, ==, load.n_live);
      g_assert_cmpuint (known.n_waiting, ==, load.n_waiting);
      g_assert_cmpuint (known.n_requests, ==, load.n_requests);
      g_assert_cmpmem (known.latency, sizeof known.latency, load.latency, sizeof load.latency);
    }
}

static void
test_too_many_buckets_are_refused (void)
{
  guint64 latency[ARIADNE_N_LATENCY_BUCKETS + 1] = { 0 };
  AriadneServerLoad load = { 0 };
  g_autoptr (GVariant) payload = NULL;
  g_autoptr (GError) error = NULL;

  payload = g_variant_new ("(uuut@at)", 1, 1, 1, G_GUINT64_CONSTANT (1),
                           g_variant_new_fixed_array (G_VARIANT_TYPE_UINT64, latency,
                                                      G_N_ELEMENTS (latency), sizeof *latency));
  g_variant_ref_sink (payload);
  g_assert_false (_ariadne_load_take (&load, payload, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL);
  g_assert_cmpuint (load.n_queued, ==, 0);
}

/* An engine sums what its servers say. One that has gone has no queue and no clients, but
 * what it has answered counts; the next one in its place begins at nothing.
 */
static void
test_engine_sums_servers (void)
{
  g_autoptr (AriadneEngine) engine = ariadne_thread_engine_new (1);
  AriadneServerLoad sum;

  for (guint server = 0; server < 3; server++)
    {
      AriadneServerLoad load = make_load (1 + server);
      AriadneServerLoad told = { 0 };
      g_autoptr (GVariant) payload = g_variant_ref_sink (_ariadne_load_pack (&load, &told));

      g_assert_true (_ariadne_engine_note_load (engine, server, payload, NULL));
    }

  ariadne_engine_get_load (engine, &sum);
  g_assert_cmpuint (sum.n_queued, ==, 15);
  g_assert_cmpuint (sum.n_live, ==, 4);
  g_assert_cmpuint (sum.n_waiting, ==, 3);
  g_assert_cmpuint (sum.n_requests, ==, 18);
  g_assert_cmpuint (sum.latency[7], ==, 12);
  g_assert_cmpuint (sum.latency[90], ==, 6);

  _ariadne_engine_remove_server (engine, 2);
  ariadne_engine_get_load (engine, &sum);
  g_assert_cmpuint (sum.n_queued, ==, 10);
  g_assert_cmpuint (sum.n_requests, ==, 18);
  g_assert_cmpuint (sum.latency[7], ==, 12);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Load/increments_add_up", test_increments_add_up);
  g_test_add_func ("/Ariadne/Load/too_many_buckets_are_refused",
                   test_too_many_buckets_are_refused);
  g_test_add_func ("/Ariadne/Load/engine_sums_servers", test_engine_sums_servers);

  return g_test_run ();
}
