/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "connection/ariadne-connected-function.h"
#include "core/ariadne-model.h"

G_BEGIN_DECLS

/**
 * AriadneSearchStatus:
 * @ARIADNE_SEARCH_READY: has not been run
 * @ARIADNE_SEARCH_RUNNING: runs
 * @ARIADNE_SEARCH_FINISHED: has done all that it was asked to do
 * @ARIADNE_SEARCH_SPACE_EXHAUSTED: ended because nothing is left to expand
 * @ARIADNE_SEARCH_BUDGET_EXHAUSTED: ended because the budget is spent
 * @ARIADNE_SEARCH_MEMORY_EXHAUSTED: ended because it keeps as many states as it may
 * @ARIADNE_SEARCH_CANCELLED: was stopped
 * @ARIADNE_SEARCH_FAILED: ended with an error
 *
 * Where a search stands, or how it ended.
 */
typedef enum {
  ARIADNE_SEARCH_READY,
  ARIADNE_SEARCH_RUNNING,
  ARIADNE_SEARCH_FINISHED,
  ARIADNE_SEARCH_SPACE_EXHAUSTED,
  ARIADNE_SEARCH_BUDGET_EXHAUSTED,
  ARIADNE_SEARCH_MEMORY_EXHAUSTED,
  ARIADNE_SEARCH_CANCELLED,
  ARIADNE_SEARCH_FAILED,
} AriadneSearchStatus;

/**
 * AriadneSearchProgress:
 * @status: where the search stands
 * @n_evaluations: states evaluated so far
 * @budget: evaluations allowed, or 0 if they are not limited
 * @start_cost: the cost of the start state
 * @best_cost: the lowest cost found so far
 * @best_depth: how many steps led to the first state of that cost
 * @n_expanded: states whose neighbours were looked at
 * @n_visited: states found
 * @n_frontier: states that wait to be expanded
 *
 * A snapshot of a search.
 */
typedef struct
{
  AriadneSearchStatus status;
  guint64             n_evaluations;
  guint64             budget;
  double              start_cost;
  double              best_cost;
  guint               best_depth;
  guint               n_expanded;
  guint               n_visited;
  guint               n_frontier;
} AriadneSearchProgress;

#define ARIADNE_TYPE_SEARCH (ariadne_search_get_type ())
#define ARIADNE_SEARCH(obj) \
  (G_TYPE_CHECK_INSTANCE_CAST ((obj), ARIADNE_TYPE_SEARCH, AriadneSearch))
#define ARIADNE_IS_SEARCH(obj) \
  (G_TYPE_CHECK_INSTANCE_TYPE ((obj), ARIADNE_TYPE_SEARCH))

typedef struct _AriadneSearch      AriadneSearch;
typedef struct _AriadneSearchClass AriadneSearchClass;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneSearch, g_object_unref)

ARIADNE_AVAILABLE_IN_ALL
GType          ariadne_search_get_type         (void) G_GNUC_CONST;
ARIADNE_AVAILABLE_IN_ALL
const char    *ariadne_search_status_to_string (AriadneSearchStatus        status);

ARIADNE_AVAILABLE_IN_ALL
AriadneDomain *ariadne_search_get_domain       (AriadneSearch             *self);
ARIADNE_AVAILABLE_IN_ALL
AriadneState  *ariadne_search_get_start        (AriadneSearch             *self);
ARIADNE_AVAILABLE_IN_ALL
const char    *ariadne_search_get_name         (AriadneSearch             *self);
ARIADNE_AVAILABLE_IN_ALL
void           ariadne_search_set_name         (AriadneSearch             *self,
                                                const char                *name);
ARIADNE_AVAILABLE_IN_ALL
gboolean       ariadne_search_get_as_prototype (AriadneSearch             *self);
ARIADNE_AVAILABLE_IN_ALL
void           ariadne_search_set_as_prototype (AriadneSearch             *self,
                                                gboolean                   as_prototype);
ARIADNE_AVAILABLE_IN_ALL
gboolean       ariadne_search_get_recording    (AriadneSearch             *self);
ARIADNE_AVAILABLE_IN_ALL
void           ariadne_search_set_recording    (AriadneSearch             *self,
                                                gboolean                   recording);
ARIADNE_AVAILABLE_IN_ALL
gboolean       ariadne_search_get_encoding     (AriadneSearch             *self);
ARIADNE_AVAILABLE_IN_ALL
void           ariadne_search_set_encoding     (AriadneSearch             *self,
                                                gboolean                   encoding);

ARIADNE_AVAILABLE_IN_ALL
guint          ariadne_search_get_max_visited  (AriadneSearch             *self);
ARIADNE_AVAILABLE_IN_ALL
void           ariadne_search_set_max_visited  (AriadneSearch             *self,
                                                guint                      max_visited);

ARIADNE_AVAILABLE_IN_ALL
gboolean       ariadne_search_validate         (AriadneSearch             *self,
                                                guint                      n_heads,
                                                GError                   **error);
ARIADNE_AVAILABLE_IN_ALL
gboolean       ariadne_search_run              (AriadneSearch             *self,
                                                AriadneModel              *model,
                                                guint                      batch_size,
                                                GCancellable              *cancellable,
                                                GError                   **error);
ARIADNE_AVAILABLE_IN_ALL
void           ariadne_search_run_async        (AriadneSearch             *self,
                                                AriadneConnectedFunction  *function,
                                                GCancellable              *cancellable,
                                                GAsyncReadyCallback        callback,
                                                gpointer                   user_data);
ARIADNE_AVAILABLE_IN_ALL
gboolean       ariadne_search_run_finish       (AriadneSearch             *self,
                                                GAsyncResult              *result,
                                                GError                   **error);

ARIADNE_AVAILABLE_IN_ALL
void           ariadne_search_get_progress     (AriadneSearch             *self,
                                                AriadneSearchProgress     *progress);
ARIADNE_AVAILABLE_IN_ALL
guint          ariadne_search_get_n_visited    (AriadneSearch             *self);
ARIADNE_AVAILABLE_IN_ALL
AriadneState  *ariadne_search_get_visited      (AriadneSearch             *self,
                                                guint                      index);
ARIADNE_AVAILABLE_IN_ALL
AriadneState  *ariadne_search_get_best         (AriadneSearch             *self);
ARIADNE_AVAILABLE_IN_ALL
GPtrArray     *ariadne_search_dup_path         (AriadneSearch             *self);
ARIADNE_AVAILABLE_IN_ALL
char          *ariadne_search_dup_digest       (AriadneSearch             *self);
ARIADNE_AVAILABLE_IN_ALL
const guint   *ariadne_search_get_expanded     (AriadneSearch             *self,
                                                guint                     *n_expanded);
ARIADNE_AVAILABLE_IN_ALL
const guint   *ariadne_search_get_requests     (AriadneSearch             *self,
                                                guint                     *n_requests);
ARIADNE_AVAILABLE_IN_ALL
const double  *ariadne_search_get_priorities   (AriadneSearch             *self,
                                                guint                     *n_priorities);

G_END_DECLS
