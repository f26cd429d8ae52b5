/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib-object.h>

#include "core/ariadne-version-macros.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_RUN_RECORD    (ariadne_run_record_get_type ())
#define ARIADNE_TYPE_SEARCH_RECORD (ariadne_search_record_get_type ())

/**
 * AriadneAgreement:
 * @ARIADNE_AGREEMENT_UNKNOWN: there was nothing to compare with
 * @ARIADNE_AGREEMENT_YES: visited the same as what it was compared with
 * @ARIADNE_AGREEMENT_NO: visited something else
 *
 * Whether a run visited what it was expected to visit.
 */
typedef enum {
  ARIADNE_AGREEMENT_UNKNOWN,
  ARIADNE_AGREEMENT_YES,
  ARIADNE_AGREEMENT_NO,
} AriadneAgreement;

typedef struct _AriadneRunRecord    AriadneRunRecord;
typedef struct _AriadneSearchRecord AriadneSearchRecord;

/**
 * AriadneSearchRecord:
 * @name: the name of what was searched from
 * @status: how the search ended, in one word
 * @visited: the number of states visited
 * @frontier: the number of states that wait to be expanded
 * @evaluations: the number of states the model was asked about
 * @budget: how many the model may be asked about, or 0 if that is not limited
 * @start_cost: the cost of the start
 * @best_cost: the lowest cost found
 * @best_depth: how many steps led to the first state of that cost
 * @best: (nullable): the state of that cost, as text
 * @digest: (nullable): the digest of what was visited, in hex
 *
 * The facts of one search of a run.
 *
 * Whoever makes a record fills it and then hands it on; from then on it is only read, on
 * any thread.
 */
struct _AriadneSearchRecord
{
  char    *name;
  char    *status;
  guint64  visited;
  guint64  frontier;
  guint64  evaluations;
  guint64  budget;
  double   start_cost;
  double   best_cost;
  guint64  best_depth;
  char    *best;
  char    *digest;
};

/**
 * AriadneRunRecord:
 * @group: the group of configurations it belongs to, such as `threads`
 * @name: the name of the configuration
 * @engine: the engine, such as `thread`
 * @queue: the flavour of queue, such as `thread` or `unix`
 * @searchers: the number of searchers
 * @servers: the number of servers
 * @deaths: the number of processes that died, or did not answer
 * @retries: the number of times that a search was begun again because of that
 * @device_failures: how often a device failed at a batch
 * @device_retries: how often a part of a batch was tried again because of that
 * @rows_on_cpu: the number of states that the processor evaluated instead
 * @search: the kind of search, such as `astar`
 * @search_time_s: from the second update to the last, in seconds
 * @model_time_s: time that a server spent in the model, on average, first batch
 *   left out, in seconds
 * @fraction_in_model: share of the search time spent in the model, 0 to 1
 * @start_s: time until searches could begin: in which models, servers and
 *   processes were made ready; no part of any other time, in seconds
 * @wall_s: time from then to the end, in seconds
 * @ideal_s: time of the same evaluations back to back, in seconds
 * @wall_over_ideal: the one divided by the other, a number without a unit
 * @num_batches: the number of batches
 * @num_elements: the number of states in all of them
 * @size_mean: the mean size of a batch
 * @size_std: the (population) standard deviation of the sizes
 * @batch_sizes: (element-type guint): the size of each batch
 * @model_times_s: (element-type gdouble): the time each spent in the model
 * @update_times_s: (element-type gdouble): when each was done, in seconds from
 *   the end of the start-up, as far as that is known; less than 0 if it was before
 * @digest: (nullable): the digest of what all searches visited, in hex
 * @matches_expected: whether the digest is the expected one
 * @searches: (element-type AriadneSearchRecord): the searches, in order
 *
 * The facts of one configuration that was run.
 *
 * Numbers that are not known are NaN. Strings are owned by the record. Whoever
 * makes a record fills it and then hands it on; from then on it is only read, on any
 * thread.
 */
struct _AriadneRunRecord
{
  char             *group;
  char             *name;
  char             *engine;
  char             *queue;
  guint             searchers;
  guint             servers;
  guint             deaths;
  guint             retries;
  guint64           device_failures;
  guint64           device_retries;
  guint64           rows_on_cpu;
  char             *search;

  double            search_time_s;
  double            model_time_s;
  double            fraction_in_model;
  double            start_s;
  double            wall_s;
  double            ideal_s;
  double            wall_over_ideal;

  guint             num_batches;
  guint64           num_elements;
  double            size_mean;
  double            size_std;
  GArray           *batch_sizes;
  GArray           *model_times_s;
  GArray           *update_times_s;

  char             *digest;
  AriadneAgreement  matches_expected;
  GPtrArray        *searches;

  /*< private >*/
  gint              ref_count; /* atomic */
};

ARIADNE_AVAILABLE_IN_ALL
GType                ariadne_search_record_get_type (void) G_GNUC_CONST;
ARIADNE_AVAILABLE_IN_ALL
AriadneSearchRecord *ariadne_search_record_new      (const char                *name)
                                                    G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
AriadneSearchRecord *ariadne_search_record_copy     (const AriadneSearchRecord *self)
                                                    G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
void                 ariadne_search_record_free     (AriadneSearchRecord       *self);

ARIADNE_AVAILABLE_IN_ALL
GType                ariadne_run_record_get_type       (void) G_GNUC_CONST;
ARIADNE_AVAILABLE_IN_ALL
AriadneRunRecord    *ariadne_run_record_new            (const char             *group,
                                                        const char             *name)
                                                       G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
AriadneRunRecord    *ariadne_run_record_ref            (AriadneRunRecord       *self);
ARIADNE_AVAILABLE_IN_ALL
void                 ariadne_run_record_unref          (AriadneRunRecord       *self);
ARIADNE_AVAILABLE_IN_ALL
double               ariadne_run_record_get_throughput (const AriadneRunRecord *self);
ARIADNE_AVAILABLE_IN_ALL
void                 ariadne_run_record_set_wall       (AriadneRunRecord       *self,
                                                        double                  wall_s,
                                                        double                  ideal_s);
ARIADNE_AVAILABLE_IN_ALL
AriadneSearchRecord *ariadne_run_record_add_search     (AriadneRunRecord       *self,
                                                        const char             *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneSearchRecord, ariadne_search_record_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneRunRecord, ariadne_run_record_unref)

G_END_DECLS
