/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "expression/ariadne-measure.h"

#define UNKNOWN_FUNCTION 7.0

static double
own_of_arithmetic (const AriadneTree *tree,
                   double             unit)
{
  const AriadneType *left = ariadne_tree_get_type (ariadne_tree_get_child (tree, 0));
  const AriadneType *right = ariadne_tree_get_type (ariadne_tree_get_child (tree, 1));
  double             own = unit * MAX (left->n_elements, right->n_elements);

  if (left->n_elements > 1.0 || right->n_elements > 1.0)
    own += ARIADNE_MEASURE_ALLOCATION;

  return own;
}

static double
own_of_let (const AriadneTree *tree)
{
  const AriadneTree *value = ariadne_tree_skip_stops (ariadne_tree_get_child (tree, 1));

  return ariadne_tree_get_kind (value) == ARIADNE_KIND_LAM ? 0.0 : 1.0;
}

/**
 * ariadne_measure_own: (skip)
 * @tree: a typed tree
 *
 * Gets the part of the cost of the root of @tree that does not depend on what its
 * children cost. For a let it is 1 or 0: whether its value is charged. For a stop
 * it is its declared cost, not a number if it has none.
 *
 * Returns: the node's own share
 */
double
ariadne_measure_own (const AriadneTree *tree)
{
  switch (ariadne_tree_get_kind (tree))
    {
    case ARIADNE_KIND_ADD:
    case ARIADNE_KIND_SUB:
      return own_of_arithmetic (tree, 1.0);

    case ARIADNE_KIND_MUL:
    case ARIADNE_KIND_DIV:
      return own_of_arithmetic (tree, 2.0);

    case ARIADNE_KIND_LET:
      return own_of_let (tree);

    case ARIADNE_KIND_STOP:
      return ariadne_tree_get_stop_cost (tree);

    case ARIADNE_KIND_TUPLE:
      return ARIADNE_MEASURE_TUPLE * ariadne_tree_get_n_children (tree);

    case ARIADNE_KIND_SUMBUILD:
      return (ARIADNE_MEASURE_LENGTH - 1.0) *
             ariadne_tree_get_type (ariadne_tree_get_child (tree, 2))->n_elements;

    case ARIADNE_KIND_SUM:
      return ARIADNE_MEASURE_LENGTH - 1.0;

    case ARIADNE_KIND_EXP:
    case ARIADNE_KIND_LOG:
      return 4.0;

    case ARIADNE_KIND_APPLY:
    case ARIADNE_KIND_BUILD:
    case ARIADNE_KIND_CONST_VEC:
    case ARIADNE_KIND_DELTA_VEC:
      return 2.0;

    case ARIADNE_KIND_ASSERT:
    case ARIADNE_KIND_EQ:
    case ARIADNE_KIND_GT:
    case ARIADNE_KIND_GTE:
    case ARIADNE_KIND_IF:
    case ARIADNE_KIND_INDEX:
    case ARIADNE_KIND_RANHASHDOUB:
    case ARIADNE_KIND_SIZE:
    case ARIADNE_KIND_TO_FLOAT:
      return 1.0;

    case ARIADNE_KIND_CONSTANT:
    case ARIADNE_KIND_LAM:
    case ARIADNE_KIND_SELECT:
    case ARIADNE_KIND_VARIABLE:
    default:
      return 0.0;
    }
}

/**
 * ariadne_measure_free_function: (skip)
 * @environment: what is known of free names
 * @name: the name of a function that is free
 *
 * Returns: what it costs to read the name
 */
double
ariadne_measure_free_function (AriadneEnvironment *environment,
                               const char         *name)
{
  double cost = UNKNOWN_FUNCTION;

  ariadne_environment_get_cost (environment, name, &cost);

  return cost;
}
