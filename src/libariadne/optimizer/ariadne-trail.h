/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "expression/ariadne-rewriter.h"
#include "optimizer/ariadne-named-rules.h"

G_BEGIN_DECLS

/* A program on its way through single rewrites, which are written down.
 *
 * A trail is scratch memory of one thread. It begins at a program, goes on by one
 * rule at one node at a time, and can return to where it began, as often as there
 * are ways to try from there. No step is taken that captures, if the rule set is a
 * sound one, or that does not keep the meaning in other ways.
 */

/**
 * AriadneTrailStep: (skip)
 * @id: the number of a node
 * @rule: the rule
 *
 * A rewrite by its names: it is the only one of that rule reported at that node.
 */
typedef struct _AriadneTrailStep AriadneTrailStep;
struct _AriadneTrailStep
{
  guint              id;
  const AriadneRule *rule;
};

/**
 * AriadneTrail: (skip)
 * @tree: where it has come to; %NULL before it has begun
 * @cost: what that costs
 * @hash: its hash
 * @steps: (element-type AriadneTrailStep): the way there
 * @origin: shows where it began
 * @work: what it has taken to look at all it has come to since it began
 * @max_work: after how much of that it goes no further
 * @here: shows where it has come to, unless it has not been looked at since
 *
 * What has been done; to be read only.
 */
typedef struct _AriadneTrail AriadneTrail;
struct _AriadneTrail
{
  AriadneTree     *tree;
  double           cost;
  guint64          hash;
  GArray          *steps;

  /*< private >*/
  guint64          work;     /* nodes of expressions laid out, since it began */
  guint64          max_work; /* with so many, it goes no further */
  AriadneRewriter *origin;
  AriadneRewriter *here;
};

AriadneTrail         *ariadne_trail_new         (AriadneEnvironment   *environment,
                                                 const AriadneRuleSet *rules);
void                  ariadne_trail_free        (AriadneTrail         *self);
void                  ariadne_trail_begin       (AriadneTrail         *self,
                                                 AriadneTree          *tree);
void                  ariadne_trail_return      (AriadneTrail         *self);
const AriadneOutline *ariadne_trail_get_outline (AriadneTrail         *self);
gboolean              ariadne_trail_apply       (AriadneTrail         *self,
                                                 const AriadneRule    *rule,
                                                 guint                 id);

/* What it began with, as long as it does not begin anew. */
static inline const AriadneOutline *
ariadne_trail_get_origin (AriadneTrail *self)
{
  return &self->origin->outline;
}

/* The second child of a node that has two. */
static inline guint
ariadne_trail_get_right (AriadneTrail *self,
                         guint         id)
{
  return ariadne_trail_get_outline (self)->nodes[id + 1].end;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneTrail, ariadne_trail_free)

G_END_DECLS
