/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include "search/ariadne-astar-private.h"

/* No list of states that are asked for ahead is longer. */
#define LONGEST_LIST 4096

/**
 * AriadneAStar:
 *
 * What the best-first searches have in common: a frontier, the states seen, a
 * depth and a budget.
 *
 * The priority of a state is its cost less what the model expects to gain in
 * the steps left, lowest first; of equal ones the shallower goes first, then the
 * one found earlier. A neighbour counts as seen from the moment it is found.
 *
 * The model's last head stands for the most steps: with H heads, a state at
 * depth d is judged by head H − d − 1. A state with no step left gains nothing,
 * whatever head 0 says. The depth may thus be at most H − 1.
 */

enum
{
  PROP_0,
  PROP_MAX_DEPTH,
  PROP_BUDGET,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ABSTRACT_TYPE (AriadneAStar, ariadne_astar, ARIADNE_TYPE_SEARCH)

static gboolean
ariadne_astar_validate (AriadneSearch  *search,
                        guint           n_heads,
                        GError        **error)
{
  AriadneAStar *self = ARIADNE_ASTAR (search);

  return ariadne_search_check_parameter (search, "depth", self->max_depth,
                                         ARIADNE_SEARCH_MAX_DEPTH, error)
         && ariadne_search_check_parameter (search, "budget", search->budget,
                                            ARIADNE_SEARCH_MAX_BUDGET, error)
         && ariadne_search_check_heads (search, self->max_depth, self->max_depth + 1,
                                        n_heads, error);
}

static void
ariadne_astar_begin (AriadneSearch *search)
{
  AriadneAStar *self = ARIADNE_ASTAR (search);

  ariadne_visited_init (&self->seen, search->domain, search->visited);
  ariadne_visited_add (&self->seen, search->start);
  ariadne_search_note_found (search, search->start, search->start_cost, 0, 0);
  ariadne_search_note_priority (search, 0, 0.0);
  ariadne_frontier_push (&self->frontier, (AriadneFrontierEntry){ 0.0, 0, 0 });
  search->n_frontier = 1;
}

static void
ariadne_astar_end (AriadneSearch *search)
{
  AriadneAStar *self = ARIADNE_ASTAR (search);

  ariadne_frontier_clear (&self->frontier);
  ariadne_visited_clear (&self->seen);
  ariadne_prospects_clear (&self->prospects);
}

void
ariadne_finds_init (AriadneFinds *self)
{
  *self = (AriadneFinds){ 0, g_array_new (FALSE, FALSE, sizeof (AriadneFound)) };
}

void
ariadne_finds_clear (AriadneFinds *self)
{
  g_clear_pointer (&self->found, g_array_unref);
}

/* Forgets what @finds held; the next state to be found is its first. */
void
ariadne_astar_begin_finds (AriadneAStar *self,
                           AriadneFinds *finds)
{
  finds->first = ARIADNE_SEARCH (self)->visited->len;
  g_array_set_size (finds->found, 0);
}

AriadneFrontierEntry
ariadne_astar_pop (AriadneAStar    *self,
                   AriadneFrontier *frontier)
{
  ARIADNE_SEARCH (self)->n_frontier--;

  return ariadne_frontier_pop (frontier);
}

/* How many states must probably be expanded to find as many as are wanted. */
static guint
estimate_expansions (AriadneSearch *search,
                     guint          n_wanted)
{
  double n_found = MAX (1, search->n_visited - 1);

  if (search->n_expanded == 0)
    return 1;

  return ceil (MIN (n_wanted * (search->n_expanded / n_found), LONGEST_LIST));
}

/* Asks in a list for the neighbours of those of @entries that will be expanded and of
 * which nothing is known.
 */
static void
ask_ahead (AriadneAStar               *self,
           const AriadneFrontierEntry *entries,
           guint                       n)
{
  AriadneSearch *search = ARIADNE_SEARCH (self);
  g_autoptr (GArray) states = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < n; i++)
    if (entries[i].depth < self->max_depth
        && !ariadne_prospects_knows (&self->prospects, entries[i].state))
      g_array_append_val (states, entries[i].state);

  if (states->len > 1)
    ariadne_prospects_ask (&self->prospects, search->domain, search->visited, states);
}

/* How many of @n states to ask for ahead, if the next one is @next; none if the domain
 * does not prefer lists or the next one is known. @n_wanted is how many new states are
 * wanted.
 */
static guint
count_ahead (AriadneAStar               *self,
             const AriadneFrontierEntry *next,
             guint                       n,
             guint                       n_wanted)
{
  AriadneSearch *search = ARIADNE_SEARCH (self);

  if (n < 2 || !ariadne_domain_prefers_lists (search->domain)
      || ariadne_prospects_knows (&self->prospects, next->state))
    return 0;

  return MIN (estimate_expansions (search, n_wanted), n);
}

/* Asks in a list for what is next to those that will be expanded in this order. */
void
ariadne_astar_look_ahead_in (AriadneAStar               *self,
                             const AriadneFrontierEntry *entries,
                             guint                       n,
                             guint                       n_wanted)
{
  ask_ahead (self, entries, count_ahead (self, entries, n, n_wanted));
}

/* The same for what will probably be popped next from @frontier, which stays as it
 * is.
 */
void
ariadne_astar_look_ahead (AriadneAStar    *self,
                          AriadneFrontier *frontier,
                          guint            n_wanted)
{
  guint n = count_ahead (self, frontier->entries, frontier->length, n_wanted);
  g_autofree AriadneFrontierEntry *popped = g_new (AriadneFrontierEntry, n);

  for (guint i = 0; i < n; i++)
    popped[i] = ariadne_frontier_pop (frontier);
  for (guint i = 0; i < n; i++)
    ariadne_frontier_push (frontier, popped[i]);
  ask_ahead (self, popped, n);
}

/* What is next to a visited state. */
static gboolean
get_neighbours (AriadneAStar  *self,
                guint          number,
                GError       **error)
{
  AriadneSearch *search = ARIADNE_SEARCH (self);

  g_ptr_array_set_size (search->neighbours, 0);

  return ariadne_prospects_take (&self->prospects, number, search->neighbours)
         || ariadne_search_expand (search, g_ptr_array_index (search->visited, number), error);
}

/* Adds what is new among the neighbours of @parent to @finds. */
gboolean
ariadne_astar_expand (AriadneAStar          *self,
                      AriadneFrontierEntry   parent,
                      AriadneFinds          *finds,
                      GError               **error)
{
  AriadneSearch *search = ARIADNE_SEARCH (self);

  if (!get_neighbours (self, parent.state, error))
    return FALSE;
  ariadne_search_note_expansion (search, parent.state);

  for (guint i = 0; i < search->neighbours->len; i++)
    {
      AriadneState *neighbour = g_ptr_array_index (search->neighbours, i);
      AriadneFound found = { 0.0, parent.depth + 1 };

      if (!ariadne_visited_add (&self->seen, neighbour))
        continue;

      found.cost = ariadne_domain_cost (search->domain, neighbour);
      ariadne_search_note_found (search, neighbour, found.cost, found.depth, parent.state);
      g_array_append_val (finds->found, found);
    }

  return TRUE;
}

void
ariadne_astar_request (AriadneAStar       *self,
                       const AriadneFinds *finds,
                       AriadneRequest     *request)
{
  GPtrArray *visited = ARIADNE_SEARCH (self)->visited;

  request->states = (AriadneState **) visited->pdata + finds->first;
  request->n_states = finds->found->len;
}

static inline double
predicted_gain (AriadneSearch *search,
                const float   *row,
                guint          depth)
{
  guint time_left = search->n_heads - depth - 1;

  return time_left > 0 ? row[time_left] : 0.0;
}

/* Puts states on @frontier that have been evaluated: those of @finds from the
 * one at @first on, as many as there are answers. With @reverse_heads, they are
 * judged by the head of the steps done instead of those left.
 */
gboolean
ariadne_astar_push (AriadneAStar        *self,
                    AriadneFrontier     *frontier,
                    const AriadneFinds  *finds,
                    guint                first,
                    gboolean             reverse_heads,
                    AriadneMatrix       *answers,
                    GError             **error)
{
  AriadneSearch *search = ARIADNE_SEARCH (self);
  guint n_answers = answers != NULL ? ariadne_matrix_get_n_rows (answers) : 0;

  for (guint i = 0; i < n_answers; i++)
    {
      const AriadneFound *found = &g_array_index (finds->found, AriadneFound, first + i);
      guint depth = reverse_heads ? self->max_depth - found->depth : found->depth;
      double gain = predicted_gain (search, ariadne_matrix_get_row (answers, i), depth);
      AriadneFrontierEntry entry = { found->cost - gain, found->depth, finds->first + first + i };

      if (!ariadne_search_check_prediction (search, found->cost, gain, error))
        return FALSE;

      ariadne_search_note_priority (search, entry.state, entry.priority);
      ariadne_frontier_push (frontier, entry);
    }

  search->n_evaluations += n_answers;
  search->n_frontier += n_answers;

  return TRUE;
}

/**
 * ariadne_astar_get_max_depth:
 * @self: a search
 *
 * Gets the depth at which states are no longer expanded.
 *
 * Returns: the depth
 */
guint
ariadne_astar_get_max_depth (AriadneAStar *self)
{
  g_return_val_if_fail (ARIADNE_IS_ASTAR (self), 0);

  return self->max_depth;
}

/**
 * ariadne_astar_get_budget:
 * @self: a search
 *
 * Gets how many states may be evaluated.
 *
 * Returns: the budget
 */
guint
ariadne_astar_get_budget (AriadneAStar *self)
{
  g_return_val_if_fail (ARIADNE_IS_ASTAR (self), 0);

  return self->parent_instance.budget;
}

static void
ariadne_astar_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  AriadneAStar *self = ARIADNE_ASTAR (object);

  switch (prop_id)
    {
    case PROP_MAX_DEPTH:
      g_value_set_uint (value, self->max_depth);
      break;

    case PROP_BUDGET:
      g_value_set_uint (value, self->parent_instance.budget);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ariadne_astar_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  AriadneAStar *self = ARIADNE_ASTAR (object);

  switch (prop_id)
    {
    case PROP_MAX_DEPTH:
      self->max_depth = g_value_get_uint (value);
      break;

    case PROP_BUDGET:
      self->parent_instance.budget = g_value_get_uint (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ariadne_astar_finalize (GObject *object)
{
  ariadne_astar_end (ARIADNE_SEARCH (object));

  G_OBJECT_CLASS (ariadne_astar_parent_class)->finalize (object);
}

static void
ariadne_astar_class_init (AriadneAStarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  AriadneSearchClass *search_class = ARIADNE_SEARCH_CLASS (klass);

  object_class->get_property = ariadne_astar_get_property;
  object_class->set_property = ariadne_astar_set_property;
  object_class->finalize = ariadne_astar_finalize;

  search_class->validate = ariadne_astar_validate;
  search_class->begin = ariadne_astar_begin;
  search_class->end = ariadne_astar_end;

  /**
   * AriadneAStar:max-depth:
   *
   * The depth at which states are no longer expanded.
   */
  properties[PROP_MAX_DEPTH] =
    g_param_spec_uint ("max-depth", NULL, NULL, 0, G_MAXUINT, 49,
                       G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * AriadneAStar:budget:
   *
   * How many states may be evaluated.
   */
  properties[PROP_BUDGET] =
    g_param_spec_uint ("budget", NULL, NULL, 0, G_MAXUINT, 2000,
                       G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ariadne_astar_init (AriadneAStar *self)
{
  ariadne_frontier_init (&self->frontier);
}
