/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-error.h"
#include "engine/ariadne-remote-engine-private.h"
#include "search/ariadne-search-recipe.h"

/**
 * AriadneRemoteEngine:
 *
 * Has other processes search, and possibly serve.
 *
 * Workers are processes that run searches; servers evaluate what they ask, in this
 * process or in others. The searches of the engine are not run themselves: a worker
 * makes equal ones, and tells what they find. From outside it looks as if they had
 * been run here, but that the visited states of a search are here only if it was
 * recording. What is found, other than by searches that depend on timing, does not
 * depend on the number of processes of either kind, nor on which of them die.
 *
 * # When processes die
 *
 * A search whose worker has died is run again from its beginning, and visits the
 * same states. A search that has lost a number of workers fails; before that it is
 * run in a worker of its own, so that it is the culprit that fails. While there is
 * another server, or a new one is on its way, requests to one that has died go
 * there. What a search has found that had ended is never lost.
 *
 * A process that does not answer is taken for dead, and killed.
 *
 * # Threads
 *
 * The thread that calls ariadne_engine_run() looks after the processes, and is
 * where functions for events are called. Servers of this process have threads of
 * their own.
 */

#define DEFAULT_MAX_RETRIES      2
#define DEFAULT_PATIENCE_SECONDS 10

/* A process may have to read a large model before it is ready. */
#define START_FACTOR 12

G_DEFINE_ABSTRACT_TYPE (AriadneRemoteEngine, ariadne_remote_engine, ARIADNE_TYPE_ENGINE)

static void
place_clear (gpointer data)
{
  AriadneFleetPlace *self = data;

  g_clear_object (&self->model);
  g_clear_object (&self->batcher);
  g_clear_pointer (&self->recipe, g_variant_unref);
}

/**
 * ariadne_remote_engine_add_server:
 * @self: an engine that has not been run
 * @model: what evaluates the batches of this server
 * @batcher: what says how much fits in one of its batches
 * @policy: when it launches a batch that is not full
 *
 * Adds a server in this process. The model and the batcher are for this server
 * alone; the models of all servers must be equal.
 */
void
ariadne_remote_engine_add_server (AriadneRemoteEngine *self,
                                  AriadneModel        *model,
                                  AriadneBatcher      *batcher,
                                  AriadneBatchPolicy   policy)
{
  AriadneFleetPlace place = { .policy = policy };

  g_return_if_fail (ARIADNE_IS_REMOTE_ENGINE (self));
  g_return_if_fail (ARIADNE_IS_MODEL (model));
  g_return_if_fail (ARIADNE_IS_BATCHER (batcher));

  place.model = g_object_ref (model);
  place.batcher = g_object_ref (batcher);
  g_array_append_val (self->settings.places, place);
}

/**
 * ariadne_remote_engine_add_far_server:
 * @self: an engine that has not been run
 * @model: what a process must know to make the model, of type
 *   %ARIADNE_RECIPE_TYPE_STRING; a floating reference is taken
 * @batch_size: the largest number of states in a batch
 * @policy: when it launches a batch that is not full
 *
 * Adds a server in another process. The models of all servers must be equal.
 */
void
ariadne_remote_engine_add_far_server (AriadneRemoteEngine *self,
                                      GVariant            *model,
                                      guint                batch_size,
                                      AriadneBatchPolicy   policy)
{
  AriadneFleetPlace place = { .batch_size = batch_size, .policy = policy };

  g_return_if_fail (ARIADNE_IS_REMOTE_ENGINE (self));
  g_return_if_fail (g_variant_is_of_type (model, G_VARIANT_TYPE (ARIADNE_RECIPE_TYPE_STRING)));
  g_return_if_fail (batch_size > 0);

  place.recipe = g_variant_ref_sink (model);
  g_array_append_val (self->settings.places, place);
}

/**
 * ariadne_remote_engine_set_max_retries:
 * @self: an engine that has not been run
 * @max_retries: how often a search may lose its worker and be run again, and how
 *   often in a row a process may be started in vain, which servers may be 3 times
 *   unless it is 0; 2 unless set
 *
 * Sets how much dying is put up with.
 */
void
ariadne_remote_engine_set_max_retries (AriadneRemoteEngine *self,
                                       guint                max_retries)
{
  g_return_if_fail (ARIADNE_IS_REMOTE_ENGINE (self));

  self->settings.max_retries = max_retries;
}

/**
 * ariadne_remote_engine_set_patience:
 * @self: an engine that has not been run
 * @seconds: how long a process may take to answer, at least 1; 10 unless set
 *
 * Sets after which silence a process is taken for dead. To become ready it may
 * take 12 times as long.
 */
void
ariadne_remote_engine_set_patience (AriadneRemoteEngine *self,
                                    guint                seconds)
{
  g_return_if_fail (ARIADNE_IS_REMOTE_ENGINE (self));
  g_return_if_fail (seconds >= 1);

  _ariadne_remote_engine_set_times (self, seconds * (gint64) G_USEC_PER_SEC,
                                    START_FACTOR * seconds * (gint64) G_USEC_PER_SEC);
}

void
_ariadne_remote_engine_set_times (AriadneRemoteEngine *self,
                                  gint64               answer,
                                  gint64               start)
{
  self->settings.patience = (AriadneMemberPatience){ answer, start };
}

/**
 * ariadne_remote_engine_set_far_encoding:
 * @self: an engine that has not been run
 * @far_encoding: whether servers encode what they are asked
 *
 * Sets who encodes states for a model that reads them so: the workers that ask, as
 * is done unless set, or the servers that are asked. What is found is the same.
 */
void
ariadne_remote_engine_set_far_encoding (AriadneRemoteEngine *self,
                                        gboolean             far_encoding)
{
  g_return_if_fail (ARIADNE_IS_REMOTE_ENGINE (self));

  self->settings.far_encoding = !!far_encoding;
}

/* The number of heads, if a server of this process tells; else 0. */
static guint
get_n_heads (AriadneRemoteEngine *self)
{
  for (guint i = 0; i < self->settings.places->len; i++)
    {
      const AriadneFleetPlace *place = &g_array_index (self->settings.places, AriadneFleetPlace, i);

      if (place->model != NULL)
        return ariadne_model_get_n_heads (place->model);
    }

  return 0;
}

static gboolean
check_domain (GPtrArray  *searches,
              GError    **error)
{
  AriadneDomain *domain = ariadne_search_get_domain (g_ptr_array_index (searches, 0));
  g_autoptr (GVariant) recipe = ariadne_domain_dup_recipe (domain);

  if (recipe == NULL)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED,
                   "a domain of the type %s cannot be made in another process",
                   G_OBJECT_TYPE_NAME (domain));
      return FALSE;
    }

  for (guint i = 1; i < searches->len; i++)
    if (ariadne_search_get_domain (g_ptr_array_index (searches, i)) != domain)
      {
        g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                     "search “%s”: it has another domain than the first one",
                     ariadne_search_get_name (g_ptr_array_index (searches, i)));
        return FALSE;
      }

  return TRUE;
}

gboolean
_ariadne_remote_engine_check_command (AriadneRemoteEngine  *self,
                                      char                **command,
                                      GError              **error)
{
  for (guint i = 0; command == NULL && i < self->settings.places->len; i++)
    if (g_array_index (self->settings.places, AriadneFleetPlace, i).model == NULL)
      {
        g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                     "server %u is to be a process, but there is no command for servers", i + 1);
        return FALSE;
      }

  return TRUE;
}

static gboolean
ariadne_remote_engine_validate (AriadneEngine  *engine,
                                GPtrArray      *searches,
                                GError        **error)
{
  AriadneRemoteEngine *self = ARIADNE_REMOTE_ENGINE (engine);

  if (self->settings.n_workers == 0 || self->settings.places->len == 0)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                   "there are %u workers and %u servers, expected at least one of each",
                   self->settings.n_workers, self->settings.places->len);
      return FALSE;
    }

  for (guint i = 0; i < searches->len; i++)
    if (!ariadne_search_validate (g_ptr_array_index (searches, i), get_n_heads (self), error))
      return FALSE;

  return (searches->len == 0 || check_domain (searches, error))
         && ARIADNE_REMOTE_ENGINE_GET_CLASS (self)->check (self, error);
}

static gboolean
run_fleet (AriadneRemoteEngine  *self,
           GPtrArray            *searches,
           GError              **errors,
           GCancellable         *cancellable,
           GError              **error)
{
  AriadneRemoteEngineClass *klass = ARIADNE_REMOTE_ENGINE_GET_CLASS (self);
  AriadneFleetManner manner = { .user_data = self };
  g_autoptr (GMainContext) context = NULL;
  g_autoptr (AriadneFleet) fleet = NULL;
  gboolean begun;

  context = klass->get_context != NULL ? g_main_context_ref (klass->get_context (self))
                                       : g_main_context_new ();
  g_main_context_push_thread_default (context);
  klass->prepare (self, &manner);
  fleet = _ariadne_fleet_new (ARIADNE_ENGINE (self), &self->settings, &manner, searches, errors);
  klass->begin (self, fleet);
  begun = _ariadne_fleet_run (fleet, cancellable, error);
  klass->end (self);
  g_clear_pointer (&fleet, _ariadne_fleet_free);
  g_main_context_pop_thread_default (context);

  return begun;
}

/* Searches that could not be begun have ended too. */
static gboolean
ariadne_remote_engine_conduct (AriadneEngine  *engine,
                               GPtrArray      *searches,
                               GError        **errors,
                               GCancellable   *cancellable,
                               GError        **error)
{
  AriadneRemoteEngine *self = ARIADNE_REMOTE_ENGINE (engine);
  AriadneRemoteEngineClass *klass = ARIADNE_REMOTE_ENGINE_GET_CLASS (self);
  g_autoptr (GError) why = NULL;

  if (searches->len == 0
      || ((klass->open == NULL || klass->open (self, cancellable, &why))
          && run_fleet (self, searches, errors, cancellable, &why)))
    return TRUE;

  for (guint i = 0; i < searches->len; i++)
    {
      _ariadne_search_abandon (g_ptr_array_index (searches, i), why);
      errors[i] = g_error_copy (why);
    }
  g_propagate_error (error, g_steal_pointer (&why));

  return FALSE;
}

static void
ariadne_remote_engine_finalize (GObject *object)
{
  AriadneRemoteEngine *self = ARIADNE_REMOTE_ENGINE (object);

  g_array_unref (self->settings.places);

  G_OBJECT_CLASS (ariadne_remote_engine_parent_class)->finalize (object);
}

static void
ariadne_remote_engine_class_init (AriadneRemoteEngineClass *klass)
{
  AriadneEngineClass *engine_class = ARIADNE_ENGINE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ariadne_remote_engine_finalize;

  engine_class->validate = ariadne_remote_engine_validate;
  engine_class->conduct = ariadne_remote_engine_conduct;
}

static void
ariadne_remote_engine_init (AriadneRemoteEngine *self)
{
  self->settings.places = g_array_new (FALSE, FALSE, sizeof (AriadneFleetPlace));
  g_array_set_clear_func (self->settings.places, place_clear);
  self->settings.max_retries = DEFAULT_MAX_RETRIES;
  _ariadne_token_generate (&self->settings.token);
  ariadne_remote_engine_set_patience (self, DEFAULT_PATIENCE_SECONDS);
}
