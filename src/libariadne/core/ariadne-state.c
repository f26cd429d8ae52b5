/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-state.h"

G_DEFINE_BOXED_TYPE (AriadneState, ariadne_state, ariadne_state_ref, ariadne_state_unref)

/**
 * ariadne_state_init: (skip)
 * @state: the embedded structure
 * @klass: what the domain provides; must outlive every state
 *
 * Initialises the part of a domain's state that is common to all domains.
 *
 * The state starts with one reference, which belongs to the caller.
 */
void
ariadne_state_init (AriadneState            *state,
                    const AriadneStateClass *klass)
{
  g_return_if_fail (state != NULL);
  g_return_if_fail (klass != NULL && klass->finalize != NULL);

  state->klass = klass;
  state->ref_count = 1;
}

/**
 * ariadne_state_ref:
 * @state: a state
 *
 * Takes another reference. May be called on any thread.
 *
 * Returns: (transfer full): @state
 */
AriadneState *
ariadne_state_ref (AriadneState *state)
{
  g_return_val_if_fail (state != NULL, NULL);

  g_atomic_int_inc (&state->ref_count);

  return state;
}

/**
 * ariadne_state_unref:
 * @state: (transfer full): a state
 *
 * Gives a reference back. May be called on any thread; the last one releases
 * the state.
 */
void
ariadne_state_unref (AriadneState *state)
{
  g_return_if_fail (state != NULL);

  if (g_atomic_int_dec_and_test (&state->ref_count))
    state->klass->finalize (state);
}
