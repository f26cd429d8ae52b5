/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include "core/ariadne-error.h"
#include "search/ariadne-search-private.h"

/* The handles of the machine for those who drive it, and what its kinds tell
 * about what they do. All of this belongs to the thread that runs the search.
 */

/* Makes what is known to the running thread known to all. */
static void
publish (AriadneSearch *self)
{
  g_mutex_lock (&self->lock);
  self->progress.status = self->status;
  self->progress.n_evaluations = self->n_evaluations;
  self->progress.budget = self->budget;
  self->progress.start_cost = self->start_cost;
  self->progress.best_cost = self->best_cost;
  self->progress.best_depth = self->best_depth;
  self->progress.n_expanded = self->n_expanded;
  self->progress.n_visited = self->n_visited;
  self->progress.n_frontier = self->n_frontier;
  g_mutex_unlock (&self->lock);

  if (self->watch != NULL)
    self->watch (self, self->watch_data);
}

/* Has a function look at each step of a search that has not been run. It may look at
 * whatever belongs to the thread that runs the search.
 */
void
ariadne_search_set_watch (AriadneSearch          *self,
                          AriadneSearchWatchFunc  func,
                          gpointer                user_data)
{
  g_assert (self->status == ARIADNE_SEARCH_READY);

  self->watch = func;
  self->watch_data = user_data;
}

/* The last step of a search that ends by itself. */
AriadneStep
ariadne_search_end_as (AriadneSearch       *self,
                       AriadneSearchStatus  status)
{
  self->status = status;

  return ARIADNE_STEP_END;
}

/* Puts the neighbours of @state into the scratch array. */
gboolean
ariadne_search_expand (AriadneSearch  *self,
                       AriadneState   *state,
                       GError        **error)
{
  g_ptr_array_set_size (self->neighbours, 0);

  return ariadne_domain_expand (self->domain, state, self->neighbours, error);
}

static void
make_room (AriadneSearch *self)
{
  self->n_parents = MAX (64, self->n_parents + self->n_parents / 2);
  self->parents = g_renew (guint32, self->parents, self->n_parents);
}

/* Must be called for every state found, in order of discovery; @depth is how many
 * steps have led to it, and @parent the position among the visited of the one from
 * which it was reached; that of a start is its own.
 */
void
ariadne_search_note_found (AriadneSearch *self,
                           AriadneState  *state,
                           double         cost,
                           guint          depth,
                           guint          parent)
{
  guint number = self->n_visited++;

  if (number == self->n_parents)
    make_room (self);
  self->parents[number] = parent;
  if (self->best != NULL && !(cost < self->best_cost))
    return;

  g_clear_pointer (&self->best, ariadne_state_unref);
  self->best = ariadne_state_ref (state);
  self->best_cost = cost;
  self->best_depth = depth;
  self->best_number = number;
}

/* For a search that tells only at its end in which order it found states. */
void
ariadne_search_forget_found (AriadneSearch *self)
{
  self->n_visited = 0;
  g_clear_pointer (&self->best, ariadne_state_unref);
}

/* @state is the number of a visited state whose neighbours have been made. */
void
ariadne_search_note_expansion (AriadneSearch *self,
                               guint          state)
{
  self->n_expanded++;
  if (self->expanded != NULL)
    g_array_append_val (self->expanded, state);
}

/* States for which no priority is noted have NaN. */
static void
extend_priorities (AriadneSearch *self,
                   guint          length)
{
  const double none = NAN;

  while (self->priorities->len < length)
    g_array_append_val (self->priorities, none);
}

void
ariadne_search_note_priority (AriadneSearch *self,
                              guint          state,
                              double         priority)
{
  if (self->priorities == NULL)
    return;

  extend_priorities (self, state + 1);
  g_array_index (self->priorities, double, state) = priority;
}

gboolean
ariadne_search_check_parameter (AriadneSearch  *self,
                                const char     *parameter,
                                guint           value,
                                guint           max,
                                GError        **error)
{
  if (value >= 1 && value <= max)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
               "search “%s”: the %s is %u, expected 1 to %u",
               self->name, parameter, value, max);

  return FALSE;
}

/* Passes if the number of heads is not known yet. */
gboolean
ariadne_search_check_heads (AriadneSearch  *self,
                            guint           depth,
                            guint           n_needed,
                            guint           n_heads,
                            GError        **error)
{
  if (n_heads == 0 || n_heads >= n_needed)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
               "search “%s”: a depth of %u takes a model of at least %u heads, but it has %u",
               self->name, depth, n_needed, n_heads);

  return FALSE;
}

/* A model that answers with infinities or worse guides nobody. */
gboolean
ariadne_search_check_prediction (AriadneSearch  *self,
                                 double          cost,
                                 double          gain,
                                 GError        **error)
{
  if (isfinite (cost - gain))
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_MODEL,
               "search “%s”: a state of cost %g was answered with %g, expected a finite number",
               self->name, cost, gain);

  return FALSE;
}

gboolean
ariadne_search_check_ready (AriadneSearch  *self,
                            GError        **error)
{
  if (self->status == ARIADNE_SEARCH_READY)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
               "search “%s”: it has been run before, expected a new one", self->name);

  return FALSE;
}

static gboolean
validate_heads (AriadneSearch  *self,
                guint           n_heads,
                GError        **error)
{
  if (!ARIADNE_SEARCH_GET_CLASS (self)->validate (self, n_heads, error))
    return FALSE;

  self->n_heads = n_heads;

  return TRUE;
}

static void
set_busy (AriadneSearch *self,
          gboolean       busy)
{
  g_mutex_lock (&self->lock);
  self->busy = busy;
  g_mutex_unlock (&self->lock);
}

/* Starts a run. @n_heads is 0 if only answers will tell. If this fails, the
 * search has ended.
 */
gboolean
ariadne_search_begin (AriadneSearch  *self,
                      guint           n_heads,
                      GError        **error)
{
  g_assert (self->status == ARIADNE_SEARCH_READY);

  set_busy (self, TRUE);
  self->status = ARIADNE_SEARCH_RUNNING;
  if (self->recording)
    {
      self->expanded = g_array_new (FALSE, FALSE, sizeof (guint));
      self->requests = g_array_new (FALSE, FALSE, sizeof (guint));
      self->priorities = g_array_new (FALSE, FALSE, sizeof (double));
    }

  if (!validate_heads (self, n_heads, error))
    return FALSE;

  self->start_cost = ariadne_domain_cost (self->domain, self->start);
  ARIADNE_SEARCH_GET_CLASS (self)->begin (self);
  publish (self);

  return TRUE;
}

/* What is under evaluation is waited for, so that a search that has met a limit
 * ends with the same whoever answers.
 */
static AriadneStep
end_for_memory (AriadneSearch *self)
{
  if (self->n_in_flight > 0)
    return ARIADNE_STEP_WAIT;

  return ariadne_search_end_as (self, ARIADNE_SEARCH_MEMORY_EXHAUSTED);
}

AriadneStep
ariadne_search_next (AriadneSearch   *self,
                     AriadneRequest  *request,
                     GError         **error)
{
  AriadneStep step;

  *request = (AriadneRequest){ 0 };
  if (self->status != ARIADNE_SEARCH_RUNNING)
    step = ARIADNE_STEP_END;
  else if (self->max_visited > 0 && self->n_visited >= self->max_visited)
    step = end_for_memory (self);
  else
    step = ARIADNE_SEARCH_GET_CLASS (self)->next (self, request, error);

  if (step == ARIADNE_STEP_CALL)
    {
      self->n_in_flight++;
      self->n_sent += request->n_states;
      if (self->requests != NULL)
        g_array_append_val (self->requests, request->n_states);
    }
  publish (self);

  return step;
}

/* @answers may be NULL for a request without states. */
gboolean
ariadne_search_take (AriadneSearch  *self,
                     guint           ticket,
                     AriadneMatrix  *answers,
                     GError        **error)
{
  if (answers != NULL && self->n_heads == 0
      && !validate_heads (self, ariadne_matrix_get_n_columns (answers), error))
    return FALSE;

  if (answers != NULL && ariadne_matrix_get_n_columns (answers) != self->n_heads)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_MODEL,
                   "search “%s”: an answer has %u heads, those before had %u",
                   self->name, ariadne_matrix_get_n_columns (answers), self->n_heads);
      return FALSE;
    }

  self->n_in_flight--;
  if (!ARIADNE_SEARCH_GET_CLASS (self)->take (self, ticket, answers, error))
    return FALSE;
  publish (self);

  return TRUE;
}

/* Ends a run: with @error, or as the status says. */
void
ariadne_search_end (AriadneSearch *self,
                    const GError  *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    self->status = ARIADNE_SEARCH_CANCELLED;
  else if (error != NULL)
    self->status = ARIADNE_SEARCH_FAILED;

  ARIADNE_SEARCH_GET_CLASS (self)->end (self);
  g_ptr_array_set_size (self->neighbours, 0);
  if (self->priorities != NULL)
    extend_priorities (self, self->visited->len);
  publish (self);
  set_busy (self, FALSE);
}
