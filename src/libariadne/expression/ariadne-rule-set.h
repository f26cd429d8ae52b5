/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "expression/ariadne-rule.h"

G_BEGIN_DECLS

/**
 * AriadneRuleSet: (skip)
 * @name: the name
 * @is_sound: whether applications that capture are refused
 * @rules: the rules, in order
 * @n_rules: how many there are
 * @by_kind: for each kind of node the rules that can apply there, in order, ended
 *   by %NULL
 *
 * An ordered list of distinct rules. There is one object for each set, and one for
 * its sound variant, whose name ends in "+sound"; they live for ever.
 */
typedef struct _AriadneRuleSet AriadneRuleSet;
struct _AriadneRuleSet
{
  const char         *name;
  gboolean            is_sound;
  const AriadneRule **rules;
  guint               n_rules;
  const AriadneRule **by_kind[ARIADNE_N_KINDS];
};

const AriadneRuleSet *ariadne_rule_set_lookup    (const char            *name,
                                                  GError               **error);
const AriadneRuleSet *ariadne_rule_set_get_sound (const AriadneRuleSet  *self);
const AriadneRuleSet *ariadne_rule_set_get_plain (const AriadneRuleSet  *self);
const char * const   *ariadne_rule_set_get_names (void);
const char * const   *ariadne_rule_set_get_all_names (void);

G_END_DECLS
