/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "core/ariadne-model.h"
#include "engine/ariadne-engine.h"
#include "serving/ariadne-batcher.h"
#include "serving/ariadne-server.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_THREAD_ENGINE (ariadne_thread_engine_get_type ())

ARIADNE_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (AriadneThreadEngine, ariadne_thread_engine, ARIADNE, THREAD_ENGINE,
                      AriadneEngine)

ARIADNE_AVAILABLE_IN_ALL
AriadneEngine *ariadne_thread_engine_new             (guint                n_searchers)
  G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
void           ariadne_thread_engine_add_server      (AriadneThreadEngine *self,
                                                      AriadneModel        *model,
                                                      AriadneBatcher      *batcher,
                                                      AriadneBatchPolicy   policy);
ARIADNE_AVAILABLE_IN_ALL
guint          ariadne_thread_engine_get_n_searchers (AriadneThreadEngine *self);
ARIADNE_AVAILABLE_IN_ALL
guint          ariadne_thread_engine_get_n_servers   (AriadneThreadEngine *self);
ARIADNE_AVAILABLE_IN_ALL
AriadneServer *ariadne_thread_engine_dup_server      (AriadneThreadEngine *self,
                                                      guint                index);

G_END_DECLS
