/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include "expression/ariadne-cost.h"
#include "expression/ariadne-expression-set-private.h"
#include "interpreter/ariadne-check.h"
#include "optimizer/ariadne-optimization-private.h"
#include "optimizer/ariadne-optimizer-private.h"

/* What has been found, as a file.
 *
 * A file has one function of each name, so functions that call one another share what
 * is found for it, and each has the let of its name. That makes a program another one
 * than was found; so it is checked like that.
 */

#define SEED          1
#define SAME_COST     0.5 /* what the lets of names and their like amount to, at most */

typedef struct
{
  AriadneOptimizer *optimizer;
  AriadneTree     **functions; /* one for each program; NULL: it stays as it is */
  GPtrArray        *notes;     /* of char * */
} Writer;

static gboolean
binds_function (const AriadneTree *tree)
{
  return ariadne_tree_get_kind (tree) == ARIADNE_KIND_LET
         && ariadne_tree_get_kind (ariadne_tree_get_child (tree, 1)) == ARIADNE_KIND_LAM;
}

/* The function that a program is: at the end of the lets of those that it calls, or one
 * of these, whose name is there.
 */
static AriadneTree *
find_function (AriadneTree *program)
{
  AriadneTree *end = program;
  AriadneTree *found = NULL;

  while (binds_function (end))
    end = ariadne_tree_get_child (end, 2);
  if (ariadne_tree_get_kind (end) == ARIADNE_KIND_LAM)
    return end;
  if (ariadne_tree_get_kind (end) != ARIADNE_KIND_VARIABLE)
    return NULL;

  for (AriadneTree *let = program; let != end; let = ariadne_tree_get_child (let, 2))
    if (ariadne_tree_get_name (ariadne_tree_get_child (let, 0)) == ariadne_tree_get_name (end))
      found = ariadne_tree_get_child (let, 1);

  return found;
}

static const char *
get_name (const Writer *self,
          guint         index)
{
  return ariadne_expression_set_get_name (self->optimizer->set, index);
}

/* Leaves a function as it is in the file. */
static void
keep (Writer     *self,
      guint       index,
      const char *reason)
{
  self->functions[index] = NULL;
  g_ptr_array_add (self->notes, g_strdup_printf ("%s stays as it is in the file: %s",
                                                 get_name (self, index), reason));
}

static void
choose (Writer *self,
        guint   index)
{
  AriadneOptimization *result = ariadne_optimizer_get_result (self->optimizer, index);

  if (result == NULL || result->steps->len == 0)
    return;

  self->functions[index] = find_function (result->tree);
  if (self->functions[index] == NULL)
    keep (self, index, "what was found is no function of its own");
}

/* Whether a function of the new file may take the place of the old one. */
static gboolean
is_equivalent (const Writer         *self,
               AriadneExpressionSet *written,
               guint                 index)
{
  g_autoptr (AriadneCheck) check =
    ariadne_check_run (ariadne_expression_set_get_tree (self->optimizer->set, index),
                       ariadne_expression_set_get_tree (written, index),
                       ARIADNE_CHECK_DEFAULT_INPUTS, SEED, NULL);

  return check != NULL && check->verdict == ARIADNE_VERDICT_EQUAL;
}

/* A function that is written may be read as one that costs more than was found. */
static void
compare_cost (Writer               *self,
              AriadneExpressionSet *written,
              guint                 index)
{
  g_autoptr (AriadneCostModel) costs =
    ariadne_cost_model_new (ariadne_expression_set_get_environment (written));
  AriadneTree *tree = ariadne_expression_set_get_tree (written, index);
  double cost = ariadne_cost_model_compute (costs, tree);
  double best = ariadne_optimizer_get_result (self->optimizer, index)->best_cost;

  if (fabs (cost - best) > SAME_COST)
    g_ptr_array_add (self->notes,
                     g_strdup_printf ("%s costs %g in the file, where it calls the functions of"
                                      " the file", get_name (self, index), cost));
}

/* Whether all that is written has passed the check; what has not is taken out. */
static gboolean
check (Writer               *self,
       AriadneExpressionSet *written)
{
  gboolean all = TRUE;

  for (guint i = 0; i < ariadne_optimizer_get_n_results (self->optimizer); i++)
    if (self->functions[i] != NULL && !is_equivalent (self, written, i))
      {
        keep (self, i, "with the other functions of the file it is not equivalent");
        all = FALSE;
      }

  return all;
}

/* Takes out what makes the file one that cannot be read: alone, it does so as well. */
static gboolean
take_out_unreadable (Writer *self)
{
  guint n = ariadne_optimizer_get_n_results (self->optimizer);
  g_autofree AriadneTree **alone = g_new0 (AriadneTree *, n);
  gboolean any = FALSE;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (AriadneExpressionSet) written = NULL;
      g_autoptr (GError) error = NULL;

      if (self->functions[i] == NULL)
        continue;

      alone[i] = self->functions[i];
      written = ariadne_expression_set_rewrite (self->optimizer->set, alone, &error);
      alone[i] = NULL;
      if (written == NULL)
        {
          keep (self, i, error->message);
          any = TRUE;
        }
    }

  return any;
}

static AriadneExpressionSet *
write_and_check (Writer *self)
{
  for (;;)
    {
      g_autoptr (AriadneExpressionSet) written =
        ariadne_expression_set_rewrite (self->optimizer->set, self->functions, NULL);

      if (written != NULL && check (self, written))
        return g_steal_pointer (&written);
      if (written == NULL && !take_out_unreadable (self))
        for (guint i = 0; i < ariadne_optimizer_get_n_results (self->optimizer); i++)
          if (self->functions[i] != NULL)
            keep (self, i, "the file could not be read again");
    }
}

/**
 * ariadne_optimizer_make_file:
 * @self: an optimizer that has been run
 * @notes: (out) (optional) (array zero-terminated=1) (transfer full): what a person
 *   should know about it, a line each
 *
 * Makes a file of what has been found: it is the one that the programs are from, with
 * their definitions replaced by better ones. All functions of it have been checked, as
 * they stand there.
 *
 * Returns: (transfer full): the contents of the file
 */
GBytes *
ariadne_optimizer_make_file (AriadneOptimizer   *self,
                             char             ***notes)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autofree AriadneTree **functions = NULL;
  g_autoptr (AriadneExpressionSet) written = NULL;
  Writer writer = { self, NULL, lines };

  g_return_val_if_fail (ARIADNE_IS_OPTIMIZER (self), NULL);

  functions = g_new0 (AriadneTree *, ariadne_optimizer_get_n_results (self) + 1);
  writer.functions = functions;
  for (guint i = 0; i < ariadne_optimizer_get_n_results (self); i++)
    choose (&writer, i);

  written = write_and_check (&writer);
  for (guint i = 0; i < ariadne_optimizer_get_n_results (self); i++)
    if (functions[i] != NULL)
      compare_cost (&writer, written, i);

  g_ptr_array_add (lines, NULL);
  if (notes != NULL)
    *notes = (char **) g_ptr_array_free (g_steal_pointer (&lines), FALSE);

  return g_bytes_ref (ariadne_expression_set_get_bytes (written));
}
