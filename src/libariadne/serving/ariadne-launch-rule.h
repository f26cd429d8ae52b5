/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

#include "serving/ariadne-batch-policy.h"

G_BEGIN_DECLS

/* What the decision to launch a batch depends on, while the model has a slot
 * that is free. Times are in microseconds.
 */
typedef struct
{
  AriadneBatchPolicy policy;
  guint              n_queued;    /* rows */
  gboolean           is_full;     /* there is enough for a full batch */
  guint              n_live;      /* clients that exist */
  guint              n_waiting;   /* those of them that submit nothing now */
  gint64             oldest_wait; /* of the requests */
  double             launch_cost; /* the fixed cost of a batch */

  /* These matter only while the model has a batch, or several. */
  gboolean           is_busy;     /* it has */
  guint              n_due;       /* requests that these batches will answer */
  gboolean           knows_free;  /* it is known when the device will be free */
  gint64             free_in;     /* in how long; negative if it should be */
  gint64             lead;        /* what preparing the batch takes */
} AriadneLaunchState;

#define ARIADNE_LAUNCH_NEVER -1

/* How long to wait before launching, in microseconds, if nothing changes: 0 to
 * launch now, ARIADNE_LAUNCH_NEVER if nothing is to be launched before something
 * changes.
 *
 * A batch is launched when it is full; or when nobody can add to it, every
 * client being waiting; or when its oldest request has waited as long as a
 * launch costs. The last bounds what is lost by waiting: to wait that long in
 * vain costs no more than one launch, which is what waiting could have saved.
 *
 * The same holds while the device computes another batch, with two differences.
 * A client whose answer is in the model can add to the batch before the device
 * needs it, so he counts among those who can. And to launch is to prepare: a
 * batch is sealed only when the device is about to be free, which is `lead`
 * before it is; until then whatever arrives can become part of it, at no cost.
 * As long as it is unknown when that will be, it is sealed when the device is
 * free.
 */
gint64 _ariadne_launch_rule_get_delay (const AriadneLaunchState *state);

G_END_DECLS
