/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include "core/ariadne-error.h"
#include "search/ariadne-random-private.h"
#include "search/ariadne-rollout-private.h"
#include "search/ariadne-search-private.h"

/**
 * AriadneRollout:
 *
 * Random walks from the start state, each step drawn with the help of the model.
 *
 * A rollout of depth n looks at all neighbours of the state it is at, has them
 * evaluated and moves to one of them, n times, or until there are no neighbours.
 * A neighbour is the more likely the lower the cost that the model expects to be
 * reached from it in the steps left after the move; with none left, nothing is
 * gained. Rollouts may come back to states.
 *
 * The search consists of a number of rollouts, which are independent of one
 * another and run at the same time. The random numbers of a rollout depend on
 * the seed of the search and the position of the rollout alone.
 *
 * With [property@Search:as-prototype], the *higher* expected cost is the more
 * likely, and the last step reads head 0.
 */
struct _AriadneRollout
{
  AriadneSearch parent_instance;

  /* Set before the search is run: */
  guint                 depth;
  guint                 n_rollouts;
  guint64               seed;
  AriadneRolloutChooser chooser;
  gpointer              chooser_data;

  GPtrArray *walks;     /* of Walk, one a rollout */
  GQueue     ready;     /* positions of the walks to go on with */
  guint      n_walking; /* ready or waiting for an answer */
  GArray    *costs;     /* of double; scratch of one choice */
  GArray    *gains;     /* of double; scratch of one choice */
};

struct _AriadneRolloutClass
{
  AriadneSearchClass parent_class;
};

typedef struct
{
  AriadneRandom random;
  GPtrArray    *path;       /* of AriadneState */
  GArray       *priorities; /* of double, one a state of the path */
  GPtrArray    *candidates; /* of AriadneState; under evaluation */
} Walk;

enum
{
  PROP_0,
  PROP_DEPTH,
  PROP_NUM_ROLLOUTS,
  PROP_SEED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (AriadneRollout, ariadne_rollout, ARIADNE_TYPE_SEARCH)

/**
 * ariadne_rollout_probabilities:
 * @costs: (array length=n): the costs of some states
 * @advantages: (array length=n): what may be gained from each
 * @n: how many states there are
 * @probabilities: (array length=n) (out caller-allocates): where the
 *   probabilities go
 *
 * Computes the probabilities with which the prototype chooses among states.
 *
 * The higher the cost less the advantage, the likelier the state. What is right
 * has the opposite sign: that is the same with @costs and @advantages exchanged.
 * Differences are scaled such that the least likely state is at most a factor of
 * e behind the likeliest.
 */
void
ariadne_rollout_probabilities (const double *costs,
                               const double *advantages,
                               guint         n,
                               double       *probabilities)
{
  double max = -INFINITY;
  double min = INFINITY;
  double scale, sum = 0.0;

  g_return_if_fail (n == 0 || (costs != NULL && advantages != NULL && probabilities != NULL));

  for (guint i = 0; i < n; i++)
    {
      probabilities[i] = costs[i] - advantages[i];
      max = MAX (max, probabilities[i]);
      min = MIN (min, probabilities[i]);
    }

  scale = MAX (1.0, fabs (min - max));
  for (guint i = 0; i < n; i++)
    {
      probabilities[i] = exp ((probabilities[i] - max) / scale);
      sum += probabilities[i];
    }

  for (guint i = 0; i < n; i++)
    probabilities[i] /= sum;
}

static Walk *
walk_new (void)
{
  Walk *self = g_new0 (Walk, 1);

  self->path = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_state_unref);
  self->candidates = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_state_unref);
  self->priorities = g_array_new (FALSE, FALSE, sizeof (double));

  return self;
}

static void
walk_free (gpointer data)
{
  Walk *self = data;

  g_ptr_array_unref (self->path);
  g_ptr_array_unref (self->candidates);
  g_array_unref (self->priorities);
  g_free (self);
}

static void
walk_move (Walk         *self,
           AriadneState *state,
           double        priority)
{
  g_ptr_array_add (self->path, ariadne_state_ref (state));
  g_array_append_val (self->priorities, priority);
}

/* All rollouts are walked at the same time, so the last one to fit is not known. */
static gboolean
check_memory (AriadneRollout  *self,
              GError         **error)
{
  AriadneSearch *search = ARIADNE_SEARCH (self);
  guint64 n_states = (guint64) self->n_rollouts * (self->depth + 1);

  if (search->max_visited == 0 || n_states < search->max_visited)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
               "search “%s”: rollouts that may come to %" G_GUINT64_FORMAT
               " states, expected less than the %u that may be kept",
               search->name, n_states, search->max_visited);

  return FALSE;
}

static gboolean
ariadne_rollout_validate (AriadneSearch  *search,
                          guint           n_heads,
                          GError        **error)
{
  AriadneRollout *self = ARIADNE_ROLLOUT (search);

  return ariadne_search_check_parameter (search, "depth", self->depth,
                                         ARIADNE_SEARCH_MAX_DEPTH, error)
         && ariadne_search_check_parameter (search, "number of rollouts", self->n_rollouts,
                                            ARIADNE_SEARCH_MAX_ROLLOUTS, error)
         && ariadne_search_check_heads (search, self->depth, self->depth, n_heads, error)
         && check_memory (self, error);
}

static void
ariadne_rollout_begin (AriadneSearch *search)
{
  AriadneRollout *self = ARIADNE_ROLLOUT (search);

  for (guint i = 0; i < self->n_rollouts; i++)
    {
      Walk *walk = walk_new ();

      ariadne_random_init (&walk->random, self->seed, i);
      walk_move (walk, search->start, NAN);
      ariadne_search_note_found (search, search->start, search->start_cost, 0, 0);
      g_ptr_array_add (self->walks, walk);
      g_queue_push_tail (&self->ready, GUINT_TO_POINTER (i));
    }

  self->n_walking = self->n_rollouts;
  search->n_frontier = self->n_walking;
}

/* Looks at what is next to where @walk is; the candidates are empty if that is
 * the end of it.
 */
static gboolean
walk_look (AriadneRollout  *self,
           Walk            *walk,
           GError         **error)
{
  AriadneSearch *search = ARIADNE_SEARCH (self);
  guint n_steps = walk->path->len - 1;

  if (n_steps == self->depth)
    return TRUE;

  search->n_expanded++;

  return ariadne_domain_expand (search->domain, g_ptr_array_index (walk->path, n_steps),
                                walk->candidates, error);
}

static AriadneStep
ariadne_rollout_next (AriadneSearch   *search,
                      AriadneRequest  *request,
                      GError         **error)
{
  AriadneRollout *self = ARIADNE_ROLLOUT (search);

  while (self->ready.length > 0)
    {
      guint position = GPOINTER_TO_UINT (g_queue_pop_head (&self->ready));
      Walk *walk = g_ptr_array_index (self->walks, position);

      if (!walk_look (self, walk, error))
        return ARIADNE_STEP_FAIL;

      if (walk->candidates->len > 0)
        {
          request->states = (AriadneState **) walk->candidates->pdata;
          request->n_states = walk->candidates->len;
          request->ticket = position;
          request->waits = self->ready.length == 0;
          return ARIADNE_STEP_CALL;
        }

      search->n_frontier = --self->n_walking;
    }

  if (self->n_walking > 0)
    return ARIADNE_STEP_WAIT;

  return ariadne_search_end_as (search, ARIADNE_SEARCH_FINISHED);
}

static gboolean
judge (AriadneRollout  *self,
       const Walk      *walk,
       AriadneMatrix   *answers,
       GError         **error)
{
  AriadneSearch *search = ARIADNE_SEARCH (self);
  guint time_left = self->depth - walk->path->len;

  g_array_set_size (self->costs, walk->candidates->len);
  g_array_set_size (self->gains, walk->candidates->len);

  for (guint i = 0; i < walk->candidates->len; i++)
    {
      double cost = ariadne_domain_cost (search->domain, g_ptr_array_index (walk->candidates, i));
      double gain = ariadne_matrix_get_row (answers, i)[time_left];

      if (time_left == 0 && !search->as_prototype)
        gain = 0.0;
      if (!ariadne_search_check_prediction (search, cost, gain, error))
        return FALSE;

      g_array_index (self->costs, double, i) = cost;
      g_array_index (self->gains, double, i) = gain;
    }

  return TRUE;
}

static guint
draw (AriadneRollout             *self,
      AriadneRandom              *random,
      const AriadneRolloutChoice *choice)
{
  g_autofree double *probabilities = g_new (double, choice->n_candidates);
  double left = ariadne_random_next_double (random);

  if (ARIADNE_SEARCH (self)->as_prototype)
    ariadne_rollout_probabilities (choice->costs, choice->gains, choice->n_candidates,
                                   probabilities);
  else
    ariadne_rollout_probabilities (choice->gains, choice->costs, choice->n_candidates,
                                   probabilities);

  for (guint i = 0; i + 1 < choice->n_candidates; i++)
    {
      if (left < probabilities[i])
        return i;
      left -= probabilities[i];
    }

  return choice->n_candidates - 1;
}

static gboolean
ariadne_rollout_take (AriadneSearch  *search,
                      guint           ticket,
                      AriadneMatrix  *answers,
                      GError        **error)
{
  AriadneRollout *self = ARIADNE_ROLLOUT (search);
  Walk *walk = g_ptr_array_index (self->walks, ticket);
  AriadneRolloutChoice choice;
  guint chosen;
  double cost;

  if (!judge (self, walk, answers, error))
    return FALSE;

  choice = (AriadneRolloutChoice){
    .candidates = (AriadneState **) walk->candidates->pdata,
    .costs = (double *) self->costs->data,
    .gains = (double *) self->gains->data,
    .n_candidates = walk->candidates->len,
    .rollout = ticket,
    .step = walk->path->len - 1,
  };
  if (self->chooser != NULL)
    chosen = self->chooser (&choice, self->chooser_data);
  else
    chosen = draw (self, &walk->random, &choice);
  g_assert (chosen < choice.n_candidates);

  cost = choice.costs[chosen];
  walk_move (walk, choice.candidates[chosen], cost - choice.gains[chosen]);
  ariadne_search_note_found (search, choice.candidates[chosen], cost, choice.step + 1, 0);
  search->n_evaluations += choice.n_candidates;

  g_ptr_array_set_size (walk->candidates, 0);
  g_queue_push_tail (&self->ready, GUINT_TO_POINTER (ticket));

  return TRUE;
}

/* Puts the rollouts one after the other, for results that do not depend on which
 * of them was faster.
 */
static void
ariadne_rollout_end (AriadneSearch *search)
{
  AriadneRollout *self = ARIADNE_ROLLOUT (search);

  ariadne_search_forget_found (search);

  for (guint i = 0; i < self->walks->len; i++)
    {
      const Walk *walk = g_ptr_array_index (self->walks, i);

      for (guint j = 0; j < walk->path->len; j++)
        {
          AriadneState *state = g_ptr_array_index (walk->path, j);

          ariadne_search_note_priority (search, search->visited->len,
                                        g_array_index (walk->priorities, double, j));
          ariadne_search_note_found (search, state, ariadne_domain_cost (search->domain, state),
                                     j, search->visited->len - (j > 0));
          g_ptr_array_add (search->visited, ariadne_state_ref (state));
        }
    }

  g_ptr_array_set_size (self->walks, 0);
  g_queue_clear (&self->ready);
}

void
ariadne_rollout_set_chooser (AriadneRollout        *self,
                             AriadneRolloutChooser  chooser,
                             gpointer               user_data)
{
  self->chooser = chooser;
  self->chooser_data = user_data;
}

/**
 * ariadne_rollout_new:
 * @domain: the domain
 * @start: the state to start from
 * @depth: the number of steps of a rollout
 * @n_rollouts: the number of rollouts
 * @seed: where the random numbers come from
 *
 * Makes a search. Its parameters are checked when it is run, or by
 * ariadne_search_validate().
 *
 * Returns: (transfer full): a new search
 */
AriadneSearch *
ariadne_rollout_new (AriadneDomain *domain,
                     AriadneState  *start,
                     guint          depth,
                     guint          n_rollouts,
                     guint64        seed)
{
  g_return_val_if_fail (ARIADNE_IS_DOMAIN (domain), NULL);
  g_return_val_if_fail (start != NULL, NULL);

  return g_object_new (ARIADNE_TYPE_ROLLOUT,
                       "domain", domain,
                       "start", start,
                       "depth", depth,
                       "num-rollouts", n_rollouts,
                       "seed", seed,
                       NULL);
}

/**
 * ariadne_rollout_get_depth:
 * @self: a search
 *
 * Gets the number of steps of a rollout.
 *
 * Returns: the depth
 */
guint
ariadne_rollout_get_depth (AriadneRollout *self)
{
  g_return_val_if_fail (ARIADNE_IS_ROLLOUT (self), 0);

  return self->depth;
}

/**
 * ariadne_rollout_get_num_rollouts:
 * @self: a search
 *
 * Gets the number of rollouts.
 *
 * Returns: the number of rollouts
 */
guint
ariadne_rollout_get_num_rollouts (AriadneRollout *self)
{
  g_return_val_if_fail (ARIADNE_IS_ROLLOUT (self), 0);

  return self->n_rollouts;
}

/**
 * ariadne_rollout_get_seed:
 * @self: a search
 *
 * Gets the seed of the random numbers.
 *
 * Returns: the seed
 */
guint64
ariadne_rollout_get_seed (AriadneRollout *self)
{
  g_return_val_if_fail (ARIADNE_IS_ROLLOUT (self), 0);

  return self->seed;
}

static void
ariadne_rollout_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  AriadneRollout *self = ARIADNE_ROLLOUT (object);

  switch (prop_id)
    {
    case PROP_DEPTH:
      g_value_set_uint (value, self->depth);
      break;

    case PROP_NUM_ROLLOUTS:
      g_value_set_uint (value, self->n_rollouts);
      break;

    case PROP_SEED:
      g_value_set_uint64 (value, self->seed);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ariadne_rollout_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  AriadneRollout *self = ARIADNE_ROLLOUT (object);

  switch (prop_id)
    {
    case PROP_DEPTH:
      self->depth = g_value_get_uint (value);
      break;

    case PROP_NUM_ROLLOUTS:
      self->n_rollouts = g_value_get_uint (value);
      break;

    case PROP_SEED:
      self->seed = g_value_get_uint64 (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ariadne_rollout_finalize (GObject *object)
{
  AriadneRollout *self = ARIADNE_ROLLOUT (object);

  g_ptr_array_unref (self->walks);
  g_queue_clear (&self->ready);
  g_array_unref (self->costs);
  g_array_unref (self->gains);

  G_OBJECT_CLASS (ariadne_rollout_parent_class)->finalize (object);
}

static void
ariadne_rollout_class_init (AriadneRolloutClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  AriadneSearchClass *search_class = ARIADNE_SEARCH_CLASS (klass);

  object_class->get_property = ariadne_rollout_get_property;
  object_class->set_property = ariadne_rollout_set_property;
  object_class->finalize = ariadne_rollout_finalize;

  search_class->validate = ariadne_rollout_validate;
  search_class->begin = ariadne_rollout_begin;
  search_class->next = ariadne_rollout_next;
  search_class->take = ariadne_rollout_take;
  search_class->end = ariadne_rollout_end;

  /**
   * AriadneRollout:depth:
   *
   * The number of steps of a rollout.
   */
  properties[PROP_DEPTH] =
    g_param_spec_uint ("depth", NULL, NULL, 0, G_MAXUINT, 49,
                       G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * AriadneRollout:num-rollouts:
   *
   * The number of rollouts.
   */
  properties[PROP_NUM_ROLLOUTS] =
    g_param_spec_uint ("num-rollouts", NULL, NULL, 0, G_MAXUINT, 1,
                       G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * AriadneRollout:seed:
   *
   * Where the random numbers come from. Searches with the same seed, start and
   * model are the same.
   */
  properties[PROP_SEED] =
    g_param_spec_uint64 ("seed", NULL, NULL, 0, G_MAXUINT64, 0,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ariadne_rollout_init (AriadneRollout *self)
{
  self->walks = g_ptr_array_new_with_free_func (walk_free);
  g_queue_init (&self->ready);
  self->costs = g_array_new (FALSE, FALSE, sizeof (double));
  self->gains = g_array_new (FALSE, FALSE, sizeof (double));
}
