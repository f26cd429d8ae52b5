/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Whole searches, node for node. */

#include "config.h"

#include "golden-checks.h"
#include "golden-world.h"

#include "model/ariadne-fake-model.h"
#include "search/ariadne-batched-astar.h"
#include "search/ariadne-continuous-astar.h"
#include "search/ariadne-rollout-private.h"

#define PROBABILITY_TOLERANCE 1e-12

static AriadneModel *
make_model (GoldenCase    *self,
            AriadneDomain *domain)
{
  static const char *const names[] = { "zero", "mod", "costmod", "linear" };
  static const AriadneFakeAdvantage advantages[] = {
    ARIADNE_FAKE_ADVANTAGE_ZERO,
    ARIADNE_FAKE_ADVANTAGE_MOD,
    ARIADNE_FAKE_ADVANTAGE_COSTMOD,
    ARIADNE_FAKE_ADVANTAGE_LINEAR,
  };
  const char *name = golden_string (self->object, "adv");

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (name, names[i]) == 0)
      return ARIADNE_MODEL (ariadne_fake_model_new (domain, advantages[i],
                                                    golden_uint (self->object, "num_heads"),
                                                    0, 0));

  golden_case_fail (self, "there is no advantage function “%s”", name);

  return NULL;
}

/* Finds where the search of a case starts, and its domain. */
static gboolean
find_search (GoldenCase     *self,
             AriadneDomain **domain,
             AriadneState  **start,
             AriadneModel  **model)
{
  g_autoptr (GError) error = NULL;

  if (!golden_world_find_search (self->world, golden_string (self->object, "set"),
                                 golden_string (self->object, "name"),
                                 golden_string (self->object, "rules"), domain, start, &error))
    {
      golden_case_fail_with (self, error);
      return FALSE;
    }

  *model = make_model (self, *domain);

  return *model != NULL;
}

static gboolean
run_search (GoldenCase    *self,
            AriadneSearch *search,
            AriadneModel  *model)
{
  g_autoptr (GError) error = NULL;

  /* What was recorded is what the prototype computed. */
  ariadne_search_set_as_prototype (search, TRUE);
  ariadne_search_set_recording (search, TRUE);
  if (ariadne_search_run (search, model, 128, NULL, &error))
    return TRUE;

  golden_case_fail (self, "%s", error->message);

  return FALSE;
}

static void
expect_uints (GoldenCase  *self,
              const char  *what,
              JsonArray   *expected,
              const guint *actual,
              guint        n_actual)
{
  guint n_expected = json_array_get_length (expected);

  for (guint i = 0; i < MIN (n_expected, n_actual); i++)
    if ((guint) json_array_get_int_element (expected, i) != actual[i])
      {
        golden_case_fail (self, "%s %u: expected %u, got %u", what, i,
                          (guint) json_array_get_int_element (expected, i), actual[i]);
        return;
      }

  if (n_expected != n_actual)
    golden_case_fail (self, "%s: expected %u of them, got %u", what, n_expected, n_actual);
}

static gboolean
expect_hash (GoldenCase *self,
             const char *what,
             guint       index,
             const char *expected,
             const char *text)
{
  g_autofree char *actual = g_strdup_printf ("%08x", golden_hash (text));

  if (g_strcmp0 (expected, actual) == 0)
    return TRUE;

  golden_case_fail (self, "%s %u: expected hash %s, got %s: %.300s", what, index,
                    expected, actual, text);

  return FALSE;
}

static void
expect_visited (GoldenCase    *self,
                AriadneDomain *domain,
                AriadneSearch *search)
{
  JsonArray *costs = golden_array (self->object, "costs");
  JsonArray *hashes = golden_array (self->object, "hashes");
  JsonArray *texts = golden_array (self->object, "texts");
  guint n_visited = ariadne_search_get_n_visited (search);

  for (guint i = 0; i < MIN (n_visited, json_array_get_length (hashes)); i++)
    {
      AriadneState *state = ariadne_search_get_visited (search, i);
      g_autofree char *text = ariadne_domain_describe (domain, state);
      g_autofree char *what = g_strdup_printf ("cost of node %u", i);

      if (!expect_hash (self, "node", i, json_array_get_string_element (hashes, i), text)
          || !golden_case_expect_double (self, what, json_array_get_double_element (costs, i),
                                         ariadne_domain_cost (domain, state)))
        return;

      if (i < json_array_get_length (texts))
        golden_case_expect_string (self, "text", json_array_get_string_element (texts, i), text);
    }

  golden_case_expect_uint (self, "num_visited", golden_uint (self->object, "num_visited"),
                           n_visited);
}

static void
expect_best (GoldenCase    *self,
             AriadneDomain *domain,
             AriadneSearch *search)
{
  AriadneState *best = ariadne_search_get_best (search);
  guint index = golden_uint (self->object, "min_cost_index");
  g_autofree char *text = NULL;

  golden_case_expect_double (self, "min_cost", golden_double (self->object, "min_cost"),
                             ariadne_domain_cost (domain, best));
  if (index >= ariadne_search_get_n_visited (search)
      || ariadne_search_get_visited (search, index) != best)
    golden_case_fail (self, "the best node is not node %u", index);

  if (golden_has (self->object, "best_text"))
    {
      text = ariadne_domain_describe (domain, best);
      golden_case_expect_string (self, "best_text", golden_string (self->object, "best_text"),
                                 text);
    }
}

static const char *
get_status_name (AriadneSearch *search)
{
  AriadneSearchProgress progress;

  ariadne_search_get_progress (search, &progress);

  return progress.status == ARIADNE_SEARCH_BUDGET_EXHAUSTED ? "BUDGET_EXHAUSTED"
         : progress.status == ARIADNE_SEARCH_SPACE_EXHAUSTED ? "SEARCH_SPACE_EXHAUSTED"
         : "another status";
}

void
golden_check_astar (GoldenCase *self)
{
  g_autoptr (AriadneDomain) domain = NULL;
  g_autoptr (AriadneState) start = NULL;
  g_autoptr (AriadneModel) model = NULL;
  g_autoptr (AriadneSearch) search = NULL;
  const guint *numbers;
  guint n;

  if (!find_search (self, &domain, &start, &model))
    return;

  search = ariadne_batched_astar_new (domain, start,
                                      golden_uint (self->object, "simulation_depth"),
                                      golden_uint (self->object, "gnn_budget"),
                                      golden_uint (self->object, "buffer_size"));
  if (!run_search (self, search, model))
    return;

  golden_case_expect_string (self, "status", golden_string (self->object, "status"),
                             get_status_name (search));
  numbers = ariadne_search_get_requests (search, &n);
  expect_uints (self, "batch", golden_array (self->object, "batches"), numbers, n);
  numbers = ariadne_search_get_expanded (search, &n);
  expect_uints (self, "expansion", golden_array (self->object, "expanded"), numbers, n);
  if (golden_case_is_open (self))
    expect_visited (self, domain, search);
  if (golden_case_is_open (self))
    expect_best (self, domain, search);
}

/* Continuous A*: each request is answered before the next node is taken. Where
 * the prototype would have waited for ever, the search ends as exhausted.
 */

static void
expect_expanded_hashes (GoldenCase    *self,
                        AriadneDomain *domain,
                        AriadneSearch *search)
{
  JsonArray *hashes = golden_array (self->object, "expanded");
  const guint *expanded;
  guint n;

  expanded = ariadne_search_get_expanded (search, &n);
  for (guint i = 0; i < MIN (n, json_array_get_length (hashes)); i++)
    {
      g_autofree char *text = NULL;

      text = ariadne_domain_describe (domain, ariadne_search_get_visited (search, expanded[i]));
      if (!expect_hash (self, "expansion", i, json_array_get_string_element (hashes, i), text))
        return;
    }

  golden_case_expect_uint (self, "number of expansions", json_array_get_length (hashes), n);
}

void
golden_check_continuous (GoldenCase *self)
{
  g_autoptr (AriadneDomain) domain = NULL;
  g_autoptr (AriadneState) start = NULL;
  g_autoptr (AriadneModel) model = NULL;
  g_autoptr (AriadneSearch) search = NULL;
  const guint *requests;
  guint n;

  if (!find_search (self, &domain, &start, &model))
    return;

  search = ariadne_continuous_astar_new (domain, start,
                                         golden_uint (self->object, "simulation_depth"),
                                         golden_uint (self->object, "gnn_budget"), 1);
  if (!run_search (self, search, model))
    return;

  requests = ariadne_search_get_requests (search, &n);
  expect_uints (self, "batch", golden_array (self->object, "batches"), requests, n);
  expect_expanded_hashes (self, domain, search);

  if (!golden_bool (self->object, "finished"))
    golden_case_expect_string (self, "status", "SEARCH_SPACE_EXHAUSTED",
                               get_status_name (search));
  else if (golden_case_is_open (self))
    golden_case_expect_double (self, "min_cost", golden_double (self->object, "min_cost"),
                               ariadne_domain_cost (domain, ariadne_search_get_best (search)));
}

/* Rollouts: the choice is made by a rule instead of drawn. */

typedef struct
{
  gboolean       greedy;
  AriadneDomain *domain;
  AriadneState  *start;
  GArray        *picks;
  GArray        *counts;
} Chooser;

static guint
find_least_score (const AriadneRolloutChoice *choice)
{
  guint least = 0;

  for (guint i = 1; i < choice->n_candidates; i++)
    if (choice->costs[i] - choice->gains[i] < choice->costs[least] - choice->gains[least])
      least = i;

  return least;
}

static guint
choose (const AriadneRolloutChoice *choice,
        gpointer                    user_data)
{
  Chooser *self = user_data;
  guint pick;

  if (self->greedy)
    pick = find_least_score (choice);
  else
    pick = (5 * choice->step + 3 * ariadne_domain_size (self->domain, self->start)
            + ariadne_domain_size (self->domain, choice->candidates[0]))
           % choice->n_candidates;

  g_array_append_val (self->picks, pick);
  g_array_append_val (self->counts, choice->n_candidates);

  return pick;
}

static void
expect_path (GoldenCase    *self,
             AriadneDomain *domain,
             AriadneSearch *search)
{
  JsonArray *texts = golden_array (self->object, "texts");
  JsonArray *costs = golden_array (self->object, "costs");
  guint n_visited = ariadne_search_get_n_visited (search);

  golden_case_expect_uint (self, "length of the path", json_array_get_length (texts), n_visited);

  for (guint i = 0; golden_case_is_open (self) && i < n_visited; i++)
    {
      AriadneState *state = ariadne_search_get_visited (search, i);
      g_autofree char *text = ariadne_domain_describe (domain, state);

      golden_case_expect_string (self, "text", json_array_get_string_element (texts, i), text);
      golden_case_expect_double (self, "cost", json_array_get_double_element (costs, i),
                                 ariadne_domain_cost (domain, state));
    }
}

/* Nobody is asked about the neighbours of the last node. */
static void
count_last (GoldenCase    *self,
            Chooser       *chooser,
            AriadneSearch *search)
{
  g_autoptr (GPtrArray) neighbours = NULL;
  g_autoptr (GError) error = NULL;
  guint n_visited = ariadne_search_get_n_visited (search);

  neighbours = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_state_unref);
  if (ariadne_domain_expand (chooser->domain, ariadne_search_get_visited (search, n_visited - 1),
                             neighbours, &error))
    g_array_append_val (chooser->counts, neighbours->len);
  else
    golden_case_fail (self, "%s", error->message);
}

void
golden_check_rollout (GoldenCase *self)
{
  g_autoptr (AriadneDomain) domain = NULL;
  g_autoptr (AriadneState) start = NULL;
  g_autoptr (AriadneModel) model = NULL;
  g_autoptr (AriadneSearch) search = NULL;
  g_autoptr (GArray) picks = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) counts = g_array_new (FALSE, FALSE, sizeof (guint));
  Chooser chooser = { .picks = picks, .counts = counts };
  const char *choice;

  if (!find_search (self, &domain, &start, &model))
    return;

  choice = golden_string (self->object, "choice");
  if (g_strcmp0 (choice, "greedy") != 0 && g_strcmp0 (choice, "stride") != 0)
    golden_case_fail (self, "there is no choice “%s”", choice);

  chooser.greedy = g_strcmp0 (choice, "greedy") == 0;
  chooser.domain = domain;
  chooser.start = start;

  search = ariadne_rollout_new (domain, start, golden_uint (self->object, "depth"), 1, 0);
  ariadne_rollout_set_chooser (ARIADNE_ROLLOUT (search), choose, &chooser);
  if (!run_search (self, search, model))
    return;

  count_last (self, &chooser, search);
  expect_uints (self, "pick", golden_array (self->object, "picks"),
                (const guint *) (gpointer) picks->data, picks->len);
  expect_uints (self, "number of neighbours of node",
                golden_array (self->object, "neighbour_counts"),
                (const guint *) (gpointer) counts->data, counts->len);
  if (golden_case_is_open (self))
    expect_path (self, domain, search);
}

static double *
get_doubles (JsonArray *array,
             guint      n)
{
  double *values = g_new (double, n);

  for (guint i = 0; i < n; i++)
    values[i] = json_array_get_double_element (array, i);

  return values;
}

void
golden_check_probabilities (GoldenCase *self)
{
  JsonArray *expected = golden_array (self->object, "probs");
  guint n = json_array_get_length (expected);
  g_autofree double *costs = get_doubles (golden_array (self->object, "costs"), n);
  g_autofree double *gains = get_doubles (golden_array (self->object, "adv"), n);
  g_autofree double *actual = g_new (double, n);

  ariadne_rollout_probabilities (costs, gains, n, actual);
  for (guint i = 0; golden_case_is_open (self) && i < n; i++)
    golden_case_expect_near (self, "probability", json_array_get_double_element (expected, i),
                             actual[i], PROBABILITY_TOLERANCE);
}
