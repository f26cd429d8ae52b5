/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "expression/ariadne-measure.h"
#include "expression/ariadne-outline.h"

#define NONE ARIADNE_OUTLINE_NONE

/* A binder inside a tree that is measured and is in no outline. */
typedef struct _Frame Frame;

struct _Frame
{
  const Frame *outer;
  const char  *name;
  guint        level;
  gboolean     is_function;
  double       cost; /* of a call, if it is a function */
};

/* A function let of the outline whose function has another cost than there. */
typedef struct _Override Override;

struct _Override
{
  const Override *outer;
  gint            binder;
  double          cost;
};

static inline gboolean
is_function (const AriadneTree *tree)
{
  return ariadne_tree_get_type (tree)->kind == ARIADNE_TYPE_KIND_FUNCTION;
}

/* In the outline a binder is directly before its binding occurrence or, for the
 * two kinds that have a size, before the size. The value of a let comes third.
 */
static inline guint
get_value (guint let)
{
  return let + 2;
}

static inline gboolean
binds_function (const AriadneOutline *self,
                gint                  binder)
{
  return self->nodes[binder].kind == ARIADNE_KIND_LET &&
         is_function (self->nodes[get_value (binder)].tree);
}

static gint
find_binder (const AriadneOutline *self,
             gint                  scope,
             const char           *name)
{
  while (scope != NONE && self->nodes[scope].name != name)
    scope = self->nodes[scope].scope;

  return scope;
}

/* What it costs to read a function at a variable bound by @binder, if any. */
static double
get_function_cost (const AriadneOutline *self,
                   gint                  binder,
                   const char           *name)
{
  if (binder != NONE && binds_function (self, binder))
    return self->nodes[get_value (binder)].cost;

  return ariadne_measure_free_function (self->environment, name);
}

static void
lay_out_variable (AriadneOutline     *self,
                  AriadneOutlineNode *node)
{
  node->name = ariadne_tree_get_name (node->tree);
  node->binder = find_binder (self, node->scope, node->name);
  node->last_binder = node->binder;
  node->hash = node->binder != NONE
                 ? ariadne_measure_hash_bound (self->nodes[node->binder].level)
                 : ariadne_measure_hash_free (node->name);

  if (is_function (node->tree))
    {
      node->cost = get_function_cost (self, node->binder, node->name);
      node->calls = node->binder != NONE && binds_function (self, node->binder);
    }
}

static gint
get_binder_above (const AriadneOutline *self,
                  guint                 id,
                  guint                 parent)
{
  if (id == 0)
    return NONE;

  return ariadne_kind_is_binder (self->nodes[parent].kind) ? (gint) parent
                                                           : self->nodes[parent].above;
}

static AriadneOutlineNode *
add_node (AriadneOutline *self,
          AriadneTree    *tree,
          guint           parent,
          gint            scope)
{
  guint               id = self->n_nodes++;
  AriadneOutlineNode *node = &self->nodes[id];

  node->tree = tree;
  node->cost = 0.0;
  node->own = 0.0;
  node->end = id + 1;
  node->parent = parent;
  node->above = get_binder_above (self, id, parent);
  node->scope = scope;
  node->binder = NONE;
  node->last_binder = NONE;
  node->level = scope != NONE ? self->nodes[scope].level + 1 : 0;
  node->depth = id > 0 ? self->nodes[parent].depth + 1 : 0;
  node->kind = ariadne_tree_get_kind (tree);
  node->visited = TRUE;
  node->calls = FALSE;

  return node;
}

static void
lay_out_binding_occurrence (AriadneOutline *self,
                            AriadneTree    *tree,
                            guint           parent,
                            gint            scope)
{
  AriadneOutlineNode *node = add_node (self, tree, parent, scope);

  node->name = ariadne_tree_get_name (tree);
  node->visited = FALSE;
  node->hash = ariadne_measure_hash_binding (self->nodes[parent].kind, tree);
}

static void lay_out (AriadneOutline *self,
                     AriadneTree    *tree,
                     guint           parent,
                     gint            scope,
                     gboolean        visited);

static void
lay_out_children (AriadneOutline     *self,
                  AriadneOutlineNode *node)
{
  guint          id = (guint) (node - self->nodes);
  AriadneKind    kind = node->kind;
  gboolean       is_binder = ariadne_kind_is_binder (kind);
  guint          n_children = ariadne_tree_get_n_children (node->tree);
  guint          bound_index = n_children;
  guint          body_index = n_children;
  AriadneMeasure measure;

  if (is_binder)
    {
      bound_index = ariadne_kind_get_bound_index (kind);
      body_index = ariadne_kind_get_body_index (kind);
      node->name = ariadne_tree_get_name (ariadne_tree_get_child (node->tree, bound_index));
    }

  node->own = ariadne_measure_own (node->tree);
  ariadne_measure_begin (&measure, kind, node->own);

  for (guint i = 0; i < n_children; i++)
    {
      AriadneTree              *tree = ariadne_tree_get_child (node->tree, i);
      const AriadneOutlineNode *child = &self->nodes[self->n_nodes];

      if (i == bound_index)
        lay_out_binding_occurrence (self, tree, id, node->scope);
      else
        lay_out (self, tree, id,
                 i == body_index ? (gint) id : node->scope,
                 node->visited);

      ariadne_measure_take (&measure, child->cost, child->hash);
      node->last_binder = MAX (node->last_binder, child->last_binder);
      node->calls |= child->calls;
    }

  node->end = self->n_nodes;
  node->cost = ariadne_measure_get_cost (&measure);
  node->hash = measure.hash;
}

static void
lay_out (AriadneOutline *self,
         AriadneTree    *tree,
         guint           parent,
         gint            scope,
         gboolean        visited)
{
  AriadneOutlineNode *node = add_node (self, tree, parent, scope);

  node->visited = visited && node->kind != ARIADNE_KIND_STOP;

  if (node->kind == ARIADNE_KIND_VARIABLE)
    lay_out_variable (self, node);
  else if (node->kind == ARIADNE_KIND_CONSTANT)
    node->hash = ariadne_measure_hash_constant (tree);
  else
    lay_out_children (self, node);
}

/**
 * ariadne_outline_init: (skip)
 * @self: uninitialised memory
 * @environment: where the costs of free functions are looked up; must outlive
 *   @self
 *
 * Makes an empty outline.
 */
void
ariadne_outline_init (AriadneOutline     *self,
                      AriadneEnvironment *environment)
{
  *self = (AriadneOutline) { .environment = environment };
}

/**
 * ariadne_outline_clear: (skip)
 * @self: an outline
 *
 * Frees what the outline holds.
 */
void
ariadne_outline_clear (AriadneOutline *self)
{
  g_clear_pointer (&self->nodes, g_free);
}

/**
 * ariadne_outline_fill: (skip)
 * @self: an outline
 * @tree: (transfer none): a typed tree, which must outlive its use here
 *
 * Lays out @tree, instead of what was there before.
 */
void
ariadne_outline_fill (AriadneOutline *self,
                      AriadneTree    *tree)
{
  guint size = ariadne_tree_get_size (tree);

  if (size > self->n_allocated)
    {
      self->n_allocated = MAX (size, 2 * self->n_allocated);
      g_free (self->nodes);
      self->nodes = g_new (AriadneOutlineNode, self->n_allocated);
    }

  self->n_nodes = 0;
  lay_out (self, tree, 0, NONE, TRUE);
}

/**
 * ariadne_outline_take: (skip)
 * @self: an outline
 * @id: a node
 *
 * Takes a subtree for a place of the same level, where its free names mean the
 * same.
 *
 * Returns: (transfer full): the subtree
 */
AriadnePart
ariadne_outline_take (const AriadneOutline *self,
                      guint                 id)
{
  const AriadneOutlineNode *node = &self->nodes[id];

  return (AriadnePart) { ariadne_tree_ref (node->tree), node->cost, node->hash };
}

static guint64
hash_moved (const AriadneOutline *self,
            guint                 id,
            gint                  base,
            gint                  shift)
{
  const AriadneOutlineNode *node = &self->nodes[id];
  AriadneMeasure            measure;

  if (node->last_binder < base)
    return node->hash;

  if (node->kind == ARIADNE_KIND_VARIABLE)
    return ariadne_measure_hash_bound (self->nodes[node->binder].level + shift);

  ariadne_measure_begin (&measure, node->kind, 0.0);
  for (guint child = id + 1; child < node->end; child = self->nodes[child].end)
    ariadne_measure_take (&measure, 0.0, hash_moved (self, child, base, shift));

  return measure.hash;
}

/**
 * ariadne_outline_move: (skip)
 * @self: an outline
 * @id: a node
 * @base: the first binder whose level changes; @id itself, or a binder around it
 * @shift: by how much the level changes, of that binder and all after it
 *
 * Takes a subtree for a place of another level, where its free names mean the
 * same.
 *
 * Returns: (transfer full): the subtree
 */
AriadnePart
ariadne_outline_move (const AriadneOutline *self,
                      guint                 id,
                      guint                 base,
                      gint                  shift)
{
  AriadnePart part = ariadne_outline_take (self, id);

  if (shift != 0)
    part.hash = hash_moved (self, id, (gint) base, shift);

  return part;
}

static void measure_tree (const AriadneOutline *self,
                          const AriadneTree    *tree,
                          const Frame          *frames,
                          gint                  scope,
                          guint                 level,
                          double               *cost,
                          guint64              *hash);

static void
measure_variable (const AriadneOutline *self,
                  const AriadneTree    *tree,
                  const Frame          *frame,
                  gint                  scope,
                  double               *cost,
                  guint64              *hash)
{
  const char *name = ariadne_tree_get_name (tree);
  gint        binder = NONE;

  while (frame != NULL && frame->name != name)
    frame = frame->outer;

  if (frame != NULL)
    {
      *hash = ariadne_measure_hash_bound (frame->level);
      *cost = frame->cost;
    }
  else
    {
      binder = find_binder (self, scope, name);
      *hash = binder != NONE ? ariadne_measure_hash_bound (self->nodes[binder].level)
                             : ariadne_measure_hash_free (name);
    }

  if (!is_function (tree))
    *cost = 0.0;
  else if (frame == NULL || !frame->is_function)
    *cost = get_function_cost (self, binder, name);
}

static void
measure_binder (const AriadneOutline *self,
                const AriadneTree    *tree,
                const Frame          *frames,
                gint                  scope,
                guint                 level,
                AriadneMeasure       *measure)
{
  AriadneKind        kind = ariadne_tree_get_kind (tree);
  guint              bound_index = ariadne_kind_get_bound_index (kind);
  guint              body_index = ariadne_kind_get_body_index (kind);
  const AriadneTree *variable = ariadne_tree_get_child (tree, bound_index);
  Frame              frame = { frames, ariadne_tree_get_name (variable), level, FALSE, 0.0 };

  for (guint i = 0; i <= body_index; i++)
    {
      const AriadneTree *child = ariadne_tree_get_child (tree, i);
      double             cost = 0.0;
      guint64            hash;

      if (i == bound_index)
        hash = ariadne_measure_hash_binding (kind, child);
      else if (i == body_index)
        measure_tree (self, child, &frame, scope, level + 1, &cost, &hash);
      else
        {
          measure_tree (self, child, frames, scope, level, &cost, &hash);
          frame.is_function = kind == ARIADNE_KIND_LET && is_function (child);
          frame.cost = cost;
        }

      ariadne_measure_take (measure, cost, hash);
    }
}

static void
measure_tree (const AriadneOutline *self,
              const AriadneTree    *tree,
              const Frame          *frames,
              gint                  scope,
              guint                 level,
              double               *cost,
              guint64              *hash)
{
  AriadneKind    kind = ariadne_tree_get_kind (tree);
  AriadneMeasure measure;

  if (kind == ARIADNE_KIND_VARIABLE)
    {
      measure_variable (self, tree, frames, scope, cost, hash);
      return;
    }

  if (kind == ARIADNE_KIND_CONSTANT)
    {
      *cost = 0.0;
      *hash = ariadne_measure_hash_constant (tree);
      return;
    }

  ariadne_measure_begin (&measure, kind, ariadne_measure_own (tree));

  if (ariadne_kind_is_binder (kind))
    measure_binder (self, tree, frames, scope, level, &measure);
  else
    for (guint i = 0; i < ariadne_tree_get_n_children (tree); i++)
      {
        double  child_cost;
        guint64 child_hash;

        measure_tree (self, ariadne_tree_get_child (tree, i), frames, scope, level,
                      &child_cost, &child_hash);
        ariadne_measure_take (&measure, child_cost, child_hash);
      }

  *cost = ariadne_measure_get_cost (&measure);
  *hash = measure.hash;
}

/**
 * ariadne_outline_measure: (skip)
 * @self: an outline
 * @at: a node
 * @tree: (transfer full) (nullable): a typed tree that could stand there
 *
 * Finds out the cost and the hash of a tree of any origin; takes time in
 * proportion to its size.
 *
 * Returns: (transfer full): the tree as a part
 */
AriadnePart
ariadne_outline_measure (const AriadneOutline *self,
                         guint                 at,
                         AriadneTree          *tree)
{
  const AriadneOutlineNode *place = &self->nodes[at];
  AriadnePart               part = { tree, 0.0, 0 };

  if (tree != NULL)
    measure_tree (self, tree, NULL, place->scope, place->level, &part.cost, &part.hash);

  return part;
}

/* The cost of a node that is not changed itself, but may read functions that are. */
static double
cost_with_overrides (const AriadneOutline *self,
                     guint                 id,
                     const Override       *overrides)
{
  const AriadneOutlineNode *node = &self->nodes[id];
  Override                  override = { overrides, NONE, 0.0 };
  AriadneMeasure            measure;

  if (!node->calls)
    return node->cost;

  if (node->kind == ARIADNE_KIND_VARIABLE)
    {
      while (overrides != NULL && overrides->binder != node->binder)
        overrides = overrides->outer;

      return overrides != NULL ? overrides->cost : node->cost;
    }

  ariadne_measure_begin (&measure, node->kind, node->own);
  for (guint child = id + 1; child < node->end; child = self->nodes[child].end)
    {
      double cost = cost_with_overrides (self, child, overrides);

      ariadne_measure_take (&measure, cost, 0);

      if (node->kind == ARIADNE_KIND_LET && child == get_value (id) &&
          is_function (self->nodes[child].tree))
        {
          override.binder = (gint) id;
          override.cost = cost;
          overrides = &override;
        }
    }

  return ariadne_measure_get_cost (&measure);
}

/* The cost of @sibling when @changed, below the same parent, costs @cost: another
 * one only if it is the body of a let and reads the function that @changed is.
 */
static double
cost_beside (const AriadneOutline     *self,
             const AriadneOutlineNode *parent,
             guint                     sibling,
             guint                     changed,
             double                    cost)
{
  Override override = { NULL, (gint) (parent - self->nodes), cost };

  if (parent->kind != ARIADNE_KIND_LET || sibling < changed ||
      !is_function (self->nodes[changed].tree))
    return self->nodes[sibling].cost;

  return cost_with_overrides (self, sibling, &override);
}

/**
 * ariadne_outline_propagate: (skip)
 * @self: an outline
 * @at: a node
 * @part: (inout): what replaces it, of the same type; on return the cost and the
 *   hash are those of the whole tree with it
 *
 * Finds out the cost and the hash of a changed tree; takes time in proportion to
 * the number of nodes above the change.
 */
void
ariadne_outline_propagate (const AriadneOutline *self,
                           guint                 at,
                           AriadnePart          *part)
{
  const AriadneTree *inner = ariadne_tree_skip_stops (part->tree);
  gboolean           is_lam = ariadne_tree_get_kind (inner) == ARIADNE_KIND_LAM;

  while (at > 0)
    {
      guint                     id = self->nodes[at].parent;
      const AriadneOutlineNode *parent = &self->nodes[id];
      AriadneMeasure            measure;

      ariadne_measure_begin (&measure, parent->kind, parent->own);
      if (parent->kind == ARIADNE_KIND_LET && at == get_value (id))
        measure.own = is_lam ? 0.0 : 1.0;

      for (guint child = id + 1; child < parent->end; child = self->nodes[child].end)
        if (child == at)
          ariadne_measure_take (&measure, part->cost, part->hash);
        else
          ariadne_measure_take (&measure,
                                cost_beside (self, parent, child, at, part->cost),
                                self->nodes[child].hash);

      part->cost = ariadne_measure_get_cost (&measure);
      part->hash = measure.hash;
      is_lam = parent->kind == ARIADNE_KIND_LAM;
      at = id;
    }
}

/**
 * ariadne_part_new: (skip)
 * @kind: a kind
 * @parts: (array length=n_parts): the children, which are taken over
 * @n_parts: how many there are
 *
 * Makes a node. For a let, its value must not be a function.
 *
 * Returns: (transfer full): the node, without a tree if it is ill typed or one of
 *   the children has none
 */
AriadnePart
ariadne_part_new (AriadneKind        kind,
                  const AriadnePart *parts,
                  guint              n_parts)
{
  g_autofree AriadneTree **heap = NULL;
  AriadneTree             *stack[4];
  AriadneTree            **children = stack;
  AriadnePart              result = { NULL, 0.0, 0 };
  AriadneMeasure           measure;
  gboolean                 complete = TRUE;

  if (n_parts > G_N_ELEMENTS (stack))
    children = heap = g_new (AriadneTree *, n_parts);

  for (guint i = 0; i < n_parts; i++)
    {
      children[i] = parts[i].tree;
      complete = complete && parts[i].tree != NULL;
    }

  if (complete)
    result.tree = ariadne_tree_new (kind, children, n_parts);
  else
    for (guint i = 0; i < n_parts; i++)
      g_clear_pointer (&children[i], ariadne_tree_unref);

  if (result.tree != NULL)
    {
      ariadne_measure_begin (&measure, kind, ariadne_measure_own (result.tree));
      for (guint i = 0; i < n_parts; i++)
        ariadne_measure_take (&measure, parts[i].cost, parts[i].hash);
      result.cost = ariadne_measure_get_cost (&measure);
      result.hash = measure.hash;
    }

  return result;
}

/**
 * ariadne_part_new_constant: (skip)
 * @constant: (transfer full): a constant
 *
 * Returns: (transfer full): the constant
 */
AriadnePart
ariadne_part_new_constant (AriadneTree *constant)
{
  return (AriadnePart) { constant, 0.0, ariadne_measure_hash_constant (constant) };
}

/**
 * ariadne_part_new_variable: (skip)
 * @variable: (transfer full): a variable that is not a function
 * @level: the level of its binder
 *
 * Returns: (transfer full): an occurrence of the variable
 */
AriadnePart
ariadne_part_new_variable (AriadneTree *variable,
                           guint        level)
{
  return (AriadnePart) { variable, 0.0, ariadne_measure_hash_bound (level) };
}

/**
 * ariadne_part_new_binding: (skip)
 * @variable: (transfer full): a variable
 *
 * Returns: (transfer full): the variable as a let or a build binds it
 */
AriadnePart
ariadne_part_new_binding (AriadneTree *variable)
{
  return (AriadnePart) { variable, 0.0, ARIADNE_MEASURE_HASH_BINDING };
}
