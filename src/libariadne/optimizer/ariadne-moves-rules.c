/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "optimizer/ariadne-moves.h"

/* Moves of a single rule each, and what there is to clean up behind it: the rules that
 * change the structure and may or may not turn out well.
 */

static const char *const names[] = {
  "sumbuild_of_build", "sumbuild_of_sum", "sumbuild_of_tuple", "sumbuild_invariant",
  "mul_tuple_scalar", "lift_if", "assoc_sub_add", "div_by_div", "div_of_div", "div_by_mul",
  "assoc_div_div", "assoc_sub_sub", "exp_of_add", "log_of_mul", "add_of_logs",
};

/**
 * ariadne_find_single_rules: (skip)
 * @self: a mover
 *
 * Finds the moves that begin with a rule of structure.
 */
void
ariadne_find_single_rules (AriadneMover *self)
{
  const AriadneOutline *outline = ariadne_trail_get_origin (self->trail);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const AriadneRule *rule = ariadne_rule_lookup (names[i]);

      for (guint id = 0; id < outline->n_nodes; id++)
        if (ariadne_trail_apply (ariadne_mover_begin (self), rule, id))
          ariadne_mover_end (self);
    }
}
