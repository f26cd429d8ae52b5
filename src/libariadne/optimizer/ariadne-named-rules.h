/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "expression/ariadne-rule.h"

G_BEGIN_DECLS

/* The rules that moves apply by their names. */
#define ARIADNE_NAMED_RULES(RULE) \
  RULE (add_neg_to_sub) \
  RULE (add_of_divs) \
  RULE (add_of_muls) \
  RULE (add_tuples) \
  RULE (assoc_add_add) \
  RULE (assoc_add_sub) \
  RULE (assoc_div_mul) \
  RULE (assoc_mul_div) \
  RULE (assoc_mul_mul) \
  RULE (assoc_sub_add) \
  RULE (commute_add) \
  RULE (commute_mul) \
  RULE (cse_bind) \
  RULE (delete_let) \
  RULE (div_by_mul) \
  RULE (inline_call) \
  RULE (inline_let) \
  RULE (lift_bind) \
  RULE (mul_by_add) \
  RULE (mul_by_sub) \
  RULE (mul_of_exps) \
  RULE (new_bind) \
  RULE (sub_of_divs) \
  RULE (sub_of_muls) \
  RULE (sub_sub_to_sub_add) \
  RULE (sum_of_deltavecs)

typedef struct
{
#define ARIADNE_DECLARE_RULE(name) const AriadneRule *name;
  ARIADNE_NAMED_RULES (ARIADNE_DECLARE_RULE)
#undef ARIADNE_DECLARE_RULE
} AriadneNamedRules;

/* There before the first trail is, and never changed afterwards. */
extern AriadneNamedRules ariadne_rules;

void ariadne_named_rules_find (void);

G_END_DECLS
