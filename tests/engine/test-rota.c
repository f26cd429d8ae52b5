/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "engine/ariadne-rota.h"

#define assert_taken(rota, seat, ...)                                           \
  G_STMT_START                                                                    \
  {                                                                               \
    const guint expected_[] = { __VA_ARGS__ };                                    \
    guint task_;                                                                  \
    for (guint i_ = 0; i_ < G_N_ELEMENTS (expected_); i_++)                       \
      {                                                                           \
        g_assert_true (_ariadne_rota_take (rota, seat, &task_));              \
        g_assert_cmpuint (task_, ==, expected_[i_]);                              \
      }                                                                           \
    g_assert_false (_ariadne_rota_take (rota, seat, &task_));                 \
  }                                                                               \
  G_STMT_END

static AriadneRota *
dealer_new (guint n_tasks,
            guint n_seats,
            guint max_retries)
{
  AriadneRota *rota = _ariadne_rota_new (n_tasks, max_retries);

  for (guint i = 0; i < n_seats; i++)
    {
      g_assert_cmpuint (_ariadne_rota_add_seat (rota), ==, i);
      _ariadne_rota_set_open (rota, i, TRUE);
    }

  return rota;
}

/* Asserts which tasks were lost with a seat. */
static void
lose (AriadneRota *rota,
      guint        seat,
      guint        n_expected,
      const guint *expected)
{
  g_autoptr (GArray) lost = _ariadne_rota_lose (rota, seat);

  g_assert_cmpmem (lost->data, lost->len * sizeof (guint), expected,
                   n_expected * sizeof (guint));
}

static void
test_in_turn (void)
{
  g_autoptr (AriadneRota) rota = dealer_new (7, 3, 1);

  _ariadne_rota_deal (rota);
  assert_taken (rota, 0, 0, 3, 6);
  assert_taken (rota, 1, 1, 4);
  assert_taken (rota, 2, 2, 5);
  g_assert_true (_ariadne_rota_is_run_by (rota, 4, 1));
  g_assert_false (_ariadne_rota_is_run_by (rota, 4, 0));
  g_assert_false (_ariadne_rota_is_run_by (rota, 7, 0));

  for (guint i = 0; i < 7; i++)
    _ariadne_rota_end (rota, i);
  g_assert_cmpuint (_ariadne_rota_count_unfinished (rota), ==, 0);
}

/* What was dealt to a seat that closes before it takes it is for the others. */
static void
test_seat_closes (void)
{
  g_autoptr (AriadneRota) rota = dealer_new (4, 2, 1);

  _ariadne_rota_deal (rota);
  assert_taken (rota, 0, 0, 2);
  _ariadne_rota_set_open (rota, 1, FALSE);
  g_assert_false (_ariadne_rota_take (rota, 0, &(guint){ 0 }));
  _ariadne_rota_deal (rota);
  assert_taken (rota, 0, 1, 3);
}

static void
test_late_seat (void)
{
  g_autoptr (AriadneRota) rota = dealer_new (3, 1, 1);
  const guint lost[] = { 0, 1, 2 };

  _ariadne_rota_deal (rota);
  assert_taken (rota, 0, 0, 1, 2);
  g_assert_cmpuint (_ariadne_rota_add_seat (rota), ==, 1);
  _ariadne_rota_set_open (rota, 1, TRUE);
  _ariadne_rota_deal (rota);
  g_assert_false (_ariadne_rota_take (rota, 1, &(guint){ 0 }));

  lose (rota, 0, G_N_ELEMENTS (lost), lost);
  _ariadne_rota_set_open (rota, 0, FALSE);
  _ariadne_rota_deal (rota);
  assert_taken (rota, 1, 0);
}

/* Task 1 kills whoever runs it; with two retries it is the only one to fail. */
static void
test_culprit_fails_alone (void)
{
  g_autoptr (AriadneRota) rota = dealer_new (4, 2, 2);
  const guint first[] = { 1, 3 };
  const guint last[] = { 1 };

  _ariadne_rota_deal (rota);
  assert_taken (rota, 0, 0, 2);
  assert_taken (rota, 1, 1, 3);

  lose (rota, 1, 2, first);
  _ariadne_rota_deal (rota);
  assert_taken (rota, 1, 1, 3);
  lose (rota, 1, 2, first);
  g_assert_cmpuint (_ariadne_rota_count_deaths (rota, 1), ==, 2);

  /* Now each needs a worker of its own. */
  _ariadne_rota_deal (rota);
  assert_taken (rota, 1, 1);
  g_assert_false (_ariadne_rota_take (rota, 0, &(guint){ 0 }));
  lose (rota, 1, 1, last);
  g_assert_false (_ariadne_rota_may_retry (rota, 1));
  g_assert_true (_ariadne_rota_may_retry (rota, 3));
  _ariadne_rota_end (rota, 1);

  _ariadne_rota_deal (rota);
  assert_taken (rota, 1, 3);
  _ariadne_rota_end (rota, 3);
  _ariadne_rota_end (rota, 0);
  _ariadne_rota_end (rota, 2);
  g_assert_cmpuint (_ariadne_rota_count_unfinished (rota), ==, 0);
}

static void
test_no_retries (void)
{
  g_autoptr (AriadneRota) rota = dealer_new (1, 1, 0);
  const guint lost[] = { 0 };

  _ariadne_rota_deal (rota);
  assert_taken (rota, 0, 0);
  lose (rota, 0, 1, lost);
  g_assert_false (_ariadne_rota_may_retry (rota, 0));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Rota/in_turn", test_in_turn);
  g_test_add_func ("/Ariadne/Rota/seat_closes", test_seat_closes);
  g_test_add_func ("/Ariadne/Rota/late_seat", test_late_seat);
  g_test_add_func ("/Ariadne/Rota/culprit_fails_alone", test_culprit_fails_alone);
  g_test_add_func ("/Ariadne/Rota/no_retries", test_no_retries);

  return g_test_run ();
}
