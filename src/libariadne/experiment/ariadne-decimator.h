/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "experiment/ariadne-configuration-history.h"

G_BEGIN_DECLS

/* What the value of a point is that stands for several samples. */
typedef enum {
  ARIADNE_DECIMATOR_LAST, /* of what only grows: between two points nothing is hidden */
  ARIADNE_DECIMATOR_MEAN,
} AriadneDecimatorKind;

/* Samples that follow one another, in no more points than ARIADNE_HISTORY_MAX_POINTS.
 *
 * Each point stands for as many samples as the others, but for the last, which may have
 * yet to become full. When there is no room for another point, those side by side are
 * joined, and from then on a point stands for twice as many samples. So the whole run is
 * there at one resolution, at least half of the points are in use, a sample costs the
 * same at any time, and the extremes are kept: a spike that lasted for one sample stays
 * visible in a run of any length. All zeros but for the kind are no samples.
 */
typedef struct
{
  AriadneDecimatorKind kind;
  GArray              *points; /* of AriadneHistoryPoint; NULL: none */
  guint64              n_full; /* samples of a full point */
} AriadneDecimator;

void _ariadne_decimator_init  (AriadneDecimator     *self,
                               AriadneDecimatorKind  kind);
void _ariadne_decimator_clear (AriadneDecimator     *self);

/* Adds a sample; ignores one that is not finite. One that is known late counts where the
 * latest is, since points never go back.
 */
void _ariadne_decimator_add   (AriadneDecimator     *self,
                               double                x,
                               double                y);

G_END_DECLS
