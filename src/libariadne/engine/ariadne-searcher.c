/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "engine/ariadne-searcher.h"

#include "search/ariadne-search-recipe.h"

/* Two contexts, and what goes from one to the other: searches to the thread, and
 * their findings back. Both go as sources, so each side touches only what it has.
 */
struct _AriadneSearcher
{
  /* Set at the beginning. */
  GThread                  *thread;
  GMainContext             *context; /* of the thread */
  GMainContext             *owner;   /* where to tell */
  AriadneDispatcher        *dispatcher;
  AriadneWireForms          forms;
  AriadneSearcherEndedFunc  func;
  gpointer                  user_data;
  GCancellable             *stop;

  gint     closing;   /* atomic; the thread is to end when nothing runs */
  guint    n_running; /* of the thread */

  GMutex   lock;
  gboolean deaf;      /* protected by the lock: nothing is to be told any more */
};

/* A search on its way there and back. */
typedef struct
{
  AriadneSearcher *searcher;
  guint            number;
  AriadneSearch   *search;   /* owned */
  GVariant        *findings; /* owned; NULL on the way there, as the error */
  GError          *error;
} Trip;

static void
trip_free (gpointer data)
{
  Trip *self = data;

  g_object_unref (self->search);
  g_clear_pointer (&self->findings, g_variant_unref);
  g_clear_error (&self->error);
  g_free (self);
}

static void
attach (GMainContext *context,
        GSourceFunc   func,
        Trip         *trip)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, trip, trip_free);
  g_source_attach (source, context);
}

/* In the context of the owner. */
static gboolean
tell_cb (gpointer user_data)
{
  Trip *trip = user_data;
  AriadneSearcher *self = trip->searcher;

  self->func (trip->number, trip->findings, trip->error, self->user_data);

  return G_SOURCE_REMOVE;
}

static void
ran_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  Trip *trip = user_data;
  AriadneSearcher *self = trip->searcher;

  ariadne_search_run_finish (trip->search, result, &trip->error);
  trip->findings = _ariadne_search_dup_findings (trip->search,
                                                 ariadne_search_get_recording (trip->search));
  self->n_running--;

  g_mutex_lock (&self->lock);
  if (self->deaf)
    trip_free (trip);
  else
    attach (self->owner, tell_cb, trip);
  g_mutex_unlock (&self->lock);
}

/* In the context of the thread. */
static gboolean
begin_cb (gpointer user_data)
{
  Trip *there = user_data;
  AriadneSearcher *self = there->searcher;
  Trip *trip = g_new0 (Trip, 1);
  g_autoptr (GPtrArray) functions = NULL;

  *trip = *there;
  g_object_ref (trip->search);
  self->n_running++;
  functions = _ariadne_dispatcher_make_functions (self->dispatcher, 1, ARIADNE_ANSWER_ORDER_ANY);
  ariadne_search_run_async (trip->search, g_ptr_array_index (functions, 0), self->stop, ran_cb,
                            trip);

  return G_SOURCE_REMOVE;
}

static gpointer
thread_func (gpointer data)
{
  AriadneSearcher *self = data;

  g_main_context_push_thread_default (self->context);
  while (!g_atomic_int_get (&self->closing) || self->n_running > 0)
    g_main_context_iteration (self->context, TRUE);
  g_main_context_pop_thread_default (self->context);

  return NULL;
}

AriadneSearcher *
_ariadne_searcher_new (AriadneDomain            *domain,
                       AriadneWireForms          forms,
                       AriadneSearcherEndedFunc  func,
                       gpointer                  user_data)
{
  AriadneSearcher *self = g_new0 (AriadneSearcher, 1);

  g_mutex_init (&self->lock);
  self->context = g_main_context_new ();
  self->owner = g_main_context_ref_thread_default ();
  self->forms = forms;
  self->func = func;
  self->user_data = user_data;
  self->stop = g_cancellable_new ();
  self->dispatcher = _ariadne_dispatcher_new (self->context, domain, forms);
  _ariadne_dispatcher_set_patient (self->dispatcher, TRUE);
  self->thread = g_thread_new ("searcher", thread_func, self);

  return self;
}

AriadneDispatcher *
_ariadne_searcher_get_dispatcher (AriadneSearcher *self)
{
  return self->dispatcher;
}

void
_ariadne_searcher_run (AriadneSearcher *self,
                       guint            number,
                       AriadneSearch   *search)
{
  Trip *trip = g_new0 (Trip, 1);

  trip->searcher = self;
  trip->number = number;
  trip->search = g_object_ref (search);
  ariadne_search_set_encoding (search, self->forms == ARIADNE_WIRE_ENCODED);
  attach (self->context, begin_cb, trip);
}

void
_ariadne_searcher_stop (AriadneSearcher *self)
{
  g_cancellable_cancel (self->stop);
}

void
_ariadne_searcher_free (AriadneSearcher *self)
{
  g_mutex_lock (&self->lock);
  self->deaf = TRUE;
  g_mutex_unlock (&self->lock);

  g_cancellable_cancel (self->stop);
  g_atomic_int_set (&self->closing, TRUE);
  g_main_context_wakeup (self->context);
  g_thread_join (self->thread);

  _ariadne_dispatcher_close (self->dispatcher, NULL);
  g_object_unref (self->dispatcher);
  g_object_unref (self->stop);
  g_main_context_unref (self->context);
  g_main_context_unref (self->owner);
  g_mutex_clear (&self->lock);
  g_free (self);
}
