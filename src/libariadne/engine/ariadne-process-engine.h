/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "engine/ariadne-remote-engine.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_PROCESS_ENGINE (ariadne_process_engine_get_type ())
#define ARIADNE_PROCESS_ENGINE(obj) \
  (G_TYPE_CHECK_INSTANCE_CAST ((obj), ARIADNE_TYPE_PROCESS_ENGINE, AriadneProcessEngine))

typedef struct _AriadneProcessEngine AriadneProcessEngine;

ARIADNE_AVAILABLE_IN_ALL
GType          ariadne_process_engine_get_type (void) G_GNUC_CONST;
ARIADNE_AVAILABLE_IN_ALL
AriadneEngine *ariadne_process_engine_new      (const char * const *worker,
                                                const char * const *server,
                                                guint               n_workers)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
