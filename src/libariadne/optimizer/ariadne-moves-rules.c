/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "optimizer/ariadne-moves.h"

/* Moves of a single rule each, and what there is to clean up behind it: the rules that
 * change the structure and may or may not turn out well.
 */

static const char *const names[] = {
  "sumbuild_of_build", "sumbuild_of_sum", "sumbuild_of_tuple", "sumbuild_invariant",
  "add_tuples", "mul_tuple_scalar", "lift_if",
  "add_of_muls", "sub_of_muls", "mul_by_add", "mul_by_sub", "assoc_add_add",
  "assoc_add_sub", "assoc_sub_add", "assoc_sub_sub", "sub_sub_to_sub_add", "assoc_mul_mul",
  "commute_add", "commute_mul", "assoc_div_mul", "assoc_mul_div", "div_by_div",
  "add_of_divs", "sub_of_divs", "assoc_div_div", "div_of_div", "div_by_mul",
  "exp_of_add", "mul_of_exps", "log_of_mul", "add_of_logs",
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
