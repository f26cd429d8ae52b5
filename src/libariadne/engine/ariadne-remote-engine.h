/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "core/ariadne-model.h"
#include "core/ariadne-recipe.h"
#include "engine/ariadne-engine.h"
#include "serving/ariadne-batch-policy.h"
#include "serving/ariadne-batcher.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_REMOTE_ENGINE (ariadne_remote_engine_get_type ())
#define ARIADNE_REMOTE_ENGINE(obj) \
  (G_TYPE_CHECK_INSTANCE_CAST ((obj), ARIADNE_TYPE_REMOTE_ENGINE, AriadneRemoteEngine))
#define ARIADNE_IS_REMOTE_ENGINE(obj) \
  (G_TYPE_CHECK_INSTANCE_TYPE ((obj), ARIADNE_TYPE_REMOTE_ENGINE))

typedef struct _AriadneRemoteEngine      AriadneRemoteEngine;
typedef struct _AriadneRemoteEngineClass AriadneRemoteEngineClass;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneRemoteEngine, g_object_unref)

ARIADNE_AVAILABLE_IN_ALL
GType ariadne_remote_engine_get_type        (void) G_GNUC_CONST;
ARIADNE_AVAILABLE_IN_ALL
void  ariadne_remote_engine_add_server      (AriadneRemoteEngine *self,
                                             AriadneModel        *model,
                                             AriadneBatcher      *batcher,
                                             AriadneBatchPolicy   policy);
ARIADNE_AVAILABLE_IN_ALL
void  ariadne_remote_engine_add_far_server  (AriadneRemoteEngine *self,
                                             GVariant            *model,
                                             guint                batch_size,
                                             AriadneBatchPolicy   policy);
ARIADNE_AVAILABLE_IN_ALL
void  ariadne_remote_engine_set_max_retries (AriadneRemoteEngine *self,
                                             guint                max_retries);
ARIADNE_AVAILABLE_IN_ALL
void  ariadne_remote_engine_set_patience    (AriadneRemoteEngine *self,
                                             guint                seconds);
ARIADNE_AVAILABLE_IN_ALL
void  ariadne_remote_engine_set_far_encoding
                                            (AriadneRemoteEngine *self,
                                             gboolean             far_encoding);

G_END_DECLS
