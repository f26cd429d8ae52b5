/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-error.h"
#include "optimizer/ariadne-optimizer-private.h"

/**
 * AriadneOptimizer:
 *
 * Looks for cheaper programs that may take the place of those of a set.
 *
 * Several programs are optimised at once, each by a search of its own. What is found
 * for one is handed out when it has been proved: its steps have been followed anew, to
 * the same cost, and it has the same values as the program on random inputs. Without a
 * model, what is found depends on nothing but the program and the evaluations allowed,
 * unless the time or the memory ends first.
 *
 * An optimizer runs once. However that ends, there is a result for every program.
 *
 * # Threads
 *
 * An optimizer belongs to the thread that made it; its signals are emitted in the
 * thread-default context of ariadne_optimizer_run_async().
 */

G_DEFINE_FINAL_TYPE (AriadneOptimizer, ariadne_optimizer, G_TYPE_OBJECT)

static guint signals[ARIADNE_OPTIMIZER_N_SIGNALS];

/* Not every program has a result yet. */
static void
clear_result (gpointer data)
{
  AriadneOptimization *result = data;

  g_clear_object (&result);
}

static void
ariadne_optimizer_finalize (GObject *object)
{
  AriadneOptimizer *self = ARIADNE_OPTIMIZER (object);

  g_clear_object (&self->set);
  g_clear_object (&self->model);
  g_clear_pointer (&self->results, g_ptr_array_unref);
  g_clear_pointer (&self->owner, g_main_context_unref);

  G_OBJECT_CLASS (ariadne_optimizer_parent_class)->finalize (object);
}

static void
ariadne_optimizer_class_init (AriadneOptimizerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = ariadne_optimizer_finalize;

  /**
   * AriadneOptimizer::improved:
   * @self: an optimizer
   * @index: the number of a program of the set
   * @cost: what the best costs that has been found for it
   * @evaluations: how many programs had been looked at
   *
   * A cheaper program has been found. It has not been proved yet.
   */
  signals[ARIADNE_OPTIMIZER_SIGNAL_IMPROVED] =
      g_signal_new ("improved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_DOUBLE, G_TYPE_UINT64);

  /**
   * AriadneOptimizer::optimized:
   * @self: an optimizer
   * @index: the number of a program of the set
   * @result: what has been found for it
   *
   * A program is done.
   */
  signals[ARIADNE_OPTIMIZER_SIGNAL_OPTIMIZED] =
      g_signal_new ("optimized", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 2, G_TYPE_UINT, ARIADNE_TYPE_OPTIMIZATION);
}

static void
ariadne_optimizer_init (AriadneOptimizer *self)
{
  self->strategy = ARIADNE_STRATEGY_DEFAULT;
  self->evaluations = ARIADNE_OPTIMIZER_DEFAULT_EVALUATIONS;
  self->patience = ARIADNE_OPTIMIZER_DEFAULT_PATIENCE;
  self->n_threads = g_get_num_processors ();
}

/**
 * ariadne_optimizer_new:
 * @set: the programs
 * @rules: the name of a rule set; one that ends in `+sound` leaves out what captures
 *   names, and more of what is found stands the proof
 * @error: return location for an error
 *
 * Makes an optimizer.
 *
 * Returns: (transfer full): a new optimizer, %NULL if there is no such rule set
 */
AriadneOptimizer *
ariadne_optimizer_new (AriadneExpressionSet  *set,
                       const char            *rules,
                       GError               **error)
{
  const AriadneRuleSet *found;
  AriadneOptimizer *self;

  g_return_val_if_fail (ARIADNE_IS_EXPRESSION_SET (set), NULL);
  g_return_val_if_fail (rules != NULL, NULL);

  found = ariadne_rule_set_lookup (rules, error);
  if (found == NULL)
    return NULL;

  self = g_object_new (ARIADNE_TYPE_OPTIMIZER, NULL);
  self->set = g_object_ref (set);
  self->rules = found;
  self->results = g_ptr_array_new_with_free_func (clear_result);
  g_ptr_array_set_size (self->results, (int) ariadne_expression_set_get_n_expressions (set));

  return self;
}

/**
 * ariadne_optimizer_get_set:
 * @self: an optimizer
 *
 * Gets the programs.
 *
 * Returns: (transfer none): the programs
 */
AriadneExpressionSet *
ariadne_optimizer_get_set (AriadneOptimizer *self)
{
  g_return_val_if_fail (ARIADNE_IS_OPTIMIZER (self), NULL);

  return self->set;
}

/**
 * ariadne_optimizer_get_rules:
 * @self: an optimizer
 *
 * Gets the name of the rule set.
 *
 * Returns: (transfer none): the name
 */
const char *
ariadne_optimizer_get_rules (AriadneOptimizer *self)
{
  g_return_val_if_fail (ARIADNE_IS_OPTIMIZER (self), NULL);

  return self->rules->name;
}

/**
 * ariadne_optimizer_set_strategy:
 * @self: an optimizer that has not been run
 * @strategy: how to search
 *
 * Sets how it searches.
 */
void
ariadne_optimizer_set_strategy (AriadneOptimizer *self,
                                AriadneStrategy   strategy)
{
  g_return_if_fail (ARIADNE_IS_OPTIMIZER (self));
  g_return_if_fail (!self->has_run);

  self->strategy = strategy;
}

/**
 * ariadne_optimizer_set_model:
 * @self: an optimizer that has not been run
 * @model: (nullable): what guides the searches; %NULL for nothing but costs
 *
 * Sets what guides the searches. All of them share it.
 */
void
ariadne_optimizer_set_model (AriadneOptimizer *self,
                             AriadneModel     *model)
{
  g_return_if_fail (ARIADNE_IS_OPTIMIZER (self));
  g_return_if_fail (model == NULL || ARIADNE_IS_MODEL (model));
  g_return_if_fail (!self->has_run);

  g_set_object (&self->model, model);
}

/**
 * ariadne_optimizer_set_evaluations:
 * @self: an optimizer that has not been run
 * @evaluations: how many, at least 1
 *
 * Sets how many programs are looked at for each that is optimised. The last step of a
 * search may exceed that.
 */
void
ariadne_optimizer_set_evaluations (AriadneOptimizer *self,
                                   guint             evaluations)
{
  g_return_if_fail (ARIADNE_IS_OPTIMIZER (self));
  g_return_if_fail (evaluations > 0);
  g_return_if_fail (!self->has_run);

  self->evaluations = evaluations;
}

/**
 * ariadne_optimizer_set_patience:
 * @self: an optimizer that has not been run
 * @patience: how many evaluations, or 0 if there is no end to it
 *
 * Sets how many programs are looked at in a row, without finding a better one, before a
 * search ends.
 */
void
ariadne_optimizer_set_patience (AriadneOptimizer *self,
                                guint             patience)
{
  g_return_if_fail (ARIADNE_IS_OPTIMIZER (self));
  g_return_if_fail (!self->has_run);

  self->patience = patience;
}

/**
 * ariadne_optimizer_set_max_time:
 * @self: an optimizer that has not been run
 * @seconds: how long all of it may take, or 0 if that is not limited
 *
 * Sets how long it may search. Each program has its share of that.
 */
void
ariadne_optimizer_set_max_time (AriadneOptimizer *self,
                                double            seconds)
{
  g_return_if_fail (ARIADNE_IS_OPTIMIZER (self));
  g_return_if_fail (seconds >= 0);
  g_return_if_fail (!self->has_run);

  self->max_time = seconds;
}

/**
 * ariadne_optimizer_set_max_memory:
 * @self: an optimizer that has not been run
 * @bytes: how much memory the process may have, or 0 if that is not limited
 *
 * Sets how much memory it may use. The searches that run when it is used up end with
 * what they have found.
 */
void
ariadne_optimizer_set_max_memory (AriadneOptimizer *self,
                                  guint64           bytes)
{
  g_return_if_fail (ARIADNE_IS_OPTIMIZER (self));
  g_return_if_fail (!self->has_run);

  self->max_memory = bytes;
}

/**
 * ariadne_optimizer_set_n_threads:
 * @self: an optimizer that has not been run
 * @n_threads: how many, at least 1
 *
 * Sets how many programs are optimised at the same time; as many as there are
 * processors, if nothing is said.
 */
void
ariadne_optimizer_set_n_threads (AriadneOptimizer *self,
                                 guint             n_threads)
{
  g_return_if_fail (ARIADNE_IS_OPTIMIZER (self));
  g_return_if_fail (n_threads > 0);
  g_return_if_fail (!self->has_run);

  self->n_threads = n_threads;
}

/* In the owner's context. */
void
_ariadne_optimizer_emit_improved (AriadneOptimizer *self,
                                  guint             index,
                                  double            cost,
                                  guint64           n_evaluations)
{
  g_signal_emit (self, signals[ARIADNE_OPTIMIZER_SIGNAL_IMPROVED], 0, index, cost, n_evaluations);
}

/* Takes over the result. In the owner's context. */
void
_ariadne_optimizer_take_result (AriadneOptimizer    *self,
                                guint                index,
                                AriadneOptimization *result)
{
  self->results->pdata[index] = result;
  g_signal_emit (self, signals[ARIADNE_OPTIMIZER_SIGNAL_OPTIMIZED], 0, index, result);
}

/**
 * ariadne_optimizer_get_n_results:
 * @self: an optimizer
 *
 * Gets how many programs there are.
 *
 * Returns: the number of programs
 */
guint
ariadne_optimizer_get_n_results (AriadneOptimizer *self)
{
  g_return_val_if_fail (ARIADNE_IS_OPTIMIZER (self), 0);

  return self->results->len;
}

/**
 * ariadne_optimizer_get_result:
 * @self: an optimizer
 * @index: the number of a program of the set
 *
 * Gets what has been found for a program.
 *
 * Returns: (transfer none) (nullable): the result, %NULL if there is none yet
 */
AriadneOptimization *
ariadne_optimizer_get_result (AriadneOptimizer *self,
                              guint             index)
{
  g_return_val_if_fail (ARIADNE_IS_OPTIMIZER (self), NULL);
  g_return_val_if_fail (index < self->results->len, NULL);

  return g_ptr_array_index (self->results, index);
}
