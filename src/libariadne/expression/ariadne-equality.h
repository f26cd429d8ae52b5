/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

#include "expression/ariadne-tree.h"

G_BEGIN_DECLS

/**
 * AriadneNamePair: (skip)
 * @outer: (nullable): the pair around it
 * @a: a bound name on one side
 * @b: the name bound in its place on the other side
 * @mask: the masks of both names of every pair, of this and those around it, whose
 *   names differ; a tree that mentions none of these means the same on both sides
 *
 * Two binders that correspond to each other, within those around them.
 */
typedef struct _AriadneNamePair AriadneNamePair;
struct _AriadneNamePair
{
  const AriadneNamePair *outer;
  const char            *a;
  const char            *b;
  guint32                mask;
};

gboolean ariadne_tree_equal        (const AriadneTree     *a,
                                    const AriadneTree     *b);
gboolean ariadne_tree_equal_types  (const AriadneTree     *a,
                                    const AriadneTree     *b);
gboolean ariadne_tree_equal_within (const AriadneTree     *a,
                                    const AriadneTree     *b,
                                    const AriadneNamePair *pairs);
gboolean ariadne_name_pair_enter   (AriadneNamePair       *self,
                                    const AriadneNamePair *outer,
                                    const AriadneTree     *a,
                                    const AriadneTree     *b);
guint64  ariadne_tree_hash         (const AriadneTree     *self);

G_END_DECLS
