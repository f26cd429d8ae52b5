/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-error.h"
#include "interpreter/ariadne-check.h"
#include "optimizer/ariadne-proof.h"

/* All checks are made with the same inputs: a program is not to pass today and fail
 * tomorrow.
 */
#define SEED 1

static gboolean
follow_step (AriadneProof           *self,
             AriadneRewriter        *rewriter,
             const AriadneTrailStep *step,
             guint                   number,
             GError                **error)
{
  const AriadneRewrite *rewrite = NULL;
  guint index;

  ariadne_rewriter_show (rewriter, ariadne_proof_get_end (self));
  if (step->id < rewriter->outline.n_nodes)
    rewrite = ariadne_rewriter_try (rewriter, step->rule, step->id);
  if (rewrite == NULL)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_FAILED,
                   "step %u, %s at node %u, does not apply", number, step->rule->name, step->id);
      return FALSE;
    }

  self->cost = rewrite->part.cost;
  index = (guint) (rewrite - rewriter->rewrites);
  g_ptr_array_add (self->trees, ariadne_rewriter_get_result (rewriter, index));

  return TRUE;
}

/**
 * ariadne_proof_new: (skip)
 * @environment: what is known about the free names
 * @rules: the rules that the steps apply
 * @start: (transfer none): a typed program
 * @steps: (element-type AriadneTrailStep) (transfer none): steps from there
 * @error: return location for an error
 *
 * Follows steps, each of which has to apply.
 *
 * Returns: (transfer full): what they prove, %NULL on error
 */
AriadneProof *
ariadne_proof_new (AriadneEnvironment    *environment,
                   const AriadneRuleSet  *rules,
                   AriadneTree           *start,
                   GArray                *steps,
                   GError               **error)
{
  g_autoptr (AriadneRewriter) rewriter = ariadne_rewriter_new (environment, rules);
  g_autoptr (AriadneProof) self = g_new0 (AriadneProof, 1);

  self->start = ariadne_tree_ref (start);
  self->steps = g_array_ref (steps);
  self->trees = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_tree_unref);
  ariadne_rewriter_show (rewriter, start);
  self->cost = rewriter->outline.nodes[0].cost;

  for (guint i = 0; i < steps->len; i++)
    if (!follow_step (self, rewriter, &g_array_index (steps, AriadneTrailStep, i), i + 1, error))
      return NULL;

  return g_steal_pointer (&self);
}

/**
 * ariadne_proof_free: (skip)
 * @self: a proof
 *
 * Releases it.
 */
void
ariadne_proof_free (AriadneProof *self)
{
  ariadne_tree_unref (self->start);
  g_array_unref (self->steps);
  g_ptr_array_unref (self->trees);
  g_free (self);
}

static AriadneTree *
get_tree (const AriadneProof *self,
          guint               n_steps)
{
  return n_steps == 0 ? self->start : g_ptr_array_index (self->trees, n_steps - 1);
}

/**
 * ariadne_proof_get_end: (skip)
 * @self: a proof
 *
 * Returns: (transfer none): where all the steps lead
 */
AriadneTree *
ariadne_proof_get_end (const AriadneProof *self)
{
  return get_tree (self, self->trees->len);
}

/* Whether a program has the same values as another, as far as a few inputs tell. */
static gboolean
compare (AriadneTree     *a,
         AriadneTree     *b,
         guint            n_inputs,
         AriadneVerdict  *verdict,
         GError         **error)
{
  g_autoptr (AriadneCheck) check = ariadne_check_run (a, b, n_inputs, SEED, error);

  if (check != NULL)
    *verdict = check->verdict;

  return check != NULL;
}

/* The first step that changes what is computed; NULL if none does that can be seen:
 * the difference may be the sum of many small ones.
 */
static const AriadneTrailStep *
find_culprit (const AriadneProof *self,
              guint               n_inputs)
{
  for (guint i = 0; i < self->steps->len; i++)
    {
      AriadneVerdict verdict = ARIADNE_VERDICT_EQUAL;

      if (compare (get_tree (self, i), get_tree (self, i + 1), n_inputs, &verdict, NULL)
          && verdict == ARIADNE_VERDICT_DIFFERENT)
        return &g_array_index (self->steps, AriadneTrailStep, i);
    }

  return NULL;
}

/**
 * ariadne_proof_check: (skip)
 * @self: a proof
 * @n_inputs: how many random inputs to try
 * @error: return location for an error
 *
 * Checks that the program at the end may take the place of that at the start.
 *
 * Returns: whether it does; if not, @error says why, and which rule is to blame if that
 *   can be found
 */
gboolean
ariadne_proof_check (const AriadneProof  *self,
                     guint                n_inputs,
                     GError             **error)
{
  AriadneVerdict verdict;
  const AriadneTrailStep *culprit;

  if (!compare (self->start, ariadne_proof_get_end (self), n_inputs, &verdict, error))
    return FALSE;
  if (verdict == ARIADNE_VERDICT_EQUAL)
    return TRUE;

  culprit = verdict == ARIADNE_VERDICT_DIFFERENT ? find_culprit (self, n_inputs) : NULL;
  if (verdict == ARIADNE_VERDICT_UNKNOWN)
    g_set_error_literal (error, ARIADNE_ERROR, ARIADNE_ERROR_FAILED,
                         "no random input tells whether it is equivalent");
  else if (culprit != NULL)
    g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_FAILED,
                 "it is not equivalent since %s was applied at node %u", culprit->rule->name,
                 culprit->id);
  else
    g_set_error_literal (error, ARIADNE_ERROR, ARIADNE_ERROR_FAILED,
                         "it is not equivalent, though no single step is to blame");

  return FALSE;
}
