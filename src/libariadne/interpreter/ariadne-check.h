/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "expression/ariadne-tree.h"

G_BEGIN_DECLS

/* Whether one program may take the place of another: wherever the first one has a
 * value, the second has the same one, up to rounding. They are run on random inputs.
 *
 * Floats are the same when they differ by no more than what rounding, on the ways
 * that they were computed, can account for; where that is too much to tell anything,
 * an input is undecided. Where the first program fails or leaves the numbers, as in a
 * division by zero, the second may do anything.
 */

typedef enum {
  ARIADNE_VERDICT_EQUAL,
  ARIADNE_VERDICT_DIFFERENT,
  ARIADNE_VERDICT_UNKNOWN, /* no input decided */
} AriadneVerdict;

#define ARIADNE_CHECK_DEFAULT_INPUTS 100

/**
 * AriadneCheck: (skip)
 * @verdict: what came out
 * @is_same: whether the programs are the same up to bound names; they were not run
 * @is_failure: whether the counterexample is one on which the second program has no
 *   value, rather than another one
 * @n_inputs: how many inputs were tried, fewer than asked for if that took very long
 * @n_agreed: on how many of them both had the same value
 * @n_undecided: on how many rounding, or a limit, hid whether they had
 * @n_undefined: on how many the first program had no value
 * @reason: (nullable): why the first input that did not decide did not
 * @inputs: (nullable): the smallest counterexample found: the variables with their
 *   values
 * @value_a: (nullable): what the first program makes of it
 * @value_b: (nullable): what the second program makes of it, a value or an error
 *
 * The result of a check.
 */
typedef struct _AriadneCheck AriadneCheck;
struct _AriadneCheck
{
  AriadneVerdict verdict;
  gboolean       is_same;
  gboolean        is_failure;
  guint          n_inputs;
  guint          n_agreed;
  guint          n_undecided;
  guint          n_undefined;
  char          *reason;
  char          *inputs;
  char          *value_a;
  char          *value_b;
};

AriadneCheck *ariadne_check_run  (AriadneTree   *a,
                                  AriadneTree   *b,
                                  guint          n_inputs,
                                  guint64        seed,
                                  GError       **error) G_GNUC_WARN_UNUSED_RESULT;
void          ariadne_check_free (AriadneCheck  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneCheck, ariadne_check_free)

G_END_DECLS
