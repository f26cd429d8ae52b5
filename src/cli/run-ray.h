/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "run/run-options.h"

G_BEGIN_DECLS

/* The cluster in which an experiment places processes, and what it is made of. */
AriadneRayCluster *run_ray_find (const RunOptions  *options,
                                 guint              n_gpus,
                                 GError           **error)
  G_GNUC_WARN_UNUSED_RESULT;

/* Whether there is something in it for Ray. */
gboolean           run_ray_is_wanted   (const RunOptions *options);
gboolean           run_ray_is_required (const RunOptions *options);

G_END_DECLS
