/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "expression/ariadne-pattern.h"

G_BEGIN_DECLS

typedef struct _AriadneRule     AriadneRule;
typedef struct _AriadneRewriter AriadneRewriter;

/**
 * AriadneRuleFunc: (skip)
 * @rule: the rule
 * @rewriter: where the outline is, and what rewrites are given to
 * @id: the node to try the rule at
 *
 * Tries a rule at a node whose kind, and the kinds of whose first two children,
 * are among those the rule names.
 */
typedef void (*AriadneRuleFunc) (const AriadneRule *rule,
                                 AriadneRewriter   *rewriter,
                                 guint              id);

/**
 * AriadneCaptureFunc: (skip)
 * @rule: the rule
 * @outline: an outline
 * @id: a node of a kind that the rule names
 *
 * Tells whether applying a rule at a node would change what a name means: bind a
 * free name, free a bound one, or take two variables of one name for the same. It
 * need not tell where the rule does not apply.
 *
 * Returns: whether it would
 */
typedef gboolean (*AriadneCaptureFunc) (const AriadneRule    *rule,
                                        const AriadneOutline *outline,
                                        guint                 id);

/**
 * AriadneRule: (skip)
 * @name: the name
 * @kinds: the kinds of nodes where it can apply, as bits `1 << kind`
 * @first: the kinds that the first child can have there
 * @second: the kinds that the second child can have there
 * @func: tries it
 * @pattern: (nullable): the pattern, for a pattern rule
 * @captures: (nullable): tells where it captures, for a rule that can
 * @is_parent_rule: whether it is tried at a node and reported at a child of that
 *
 * A way to rewrite. There is one object for each rule, which lives for ever.
 */
struct _AriadneRule
{
  const char         *name;
  guint32             kinds;
  guint32             first;
  guint32             second;
  AriadneRuleFunc     func;
  AriadnePattern     *pattern;
  AriadneCaptureFunc  captures;
  gboolean            is_parent_rule;
};

#define ARIADNE_RULE_KIND(kind) (1u << ARIADNE_KIND_##kind)
#define ARIADNE_RULE_ANY_KIND   G_MAXUINT32

const AriadneRule *ariadne_rule_lookup (const char *name);

/* Where the pattern rules on loops, which have no side conditions, capture. */
gboolean ariadne_rule_deltavec_captures (const AriadneRule    *rule,
                                         const AriadneOutline *outline,
                                         guint                 id);
gboolean ariadne_rule_build_captures    (const AriadneRule    *rule,
                                         const AriadneOutline *outline,
                                         guint                 id);

/* The rules that are not patterns, in tables that end with one without a name. */
extern const AriadneRule ariadne_fold_rules[];
extern const AriadneRule ariadne_loop_rules[];
extern const AriadneRule ariadne_binding_rules[];

G_END_DECLS
