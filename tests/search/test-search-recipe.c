/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include "search/ariadne-continuous-astar.h"
#include "search/ariadne-rollout.h"
#include "search/ariadne-search-recipe.h"
#include "search/ariadne-weighted-astar.h"
#include "search/check-search.h"
#include "search/toy-portfolio.h"

#define N_HEADS 8

typedef enum {
  BATCHED,
  CONTINUOUS,
  ROLLOUT,
  WEIGHTED,
  BEAM,
  COLUMNS,
  PORTFOLIO,
  N_KINDS
} Kind;

static AriadneSearch *
search_new (Kind           kind,
            AriadneDomain *domain)
{
  g_autoptr (AriadneState) start = toy_state_new (35);
  AriadneSearch *search;

  if (kind == BATCHED)
    search = ariadne_batched_astar_new (domain, start, N_HEADS - 1, 60, 3);
  else if (kind == CONTINUOUS)
    search = ariadne_continuous_astar_new (domain, start, N_HEADS - 1, 60, 3);
  else if (kind == WEIGHTED)
    search = ariadne_weighted_astar_new (domain, start, N_HEADS - 1, 60, 3, 0.75, TRUE);
  else if (kind == BEAM)
    {
      search = ariadne_beam_new (domain, start, N_HEADS - 1, 60, 3, 5);
      ariadne_beam_set_varied (ARIADNE_BEAM (search), TRUE);
    }
  else if (kind == COLUMNS)
    search = ariadne_depth_columns_new (domain, start, N_HEADS - 1, 60, 3);
  else if (kind == PORTFOLIO)
    search = toy_portfolio_new (domain, start, N_HEADS - 1, 60, 3);
  else
    search = ariadne_rollout_new (domain, start, N_HEADS, 4, G_GUINT64_CONSTANT (1) << 40);
  ariadne_search_set_name (search, "it");

  return search;
}

/* As another process would have it. */
static AriadneSearch *
copy (AriadneSearch *search)
{
  g_autoptr (GVariant) recipe = _ariadne_search_dup_recipe (search);
  g_autoptr (GError) error = NULL;
  AriadneSearch *result;

  result = _ariadne_search_new_from_recipe (recipe, ariadne_search_get_domain (search), &error);
  g_assert_no_error (error);

  return result;
}

/* The copy does the same, and what it finds can be taken for what the other found. */
static void
test_round_trip (void)
{
  for (Kind kind = 0; kind < N_KINDS; kind++)
    for (guint full = 0; full < 2; full++)
      for (guint as_prototype = 0; as_prototype < 2; as_prototype++)
        {
          g_autoptr (AriadneDomain) domain = toy_domain_new ();
          g_autoptr (AriadneSearch) here = search_new (kind, domain);
          g_autoptr (AriadneSearch) there = NULL;
          g_autoptr (AriadneSearch) alone = search_new (kind, domain);
          g_autoptr (GVariant) findings = NULL;
          g_autofree char *digest = NULL;
          g_autofree char *expected = NULL;
          g_autoptr (GError) error = NULL;
          AriadneSearchProgress a, b;

          ariadne_search_set_as_prototype (here, as_prototype);
          ariadne_search_set_as_prototype (alone, as_prototype);
          there = copy (here);
          g_assert_cmpstr (ariadne_search_get_name (there), ==, "it");
          g_assert_cmpint (ariadne_search_get_as_prototype (there), ==, as_prototype);
          run (there, N_HEADS, gain_anything);
          run (alone, N_HEADS, gain_anything);

          findings = _ariadne_search_dup_findings (there, full);
          g_assert_true (_ariadne_search_adopt_findings (here, findings, NULL, &error));
          g_assert_no_error (error);

          digest = ariadne_search_dup_digest (here);
          expected = ariadne_search_dup_digest (alone);
          g_assert_cmpstr (digest, ==, expected);
          ariadne_search_get_progress (here, &a);
          ariadne_search_get_progress (alone, &b);
          g_assert_cmpmem (&a, sizeof a, &b, sizeof b);
          assert_same_path (here, alone);
          if (full)
            assert_same_run (here, alone);
          else
            g_assert_cmpuint (ariadne_search_get_n_visited (here), ==, 0);
        }
}

static void
test_adopt_progress (void)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneSearch) search = search_new (BATCHED, domain);
  AriadneSearchProgress there = { ARIADNE_SEARCH_READY, 1, 60, 3.0, 2.0, 7, 4, 5, 6 };
  AriadneSearchProgress progress;

  _ariadne_search_adopt_progress (search, &there);
  ariadne_search_get_progress (search, &progress);
  g_assert_cmpuint (progress.status, ==, ARIADNE_SEARCH_RUNNING);
  g_assert_cmpuint (progress.n_frontier, ==, 6);
  g_assert_true (ariadne_search_validate (search, N_HEADS, NULL));
}

static void
test_abandon (void)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneSearch) search = search_new (BATCHED, domain);
  g_autoptr (GError) error = g_error_new (ARIADNE_ERROR, ARIADNE_ERROR_CLOSED, "lost");

  _ariadne_search_abandon (search, error);
  assert_status (search, ARIADNE_SEARCH_FAILED);
  assert_visited (search, 35);
}

/* What is expected of a search that has ended depends on its error. */
static void
test_findings_and_error (void)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneSearch) there = search_new (BATCHED, domain);
  g_autoptr (AriadneSearch) here = search_new (BATCHED, domain);
  g_autoptr (GVariant) findings = NULL;
  g_autoptr (GError) model = g_error_new (ARIADNE_ERROR, ARIADNE_ERROR_MODEL, "failed");
  g_autoptr (GError) error = NULL;

  run (there, N_HEADS, gain_anything);
  findings = _ariadne_search_dup_findings (there, FALSE);
  g_assert_false (_ariadne_search_adopt_findings (here, findings, model, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL);
  assert_status (here, ARIADNE_SEARCH_READY);
}

/* Bytes that are changed one after the other make another search, an error, or no
 * difference; and never anything else.
 */
static void
test_hostile_recipes (void)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();

  for (Kind kind = 0; kind < N_KINDS; kind++)
    {
      g_autoptr (AriadneSearch) search = search_new (kind, domain);
      g_autoptr (GVariant) recipe = _ariadne_search_dup_recipe (search);
      const GVariantType *type = g_variant_get_type (recipe);
      gsize length = g_variant_get_size (recipe);

      for (gsize i = 0; i < 256 * length; i++)
        {
          guint8 *data = g_memdup2 (g_variant_get_data (recipe), length);
          g_autoptr (GBytes) bytes = g_bytes_new_take (data, length);
          g_autoptr (GVariant) changed = NULL;
          g_autoptr (AriadneSearch) result = NULL;
          g_autoptr (GError) error = NULL;

          data[i / 256] = i % 256;
          changed = g_variant_ref_sink (g_variant_new_from_bytes (type, bytes, FALSE));
          result = _ariadne_search_new_from_recipe (changed, domain, &error);
          g_assert_cmpint (result != NULL, ==, error == NULL);
        }
    }
}

static void
test_hostile_findings (void)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneSearch) there = search_new (BATCHED, domain);
  g_autoptr (GVariant) findings = NULL;
  gsize length;

  run (there, N_HEADS, gain_anything);
  findings = _ariadne_search_dup_findings (there, TRUE);
  length = g_variant_get_size (findings);

  for (gsize i = 0; i < 4 * length; i++)
    {
      static const guint8 values[] = { 0, 1, 0x7f, 0xff };
      guint8 *data = g_memdup2 (g_variant_get_data (findings), length);
      g_autoptr (GBytes) bytes = g_bytes_new_take (data, length);
      g_autoptr (AriadneSearch) here = search_new (BATCHED, domain);
      g_autoptr (GVariant) changed = NULL;
      g_autoptr (GError) error = NULL;

      data[i / 4] = values[i % 4];
      changed = g_variant_new_from_bytes (g_variant_get_type (findings), bytes, FALSE);
      g_variant_ref_sink (changed);
      if (_ariadne_search_adopt_findings (here, changed, NULL, &error))
        continue;
      g_assert_nonnull (error);
      assert_status (here, ARIADNE_SEARCH_READY);
    }
}

static void
test_hostile_figures (void)
{
  AriadneSearchProgress bad[] = {
    { ARIADNE_SEARCH_FAILED + 1, 1, 60, 3.0, 2.0, 7, 4, 5, 6 },
    { ARIADNE_SEARCH_RUNNING, 1, 60, NAN, 2.0, 7, 4, 5, 6 },
    { ARIADNE_SEARCH_RUNNING, 1, 60, 3.0, NAN, 7, 4, 5, 6 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GVariant) packed = g_variant_ref_sink (_ariadne_search_pack_figures (&bad[i]));
      g_autoptr (GError) error = NULL;
      AriadneSearchProgress progress;

      g_assert_false (_ariadne_search_unpack_figures (packed, &progress, &error));
      g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/SearchRecipe/round_trip", test_round_trip);
  g_test_add_func ("/Ariadne/SearchRecipe/adopt_progress", test_adopt_progress);
  g_test_add_func ("/Ariadne/SearchRecipe/abandon", test_abandon);
  g_test_add_func ("/Ariadne/SearchRecipe/findings_and_error", test_findings_and_error);
  g_test_add_func ("/Ariadne/SearchRecipe/hostile_recipes", test_hostile_recipes);
  g_test_add_func ("/Ariadne/SearchRecipe/hostile_findings", test_hostile_findings);
  g_test_add_func ("/Ariadne/SearchRecipe/hostile_figures", test_hostile_figures);

  return g_test_run ();
}
