/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <gio/gio.h>

#include "connection/ariadne-message-private.h"
#include "serving/ariadne-batch-manager.h"
#include "serving/ariadne-batch-size-batcher.h"
#include "serving/ariadne-matrix-unbatcher.h"
#include "serving/ariadne-node-budget-batcher.h"

#include "toy-domain.h"

/* Requests of toy states; the rows of what comes back hold their numbers. */
typedef struct
{
  AriadneDomain       *domain;
  AriadneBatchManager *manager;
} Fixture;

static void
fixture_init (Fixture        *self,
              AriadneBatcher *batcher)
{
  g_autoptr (AriadneUnbatcher) unbatcher = _ariadne_matrix_unbatcher_new ();

  self->manager = _ariadne_batch_manager_new (batcher, unbatcher, 1);
  g_object_unref (batcher);
}

static void
fixture_clear (Fixture *self)
{
  g_clear_pointer (&self->manager, _ariadne_batch_manager_free);
  g_clear_object (&self->domain);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

static void
add_states (Fixture             *self,
            guint                client,
            guint64              uid,
            AriadneMessageFlags  flags,
            const guint32       *values,
            guint                n)
{
  g_autoptr (GPtrArray) states =
    g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_state_unref);
  g_autoptr (AriadneSequence) sequence = NULL;
  AriadneMessage *message;

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (states, toy_state_new (values[i]));
  sequence = ariadne_sequence_new ((AriadneState * const *) states->pdata, n);
  message = ariadne_message_new_request (sequence, uid, flags);
  message->client = client;
  _ariadne_batch_manager_add (self->manager, message, 0);
}

/* A request whose states are uid * 1000, uid * 1000 + 1, … */
static void
add (Fixture             *self,
     guint                client,
     guint64              uid,
     AriadneMessageFlags  flags,
     guint                n)
{
  g_autofree guint32 *values = g_new (guint32, n);

  for (guint i = 0; i < n; i++)
    values[i] = uid * 1000 + i;
  add_states (self, client, uid, flags, values, n);
}

/* Returns a batch from a model that answers each state with its number. */
static guint
return_batch (Fixture      *self,
              AriadneBatch *batch)
{
  g_autoptr (AriadneMatrix) output = ariadne_matrix_new (ariadne_batch_get_n_rows (batch), 1);
  guint row = 0;

  for (guint i = 0; i < ariadne_batch_get_n_segments (batch); i++)
    {
      guint first, n_rows;
      AriadneSequence *sequence = ariadne_batch_get_segment (batch, i, &first, &n_rows);

      for (guint j = 0; j < n_rows; j++)
        ariadne_matrix_get_row (output, row++)[0]
          = toy_state_get_value (ariadne_sequence_get_state (sequence, first + j));
    }
  _ariadne_batch_manager_return (self->manager, batch, output, NULL);

  return row;
}

static guint
run_batch (Fixture *self)
{
  AriadneBatch *batch = _ariadne_batch_manager_take (self->manager);

  return batch != NULL ? return_batch (self, batch) : 0;
}

/* Takes the answers there are, and checks that they are those of the requests
 * with the given numbers (up to a 0), in that order and whole.
 */
static void
expect_answers (Fixture       *self,
                const guint64 *uids)
{
  AriadneMessage *answers = _ariadne_batch_manager_steal_answers (self->manager, NULL);

  for (AriadneMessage *answer = answers; answer != NULL; answer = answer->next)
    {
      g_assert_cmpuint (answer->uid, ==, *uids++);
      if (answer->type == ARIADNE_MESSAGE_ERROR)
        continue;
      for (guint i = 0; i < ariadne_matrix_get_n_rows (answer->rows); i++)
        g_assert_cmpfloat (ariadne_matrix_get_row (answer->rows, i)[0], ==, answer->uid * 1000 + i);
    }
  g_assert_cmpuint (*uids, ==, 0);
  _ariadne_message_free_chain (answers);
}

#define EXPECT_ANSWERS(fixture, ...) \
  expect_answers (fixture, (const guint64[]) { __VA_ARGS__, 0 })
#define EXPECT_NO_ANSWERS(fixture) \
  expect_answers (fixture, (const guint64[]) { 0 })

static void
test_worked_example (void)
{
  g_auto (Fixture) fixture = { 0 };

  fixture_init (&fixture, ariadne_batch_size_batcher_new (8));
  add (&fixture, 1, 1, ARIADNE_MESSAGE_FLAGS_ORDERED, 5);
  add (&fixture, 1, 2, ARIADNE_MESSAGE_FLAGS_ORDERED, 4);
  add (&fixture, 1, 3, ARIADNE_MESSAGE_FLAGS_ORDERED, 6);
  add (&fixture, 1, 4, ARIADNE_MESSAGE_FLAGS_ORDERED, 3);

  g_assert_true (_ariadne_batch_manager_is_full (fixture.manager));
  g_assert_cmpuint (run_batch (&fixture), ==, 8);
  EXPECT_ANSWERS (&fixture, 1);
  g_assert_cmpuint (run_batch (&fixture), ==, 8);
  EXPECT_ANSWERS (&fixture, 2, 3);
  g_assert_false (_ariadne_batch_manager_is_full (fixture.manager));
  g_assert_cmpuint (run_batch (&fixture), ==, 2);
  EXPECT_ANSWERS (&fixture, 4);
  g_assert_cmpuint (run_batch (&fixture), ==, 0);
}

/* What does not fill a batch of its own is served as it comes, whoever sends. */
static void
test_small_requests_are_served_in_order (void)
{
  g_auto (Fixture) fixture = { 0 };

  fixture_init (&fixture, ariadne_batch_size_batcher_new (6));
  for (guint client = 5; client > 0; client--)
    add (&fixture, client, client, ARIADNE_MESSAGE_FLAGS_NONE, 3);

  g_assert_cmpuint (run_batch (&fixture), ==, 6);
  EXPECT_ANSWERS (&fixture, 5, 4);
  g_assert_cmpuint (run_batch (&fixture), ==, 6);
  EXPECT_ANSWERS (&fixture, 3, 2);
  g_assert_cmpuint (run_batch (&fixture), ==, 3);
  EXPECT_ANSWERS (&fixture, 1);
}

static void
test_huge_requests_take_turns (void)
{
  g_auto (Fixture) fixture = { 0 };

  fixture_init (&fixture, ariadne_batch_size_batcher_new (10));
  add (&fixture, 1, 1, ARIADNE_MESSAGE_FLAGS_NONE, 40);
  add (&fixture, 2, 2, ARIADNE_MESSAGE_FLAGS_NONE, 20);
  add (&fixture, 3, 3, ARIADNE_MESSAGE_FLAGS_NONE, 4);

  run_batch (&fixture); /* 10 of the first */
  run_batch (&fixture); /* 10 of the second */
  EXPECT_NO_ANSWERS (&fixture);
  run_batch (&fixture); /* the third, and 6 of the first */
  EXPECT_ANSWERS (&fixture, 3);
  run_batch (&fixture); /* 4 of the first, 6 of the second */
  EXPECT_NO_ANSWERS (&fixture);
  run_batch (&fixture); /* the rest of the second, 6 of the first */
  EXPECT_ANSWERS (&fixture, 2);
  g_assert_cmpuint (run_batch (&fixture), ==, 10);
  g_assert_cmpuint (run_batch (&fixture), ==, 4);
  EXPECT_ANSWERS (&fixture, 1);
}

/* 2^n has the size n + 1. */
static void
test_node_budget_bounds_the_nodes (void)
{
  const guint32 values[] = { 1, 2, 4, 8, 16, 1 << 15, 1, 1 };
  g_auto (Fixture) fixture = { .domain = toy_domain_new () };
  AriadneMessage *answer;

  fixture_init (&fixture, ariadne_node_budget_batcher_new (fixture.domain, 10));
  add_states (&fixture, 1, 7, ARIADNE_MESSAGE_FLAGS_NONE, values, G_N_ELEMENTS (values));
  g_assert_true (_ariadne_batch_manager_is_full (fixture.manager));

  g_assert_cmpuint (run_batch (&fixture), ==, 4); /* 1 + 2 + 3 + 4 */
  g_assert_cmpuint (run_batch (&fixture), ==, 1); /* 5, then 16 is too much */
  g_assert_cmpuint (run_batch (&fixture), ==, 1); /* 16, alone */
  g_assert_false (_ariadne_batch_manager_is_full (fixture.manager));
  g_assert_cmpuint (run_batch (&fixture), ==, 2);

  answer = _ariadne_batch_manager_steal_answers (fixture.manager, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    g_assert_cmpfloat (ariadne_matrix_get_row (answer->rows, i)[0], ==, values[i]);
  ariadne_message_free (answer);
}

static void
test_empty_requests_end_at_once (void)
{
  g_auto (Fixture) fixture = { 0 };

  fixture_init (&fixture, ariadne_batch_size_batcher_new (10));
  add (&fixture, 1, 1, ARIADNE_MESSAGE_FLAGS_ORDERED, 2);
  add (&fixture, 1, 2, ARIADNE_MESSAGE_FLAGS_ORDERED, 0);
  add (&fixture, 2, 3, ARIADNE_MESSAGE_FLAGS_ORDERED, 0);
  add (&fixture, 3, 4, ARIADNE_MESSAGE_FLAGS_NONE, 2);
  add (&fixture, 3, 5, ARIADNE_MESSAGE_FLAGS_NONE, 0);

  EXPECT_ANSWERS (&fixture, 3, 5);
  g_assert_cmpuint (run_batch (&fixture), ==, 4);
  EXPECT_ANSWERS (&fixture, 1, 2, 4);
}

static void
test_cancelled_requests_keep_the_order (void)
{
  g_auto (Fixture) fixture = { 0 };
  const AriadneRequestCounts *counts;

  fixture_init (&fixture, ariadne_batch_size_batcher_new (4));
  add (&fixture, 1, 1, ARIADNE_MESSAGE_FLAGS_ORDERED, 4);
  add (&fixture, 1, 2, ARIADNE_MESSAGE_FLAGS_ORDERED, 4);
  add (&fixture, 1, 3, ARIADNE_MESSAGE_FLAGS_ORDERED, 4);
  add (&fixture, 2, 4, ARIADNE_MESSAGE_FLAGS_NONE, 3);

  _ariadne_batch_manager_cancel (fixture.manager, 1, 2);
  _ariadne_batch_manager_cancel (fixture.manager, 1, 2);
  _ariadne_batch_manager_cancel (fixture.manager, 9, 1);
  EXPECT_NO_ANSWERS (&fixture);
  g_assert_cmpuint (_ariadne_batch_manager_get_n_queued (fixture.manager), ==, 11);

  run_batch (&fixture);
  EXPECT_ANSWERS (&fixture, 1, 2);
  _ariadne_batch_manager_cancel_client (fixture.manager, 1);
  EXPECT_ANSWERS (&fixture, 3);
  g_assert_cmpuint (run_batch (&fixture), ==, 3);
  EXPECT_ANSWERS (&fixture, 4);

  counts = _ariadne_batch_manager_get_counts (fixture.manager);
  g_assert_cmpuint (counts->n_cancelled, ==, 2);
  g_assert_cmpuint (counts->n_answered, ==, 2);
}

/* Its rows come back when nobody wants them any more. */
static void
test_cancelled_while_in_the_model (void)
{
  g_auto (Fixture) fixture = { 0 };
  AriadneBatch *batch;
  g_autoptr (AriadneMatrix) output = ariadne_matrix_new (4, 1);

  fixture_init (&fixture, ariadne_batch_size_batcher_new (4));
  add (&fixture, 1, 1, ARIADNE_MESSAGE_FLAGS_NONE, 10);
  batch = _ariadne_batch_manager_take (fixture.manager);
  g_assert_cmpuint (ariadne_batch_get_n_rows (batch), ==, 4);
  _ariadne_batch_manager_cancel (fixture.manager, 1, 1);
  EXPECT_ANSWERS (&fixture, 1);
  _ariadne_batch_manager_return (fixture.manager, batch, output, NULL);
  EXPECT_NO_ANSWERS (&fixture);
  g_assert_cmpuint (_ariadne_batch_manager_get_n_queued (fixture.manager), ==, 0);
}

static void
test_error_fails_what_is_in_the_batch (void)
{
  g_auto (Fixture) fixture = { 0 };
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "No");
  AriadneBatch *batch;

  fixture_init (&fixture, ariadne_batch_size_batcher_new (4));
  add (&fixture, 1, 1, ARIADNE_MESSAGE_FLAGS_NONE, 3);
  add (&fixture, 2, 2, ARIADNE_MESSAGE_FLAGS_NONE, 3);
  add (&fixture, 3, 3, ARIADNE_MESSAGE_FLAGS_NONE, 3);

  batch = _ariadne_batch_manager_take (fixture.manager);
  _ariadne_batch_manager_return (fixture.manager, batch, NULL, error);
  EXPECT_ANSWERS (&fixture, 1, 2);
  g_assert_cmpuint (run_batch (&fixture), ==, 3);
  EXPECT_ANSWERS (&fixture, 3);
}

/* Two batches are out, and the second comes back first. The answers of client 1
 * keep their order, and the request that is in both waits for both.
 */
static void
test_batches_come_back_in_any_order (void)
{
  g_auto (Fixture) fixture = { 0 };
  AriadneBatch *first;
  AriadneBatch *second;

  fixture_init (&fixture, ariadne_batch_size_batcher_new (4));
  add (&fixture, 1, 1, ARIADNE_MESSAGE_FLAGS_ORDERED, 3);
  add (&fixture, 1, 2, ARIADNE_MESSAGE_FLAGS_ORDERED, 2);
  add (&fixture, 1, 3, ARIADNE_MESSAGE_FLAGS_ORDERED, 1);
  add (&fixture, 2, 4, ARIADNE_MESSAGE_FLAGS_NONE, 2);

  g_assert_cmpuint (_ariadne_batch_manager_get_n_due (fixture.manager), ==, 0);
  first = _ariadne_batch_manager_take (fixture.manager);
  g_assert_cmpuint (_ariadne_batch_manager_get_n_due (fixture.manager), ==, 1);
  second = _ariadne_batch_manager_take (fixture.manager);
  g_assert_cmpuint (_ariadne_batch_manager_get_n_due (fixture.manager), ==, 4);

  g_assert_cmpuint (return_batch (&fixture, second), ==, 4);
  EXPECT_ANSWERS (&fixture, 4);
  g_assert_cmpuint (_ariadne_batch_manager_get_n_due (fixture.manager), ==, 2);
  g_assert_cmpuint (return_batch (&fixture, first), ==, 4);
  EXPECT_ANSWERS (&fixture, 1, 2, 3);
  g_assert_cmpuint (_ariadne_batch_manager_get_n_due (fixture.manager), ==, 0);
}

/* A request of which three batches have a part ends with the first that fails,
 * once, while the others are still out.
 */
static void
test_error_while_others_are_out (void)
{
  g_auto (Fixture) fixture = { 0 };
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "No");
  AriadneBatch *batches[3];

  fixture_init (&fixture, ariadne_batch_size_batcher_new (4));
  add (&fixture, 1, 1, ARIADNE_MESSAGE_FLAGS_NONE, 15);
  add (&fixture, 1, 2, ARIADNE_MESSAGE_FLAGS_NONE, 3);
  for (guint i = 0; i < 3; i++)
    batches[i] = _ariadne_batch_manager_take (fixture.manager);

  _ariadne_batch_manager_return (fixture.manager, batches[1], NULL, error);
  EXPECT_ANSWERS (&fixture, 1);
  g_assert_cmpuint (_ariadne_batch_manager_get_n_queued (fixture.manager), ==, 3);
  g_assert_cmpuint (return_batch (&fixture, batches[2]), ==, 4);
  _ariadne_batch_manager_return (fixture.manager, batches[0], NULL, error);
  EXPECT_NO_ANSWERS (&fixture);
  g_assert_cmpuint (_ariadne_batch_manager_get_counts (fixture.manager)->n_failed, ==, 1);

  g_assert_cmpuint (run_batch (&fixture), ==, 3);
  EXPECT_ANSWERS (&fixture, 2);
}

/* What is cancelled answers nobody, so nobody is expected to go on after it. */
static void
test_cancelled_is_not_due (void)
{
  g_auto (Fixture) fixture = { 0 };
  AriadneBatch *batch;

  fixture_init (&fixture, ariadne_batch_size_batcher_new (4));
  add (&fixture, 1, 1, ARIADNE_MESSAGE_FLAGS_ORDERED, 2);
  add (&fixture, 1, 2, ARIADNE_MESSAGE_FLAGS_ORDERED, 2);
  batch = _ariadne_batch_manager_take (fixture.manager);
  g_assert_cmpuint (_ariadne_batch_manager_get_n_due (fixture.manager), ==, 2);

  _ariadne_batch_manager_cancel (fixture.manager, 1, 2);
  EXPECT_NO_ANSWERS (&fixture);
  g_assert_cmpuint (_ariadne_batch_manager_get_n_due (fixture.manager), ==, 1);
  _ariadne_batch_manager_cancel_client (fixture.manager, 1);
  EXPECT_ANSWERS (&fixture, 1, 2);
  g_assert_cmpuint (_ariadne_batch_manager_get_n_due (fixture.manager), ==, 0);
  g_assert_cmpuint (return_batch (&fixture, batch), ==, 4);
  EXPECT_NO_ANSWERS (&fixture);
}

/* Whatever comes in: every request gets one answer, whole and, where that was
 * asked for, in order; no batch is too large, and none is smaller than it could
 * be; and nobody waits for more than one batch of each of the others.
 */
static void
test_random_traffic (void)
{
  for (guint run = 0; run < 200; run++)
    {
      guint batch_size = g_test_rand_int_range (1, 20);
      g_auto (Fixture) fixture = { 0 };
      guint64 last_uid[6] = { 0 };
      guint n_open = 0;

      fixture_init (&fixture, ariadne_batch_size_batcher_new (batch_size));
      for (guint64 uid = 1; uid <= 60 || n_open > 0; uid++)
        {
          guint client = g_test_rand_int_range (0, 6);
          AriadneMessage *answers;
          guint n_queued;

          if (uid <= 60)
            {
              add (&fixture, client, uid,
                   client % 2 ? ARIADNE_MESSAGE_FLAGS_ORDERED : ARIADNE_MESSAGE_FLAGS_NONE,
                   g_test_rand_int_range (0, 50));
              n_open++;
            }

          n_queued = _ariadne_batch_manager_get_n_queued (fixture.manager);
          g_assert_cmpuint (run_batch (&fixture), ==, MIN (n_queued, batch_size));

          answers = _ariadne_batch_manager_steal_answers (fixture.manager, NULL);
          for (AriadneMessage *answer = answers; answer != NULL; answer = answer->next)
            {
              n_open--;
              for (guint i = 0; i < ariadne_matrix_get_n_rows (answer->rows); i++)
                g_assert_cmpfloat (ariadne_matrix_get_row (answer->rows, i)[0], ==,
                                   answer->uid * 1000 + i);
              if (answer->client % 2)
                g_assert_cmpuint (answer->uid, >, last_uid[answer->client]);
              last_uid[answer->client] = answer->uid;
            }
          _ariadne_message_free_chain (answers);
        }
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/BatchManager/worked_example", test_worked_example);
  g_test_add_func ("/Ariadne/BatchManager/small_requests_are_served_in_order",
                   test_small_requests_are_served_in_order);
  g_test_add_func ("/Ariadne/BatchManager/huge_requests_take_turns", test_huge_requests_take_turns);
  g_test_add_func ("/Ariadne/BatchManager/node_budget_bounds_the_nodes",
                   test_node_budget_bounds_the_nodes);
  g_test_add_func ("/Ariadne/BatchManager/empty_requests_end_at_once",
                   test_empty_requests_end_at_once);
  g_test_add_func ("/Ariadne/BatchManager/cancelled_requests_keep_the_order",
                   test_cancelled_requests_keep_the_order);
  g_test_add_func ("/Ariadne/BatchManager/cancelled_while_in_the_model",
                   test_cancelled_while_in_the_model);
  g_test_add_func ("/Ariadne/BatchManager/error_fails_what_is_in_the_batch",
                   test_error_fails_what_is_in_the_batch);
  g_test_add_func ("/Ariadne/BatchManager/batches_come_back_in_any_order",
                   test_batches_come_back_in_any_order);
  g_test_add_func ("/Ariadne/BatchManager/error_while_others_are_out",
                   test_error_while_others_are_out);
  g_test_add_func ("/Ariadne/BatchManager/cancelled_is_not_due", test_cancelled_is_not_due);
  g_test_add_func ("/Ariadne/BatchManager/random_traffic", test_random_traffic);

  return g_test_run ();
}
