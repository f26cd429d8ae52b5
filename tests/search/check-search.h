/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "scripted.h"
#include "search/ariadne-search.h"

/* What the tests of all searches do with them. */

#define assert_visited(search, ...)                                             \
  G_STMT_START                                                                  \
  {                                                                             \
    const guint32 expected_[] = { __VA_ARGS__ };                                \
    g_assert_cmpuint (ariadne_search_get_n_visited (search), ==,                \
                      G_N_ELEMENTS (expected_));                                \
    for (guint i_ = 0; i_ < G_N_ELEMENTS (expected_); i_++)                     \
      g_assert_cmpuint (toy_state_get_value (ariadne_search_get_visited (search, i_)), \
                        ==, expected_[i_]);                                     \
  }                                                                             \
  G_STMT_END

#define assert_record(search, record, type, ...)                                \
  G_STMT_START                                                                  \
  {                                                                             \
    const type expected_[] = { __VA_ARGS__ };                                   \
    guint length_;                                                              \
    const type *found_ = ariadne_search_get_##record (search, &length_);        \
    g_assert_cmpmem (found_, length_ * sizeof (type), expected_, sizeof expected_); \
  }                                                                             \
  G_STMT_END

G_GNUC_UNUSED static void
assert_same_run (AriadneSearch *a,
                 AriadneSearch *b)
{
  guint n = ariadne_search_get_n_visited (a);
  const double *priorities_a, *priorities_b;
  guint n_a, n_b;

  g_assert_cmpuint (ariadne_search_get_n_visited (b), ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpuint (toy_state_get_value (ariadne_search_get_visited (a, i)), ==,
                      toy_state_get_value (ariadne_search_get_visited (b, i)));

  priorities_a = ariadne_search_get_priorities (a, &n_a);
  priorities_b = ariadne_search_get_priorities (b, &n_b);
  g_assert_cmpmem (priorities_a, n_a * sizeof (double), priorities_b, n_b * sizeof (double));
  g_assert_cmpuint (n_a, ==, n);

  g_assert_cmpuint (toy_state_get_value (ariadne_search_get_best (a)), ==,
                    toy_state_get_value (ariadne_search_get_best (b)));
}

G_GNUC_UNUSED static void
assert_path (AriadneSearch *search,
             const guint32 *expected,
             guint          n_expected)
{
  g_autoptr (GPtrArray) path = ariadne_search_dup_path (search);
  AriadneSearchProgress progress;

  ariadne_search_get_progress (search, &progress);
  g_assert_cmpuint (path->len, ==, n_expected);
  g_assert_cmpuint (progress.best_depth, ==, n_expected - 1);
  g_assert_true (g_ptr_array_index (path, n_expected - 1) == ariadne_search_get_best (search));
  for (guint i = 0; i < n_expected; i++)
    g_assert_cmpuint (toy_state_get_value (g_ptr_array_index (path, i)), ==, expected[i]);
}

/* Every state of a path is a neighbour of the one before. */
G_GNUC_UNUSED static void
assert_leads_to_best (AriadneSearch *search)
{
  g_autoptr (GPtrArray) path = ariadne_search_dup_path (search);
  AriadneSearchProgress progress;

  ariadne_search_get_progress (search, &progress);
  g_assert_cmpuint (path->len, ==, progress.best_depth + 1);
  g_assert_cmpuint (toy_state_get_value (g_ptr_array_index (path, 0)), ==,
                    toy_state_get_value (ariadne_search_get_start (search)));
  g_assert_true (g_ptr_array_index (path, path->len - 1) == ariadne_search_get_best (search));

  for (guint i = 1; i < path->len; i++)
    {
      guint32 from = toy_state_get_value (g_ptr_array_index (path, i - 1));
      guint32 to = toy_state_get_value (g_ptr_array_index (path, i));

      g_assert_true (to == 2 * from || to == 3 * from || 2 * to == from);
    }
}

G_GNUC_UNUSED static void
assert_same_path (AriadneSearch *a,
                  AriadneSearch *b)
{
  g_autoptr (GPtrArray) path_a = ariadne_search_dup_path (a);
  g_autoptr (GPtrArray) path_b = ariadne_search_dup_path (b);

  g_assert_cmpuint (path_a->len, ==, path_b->len);
  for (guint i = 0; i < path_a->len; i++)
    g_assert_cmpuint (toy_state_get_value (g_ptr_array_index (path_a, i)), ==,
                      toy_state_get_value (g_ptr_array_index (path_b, i)));
}

G_GNUC_UNUSED static void
assert_status (AriadneSearch       *search,
               AriadneSearchStatus  status)
{
  AriadneSearchProgress progress;

  ariadne_search_get_progress (search, &progress);
  g_assert_cmpstr (ariadne_search_status_to_string (progress.status), ==,
                   ariadne_search_status_to_string (status));
}

G_GNUC_UNUSED static void
run (AriadneSearch *search,
     guint          n_heads,
     ScriptedGain   gain)
{
  g_autoptr (AriadneModel) model = scripted_model_new (n_heads, gain);
  g_autoptr (GError) error = NULL;

  ariadne_search_set_recording (search, TRUE);
  ariadne_search_run (search, model, 1000, NULL, &error);
  g_assert_no_error (error);
}

typedef struct
{
  GMainLoop *loop;
  GError    *error;
  gboolean   succeeded;
  guint      n_ends;
} Outcome;

static void
ran_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  Outcome *outcome = user_data;

  outcome->n_ends++;
  outcome->succeeded = ariadne_search_run_finish (ARIADNE_SEARCH (object), result, &outcome->error);
  g_main_loop_quit (outcome->loop);
}

/* Runs until the search ends and nothing is left to do in the main context. */
G_GNUC_UNUSED static gboolean
run_with (AriadneSearch     *search,
          ScriptedFunction  *function,
          GCancellable      *cancellable,
          GError           **error)
{
  Outcome outcome = { g_main_loop_new (NULL, FALSE) };

  ariadne_search_set_recording (search, TRUE);
  ariadne_search_run_async (search, ARIADNE_CONNECTED_FUNCTION (function), cancellable,
                            ran_cb, &outcome);
  g_assert_cmpuint (outcome.n_ends, ==, 0);
  g_main_loop_run (outcome.loop);
  while (g_main_context_iteration (NULL, FALSE))
    ;

  g_assert_cmpuint (outcome.n_ends, ==, 1);
  g_assert_true (function->closed);
  g_assert_cmpuint (function->calls->len, ==, 0);
  g_assert_cmpint (outcome.succeeded, ==, outcome.error == NULL);
  g_main_loop_unref (outcome.loop);
  if (outcome.error != NULL)
    g_propagate_error (error, outcome.error);

  return outcome.succeeded;
}

/* Answers come in any order. Returns how many calls were pending at a time. */
G_GNUC_UNUSED static guint
check_async_equals_sync (AriadneSearch *sync,
                         AriadneSearch *async,
                         guint          n_heads)
{
  g_autoptr (AriadneModel) model = scripted_model_new (n_heads, gain_anything);
  g_autoptr (ScriptedFunction) function = NULL;
  g_autoptr (GError) error = NULL;
  AriadneSearchProgress a, b;

  function = scripted_function_new (model, ariadne_search_get_domain (async));
  function->random = g_rand_new_with_seed (g_test_rand_int ());
  run (sync, n_heads, gain_anything);
  run_with (async, function, NULL, &error);
  g_assert_no_error (error);

  assert_same_run (sync, async);
  assert_same_path (sync, async);
  ariadne_search_get_progress (sync, &a);
  ariadne_search_get_progress (async, &b);
  g_assert_cmpmem (&a, sizeof a, &b, sizeof b);

  return function->most;
}
