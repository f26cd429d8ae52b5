/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "optimizer/ariadne-named-rules.h"

AriadneNamedRules ariadne_rules;

/**
 * ariadne_named_rules_find: (skip)
 *
 * Fills in the rules, if that has not been done yet. May be called on any thread.
 */
void
ariadne_named_rules_find (void)
{
  static gsize initialized;

  if (!g_once_init_enter (&initialized))
    return;

#define FIND(name) ariadne_rules.name = ariadne_rule_lookup (#name);
  ARIADNE_NAMED_RULES (FIND)
#undef FIND

  g_once_init_leave (&initialized, 1);
}
