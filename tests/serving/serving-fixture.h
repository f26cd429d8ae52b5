/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "connection/ariadne-connected-functions.h"
#include "serving/ariadne-batch-size-batcher.h"
#include "serving/ariadne-server.h"

#include "gate-model.h"

/* A launch cost with which no request is ever launched because it has waited. */
#define NO_TIMER 1e300

/* Functions, a server that is not started, and a gate for its model. */
typedef struct
{
  GateModel         *model;
  AriadneDomain     *domain;
  GPtrArray         *functions;
  AriadneConnection *connection;
  AriadneServer     *server;
} Fixture;

static inline void
fixture_init_slots (Fixture            *self,
                    guint               n_slots,
                    guint               n_functions,
                    AriadneAnswerOrder  order,
                    guint               max_length,
                    guint               batch_size,
                    AriadneBatchPolicy  policy)
{
  g_autoptr (AriadneBatcher) batcher = ariadne_batch_size_batcher_new (batch_size);

  self->model = gate_model_new (0);
  self->model->n_slots = n_slots;
  self->domain = toy_domain_new ();
  self->functions = ariadne_get_connected_functions (n_functions, order, max_length,
                                                     &self->connection);
  self->server = ariadne_server_new (ARIADNE_MODEL (self->model), self->domain, self->connection,
                                     batcher, policy);
  g_object_set (self->server, "launch-cost", NO_TIMER, NULL);
}

static inline void
fixture_init (Fixture            *self,
              guint               n_functions,
              AriadneAnswerOrder  order,
              guint               max_length,
              guint               batch_size,
              AriadneBatchPolicy  policy)
{
  fixture_init_slots (self, 1, n_functions, order, max_length, batch_size, policy);
}

/* What is released here must be all there is. */
static inline void
fixture_clear (Fixture *self)
{
  gate_model_permit (self->model, GATE_OPEN);
  g_ptr_array_unref (self->functions);
  g_assert_finalize_object (self->server);
  g_assert_finalize_object (self->connection);
  g_assert_finalize_object (self->model);
  g_assert_finalize_object (self->domain);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

/* What became of one call. */
typedef struct
{
  guint   n_ended;
  guint   n_rows;
  float   first;    /* the value of the first row */
  guint   batch;    /* the batch that had the last row */
  GError *error;
  guint   turn;     /* when it ended among all calls */
} Outcome;

static gint n_turns; /* atomic */

static inline void
outcome_clear (Outcome *outcome)
{
  g_clear_error (&outcome->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)

static inline void
ended_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  Outcome *outcome = user_data;
  g_autoptr (AriadneMatrix) rows = NULL;

  rows = ariadne_connected_function_call_finish (ARIADNE_CONNECTED_FUNCTION (object), result,
                                                 &outcome->error);
  outcome->n_ended++;
  outcome->turn = g_atomic_int_add (&n_turns, 1) + 1;
  if (rows == NULL)
    return;

  outcome->n_rows = ariadne_matrix_get_n_rows (rows);
  if (outcome->n_rows > 0)
    {
      outcome->first = ariadne_matrix_get_row (rows, 0)[0];
      outcome->batch = ariadne_matrix_get_row (rows, outcome->n_rows - 1)[1];
    }
}

/* Calls function `i` for so many rows, and hands the request over. */
static inline void
submit (Fixture          *self,
        guint             i,
        guint             n_rows,
        AriadneCallFlags  flags,
        Outcome          *outcome)
{
  g_autoptr (AriadneSequence) sequence = toy_sequence_new (100 * (i + 1), n_rows);

  ariadne_connected_function_call_async (self->functions->pdata[i], sequence, flags, NULL,
                                         ended_cb, outcome);
  ariadne_connected_function_flush (self->functions->pdata[i]);
}

static inline void
run_until_ended (const Outcome *outcome)
{
  while (outcome->n_ended == 0)
    g_main_context_iteration (NULL, TRUE);
}

static inline void
run_what_is_ready (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* Waits until the server has taken in so many rows that it has not evaluated,
 * which it does without telling anybody.
 */
static inline void
wait_until_queued (Fixture *self,
                   guint    n_rows)
{
  AriadneServerMetrics metrics;

  for (;;)
    {
      ariadne_server_get_metrics (self->server, &metrics);
      if (metrics.n_queued == n_rows && ariadne_connection_get_n_waiting (self->connection) == 0)
        return;
      g_usleep (100);
    }
}
