/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "search/ariadne-astar-private.h"
#include "search/ariadne-continuous-astar.h"

/**
 * AriadneContinuousAStar:
 *
 * A best-first search that goes on while its requests are evaluated.
 *
 * It takes the best state from the frontier, has the new neighbours of that one
 * evaluated and takes the next without waiting, until a window of requests is
 * under evaluation or the frontier is empty. Answers go to the frontier as they
 * come. Hence one such search can keep a server busy, and what it finds depends
 * on how fast it is served; run synchronously, each request is answered before
 * the next state is taken.
 *
 * With [property@Search:as-prototype], it judges a state at depth d of at most D
 * by head H − (D − d) − 1, which is the head of the steps *done*.
 *
 * The search ends when a request would be made after the budget of evaluations
 * is spent, when it has taken one state more than its budget, or when the
 * frontier is empty and nothing is under evaluation.
 */
struct _AriadneContinuousAStar
{
  AriadneAStar parent_instance;

  guint      window;   /* set at construction */
  guint64    n_popped; /* from the frontier */
  GPtrArray *pending;  /* of Pending, by ticket; at most a window */
};

struct _AriadneContinuousAStarClass
{
  AriadneAStarClass parent_class;
};

typedef struct
{
  AriadneFinds finds;
  gboolean     in_flight;
} Pending;

enum
{
  PROP_0,
  PROP_WINDOW,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (AriadneContinuousAStar, ariadne_continuous_astar, ARIADNE_TYPE_ASTAR)

static Pending *
pending_new (void)
{
  Pending *self = g_new0 (Pending, 1);

  ariadne_finds_init (&self->finds);

  return self;
}

static void
pending_free (gpointer data)
{
  Pending *self = data;

  ariadne_finds_clear (&self->finds);
  g_free (self);
}

static gboolean
ariadne_continuous_astar_validate (AriadneSearch  *search,
                                   guint           n_heads,
                                   GError        **error)
{
  AriadneContinuousAStar *self = ARIADNE_CONTINUOUS_ASTAR (search);
  AriadneSearchClass *parent_class = ARIADNE_SEARCH_CLASS (ariadne_continuous_astar_parent_class);

  return parent_class->validate (search, n_heads, error)
         && ariadne_search_check_parameter (search, "window", self->window,
                                            ARIADNE_SEARCH_MAX_WINDOW, error);
}

/* Finds a ticket that is not in flight; within the window there is one. */
static guint
find_ticket (AriadneContinuousAStar *self)
{
  guint ticket = 0;

  while (ticket < self->pending->len
         && ((Pending *) g_ptr_array_index (self->pending, ticket))->in_flight)
    ticket++;

  if (ticket == self->pending->len)
    g_ptr_array_add (self->pending, pending_new ());

  return ticket;
}

static void
send (AriadneContinuousAStar *self,
      guint                   ticket,
      AriadneRequest         *request)
{
  AriadneAStar *astar = ARIADNE_ASTAR (self);
  AriadneSearch *search = ARIADNE_SEARCH (self);
  Pending *pending = g_ptr_array_index (self->pending, ticket);

  pending->in_flight = TRUE;

  ariadne_astar_request (astar, &pending->finds, request);
  request->ticket = ticket;
  request->waits = search->n_in_flight + 1 == self->window || astar->frontier.length == 0;
}

static AriadneStep
ariadne_continuous_astar_next (AriadneSearch   *search,
                               AriadneRequest  *request,
                               GError         **error)
{
  AriadneContinuousAStar *self = ARIADNE_CONTINUOUS_ASTAR (search);
  AriadneAStar *astar = ARIADNE_ASTAR (search);

  while (self->n_popped <= search->budget)
    {
      AriadneFrontierEntry entry;
      AriadneFinds *finds;
      guint ticket;

      if (search->n_in_flight == self->window)
        return ARIADNE_STEP_WAIT;
      if (astar->frontier.length == 0 && search->n_in_flight > 0)
        return ARIADNE_STEP_WAIT;
      if (astar->frontier.length == 0)
        return ariadne_search_end_as (search, ARIADNE_SEARCH_SPACE_EXHAUSTED);

      entry = ariadne_astar_pop (astar, &astar->frontier);
      self->n_popped++;

      ticket = find_ticket (self);
      finds = &((Pending *) g_ptr_array_index (self->pending, ticket))->finds;
      ariadne_astar_begin_finds (astar, finds);
      if (!ariadne_astar_expand (astar, entry, finds, error))
        return ARIADNE_STEP_FAIL;

      /* States at the last depth are seen, but never evaluated. */
      if (entry.depth + 1 == astar->max_depth)
        continue;
      if (search->n_sent >= search->budget)
        break;

      send (self, ticket, request);
      return ARIADNE_STEP_CALL;
    }

  return ariadne_search_end_as (search, ARIADNE_SEARCH_BUDGET_EXHAUSTED);
}

static gboolean
ariadne_continuous_astar_take (AriadneSearch  *search,
                               guint           ticket,
                               AriadneMatrix  *answers,
                               GError        **error)
{
  AriadneContinuousAStar *self = ARIADNE_CONTINUOUS_ASTAR (search);
  Pending *pending = g_ptr_array_index (self->pending, ticket);

  g_assert (pending->in_flight);

  pending->in_flight = FALSE;

  return ariadne_astar_push (ARIADNE_ASTAR (self), &ARIADNE_ASTAR (self)->frontier,
                             &pending->finds, 0, search->as_prototype, answers, error);
}

/**
 * ariadne_continuous_astar_new:
 * @domain: the domain
 * @start: the state to start from
 * @max_depth: the depth at which states are no longer expanded
 * @budget: how many states may be evaluated
 * @window: how many requests may be under evaluation at a time
 *
 * Makes a search. Its parameters are checked when it is run, or by
 * ariadne_search_validate().
 *
 * Returns: (transfer full): a new search
 */
AriadneSearch *
ariadne_continuous_astar_new (AriadneDomain *domain,
                              AriadneState  *start,
                              guint          max_depth,
                              guint          budget,
                              guint          window)
{
  g_return_val_if_fail (ARIADNE_IS_DOMAIN (domain), NULL);
  g_return_val_if_fail (start != NULL, NULL);

  return g_object_new (ARIADNE_TYPE_CONTINUOUS_ASTAR,
                       "domain", domain,
                       "start", start,
                       "max-depth", max_depth,
                       "budget", budget,
                       "window", window,
                       NULL);
}

/**
 * ariadne_continuous_astar_get_window:
 * @self: a search
 *
 * Gets how many requests may be under evaluation at a time.
 *
 * Returns: the size of the window
 */
guint
ariadne_continuous_astar_get_window (AriadneContinuousAStar *self)
{
  g_return_val_if_fail (ARIADNE_IS_CONTINUOUS_ASTAR (self), 0);

  return self->window;
}

static void
ariadne_continuous_astar_get_property (GObject    *object,
                                       guint       prop_id,
                                       GValue     *value,
                                       GParamSpec *pspec)
{
  AriadneContinuousAStar *self = ARIADNE_CONTINUOUS_ASTAR (object);

  switch (prop_id)
    {
    case PROP_WINDOW:
      g_value_set_uint (value, self->window);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ariadne_continuous_astar_set_property (GObject      *object,
                                       guint         prop_id,
                                       const GValue *value,
                                       GParamSpec   *pspec)
{
  AriadneContinuousAStar *self = ARIADNE_CONTINUOUS_ASTAR (object);

  switch (prop_id)
    {
    case PROP_WINDOW:
      self->window = g_value_get_uint (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ariadne_continuous_astar_finalize (GObject *object)
{
  AriadneContinuousAStar *self = ARIADNE_CONTINUOUS_ASTAR (object);

  g_ptr_array_unref (self->pending);

  G_OBJECT_CLASS (ariadne_continuous_astar_parent_class)->finalize (object);
}

static void
ariadne_continuous_astar_class_init (AriadneContinuousAStarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  AriadneSearchClass *search_class = ARIADNE_SEARCH_CLASS (klass);

  object_class->get_property = ariadne_continuous_astar_get_property;
  object_class->set_property = ariadne_continuous_astar_set_property;
  object_class->finalize = ariadne_continuous_astar_finalize;

  search_class->validate = ariadne_continuous_astar_validate;
  search_class->next = ariadne_continuous_astar_next;
  search_class->take = ariadne_continuous_astar_take;

  /**
   * AriadneContinuousAStar:window:
   *
   * How many requests may be under evaluation at a time.
   */
  properties[PROP_WINDOW] =
    g_param_spec_uint ("window", NULL, NULL, 0, G_MAXUINT, 4,
                       G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ariadne_continuous_astar_init (AriadneContinuousAStar *self)
{
  self->pending = g_ptr_array_new_with_free_func (pending_free);
}
