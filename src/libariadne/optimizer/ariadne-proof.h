/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "optimizer/ariadne-trail.h"

G_BEGIN_DECLS

/* What speaks for it that one program may take the place of another: single steps
 * that lead there when they are followed anew, and a check on random inputs.
 */
typedef struct
{
  AriadneTree *start; /* owned */
  GArray      *steps; /* of AriadneTrailStep */
  GPtrArray   *trees; /* of AriadneTree: where each step leads */
  double       cost;  /* of the last */
} AriadneProof;

AriadneProof *ariadne_proof_new     (AriadneEnvironment    *environment,
                                     const AriadneRuleSet  *rules,
                                     AriadneTree           *start,
                                     GArray                *steps,
                                     GError               **error) G_GNUC_WARN_UNUSED_RESULT;
void          ariadne_proof_free    (AriadneProof          *self);
AriadneTree  *ariadne_proof_get_end (const AriadneProof    *self);
gboolean      ariadne_proof_check   (const AriadneProof    *self,
                                     guint                  n_inputs,
                                     GError               **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneProof, ariadne_proof_free)

G_END_DECLS
