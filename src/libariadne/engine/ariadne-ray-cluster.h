/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "core/ariadne-version-macros.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_RAY_CLUSTER (ariadne_ray_cluster_get_type ())

ARIADNE_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (AriadneRayCluster, ariadne_ray_cluster, ARIADNE, RAY_CLUSTER, GObject)

ARIADNE_AVAILABLE_IN_ALL
AriadneRayCluster *ariadne_ray_cluster_new           (const char         *python,
                                                      const char         *folder)
  G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
void               ariadne_ray_cluster_set_address   (AriadneRayCluster  *self,
                                                      const char         *address);
ARIADNE_AVAILABLE_IN_ALL
void               ariadne_ray_cluster_set_resources (AriadneRayCluster  *self,
                                                      guint               n_cpus,
                                                      guint               n_gpus);
ARIADNE_AVAILABLE_IN_ALL
gboolean           ariadne_ray_cluster_check         (AriadneRayCluster  *self,
                                                      GError            **error);
ARIADNE_AVAILABLE_IN_ALL
gboolean           ariadne_ray_cluster_open          (AriadneRayCluster  *self,
                                                      GCancellable       *cancellable,
                                                      GError            **error);
ARIADNE_AVAILABLE_IN_ALL
void               ariadne_ray_cluster_close         (AriadneRayCluster  *self);

G_END_DECLS
