/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "serving/ariadne-node-budget-batcher.h"

/**
 * AriadneNodeBudgetBatcher:
 *
 * A batcher that bounds the graph nodes of a batch: the sum of the sizes of its
 * states (see [method@Domain.size]). A state larger than the budget has a batch
 * of its own.
 */
struct _AriadneNodeBudgetBatcher
{
  AriadneBatcher  parent_instance;

  AriadneDomain  *domain;
  guint           node_budget;
};

G_DEFINE_FINAL_TYPE (AriadneNodeBudgetBatcher, ariadne_node_budget_batcher, ARIADNE_TYPE_BATCHER)

static guint
ariadne_node_budget_batcher_get_capacity (AriadneBatcher *batcher)
{
  return ARIADNE_NODE_BUDGET_BATCHER (batcher)->node_budget;
}

static guint
ariadne_node_budget_batcher_weigh (AriadneBatcher        *batcher,
                                   const AriadneSequence *sequence,
                                   guint                  index)
{
  AriadneNodeBudgetBatcher *self = ARIADNE_NODE_BUDGET_BATCHER (batcher);

  return ariadne_sequence_get_size (sequence, self->domain, index);
}

static void
ariadne_node_budget_batcher_finalize (GObject *object)
{
  g_clear_object (&ARIADNE_NODE_BUDGET_BATCHER (object)->domain);

  G_OBJECT_CLASS (ariadne_node_budget_batcher_parent_class)->finalize (object);
}

static void
ariadne_node_budget_batcher_class_init (AriadneNodeBudgetBatcherClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ariadne_node_budget_batcher_finalize;

  ARIADNE_BATCHER_CLASS (klass)->get_capacity = ariadne_node_budget_batcher_get_capacity;
  ARIADNE_BATCHER_CLASS (klass)->weigh = ariadne_node_budget_batcher_weigh;
}

static void
ariadne_node_budget_batcher_init (AriadneNodeBudgetBatcher *self)
{
}

/**
 * ariadne_node_budget_batcher_new:
 * @domain: (nullable): the domain of the states, which need not be known if all
 *   requests come with checked encoded forms
 * @node_budget: the largest sum of sizes in a batch, at least 1
 *
 * Makes a batcher.
 *
 * Returns: (transfer full) (type AriadneNodeBudgetBatcher): a new batcher
 */
AriadneBatcher *
ariadne_node_budget_batcher_new (AriadneDomain *domain,
                                 guint          node_budget)
{
  AriadneNodeBudgetBatcher *self;

  g_return_val_if_fail (domain == NULL || ARIADNE_IS_DOMAIN (domain), NULL);
  g_return_val_if_fail (node_budget > 0, NULL);

  self = g_object_new (ARIADNE_TYPE_NODE_BUDGET_BATCHER, NULL);
  g_set_object (&self->domain, domain);
  self->node_budget = node_budget;

  return ARIADNE_BATCHER (self);
}
