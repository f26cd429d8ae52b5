/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "serving/ariadne-launch-rule.h"

/* A wait longer than this is none that anybody sees the end of. */
#define LONGEST_DELAY ((double) (G_GINT64_CONSTANT (1) << 50))

gint64
_ariadne_launch_rule_get_delay (const AriadneLaunchState *state)
{
  double rest;

  if (state->n_queued == 0)
    return ARIADNE_LAUNCH_NEVER;

  if (state->is_full
      || state->policy == ARIADNE_BATCH_POLICY_NO_WAIT
      || state->n_waiting >= state->n_live)
    return 0;

  rest = state->launch_cost - state->oldest_wait;
  if (rest <= 0)
    return 0;

  /* Rounded up, so that the time is over when the delay is. */
  return (gint64) MIN (rest, LONGEST_DELAY) + 1;
}
