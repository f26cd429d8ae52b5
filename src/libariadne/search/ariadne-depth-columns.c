/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "search/ariadne-depth-columns.h"

#include "search/ariadne-astar-private.h"

/**
 * AriadneDepthColumns:
 *
 * A search that expands as many states of each depth as it has time for.
 *
 * The states of each depth wait in a column of their own. A pass visits the columns
 * in turn, from the start on: it takes the best state of a column, that of least
 * priority and of equal ones the one found first, has its new neighbours evaluated,
 * and puts them into the next column. An empty column is passed over. Passes are
 * made until the budget is spent; after k of them the k best that there were of each
 * depth have been expanded. It is thus a beam search that gets wider while there is
 * time, and whose first pass is as deep as can be.
 *
 * Several passes may be under way, so that their requests are evaluated together:
 * each follows the one before at a distance of one column, hence sees all that it has
 * left behind. They take their steps at the same time: all of them wait until the
 * answers to all of them are there. So what is found depends on how many passes may
 * be under way, but not on who answers, and when. A single one is the plain algorithm.
 *
 * The search ends when as many states have been evaluated as the budget allows, never
 * more, or when all columns are empty. What is found at the last depth needs no
 * evaluation.
 */
struct _AriadneDepthColumns
{
  AriadneAStar parent_instance;

  guint window; /* set at construction */

  /* While it runs: */
  GArray    *columns; /* of AriadneFrontier, one a depth to which states have been added */
  GPtrArray *passes;  /* of Pass, the foremost first; at most a window */
  guint      n_moved; /* passes that have taken their step */
};

struct _AriadneDepthColumnsClass
{
  AriadneAStarClass parent_class;
};

typedef struct
{
  guint        depth; /* of the column where it is */
  AriadneFinds finds; /* what it found there */
} Pass;

enum
{
  PROP_0,
  PROP_WINDOW,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (AriadneDepthColumns, ariadne_depth_columns, ARIADNE_TYPE_ASTAR)

static Pass *
pass_new (void)
{
  Pass *self = g_new0 (Pass, 1);

  ariadne_finds_init (&self->finds);

  return self;
}

static void
pass_free (gpointer data)
{
  Pass *self = data;

  ariadne_finds_clear (&self->finds);
  g_free (self);
}

static gboolean
ariadne_depth_columns_validate (AriadneSearch  *search,
                                guint           n_heads,
                                GError        **error)
{
  AriadneDepthColumns *self = ARIADNE_DEPTH_COLUMNS (search);
  AriadneSearchClass *parent_class = ARIADNE_SEARCH_CLASS (ariadne_depth_columns_parent_class);

  return parent_class->validate (search, n_heads, error)
         && ariadne_search_check_parameter (search, "window", self->window,
                                            ARIADNE_SEARCH_MAX_WINDOW, error);
}

/* What the others call the frontier is the first column. */
static void
ariadne_depth_columns_begin (AriadneSearch *search)
{
  AriadneDepthColumns *self = ARIADNE_DEPTH_COLUMNS (search);
  AriadneAStar *astar = ARIADNE_ASTAR (search);

  ARIADNE_SEARCH_CLASS (ariadne_depth_columns_parent_class)->begin (search);

  g_array_append_val (self->columns, astar->frontier);
  ariadne_frontier_init (&astar->frontier);
  g_ptr_array_add (self->passes, pass_new ());
}

static AriadneFrontier *
get_column (AriadneDepthColumns *self,
            guint                depth)
{
  return &g_array_index (self->columns, AriadneFrontier, depth);
}

/* Moves all passes on; whoever is past the last column has done its work, and the
 * next may start.
 */
static void
begin_round (AriadneDepthColumns *self)
{
  for (guint i = 0; i < self->passes->len; i++)
    ((Pass *) g_ptr_array_index (self->passes, i))->depth++;

  while (self->passes->len > 0
         && ((Pass *) g_ptr_array_index (self->passes, 0))->depth >= self->columns->len)
    g_ptr_array_remove_index (self->passes, 0);

  if (self->passes->len < self->window)
    g_ptr_array_add (self->passes, pass_new ());
  self->n_moved = 0;
}

static AriadneStep
ask (AriadneDepthColumns *self,
     const AriadneFinds  *finds,
     AriadneRequest      *request)
{
  AriadneSearch *search = ARIADNE_SEARCH (self);
  guint64 left = search->budget - search->n_sent;

  ariadne_astar_request (ARIADNE_ASTAR (self), finds, request);
  request->n_states = MIN (request->n_states, left);
  request->ticket = self->n_moved - 1;
  request->waits = request->n_states == left || self->n_moved == self->passes->len;

  return ARIADNE_STEP_CALL;
}

/* Has the next pass take its step. */
static AriadneStep
move (AriadneDepthColumns  *self,
      AriadneRequest       *request,
      GError              **error)
{
  AriadneAStar *astar = ARIADNE_ASTAR (self);
  Pass *pass = g_ptr_array_index (self->passes, self->n_moved++);
  AriadneFrontierEntry entry;

  if (pass->depth >= self->columns->len || get_column (self, pass->depth)->length == 0)
    return ARIADNE_STEP_AGAIN;

  entry = ariadne_astar_pop (astar, get_column (self, pass->depth));
  ariadne_astar_begin_finds (astar, &pass->finds);
  if (!ariadne_astar_expand (astar, entry, &pass->finds, error))
    return ARIADNE_STEP_FAIL;

  if (pass->finds.found->len == 0 || pass->depth + 1 == astar->max_depth)
    return ARIADNE_STEP_AGAIN;

  return ask (self, &pass->finds, request);
}

static AriadneStep
ariadne_depth_columns_next (AriadneSearch   *search,
                            AriadneRequest  *request,
                            GError         **error)
{
  AriadneDepthColumns *self = ARIADNE_DEPTH_COLUMNS (search);
  gboolean is_spent = search->n_sent >= search->budget;

  if (!is_spent && self->n_moved < self->passes->len)
    return move (self, request, error);

  if (search->n_in_flight > 0)
    return ARIADNE_STEP_WAIT;

  if (is_spent)
    return ariadne_search_end_as (search, ARIADNE_SEARCH_BUDGET_EXHAUSTED);
  if (search->n_frontier == 0)
    return ariadne_search_end_as (search, ARIADNE_SEARCH_SPACE_EXHAUSTED);

  begin_round (self);

  return ARIADNE_STEP_AGAIN;
}

static gboolean
ariadne_depth_columns_take (AriadneSearch  *search,
                            guint           ticket,
                            AriadneMatrix  *answers,
                            GError        **error)
{
  AriadneDepthColumns *self = ARIADNE_DEPTH_COLUMNS (search);
  const Pass *pass = g_ptr_array_index (self->passes, ticket);

  if (self->columns->len == pass->depth + 1)
    {
      AriadneFrontier column;

      ariadne_frontier_init (&column);
      g_array_append_val (self->columns, column);
    }

  return ariadne_astar_push (ARIADNE_ASTAR (self), get_column (self, pass->depth + 1),
                             &pass->finds, 0, FALSE, answers, error);
}

static void
ariadne_depth_columns_end (AriadneSearch *search)
{
  AriadneDepthColumns *self = ARIADNE_DEPTH_COLUMNS (search);

  g_array_set_size (self->columns, 0);
  g_ptr_array_set_size (self->passes, 0);

  ARIADNE_SEARCH_CLASS (ariadne_depth_columns_parent_class)->end (search);
}

/**
 * ariadne_depth_columns_new:
 * @domain: the domain
 * @start: the state to start from
 * @max_depth: the depth at which states are no longer expanded
 * @budget: how many states may be evaluated
 * @window: how many passes may be under way at a time
 *
 * Makes a search. Its parameters are checked when it is run, or by
 * ariadne_search_validate().
 *
 * Returns: (transfer full): a new search
 */
AriadneSearch *
ariadne_depth_columns_new (AriadneDomain *domain,
                           AriadneState  *start,
                           guint          max_depth,
                           guint          budget,
                           guint          window)
{
  g_return_val_if_fail (ARIADNE_IS_DOMAIN (domain), NULL);
  g_return_val_if_fail (start != NULL, NULL);

  return g_object_new (ARIADNE_TYPE_DEPTH_COLUMNS,
                       "domain", domain,
                       "start", start,
                       "max-depth", max_depth,
                       "budget", budget,
                       "window", window,
                       NULL);
}

/**
 * ariadne_depth_columns_get_window:
 * @self: a search
 *
 * Gets how many passes may be under way at a time.
 *
 * Returns: the size of the window
 */
guint
ariadne_depth_columns_get_window (AriadneDepthColumns *self)
{
  g_return_val_if_fail (ARIADNE_IS_DEPTH_COLUMNS (self), 0);

  return self->window;
}

static void
ariadne_depth_columns_get_property (GObject    *object,
                                    guint       prop_id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  AriadneDepthColumns *self = ARIADNE_DEPTH_COLUMNS (object);

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
ariadne_depth_columns_set_property (GObject      *object,
                                    guint         prop_id,
                                    const GValue *value,
                                    GParamSpec   *pspec)
{
  AriadneDepthColumns *self = ARIADNE_DEPTH_COLUMNS (object);

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
ariadne_depth_columns_finalize (GObject *object)
{
  AriadneDepthColumns *self = ARIADNE_DEPTH_COLUMNS (object);

  g_array_unref (self->columns);
  g_ptr_array_unref (self->passes);

  G_OBJECT_CLASS (ariadne_depth_columns_parent_class)->finalize (object);
}

static void
ariadne_depth_columns_class_init (AriadneDepthColumnsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  AriadneSearchClass *search_class = ARIADNE_SEARCH_CLASS (klass);

  object_class->get_property = ariadne_depth_columns_get_property;
  object_class->set_property = ariadne_depth_columns_set_property;
  object_class->finalize = ariadne_depth_columns_finalize;

  search_class->validate = ariadne_depth_columns_validate;
  search_class->begin = ariadne_depth_columns_begin;
  search_class->next = ariadne_depth_columns_next;
  search_class->take = ariadne_depth_columns_take;
  search_class->end = ariadne_depth_columns_end;

  /**
   * AriadneDepthColumns:window:
   *
   * How many passes may be under way at a time.
   */
  properties[PROP_WINDOW] =
    g_param_spec_uint ("window", NULL, NULL, 0, G_MAXUINT, 1,
                       G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
clear_column (gpointer data)
{
  ariadne_frontier_clear (data);
}

static void
ariadne_depth_columns_init (AriadneDepthColumns *self)
{
  self->columns = g_array_new (FALSE, FALSE, sizeof (AriadneFrontier));
  g_array_set_clear_func (self->columns, clear_column);
  self->passes = g_ptr_array_new_with_free_func (pass_free);
}
