/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <json-glib/json-glib.h>

#include "cli-program.h"

/* What batched A* and rollouts visit depends on the weights and the starts
 * alone: whatever the batch size and the number of searchers and servers, time
 * and again.
 *
 * Each number of searchers, of servers and each batch size is tried once; with
 * ARIADNE_REPEAT, one pair of them as often as it says, the pairs taking turns.
 */
static const guint batch_sizes[] = { 1, 7, 128, 1024 };

#define MAX_SEARCHERS 8
#define MAX_SERVERS 4

/* Every run of a report must have the digest of the first one seen. */
static void
check_digests (const CliResult  *result,
               char            **expected)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonArray *runs;

  g_assert_cmpint (result->status, ==, 0);
  json_parser_load_from_data (parser, result->output, -1, &error);
  g_assert_no_error (error);
  runs = json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)),
                                       "runs");
  g_assert_cmpuint (json_array_get_length (runs), ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      JsonObject *run = json_array_get_object_element (runs, i);
      const char *digest = json_object_get_string_member (run, "digest");

      if (*expected == NULL)
        *expected = g_strdup (digest);
      g_assert_cmpstr (digest, ==, *expected);
    }
}

static void
check_pair (const char  *engine,
            guint        n_searchers,
            guint        batch_size,
            const char  *options,
            char       **expected)
{
  g_autoptr (CliResult) result = NULL;

  result = cli_program_run ("run --model=small.safetensors --save-path= --json --quiet "
                            "--engine=%s --num-procs=%u --batch-size=%u %s",
                            engine, n_searchers, batch_size, options);
  check_digests (result, expected);
}

static void
check_servers (const char  *engine,
               guint        n_searchers,
               guint        n_servers,
               guint        batch_size,
               const char  *options,
               char       **expected)
{
  g_autofree char *all = g_strdup_printf ("--multi-server --num-servers=%u %s", n_servers,
                                          options);

  check_pair (engine, n_searchers, batch_size, all, expected);
}

static void
check_search (const char *engine,
              const char *options)
{
  const char *repeat = g_getenv ("ARIADNE_REPEAT");
  guint n_repeats = repeat != NULL ? g_ascii_strtoull (repeat, NULL, 10) : 0;
  guint n_sizes = G_N_ELEMENTS (batch_sizes);
  g_autofree char *expected = NULL;

  for (guint n = 1; n <= MAX_SEARCHERS; n++)
    check_pair (engine, n, batch_sizes[n % n_sizes], options, &expected);
  for (guint n = 1; n <= MAX_SERVERS; n++)
    check_servers (engine, MAX_SERVERS + 1 - n, n, batch_sizes[n % n_sizes], options, &expected);

  /* 7 and 32 have no divisor in common: any 32 in a row are all the pairs. */
  for (guint r = 0; r < n_repeats; r++)
    {
      guint pair = r * 7 % (MAX_SEARCHERS * n_sizes);
      guint n = 1 + pair / n_sizes;
      guint size = batch_sizes[pair % n_sizes];

      check_pair (engine, n, size, options, &expected);
      check_servers (engine, n, 1 + r % MAX_SERVERS, size, options, &expected);
    }
}

#define ASTAR    "--gnn-budget=400"
#define BEAM     "--search=beam --width=5 --gnn-budget=400"
#define COLUMNS  "--search=depth-columns --width=3 --gnn-budget=400"
#define ROLLOUTS "--search=rollout --simulation-depth=3 --num-rollouts=2"

static void
test_astar (gconstpointer engine)
{
  check_search (engine, ASTAR);
}

static void
test_rollouts (gconstpointer engine)
{
  check_search (engine, ROLLOUTS);
}

/* These have many requests under evaluation. */
static void
test_many_in_flight (gconstpointer engine)
{
  g_autofree char *of_beam = NULL;
  g_autofree char *of_columns = NULL;

  check_pair (engine, 2, 7, BEAM, &of_beam);
  check_pair (engine, 3, 128, BEAM, &of_beam);
  check_servers (engine, 2, 2, 16, BEAM, &of_beam);
  check_pair (engine, 2, 7, COLUMNS, &of_columns);
  check_servers (engine, 2, 2, 128, COLUMNS, &of_columns);
}

/* Nor does it matter who encodes the states. */
static void
test_preprocess (void)
{
  g_autofree char *expected = NULL;

  check_pair ("process", 2, 128, ASTAR " --preprocess=searcher", &expected);
  check_pair ("process", 2, 128, ASTAR " --preprocess=server", &expected);
  check_servers ("process", 2, 2, 128, ASTAR " --preprocess=server", &expected);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (CliResult) result = NULL;

  g_test_init (&argc, &argv, NULL);

  result = cli_program_run ("model init --hidden-size=16 --readout-size=16 --propagations=3 "
                            "--seed=3 small.safetensors");
  g_assert_cmpint (result->status, ==, 0);

  g_test_add_data_func ("/Ariadne/SameAnswer/thread/astar", "thread", test_astar);
  g_test_add_data_func ("/Ariadne/SameAnswer/thread/rollouts", "thread", test_rollouts);
  g_test_add_data_func ("/Ariadne/SameAnswer/process/astar", "process", test_astar);
  g_test_add_data_func ("/Ariadne/SameAnswer/process/rollouts", "process", test_rollouts);
  g_test_add_data_func ("/Ariadne/SameAnswer/thread/many_in_flight", "thread",
                        test_many_in_flight);
  g_test_add_data_func ("/Ariadne/SameAnswer/process/many_in_flight", "process",
                        test_many_in_flight);
  g_test_add_func ("/Ariadne/SameAnswer/preprocess", test_preprocess);

  return g_test_run ();
}
