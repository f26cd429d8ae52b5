/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <math.h>
#include <string.h>

#include "expression/ariadne-environment.h"
#include "expression/ariadne-tree.h"

G_BEGIN_DECLS

/* What an expression costs, and its hash: those of a node from those of its
 * children, which are taken one by one, in order.
 *
 * Costs are compared to the last bit, so the order of the operations is part of
 * what they mean. The hash is compatible with ariadne_tree_equal().
 */

typedef struct _AriadneMeasure AriadneMeasure;

/**
 * AriadneMeasure: (skip)
 * @kind: the kind of the node
 * @n_taken: how many children were taken
 * @own: see ariadne_measure_own()
 * @sum: the sum of the costs of the children taken
 * @costs: the costs of the first three children
 * @hash: the hash so far
 */
struct _AriadneMeasure
{
  AriadneKind kind;
  guint       n_taken;
  double      own;
  double      sum;
  double      costs[3];
  guint64     hash;
};

#define ARIADNE_MEASURE_LENGTH      16.0 /* assumed of every vector */
#define ARIADNE_MEASURE_LET         0.1
#define ARIADNE_MEASURE_TUPLE       0.1
#define ARIADNE_MEASURE_ALLOCATION  2.0
#define ARIADNE_MEASURE_IF_EPSILON  0.0001

#define ARIADNE_MEASURE_HASH_BOUND    G_GUINT64_CONSTANT (0x8a5cd789635d2dff)
#define ARIADNE_MEASURE_HASH_FREE     G_GUINT64_CONSTANT (0x121fd2155c472f96)
#define ARIADNE_MEASURE_HASH_CONSTANT G_GUINT64_CONSTANT (0x2b2e6e2d5a2c1f43)
#define ARIADNE_MEASURE_HASH_BINDING  G_GUINT64_CONSTANT (0x66c4ac2dbd09bb71)

double ariadne_measure_own           (const AriadneTree  *tree);
double ariadne_measure_free_function (AriadneEnvironment *environment,
                                      const char         *name);

static inline guint64
ariadne_measure_mix (guint64 hash,
                     guint64 value)
{
  hash = (hash ^ value) * G_GUINT64_CONSTANT (0x9fb21c651e98df25);

  return hash ^ (hash >> 32);
}

/* An occurrence of a variable that a binder of this level binds. */
static inline guint64
ariadne_measure_hash_bound (guint level)
{
  return ariadne_measure_mix (ARIADNE_MEASURE_HASH_BOUND, level);
}

static inline guint64
ariadne_measure_hash_free (const char *name)
{
  return ariadne_measure_mix (ARIADNE_MEASURE_HASH_FREE, ariadne_name_get_hash (name));
}

/* Constants are equal when their values are, whatever their types; adding zero
 * makes one zero of the two.
 */
static inline guint64
ariadne_measure_hash_constant (const AriadneTree *constant)
{
  double  value = ariadne_tree_get_number (constant) + 0.0;
  guint64 bits;

  memcpy (&bits, &value, sizeof bits);

  return ariadne_measure_mix (ARIADNE_MEASURE_HASH_CONSTANT, bits);
}

/* A binding occurrence, whose name does not count; the type of a parameter does. */
static inline guint64
ariadne_measure_hash_binding (AriadneKind        binder,
                              const AriadneTree *variable)
{
  if (binder != ARIADNE_KIND_LAM)
    return ARIADNE_MEASURE_HASH_BINDING;

  return ariadne_measure_mix (ARIADNE_MEASURE_HASH_BINDING,
                              ariadne_tree_get_type (variable)->hash);
}

static inline void
ariadne_measure_begin (AriadneMeasure *self,
                       AriadneKind     kind,
                       double          own)
{
  self->kind = kind;
  self->n_taken = 0;
  self->own = own;
  self->sum = 0.0;
  self->hash = ((guint64) kind + 1) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
}

static inline void
ariadne_measure_take (AriadneMeasure *self,
                      double          cost,
                      guint64         hash)
{
  if (self->n_taken < G_N_ELEMENTS (self->costs))
    self->costs[self->n_taken] = cost;

  self->n_taken++;
  self->sum += cost;
  self->hash = ariadne_measure_mix (self->hash, hash);
}

static inline double
ariadne_measure_get_cost (const AriadneMeasure *self)
{
  const double *costs = self->costs;

  switch (self->kind)
    {
    case ARIADNE_KIND_LET:
      return ((self->own != 0.0 ? costs[1] : 0.0) + costs[2]) + ARIADNE_MEASURE_LET;

    case ARIADNE_KIND_LAM:
      return costs[1];

    case ARIADNE_KIND_BUILD:
    case ARIADNE_KIND_SUMBUILD:
      return self->own + (costs[0] + costs[2] * ARIADNE_MEASURE_LENGTH);

    case ARIADNE_KIND_IF:
      return (self->own + costs[0]) +
             (MIN (costs[1], costs[2]) * ARIADNE_MEASURE_IF_EPSILON +
              MAX (costs[1], costs[2]) * 1.0);

    case ARIADNE_KIND_STOP:
      return isnan (self->own) ? costs[0] : self->own;

    default:
      return self->own + self->sum;
    }
}

G_END_DECLS
