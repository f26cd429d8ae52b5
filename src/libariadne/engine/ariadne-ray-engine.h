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

typedef struct _AriadneRayEngine      AriadneRayEngine;
typedef struct _AriadneRayEngineClass AriadneRayEngineClass;

/**
 * AriadneRayQueue:
 * @ARIADNE_RAY_QUEUE_DIRECT: none: from socket to socket
 * @ARIADNE_RAY_QUEUE_ACTOR: a queue of Ray for each server, and for what it answers to
 *   each worker; an actor each
 * @ARIADNE_RAY_QUEUE_MANAGED: the same, all in one actor
 *
 * What searches and answers pass through.
 */
typedef enum {
  ARIADNE_RAY_QUEUE_DIRECT,
  ARIADNE_RAY_QUEUE_ACTOR,
  ARIADNE_RAY_QUEUE_MANAGED,
} AriadneRayQueue;

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
void           ariadne_ray_engine_set_queue     (AriadneRayEngine   *self,
                                                 AriadneRayQueue     queue);
ARIADNE_AVAILABLE_IN_ALL
void           ariadne_ray_engine_set_gpu_share (AriadneRayEngine   *self,
                                                 double              share);

G_END_DECLS
