/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-error.h"
#include "engine/ariadne-peers.h"
#include "engine/ariadne-searcher.h"
#include "engine/ariadne-station.h"
#include "engine/ariadne-worker.h"
#include "search/ariadne-search-recipe.h"

/* How often the engine is told how far searches are, while there are any. */
#define PROGRESS_INTERVAL_MS 100

/* A process that searches. The engine is talked to here, on the thread of the
 * station; searches run on that of the searcher, so it does not matter to the
 * engine how long one of their steps takes.
 *
 * Tasks that come before the first list of servers wait for it, since it says
 * whether requests are to be encoded.
 */
typedef struct
{
  AriadneStation  *station;
  AriadneSearcher *searcher; /* NULL before the first PEERS */
  AriadnePeers    *peers;    /* the same */
  GHashTable      *tasks;    /* of Task, by number; those that have not ended */
  GSource         *ticker;   /* NULL if there is nothing to tell regularly */
  gboolean         draining;
} Worker;

typedef struct
{
  guint          number;
  AriadneSearch *search;
  guint64        n_told; /* evaluations, when it was last told about */
} Task;

static void
task_free (gpointer data)
{
  Task *self = data;

  g_object_unref (self->search);
  g_free (self);
}

static void
stop_ticking (Worker *self)
{
  if (self->ticker != NULL)
    g_source_destroy (self->ticker);
  g_clear_pointer (&self->ticker, g_source_unref);
}

static gboolean
tick_cb (gpointer user_data)
{
  Worker *self = user_data;
  g_autoptr (GVariant) payload = NULL;
  GVariantBuilder list;
  GHashTableIter iter;
  Task *task;

  if (_ariadne_station_is_clogged (self->station))
    return G_SOURCE_CONTINUE;

  g_variant_builder_init (&list, G_VARIANT_TYPE ("a(u" ARIADNE_SEARCH_FIGURES_TYPE ")"));
  g_hash_table_iter_init (&iter, self->tasks);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &task))
    {
      AriadneSearchProgress progress;

      ariadne_search_get_progress (task->search, &progress);
      if (progress.status != ARIADNE_SEARCH_RUNNING || progress.n_evaluations == task->n_told)
        continue;
      task->n_told = progress.n_evaluations;
      g_variant_builder_add (&list, "(u@" ARIADNE_SEARCH_FIGURES_TYPE ")", task->number,
                             _ariadne_search_pack_figures (&progress));
    }

  payload = g_variant_ref_sink (g_variant_builder_end (&list));
  if (g_variant_n_children (payload) > 0)
    _ariadne_station_send (self->station, ARIADNE_CONTROL_PROGRESS, payload);

  return G_SOURCE_CONTINUE;
}

static void
start_ticking (Worker *self)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  if (self->ticker != NULL)
    return;

  self->ticker = g_timeout_source_new (PROGRESS_INTERVAL_MS);
  g_source_set_callback (self->ticker, tick_cb, self, NULL);
  g_source_attach (self->ticker, context);
}

/* Leaves when it was told to and nothing is left to tell. */
static void
check_drained (Worker *self)
{
  if (g_hash_table_size (self->tasks) > 0)
    return;

  stop_ticking (self);
  if (self->draining)
    _ariadne_station_leave (self->station, NULL);
}

static void
tell_result (Worker       *self,
             guint         number,
             GVariant     *findings,
             const GError *error)
{
  _ariadne_station_send (self->station, ARIADNE_CONTROL_RESULT,
                         g_variant_new ("(uv@" ARIADNE_CONTROL_ERROR_TYPE ")", number, findings,
                                        _ariadne_control_pack_error (error)));
}

static void
ended_cb (guint         number,
          GVariant     *findings,
          const GError *error,
          gpointer      user_data)
{
  Worker *self = user_data;

  tell_result (self, number, findings, error);
  g_hash_table_remove (self->tasks, GUINT_TO_POINTER (number));
  check_drained (self);
}

static void
peers_failed_cb (const GError *error,
                 gpointer      user_data)
{
  Worker *self = user_data;

  _ariadne_station_leave (self->station, error);
}

static gboolean
take_peers (Worker    *self,
            GVariant  *payload,
            GError   **error)
{
  g_autoptr (GVariant) list = NULL;
  AriadneWireForms forms;
  gboolean encoding;
  GHashTableIter iter;
  guint64 epoch;
  Task *task;

  g_variant_get (payload, "(tb@a(us))", &epoch, &encoding, &list);
  if (self->searcher == NULL)
    {
      forms = encoding ? ARIADNE_WIRE_ENCODED : ARIADNE_WIRE_STATES;
      self->searcher = _ariadne_searcher_new (_ariadne_station_get_domain (self->station), forms,
                                              ended_cb, self);
      self->peers = _ariadne_peers_new (_ariadne_searcher_get_dispatcher (self->searcher),
                                        _ariadne_station_get_token (self->station),
                                        peers_failed_cb, self);
      g_hash_table_iter_init (&iter, self->tasks);
      while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &task))
        _ariadne_searcher_run (self->searcher, task->number, task->search);
    }

  _ariadne_peers_set (self->peers, list);

  return TRUE;
}

static gboolean
take_task (Worker    *self,
           GVariant  *payload,
           GError   **error)
{
  g_autoptr (AriadneSearch) search = NULL;
  g_autoptr (GVariant) recipe = NULL;
  guint number;
  Task *task;

  g_variant_get (payload, "(uv)", &number, &recipe);
  search = _ariadne_search_new_from_recipe (recipe, _ariadne_station_get_domain (self->station),
                                            error);
  if (search == NULL)
    return FALSE;

  if (g_hash_table_contains (self->tasks, GUINT_TO_POINTER (number)))
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
                   "the engine has sent search %u twice", number);
      return FALSE;
    }

  task = g_new0 (Task, 1);
  task->number = number;
  task->search = g_object_ref (search);
  g_hash_table_insert (self->tasks, GUINT_TO_POINTER (number), task);
  start_ticking (self);
  if (self->searcher != NULL)
    _ariadne_searcher_run (self->searcher, number, search);

  return TRUE;
}

static GVariant *
make_cb (AriadneStation            *station,
         const AriadneStationSpec  *spec,
         gpointer                   user_data,
         GError                   **error)
{
  Worker *self = user_data;
  const char *nowhere[] = { NULL };

  self->station = station;

  return g_variant_new ("(^asub)", nowhere, 0, FALSE);
}

static gboolean
frame_cb (AriadneStation      *station,
          AriadneControlType   type,
          GVariant            *payload,
          gpointer             user_data,
          GError             **error)
{
  if (type == ARIADNE_CONTROL_PEERS)
    return take_peers (user_data, payload, error);

  return take_task (user_data, payload, error);
}

/* Searches that have not begun, since there is no server yet, end here. */
static void
abandon_tasks (Worker *self)
{
  g_autoptr (GError) error = g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                                          "the search was stopped before it began");
  GHashTableIter iter;
  Task *task;

  g_hash_table_iter_init (&iter, self->tasks);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &task))
    {
      g_autoptr (GVariant) findings = NULL;

      _ariadne_search_abandon (task->search, error);
      findings = _ariadne_search_dup_findings (task->search,
                                               ariadne_search_get_recording (task->search));
      tell_result (self, task->number, findings, error);
    }
  g_hash_table_remove_all (self->tasks);
}

static void
drain_cb (AriadneStation *station,
          gpointer        user_data)
{
  Worker *self = user_data;

  self->draining = TRUE;
  if (self->searcher != NULL)
    _ariadne_searcher_stop (self->searcher);
  else
    abandon_tasks (self);
  check_drained (self);
}

static void
worker_clear (Worker *self)
{
  stop_ticking (self);
  g_clear_pointer (&self->searcher, _ariadne_searcher_free);
  g_clear_pointer (&self->peers, _ariadne_peers_free);
  g_hash_table_unref (self->tasks);
}

/**
 * ariadne_worker_run:
 * @recipes: what this process can make
 * @address: (nullable): the address of an engine to join; %NULL if the engine has
 *   started this process, and left the control socket at %ARIADNE_CONTROL_FD
 * @token: (nullable): what to show there, as 32 hexadecimal digits; needed to join
 * @seat: which place of the engine to take, or 0 for any that is free
 * @timeout: how long it may take to reach the engine, in microseconds; needed to
 *   join
 * @cancellable: (nullable): has the process leave
 * @error: return location for an error
 *
 * Works for an engine: runs the searches that it hands out. Blocks until the engine
 * needs this process no more, or has gone.
 *
 * If nobody listens at the address, which is then %ARIADNE_ERROR_NOBODY, it does not
 * wait for somebody to do so.
 *
 * Fails with what ended it otherwise: nobody at the address, another token, or a domain
 * that cannot be made.
 *
 * Returns: whether it has ended as it should
 */
gboolean
ariadne_worker_run (AriadneRecipes  *recipes,
                    const char      *address,
                    const char      *token,
                    guint            seat,
                    gint64           timeout,
                    GCancellable    *cancellable,
                    GError         **error)
{
  static const AriadneStationFuncs funcs = { ARIADNE_ROLE_WORKER, make_cb, frame_cb, drain_cb };
  Worker self = { .station = NULL };
  gboolean succeeded;

  self.tasks = g_hash_table_new_full (NULL, NULL, NULL, task_free);
  succeeded = _ariadne_station_run (recipes, address, token, seat, timeout, &funcs, &self,
                                    cancellable, error);
  worker_clear (&self);

  return succeeded;
}
