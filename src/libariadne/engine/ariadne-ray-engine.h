/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "engine/ariadne-ray-cluster.h"
#include "engine/ariadne-remote-engine.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_RAY_ENGINE (ariadne_ray_engine_get_type ())
#define ARIADNE_RAY_ENGINE(obj) \
  (G_TYPE_CHECK_INSTANCE_CAST ((obj), ARIADNE_TYPE_RAY_ENGINE, AriadneRayEngine))
#define ARIADNE_IS_RAY_ENGINE(obj) \
  (G_TYPE_CHECK_INSTANCE_TYPE ((obj), ARIADNE_TYPE_RAY_ENGINE))

/**
 * AriadneRayQueue:
 * @ARIADNE_RAY_QUEUE_DIRECT: sockets of Ariadne's own, from process to process
 *
 * How searches and answers travel.
 */
typedef enum {
  ARIADNE_RAY_QUEUE_DIRECT,
} AriadneRayQueue;

typedef struct _AriadneRayEngine      AriadneRayEngine;
typedef struct _AriadneRayEngineClass AriadneRayEngineClass;

ARIADNE_AVAILABLE_IN_ALL
GType          ariadne_ray_engine_get_type      (void) G_GNUC_CONST;
ARIADNE_AVAILABLE_IN_ALL
AriadneEngine *ariadne_ray_engine_new           (AriadneRayCluster  *cluster,
                                                 const char * const *worker,
                                                 const char * const *server,
                                                 guint               n_workers)
  G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
void           ariadne_ray_engine_set_listen    (AriadneRayEngine   *self,
                                                 const char         *address);
ARIADNE_AVAILABLE_IN_ALL
void           ariadne_ray_engine_set_gpu_share (AriadneRayEngine   *self,
                                                 double              share);

G_END_DECLS
