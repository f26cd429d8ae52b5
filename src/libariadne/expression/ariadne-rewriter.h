/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "expression/ariadne-outline.h"
#include "expression/ariadne-rule-set.h"

G_BEGIN_DECLS

/* Enumerates what the rules of a set make of an expression.
 *
 * A rewriter is scratch memory of one thread: load an expression, look at its
 * rewrites, load the next one. What it says of an expression is valid until then.
 * Whoever knows where to apply which rule shows it the expression, and tries that.
 */

typedef struct _AriadneRewrite  AriadneRewrite;
typedef struct _AriadneRewriter AriadneRewriter;

/**
 * AriadneRewrite: (skip)
 * @rule: the rule
 * @id: the node that the rewrite is reported at; with the name of the rule it says
 *   which rewrite this is
 * @at: the node whose subtree is replaced
 * @size: the number of nodes of the result
 * @part: the new subtree, with the cost and the hash of the whole result
 *
 * One rewrite of an expression.
 */
struct _AriadneRewrite
{
  const AriadneRule *rule;
  guint              id;
  guint              at;
  guint              size;
  AriadnePart        part;
};

struct _AriadneRewriter
{
  AriadneOutline        outline;
  const AriadneRuleSet *rules;
  AriadneTree          *tree; /* owned; what the outline shows */

  const AriadneRule    *rule; /* the one that is being tried */
  AriadneRewrite       *rewrites;
  guint                 n_rewrites;
  guint                 n_allocated;

  /* Numbers of rewrites plus one, by hash: an open table for finding equal
   * results; and the numbers of the rewrites that lead to neighbours.
   */
  guint                *table;
  guint                 table_size; /* a power of two */
  guint                 n_table_allocated;
  guint                *neighbours;
  guint                 n_neighbours;
};

AriadneRewriter *ariadne_rewriter_new             (AriadneEnvironment   *environment,
                                                   const AriadneRuleSet *rules);
void             ariadne_rewriter_free            (AriadneRewriter      *self);
void             ariadne_rewriter_load            (AriadneRewriter      *self,
                                                   AriadneTree          *tree);
void             ariadne_rewriter_show            (AriadneRewriter      *self,
                                                   AriadneTree          *tree);
AriadneRewrite  *ariadne_rewriter_try             (AriadneRewriter      *self,
                                                   const AriadneRule    *rule,
                                                   guint                 id);
void             ariadne_rewriter_unload          (AriadneRewriter      *self);
void             ariadne_rewriter_emit            (AriadneRewriter      *self,
                                                   guint                 id,
                                                   guint                 at,
                                                   AriadnePart           part);
AriadneTree     *ariadne_rewriter_get_result      (AriadneRewriter      *self,
                                                   guint                 index);
void             ariadne_rewriter_find_neighbours (AriadneRewriter      *self);
gboolean         ariadne_rewriter_find            (AriadneRewriter      *self,
                                                   const char           *rule,
                                                   guint                 id,
                                                   guint                *index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneRewriter, ariadne_rewriter_free)

G_END_DECLS
