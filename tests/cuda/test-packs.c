/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "cuda/ariadne-cuda-packs.h"

#define MAX_GRAPHS 300

typedef struct
{
  guint n_graphs;
  guint sizes[MAX_GRAPHS];
} Sizes;

static void
random_sizes (Sizes *self,
              GRand *random,
              guint  max_size)
{
  self->n_graphs = g_rand_int_range (random, 0, MAX_GRAPHS + 1);
  for (guint i = 0; i < self->n_graphs; i++)
    self->sizes[i] = g_rand_int_range (random, 1, max_size + 1);
}

/* Every graph once, in a pack if it can be in one; all limits kept. */
static void
assert_valid (const AriadneCudaPacks      *packs,
              const Sizes                 *sizes,
              const AriadneCudaPackLimits *limits)
{
  gboolean seen[MAX_GRAPHS] = { FALSE };
  guint next = 0;

  for (guint i = 0; i < sizes->n_graphs; i++)
    {
      g_assert_cmpuint (packs->order[i], <, sizes->n_graphs);
      g_assert_false (seen[packs->order[i]]);
      seen[packs->order[i]] = TRUE;
      g_assert_true ((sizes->sizes[packs->order[i]] <= limits->max_rows) == (i < packs->n_packed));
    }

  for (guint i = 0; i < packs->n_packs; i++)
    {
      const AriadneCudaPack *pack = &packs->packs[i];
      guint n_rows = 0;

      g_assert_cmpuint (pack->first_graph, ==, next);
      g_assert_cmpuint (pack->n_graphs, >, 0);
      for (guint j = 0; j < pack->n_graphs; j++)
        n_rows += sizes->sizes[packs->order[next++]];
      g_assert_cmpuint (pack->n_rows, ==, n_rows);
      g_assert_cmpuint (n_rows, <=, limits->max_rows);
      if (i > 0)
        g_assert_cmpuint (n_rows, <=, packs->packs[i - 1].n_rows);
    }
  g_assert_cmpuint (next, ==, packs->n_packed);
}

static void
test_properties (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (11);
  AriadneCudaPacks packs;
  AriadneCudaPacks again;

  ariadne_cuda_packs_init (&packs, MAX_GRAPHS);
  for (guint n = 0; n < 300; n++)
    {
      guint max_rows = g_rand_int_range (random, 1, ARIADNE_CUDA_PACK_MAX_ROWS + 1);
      AriadneCudaPackLimits limits = { max_rows, 16, g_rand_int_range (random, 1, 200),
                                       g_rand_int_range (random, 0, 64) };
      Sizes sizes;

      random_sizes (&sizes, random, g_rand_int_range (random, 1, 300));
      ariadne_cuda_packs_set (&packs, sizes.sizes, sizes.n_graphs, &limits);
      assert_valid (&packs, &sizes, &limits);

      /* What was packed before makes no difference. */
      ariadne_cuda_packs_init (&again, MAX_GRAPHS);
      ariadne_cuda_packs_set (&again, sizes.sizes, sizes.n_graphs, &limits);
      g_assert_cmpuint (again.n_packs, ==, packs.n_packs);
      g_assert_cmpmem (again.order, sizeof (guint) * sizes.n_graphs,
                       packs.order, sizeof (guint) * sizes.n_graphs);
      g_assert_cmpmem (again.packs, sizeof (AriadneCudaPack) * again.n_packs,
                       packs.packs, sizeof (AriadneCudaPack) * packs.n_packs);
      ariadne_cuda_packs_clear (&again);
    }
  ariadne_cuda_packs_clear (&packs);
}

/* Of packs that are filled for one block, no two fit in one. */
static void
test_full (void)
{
  const AriadneCudaPackLimits limits = { 64, 64, 1, 0 };
  g_autoptr (GRand) random = g_rand_new_with_seed (12);
  AriadneCudaPacks packs;

  ariadne_cuda_packs_init (&packs, MAX_GRAPHS);
  for (guint n = 0; n < 100; n++)
    {
      Sizes sizes;

      random_sizes (&sizes, random, 64);
      ariadne_cuda_packs_set (&packs, sizes.sizes, sizes.n_graphs, &limits);
      for (guint i = 1; i < packs.n_packs; i++)
        g_assert_cmpuint (packs.packs[i - 1].n_rows + packs.packs[i].n_rows, >, 64);
    }
  ariadne_cuda_packs_clear (&packs);
}

static guint
count_packs (guint                        n_graphs,
             guint                        size,
             const AriadneCudaPackLimits *limits)
{
  AriadneCudaPacks packs;
  Sizes sizes = { n_graphs };
  guint n;

  for (guint i = 0; i < n_graphs; i++)
    sizes.sizes[i] = size;
  ariadne_cuda_packs_init (&packs, n_graphs);
  ariadne_cuda_packs_set (&packs, sizes.sizes, n_graphs, limits);
  assert_valid (&packs, &sizes, limits);
  n = packs.n_packs;
  ariadne_cuda_packs_clear (&packs);

  return n;
}

/* Few graphs are spread over the blocks, many are put together. */
static void
test_balance (void)
{
  AriadneCudaPackLimits limits = { 64, 16, 132, 0 };

  g_assert_cmpuint (count_packs (64, 30, &limits), ==, 64);
  g_assert_cmpuint (count_packs (132, 16, &limits), ==, 132);
  g_assert_cmpuint (count_packs (264, 16, &limits), ==, 132);
  g_assert_cmpuint (count_packs (MAX_GRAPHS, 64, &limits), ==, MAX_GRAPHS);

  /* When all 132 blocks read weights, a step takes as long as for 48 rows; half
   * as many blocks have the weights in half that time, and 32 rows to multiply.
   */
  limits.balance_rows = 48;
  g_assert_cmpuint (count_packs (132, 16, &limits), ==, 66);
}

static void
test_too_large (void)
{
  const AriadneCudaPackLimits limits = { 10, 16, 4, 0 };
  const Sizes sizes = { 4, { 11, 10, 12, 10 } };
  AriadneCudaPacks packs;

  ariadne_cuda_packs_init (&packs, 4);
  ariadne_cuda_packs_set (&packs, sizes.sizes, 4, &limits);
  assert_valid (&packs, &sizes, &limits);
  g_assert_cmpuint (packs.n_packed, ==, 2);
  g_assert_cmpuint (packs.n_packs, ==, 2);
  g_assert_cmpuint (packs.order[2], ==, 0);
  g_assert_cmpuint (packs.order[3], ==, 2);
  ariadne_cuda_packs_clear (&packs);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cuda/packs/properties", test_properties);
  g_test_add_func ("/cuda/packs/full", test_full);
  g_test_add_func ("/cuda/packs/balance", test_balance);
  g_test_add_func ("/cuda/packs/too-large", test_too_large);

  return g_test_run ();
}
