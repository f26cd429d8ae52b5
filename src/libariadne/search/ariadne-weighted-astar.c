/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "search/ariadne-weighted-astar.h"

#include <math.h>

#include "core/ariadne-error.h"
#include "search/ariadne-astar-private.h"

/**
 * AriadneWeightedAStar:
 *
 * A best-first search for a short way from the start to a goal of the domain.
 *
 * The priority of a state is f = λ·g + h, lowest first: g is the number of steps
 * that lead to it, as far as is known, h is what the model's first head estimates
 * to be left, and λ is the weight. Of equal ones the deeper goes first, then the
 * one found earlier. When a shorter way to a state is found, the state is moved up,
 * and expanded again if it has been before.
 *
 * States are gathered as [class@BatchedAStar] does it, and likewise what is visited
 * does not depend on who answers, and when.
 *
 * The search ends with the first goal that it finds or, if it is strict, only when
 * a goal is the best of all that wait, with nothing left to be evaluated. If h is
 * never more than what is left and λ is 1 or more, no way is then shorter than the
 * one found; with a weight λ < 1 the way is at most 1/λ times as long as the
 * shortest. Both hold for goals within the depth, whatever the size of the buffer.
 * A search that has finished has the goal for its best, whatever else is cheap.
 *
 * ## Why strict searches are right
 *
 * Consider a shortest way to a goal, of g* steps. As long as no goal has been
 * taken, some state of it waits with the fewest steps that can lead to it: the
 * start does at first, and when one of them is expanded, the next either has been
 * given that many steps before or is given them now, which makes it wait. Its f is
 * at most λ·g* + h* ≤ max (λ, 1)·g*. A goal of g steps has f = λ·g when h is 0 there,
 * and is taken only if that is least: λ·g ≤ max (λ, 1)·g*. All that is found is
 * evaluated by then, so that everything that should wait does.
 */
struct _AriadneWeightedAStar
{
  AriadneAStar parent_instance;

  /* Set at construction: */
  guint    buffer_size;
  double   weight;
  gboolean strict;

  /* While it runs: */
  GArray      *nodes; /* of Node, one a visited state */
  AriadneFinds request;
  gint64       goal;  /* the number of the state with which it ends; -1: none yet */
};

struct _AriadneWeightedAStarClass
{
  AriadneAStarClass parent_class;
};

/* What is known of the best way to a state, next to its parent. */
typedef struct
{
  guint32 depth;
  float   estimate; /* NaN until it is evaluated */
} Node;

enum
{
  PROP_0,
  PROP_BUFFER_SIZE,
  PROP_WEIGHT,
  PROP_STRICT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (AriadneWeightedAStar, ariadne_weighted_astar, ARIADNE_TYPE_ASTAR)

/* The frontier prefers what is shallower; this one wants what is deeper. */
static inline guint32
to_rank (guint32 depth)
{
  return G_MAXUINT32 - depth;
}

static inline Node *
get_node (AriadneWeightedAStar *self,
          guint                 number)
{
  return &g_array_index (self->nodes, Node, number);
}

static void
add_node (AriadneWeightedAStar *self,
          guint                 depth)
{
  Node node = { depth, NAN };

  g_array_append_val (self->nodes, node);
}

static gboolean
check_weight (AriadneWeightedAStar  *self,
              GError               **error)
{
  if (self->weight >= 0 && self->weight <= ARIADNE_WEIGHTED_ASTAR_MAX_WEIGHT)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
               "search “%s”: the weight is %g, expected 0 to %u",
               ARIADNE_SEARCH (self)->name, self->weight, ARIADNE_WEIGHTED_ASTAR_MAX_WEIGHT);

  return FALSE;
}

static gboolean
ariadne_weighted_astar_validate (AriadneSearch  *search,
                                 guint           n_heads,
                                 GError        **error)
{
  AriadneWeightedAStar *self = ARIADNE_WEIGHTED_ASTAR (search);

  return ariadne_search_check_parameter (search, "depth", ARIADNE_ASTAR (search)->max_depth,
                                         ARIADNE_SEARCH_MAX_DEPTH, error)
         && ariadne_search_check_parameter (search, "budget", search->budget,
                                            ARIADNE_SEARCH_MAX_BUDGET, error)
         && ariadne_search_check_parameter (search, "buffer size", self->buffer_size,
                                            ARIADNE_SEARCH_MAX_BUDGET, error)
         && check_weight (self, error);
}

static void
ariadne_weighted_astar_begin (AriadneSearch *search)
{
  AriadneWeightedAStar *self = ARIADNE_WEIGHTED_ASTAR (search);
  AriadneSearchClass *parent_class = ARIADNE_SEARCH_CLASS (ariadne_weighted_astar_parent_class);

  parent_class->begin (search);
  add_node (self, 0);
  ARIADNE_ASTAR (self)->frontier.entries[0].depth = to_rank (0);
}

/* Makes a state that is evaluated wait to be expanded. */
static void
push (AriadneWeightedAStar *self,
      guint                 number)
{
  const Node *node = get_node (self, number);
  double priority = self->weight * node->depth + node->estimate;

  ariadne_search_note_priority (ARIADNE_SEARCH (self), number, priority);
  ariadne_frontier_push (&ARIADNE_ASTAR (self)->frontier,
                         (AriadneFrontierEntry){ priority, to_rank (node->depth), number });
  ARIADNE_SEARCH (self)->n_frontier++;
}

/* A way to a state that has been found before is worth a look if it is shorter.
 * What is not yet evaluated is pushed when it is.
 */
static void
improve (AriadneWeightedAStar *self,
         guint                 number,
         guint                 parent,
         guint                 depth)
{
  Node *node = get_node (self, number);

  if (depth >= node->depth)
    return;

  ARIADNE_SEARCH (self)->parents[number] = parent;
  node->depth = depth;
  if (!isnan (node->estimate))
    push (self, number);
}

static void
add_found (AriadneWeightedAStar *self,
           AriadneState         *state,
           guint                 number,
           guint                 parent,
           guint                 depth)
{
  AriadneSearch *search = ARIADNE_SEARCH (self);
  AriadneFound found = { ariadne_domain_cost (search->domain, state), depth };

  ariadne_search_note_found (search, state, found.cost, depth, parent);
  add_node (self, depth);
  g_array_append_val (self->request.found, found);
  if (!self->strict && self->goal < 0 && ariadne_domain_is_goal (search->domain, state))
    self->goal = number;
}

static gboolean
expand (AriadneWeightedAStar  *self,
        guint                  parent,
        GError               **error)
{
  AriadneSearch *search = ARIADNE_SEARCH (self);
  guint depth = get_node (self, parent)->depth + 1;

  if (!ariadne_search_expand (search, g_ptr_array_index (search->visited, parent), error))
    return FALSE;
  ariadne_search_note_expansion (search, parent);

  for (guint i = 0; i < search->neighbours->len; i++)
    {
      AriadneState *neighbour = g_ptr_array_index (search->neighbours, i);
      guint number;

      if (ariadne_visited_look (&ARIADNE_ASTAR (self)->seen, neighbour, &number))
        add_found (self, neighbour, number, parent, depth);
      else
        improve (self, number, parent, depth);
    }

  return TRUE;
}

static gboolean
is_outdated (AriadneWeightedAStar       *self,
             const AriadneFrontierEntry *entry)
{
  return entry->depth != to_rank (get_node (self, entry->state)->depth);
}

/* Expands until the request is full; stops early at a goal. A goal is as good as
 * it can be only if all that waits is known: while something is in the request, it
 * must wait itself.
 */
static gboolean
fill_request (AriadneWeightedAStar  *self,
              GError               **error)
{
  AriadneAStar *astar = ARIADNE_ASTAR (self);
  AriadneSearch *search = ARIADNE_SEARCH (self);

  while (astar->frontier.length > 0 && self->request.found->len < self->buffer_size
         && self->goal < 0)
    {
      AriadneFrontierEntry entry = ariadne_astar_pop (astar, &astar->frontier);

      if (is_outdated (self, &entry))
        continue;

      if (ariadne_domain_is_goal (search->domain,
                                  g_ptr_array_index (search->visited, entry.state)))
        {
          if (self->request.found->len == 0)
            {
              self->goal = entry.state;
              return TRUE;
            }
          ariadne_frontier_push (&astar->frontier, entry);
          search->n_frontier++;
          return TRUE;
        }

      if (get_node (self, entry.state)->depth < astar->max_depth
          && !expand (self, entry.state, error))
        return FALSE;
    }

  return TRUE;
}

static AriadneStep
ariadne_weighted_astar_next (AriadneSearch   *search,
                             AriadneRequest  *request,
                             GError         **error)
{
  AriadneWeightedAStar *self = ARIADNE_WEIGHTED_ASTAR (search);
  AriadneAStar *astar = ARIADNE_ASTAR (search);

  if (search->n_in_flight > 0)
    return ARIADNE_STEP_WAIT;

  ariadne_astar_begin_finds (astar, &self->request);
  if (!fill_request (self, error))
    return ARIADNE_STEP_FAIL;

  if (self->goal >= 0)
    return ariadne_search_end_as (search, ARIADNE_SEARCH_FINISHED);
  if (self->request.found->len == 0)
    return ariadne_search_end_as (search, ARIADNE_SEARCH_SPACE_EXHAUSTED);

  ariadne_astar_request (astar, &self->request, request);
  request->waits = TRUE;

  return ARIADNE_STEP_CALL;
}

static gboolean
ariadne_weighted_astar_take (AriadneSearch  *search,
                             guint           ticket,
                             AriadneMatrix  *answers,
                             GError        **error)
{
  AriadneWeightedAStar *self = ARIADNE_WEIGHTED_ASTAR (search);

  for (guint i = 0; i < self->request.found->len; i++)
    {
      guint number = self->request.first + i;
      float estimate = ariadne_matrix_get_row (answers, i)[0];

      if (!ariadne_search_check_prediction (search, 0, estimate, error))
        return FALSE;
      get_node (self, number)->estimate = estimate;
      push (self, number);
    }

  search->n_evaluations += self->request.found->len;
  if (search->n_evaluations >= search->budget)
    search->status = ARIADNE_SEARCH_BUDGET_EXHAUSTED;

  return TRUE;
}

/* The goal is what was looked for, whatever else is cheap. */
static void
note_goal (AriadneWeightedAStar *self)
{
  AriadneSearch *search = ARIADNE_SEARCH (self);
  AriadneState *goal = g_ptr_array_index (search->visited, self->goal);

  g_clear_pointer (&search->best, ariadne_state_unref);
  search->best = ariadne_state_ref (goal);
  search->best_cost = ariadne_domain_cost (search->domain, goal);
  search->best_depth = ariadne_search_count_steps (search, self->goal);
  search->best_number = self->goal;
}

static void
ariadne_weighted_astar_end (AriadneSearch *search)
{
  AriadneWeightedAStar *self = ARIADNE_WEIGHTED_ASTAR (search);

  if (self->goal >= 0)
    note_goal (self);
  g_clear_pointer (&self->nodes, g_array_unref);

  ARIADNE_SEARCH_CLASS (ariadne_weighted_astar_parent_class)->end (search);
}

/**
 * ariadne_weighted_astar_new:
 * @domain: the domain, which must have goals
 * @start: the state to start from
 * @max_depth: the depth at which states are no longer expanded
 * @budget: how many states may be evaluated
 * @buffer_size: how many states are gathered at least, while there are any,
 *   before they are evaluated
 * @weight: the weight of the steps done: 1 for A\*, less to hurry, 0 to look at
 *   the estimate alone
 * @strict: whether to go on until no shorter way is possible
 *
 * Makes a search. Its parameters are checked when it is run, or by
 * ariadne_search_validate().
 *
 * Returns: (transfer full): a new search
 */
AriadneSearch *
ariadne_weighted_astar_new (AriadneDomain *domain,
                            AriadneState  *start,
                            guint          max_depth,
                            guint          budget,
                            guint          buffer_size,
                            double         weight,
                            gboolean       strict)
{
  g_return_val_if_fail (ARIADNE_IS_DOMAIN (domain), NULL);
  g_return_val_if_fail (start != NULL, NULL);

  /* A property cannot hold what is not finite; the check finds this instead. */
  if (!isfinite (weight))
    weight = -1;

  return g_object_new (ARIADNE_TYPE_WEIGHTED_ASTAR,
                       "domain", domain,
                       "start", start,
                       "max-depth", max_depth,
                       "budget", budget,
                       "buffer-size", buffer_size,
                       "weight", weight,
                       "strict", strict,
                       NULL);
}

/**
 * ariadne_weighted_astar_get_buffer_size:
 * @self: a search
 *
 * Gets how many states are gathered before they are evaluated.
 *
 * Returns: the size of the buffer
 */
guint
ariadne_weighted_astar_get_buffer_size (AriadneWeightedAStar *self)
{
  g_return_val_if_fail (ARIADNE_IS_WEIGHTED_ASTAR (self), 0);

  return self->buffer_size;
}

/**
 * ariadne_weighted_astar_get_weight:
 * @self: a search
 *
 * Gets the weight of the steps done.
 *
 * Returns: the weight
 */
double
ariadne_weighted_astar_get_weight (AriadneWeightedAStar *self)
{
  g_return_val_if_fail (ARIADNE_IS_WEIGHTED_ASTAR (self), 0);

  return self->weight;
}

/**
 * ariadne_weighted_astar_get_strict:
 * @self: a search
 *
 * Tells whether the search goes on until no shorter way is possible.
 *
 * Returns: see [property@WeightedAStar:strict]
 */
gboolean
ariadne_weighted_astar_get_strict (AriadneWeightedAStar *self)
{
  g_return_val_if_fail (ARIADNE_IS_WEIGHTED_ASTAR (self), FALSE);

  return self->strict;
}

static void
ariadne_weighted_astar_get_property (GObject    *object,
                                     guint       prop_id,
                                     GValue     *value,
                                     GParamSpec *pspec)
{
  AriadneWeightedAStar *self = ARIADNE_WEIGHTED_ASTAR (object);

  switch (prop_id)
    {
    case PROP_BUFFER_SIZE:
      g_value_set_uint (value, self->buffer_size);
      break;

    case PROP_WEIGHT:
      g_value_set_double (value, self->weight);
      break;

    case PROP_STRICT:
      g_value_set_boolean (value, self->strict);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ariadne_weighted_astar_set_property (GObject      *object,
                                     guint         prop_id,
                                     const GValue *value,
                                     GParamSpec   *pspec)
{
  AriadneWeightedAStar *self = ARIADNE_WEIGHTED_ASTAR (object);

  switch (prop_id)
    {
    case PROP_BUFFER_SIZE:
      self->buffer_size = g_value_get_uint (value);
      break;

    case PROP_WEIGHT:
      self->weight = g_value_get_double (value);
      break;

    case PROP_STRICT:
      self->strict = g_value_get_boolean (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ariadne_weighted_astar_finalize (GObject *object)
{
  AriadneWeightedAStar *self = ARIADNE_WEIGHTED_ASTAR (object);

  g_clear_pointer (&self->nodes, g_array_unref);
  ariadne_finds_clear (&self->request);

  G_OBJECT_CLASS (ariadne_weighted_astar_parent_class)->finalize (object);
}

static void
ariadne_weighted_astar_class_init (AriadneWeightedAStarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  AriadneSearchClass *search_class = ARIADNE_SEARCH_CLASS (klass);

  object_class->get_property = ariadne_weighted_astar_get_property;
  object_class->set_property = ariadne_weighted_astar_set_property;
  object_class->finalize = ariadne_weighted_astar_finalize;

  search_class->validate = ariadne_weighted_astar_validate;
  search_class->begin = ariadne_weighted_astar_begin;
  search_class->next = ariadne_weighted_astar_next;
  search_class->take = ariadne_weighted_astar_take;
  search_class->end = ariadne_weighted_astar_end;

  /**
   * AriadneWeightedAStar:buffer-size:
   *
   * How many states are gathered before they are evaluated.
   */
  properties[PROP_BUFFER_SIZE] =
    g_param_spec_uint ("buffer-size", NULL, NULL, 0, G_MAXUINT, 16,
                       G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * AriadneWeightedAStar:weight:
   *
   * The weight of the steps done, next to the estimate of those left.
   */
  properties[PROP_WEIGHT] =
    g_param_spec_double ("weight", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 1,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * AriadneWeightedAStar:strict:
   *
   * Whether the search goes on until no shorter way is possible.
   */
  properties[PROP_STRICT] =
    g_param_spec_boolean ("strict", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ariadne_weighted_astar_init (AriadneWeightedAStar *self)
{
  self->nodes = g_array_new (FALSE, FALSE, sizeof (Node));
  ariadne_finds_init (&self->request);
  self->goal = -1;
}
