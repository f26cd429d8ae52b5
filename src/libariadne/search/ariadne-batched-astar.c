/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "search/ariadne-astar-private.h"
#include "search/ariadne-batched-astar.h"

/**
 * AriadneBatchedAStar:
 *
 * A best-first search that gathers a buffer of new states before it asks.
 *
 * It takes the best states from the frontier and expands them until their new
 * neighbours fill a buffer, has all of these evaluated in one request, puts them
 * on the frontier and starts again.
 *
 * (At depth H − 1 the prototype fails, which is the only difference; hence
 * [property@Search:as-prototype] changes nothing.)
 *
 * The search ends when the budget of evaluations is spent, which the last
 * request may exceed, or when the frontier is empty.
 */
struct _AriadneBatchedAStar
{
  AriadneAStar parent_instance;

  guint        buffer_size; /* set at construction */
  AriadneFinds request;
};

struct _AriadneBatchedAStarClass
{
  AriadneAStarClass parent_class;
};

enum
{
  PROP_0,
  PROP_BUFFER_SIZE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (AriadneBatchedAStar, ariadne_batched_astar, ARIADNE_TYPE_ASTAR)

static gboolean
ariadne_batched_astar_validate (AriadneSearch  *search,
                                guint           n_heads,
                                GError        **error)
{
  AriadneBatchedAStar *self = ARIADNE_BATCHED_ASTAR (search);
  AriadneSearchClass *parent_class = ARIADNE_SEARCH_CLASS (ariadne_batched_astar_parent_class);

  return parent_class->validate (search, n_heads, error)
         && ariadne_search_check_parameter (search, "buffer size", self->buffer_size,
                                            ARIADNE_SEARCH_MAX_BUDGET, error);
}

static AriadneStep
ariadne_batched_astar_next (AriadneSearch   *search,
                            AriadneRequest  *request,
                            GError         **error)
{
  AriadneBatchedAStar *self = ARIADNE_BATCHED_ASTAR (search);
  AriadneAStar *astar = ARIADNE_ASTAR (search);

  if (search->n_in_flight > 0)
    return ARIADNE_STEP_WAIT;

  ariadne_astar_begin_finds (astar, &self->request);
  while (astar->frontier.length > 0 && self->request.found->len < self->buffer_size)
    {
      AriadneFrontierEntry entry;

      ariadne_astar_look_ahead (astar, &astar->frontier,
                                self->buffer_size - self->request.found->len);
      entry = ariadne_astar_pop (astar, &astar->frontier);
      if (entry.depth < astar->max_depth
          && !ariadne_astar_expand (astar, entry, &self->request, error))
        return ARIADNE_STEP_FAIL;
    }

  ariadne_astar_request (astar, &self->request, request);
  request->waits = TRUE;

  return ARIADNE_STEP_CALL;
}

static gboolean
ariadne_batched_astar_take (AriadneSearch  *search,
                            guint           ticket,
                            AriadneMatrix  *answers,
                            GError        **error)
{
  AriadneBatchedAStar *self = ARIADNE_BATCHED_ASTAR (search);
  AriadneAStar *astar = ARIADNE_ASTAR (search);

  if (!ariadne_astar_push (astar, &astar->frontier, &self->request, 0, FALSE, answers, error))
    return FALSE;

  if (search->n_evaluations >= search->budget)
    search->status = ARIADNE_SEARCH_BUDGET_EXHAUSTED;
  else if (astar->frontier.length == 0)
    search->status = ARIADNE_SEARCH_SPACE_EXHAUSTED;

  return TRUE;
}

/**
 * ariadne_batched_astar_new:
 * @domain: the domain
 * @start: the state to start from
 * @max_depth: the depth at which states are no longer expanded
 * @budget: how many states may be evaluated
 * @buffer_size: how many states are gathered at least, while there are any,
 *   before they are evaluated
 *
 * Makes a search. Its parameters are checked when it is run, or by
 * ariadne_search_validate().
 *
 * Returns: (transfer full): a new search
 */
AriadneSearch *
ariadne_batched_astar_new (AriadneDomain *domain,
                           AriadneState  *start,
                           guint          max_depth,
                           guint          budget,
                           guint          buffer_size)
{
  g_return_val_if_fail (ARIADNE_IS_DOMAIN (domain), NULL);
  g_return_val_if_fail (start != NULL, NULL);

  return g_object_new (ARIADNE_TYPE_BATCHED_ASTAR,
                       "domain", domain,
                       "start", start,
                       "max-depth", max_depth,
                       "budget", budget,
                       "buffer-size", buffer_size,
                       NULL);
}

/**
 * ariadne_batched_astar_get_buffer_size:
 * @self: a search
 *
 * Gets how many states are gathered before they are evaluated.
 *
 * Returns: the size of the buffer
 */
guint
ariadne_batched_astar_get_buffer_size (AriadneBatchedAStar *self)
{
  g_return_val_if_fail (ARIADNE_IS_BATCHED_ASTAR (self), 0);

  return self->buffer_size;
}

static void
ariadne_batched_astar_get_property (GObject    *object,
                                    guint       prop_id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  AriadneBatchedAStar *self = ARIADNE_BATCHED_ASTAR (object);

  switch (prop_id)
    {
    case PROP_BUFFER_SIZE:
      g_value_set_uint (value, self->buffer_size);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ariadne_batched_astar_set_property (GObject      *object,
                                    guint         prop_id,
                                    const GValue *value,
                                    GParamSpec   *pspec)
{
  AriadneBatchedAStar *self = ARIADNE_BATCHED_ASTAR (object);

  switch (prop_id)
    {
    case PROP_BUFFER_SIZE:
      self->buffer_size = g_value_get_uint (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ariadne_batched_astar_finalize (GObject *object)
{
  AriadneBatchedAStar *self = ARIADNE_BATCHED_ASTAR (object);

  ariadne_finds_clear (&self->request);

  G_OBJECT_CLASS (ariadne_batched_astar_parent_class)->finalize (object);
}

static void
ariadne_batched_astar_class_init (AriadneBatchedAStarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  AriadneSearchClass *search_class = ARIADNE_SEARCH_CLASS (klass);

  object_class->get_property = ariadne_batched_astar_get_property;
  object_class->set_property = ariadne_batched_astar_set_property;
  object_class->finalize = ariadne_batched_astar_finalize;

  search_class->validate = ariadne_batched_astar_validate;
  search_class->next = ariadne_batched_astar_next;
  search_class->take = ariadne_batched_astar_take;

  /**
   * AriadneBatchedAStar:buffer-size:
   *
   * How many states are gathered before they are evaluated.
   */
  properties[PROP_BUFFER_SIZE] =
    g_param_spec_uint ("buffer-size", NULL, NULL, 0, G_MAXUINT, 16,
                       G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ariadne_batched_astar_init (AriadneBatchedAStar *self)
{
  ariadne_finds_init (&self->request);
}
