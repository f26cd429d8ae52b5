/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "search/ariadne-beam.h"

#include <math.h>

#include "search/ariadne-astar-private.h"

/* Requests under evaluation at a time: enough for the largest batch, few enough that
 * the first answers are taken before a wide level has been expanded to its end.
 */
#define MAX_IN_FLIGHT 64

/**
 * AriadneBeam:
 *
 * A beam search: of each depth, only the best states are expanded.
 *
 * It starts with a beam of one state, the start. All new neighbours of a beam are
 * evaluated, and the best of them, as many as the beam is wide, are the next beam:
 * those of least priority, of equal ones those found first. The others are let go,
 * and are not looked at again if they are met once more.
 *
 * Where many states are variations of one another, they crowd out all others. Then a
 * varied beam is better: of equal priorities it takes one state each, as long as there
 * are others.
 *
 * The neighbours are sent for evaluation in requests of a given size while others
 * are still looked for, so that one such search can keep a server busy. Beams are
 * chosen when all answers are there; hence what is found does not depend on who
 * answers, and when.
 *
 * The search ends when as many states have been evaluated as the budget allows, never
 * more; when the beam is at the last depth but one, whose neighbours are found but
 * need no evaluation; or when there are no new neighbours.
 */
struct _AriadneBeam
{
  AriadneAStar parent_instance;

  /* Set at construction: */
  guint    width;
  guint    buffer_size;
  gboolean varied;

  /* While it runs: */
  guint        depth;      /* of the beam */
  GArray      *beam;       /* of AriadneFrontierEntry */
  GArray      *spare;      /* likewise; those that equal another one of the beam */
  guint        n_expanded; /* of the beam */
  AriadneFinds level;      /* the new neighbours of the beam */
  guint        n_asked;    /* of the level */
};

struct _AriadneBeamClass
{
  AriadneAStarClass parent_class;
};

enum
{
  PROP_0,
  PROP_WIDTH,
  PROP_BUFFER_SIZE,
  PROP_VARIED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (AriadneBeam, ariadne_beam, ARIADNE_TYPE_ASTAR)

static gboolean
ariadne_beam_validate (AriadneSearch  *search,
                       guint           n_heads,
                       GError        **error)
{
  AriadneBeam *self = ARIADNE_BEAM (search);
  AriadneSearchClass *parent_class = ARIADNE_SEARCH_CLASS (ariadne_beam_parent_class);

  return parent_class->validate (search, n_heads, error)
         && ariadne_search_check_parameter (search, "width", self->width,
                                            ARIADNE_SEARCH_MAX_BUDGET, error)
         && ariadne_search_check_parameter (search, "buffer size", self->buffer_size,
                                            ARIADNE_SEARCH_MAX_BUDGET, error);
}

/* Sums of the same numbers differ in the last bits with the order of adding. */
#define TOLERANCE 1e-12

/* Whether a state is a variation of the last one of the beam. The priorities ascend. */
static gboolean
is_variation (AriadneBeam                *self,
              const AriadneFrontierEntry *entry)
{
  const AriadneFrontierEntry *last;

  if (!self->varied || self->beam->len == 0)
    return FALSE;

  last = &g_array_index (self->beam, AriadneFrontierEntry, self->beam->len - 1);

  return entry->priority - last->priority <= TOLERANCE * fabs (last->priority);
}

/* Makes a beam of the best that wait, and lets go of the others. */
static void
choose_beam (AriadneBeam *self)
{
  AriadneAStar *astar = ARIADNE_ASTAR (self);
  guint n_spare;

  g_array_set_size (self->beam, 0);
  g_array_set_size (self->spare, 0);
  while (self->beam->len < self->width && astar->frontier.length > 0)
    {
      AriadneFrontierEntry entry = ariadne_frontier_pop (&astar->frontier);

      g_array_append_vals (is_variation (self, &entry) ? self->spare : self->beam, &entry, 1);
    }

  n_spare = MIN (self->spare->len, self->width - self->beam->len);
  g_array_append_vals (self->beam, self->spare->data, n_spare);
  astar->frontier.length = 0;
  ARIADNE_SEARCH (self)->n_frontier = self->beam->len;

  self->n_expanded = 0;
  self->n_asked = 0;
  ariadne_astar_begin_finds (astar, &self->level);
}

static void
ariadne_beam_begin (AriadneSearch *search)
{
  ARIADNE_SEARCH_CLASS (ariadne_beam_parent_class)->begin (search);

  choose_beam (ARIADNE_BEAM (search));
}

static inline gboolean
is_last_level (AriadneBeam *self)
{
  return self->depth + 1 == ARIADNE_ASTAR (self)->max_depth;
}

/* States of the level that have not been sent. */
static inline guint
count_unasked (AriadneBeam *self)
{
  return self->level.found->len - self->n_asked;
}

static inline gboolean
is_expanded (AriadneBeam *self)
{
  return self->n_expanded == self->beam->len;
}

static AriadneStep
expand_next (AriadneBeam  *self,
             GError      **error)
{
  const AriadneFrontierEntry *entry =
    &g_array_index (self->beam, AriadneFrontierEntry, self->n_expanded);

  ariadne_astar_look_ahead_in (ARIADNE_ASTAR (self), entry, self->beam->len - self->n_expanded,
                               self->buffer_size);
  self->n_expanded++;
  ARIADNE_SEARCH (self)->n_frontier--;
  if (!ariadne_astar_expand (ARIADNE_ASTAR (self), *entry, &self->level, error))
    return ARIADNE_STEP_FAIL;

  return ARIADNE_STEP_AGAIN;
}

/* Sends the next states of the level; the ticket is where they begin. */
static AriadneStep
ask (AriadneBeam    *self,
     AriadneRequest *request)
{
  AriadneSearch *search = ARIADNE_SEARCH (self);
  guint64 left = search->budget - search->n_sent;

  request->states = (AriadneState **) search->visited->pdata + self->level.first + self->n_asked;
  request->n_states = MIN (MIN (self->buffer_size, count_unasked (self)), left);
  request->ticket = self->n_asked;
  self->n_asked += request->n_states;
  request->waits = request->n_states == left
                   || (count_unasked (self) == 0 && is_expanded (self));

  return ARIADNE_STEP_CALL;
}

/* The level is complete, and nothing is under evaluation. */
static AriadneStep
begin_level (AriadneBeam *self)
{
  if (self->level.found->len == 0)
    return ariadne_search_end_as (ARIADNE_SEARCH (self), ARIADNE_SEARCH_SPACE_EXHAUSTED);
  if (is_last_level (self))
    return ariadne_search_end_as (ARIADNE_SEARCH (self), ARIADNE_SEARCH_FINISHED);

  self->depth++;
  choose_beam (self);

  return ARIADNE_STEP_AGAIN;
}

static AriadneStep
ariadne_beam_next (AriadneSearch   *search,
                   AriadneRequest  *request,
                   GError         **error)
{
  AriadneBeam *self = ARIADNE_BEAM (search);
  gboolean is_spent = search->n_sent >= search->budget;

  if (!is_spent && !is_expanded (self)
      && (is_last_level (self) || count_unasked (self) < self->buffer_size))
    return expand_next (self, error);

  if (!is_spent && !is_last_level (self) && count_unasked (self) > 0
      && search->n_in_flight < MAX_IN_FLIGHT)
    return ask (self, request);

  if (search->n_in_flight > 0)
    return ARIADNE_STEP_WAIT;

  if (is_spent)
    return ariadne_search_end_as (search, ARIADNE_SEARCH_BUDGET_EXHAUSTED);

  return begin_level (self);
}

static gboolean
ariadne_beam_take (AriadneSearch  *search,
                   guint           ticket,
                   AriadneMatrix  *answers,
                   GError        **error)
{
  AriadneAStar *astar = ARIADNE_ASTAR (search);

  return ariadne_astar_push (astar, &astar->frontier, &ARIADNE_BEAM (search)->level, ticket,
                             FALSE, answers, error);
}

/**
 * ariadne_beam_new:
 * @domain: the domain
 * @start: the state to start from
 * @max_depth: the depth at which states are no longer expanded
 * @budget: how many states may be evaluated
 * @width: how many states of a depth are expanded
 * @buffer_size: how many states are evaluated in one request
 *
 * Makes a search. Its parameters are checked when it is run, or by
 * ariadne_search_validate().
 *
 * Returns: (transfer full): a new search
 */
AriadneSearch *
ariadne_beam_new (AriadneDomain *domain,
                  AriadneState  *start,
                  guint          max_depth,
                  guint          budget,
                  guint          width,
                  guint          buffer_size)
{
  g_return_val_if_fail (ARIADNE_IS_DOMAIN (domain), NULL);
  g_return_val_if_fail (start != NULL, NULL);

  return g_object_new (ARIADNE_TYPE_BEAM,
                       "domain", domain,
                       "start", start,
                       "max-depth", max_depth,
                       "budget", budget,
                       "width", width,
                       "buffer-size", buffer_size,
                       NULL);
}

/**
 * ariadne_beam_get_width:
 * @self: a search
 *
 * Gets how many states of a depth are expanded.
 *
 * Returns: the width
 */
guint
ariadne_beam_get_width (AriadneBeam *self)
{
  g_return_val_if_fail (ARIADNE_IS_BEAM (self), 0);

  return self->width;
}

/**
 * ariadne_beam_get_buffer_size:
 * @self: a search
 *
 * Gets how many states are evaluated in one request.
 *
 * Returns: the size of the buffer
 */
guint
ariadne_beam_get_buffer_size (AriadneBeam *self)
{
  g_return_val_if_fail (ARIADNE_IS_BEAM (self), 0);

  return self->buffer_size;
}

/**
 * ariadne_beam_get_varied:
 * @self: a search
 *
 * Gets whether the beam is a varied one.
 *
 * Returns: whether it is
 */
gboolean
ariadne_beam_get_varied (AriadneBeam *self)
{
  g_return_val_if_fail (ARIADNE_IS_BEAM (self), FALSE);

  return self->varied;
}

/**
 * ariadne_beam_set_varied:
 * @self: a search that has not been run
 * @varied: whether it takes one state of each priority first
 *
 * Sets how the beam is chosen.
 */
void
ariadne_beam_set_varied (AriadneBeam *self,
                         gboolean     varied)
{
  g_return_if_fail (ARIADNE_IS_BEAM (self));
  g_return_if_fail (ARIADNE_SEARCH (self)->status == ARIADNE_SEARCH_READY);

  varied = !!varied;
  if (self->varied == varied)
    return;

  self->varied = varied;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VARIED]);
}

static void
ariadne_beam_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  AriadneBeam *self = ARIADNE_BEAM (object);

  switch (prop_id)
    {
    case PROP_WIDTH:
      g_value_set_uint (value, self->width);
      break;

    case PROP_BUFFER_SIZE:
      g_value_set_uint (value, self->buffer_size);
      break;

    case PROP_VARIED:
      g_value_set_boolean (value, self->varied);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ariadne_beam_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  AriadneBeam *self = ARIADNE_BEAM (object);

  switch (prop_id)
    {
    case PROP_WIDTH:
      self->width = g_value_get_uint (value);
      break;

    case PROP_BUFFER_SIZE:
      self->buffer_size = g_value_get_uint (value);
      break;

    case PROP_VARIED:
      ariadne_beam_set_varied (self, g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ariadne_beam_finalize (GObject *object)
{
  AriadneBeam *self = ARIADNE_BEAM (object);

  g_array_unref (self->beam);
  g_array_unref (self->spare);
  ariadne_finds_clear (&self->level);

  G_OBJECT_CLASS (ariadne_beam_parent_class)->finalize (object);
}

static void
ariadne_beam_class_init (AriadneBeamClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  AriadneSearchClass *search_class = ARIADNE_SEARCH_CLASS (klass);

  object_class->get_property = ariadne_beam_get_property;
  object_class->set_property = ariadne_beam_set_property;
  object_class->finalize = ariadne_beam_finalize;

  search_class->validate = ariadne_beam_validate;
  search_class->begin = ariadne_beam_begin;
  search_class->next = ariadne_beam_next;
  search_class->take = ariadne_beam_take;

  /**
   * AriadneBeam:width:
   *
   * How many states of a depth are expanded.
   */
  properties[PROP_WIDTH] =
    g_param_spec_uint ("width", NULL, NULL, 0, G_MAXUINT, 16,
                       G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * AriadneBeam:buffer-size:
   *
   * How many states are evaluated in one request.
   */
  properties[PROP_BUFFER_SIZE] =
    g_param_spec_uint ("buffer-size", NULL, NULL, 0, G_MAXUINT, 16,
                       G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * AriadneBeam:varied:
   *
   * Whether it takes one state of each priority first, and more of them only if the
   * beam is wider.
   */
  properties[PROP_VARIED] =
    g_param_spec_boolean ("varied", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ariadne_beam_init (AriadneBeam *self)
{
  self->beam = g_array_new (FALSE, FALSE, sizeof (AriadneFrontierEntry));
  self->spare = g_array_new (FALSE, FALSE, sizeof (AriadneFrontierEntry));
  ariadne_finds_init (&self->level);
}
