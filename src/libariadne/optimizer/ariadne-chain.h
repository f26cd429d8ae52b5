/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "optimizer/ariadne-trail.h"

G_BEGIN_DECLS

/* Sums and products of many terms.
 *
 * A chain is a tree of additions, or of multiplications, that is as low as it can be
 * on the right: ((a b) c) d. Its terms are numbered from 1, left to right. The node
 * on top of a chain is its root; below it on the left are those of its beginnings,
 * each with the next number. Single rewrites exchange neighbouring terms, so any of
 * them can be brought anywhere, which changes no number outside the chain.
 */

guint    ariadne_chain_count     (const AriadneOutline *outline,
                                  guint                 root);
guint    ariadne_chain_get_term  (const AriadneOutline *outline,
                                  guint                 root,
                                  guint                 n_terms,
                                  guint                 term);
gboolean ariadne_chain_move      (AriadneTrail         *trail,
                                  guint                 root,
                                  guint                 from,
                                  guint                 to);
gboolean ariadne_chain_split     (AriadneTrail         *trail,
                                  guint                 root,
                                  guint                 term);
gboolean ariadne_chain_put_in_order (AriadneTrail      *trail,
                                     guint              node);

static inline gboolean
ariadne_chain_is_link (const AriadneOutlineNode *node)
{
  return node->kind == ARIADNE_KIND_ADD || node->kind == ARIADNE_KIND_MUL;
}

/* Whether a chain is no part of a longer one. */
static inline gboolean
ariadne_chain_is_root (const AriadneOutline *outline,
                       guint                 id)
{
  const AriadneOutlineNode *node = &outline->nodes[id];

  return ariadne_chain_is_link (node) && node->visited &&
         (id == 0 || outline->nodes[node->parent].kind != node->kind);
}

G_END_DECLS
