/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "cli-program.h"

/* A second domain, as users of the program meet it. */

static JsonArray *
parse_runs (JsonParser      *parser,
            const CliResult *result)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (result->errors, ==, "");
  g_assert_cmpint (result->status, ==, 0);
  json_parser_load_from_data (parser, result->output, -1, &error);
  g_assert_no_error (error);

  return json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)),
                                       "runs");
}

/* What eight.tiles says of its puzzles. */
static const guint fewest[] = { 8, 12, 16, 20, 22, 24, 31, 31 };

static void
check_search (JsonObject *search,
              guint       n_moves)
{
  g_assert_cmpstr (json_object_get_string_member (search, "status"), ==, "finished");
  g_assert_cmpint (json_object_get_int_member (search, "best_depth"), ==, n_moves);
  g_assert_cmpfloat (json_object_get_double_member (search, "best_cost"), ==, 0);
  g_assert_cmpstr (json_object_get_string_member (search, "best"), ==, "0 1 2 3 4 5 6 7 8");
}

/* Every way that this machine has visits the same boards and finds the shortest. */
static void
test_everywhere (void)
{
  g_autoptr (CliResult) result = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GHashTable) engines = g_hash_table_new (g_str_hash, g_str_equal);
  JsonArray *runs;
  guint n_servers = 0;

  result = cli_program_run ("run --domain=sliding-tiles --strict --num-cpus=2 --save-path= --json"
                            " --quiet");
  runs = parse_runs (parser, result);
  for (guint i = 0; i < json_array_get_length (runs); i++)
    {
      JsonObject *run = json_array_get_object_element (runs, i);
      JsonArray *searches = json_object_get_array_member (run, "searches");

      g_hash_table_add (engines, (gpointer) json_object_get_string_member (run, "engine"));
      n_servers = MAX (n_servers, json_object_get_int_member (run, "servers"));
      g_assert_cmpstr (json_object_get_string_member (run, "search"), ==, "weighted");
      if (i > 0)
        g_assert_true (json_object_get_boolean_member (run, "matches_expected"));
      g_assert_cmpuint (json_array_get_length (searches), ==, G_N_ELEMENTS (fewest));
      for (guint k = 0; k < G_N_ELEMENTS (fewest); k++)
        check_search (json_array_get_object_element (searches, k), fewest[k]);
    }

  g_assert_cmpuint (g_hash_table_size (engines), ==, 3);
  g_assert_cmpuint (n_servers, ==, 2);
}

/* How much is asked at a time makes a difference to what is visited; how much is
 * answered at a time, by whom and where it is encoded makes none.
 */
static void
test_same_digest (void)
{
  static const char * const ways[] = {
    "--engine=thread --num-procs=1 --batch-size=1",
    "--engine=thread --num-procs=3 --batch-size=1000",
    "--engine=process --num-procs=2 --preprocess=server",
    "--engine=process --num-procs=3 --batch-policy=no-wait",
    "--engine=thread --multi-server --num-servers=3",
    "--engine=process --multi-server --num-servers=2",
  };
  g_autofree char *digest = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autoptr (CliResult) result = NULL;
      g_autoptr (JsonParser) parser = json_parser_new ();
      JsonArray *runs;
      const char *found;

      result = cli_program_run ("run --domain=sliding-tiles --puzzle=korf:korf-42,korf-79,korf-12"
                                " --weight=0.7 --model=manhattan --skip-sync --save-path= --json"
                                " --quiet %s", ways[i]);
      runs = parse_runs (parser, result);
      g_assert_cmpuint (json_array_get_length (runs), ==, 1);
      found = json_object_get_string_member (json_array_get_object_element (runs, 0), "digest");
      if (digest == NULL)
        digest = g_strdup (found);
      g_assert_cmpstr (found, ==, digest);
    }
}

/* The settings are reported under the names of the options. */
static void
test_config (void)
{
  g_autoptr (CliResult) result = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *config;

  result = cli_program_run ("run --domain=sliding-tiles --weight=0.5 --dry-run --json");
  parse_runs (parser, result);
  config = json_object_get_object_member (json_node_get_object (json_parser_get_root (parser)),
                                          "config");
  g_assert_cmpstr (json_object_get_string_member (config, "domain"), ==, "sliding-tiles");
  g_assert_cmpstr (json_object_get_string_member (config, "puzzle"), ==, "eight");
  g_assert_cmpstr (json_object_get_string_member (config, "model"), ==, "linear-conflict");
  g_assert_cmpstr (json_object_get_string_member (config, "search"), ==, "weighted");
  g_assert_cmpfloat (json_object_get_double_member (config, "weight"), ==, 0.5);
  g_assert_false (json_object_get_boolean_member (config, "strict"));
  g_assert_false (json_object_has_member (config, "rules"));
}

#define TILES "run --domain=sliding-tiles "

/* What does not go together gets one line that says what does. */
static void
test_wrong_options (void)
{
  assert_rejected (TILES "--rules=ml_rules", "--rules=ml_rules: it is not for"
                   " --domain=sliding-tiles; expected --domain=expressions");
  assert_rejected (TILES "--expressions=blas", "--expressions=blas: it is not for");
  assert_rejected (TILES "--continuous", "--continuous: it is not for");
  assert_rejected (TILES "--as-prototype", "--as-prototype: it is not for");
  assert_rejected (TILES "--search=rollout", "--search=rollout: expected weighted");
  assert_rejected (TILES "--model=random", "expected linear-conflict, manhattan or fake");
  assert_rejected (TILES "--weight=-1", "--weight=-1: expected a number from 0 to 1000");
  assert_rejected (TILES "--weight=nan", "--weight=nan: expected a number from 0 to 1000");
  assert_rejected (TILES "--puzzle=nowhere", "nowhere: expected a file");
  assert_rejected (TILES "--puzzle=korf:korf-101", "there is no puzzle “korf-101”");
  assert_rejected ("run --strict", "--strict: it is not for --domain=expressions");
  assert_rejected ("run --puzzle=eight", "--puzzle=eight: it is not for --domain=expressions");
  assert_rejected ("run --search=weighted", "--search=weighted: expected another search, since");
  assert_rejected ("run --model=manhattan", "--model=manhattan: expected a network or a fake");
  assert_rejected ("run --domain=chess", "--domain=chess: expected one of expressions,"
                   " sliding-tiles");
}

/* What cannot be solved is refused before anything is run, with its place. */
static void
test_unsolvable (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("ariadne-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "mine.tiles", NULL);
  g_autofree char *arguments = g_strconcat (TILES "--puzzle=", path, NULL);

  g_assert_no_error (error);
  g_file_set_contents (path, "# mine\nfirst: 2 1 0 3 4 5 6 7 8\n", -1, &error);
  g_assert_no_error (error);
  assert_rejected (arguments, "mine.tiles: line 2, column 1: first: no moves lead to");

  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/cli/tiles/everywhere", test_everywhere);
  g_test_add_func ("/Ariadne/cli/tiles/same_digest", test_same_digest);
  g_test_add_func ("/Ariadne/cli/tiles/config", test_config);
  g_test_add_func ("/Ariadne/cli/tiles/wrong_options", test_wrong_options);
  g_test_add_func ("/Ariadne/cli/tiles/unsolvable", test_unsolvable);

  return g_test_run ();
}
