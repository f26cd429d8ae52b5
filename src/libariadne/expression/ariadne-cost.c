/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include "expression/ariadne-cost.h"

/* Costs are compared to the last bit, so the order of the operations below is
 * part of what they mean.
 */
#define VECTOR_LENGTH    16.0
#define ALLOCATION       2.0
#define LET              0.1
#define TUPLE_ELEMENT    0.1
#define IF               1.0
#define IF_EPSILON       0.0001
#define UNKNOWN_FUNCTION 7.0

struct _AriadneCostModel
{
  AriadneEnvironment *environment;
};

/**
 * ariadne_cost_model_new: (skip)
 * @environment: what free functions cost
 *
 * Makes a cost model. It may be used on any thread.
 *
 * Returns: (transfer full): the cost model
 */
AriadneCostModel *
ariadne_cost_model_new (AriadneEnvironment *environment)
{
  AriadneCostModel *self = g_new0 (AriadneCostModel, 1);

  self->environment = ariadne_environment_ref (environment);

  return self;
}

/**
 * ariadne_cost_model_free: (skip)
 * @self: (transfer full): a cost model
 *
 * Releases a cost model.
 */
void
ariadne_cost_model_free (AriadneCostModel *self)
{
  ariadne_environment_unref (self->environment);
  g_free (self);
}

static double
cost_of_function (AriadneCostModel       *self,
                  const char             *name,
                  const AriadneCostScope *scope)
{
  double cost = UNKNOWN_FUNCTION;

  for (; scope != NULL; scope = scope->outer)
    if (scope->name == name)
      {
        if (scope->is_function)
          return scope->cost;
        break;
      }

  ariadne_environment_get_cost (self->environment, name, &cost);

  return cost;
}

static double
cost_of_variable (AriadneCostModel       *self,
                  const AriadneTree      *tree,
                  const AriadneCostScope *scope)
{
  if (ariadne_tree_get_type (tree)->kind != ARIADNE_TYPE_KIND_FUNCTION)
    return 0.0;

  return cost_of_function (self, ariadne_tree_get_name (tree), scope);
}

static double
n_elements (const AriadneTree *self)
{
  return ariadne_tree_get_type (self)->n_elements;
}

/* What a node adds to the sum of its children's costs. */
static double
own_cost_of_arithmetic (const AriadneTree *node,
                        double             unit)
{
  double left = n_elements (ariadne_tree_get_child (node, 0));
  double right = n_elements (ariadne_tree_get_child (node, 1));
  double cost = unit * MAX (left, right);

  return left > 1.0 || right > 1.0 ? cost + ALLOCATION : cost;
}

static double
own_cost (const AriadneTree *node)
{
  switch ((guint) ariadne_tree_get_kind (node))
    {
    case ARIADNE_KIND_ADD:
    case ARIADNE_KIND_SUB:
      return own_cost_of_arithmetic (node, 1.0);

    case ARIADNE_KIND_MUL:
    case ARIADNE_KIND_DIV:
      return own_cost_of_arithmetic (node, 2.0);

    case ARIADNE_KIND_EXP:
    case ARIADNE_KIND_LOG:
      return 4.0;

    case ARIADNE_KIND_APPLY:
    case ARIADNE_KIND_CONST_VEC:
    case ARIADNE_KIND_DELTA_VEC:
      return 2.0;

    case ARIADNE_KIND_ASSERT:
    case ARIADNE_KIND_EQ:
    case ARIADNE_KIND_GT:
    case ARIADNE_KIND_GTE:
    case ARIADNE_KIND_INDEX:
    case ARIADNE_KIND_RANHASHDOUB:
    case ARIADNE_KIND_SIZE:
    case ARIADNE_KIND_TO_FLOAT:
      return 1.0;

    case ARIADNE_KIND_SELECT:
      return 0.0;

    case ARIADNE_KIND_SUM:
      return VECTOR_LENGTH - 1.0;

    case ARIADNE_KIND_TUPLE:
      return TUPLE_ELEMENT * ariadne_tree_get_n_children (node);

    default:
      g_assert_not_reached ();
    }
}

static double
combine_let (const AriadneTree *node,
             const double      *child_costs)
{
  const AriadneTree *value = ariadne_tree_skip_stops (ariadne_tree_get_child (node, 1));
  double value_cost = ariadne_tree_get_kind (value) == ARIADNE_KIND_LAM ? 0.0 : child_costs[1];

  return (value_cost + child_costs[2]) + LET;
}

static double
combine_loop (const AriadneTree *node,
              const double      *child_costs)
{
  double inner = child_costs[0] + child_costs[2] * VECTOR_LENGTH;

  if (ariadne_tree_get_kind (node) == ARIADNE_KIND_BUILD)
    return ALLOCATION + inner;

  return (VECTOR_LENGTH - 1.0) * n_elements (ariadne_tree_get_child (node, 2)) + inner;
}

static double
combine_if (const double *child_costs)
{
  double low = MIN (child_costs[1], child_costs[2]);
  double high = MAX (child_costs[1], child_costs[2]);

  return (IF + child_costs[0]) + (low * IF_EPSILON + high * 1.0);
}

static double
combine_stop (const AriadneTree *node,
              const double      *child_costs)
{
  double declared = ariadne_tree_get_stop_cost (node);

  return isnan (declared) ? child_costs[0] : declared;
}

/* Kinds whose cost is not their own and the sum of their children's. */
static gboolean
is_special (AriadneKind kind)
{
  return ariadne_kind_is_binder (kind) || kind == ARIADNE_KIND_IF || kind == ARIADNE_KIND_STOP;
}

static double
combine_special (const AriadneTree *node,
                 const double      *child_costs)
{
  switch ((guint) ariadne_tree_get_kind (node))
    {
    case ARIADNE_KIND_LET:
      return combine_let (node, child_costs);

    case ARIADNE_KIND_LAM:
      return child_costs[1];

    case ARIADNE_KIND_BUILD:
    case ARIADNE_KIND_SUMBUILD:
      return combine_loop (node, child_costs);

    case ARIADNE_KIND_IF:
      return combine_if (child_costs);

    case ARIADNE_KIND_STOP:
      return combine_stop (node, child_costs);

    default:
      g_assert_not_reached ();
    }
}

/**
 * ariadne_cost_combine: (skip)
 * @node: a typed node that has children
 * @child_costs: (array): the cost of each child where it stands; that of a
 *   binding occurrence is not looked at
 *
 * Works out the cost of a node from those of its children.
 *
 * Returns: the cost
 */
double
ariadne_cost_combine (const AriadneTree *node,
                      const double      *child_costs)
{
  double sum = 0.0;

  if (is_special (ariadne_tree_get_kind (node)))
    return combine_special (node, child_costs);

  for (guint i = 0; i < ariadne_tree_get_n_children (node); i++)
    sum += child_costs[i];

  return own_cost (node) + sum;
}

/**
 * ariadne_cost_scope_enter: (skip)
 * @self: (out caller-allocates): the scope of the body of @binder
 * @outer: (nullable): the scope of @binder
 * @binder: a let, lam, build or sumbuild
 * @value_cost: for a let, the cost of its value
 *
 * Goes into the body of a binder.
 */
void
ariadne_cost_scope_enter (AriadneCostScope       *self,
                          const AriadneCostScope *outer,
                          const AriadneTree      *binder,
                          double                  value_cost)
{
  AriadneKind        kind = ariadne_tree_get_kind (binder);
  const AriadneTree *bound = ariadne_tree_get_child (binder, ariadne_kind_get_bound_index (kind));

  self->outer = outer;
  self->name = ariadne_tree_get_name (bound);
  self->is_function = kind == ARIADNE_KIND_LET &&
                      ariadne_tree_get_type (bound)->kind == ARIADNE_TYPE_KIND_FUNCTION;
  self->cost = value_cost;
}

static double compute (AriadneCostModel       *self,
                       const AriadneTree      *tree,
                       const AriadneCostScope *scope,
                       double                 *costs);

static double
compute_special (AriadneCostModel       *self,
                 const AriadneTree      *tree,
                 const AriadneCostScope *scope,
                 double                 *costs)
{
  AriadneKind      kind = ariadne_tree_get_kind (tree);
  gboolean         binds = ariadne_kind_is_binder (kind);
  guint            bound = binds ? ariadne_kind_get_bound_index (kind) : G_MAXUINT;
  guint            body = binds ? ariadne_kind_get_body_index (kind) : G_MAXUINT;
  double           child_costs[3] = { 0.0 };
  AriadneCostScope inner;

  for (guint i = 0; i < ariadne_tree_get_n_children (tree); i++)
    {
      const AriadneTree *child = ariadne_tree_get_child (tree, i);

      if (i == body)
        ariadne_cost_scope_enter (&inner, scope, tree, child_costs[1]);
      if (i != bound)
        child_costs[i] = compute (self, child, i == body ? &inner : scope, costs);
      else if (costs != NULL)
        costs[0] = 0.0;
      if (costs != NULL)
        costs += ariadne_tree_get_size (child);
    }

  return combine_special (tree, child_costs);
}

static double
compute_sum (AriadneCostModel       *self,
             const AriadneTree      *tree,
             const AriadneCostScope *scope,
             double                 *costs)
{
  double sum = 0.0;

  for (guint i = 0; i < ariadne_tree_get_n_children (tree); i++)
    {
      const AriadneTree *child = ariadne_tree_get_child (tree, i);

      sum += compute (self, child, scope, costs);
      if (costs != NULL)
        costs += ariadne_tree_get_size (child);
    }

  return own_cost (tree) + sum;
}

static double
compute (AriadneCostModel       *self,
         const AriadneTree      *tree,
         const AriadneCostScope *scope,
         double                 *costs)
{
  AriadneKind kind = ariadne_tree_get_kind (tree);
  double     *rest = costs == NULL ? NULL : costs + 1;
  double      cost;

  if (kind == ARIADNE_KIND_CONSTANT)
    cost = 0.0;
  else if (kind == ARIADNE_KIND_VARIABLE)
    cost = cost_of_variable (self, tree, scope);
  else if (is_special (kind))
    cost = compute_special (self, tree, scope, rest);
  else
    cost = compute_sum (self, tree, scope, rest);

  if (costs != NULL)
    costs[0] = cost;

  return cost;
}

/**
 * ariadne_cost_model_compute_nodes: (skip)
 * @self: a cost model
 * @tree: a typed tree
 * @scope: (nullable): the binders around it
 * @costs: (array) (nullable): where the cost of every node goes, in the order of
 *   their numbers; binding occurrences get 0
 *
 * Works out the costs of all nodes of a tree.
 *
 * Returns: the cost of the tree
 */
double
ariadne_cost_model_compute_nodes (AriadneCostModel       *self,
                                  const AriadneTree      *tree,
                                  const AriadneCostScope *scope,
                                  double                 *costs)
{
  return compute (self, tree, scope, costs);
}

/**
 * ariadne_cost_model_compute: (skip)
 * @self: a cost model
 * @tree: a typed tree
 *
 * Works out the cost of an expression.
 *
 * Returns: the cost
 */
double
ariadne_cost_model_compute (AriadneCostModel  *self,
                            const AriadneTree *tree)
{
  return compute (self, tree, NULL, NULL);
}
