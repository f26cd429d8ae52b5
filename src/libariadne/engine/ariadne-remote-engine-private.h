/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "engine/ariadne-fleet.h"
#include "engine/ariadne-remote-engine.h"

G_BEGIN_DECLS

#define ARIADNE_REMOTE_ENGINE_CLASS(klass) \
  (G_TYPE_CHECK_CLASS_CAST ((klass), ARIADNE_TYPE_REMOTE_ENGINE, AriadneRemoteEngineClass))
#define ARIADNE_REMOTE_ENGINE_GET_CLASS(obj) \
  (G_TYPE_INSTANCE_GET_CLASS ((obj), ARIADNE_TYPE_REMOTE_ENGINE, AriadneRemoteEngineClass))

struct _AriadneRemoteEngine
{
  AriadneEngine parent_instance;

  AriadneFleetSettings settings; /* only read once the engine runs */
};

/* @check: whether it can be run
 * @open: gets what it needs to be run; may be NULL
 * @get_context: the context of the run; may be NULL for one of its own
 * @prepare: says how its processes come to be
 * @begin: the fleet is there, and about to run
 * @end: it is over
 */
struct _AriadneRemoteEngineClass
{
  AriadneEngineClass parent_class;

  gboolean (*check)   (AriadneRemoteEngine  *self,
                       GError              **error);
  gboolean (*open)    (AriadneRemoteEngine  *self,
                       GCancellable         *cancellable,
                       GError              **error);
  GMainContext *(*get_context) (AriadneRemoteEngine *self);
  void     (*prepare) (AriadneRemoteEngine  *self,
                       AriadneFleetManner   *manner);
  void     (*begin)   (AriadneRemoteEngine  *self,
                       AriadneFleet         *fleet);
  void     (*end)     (AriadneRemoteEngine  *self);
};

/* Complains about servers that are to be processes if there is no command for them. */
gboolean _ariadne_remote_engine_check_command (AriadneRemoteEngine  *self,
                                               char                **command,
                                               GError              **error);

/* Times in microseconds, for tests. */
void _ariadne_remote_engine_set_times (AriadneRemoteEngine *self,
                                       gint64               answer,
                                       gint64               start);

G_END_DECLS
