/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "serving/ariadne-launch-rule.h"

/* A wait longer than this is none that anybody sees the end of. */
#define LONGEST_DELAY ((double) (G_GINT64_CONSTANT (1) << 50))

/* Rounded up, so that the time is over when the delay is. */
static gint64
get_delay (double rest)
{
  if (rest <= 0)
    return 0;

  return (gint64) MIN (rest, LONGEST_DELAY) + 1;
}

static gint64
get_delay_while_busy (const AriadneLaunchState *state)
{
  double rest;

  if (state->n_due == 0 && state->n_waiting >= state->n_live)
    return 0;

  if (!state->knows_free)
    return ARIADNE_LAUNCH_NEVER;

  rest = state->free_in;
  if (state->policy != ARIADNE_BATCH_POLICY_NO_WAIT)
    rest = MAX (rest, state->launch_cost - state->oldest_wait);

  return get_delay (rest - state->lead);
}

gint64
_ariadne_launch_rule_get_delay (const AriadneLaunchState *state)
{
  if (state->n_queued == 0)
    return ARIADNE_LAUNCH_NEVER;

  if (state->is_full)
    return 0;

  if (state->is_busy)
    return get_delay_while_busy (state);

  if (state->policy == ARIADNE_BATCH_POLICY_NO_WAIT || state->n_waiting >= state->n_live)
    return 0;

  return get_delay (state->launch_cost - state->oldest_wait);
}
