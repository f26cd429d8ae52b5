/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

#include "serving/ariadne-batch-policy.h"

G_BEGIN_DECLS

/* What the decision to launch a batch depends on, while the model is free. */
typedef struct
{
  AriadneBatchPolicy policy;
  guint              n_queued;    /* rows */
  gboolean           is_full;     /* there is enough for a full batch */
  guint              n_live;      /* clients that exist */
  guint              n_waiting;   /* those of them that submit nothing now */
  gint64             oldest_wait; /* of the requests, in microseconds */
  double             launch_cost; /* the fixed cost of a batch, in microseconds */
} AriadneLaunchState;

#define ARIADNE_LAUNCH_NEVER -1

/* How long to wait before launching, in microseconds, if nothing changes: 0 to
 * launch now, ARIADNE_LAUNCH_NEVER if there is nothing to launch.
 *
 * A batch is launched when it is full; or when nobody can add to it, every
 * client being waiting; or when its oldest request has waited as long as a
 * launch costs. The last bounds what is lost by waiting: to wait that long in
 * vain costs no more than one launch, which is what waiting could have saved.
 */
gint64 _ariadne_launch_rule_get_delay (const AriadneLaunchState *state);

G_END_DECLS
