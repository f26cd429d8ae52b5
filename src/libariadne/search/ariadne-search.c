/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "search/ariadne-search-private.h"

/**
 * AriadneSearch:
 *
 * A search for states of low cost, guided by a model.
 *
 * A search starts at one state of a domain, expands states and asks a model
 * about the neighbours. It runs once, either on the spot with
 * ariadne_search_run(), which blocks and calls a model directly, or with
 * ariadne_search_run_async(), which sends requests through a connected function
 * and does a step of its own each time an answer comes. Many asynchronous
 * searches can run on one thread.
 *
 * What is found, in which order and with which priorities is the same both ways
 * for all kinds but [class@ContinuousAStar], for which it depends on when answers
 * come.
 *
 * # Threads
 *
 * A search belongs to the thread that runs it. While it runs, other threads may
 * call ariadne_search_get_progress() and nothing else. Results may be read on
 * any thread that knows that the run has ended. However it ended, results tell
 * what had been found until then.
 *
 * # Recording
 *
 * The order of expansions, the sizes of requests and the priorities of states
 * are kept only if [property@Search:recording] is set, since a search spends
 * few bytes on a state.
 */

enum
{
  PROP_0,
  PROP_DOMAIN,
  PROP_START,
  PROP_NAME,
  PROP_AS_PROTOTYPE,
  PROP_RECORDING,
  PROP_ENCODING,
  PROP_MAX_VISITED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ABSTRACT_TYPE (AriadneSearch, ariadne_search, G_TYPE_OBJECT)

/**
 * ariadne_search_status_to_string:
 * @status: a status
 *
 * Gets a name for @status, in lower case with hyphens, as in reports and logs.
 *
 * Returns: (transfer none): the name
 */
const char *
ariadne_search_status_to_string (AriadneSearchStatus status)
{
  static const char *const names[] = {
    [ARIADNE_SEARCH_READY] = "ready",
    [ARIADNE_SEARCH_RUNNING] = "running",
    [ARIADNE_SEARCH_FINISHED] = "finished",
    [ARIADNE_SEARCH_SPACE_EXHAUSTED] = "space-exhausted",
    [ARIADNE_SEARCH_BUDGET_EXHAUSTED] = "budget-exhausted",
    [ARIADNE_SEARCH_MEMORY_EXHAUSTED] = "memory-exhausted",
    [ARIADNE_SEARCH_CANCELLED] = "cancelled",
    [ARIADNE_SEARCH_FAILED] = "failed",
  };

  g_return_val_if_fail (status < G_N_ELEMENTS (names), NULL);

  return names[status];
}

/**
 * ariadne_search_get_domain:
 * @self: a search
 *
 * Gets the domain of the states.
 *
 * Returns: (transfer none): the domain
 */
AriadneDomain *
ariadne_search_get_domain (AriadneSearch *self)
{
  g_return_val_if_fail (ARIADNE_IS_SEARCH (self), NULL);

  return self->domain;
}

/**
 * ariadne_search_get_start:
 * @self: a search
 *
 * Gets the state at which the search starts.
 *
 * Returns: (transfer none): the state
 */
AriadneState *
ariadne_search_get_start (AriadneSearch *self)
{
  g_return_val_if_fail (ARIADNE_IS_SEARCH (self), NULL);

  return self->start;
}

/**
 * ariadne_search_get_name:
 * @self: a search
 *
 * Gets the name of the search, for reports and errors.
 *
 * Returns: (transfer none): the name
 */
const char *
ariadne_search_get_name (AriadneSearch *self)
{
  g_return_val_if_fail (ARIADNE_IS_SEARCH (self), NULL);

  return self->name;
}

/**
 * ariadne_search_set_name:
 * @self: a search that has not been run
 * @name: (nullable): a name; %NULL stands for the empty one
 *
 * Sets the name of the search.
 */
void
ariadne_search_set_name (AriadneSearch *self,
                         const char    *name)
{
  g_return_if_fail (ARIADNE_IS_SEARCH (self));
  g_return_if_fail (self->status == ARIADNE_SEARCH_READY);

  if (name == NULL)
    name = "";
  if (g_strcmp0 (name, self->name) == 0)
    return;

  g_free (self->name);
  self->name = g_strdup (name);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
}

/**
 * ariadne_search_get_as_prototype:
 * @self: a search
 *
 * Tells whether the search computes as the prototype did.
 *
 * Returns: see [property@Search:as-prototype]
 */
gboolean
ariadne_search_get_as_prototype (AriadneSearch *self)
{
  g_return_val_if_fail (ARIADNE_IS_SEARCH (self), FALSE);

  return self->as_prototype;
}

/**
 * ariadne_search_set_as_prototype:
 * @self: a search that has not been run
 * @as_prototype: whether to compute as the prototype did
 *
 * Chooses between the arithmetic that is right and that of the prototype.
 */
void
ariadne_search_set_as_prototype (AriadneSearch *self,
                                 gboolean       as_prototype)
{
  g_return_if_fail (ARIADNE_IS_SEARCH (self));
  g_return_if_fail (self->status == ARIADNE_SEARCH_READY);

  as_prototype = !!as_prototype;
  if (self->as_prototype == as_prototype)
    return;

  self->as_prototype = as_prototype;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AS_PROTOTYPE]);
}

/**
 * ariadne_search_get_recording:
 * @self: a search
 *
 * Tells whether the search records what it does.
 *
 * Returns: see [property@Search:recording]
 */
gboolean
ariadne_search_get_recording (AriadneSearch *self)
{
  g_return_val_if_fail (ARIADNE_IS_SEARCH (self), FALSE);

  return self->recording;
}

/**
 * ariadne_search_set_recording:
 * @self: a search that has not been run
 * @recording: whether to record
 *
 * Asks the search to keep what ariadne_search_get_expanded(),
 * ariadne_search_get_requests() and ariadne_search_get_priorities() return.
 */
void
ariadne_search_set_recording (AriadneSearch *self,
                              gboolean       recording)
{
  g_return_if_fail (ARIADNE_IS_SEARCH (self));
  g_return_if_fail (self->status == ARIADNE_SEARCH_READY);

  recording = !!recording;
  if (self->recording == recording)
    return;

  self->recording = recording;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RECORDING]);
}

/**
 * ariadne_search_get_encoding:
 * @self: a search
 *
 * Tells whether the search encodes what it asks.
 *
 * Returns: see [property@Search:encoding]
 */
gboolean
ariadne_search_get_encoding (AriadneSearch *self)
{
  g_return_val_if_fail (ARIADNE_IS_SEARCH (self), FALSE);

  return self->encoding;
}

/**
 * ariadne_search_set_encoding:
 * @self: a search that has not been run
 * @encoding: whether to encode
 *
 * Asks the search to encode the states of its requests, which must be done if
 * the model that answers them needs it and the server does not do it itself.
 * Searches that do it share the work among their threads.
 *
 * A synchronous run encodes if its model needs it, whatever is set here.
 */
void
ariadne_search_set_encoding (AriadneSearch *self,
                              gboolean       encoding)
{
  g_return_if_fail (ARIADNE_IS_SEARCH (self));
  g_return_if_fail (self->status == ARIADNE_SEARCH_READY);

  encoding = !!encoding;
  if (self->encoding == encoding)
    return;

  self->encoding = encoding;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ENCODING]);
}

/**
 * ariadne_search_get_max_visited:
 * @self: a search
 *
 * Gets how many states the search may keep.
 *
 * Returns: see [property@Search:max-visited]
 */
guint
ariadne_search_get_max_visited (AriadneSearch *self)
{
  g_return_val_if_fail (ARIADNE_IS_SEARCH (self), 0);

  return self->max_visited;
}

/**
 * ariadne_search_set_max_visited:
 * @self: a search that has not been run
 * @max_visited: how many states it may keep, or 0 for as many as it finds
 *
 * Bounds the memory that the search takes.
 */
void
ariadne_search_set_max_visited (AriadneSearch *self,
                                guint          max_visited)
{
  g_return_if_fail (ARIADNE_IS_SEARCH (self));
  g_return_if_fail (self->status == ARIADNE_SEARCH_READY);

  if (self->max_visited == max_visited)
    return;

  self->max_visited = max_visited;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MAX_VISITED]);
}

/**
 * ariadne_search_validate:
 * @self: a search
 * @n_heads: the number of heads of the model that will answer, or 0 if it is
 *   not known
 * @error: return location for an error
 *
 * Checks whether the search can be run, without running it: it must be new, and
 * its parameters must be sound.
 *
 * Running a search does the same first; an engine checks all of its searches
 * before it starts any.
 *
 * Returns: whether the search can be run; if not, @error is
 *   %ARIADNE_ERROR_INVALID_ARGUMENT
 */
gboolean
ariadne_search_validate (AriadneSearch  *self,
                         guint           n_heads,
                         GError        **error)
{
  g_return_val_if_fail (ARIADNE_IS_SEARCH (self), FALSE);

  return ariadne_search_check_ready (self, error)
         && ARIADNE_SEARCH_GET_CLASS (self)->validate (self, n_heads, error);
}

/**
 * ariadne_search_get_progress:
 * @self: a search
 * @progress: (out caller-allocates): where the snapshot goes
 *
 * Tells how far the search is. May be called on any thread at any time; all
 * figures of a snapshot belong together.
 */
void
ariadne_search_get_progress (AriadneSearch         *self,
                             AriadneSearchProgress *progress)
{
  g_return_if_fail (ARIADNE_IS_SEARCH (self));
  g_return_if_fail (progress != NULL);

  g_mutex_lock (&self->lock);
  *progress = self->progress;
  g_mutex_unlock (&self->lock);
}

static void
ariadne_search_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  AriadneSearch *self = ARIADNE_SEARCH (object);

  switch (prop_id)
    {
    case PROP_DOMAIN:
      g_value_set_object (value, self->domain);
      break;

    case PROP_START:
      g_value_set_boxed (value, self->start);
      break;

    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;

    case PROP_AS_PROTOTYPE:
      g_value_set_boolean (value, self->as_prototype);
      break;

    case PROP_RECORDING:
      g_value_set_boolean (value, self->recording);
      break;

    case PROP_ENCODING:
      g_value_set_boolean (value, self->encoding);
      break;

    case PROP_MAX_VISITED:
      g_value_set_uint (value, self->max_visited);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ariadne_search_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  AriadneSearch *self = ARIADNE_SEARCH (object);

  switch (prop_id)
    {
    case PROP_DOMAIN:
      self->domain = g_value_dup_object (value);
      break;

    case PROP_START:
      self->start = g_value_dup_boxed (value);
      break;

    case PROP_NAME:
      ariadne_search_set_name (self, g_value_get_string (value));
      break;

    case PROP_AS_PROTOTYPE:
      ariadne_search_set_as_prototype (self, g_value_get_boolean (value));
      break;

    case PROP_RECORDING:
      ariadne_search_set_recording (self, g_value_get_boolean (value));
      break;

    case PROP_ENCODING:
      ariadne_search_set_encoding (self, g_value_get_boolean (value));
      break;

    case PROP_MAX_VISITED:
      ariadne_search_set_max_visited (self, g_value_get_uint (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ariadne_search_finalize (GObject *object)
{
  AriadneSearch *self = ARIADNE_SEARCH (object);

  g_clear_pointer (&self->best, ariadne_state_unref);
  g_clear_pointer (&self->visited, g_ptr_array_unref);
  g_clear_pointer (&self->parents, g_free);
  g_clear_pointer (&self->path, g_ptr_array_unref);
  g_clear_pointer (&self->neighbours, g_ptr_array_unref);
  g_clear_pointer (&self->expanded, g_array_unref);
  g_clear_pointer (&self->requests, g_array_unref);
  g_clear_pointer (&self->priorities, g_array_unref);
  g_clear_pointer (&self->digest, g_free);
  g_clear_pointer (&self->start, ariadne_state_unref);
  g_clear_object (&self->domain);
  g_clear_pointer (&self->name, g_free);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (ariadne_search_parent_class)->finalize (object);
}

static void
ariadne_search_class_init (AriadneSearchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = ariadne_search_get_property;
  object_class->set_property = ariadne_search_set_property;
  object_class->finalize = ariadne_search_finalize;

  /**
   * AriadneSearch:domain:
   *
   * The domain of the states.
   */
  properties[PROP_DOMAIN] =
    g_param_spec_object ("domain", NULL, NULL,
                         ARIADNE_TYPE_DOMAIN,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * AriadneSearch:start:
   *
   * The state at which the search starts.
   */
  properties[PROP_START] =
    g_param_spec_boxed ("start", NULL, NULL,
                        ARIADNE_TYPE_STATE,
                        G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * AriadneSearch:name:
   *
   * What reports and errors call the search.
   */
  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL, "",
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * AriadneSearch:as-prototype:
   *
   * Whether the search computes as the prototype did, where that was wrong.
   * Each class says what the difference is. A search ends in either case; the
   * prototype did not always.
   */
  properties[PROP_AS_PROTOTYPE] =
    g_param_spec_boolean ("as-prototype", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * AriadneSearch:recording:
   *
   * Whether the search keeps the order of expansions, the sizes of requests and
   * the priorities of states.
   */
  properties[PROP_RECORDING] =
    g_param_spec_boolean ("recording", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * AriadneSearch:encoding:
   *
   * Whether the search encodes the states of its requests before it sends them.
   */
  properties[PROP_ENCODING] =
    g_param_spec_boolean ("encoding", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * AriadneSearch:max-visited:
   *
   * How many states the search may keep, or 0 for as many as it finds. It keeps all
   * that it has found, and what else it has is small beside these. As soon as there
   * are so many, which the neighbours of the last ones to be expanded may exceed, it
   * waits for what is under evaluation and ends with
   * %ARIADNE_SEARCH_MEMORY_EXHAUSTED. Rollouts that may come to so many states
   * cannot be run.
   */
  properties[PROP_MAX_VISITED] =
    g_param_spec_uint ("max-visited", NULL, NULL, 0, G_MAXUINT, 0,
                       G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ariadne_search_init (AriadneSearch *self)
{
  g_mutex_init (&self->lock);
  self->name = g_strdup ("");
  self->visited = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_state_unref);
  self->neighbours = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_state_unref);
}
