/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "connection/ariadne-connected-functions.h"
#include "core/ariadne-errand.h"
#include "core/ariadne-error.h"
#include "engine/ariadne-engine-private.h"
#include "engine/ariadne-thread-engine.h"
#include "serving/ariadne-server-private.h"

/**
 * AriadneThreadEngine:
 *
 * Runs everything in this process: searchers, each a thread with a main context
 * of its own in which any number of searches take turns, and servers, each a
 * thread with a model of its own.
 *
 * Searches are dealt to the searchers in turn. Each asks through a function of
 * its own, which all servers answer. What is found, other than by searches that
 * depend on timing, does not depend on the number of threads of either kind.
 *
 * # Who touches what
 *
 * Functions are made before any thread is started; the servers thus know from
 * the beginning how many searches there are. From then on a search and its
 * function belong to one searcher, until its thread has been joined. The thread
 * that runs the engine only waits for the searchers, one after the other, and then
 * stops the servers.
 *
 * A searcher whose domain does not return after the run was cancelled is left
 * behind, with all that it has: its searches tell nothing but their progress until
 * it has ended.
 */
struct _AriadneThreadEngine
{
  AriadneEngine parent_instance;

  /* Set before the engine is run, only read afterwards: */
  guint   n_searchers;
  GArray *places; /* of Place */

  /* Protected by the lock: */
  GMutex     lock;
  GPtrArray *servers; /* of AriadneServer; empty until running */
};

G_DEFINE_FINAL_TYPE (AriadneThreadEngine, ariadne_thread_engine, ARIADNE_TYPE_ENGINE)

/* What a server is to be made of. */
typedef struct
{
  AriadneModel      *model;   /* owned */
  AriadneBatcher    *batcher; /* owned */
  AriadneBatchPolicy policy;
} Place;

/* What tells about the batches of a server. */
typedef struct
{
  AriadneEngine *engine;
  guint          server;
} Watch;

typedef struct _Searcher Searcher;

/* A search and where it runs. */
typedef struct
{
  AriadneSearch            *search;   /* owned, as is: */
  AriadneConnectedFunction *function; /* let go of as soon as the search has ended */
  guint                     index;    /* of the search among all of the engine */
  GError                   *error;    /* if the search fails */
  Searcher                 *searcher;
} Seat;

/* In an atomic rc box, of its thread and of the engine. */
struct _Searcher
{
  GArray       *seats;       /* of Seat */
  guint         n_running;
  GCancellable *cancellable; /* owned, nullable */
};

/* What the engine has of a searcher. */
typedef struct
{
  Searcher      *searcher;
  AriadneErrand *errand;
  GThread       *thread;
} Post;

static void
seat_clear (gpointer data)
{
  Seat *self = data;

  g_clear_object (&self->search);
  g_clear_object (&self->function);
  g_clear_error (&self->error);
}

static void
searcher_clear (gpointer data)
{
  Searcher *self = data;

  g_array_unref (self->seats);
  g_clear_object (&self->cancellable);
}

static Searcher *
searcher_new (GCancellable *cancellable)
{
  Searcher *self = g_atomic_rc_box_new0 (Searcher);

  self->seats = g_array_new (FALSE, FALSE, sizeof (Seat));
  g_array_set_clear_func (self->seats, seat_clear);
  g_set_object (&self->cancellable, cancellable);

  return self;
}

static void
post_clear (gpointer data)
{
  Post *self = data;

  g_atomic_rc_box_release_full (self->searcher, searcher_clear);
  g_clear_pointer (&self->errand, _ariadne_errand_unref);
}

static void
place_clear (gpointer data)
{
  Place *self = data;

  g_clear_object (&self->model);
  g_clear_object (&self->batcher);
}

static AriadneModel *
get_model (AriadneThreadEngine *self,
           guint                server)
{
  return g_array_index (self->places, Place, server).model;
}

static void
ran_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  Seat *seat = user_data;

  ariadne_search_run_finish (seat->search, result, &seat->error);
  g_clear_object (&seat->function);
  seat->searcher->n_running--;
}

static void
search_func (gpointer data)
{
  Searcher *self = data;
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);

  self->n_running = self->seats->len;
  for (guint i = 0; i < self->seats->len; i++)
    {
      Seat *seat = &g_array_index (self->seats, Seat, i);

      ariadne_search_run_async (seat->search, seat->function, self->cancellable, ran_cb, seat);
    }

  while (self->n_running > 0)
    g_main_context_iteration (context, TRUE);

  g_main_context_pop_thread_default (context);
}

static gpointer
searcher_thread (gpointer data)
{
  g_autoptr (AriadneErrand) errand = data;

  _ariadne_errand_run (errand);

  return NULL;
}

/* Runs on the thread of the server. */
static void
batch_cb (const AriadneBatchRecord *record,
          gpointer                  user_data)
{
  const Watch *watch = user_data;

  _ariadne_engine_note_batches (watch->engine, watch->server, record, 1);
}

static void
start_servers (AriadneThreadEngine *self,
               AriadneDomain       *domain,
               AriadneConnection   *connection,
               Watch               *watches,
               GCancellable        *cancellable)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  for (guint i = 0; i < self->places->len; i++)
    {
      const Place *place = &g_array_index (self->places, Place, i);
      g_autoptr (AriadneConnection) copy = ariadne_connection_copy (connection);
      AriadneServer *server = ariadne_server_new (place->model, domain, copy, place->batcher,
                                                  place->policy);

      watches[i] = (Watch){ ARIADNE_ENGINE (self), i };
      _ariadne_server_watch (server, batch_cb, &watches[i]);
      _ariadne_server_set_cancellable (server, cancellable);
      _ariadne_engine_add_server (ARIADNE_ENGINE (self), i, server);
      g_ptr_array_add (self->servers, server);
    }

  for (guint i = 0; i < self->servers->len; i++)
    ariadne_server_start (g_ptr_array_index (self->servers, i));
}

/* Gives an array of Post. */
static GArray *
deal (AriadneThreadEngine *self,
      GPtrArray           *searches,
      GPtrArray           *functions,
      GCancellable        *cancellable)
{
  gboolean encoding = ariadne_model_needs_encoding (get_model (self, 0));
  guint n_searchers = MIN (self->n_searchers, searches->len);
  GArray *posts = g_array_new (FALSE, TRUE, sizeof (Post));

  g_array_set_clear_func (posts, post_clear);
  g_array_set_size (posts, n_searchers);
  for (guint i = 0; i < n_searchers; i++)
    g_array_index (posts, Post, i).searcher = searcher_new (cancellable);

  for (guint i = 0; i < searches->len; i++)
    {
      Searcher *searcher = g_array_index (posts, Post, i % n_searchers).searcher;
      Seat seat = {
        .search = g_object_ref (g_ptr_array_index (searches, i)),
        .function = g_object_ref (g_ptr_array_index (functions, i)),
        .index = i,
        .searcher = searcher,
      };

      ariadne_search_set_encoding (seat.search, encoding);
      g_array_append_val (searcher->seats, seat);
    }

  return posts;
}

static void
begin (Post  *self,
       guint  number)
{
  g_autofree char *name = g_strdup_printf ("searcher-%u", number);

  self->errand = _ariadne_errand_new_own (search_func, self->searcher, searcher_clear);
  self->thread = g_thread_new (name, searcher_thread, _ariadne_errand_ref (self->errand));
}

/* What a searcher has goes on to be its own if it is left behind, but for the numbers
 * of its searches.
 */
static void
end (Post          *self,
     GCancellable  *cancellable,
     GError       **errors)
{
  GArray *seats = self->searcher->seats;
  g_autoptr (GError) lost = NULL;

  if (_ariadne_errand_wait (self->errand, cancellable, &lost))
    g_thread_join (self->thread);
  else
    g_thread_unref (self->thread);

  for (guint i = 0; i < seats->len; i++)
    {
      Seat *seat = &g_array_index (seats, Seat, i);

      errors[seat->index] = lost != NULL ? g_error_copy (lost) : g_steal_pointer (&seat->error);
    }
}

static void
run_searchers (GArray        *posts,
               GCancellable  *cancellable,
               GError       **errors)
{
  for (guint i = 0; i < posts->len; i++)
    begin (&g_array_index (posts, Post, i), i);

  for (guint i = 0; i < posts->len; i++)
    end (&g_array_index (posts, Post, i), cancellable, errors);
}

static gboolean
ariadne_thread_engine_conduct (AriadneEngine  *engine,
                               GPtrArray      *searches,
                               GError        **errors,
                               GCancellable   *cancellable,
                               GError        **error)
{
  AriadneThreadEngine *self = ARIADNE_THREAD_ENGINE (engine);
  g_autoptr (AriadneConnection) connection = NULL;
  g_autoptr (GPtrArray) functions = NULL;
  g_autoptr (GArray) posts = NULL;
  g_autofree Watch *watches = NULL;
  AriadneAnswerOrder order;

  if (searches->len == 0)
    return TRUE;

  order = self->places->len == 1 ? ARIADNE_ANSWER_ORDER_FIFO : ARIADNE_ANSWER_ORDER_ANY;
  functions = ariadne_get_connected_functions (searches->len, order, 0, &connection);
  posts = deal (self, searches, functions, cancellable);
  g_clear_pointer (&functions, g_ptr_array_unref);

  watches = g_new (Watch, self->places->len);
  start_servers (self, ariadne_search_get_domain (g_ptr_array_index (searches, 0)), connection,
                 watches, cancellable);
  _ariadne_engine_note_begin (engine);
  run_searchers (posts, cancellable, errors);
  for (guint i = 0; i < self->servers->len; i++)
    {
      ariadne_server_stop (g_ptr_array_index (self->servers, i));
      _ariadne_engine_remove_server (engine, i);
    }

  return TRUE;
}

static gboolean
check_models (AriadneThreadEngine  *self,
              GError              **error)
{
  guint n_heads;

  if (self->n_searchers == 0 || self->places->len == 0)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                   "there are %u searchers and %u servers, expected at least one of each",
                   self->n_searchers, self->places->len);
      return FALSE;
    }

  n_heads = ariadne_model_get_n_heads (get_model (self, 0));
  for (guint i = 1; i < self->places->len; i++)
    if (ariadne_model_get_n_heads (get_model (self, i)) != n_heads)
      {
        g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                     "the model of server %u has %u heads, expected %u as the first has",
                     i, ariadne_model_get_n_heads (get_model (self, i)), n_heads);
        return FALSE;
      }

  return TRUE;
}

static gboolean
ariadne_thread_engine_validate (AriadneEngine  *engine,
                                GPtrArray      *searches,
                                GError        **error)
{
  AriadneThreadEngine *self = ARIADNE_THREAD_ENGINE (engine);
  AriadneModel *model;

  if (!check_models (self, error))
    return FALSE;

  model = get_model (self, 0);
  for (guint i = 0; i < searches->len; i++)
    {
      AriadneSearch *search = g_ptr_array_index (searches, i);

      if (!ariadne_search_validate (search, ariadne_model_get_n_heads (model), error))
        return FALSE;
      if (ariadne_search_get_domain (search)
          != ariadne_search_get_domain (g_ptr_array_index (searches, 0)))
        {
          g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                       "search “%s”: it has another domain than the first one",
                       ariadne_search_get_name (search));
          return FALSE;
        }
    }

  return TRUE;
}

/**
 * ariadne_thread_engine_new:
 * @n_searchers: the number of threads that search, at least 1; no more are
 *   started than there are searches
 *
 * Makes an engine without servers.
 *
 * Returns: (transfer full): a new engine
 */
AriadneEngine *
ariadne_thread_engine_new (guint n_searchers)
{
  AriadneThreadEngine *self = g_object_new (ARIADNE_TYPE_THREAD_ENGINE, NULL);

  self->n_searchers = n_searchers;

  return ARIADNE_ENGINE (self);
}

/**
 * ariadne_thread_engine_add_server:
 * @self: an engine that has not been run
 * @model: what evaluates the batches of this server
 * @batcher: what says how much fits in one of its batches
 * @policy: when it launches a batch that is not full
 *
 * Adds a server. The model and the batcher are for this server alone; the models
 * of several servers must be equal.
 */
void
ariadne_thread_engine_add_server (AriadneThreadEngine *self,
                                  AriadneModel        *model,
                                  AriadneBatcher      *batcher,
                                  AriadneBatchPolicy   policy)
{
  Place place = { model, batcher, policy };

  g_return_if_fail (ARIADNE_IS_THREAD_ENGINE (self));
  g_return_if_fail (ARIADNE_IS_MODEL (model));
  g_return_if_fail (ARIADNE_IS_BATCHER (batcher));

  g_object_ref (model);
  g_object_ref (batcher);
  g_array_append_val (self->places, place);
}

/**
 * ariadne_thread_engine_get_n_searchers:
 * @self: an engine
 *
 * Gets the number of threads that search.
 *
 * Returns: the number of searchers
 */
guint
ariadne_thread_engine_get_n_searchers (AriadneThreadEngine *self)
{
  g_return_val_if_fail (ARIADNE_IS_THREAD_ENGINE (self), 0);

  return self->n_searchers;
}

/**
 * ariadne_thread_engine_get_n_servers:
 * @self: an engine
 *
 * Gets the number of servers.
 *
 * Returns: the number of servers that were added
 */
guint
ariadne_thread_engine_get_n_servers (AriadneThreadEngine *self)
{
  g_return_val_if_fail (ARIADNE_IS_THREAD_ENGINE (self), 0);

  return self->places->len;
}

/**
 * ariadne_thread_engine_dup_server:
 * @self: an engine
 * @index: a position, less than the number of servers
 *
 * Gets one of the servers, for its metrics. May be called on any thread.
 *
 * Returns: (transfer full) (nullable): the server, or %NULL as long as the
 *   servers have not been started
 */
AriadneServer *
ariadne_thread_engine_dup_server (AriadneThreadEngine *self,
                                  guint                index)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (ARIADNE_IS_THREAD_ENGINE (self), NULL);
  g_return_val_if_fail (index < self->places->len, NULL);

  locker = g_mutex_locker_new (&self->lock);

  return index < self->servers->len ? g_object_ref (g_ptr_array_index (self->servers, index))
                                    : NULL;
}

static void
ariadne_thread_engine_finalize (GObject *object)
{
  AriadneThreadEngine *self = ARIADNE_THREAD_ENGINE (object);

  g_array_unref (self->places);
  g_ptr_array_unref (self->servers);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (ariadne_thread_engine_parent_class)->finalize (object);
}

static void
ariadne_thread_engine_class_init (AriadneThreadEngineClass *klass)
{
  AriadneEngineClass *engine_class = ARIADNE_ENGINE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ariadne_thread_engine_finalize;

  engine_class->name = "thread";
  engine_class->validate = ariadne_thread_engine_validate;
  engine_class->conduct = ariadne_thread_engine_conduct;
}

static void
ariadne_thread_engine_init (AriadneThreadEngine *self)
{
  g_mutex_init (&self->lock);
  self->places = g_array_new (FALSE, FALSE, sizeof (Place));
  g_array_set_clear_func (self->places, place_clear);
  self->servers = g_ptr_array_new_with_free_func (g_object_unref);
}
