/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "search/ariadne-rollout.h"

G_BEGIN_DECLS

/* One decision of a rollout: n_candidates states, at least one, with their costs
 * and what the model expects to gain from each in the steps left after the move.
 */
typedef struct
{
  AriadneState * const *candidates;
  const double         *costs;
  const double         *gains;
  guint                 n_candidates;
  guint                 rollout; /* which rollout of the search */
  guint                 step;    /* from 0 */
} AriadneRolloutChoice;

/* Returns the index of the chosen candidate. */
typedef guint (*AriadneRolloutChooser) (const AriadneRolloutChoice *choice,
                                        gpointer                    user_data);

/* Replaces the random choice, before the search is run. */
void ariadne_rollout_set_chooser (AriadneRollout        *self,
                                  AriadneRolloutChooser  chooser,
                                  gpointer               user_data);

G_END_DECLS
