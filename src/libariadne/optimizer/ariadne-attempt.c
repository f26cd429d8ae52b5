/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <stdio.h>
#include <unistd.h>

#include "core/ariadne-error.h"
#include "expression/ariadne-expression-set-private.h"
#include "interpreter/ariadne-check.h"
#include "model/ariadne-fake-model.h"
#include "optimizer/ariadne-attempt.h"
#include "optimizer/ariadne-proof.h"
#include "optimizer/ariadne-strategy-private.h"
#include "optimizer/ariadne-way.h"
#include "search/ariadne-search-private.h"

/* How many of the last improvements are tried before the program stays as it was. */
#define MAX_PROOFS 20

/* Rows of zeros are made for no more states at once. */
#define BATCH_SIZE 1024

struct _AriadneAttempt
{
  const AriadneAttemptPlan *plan;
  guint                     number;
  AriadneSearch            *search;      /* owned */
  GCancellable             *cancellable; /* owned; stops this search, perhaps others too */
  gint64                    begun;       /* monotonic, in microseconds, as the next one */
  gint64                    deadline;    /* 0: none */

  /* Of the thread that searches, until the search is over: */
  GPtrArray                *improvements; /* of the ways to states, each better than the last */
  double                    best_cost;
  guint64                   n_best_evaluations; /* how many there were when it was found */
  gboolean                  is_stopped;
  AriadneOptimizationEnd    end;          /* if it is */
};

/* The memory that the process has, in bytes; 0 if it cannot be told. */
static guint64
get_resident (void)
{
  FILE *file = fopen ("/proc/self/statm", "re");
  unsigned long pages = 0;

  if (file == NULL)
    return 0;
  if (fscanf (file, "%*u %lu", &pages) != 1)
    pages = 0;
  fclose (file);

  return (guint64) pages * (guint64) sysconf (_SC_PAGESIZE);
}

static void
stop (AriadneAttempt         *self,
      AriadneOptimizationEnd  end)
{
  if (self->is_stopped)
    return;

  self->is_stopped = TRUE;
  self->end = end;
  g_cancellable_cancel (self->cancellable);
}

/* Only the last few are of interest. */
static void
add_improvement (AriadneAttempt *self,
                 GPtrArray      *way)
{
  if (self->improvements->len == MAX_PROOFS)
    g_ptr_array_remove_index (self->improvements, 0);
  g_ptr_array_add (self->improvements, way);
}

/* After each step of the search, on its thread. */
static void
watch_cb (AriadneSearch *search,
          gpointer       user_data)
{
  AriadneAttempt *self = user_data;
  const AriadneAttemptPlan *plan = self->plan;

  if (search->best != NULL && search->best_cost < self->best_cost)
    {
      self->best_cost = search->best_cost;
      self->n_best_evaluations = search->n_evaluations;
      add_improvement (self, ariadne_search_follow_path (search));
      if (plan->improved != NULL)
        plan->improved (self->number, self->best_cost, search->n_evaluations, plan->user_data);
    }

  if (plan->patience > 0 && search->n_evaluations - self->n_best_evaluations >= plan->patience)
    stop (self, ARIADNE_OPTIMIZATION_END_PATIENCE);
  else if (self->deadline != 0 && g_get_monotonic_time () >= self->deadline)
    stop (self, ARIADNE_OPTIMIZATION_END_TIME);
  else if (plan->max_memory > 0 && get_resident () > plan->max_memory)
    stop (self, ARIADNE_OPTIMIZATION_END_MEMORY);
}

/* @cancellable stops the search; the attempt cancels it when a limit is reached. */
AriadneAttempt *
ariadne_attempt_new (const AriadneAttemptPlan *plan,
                     guint                     number,
                     GCancellable             *cancellable)
{
  AriadneAttempt *self = g_new0 (AriadneAttempt, 1);
  g_autoptr (AriadneState) start = ariadne_expression_domain_make_start (plan->domain, number);

  self->plan = plan;
  self->number = number;
  self->cancellable = g_object_ref (cancellable);
  self->begun = g_get_monotonic_time ();
  self->improvements = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  self->best_cost = ariadne_domain_cost (ARIADNE_DOMAIN (plan->domain), start);
  self->search = _ariadne_strategy_new_search (plan->strategy, plan->domain, start, plan->budget,
                                               plan->n_heads);
  ariadne_search_set_name (self->search, ariadne_expression_set_get_name (plan->set, number));
  ariadne_search_set_watch (self->search, watch_cb, self);

  return self;
}

void
ariadne_attempt_free (AriadneAttempt *self)
{
  g_ptr_array_unref (self->improvements);
  g_object_unref (self->search);
  g_object_unref (self->cancellable);
  g_free (self);
}

AriadneSearch *
ariadne_attempt_get_search (AriadneAttempt *self)
{
  return self->search;
}

/* The search ends at @deadline, a monotonic time in microseconds. */
void
ariadne_attempt_set_deadline (AriadneAttempt *self,
                              gint64          deadline)
{
  self->deadline = deadline;
}

/* Searches on this thread, with nothing but costs to go by. */
gboolean
ariadne_attempt_search (AriadneAttempt  *self,
                        GError         **error)
{
  const AriadneAttemptPlan *plan = self->plan;
  guint n_heads = _ariadne_strategy_get_n_heads (plan->strategy);
  g_autoptr (AriadneFakeModel) model =
    ariadne_fake_model_new (ARIADNE_DOMAIN (plan->domain), ARIADNE_FAKE_ADVANTAGE_ZERO, n_heads,
                            0, 0);

  return ariadne_search_run (self->search, ARIADNE_MODEL (model), BATCH_SIZE, self->cancellable,
                             error);
}

static AriadneOptimizationEnd
get_end (AriadneAttempt *self,
         const GError   *error)
{
  AriadneSearchProgress progress;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return self->is_stopped ? self->end : ARIADNE_OPTIMIZATION_END_CANCELLED;
  if (error != NULL)
    return ARIADNE_OPTIMIZATION_END_FAILED;

  ariadne_search_get_progress (self->search, &progress);
  switch (progress.status)
    {
    case ARIADNE_SEARCH_BUDGET_EXHAUSTED:
      return ARIADNE_OPTIMIZATION_END_EVALUATIONS;

    case ARIADNE_SEARCH_MEMORY_EXHAUSTED:
      return ARIADNE_OPTIMIZATION_END_MEMORY;

    case ARIADNE_SEARCH_SPACE_EXHAUSTED:
      return ARIADNE_OPTIMIZATION_END_EXHAUSTED;

    default:
      return ARIADNE_OPTIMIZATION_END_DONE;
    }
}

static double
get_cost (AriadneAttempt *self,
          GPtrArray      *way)
{
  return ariadne_domain_cost (ARIADNE_DOMAIN (self->plan->domain),
                              g_ptr_array_index (way, way->len - 1));
}

/* Follows the steps of a way anew, and checks where they lead; NULL on error. */
static AriadneProof *
prove (AriadneAttempt  *self,
       GPtrArray       *way,
       GError         **error)
{
  const AriadneAttemptPlan *plan = self->plan;
  AriadneEnvironment *environment = ariadne_expression_set_get_environment (plan->set);
  AriadneTree *start = ariadne_expression_set_get_tree (plan->set, self->number);
  g_autoptr (GArray) steps = ariadne_way_explain (plan->domain, way);
  g_autoptr (AriadneProof) proof = NULL;

  if (steps == NULL)
    {
      g_set_error_literal (error, ARIADNE_ERROR, ARIADNE_ERROR_FAILED, "no steps lead there");
      return NULL;
    }

  proof = ariadne_proof_new (environment, plan->rules, start, steps, error);
  if (proof == NULL)
    return NULL;

  if (proof->cost != get_cost (self, way))
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_FAILED,
                   "its steps lead to one that costs %g", proof->cost);
      return NULL;
    }

  return ariadne_proof_check (proof, ARIADNE_CHECK_DEFAULT_INPUTS, error)
           ? g_steal_pointer (&proof) : NULL;
}

static void
take (AriadneOptimization *result,
      const AriadneProof  *proof)
{
  g_array_unref (result->steps);
  result->steps = g_array_ref (proof->steps);
  ariadne_tree_unref (result->tree);
  result->tree = ariadne_tree_ref (ariadne_proof_get_end (proof));
  result->best_cost = proof->cost;
}

/* Takes the best that stands the proof. */
static void
take_best (AriadneAttempt      *self,
           AriadneOptimization *result)
{
  for (guint i = self->improvements->len; i-- > 0;)
    {
      GPtrArray *way = g_ptr_array_index (self->improvements, i);
      g_autoptr (GError) error = NULL;
      g_autoptr (AriadneProof) proof = prove (self, way, &error);

      if (proof != NULL)
        {
          take (result, proof);
          return;
        }
      ariadne_optimization_set_note (result, "a program of cost %g was not taken: %s",
                                     get_cost (self, way), error->message);
    }
}

/* Once the search is over, with @error if it failed: tells what has come out. */
AriadneOptimization *
ariadne_attempt_prove (AriadneAttempt *self,
                       const GError   *error)
{
  const AriadneAttemptPlan *plan = self->plan;
  AriadneTree *start = ariadne_expression_set_get_tree (plan->set, self->number);
  double cost = ariadne_domain_cost (ARIADNE_DOMAIN (plan->domain),
                                     ariadne_search_get_start (self->search));
  AriadneOptimization *result =
    ariadne_optimization_new (ariadne_expression_set_get_name (plan->set, self->number), start,
                              cost);
  AriadneSearchProgress progress;

  ariadne_search_get_progress (self->search, &progress);
  result->n_evaluations = progress.n_evaluations;
  result->end = get_end (self, error);
  if (result->end == ARIADNE_OPTIMIZATION_END_FAILED)
    ariadne_optimization_set_note (result, "%s", error->message);

  take_best (self, result);
  result->seconds = (double) (g_get_monotonic_time () - self->begun) / G_USEC_PER_SEC;

  return result;
}
