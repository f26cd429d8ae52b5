/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-error.h"
#include "core/ariadne-host.h"
#include "core/ariadne-task-thread.h"
#include "engine/ariadne-engine-private.h"
#include "engine/ariadne-load.h"

/**
 * AriadneEngine:
 *
 * Places searches and servers, starts them and waits for them.
 *
 * An engine is given searches, runs all of them at once, one time, and collects
 * how they ended. Searches that fail leave the others alone; cancelling stops
 * all. Whatever happens, every search has ended when the run is over, and tells
 * what it found.
 *
 * While an engine runs, its searches may be asked for their progress from any
 * thread.
 */
typedef struct
{
  GPtrArray *searches; /* of AriadneSearch; only read once running */
  GError   **errors;   /* one a search; NULL until running */
  gboolean   started;
  gint64     begin;    /* monotonic; -1 until noted; of the thread that runs it */

  /* Set before the engine is run, only read afterwards: */
  AriadneEngineBatchFunc batch_func; /* nullable */
  gpointer               batch_data;
  GDestroyNotify         batch_destroy; /* nullable */
  AriadneEngineEventFunc event_func; /* nullable */
  gpointer               event_data;
  GDestroyNotify         event_destroy; /* nullable */

  GMutex lock;

  /* Protected by the lock: */
  GArray *posts; /* of Post, by the number of the server */
} AriadneEnginePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (AriadneEngine, ariadne_engine, G_TYPE_OBJECT)

/* What is known of the load of a server, other than what it knows itself. */
typedef struct
{
  AriadneServer    *server; /* owned; NULL if it is elsewhere, or has gone */
  AriadneServerLoad load;
} Post;

#define PRIV(self) ((AriadneEnginePrivate *) ariadne_engine_get_instance_private (self))

/**
 * ariadne_engine_get_name:
 * @self: an engine
 *
 * Gets the name of this kind of engine, in one word.
 *
 * Returns: (transfer none): the name
 */
const char *
ariadne_engine_get_name (AriadneEngine *self)
{
  g_return_val_if_fail (ARIADNE_IS_ENGINE (self), NULL);

  return ARIADNE_ENGINE_GET_CLASS (self)->name;
}

/**
 * ariadne_engine_add_search:
 * @self: an engine that has not been run
 * @search: a search that has not been run
 *
 * Adds a search to those to be run.
 */
void
ariadne_engine_add_search (AriadneEngine *self,
                           AriadneSearch *search)
{
  g_return_if_fail (ARIADNE_IS_ENGINE (self));
  g_return_if_fail (ARIADNE_IS_SEARCH (search));
  g_return_if_fail (!PRIV (self)->started);

  g_ptr_array_add (PRIV (self)->searches, g_object_ref (search));
}

/**
 * ariadne_engine_get_n_searches:
 * @self: an engine
 *
 * Gets the number of searches.
 *
 * Returns: the number of searches
 */
guint
ariadne_engine_get_n_searches (AriadneEngine *self)
{
  g_return_val_if_fail (ARIADNE_IS_ENGINE (self), 0);

  return PRIV (self)->searches->len;
}

/**
 * ariadne_engine_get_search:
 * @self: an engine
 * @index: a position, less than the number of searches
 *
 * Gets one of the searches, in the order in which they were added.
 *
 * Returns: (transfer none): the search
 */
AriadneSearch *
ariadne_engine_get_search (AriadneEngine *self,
                           guint          index)
{
  g_return_val_if_fail (ARIADNE_IS_ENGINE (self), NULL);
  g_return_val_if_fail (index < PRIV (self)->searches->len, NULL);

  return g_ptr_array_index (PRIV (self)->searches, index);
}

/**
 * ariadne_engine_get_search_error:
 * @self: an engine whose run is over
 * @index: a position, less than the number of searches
 *
 * Gets the error that one of the searches ended with.
 *
 * Returns: (transfer none) (nullable): the error, or %NULL if the search ended
 *   by itself
 */
const GError *
ariadne_engine_get_search_error (AriadneEngine *self,
                                 guint          index)
{
  g_return_val_if_fail (ARIADNE_IS_ENGINE (self), NULL);
  g_return_val_if_fail (index < PRIV (self)->searches->len, NULL);

  return PRIV (self)->errors != NULL ? PRIV (self)->errors[index] : NULL;
}

static void
forget (gpointer       data,
        GDestroyNotify destroy)
{
  if (destroy != NULL)
    destroy (data);
}

/**
 * ariadne_engine_set_batch_func:
 * @self: an engine that has not been run
 * @func: (nullable) (scope notified): what to call
 * @user_data: for @func
 * @destroy: (nullable): frees @user_data when @func is replaced or the engine gone
 *
 * Asks to be told about the batches of all servers while the engine runs.
 */
void
ariadne_engine_set_batch_func (AriadneEngine          *self,
                               AriadneEngineBatchFunc  func,
                               gpointer                user_data,
                               GDestroyNotify          destroy)
{
  AriadneEnginePrivate *priv = PRIV (self);

  g_return_if_fail (ARIADNE_IS_ENGINE (self));
  g_return_if_fail (!priv->started);

  forget (priv->batch_data, priv->batch_destroy);
  priv->batch_func = func;
  priv->batch_data = user_data;
  priv->batch_destroy = destroy;
}

/**
 * ariadne_engine_set_event_func:
 * @self: an engine that has not been run
 * @func: (nullable) (scope notified): what to call
 * @user_data: for @func
 * @destroy: (nullable): frees @user_data when @func is replaced or the engine gone
 *
 * Asks to be told what happens to processes while the engine runs.
 */
void
ariadne_engine_set_event_func (AriadneEngine          *self,
                               AriadneEngineEventFunc  func,
                               gpointer                user_data,
                               GDestroyNotify          destroy)
{
  AriadneEnginePrivate *priv = PRIV (self);

  g_return_if_fail (ARIADNE_IS_ENGINE (self));
  g_return_if_fail (!priv->started);

  forget (priv->event_data, priv->event_destroy);
  priv->event_func = func;
  priv->event_data = user_data;
  priv->event_destroy = destroy;
}

/* For kinds of engines: tells about batches, on any thread. */
void
_ariadne_engine_note_batches (AriadneEngine            *self,
                              guint                     server,
                              const AriadneBatchRecord *records,
                              guint                     n_records)
{
  AriadneEnginePrivate *priv = PRIV (self);

  if (priv->batch_func != NULL && n_records > 0)
    priv->batch_func (self, server, records, n_records, priv->batch_data);
}

/* For kinds of engines: tells what has happened, on the thread that runs them. */
void
_ariadne_engine_note_event (AriadneEngine            *self,
                            const AriadneEngineEvent *event)
{
  AriadneEnginePrivate *priv = PRIV (self);

  if (priv->event_func != NULL)
    priv->event_func (self, event, priv->event_data);
}

/* For kinds of engines: notes that everything is ready and searches begin, on the
 * thread that runs them.
 */
void
_ariadne_engine_note_begin (AriadneEngine *self)
{
  PRIV (self)->begin = g_get_monotonic_time ();
}

/* Gets when that was, in microseconds of the monotonic clock, or -1 if it never was.
 * To be asked when the run is over.
 */
gint64
_ariadne_engine_get_begin (AriadneEngine *self)
{
  return PRIV (self)->begin;
}

static void
post_clear (gpointer data)
{
  g_clear_object (&((Post *) data)->server);
}

/* With the lock held. */
static Post *
get_post (AriadneEnginePrivate *priv,
          guint                 number)
{
  if (number >= priv->posts->len)
    g_array_set_size (priv->posts, number + 1);

  return &g_array_index (priv->posts, Post, number);
}

void
_ariadne_engine_add_server (AriadneEngine *self,
                            guint          number,
                            AriadneServer *server)
{
  AriadneEnginePrivate *priv = PRIV (self);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&priv->lock);

  g_set_object (&get_post (priv, number)->server, server);
}

/* The requests that it has answered go on to count. */
void
_ariadne_engine_remove_server (AriadneEngine *self,
                               guint          number)
{
  AriadneEnginePrivate *priv = PRIV (self);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&priv->lock);
  Post *post = get_post (priv, number);
  AriadneServerLoad load = { 0 };

  if (post->server != NULL)
    _ariadne_load_read (&load, post->server);
  _ariadne_load_add (&post->load, &load);
  post->load.n_queued = 0;
  post->load.n_live = 0;
  post->load.n_waiting = 0;
  g_clear_object (&post->server);
}

gboolean
_ariadne_engine_note_load (AriadneEngine  *self,
                           guint           number,
                           GVariant       *payload,
                           GError        **error)
{
  AriadneEnginePrivate *priv = PRIV (self);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&priv->lock);

  return _ariadne_load_take (&get_post (priv, number)->load, payload, error);
}

/**
 * ariadne_engine_get_load:
 * @self: an engine
 * @load: (out caller-allocates): how busy its servers are
 *
 * Gets how busy all servers are, and how long requests took since the beginning. May be
 * called on any thread, at any time. What servers in other processes say comes with
 * their batches.
 */
void
ariadne_engine_get_load (AriadneEngine     *self,
                         AriadneServerLoad *load)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (ARIADNE_IS_ENGINE (self));
  g_return_if_fail (load != NULL);

  *load = (AriadneServerLoad){ 0 };
  locker = g_mutex_locker_new (&PRIV (self)->lock);
  for (guint i = 0; i < PRIV (self)->posts->len; i++)
    {
      const Post *post = &g_array_index (PRIV (self)->posts, Post, i);
      AriadneServerLoad of_server;

      _ariadne_load_add (load, &post->load);
      if (post->server == NULL)
        continue;

      _ariadne_load_read (&of_server, post->server);
      _ariadne_load_add (load, &of_server);
    }
}

static gboolean
claim (AriadneEngine  *self,
       GError        **error)
{
  AriadneEnginePrivate *priv = PRIV (self);

  if (priv->started)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                   "the engine has been run before, expected a new one");
      return FALSE;
    }

  priv->started = TRUE;
  priv->errors = g_new0 (GError *, priv->searches->len);

  return TRUE;
}

/* The first error of a search that is not about being stopped, since that is
 * rather the consequence of another; else the first.
 */
static const GError *
find_cause (AriadneEnginePrivate *priv)
{
  const GError *cause = NULL;

  for (guint i = 0; i < priv->searches->len; i++)
    {
      const GError *error = priv->errors[i];

      if (error == NULL)
        continue;
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return error;
      if (cause == NULL)
        cause = error;
    }

  return cause;
}

static gboolean
conduct (AriadneEngine  *self,
         GCancellable   *cancellable,
         GError        **error)
{
  AriadneEngineClass *klass = ARIADNE_ENGINE_GET_CLASS (self);
  AriadneEnginePrivate *priv = PRIV (self);
  const GError *cause;

  if (klass->validate != NULL && !klass->validate (self, priv->searches, error))
    return FALSE;
  if (!klass->conduct (self, priv->searches, priv->errors, cancellable, error))
    return FALSE;

  cause = find_cause (priv);
  if (cause != NULL && error != NULL)
    *error = g_error_copy (cause);

  return cause == NULL;
}

typedef struct
{
  AriadneEngine *engine;
  GCancellable  *cancellable;
  GError        *error;
} Conduct;

static gpointer
conduct_thread (gpointer data)
{
  Conduct *self = data;

  return GINT_TO_POINTER (conduct (self->engine, self->cancellable, &self->error));
}

/**
 * ariadne_engine_run:
 * @self: an engine that has not been run
 * @cancellable: (nullable): to stop all searches
 * @error: return location for an error
 *
 * Runs all searches. Blocks until they have ended. Domains and models that want to be
 * called in a main context of this thread are, but not by a Ray engine; nothing else
 * happens in that context.
 *
 * Returns: whether all searches ended by themselves; if not, @error is about the
 *   first that did not, and ariadne_engine_get_search_error() about each
 */
gboolean
ariadne_engine_run (AriadneEngine  *self,
                    GCancellable   *cancellable,
                    GError        **error)
{
  Conduct run = { self, cancellable, NULL };

  g_return_val_if_fail (ARIADNE_IS_ENGINE (self), FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);

  if (!claim (self, error))
    return FALSE;
  if (ARIADNE_ENGINE_GET_CLASS (self)->keeps_thread)
    return conduct (self, cancellable, error);
  if (GPOINTER_TO_INT (_ariadne_host_run ("engine", conduct_thread, &run)))
    return TRUE;

  g_propagate_error (error, run.error);

  return FALSE;
}

static gboolean
run_worker (gpointer       source_object,
            GCancellable  *cancellable,
            GError       **error)
{
  return conduct (source_object, cancellable, error);
}

/**
 * ariadne_engine_run_async:
 * @self: an engine that has not been run
 * @cancellable: (nullable): to stop all searches
 * @callback: (scope async): what to call when all have ended
 * @user_data: for @callback
 *
 * Runs all searches in another thread, which has ended when @callback is called.
 */
void
ariadne_engine_run_async (AriadneEngine       *self,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;

  g_return_if_fail (ARIADNE_IS_ENGINE (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, ariadne_engine_run_async);
  g_task_set_check_cancellable (task, FALSE);

  if (claim (self, &error))
    _ariadne_task_run_in_thread (task, run_worker);
  else
    g_task_return_error (task, error);
}

/**
 * ariadne_engine_run_finish:
 * @self: an engine
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends ariadne_engine_run_async().
 *
 * Fails as ariadne_engine_run() does.
 *
 * Returns: as ariadne_engine_run() does
 */
gboolean
ariadne_engine_run_finish (AriadneEngine  *self,
                           GAsyncResult   *result,
                           GError        **error)
{
  g_return_val_if_fail (ARIADNE_IS_ENGINE (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
ariadne_engine_finalize (GObject *object)
{
  AriadneEnginePrivate *priv = PRIV (ARIADNE_ENGINE (object));

  for (guint i = 0; priv->errors != NULL && i < priv->searches->len; i++)
    g_clear_error (&priv->errors[i]);
  g_free (priv->errors);
  forget (priv->batch_data, priv->batch_destroy);
  forget (priv->event_data, priv->event_destroy);
  g_ptr_array_unref (priv->searches);
  g_array_unref (priv->posts);
  g_mutex_clear (&priv->lock);

  G_OBJECT_CLASS (ariadne_engine_parent_class)->finalize (object);
}

static void
ariadne_engine_class_init (AriadneEngineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ariadne_engine_finalize;
}

static void
ariadne_engine_init (AriadneEngine *self)
{
  PRIV (self)->searches = g_ptr_array_new_with_free_func (g_object_unref);
  PRIV (self)->begin = -1;
  PRIV (self)->posts = g_array_new (FALSE, TRUE, sizeof (Post));
  g_array_set_clear_func (PRIV (self)->posts, post_clear);
  g_mutex_init (&PRIV (self)->lock);
}
