/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "expression/ariadne-substitute.h"
#include "optimizer/ariadne-safety.h"
#include "optimizer/ariadne-trail.h"

/**
 * ariadne_trail_new: (skip)
 * @environment: what is known of free names; must outlive the trail
 * @rules: the rules that may be applied
 *
 * Makes a trail that has not begun.
 *
 * Returns: (transfer full): a new trail
 */
AriadneTrail *
ariadne_trail_new (AriadneEnvironment   *environment,
                   const AriadneRuleSet *rules)
{
  AriadneTrail *self = g_new0 (AriadneTrail, 1);

  ariadne_named_rules_find ();
  self->steps = g_array_new (FALSE, FALSE, sizeof (AriadneTrailStep));
  self->origin = ariadne_rewriter_new (environment, rules);
  self->here = ariadne_rewriter_new (environment, rules);
  self->max_work = G_MAXUINT64;

  return self;
}

/**
 * ariadne_trail_free: (skip)
 * @self: (transfer full): a trail
 *
 * Frees a trail.
 */
void
ariadne_trail_free (AriadneTrail *self)
{
  g_clear_pointer (&self->tree, ariadne_tree_unref);
  g_array_unref (self->steps);
  ariadne_rewriter_free (self->origin);
  ariadne_rewriter_free (self->here);
  g_free (self);
}

static void
set_tree (AriadneTrail *self,
          AriadneTree  *tree,
          double        cost,
          guint64       hash)
{
  g_clear_pointer (&self->tree, ariadne_tree_unref);
  self->tree = tree;
  self->cost = cost;
  self->hash = hash;
}

/**
 * ariadne_trail_return: (skip)
 * @self: a trail
 *
 * Goes back to where it began; the steps are forgotten.
 */
void
ariadne_trail_return (AriadneTrail *self)
{
  const AriadneOutlineNode *root = &self->origin->outline.nodes[0];

  set_tree (self, ariadne_tree_ref (self->origin->tree), root->cost, root->hash);
  g_array_set_size (self->steps, 0);
}

/**
 * ariadne_trail_begin: (skip)
 * @self: a trail
 * @tree: (transfer none): a typed program
 *
 * Begins anew.
 */
void
ariadne_trail_begin (AriadneTrail *self,
                     AriadneTree  *tree)
{
  ariadne_rewriter_show (self->origin, tree);
  self->work = 0;
  ariadne_trail_return (self);
}

static AriadneRewriter *
look (AriadneTrail *self)
{
  if (self->tree == self->origin->tree)
    return self->origin;

  if (self->tree != self->here->tree)
    {
      ariadne_rewriter_show (self->here, self->tree);
      self->work += self->here->outline.n_nodes;
    }

  return self->here;
}

/**
 * ariadne_trail_get_outline: (skip)
 * @self: a trail
 *
 * Lays out where it has come to.
 *
 * Returns: (transfer none): the outline, valid until the trail goes on
 */
const AriadneOutline *
ariadne_trail_get_outline (AriadneTrail *self)
{
  return &look (self)->outline;
}

/**
 * ariadne_trail_apply: (skip)
 * @self: a trail
 * @rule: a rule
 * @id: the node at which the rewrite is reported
 *
 * Goes on by one rewrite.
 *
 * Returns: whether there is such a rewrite, and work left for it; if not, nothing has
 *   happened
 */
gboolean
ariadne_trail_apply (AriadneTrail      *self,
                     const AriadneRule *rule,
                     guint              id)
{
  AriadneRewriter *rewriter = look (self);
  AriadneRewrite  *rewrite;
  AriadneTree     *tree = NULL;

  if (self->work >= self->max_work)
    return FALSE;

  rewrite = ariadne_rewriter_try (rewriter, rule, id);
  if (rewrite != NULL && ariadne_rule_is_safe (rule, &rewriter->outline, id))
    tree = ariadne_tree_splice (self->tree, rewrite->at, rewrite->part.tree);
  if (tree == NULL)
    return FALSE;

  set_tree (self, tree, rewrite->part.cost, rewrite->part.hash);
  g_array_append_val (self->steps, ((AriadneTrailStep) { id, rule }));

  return TRUE;
}
