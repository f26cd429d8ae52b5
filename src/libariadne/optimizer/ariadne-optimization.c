/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "expression/ariadne-printer.h"
#include "optimizer/ariadne-optimization-private.h"

/**
 * AriadneOptimization:
 *
 * The cheapest program that was found to be equivalent to one that was given, with the
 * steps that lead from one to the other. It has been checked: it has the same values on
 * random inputs, and the steps lead to it. In the worst case it is the program itself.
 *
 * It does not change and may be used on any thread.
 */

G_DEFINE_FINAL_TYPE (AriadneOptimization, ariadne_optimization, G_TYPE_OBJECT)

static void
ariadne_optimization_finalize (GObject *object)
{
  AriadneOptimization *self = ARIADNE_OPTIMIZATION (object);

  g_free (self->name);
  g_free (self->note);
  g_array_unref (self->steps);
  g_clear_pointer (&self->tree, ariadne_tree_unref);

  G_OBJECT_CLASS (ariadne_optimization_parent_class)->finalize (object);
}

static void
ariadne_optimization_class_init (AriadneOptimizationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = ariadne_optimization_finalize;
}

static void
ariadne_optimization_init (AriadneOptimization *self)
{
  self->steps = g_array_new (FALSE, FALSE, sizeof (AriadneTrailStep));
}

/* A program of which nothing better is known yet. */
AriadneOptimization *
ariadne_optimization_new (const char  *name,
                          AriadneTree *start,
                          double       cost)
{
  AriadneOptimization *self = g_object_new (ARIADNE_TYPE_OPTIMIZATION, NULL);

  self->name = g_strdup (name);
  self->tree = ariadne_tree_ref (start);
  self->start_cost = cost;
  self->best_cost = cost;

  return self;
}

/* The first of several notes is the one that matters. */
void
ariadne_optimization_set_note (AriadneOptimization *self,
                               const char          *format,
                               ...)
{
  va_list arguments;

  if (self->note != NULL)
    return;

  va_start (arguments, format);
  self->note = g_strdup_vprintf (format, arguments);
  va_end (arguments);
}

/**
 * ariadne_optimization_end_to_string:
 * @end: why a search ended
 *
 * Gets a word for @end, in lower case, as in reports.
 *
 * Returns: (transfer none): the word
 */
const char *
ariadne_optimization_end_to_string (AriadneOptimizationEnd end)
{
  static const char * const names[] = {
    [ARIADNE_OPTIMIZATION_END_DONE] = "done",
    [ARIADNE_OPTIMIZATION_END_EXHAUSTED] = "exhausted",
    [ARIADNE_OPTIMIZATION_END_EVALUATIONS] = "evaluations",
    [ARIADNE_OPTIMIZATION_END_PATIENCE] = "patience",
    [ARIADNE_OPTIMIZATION_END_TIME] = "time",
    [ARIADNE_OPTIMIZATION_END_MEMORY] = "memory",
    [ARIADNE_OPTIMIZATION_END_CANCELLED] = "cancelled",
    [ARIADNE_OPTIMIZATION_END_FAILED] = "failed",
  };

  g_return_val_if_fail (end < G_N_ELEMENTS (names), NULL);

  return names[end];
}

/**
 * ariadne_optimization_get_name:
 * @self: what was found for a program
 *
 * Gets the name of the program.
 *
 * Returns: (transfer none): the name
 */
const char *
ariadne_optimization_get_name (AriadneOptimization *self)
{
  g_return_val_if_fail (ARIADNE_IS_OPTIMIZATION (self), NULL);

  return self->name;
}

/**
 * ariadne_optimization_get_end:
 * @self: what was found for a program
 *
 * Tells why the search ended.
 *
 * Returns: the reason
 */
AriadneOptimizationEnd
ariadne_optimization_get_end (AriadneOptimization *self)
{
  g_return_val_if_fail (ARIADNE_IS_OPTIMIZATION (self), ARIADNE_OPTIMIZATION_END_FAILED);

  return self->end;
}

/**
 * ariadne_optimization_get_start_cost:
 * @self: what was found for a program
 *
 * Gets what the program cost as it was given.
 *
 * Returns: the cost
 */
double
ariadne_optimization_get_start_cost (AriadneOptimization *self)
{
  g_return_val_if_fail (ARIADNE_IS_OPTIMIZATION (self), 0.0);

  return self->start_cost;
}

/**
 * ariadne_optimization_get_best_cost:
 * @self: what was found for a program
 *
 * Gets what the cheapest program costs that was found, and passed the check.
 *
 * Returns: the cost
 */
double
ariadne_optimization_get_best_cost (AriadneOptimization *self)
{
  g_return_val_if_fail (ARIADNE_IS_OPTIMIZATION (self), 0.0);

  return self->best_cost;
}

/**
 * ariadne_optimization_get_n_evaluations:
 * @self: what was found for a program
 *
 * Gets how many programs were looked at.
 *
 * Returns: the number of evaluations
 */
guint64
ariadne_optimization_get_n_evaluations (AriadneOptimization *self)
{
  g_return_val_if_fail (ARIADNE_IS_OPTIMIZATION (self), 0);

  return self->n_evaluations;
}

/**
 * ariadne_optimization_get_seconds:
 * @self: what was found for a program
 *
 * Gets how long all of it took: the search, and the check of what it found.
 *
 * Returns: the time, in seconds
 */
double
ariadne_optimization_get_seconds (AriadneOptimization *self)
{
  g_return_val_if_fail (ARIADNE_IS_OPTIMIZATION (self), 0.0);

  return self->seconds;
}

/**
 * ariadne_optimization_get_n_steps:
 * @self: what was found for a program
 *
 * Gets how many steps lead from the program to the cheapest one.
 *
 * Returns: the number of steps
 */
guint
ariadne_optimization_get_n_steps (AriadneOptimization *self)
{
  g_return_val_if_fail (ARIADNE_IS_OPTIMIZATION (self), 0);

  return self->steps->len;
}

/**
 * ariadne_optimization_get_step:
 * @self: what was found for a program
 * @index: the number of a step, from 0
 * @node: (out): the number of the node at which a rule is applied
 *
 * Gets one of the steps.
 *
 * Returns: (transfer none): the name of the rule
 */
const char *
ariadne_optimization_get_step (AriadneOptimization *self,
                               guint                index,
                               guint               *node)
{
  const AriadneTrailStep *step;

  g_return_val_if_fail (ARIADNE_IS_OPTIMIZATION (self), NULL);
  g_return_val_if_fail (index < self->steps->len, NULL);
  g_return_val_if_fail (node != NULL, NULL);

  step = &g_array_index (self->steps, AriadneTrailStep, index);
  *node = step->id;

  return step->rule->name;
}

/**
 * ariadne_optimization_get_text:
 * @self: what was found for a program
 *
 * Gets the cheapest program, with the functions that it needs.
 *
 * Returns: (transfer full): its canonical text
 */
char *
ariadne_optimization_get_text (AriadneOptimization *self)
{
  g_return_val_if_fail (ARIADNE_IS_OPTIMIZATION (self), NULL);

  return ariadne_tree_to_string (self->tree);
}

/**
 * ariadne_optimization_get_note:
 * @self: what was found for a program
 *
 * Tells what a person should know about it: why a cheaper program was not taken, or
 * what went wrong.
 *
 * Returns: (transfer none) (nullable): a line, %NULL if there is nothing to tell
 */
const char *
ariadne_optimization_get_note (AriadneOptimization *self)
{
  g_return_val_if_fail (ARIADNE_IS_OPTIMIZATION (self), NULL);

  return self->note;
}
