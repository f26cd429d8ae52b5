/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

#include "core/ariadne-model.h"

G_BEGIN_DECLS

/**
 * AriadneBatchRecord:
 * @n_rows: the number of states that were evaluated
 * @n_requests: the number of requests that had a part in the batch
 * @n_queued: the number of states that were left in the queue
 * @oldest_wait: how long the oldest request of the batch had waited when it was
 *   launched, in microseconds
 * @times: when the model was given the batch, and what became of it
 * @model_time: how long it was computed and no batch before it was, in
 *   microseconds
 * @answered: when the answers were ready to be sent; monotonic time, in
 *   microseconds
 *
 * What a server notes about a batch.
 */
typedef struct
{
  guint             n_rows;
  guint             n_requests;
  guint             n_queued;
  gint64            oldest_wait;
  AriadneModelTimes times;
  gint64            model_time;
  gint64            answered;
} AriadneBatchRecord;

/**
 * ARIADNE_N_LATENCY_BUCKETS:
 *
 * The length of a histogram of latencies. Each power of two is cut in four: bucket
 * 4·i + j counts latencies from 2^i·(1 + j/4) up to 2^i·(1 + (j+1)/4) microseconds. The
 * first one has also those below, the last one those above.
 */
#define ARIADNE_N_LATENCY_BUCKETS 128

/**
 * AriadneServerMetrics:
 * @n_requests: requests that were answered with rows, the empty ones included
 * @n_empty: those of them that were empty
 * @n_cancelled: requests that were given up by their callers
 * @n_failed: requests that ended with an error
 * @n_batches: batches that were evaluated
 * @n_rows: states that were evaluated
 * @n_queued: states that wait now
 * @n_live: clients that exist now
 * @n_waiting: those of them that submit nothing before they have an answer
 * @model_time: time in which the model computed, in microseconds; what several
 *   batches have in common counts once
 * @launch_cost: the fixed part of the time that a batch takes, in microseconds
 * @row_cost: the part of it for each state
 * @latency: a histogram of the time from the arrival of a request to its answer
 *
 * What a server has done so far.
 */
typedef struct
{
  guint64 n_requests;
  guint64 n_empty;
  guint64 n_cancelled;
  guint64 n_failed;
  guint64 n_batches;
  guint64 n_rows;
  guint   n_queued;
  guint   n_live;
  guint   n_waiting;
  gint64  model_time;
  double  launch_cost;
  double  row_cost;
  guint64 latency[ARIADNE_N_LATENCY_BUCKETS];
} AriadneServerMetrics;

/**
 * AriadneServerLoad:
 * @n_queued: states that wait
 * @n_live: clients that exist
 * @n_waiting: those of them that submit nothing before they have an answer
 * @n_requests: requests that were answered
 * @latency: a histogram of the time from the arrival of a request to its answer, as in
 *   #AriadneServerMetrics
 *
 * How busy one or more servers are. Clients of several servers are those of the one
 * that has most of them, since usually each server has all.
 */
typedef struct
{
  guint64 n_queued;
  guint   n_live;
  guint   n_waiting;
  guint64 n_requests;
  guint64 latency[ARIADNE_N_LATENCY_BUCKETS];
} AriadneServerLoad;

G_END_DECLS
