/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-sampler.h"

#include <string.h>

/* No log is written to more often than that. */
#define MIN_INTERVAL_US 10000

/* A thread of its own has a timer that is set when something happens, and goes off an
 * interval later. As long as a sample differs from the one before, something happens.
 * So nobody looks when there is nothing to be seen, and who works is not held up: it
 * looks at a flag, and sets the timer once an interval.
 *
 * The flag is taken down before a sample is made. What happens later is in the next one,
 * since whoever finds the flag down puts it up and sets the timer.
 */
struct _AriadneSampler
{
  /* Read-only once made: */
  AriadneRunLog *log;
  GPtrArray     *searches; /* of AriadneSearch */
  AriadneEngine *engine;   /* NULL if there are no servers */
  gint64         start;
  gint64         interval_us;
  GMainContext  *context;
  GMainLoop     *loop;
  GSource       *timer;
  GThread       *thread;

  gint           set;      /* atomic: whether the timer is set, or about to be */

  /* Of the thread; before it has begun and after its end, of who makes and frees it: */
  AriadneSearchProgress *told;        /* one a search */
  AriadneServerLoad      told_load;
};

static gboolean
has_changed (const AriadneSearchProgress *a,
             const AriadneSearchProgress *b)
{
  return a->status != b->status || a->n_evaluations != b->n_evaluations
         || a->n_visited != b->n_visited || a->n_frontier != b->n_frontier
         || a->start_cost != b->start_cost || a->best_cost != b->best_cost
         || a->best_depth != b->best_depth;
}

static void
tell_search (AriadneSampler              *self,
             AriadneSearch               *search,
             const AriadneSearchProgress *progress,
             double                       time_s)
{
  g_autoptr (AriadneSearchRecord) record = NULL;

  record = ariadne_search_record_new (ariadne_search_get_name (search));
  _ariadne_search_record_set_progress (record, progress);
  ariadne_run_log_progress (self->log, time_s, record);
}

static gboolean
sample_searches (AriadneSampler *self,
                 double          time_s,
                 gboolean        all)
{
  gboolean changed = FALSE;

  for (guint i = 0; i < self->searches->len; i++)
    {
      AriadneSearch *search = g_ptr_array_index (self->searches, i);
      AriadneSearchProgress progress;

      ariadne_search_get_progress (search, &progress);
      if (!all && !has_changed (&progress, &self->told[i]))
        continue;

      tell_search (self, search, &progress, time_s);
      self->told[i] = progress;
      changed = TRUE;
    }

  return changed;
}

/* What is told of latencies are those since the last time. */
static gboolean
sample_load (AriadneSampler *self,
             double          time_s)
{
  AriadneServerLoad load, news;

  if (self->engine == NULL)
    return FALSE;

  ariadne_engine_get_load (self->engine, &load);
  if (load.n_requests == self->told_load.n_requests && load.n_queued == self->told_load.n_queued
      && load.n_live == self->told_load.n_live && load.n_waiting == self->told_load.n_waiting)
    return FALSE;

  news = load;
  for (guint i = 0; i < ARIADNE_N_LATENCY_BUCKETS; i++)
    news.latency[i] -= self->told_load.latency[i];
  ariadne_run_log_load (self->log, time_s, &news);
  self->told_load = load;

  return TRUE;
}

static gboolean
sample (AriadneSampler *self,
        gboolean        all)
{
  double time_s = (g_get_monotonic_time () - self->start) / (double) G_USEC_PER_SEC;
  gboolean changed = sample_load (self, time_s);

  changed |= sample_searches (self, time_s, all);
  ariadne_run_log_flush (self->log);

  return changed;
}

static gboolean
timer_cb (gpointer user_data)
{
  AriadneSampler *self = user_data;

  g_source_set_ready_time (self->timer, -1);
  g_atomic_int_set (&self->set, FALSE);
  if (sample (self, FALSE))
    _ariadne_sampler_wake (self);

  return G_SOURCE_CONTINUE;
}

static gboolean
dispatch (GSource     *source,
          GSourceFunc  callback,
          gpointer     user_data)
{
  return callback (user_data);
}

static gpointer
sampler_thread (gpointer user_data)
{
  AriadneSampler *self = user_data;

  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);
  g_main_context_pop_thread_default (self->context);

  return NULL;
}

AriadneSampler *
_ariadne_sampler_new (AriadneRunLog *log,
                      GPtrArray     *searches,
                      AriadneEngine *engine,
                      gint64         start)
{
  static GSourceFuncs funcs = { .dispatch = dispatch };
  AriadneSampler *self = g_new0 (AriadneSampler, 1);

  self->log = g_object_ref (log);
  self->searches = g_ptr_array_ref (searches);
  self->engine = engine != NULL ? g_object_ref (engine) : NULL;
  self->start = start;
  self->interval_us = MAX (MIN_INTERVAL_US,
                           (gint64) (ariadne_run_log_get_interval (log) * G_USEC_PER_SEC));
  self->told = g_new0 (AriadneSearchProgress, searches->len);
  sample (self, TRUE);

  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->timer = g_source_new (&funcs, sizeof (GSource));
  g_source_set_callback (self->timer, timer_cb, self, NULL);
  g_source_attach (self->timer, self->context);
  self->thread = g_thread_new ("sampler", sampler_thread, self);

  return self;
}

static gboolean
quit_cb (gpointer user_data)
{
  AriadneSampler *self = user_data;

  g_main_loop_quit (self->loop);

  return G_SOURCE_REMOVE;
}

/* The loop is told to quit from within: it may not have begun yet. */
void
_ariadne_sampler_free (AriadneSampler *self)
{
  g_autoptr (GSource) quit = g_idle_source_new ();

  g_source_set_callback (quit, quit_cb, self, NULL);
  g_source_attach (quit, self->context);
  g_thread_join (self->thread);
  sample (self, FALSE);

  g_source_destroy (self->timer);
  g_source_unref (self->timer);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_free (self->told);
  g_clear_object (&self->engine);
  g_ptr_array_unref (self->searches);
  g_object_unref (self->log);
  g_free (self);
}

void
_ariadne_sampler_wake (AriadneSampler *self)
{
  if (!g_atomic_int_get (&self->set) && g_atomic_int_compare_and_exchange (&self->set, FALSE, TRUE))
    g_source_set_ready_time (self->timer, g_get_monotonic_time () + self->interval_us);
}

void
_ariadne_search_record_set_progress (AriadneSearchRecord         *record,
                                     const AriadneSearchProgress *progress)
{
  g_free (record->status);
  record->status = g_strdup (ariadne_search_status_to_string (progress->status));
  record->budget = progress->budget;
  if (progress->status == ARIADNE_SEARCH_READY)
    return;

  record->visited = progress->n_visited;
  record->frontier = progress->n_frontier;
  record->evaluations = progress->n_evaluations;
  record->start_cost = progress->start_cost;
  record->best_cost = progress->best_cost;
  record->best_depth = progress->best_depth;
}
