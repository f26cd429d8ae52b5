/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include "serving/ariadne-cost-fit.h"
#include "serving/ariadne-launch-rule.h"

static const AriadneLaunchState undecided = {
  .policy = ARIADNE_BATCH_POLICY_ADAPTIVE,
  .n_queued = 5,
  .is_full = FALSE,
  .n_live = 8,
  .n_waiting = 3,
  .oldest_wait = 40,
  .launch_cost = 100,
};

static void
test_nothing_to_launch (void)
{
  AriadneLaunchState state = undecided;

  state.n_queued = 0;
  state.n_waiting = state.n_live;
  g_assert_cmpint (_ariadne_launch_rule_get_delay (&state), ==, ARIADNE_LAUNCH_NEVER);
  state.policy = ARIADNE_BATCH_POLICY_NO_WAIT;
  g_assert_cmpint (_ariadne_launch_rule_get_delay (&state), ==, ARIADNE_LAUNCH_NEVER);
}

/* Each reason is enough alone. */
static void
test_each_reason_is_enough (void)
{
  AriadneLaunchState state;

  state = undecided;
  g_assert_cmpint (_ariadne_launch_rule_get_delay (&state), >, 0);

  state = undecided;
  state.is_full = TRUE;
  g_assert_cmpint (_ariadne_launch_rule_get_delay (&state), ==, 0);

  state = undecided;
  state.n_waiting = state.n_live;
  g_assert_cmpint (_ariadne_launch_rule_get_delay (&state), ==, 0);

  state = undecided;
  state.oldest_wait = 100;
  g_assert_cmpint (_ariadne_launch_rule_get_delay (&state), ==, 0);

  state = undecided;
  state.policy = ARIADNE_BATCH_POLICY_NO_WAIT;
  g_assert_cmpint (_ariadne_launch_rule_get_delay (&state), ==, 0);
}

static void
test_nobody_is_left (void)
{
  AriadneLaunchState state = undecided;

  state.n_live = 0;
  state.n_waiting = 0;
  g_assert_cmpint (_ariadne_launch_rule_get_delay (&state), ==, 0);
}

/* The device computes for another 500 µs, and preparing takes 80. */
static const AriadneLaunchState busy = {
  .policy = ARIADNE_BATCH_POLICY_ADAPTIVE,
  .n_queued = 5,
  .is_full = FALSE,
  .n_live = 8,
  .n_waiting = 3,
  .oldest_wait = 200,
  .launch_cost = 100,
  .is_busy = TRUE,
  .n_due = 2,
  .knows_free = TRUE,
  .free_in = 500,
  .lead = 80,
};

static void
test_busy_seals_when_the_device_is_about_to_be_free (void)
{
  AriadneLaunchState state = busy;

  g_assert_cmpint (_ariadne_launch_rule_get_delay (&state), ==, 421);
  state.free_in = 80;
  g_assert_cmpint (_ariadne_launch_rule_get_delay (&state), ==, 0);
  state.free_in = -1000;
  g_assert_cmpint (_ariadne_launch_rule_get_delay (&state), ==, 0);

  /* The prototype's rule does not mind how long a request has waited. */
  state = busy;
  state.policy = ARIADNE_BATCH_POLICY_NO_WAIT;
  state.oldest_wait = 0;
  state.launch_cost = 10000;
  g_assert_cmpint (_ariadne_launch_rule_get_delay (&state), ==, 421);

  /* Until it is known when that is, its end will tell. */
  state.knows_free = FALSE;
  g_assert_cmpint (_ariadne_launch_rule_get_delay (&state), ==, ARIADNE_LAUNCH_NEVER);
}

static void
test_busy_full_batch_goes_at_once (void)
{
  AriadneLaunchState state = busy;

  state.is_full = TRUE;
  g_assert_cmpint (_ariadne_launch_rule_get_delay (&state), ==, 0);
  state.knows_free = FALSE;
  g_assert_cmpint (_ariadne_launch_rule_get_delay (&state), ==, 0);
}

/* All wait, but those whose answers are in the model will not for long. */
static void
test_busy_answers_under_way (void)
{
  AriadneLaunchState state = busy;

  state.n_waiting = state.n_live;
  g_assert_cmpint (_ariadne_launch_rule_get_delay (&state), ==, 421);
  state.n_due = 0;
  g_assert_cmpint (_ariadne_launch_rule_get_delay (&state), ==, 0);
}

/* A request that came in late is worth the same wait as ever, less what can be
 * prepared meanwhile: those whose answers come right then may join it.
 */
static void
test_busy_young_request_waits_for_others (void)
{
  AriadneLaunchState state = busy;

  state.free_in = 90;
  state.oldest_wait = 0;
  state.launch_cost = 300;
  g_assert_cmpint (_ariadne_launch_rule_get_delay (&state), ==, 221);
}

static AriadneLaunchState
random_state (void)
{
  AriadneLaunchState state = { 0 };

  state.policy = g_test_rand_int_range (0, 4) == 0 ? ARIADNE_BATCH_POLICY_NO_WAIT
                                                   : ARIADNE_BATCH_POLICY_ADAPTIVE;
  state.n_queued = g_test_rand_int_range (0, 10);
  state.is_full = g_test_rand_int_range (0, 10) == 0;
  state.n_live = g_test_rand_int_range (0, 10);
  state.n_waiting = g_test_rand_int_range (0, state.n_live + 1);
  state.oldest_wait = g_test_rand_int_range (0, 1000);
  state.launch_cost = g_test_rand_double_range (0, 1000);

  return state;
}

/* For any state: whoever waits as told launches then, and not before; more to
 * launch, more who wait, or more time never make a launch later.
 */
static void
test_properties (void)
{
  for (guint i = 0; i < 100000; i++)
    {
      AriadneLaunchState state = random_state ();
      gint64 delay = _ariadne_launch_rule_get_delay (&state);
      AriadneLaunchState later = state;
      AriadneLaunchState fuller = state;

      g_assert_true ((delay == ARIADNE_LAUNCH_NEVER) == (state.n_queued == 0));
      if (state.n_queued == 0)
        continue;

      later.oldest_wait += delay;
      g_assert_cmpint (_ariadne_launch_rule_get_delay (&later), ==, 0);
      if (delay > 1)
        {
          later.oldest_wait -= 2;
          g_assert_cmpint (_ariadne_launch_rule_get_delay (&later), >, 0);
        }

      /* Nothing waits longer than a launch costs. */
      g_assert_cmpint (state.oldest_wait + delay, <=,
                       MAX (state.oldest_wait, state.launch_cost + 1));

      fuller.n_queued++;
      fuller.n_waiting = MIN (fuller.n_waiting + 1, fuller.n_live);
      fuller.oldest_wait++;
      g_assert_cmpint (_ariadne_launch_rule_get_delay (&fuller), <=, delay);
    }
}

static void
test_absurd_launch_cost (void)
{
  AriadneLaunchState state = undecided;

  state.launch_cost = G_MAXDOUBLE;
  g_assert_cmpint (_ariadne_launch_rule_get_delay (&state), >, G_TIME_SPAN_DAY);
  g_assert_cmpint (_ariadne_launch_rule_get_delay (&state), <, G_MAXINT64 / 2);
}

static void
test_fit_is_exact_without_noise (void)
{
  AriadneCostFit fit = { 0 };
  double a, c;

  for (guint b = 1; b <= 1024; b *= 2)
    _ariadne_cost_fit_add (&fit, b, 250.0 + 3.0 * b);
  g_assert_true (_ariadne_cost_fit_get (&fit, &a, &c));
  g_assert_cmpfloat_with_epsilon (a, 250, 1e-6);
  g_assert_cmpfloat_with_epsilon (c, 3, 1e-6);
}

static void
test_fit_knows_when_it_cannot_tell (void)
{
  AriadneCostFit fit = { 0 };
  double a = -1, c = -1;

  g_assert_false (_ariadne_cost_fit_get (&fit, &a, &c));
  for (guint i = 0; i < 50; i++)
    _ariadne_cost_fit_add (&fit, 64, 500 + i);
  g_assert_false (_ariadne_cost_fit_get (&fit, &a, &c));
  g_assert_cmpfloat (a, ==, -1);
  g_assert_cmpfloat (_ariadne_cost_fit_get_mean (&fit), >, 500);
  g_assert_cmpfloat (_ariadne_cost_fit_get_mean (&fit), <, 550);
}

/* A tenth of noise, on sizes as they come: a fit of T to b would be off by the
 * noise of the largest batches, which is twenty times the fixed cost here.
 */
static void
test_fit_survives_noise (void)
{
  AriadneCostFit fit = { 0 };
  double a, c;

  for (guint i = 0; i < 400; i++)
    {
      guint b = 1 + g_test_rand_int_range (0, 10) * g_test_rand_int_range (0, 100);

      _ariadne_cost_fit_add (&fit, b, (200 + 40.0 * b) * g_test_rand_double_range (0.9, 1.1));
    }
  g_assert_true (_ariadne_cost_fit_get (&fit, &a, &c));
  g_assert_cmpfloat (fabs (a - 200), <, 60);
  g_assert_cmpfloat (fabs (c - 40), <, 4);
}

static void
test_fit_forgets (void)
{
  AriadneCostFit fit = { 0 };
  double a, c;

  for (guint i = 0; i < 1000; i++)
    _ariadne_cost_fit_add (&fit, 1 + i % 9, 1000 + (1 + i % 9));
  for (guint i = 0; i < 1000; i++)
    _ariadne_cost_fit_add (&fit, 1 + i % 9, 10 + 5 * (1 + i % 9));
  g_assert_true (_ariadne_cost_fit_get (&fit, &a, &c));
  g_assert_cmpfloat_with_epsilon (a, 10, 1e-3);
  g_assert_cmpfloat_with_epsilon (c, 5, 1e-3);
}

static void
test_fit_has_no_negative_costs (void)
{
  AriadneCostFit fit = { 0 };
  double a, c;

  _ariadne_cost_fit_add (&fit, 1, 1);
  _ariadne_cost_fit_add (&fit, 10, 1000);
  g_assert_true (_ariadne_cost_fit_get (&fit, &a, &c));
  g_assert_cmpfloat (a, >=, 0);
  g_assert_cmpfloat (c, >=, 0);

  memset (&fit, 0, sizeof fit);
  _ariadne_cost_fit_add (&fit, 1, 1000);
  _ariadne_cost_fit_add (&fit, 10, 1);
  g_assert_true (_ariadne_cost_fit_get (&fit, &a, &c));
  g_assert_cmpfloat (a, >=, 0);
  g_assert_cmpfloat (c, >=, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/LaunchRule/nothing_to_launch", test_nothing_to_launch);
  g_test_add_func ("/Ariadne/LaunchRule/each_reason_is_enough", test_each_reason_is_enough);
  g_test_add_func ("/Ariadne/LaunchRule/nobody_is_left", test_nobody_is_left);
  g_test_add_func ("/Ariadne/LaunchRule/properties", test_properties);
  g_test_add_func ("/Ariadne/LaunchRule/absurd_launch_cost", test_absurd_launch_cost);
  g_test_add_func ("/Ariadne/LaunchRule/busy/seals_when_the_device_is_about_to_be_free",
                   test_busy_seals_when_the_device_is_about_to_be_free);
  g_test_add_func ("/Ariadne/LaunchRule/busy/full_batch_goes_at_once",
                   test_busy_full_batch_goes_at_once);
  g_test_add_func ("/Ariadne/LaunchRule/busy/answers_under_way", test_busy_answers_under_way);
  g_test_add_func ("/Ariadne/LaunchRule/busy/young_request_waits_for_others",
                   test_busy_young_request_waits_for_others);
  g_test_add_func ("/Ariadne/CostFit/is_exact_without_noise", test_fit_is_exact_without_noise);
  g_test_add_func ("/Ariadne/CostFit/knows_when_it_cannot_tell",
                   test_fit_knows_when_it_cannot_tell);
  g_test_add_func ("/Ariadne/CostFit/survives_noise", test_fit_survives_noise);
  g_test_add_func ("/Ariadne/CostFit/forgets", test_fit_forgets);
  g_test_add_func ("/Ariadne/CostFit/has_no_negative_costs", test_fit_has_no_negative_costs);

  return g_test_run ();
}
