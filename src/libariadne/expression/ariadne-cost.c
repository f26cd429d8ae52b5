/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "expression/ariadne-cost.h"
#include "expression/ariadne-measure.h"

struct _AriadneCostModel
{
  AriadneEnvironment *environment;
};

/* The binders around a place in a tree, innermost first. Those that do not bind a
 * function still hide one of their name.
 */
typedef struct _Scope Scope;
struct _Scope
{
  const Scope *outer;
  const char  *name;
  gboolean     is_function;
  double       cost; /* of reading the name of a function */
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
cost_of_function (AriadneCostModel *self,
                  const char       *name,
                  const Scope      *scope)
{
  for (; scope != NULL; scope = scope->outer)
    if (scope->name == name)
      {
        if (scope->is_function)
          return scope->cost;
        break;
      }

  return ariadne_measure_free_function (self->environment, name);
}

static double
cost_of_variable (AriadneCostModel  *self,
                  const AriadneTree *tree,
                  const Scope       *scope)
{
  if (ariadne_tree_get_type (tree)->kind != ARIADNE_TYPE_KIND_FUNCTION)
    return 0.0;

  return cost_of_function (self, ariadne_tree_get_name (tree), scope);
}

static void
enter (Scope             *self,
       const Scope       *outer,
       const AriadneTree *binder,
       double             value_cost)
{
  AriadneKind        kind = ariadne_tree_get_kind (binder);
  const AriadneTree *bound = ariadne_tree_get_child (binder, ariadne_kind_get_bound_index (kind));

  self->outer = outer;
  self->name = ariadne_tree_get_name (bound);
  self->is_function = kind == ARIADNE_KIND_LET &&
                      ariadne_tree_get_type (bound)->kind == ARIADNE_TYPE_KIND_FUNCTION;
  self->cost = value_cost;
}

static double compute (AriadneCostModel  *self,
                       const AriadneTree *tree,
                       const Scope       *scope);

static double
compute_binder (AriadneCostModel  *self,
                const AriadneTree *tree,
                const Scope       *scope)
{
  AriadneKind    kind = ariadne_tree_get_kind (tree);
  guint          bound = ariadne_kind_get_bound_index (kind);
  guint          body = ariadne_kind_get_body_index (kind);
  double         cost = 0.0;
  AriadneMeasure measure;
  Scope          inner;

  ariadne_measure_begin (&measure, kind, ariadne_measure_own (tree));
  for (guint i = 0; i < ariadne_tree_get_n_children (tree); i++)
    {
      /* The cost so far is that of the value of a let. */
      if (i == body)
        enter (&inner, scope, tree, cost);
      cost = i == bound
             ? 0.0
             : compute (self, ariadne_tree_get_child (tree, i), i == body ? &inner : scope);
      ariadne_measure_take (&measure, cost, 0);
    }

  return ariadne_measure_get_cost (&measure);
}

static double
compute (AriadneCostModel  *self,
         const AriadneTree *tree,
         const Scope       *scope)
{
  AriadneKind    kind = ariadne_tree_get_kind (tree);
  AriadneMeasure measure;

  if (kind == ARIADNE_KIND_CONSTANT)
    return 0.0;
  if (kind == ARIADNE_KIND_VARIABLE)
    return cost_of_variable (self, tree, scope);
  if (ariadne_kind_is_binder (kind))
    return compute_binder (self, tree, scope);

  ariadne_measure_begin (&measure, kind, ariadne_measure_own (tree));
  for (guint i = 0; i < ariadne_tree_get_n_children (tree); i++)
    ariadne_measure_take (&measure, compute (self, ariadne_tree_get_child (tree, i), scope), 0);

  return ariadne_measure_get_cost (&measure);
}

/**
 * ariadne_cost_model_compute: (skip)
 * @self: a cost model
 * @tree: a typed tree
 *
 * Works out the cost of an expression. May be called on any thread.
 *
 * Returns: the cost
 */
double
ariadne_cost_model_compute (AriadneCostModel  *self,
                            const AriadneTree *tree)
{
  return compute (self, tree, NULL);
}
