/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <string.h>

#include "engine/ariadne-remote-engine-private.h"
#include "engine/ariadne-worker.h"
#include "engine/fatal-domain.h"
#include "search/ariadne-continuous-astar.h"
#include "search/ariadne-rollout.h"
#include "search/check-search.h"
#include "search/toy-portfolio.h"
#include "serving/ariadne-batch-size-batcher.h"

/* What the tests of engines of processes have in common. The test program is also
 * the program that these engines start: see remote_main().
 */

#define N_SEARCHES 6

typedef enum {
  BATCHED,
  ROLLOUT,
  CONTINUOUS,
  BEAM,
  COLUMNS,
  PORTFOLIO,
} Kind;

/* What is known about a run. */
typedef struct
{
  AriadneEngine *engine;
  gint           n_rows;    /* of all batches; atomic, since servers count too */
  guint          n_events[ARIADNE_ENGINE_EVENT_ABSENT + 1];
  GArray        *pids;      /* of guint; of all processes that were started */
  GString       *messages;  /* of all events, a line each */
} Watch;

static const Fate no_fate = { 0, 0, NULL };

static AriadneSearch *
search_new (Kind           kind,
            AriadneDomain *domain,
            guint          number)
{
  g_autoptr (AriadneState) start = toy_state_new (35 + 211 * number);
  g_autofree char *name = g_strdup_printf ("toy %u", number);
  AriadneSearch *search;

  if (kind == BATCHED)
    search = ariadne_batched_astar_new (domain, start, FATAL_N_HEADS - 1, 60 + number,
                                        1 + number % 5);
  else if (kind == CONTINUOUS)
    search = ariadne_continuous_astar_new (domain, start, FATAL_N_HEADS - 1, 60 + number,
                                           1 + number % 5);
  else if (kind == BEAM)
    search = ariadne_beam_new (domain, start, FATAL_N_HEADS - 1, 60 + number, 2 + number % 5, 3);
  else if (kind == COLUMNS)
    search = ariadne_depth_columns_new (domain, start, FATAL_N_HEADS - 1, 60 + number,
                                        1 + number % 5);
  else if (kind == PORTFOLIO)
    search = toy_portfolio_new (domain, start, FATAL_N_HEADS - 1, 60 + number, 1 + number % 5);
  else
    search = ariadne_rollout_new (domain, start, FATAL_N_HEADS, 1 + number % 5, number);
  ariadne_search_set_name (search, name);
  ariadne_search_set_recording (search, TRUE);

  return search;
}

static void
batches_cb (AriadneEngine            *engine,
            guint                     server,
            const AriadneBatchRecord *records,
            guint                     n_records,
            gpointer                  user_data)
{
  Watch *watch = user_data;

  for (guint i = 0; i < n_records; i++)
    {
      g_assert_cmpint (records[i].times.start, <=, records[i].times.end);
      g_assert_cmpint (records[i].times.end, <=, g_get_monotonic_time ());
      g_atomic_int_add (&watch->n_rows, records[i].n_rows);
    }
}

static void
event_cb (AriadneEngine            *engine,
          const AriadneEngineEvent *event,
          gpointer                  user_data)
{
  Watch *watch = user_data;

  watch->n_events[event->kind]++;
  if (event->kind == ARIADNE_ENGINE_EVENT_STARTED)
    g_array_append_val (watch->pids, event->pid);
  g_string_append_printf (watch->messages, "%s\n", event->message);
}

static void
watch_init (Watch         *self,
            AriadneEngine *engine)
{
  memset (self, 0, sizeof *self);
  self->engine = engine;
  self->pids = g_array_new (FALSE, FALSE, sizeof (guint));
  self->messages = g_string_new (NULL);
  ariadne_engine_set_batch_func (engine, batches_cb, self, NULL);
  ariadne_engine_set_event_func (engine, event_cb, self, NULL);
}

/* None of the processes is left, nor what they have started. */
static void
watch_clear (Watch *self)
{
  for (guint i = 0; i < self->pids->len; i++)
    {
      g_assert_cmpint (kill (-(int) g_array_index (self->pids, guint, i), 0), ==, -1);
      g_assert_cmpint (errno, ==, ESRCH);
    }
  g_array_unref (self->pids);
  g_string_free (self->messages, TRUE);
}

static void
add_searches (AriadneEngine *engine,
              Kind           kind,
              const Fate    *fate)
{
  g_autoptr (AriadneDomain) domain = fatal_domain_new (fate);

  for (guint i = 0; i < N_SEARCHES; i++)
    {
      g_autoptr (AriadneSearch) search = search_new (kind, domain, i);

      ariadne_engine_add_search (engine, search);
    }
}

static AriadneModel *
add_near_server (AriadneEngine *engine)
{
  g_autoptr (AriadneModel) model = scripted_model_new (FATAL_N_HEADS, gain_anything);
  g_autoptr (AriadneBatcher) batcher = ariadne_batch_size_batcher_new (7);

  ariadne_remote_engine_add_server (ARIADNE_REMOTE_ENGINE (engine), model, batcher,
                                    ARIADNE_BATCH_POLICY_ADAPTIVE);

  return model;
}

G_GNUC_UNUSED static void
add_far_server (AriadneEngine *engine,
                const Fate    *fate)
{
  ariadne_remote_engine_add_far_server (ARIADNE_REMOTE_ENGINE (engine),
                                        fatal_model_recipe_new (fate, FALSE), 7,
                                        ARIADNE_BATCH_POLICY_ADAPTIVE);
}

/* Asserts that a search has found what it finds when it is run on the spot. */
static void
assert_as_sync (AriadneEngine *engine,
                Kind           kind,
                guint          number)
{
  AriadneSearch *search = ariadne_engine_get_search (engine, number);
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneSearch) alone = search_new (kind, domain, number);
  g_autofree char *digest = ariadne_search_dup_digest (search);
  g_autofree char *expected = NULL;
  AriadneSearchProgress progress, progress_alone;

  run (alone, FATAL_N_HEADS, gain_anything);
  g_assert_no_error (ariadne_engine_get_search_error (engine, number));
  if (ariadne_search_get_recording (search))
    assert_same_run (search, alone);

  expected = ariadne_search_dup_digest (alone);
  g_assert_cmpstr (digest, ==, expected);
  ariadne_search_get_progress (search, &progress);
  ariadne_search_get_progress (alone, &progress_alone);
  g_assert_cmpuint (progress.status, ==, progress_alone.status);
  g_assert_cmpuint (progress.n_evaluations, ==, progress_alone.n_evaluations);
  g_assert_cmpuint (progress.n_visited, ==, progress_alone.n_visited);
  g_assert_cmpfloat (progress.best_cost, ==, progress_alone.best_cost);
  g_assert_cmpfloat (progress.start_cost, ==, progress_alone.start_cost);
}

G_GNUC_UNUSED static void
assert_all_as_sync (AriadneEngine *engine,
                    Kind           kind)
{
  for (guint i = 0; i < N_SEARCHES; i++)
    assert_as_sync (engine, kind, i);
}

G_GNUC_UNUSED static guint64
count_evaluations (AriadneEngine *engine)
{
  guint64 n = 0;

  for (guint i = 0; i < N_SEARCHES; i++)
    {
      AriadneSearchProgress progress;

      ariadne_search_get_progress (ariadne_engine_get_search (engine, i), &progress);
      n += progress.n_evaluations;
    }

  return n;
}

static void
assert_matches (const char *text,
                const char *pattern)
{
  if (!g_pattern_match_simple (pattern, text))
    g_error ("“%s” does not match “%s”", text, pattern);
}

/* The path of a file that does not exist, in a folder that does. */
G_GNUC_UNUSED static char *
flag_new (void)
{
  g_autofree char *folder = g_dir_make_tmp ("ariadne-XXXXXX", NULL);

  return g_build_filename (folder, "flag", NULL);
}

G_GNUC_UNUSED static void
flag_free (char *flag)
{
  g_autofree char *folder = g_path_get_dirname (flag);

  g_assert_cmpint (unlink (flag), ==, 0);
  g_assert_cmpint (rmdir (folder), ==, 0);
  g_free (flag);
}

/* What this program does when an engine starts it. */
static int
remote_main (const char *role,
             const char *address,
             const char *token,
             guint       seat)
{
  g_autoptr (AriadneRecipes) recipes = fatal_recipes_new ();
  g_autoptr (GError) error = NULL;
  gboolean succeeded;

  if (g_str_equal (role, "--worker"))
    succeeded = ariadne_worker_run (recipes, address, token, seat, 30 * G_USEC_PER_SEC, NULL,
                                    &error);
  else
    succeeded = ariadne_serve_run (recipes, address, token, seat, 30 * G_USEC_PER_SEC, NULL,
                                   &error);
  if (!succeeded)
    g_printerr ("%s\n", error->message);

  return succeeded ? 0 : 1;
}
