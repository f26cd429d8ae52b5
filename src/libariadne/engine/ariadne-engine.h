/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "search/ariadne-search.h"
#include "serving/ariadne-server-metrics.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_ENGINE (ariadne_engine_get_type ())

ARIADNE_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (AriadneEngine, ariadne_engine, ARIADNE, ENGINE, GObject)

/**
 * AriadneEngineBatchFunc:
 * @engine: the engine
 * @server: the number of the server, less than the number of servers
 * @records: (array length=n_records): the batches, in the order in which they
 *   ended; times are on this process's monotonic clock
 * @n_records: how many there are
 * @user_data: what was given with the function
 *
 * Called when a server has evaluated batches, wherever it is.
 *
 * A server in this process calls it on its own thread, for each batch, before
 * the answers leave; it must be quick and must not call the server. Batches of
 * other processes come in lists, on the thread that runs the engine. Servers
 * call it independently of one another, and never after the run is over.
 */
typedef void (*AriadneEngineBatchFunc) (AriadneEngine            *engine,
                                        guint                     server,
                                        const AriadneBatchRecord *records,
                                        guint                     n_records,
                                        gpointer                  user_data);

/**
 * AriadneEngineEventKind:
 * @ARIADNE_ENGINE_EVENT_STARTED: a process was started, or has joined
 * @ARIADNE_ENGINE_EVENT_READY: a process is ready to work
 * @ARIADNE_ENGINE_EVENT_DIED: a process has died, or does not answer
 * @ARIADNE_ENGINE_EVENT_LEFT: a process has ended as it was told to
 * @ARIADNE_ENGINE_EVENT_RETRIED: a search is run again from its beginning
 * @ARIADNE_ENGINE_EVENT_ABSENT: a process that was expected has not come
 *
 * What can happen to the processes of an engine.
 */
typedef enum {
  ARIADNE_ENGINE_EVENT_STARTED,
  ARIADNE_ENGINE_EVENT_READY,
  ARIADNE_ENGINE_EVENT_DIED,
  ARIADNE_ENGINE_EVENT_LEFT,
  ARIADNE_ENGINE_EVENT_RETRIED,
  ARIADNE_ENGINE_EVENT_ABSENT,
} AriadneEngineEventKind;

/**
 * AriadneEngineEvent:
 * @kind: what has happened
 * @process: what the process is called, such as `worker 2`
 * @pid: its number on its own machine, or 0 if it is not known
 * @search: (nullable): the name of the search, for those about searches
 * @message: the same as a sentence, for people
 *
 * Something that happened to the processes of an engine.
 */
typedef struct
{
  AriadneEngineEventKind kind;
  const char            *process;
  guint                  pid;
  const char            *search;
  const char            *message;
} AriadneEngineEvent;

/**
 * AriadneEngineEventFunc:
 * @engine: the engine
 * @event: what has happened; valid during the call only
 * @user_data: what was given with the function
 *
 * Called on the thread that runs the engine when something has happened to its
 * processes. Never called for threads.
 */
typedef void (*AriadneEngineEventFunc) (AriadneEngine            *engine,
                                        const AriadneEngineEvent *event,
                                        gpointer                  user_data);

/**
 * AriadneEngineClass:
 * @name: the name of the kind of engine, such as `thread`
 * @validate: checks that @searches can be run, before any of them is; may be
 *   %NULL
 * @conduct: runs all of @searches and blocks until they have ended; puts the
 *   error of the search that is at position i of @searches into @errors[i], if
 *   there is one
 * @keeps_thread: whether it must be run on the thread that waits for it, since what
 *   it has started ends with that
 *
 * What a kind of engine provides.
 */
struct _AriadneEngineClass
{
  GObjectClass parent_class;

  const char *name;

  gboolean (*validate) (AriadneEngine  *self,
                        GPtrArray      *searches,
                        GError        **error);
  gboolean (*conduct)  (AriadneEngine  *self,
                        GPtrArray      *searches,
                        GError        **errors,
                        GCancellable   *cancellable,
                        GError        **error);
  gboolean   keeps_thread;
};

ARIADNE_AVAILABLE_IN_ALL
const char    *ariadne_engine_get_name         (AriadneEngine        *self);
ARIADNE_AVAILABLE_IN_ALL
void           ariadne_engine_add_search       (AriadneEngine        *self,
                                                AriadneSearch        *search);
ARIADNE_AVAILABLE_IN_ALL
guint          ariadne_engine_get_n_searches   (AriadneEngine        *self);
ARIADNE_AVAILABLE_IN_ALL
AriadneSearch *ariadne_engine_get_search       (AriadneEngine        *self,
                                                guint                 index);
ARIADNE_AVAILABLE_IN_ALL
const GError  *ariadne_engine_get_search_error (AriadneEngine        *self,
                                                guint                 index);
ARIADNE_AVAILABLE_IN_ALL
void           ariadne_engine_set_batch_func   (AriadneEngine          *self,
                                                AriadneEngineBatchFunc  func,
                                                gpointer                user_data,
                                                GDestroyNotify          destroy);
ARIADNE_AVAILABLE_IN_ALL
void           ariadne_engine_set_event_func   (AriadneEngine          *self,
                                                AriadneEngineEventFunc  func,
                                                gpointer                user_data,
                                                GDestroyNotify          destroy);
ARIADNE_AVAILABLE_IN_ALL
void           ariadne_engine_get_load         (AriadneEngine        *self,
                                                AriadneServerLoad    *load);
ARIADNE_AVAILABLE_IN_ALL
gboolean       ariadne_engine_run              (AriadneEngine        *self,
                                                GCancellable         *cancellable,
                                                GError              **error);
ARIADNE_AVAILABLE_IN_ALL
void           ariadne_engine_run_async        (AriadneEngine        *self,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
ARIADNE_AVAILABLE_IN_ALL
gboolean       ariadne_engine_run_finish       (AriadneEngine        *self,
                                                GAsyncResult         *result,
                                                GError              **error);

G_END_DECLS
