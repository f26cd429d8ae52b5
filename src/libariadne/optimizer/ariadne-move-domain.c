/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "expression/ariadne-equality.h"
#include "expression/ariadne-expression-set-private.h"
#include "expression/ariadne-expression-state.h"
#include "optimizer/ariadne-move-domain.h"
#include "optimizer/ariadne-moves.h"

/**
 * AriadneMoveDomain: (skip)
 *
 * Programs whose neighbours are what composite moves make of them, each of which is
 * a sequence of rewrites by the rules that do not capture.
 *
 * Nothing of these sequences is kept, as nearly all of them lead nowhere: the few
 * that are wanted in the end are found again.
 */
struct _AriadneMoveDomain
{
  AriadneExpressionDomain  parent_instance;

  GMutex                   lock;
  GPtrArray               *movers; /* those not in use; protected by the lock */
};

static void ariadne_move_domain_iface_init (AriadneDomainInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AriadneMoveDomain,
                               ariadne_move_domain,
                               ARIADNE_TYPE_EXPRESSION_DOMAIN,
                               G_IMPLEMENT_INTERFACE (ARIADNE_TYPE_DOMAIN,
                                                      ariadne_move_domain_iface_init))

/* Every thread that is at work has a mover of its own. */
static AriadneMover *
acquire_mover (AriadneMoveDomain *self)
{
  AriadneExpressionDomain *parent = &self->parent_instance;
  AriadneMover            *mover = NULL;

  g_mutex_lock (&self->lock);
  if (self->movers->len > 0)
    mover = g_ptr_array_steal_index_fast (self->movers, self->movers->len - 1);
  g_mutex_unlock (&self->lock);

  return mover != NULL ? mover : ariadne_mover_new (parent->environment, parent->rules);
}

static void
release_mover (AriadneMoveDomain *self,
               AriadneMover      *mover)
{
  ariadne_mover_unload (mover);

  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->movers, mover);
  g_mutex_unlock (&self->lock);
}

static gboolean
ariadne_move_domain_expand (AriadneDomain  *domain,
                            AriadneState   *state,
                            GPtrArray      *neighbours,
                            GError        **error)
{
  AriadneMoveDomain       *self = ARIADNE_MOVE_DOMAIN (domain);
  g_autoptr (AriadneTree)  tree = ariadne_expression_state_dup_tree (state);
  AriadneMover            *mover = acquire_mover (self);

  ariadne_mover_load (mover, tree);

  for (guint i = 0; i < mover->moves->len; i++)
    {
      const AriadneMove *move = &g_array_index (mover->moves, AriadneMove, i);

      g_ptr_array_add (neighbours,
                       ariadne_expression_state_new (move->tree, 0, NULL,
                                                     move->cost, move->hash));
    }

  release_mover (self, mover);

  return TRUE;
}

/* Another process would have to be told of the moves, too. */
static GVariant *
ariadne_move_domain_dup_recipe (AriadneDomain *domain)
{
  return NULL;
}

static void
ariadne_move_domain_iface_init (AriadneDomainInterface *iface)
{
  iface->expand = ariadne_move_domain_expand;
  iface->dup_recipe = ariadne_move_domain_dup_recipe;
}

static void
ariadne_move_domain_finalize (GObject *object)
{
  AriadneMoveDomain *self = ARIADNE_MOVE_DOMAIN (object);

  g_ptr_array_unref (self->movers);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (ariadne_move_domain_parent_class)->finalize (object);
}

static void
ariadne_move_domain_class_init (AriadneMoveDomainClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = ariadne_move_domain_finalize;
}

static void
ariadne_move_domain_init (AriadneMoveDomain *self)
{
  g_mutex_init (&self->lock);
  self->movers = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_mover_free);
}

/**
 * ariadne_move_domain_new: (skip)
 * @set: the programs to start from
 * @rules: the name of a rule set; its sound variant is what is used
 * @error: return location for an error
 *
 * Makes a domain for the programs of a set.
 *
 * Returns: (transfer full): a new domain, %NULL if there is no such rule set
 */
AriadneMoveDomain *
ariadne_move_domain_new (AriadneExpressionSet  *set,
                         const char            *rules,
                         GError               **error)
{
  const AriadneRuleSet    *rule_set = ariadne_rule_set_lookup (rules, error);
  AriadneExpressionDomain *self;

  if (rule_set == NULL)
    return NULL;

  self = ariadne_expression_domain_new_of_type (ARIADNE_TYPE_MOVE_DOMAIN,
                                                ariadne_expression_set_get_environment (set),
                                                ariadne_rule_set_get_sound (rule_set));
  self->set = g_object_ref (set);

  return ARIADNE_MOVE_DOMAIN (self);
}

/* Appends the steps of the move that leads from one tree to another one. */
static gboolean
explain_move (AriadneMover *mover,
              AriadneTree  *from,
              AriadneTree  *to,
              GArray       *steps)
{
  ariadne_mover_load (mover, from);

  for (guint i = 0; i < mover->moves->len; i++)
    {
      const AriadneMove *move = &g_array_index (mover->moves, AriadneMove, i);

      if (ariadne_tree_equal (move->tree, to))
        {
          g_array_append_vals (steps,
                               &g_array_index (mover->steps, AriadneTrailStep, move->first_step),
                               move->n_steps);
          return TRUE;
        }
    }

  return FALSE;
}

/**
 * ariadne_move_domain_explain: (skip)
 * @self: a domain
 * @states: (element-type AriadneState): states of which each one but the first is a
 *   neighbour of the one before
 *
 * Finds the single rewrites that lead from the first state to the last one. May be
 * called on any thread.
 *
 * Returns: (transfer full) (nullable) (element-type AriadneTrailStep): the rewrites,
 *   %NULL if one of the states is no neighbour of the one before
 */
GArray *
ariadne_move_domain_explain (AriadneMoveDomain *self,
                             GPtrArray         *states)
{
  g_autoptr (GArray)  steps = g_array_new (FALSE, FALSE, sizeof (AriadneTrailStep));
  AriadneMover       *mover = acquire_mover (self);
  gboolean            is_explained = TRUE;

  for (guint i = 1; is_explained && i < states->len; i++)
    {
      AriadneState           *state = g_ptr_array_index (states, i);
      AriadneState           *before = g_ptr_array_index (states, i - 1);
      g_autoptr (AriadneTree) from = ariadne_expression_state_dup_tree (before);
      g_autoptr (AriadneTree) to = ariadne_expression_state_dup_tree (state);

      is_explained = explain_move (mover, from, to, steps);
    }

  release_mover (self, mover);

  return is_explained ? g_steal_pointer (&steps) : NULL;
}
