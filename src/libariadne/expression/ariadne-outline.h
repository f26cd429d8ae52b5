/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "expression/ariadne-environment.h"
#include "expression/ariadne-tree.h"

G_BEGIN_DECLS

/* A tree laid out in preorder, with what every rewrite of it needs to know: for
 * each node its surroundings, its cost and its hash.
 *
 * The hash of an expression is the same for all expressions that differ in bound
 * names only: an occurrence of a bound variable counts as the level of its binder,
 * which is the number of binders around that. As levels count from the root, a
 * subtree keeps its hash, and its cost, when something beside it changes. So the
 * cost and the hash of a rewritten tree come from the new subtree and the path
 * above it, whatever the size of the tree.
 *
 * An outline is scratch memory of one thread, to be filled again and again. It
 * borrows the tree.
 */

typedef struct _AriadneOutline     AriadneOutline;
typedef struct _AriadneOutlineNode AriadneOutlineNode;
typedef struct _AriadnePart        AriadnePart;

#define ARIADNE_OUTLINE_NONE (-1)

/**
 * AriadneOutlineNode: (skip)
 * @tree: the subtree
 * @hash: its hash, in this place
 * @cost: its cost, in this place
 * @own: the part of the cost that does not depend on the children's costs
 * @name: of a variable or a binder, the name
 * @end: the number of the first node behind the subtree
 * @parent: the number of the node above; the root is its own parent
 * @above: the number of the innermost binder that this node is inside
 * @scope: the number of the innermost binder that this node is in the scope of
 * @binder: of a variable, the number of the binder that binds it
 * @last_binder: the largest such number of all variables in the subtree
 * @level: how many binders the node is in the scope of
 * @depth: how many nodes are above
 * @kind: the kind
 * @visited: whether rules are tried here
 * @calls: whether a function defined in the tree is read in the subtree
 *
 * One node; where there is no such number, it is %ARIADNE_OUTLINE_NONE.
 */
struct _AriadneOutlineNode
{
  AriadneTree *tree;
  guint64      hash;
  double       cost;
  double       own;
  const char  *name;
  guint        end;
  guint        parent;
  gint         above;
  gint         scope;
  gint         binder;
  gint         last_binder;
  guint        level;
  guint16      depth;
  guint8       kind;
  guint8       visited : 1;
  guint8       calls : 1;
};

struct _AriadneOutline
{
  AriadneEnvironment *environment; /* not owned */
  AriadneOutlineNode *nodes;
  guint               n_nodes;
  guint               n_allocated;
};

/**
 * AriadnePart: (skip)
 * @tree: (nullable): a tree, %NULL if it could not be made
 * @cost: its cost, in the place it is meant for
 * @hash: its hash, in the place it is meant for
 *
 * What new subtrees are put together from.
 */
struct _AriadnePart
{
  AriadneTree *tree;
  double       cost;
  guint64      hash;
};

void        ariadne_outline_init      (AriadneOutline       *self,
                                       AriadneEnvironment   *environment);
void        ariadne_outline_clear     (AriadneOutline       *self);
void        ariadne_outline_fill      (AriadneOutline       *self,
                                       AriadneTree          *tree);
AriadnePart ariadne_outline_take      (const AriadneOutline *self,
                                       guint                 id);
AriadnePart ariadne_outline_move      (const AriadneOutline *self,
                                       guint                 id,
                                       guint                 base,
                                       gint                  shift);
AriadnePart ariadne_outline_measure   (const AriadneOutline *self,
                                       guint                 at,
                                       AriadneTree          *tree);
void        ariadne_outline_propagate (const AriadneOutline *self,
                                       guint                 at,
                                       AriadnePart          *part);

AriadnePart ariadne_part_new          (AriadneKind           kind,
                                       const AriadnePart    *parts,
                                       guint                 n_parts);
AriadnePart ariadne_part_new_constant (AriadneTree          *constant);
AriadnePart ariadne_part_new_variable (AriadneTree          *variable,
                                       guint                 level);
AriadnePart ariadne_part_new_binding  (AriadneTree          *variable);

G_END_DECLS
