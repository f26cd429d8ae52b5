/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "engine/ariadne-remote-engine.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_STATIC_ENGINE (ariadne_static_engine_get_type ())
#define ARIADNE_STATIC_ENGINE(obj) \
  (G_TYPE_CHECK_INSTANCE_CAST ((obj), ARIADNE_TYPE_STATIC_ENGINE, AriadneStaticEngine))
#define ARIADNE_IS_STATIC_ENGINE(obj) \
  (G_TYPE_CHECK_INSTANCE_TYPE ((obj), ARIADNE_TYPE_STATIC_ENGINE))

typedef struct _AriadneStaticEngine      AriadneStaticEngine;
typedef struct _AriadneStaticEngineClass AriadneStaticEngineClass;

ARIADNE_AVAILABLE_IN_ALL
GType          ariadne_static_engine_get_type    (void) G_GNUC_CONST;
ARIADNE_AVAILABLE_IN_ALL
AriadneEngine *ariadne_static_engine_new         (guint                 n_workers)
  G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
gboolean       ariadne_static_engine_listen      (AriadneStaticEngine  *self,
                                                  const char           *address,
                                                  const char           *token,
                                                  GError              **error);
ARIADNE_AVAILABLE_IN_ALL
void           ariadne_static_engine_close       (AriadneStaticEngine  *self);
ARIADNE_AVAILABLE_IN_ALL
const char    *ariadne_static_engine_get_address (AriadneStaticEngine  *self);
ARIADNE_AVAILABLE_IN_ALL
const char    *ariadne_static_engine_get_token   (AriadneStaticEngine  *self);

G_END_DECLS
