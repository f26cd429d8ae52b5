/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "engine/ariadne-ray-cluster.h"
#include "engine/ariadne-ray-engine.h"

G_BEGIN_DECLS

/* A process that Ray is to place and to start again. */
typedef struct
{
  const char        *role;
  const char        *name;
  const char *const *argv;
  const char        *token;
  const char        *queue;       /* NULL: its channels are its own affair */
  double             n_cpus;
  double             n_gpus;
  guint              max_retries;
} AriadneRayPlacement;

/* The process of a seat has ended, and Ray does not start it again. */
typedef void (*AriadneRayExitedFunc) (guint       seat,
                                      const char *message,
                                      gpointer    user_data);

/* The cluster is lost, with all that was placed in it. */
typedef void (*AriadneRayLostFunc)   (const GError *error,
                                      gpointer      user_data);

/* What runs instead of the bridge, for tests. */
void          _ariadne_ray_cluster_set_command (AriadneRayCluster         *self,
                                                const char * const        *command);

/* Where the cluster tells what happens; to be iterated by whoever uses it. */
GMainContext *_ariadne_ray_cluster_get_context (AriadneRayCluster         *self);

/* Known once it is open: whether it is all on this machine, the number of this host as
 * other nodes know it, and what there is in all.
 */
gboolean      _ariadne_ray_cluster_is_local    (AriadneRayCluster         *self);
const char   *_ariadne_ray_cluster_get_host    (AriadneRayCluster         *self);
double        _ariadne_ray_cluster_get_gpus    (AriadneRayCluster         *self);
char         *_ariadne_ray_cluster_describe    (AriadneRayCluster         *self);

/* Tells one user at a time; NULL for nobody. */
void          _ariadne_ray_cluster_tell        (AriadneRayCluster         *self,
                                                AriadneRayExitedFunc       exited_func,
                                                AriadneRayLostFunc         lost_func,
                                                gpointer                   user_data);

/* Gives the number of the seat, which is never given again; or 0 if the cluster is
 * lost.
 */
guint         _ariadne_ray_cluster_place       (AriadneRayCluster          *self,
                                                const AriadneRayPlacement  *placement,
                                                GError                    **error);

/* Has a queue lead to a server of this process; gives a number likewise. */
guint         _ariadne_ray_cluster_tunnel      (AriadneRayCluster          *self,
                                                const char                 *address,
                                                const char                 *queue,
                                                GError                    **error);

/* Has nobody sit there any more. */
void          _ariadne_ray_cluster_remove      (AriadneRayCluster         *self,
                                                guint                      seat);

G_END_DECLS
