/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib-object.h>

#include "serving/ariadne-batch-policy.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_EXPERIMENT_CONFIG (ariadne_experiment_config_get_type ())

/**
 * AriadnePreprocess:
 * @ARIADNE_PREPROCESS_SEARCHER: whoever asks about states encodes them
 * @ARIADNE_PREPROCESS_SERVER: servers encode what they are asked about
 *
 * Where states are turned into what the model reads, when searchers are
 * processes of their own.
 */
typedef enum {
  ARIADNE_PREPROCESS_SEARCHER,
  ARIADNE_PREPROCESS_SERVER,
} AriadnePreprocess;

/**
 * AriadneSearchKind:
 * @ARIADNE_SEARCH_KIND_ASTAR: batched A\*
 * @ARIADNE_SEARCH_KIND_ROLLOUT: rollouts
 * @ARIADNE_SEARCH_KIND_ALL: both, one after the other
 * @ARIADNE_SEARCH_KIND_WEIGHTED: weighted A\*, which looks for a way to a goal
 * @ARIADNE_SEARCH_KIND_BEAM: beam search
 * @ARIADNE_SEARCH_KIND_DEPTH_COLUMNS: columns of depths
 *
 * The kind of search to run.
 */
typedef enum {
  ARIADNE_SEARCH_KIND_ASTAR,
  ARIADNE_SEARCH_KIND_ROLLOUT,
  ARIADNE_SEARCH_KIND_ALL,
  ARIADNE_SEARCH_KIND_WEIGHTED,
  ARIADNE_SEARCH_KIND_BEAM,
  ARIADNE_SEARCH_KIND_DEPTH_COLUMNS,
} AriadneSearchKind;

typedef struct _AriadneExperimentConfig AriadneExperimentConfig;

/**
 * AriadneExperimentConfig:
 * @search: the kind of search
 * @continuous: run continuous A\* alone
 * @skip_sync: leave the synchronous run out, and with it the comparison
 * @as_prototype: the arithmetic of the prototype, where it differs
 * @engine: (nullable): the engine of the one configuration to run beside the
 *   synchronous one; %NULL runs every group that this machine can
 * @ray_queue: (nullable): what searches and answers pass through when Ray places
 *   processes: `direct`, `actor` or `managed`; %NULL for each of them in turn
 * @multi_server: run the configurations with several servers alone
 * @num_procs: searchers of that one configuration, or of those with several
 *   servers
 * @num_servers: servers of these
 * @num_cpus: the most searchers of a configuration
 * @num_gpus: how many GPUs these may use; with 0 they use the processor
 * @total_gpu_frac: the share of the memory of these GPUs that they may use
 *   together, above 0 and at most 1
 * @preprocess: where states are encoded when searchers are processes
 * @max_retries: how often a search is begun again whose process has died
 * @server_grace: how long a process may be silent before it is taken for dead,
 *   and a run do without any server, in seconds
 * @worker_memory: the most memory that a process which searches may use, in
 *   bytes, for the record; 0 if there is no limit
 * @num_searches: how many searches, for the record
 * @gnn_budget: evaluations of all searches together
 * @num_rollouts: rollouts of each search
 * @simulation_depth: the most steps from the start
 * @width: of a beam, the states of each depth that are expanded; of columns of
 *   depths, those of different depths that are expanded at the same time
 * @buffer_size: states that batched A\* collects before it asks the network, or that
 *   a beam asks about at a time
 * @batch_size: the most states of a batch
 * @batch_policy: when a server launches a batch
 * @weight: of weighted A\*: that of the steps done
 * @strict: of weighted A\*: whether it goes on until no shorter way is possible
 * @domain: the name of the domain, for the record
 * @expressions: what the starts were read from, for the record; empty if they are
 *   no expressions
 * @rules: the name of the rule set, for the record; the same
 * @puzzle: what the starts were read from, for the record; empty if they are no
 *   puzzles
 * @model: the model, for the record
 * @device: the device, for the record
 * @precision: how exact products are, for the record
 * @on_device_error: what becomes of a batch at which the device fails, for the
 *   record
 * @precision_max_error: in a sample, the largest difference from the processor's
 *   heads, for the record; NaN if it was not measured
 * @precision_mean_error: the mean difference, the same
 * @precision_spread: the standard deviation of the heads of the sample, the same
 * @seed: where chance starts from
 *
 * What to run, and how.
 *
 * Make one with ariadne_experiment_config_new(), change what differs from the
 * defaults, and hand it to ariadne_experiment_new(). Strings are owned by the
 * configuration and were allocated with g_malloc().
 *
 * A configuration belongs to one thread at a time.
 */
struct _AriadneExperimentConfig
{
  AriadneSearchKind   search;
  gboolean            continuous;
  gboolean            skip_sync;
  gboolean            as_prototype;
  char               *engine;
  char               *ray_queue;
  gboolean            multi_server;
  guint               num_procs;
  guint               num_servers;
  guint               num_cpus;
  guint               num_gpus;
  double              total_gpu_frac;
  AriadnePreprocess   preprocess;
  guint               max_retries;
  guint               server_grace;
  guint64             worker_memory;
  guint               num_searches;
  guint64             gnn_budget;
  guint               num_rollouts;
  guint               simulation_depth;
  guint               width;
  guint               buffer_size;
  guint               batch_size;
  AriadneBatchPolicy  batch_policy;
  double              weight;
  gboolean            strict;
  char               *domain;
  char               *expressions;
  char               *rules;
  char               *puzzle;
  char               *model;
  char               *device;
  char               *precision;
  char               *on_device_error;
  double              precision_max_error;
  double              precision_mean_error;
  double              precision_spread;
  guint64             seed;
};

ARIADNE_AVAILABLE_IN_ALL
GType                    ariadne_experiment_config_get_type (void) G_GNUC_CONST;
ARIADNE_AVAILABLE_IN_ALL
AriadneExperimentConfig *ariadne_experiment_config_new (void)
  G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
AriadneExperimentConfig *ariadne_experiment_config_copy (const AriadneExperimentConfig *self)
  G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
void ariadne_experiment_config_free (AriadneExperimentConfig *self);
ARIADNE_AVAILABLE_IN_ALL
gboolean ariadne_experiment_config_validate (const AriadneExperimentConfig  *self,
                                             GError                        **error);
ARIADNE_AVAILABLE_IN_ALL
GVariant *ariadne_experiment_config_describe (const AriadneExperimentConfig *self)
  G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneExperimentConfig, ariadne_experiment_config_free)

G_END_DECLS
