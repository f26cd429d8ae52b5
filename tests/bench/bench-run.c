/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <ariadne.h>

/* How much longer a run takes than its evaluations back to back at the best
 * batch size: wall ÷ ideal, for several searches that share a model. Aim: 1.05;
 * no more than 1.15.
 *
 * The cases take turns, so that what else the machine does meets all of them,
 * and the median of each is printed with the range.
 */
#define N_REPEATS 5

typedef struct
{
  const char *name;
  const char *model;
  guint       n_searches;
  guint       budget;     /* of all searches */
  double      ratios[N_REPEATS];
  double      fractions[N_REPEATS];
  double      mean_sizes[N_REPEATS];
} Case;

static Case cases[] = {
  { "network, 8 searches", "random", 8, 800 },
  { "network, 32 searches", "random", 32, 1600 },
  { "launch cost, 8 searches", "fake:a=1ms,c=100us", 8, 16000 },
  { "launch cost, 32 searches", "fake:a=1ms,c=100us", 32, 32000 },
};

static void
add_starts (AriadneExperiment       *experiment,
            AriadneExpressionSet    *set,
            AriadneExpressionDomain *domain,
            guint                    n_searches)
{
  guint n_expressions = ariadne_expression_set_get_n_expressions (set);

  g_assert_cmpuint (n_searches, <=, n_expressions);
  for (guint i = n_expressions - n_searches; i < n_expressions; i++)
    {
      g_autoptr (AriadneState) start = ariadne_expression_domain_make_start (domain, i);

      ariadne_experiment_add_start (experiment, ariadne_expression_set_get_name (set, i), start);
    }
}

static void
run_case (Case                    *bench,
          AriadneExpressionSet    *set,
          AriadneExpressionDomain *domain,
          guint                    repeat)
{
  g_autoptr (AriadneModel) model = NULL;
  g_autoptr (AriadneExperimentConfig) config = ariadne_experiment_config_new ();
  g_autoptr (AriadneExperiment) experiment = NULL;
  g_autoptr (GError) error = NULL;
  const AriadneRunRecord *record;

  config->skip_sync = TRUE;
  config->engine = g_strdup ("thread");
  config->num_procs = 2;
  config->batch_size = 512;
  config->gnn_budget = bench->budget;
  model = ariadne_model_new_from_spec (bench->model, ARIADNE_DOMAIN (domain), &error);
  g_assert_no_error (error);
  experiment = ariadne_experiment_new (config, ARIADNE_DOMAIN (domain), model);
  add_starts (experiment, set, domain, bench->n_searches);
  ariadne_experiment_run (experiment, NULL, &error);
  g_assert_no_error (error);

  record = ariadne_report_get_run (ariadne_experiment_get_report (experiment), 0);
  bench->ratios[repeat] = record->wall_over_ideal;
  bench->fractions[repeat] = record->fraction_in_model;
  bench->mean_sizes[repeat] = record->size_mean;
}

static int
compare_numbers (gconstpointer a,
                 gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

static void
print_case (Case *bench)
{
  qsort (bench->ratios, N_REPEATS, sizeof (double), compare_numbers);
  qsort (bench->fractions, N_REPEATS, sizeof (double), compare_numbers);
  qsort (bench->mean_sizes, N_REPEATS, sizeof (double), compare_numbers);
  g_print ("%-26s wall / ideal %.3f (%.3f to %.3f), in model %5.1f %%, mean batch %.1f\n",
           bench->name, bench->ratios[N_REPEATS / 2], bench->ratios[0],
           bench->ratios[N_REPEATS - 1], 100 * bench->fractions[N_REPEATS / 2],
           bench->mean_sizes[N_REPEATS / 2]);
}

int
main (void)
{
  g_autoptr (AriadneExpressionSet) set = NULL;
  g_autoptr (AriadneExpressionDomain) domain = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  path = g_build_filename (g_getenv ("ARIADNE_DATA_DIR"), "expressions", "blas.kso", NULL);
  set = ariadne_expression_set_new_from_path (path, &error);
  g_assert_no_error (error);
  domain = ariadne_expression_domain_new (set, "ml_rules_no_bind", &error);
  g_assert_no_error (error);

  for (guint repeat = 0; repeat < N_REPEATS; repeat++)
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
      run_case (&cases[i], set, domain, repeat);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    print_case (&cases[i]);

  return 0;
}
