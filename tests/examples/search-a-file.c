/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Searches every expression of a file for a cheaper one, all at the same time,
 * on two threads that share one network. The last column is a digest of all that
 * a search has visited: search-a-file.py, .js and .vala have the same.
 *
 * cc search-a-file.c $(pkg-config --cflags --libs ariadne-1) -o search-a-file
 */

#include <ariadne.h>

#define N_SEARCHERS   2
#define BATCH_SIZE    128
#define MAX_DEPTH     49
#define BUDGET        100
#define BUFFER_SIZE   16

static gboolean
search_file (const char  *path,
             const char  *network,
             GError     **error)
{
  g_autoptr (AriadneExpressionSet) set = ariadne_expression_set_new_from_path (path, error);
  g_autoptr (AriadneExpressionDomain) domain = NULL;
  g_autoptr (AriadneModel) model = NULL;
  g_autoptr (AriadneBatcher) batcher = ariadne_batch_size_batcher_new (BATCH_SIZE);
  g_autoptr (AriadneEngine) engine = ariadne_thread_engine_new (N_SEARCHERS);

  if (set == NULL)
    return FALSE;
  domain = ariadne_expression_domain_new (set, "ml_rules_no_bind", error);
  if (domain == NULL)
    return FALSE;
  model = ariadne_model_new_from_spec (network, ARIADNE_DOMAIN (domain), error);
  if (model == NULL)
    return FALSE;

  ariadne_thread_engine_add_server (ARIADNE_THREAD_ENGINE (engine), model, batcher,
                                    ARIADNE_BATCH_POLICY_ADAPTIVE);

  for (guint i = 0; i < ariadne_expression_set_get_n_expressions (set); i++)
    {
      g_autoptr (AriadneState) start = ariadne_expression_domain_make_start (domain, i);
      g_autoptr (AriadneSearch) search =
        ariadne_batched_astar_new (ARIADNE_DOMAIN (domain), start,
                                   MAX_DEPTH, BUDGET, BUFFER_SIZE);

      ariadne_search_set_name (search, ariadne_expression_set_get_name (set, i));
      ariadne_engine_add_search (engine, search);
    }

  if (!ariadne_engine_run (engine, NULL, error))
    return FALSE;

  for (guint i = 0; i < ariadne_engine_get_n_searches (engine); i++)
    {
      AriadneSearch *search = ariadne_engine_get_search (engine, i);
      g_autofree char *digest = ariadne_search_dup_digest (search);
      AriadneSearchProgress progress;

      ariadne_search_get_progress (search, &progress);
      g_print ("%-22s %8.1f -> %8.1f  %s\n", ariadne_search_get_name (search),
               progress.start_cost, progress.best_cost, digest);
    }

  return TRUE;
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (GError) error = NULL;

  if (argc != 3)
    {
      g_printerr ("usage: %s FILE.kso NETWORK\n", argv[0]);
      return 2;
    }

  if (search_file (argv[1], argv[2], &error))
    return 0;

  g_printerr ("%s\n", error->message);

  return 1;
}
