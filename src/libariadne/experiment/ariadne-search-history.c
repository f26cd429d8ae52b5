/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-history-private.h"

#include <math.h>

/**
 * AriadneSearchHistory:
 *
 * What is known last of one search of a configuration.
 *
 * Its properties change as the log says more; those of numbers that are not known yet
 * are NaN.
 *
 * It belongs to the thread of its history.
 */
struct _AriadneSearchHistory
{
  GObject  parent_instance;

  char    *name;
  char    *status;
  guint64  evaluations;
  guint64  budget;
  double   start_cost;
  double   best_cost;
  guint64  visited;
  guint64  frontier;
  char    *best;
  char    *digest;
};

enum
{
  PROP_0,
  PROP_NAME,
  PROP_STATUS,
  PROP_EVALUATIONS,
  PROP_BUDGET,
  PROP_BUDGET_USED,
  PROP_START_COST,
  PROP_BEST_COST,
  PROP_VISITED,
  PROP_FRONTIER,
  PROP_BEST,
  PROP_DIGEST,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (AriadneSearchHistory, ariadne_search_history, G_TYPE_OBJECT)

static void
ariadne_search_history_finalize (GObject *object)
{
  AriadneSearchHistory *self = ARIADNE_SEARCH_HISTORY (object);

  g_free (self->name);
  g_free (self->status);
  g_free (self->best);
  g_free (self->digest);

  G_OBJECT_CLASS (ariadne_search_history_parent_class)->finalize (object);
}

static void
ariadne_search_history_get_property (GObject    *object,
                                     guint       prop_id,
                                     GValue     *value,
                                     GParamSpec *pspec)
{
  AriadneSearchHistory *self = ARIADNE_SEARCH_HISTORY (object);

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_STATUS:
      g_value_set_string (value, self->status);
      break;
    case PROP_EVALUATIONS:
      g_value_set_uint64 (value, self->evaluations);
      break;
    case PROP_BUDGET:
      g_value_set_uint64 (value, self->budget);
      break;
    case PROP_BUDGET_USED:
      g_value_set_double (value, ariadne_search_history_get_budget_used (self));
      break;
    case PROP_START_COST:
      g_value_set_double (value, self->start_cost);
      break;
    case PROP_BEST_COST:
      g_value_set_double (value, self->best_cost);
      break;
    case PROP_VISITED:
      g_value_set_uint64 (value, self->visited);
      break;
    case PROP_FRONTIER:
      g_value_set_uint64 (value, self->frontier);
      break;
    case PROP_BEST:
      g_value_set_string (value, self->best);
      break;
    case PROP_DIGEST:
      g_value_set_string (value, self->digest);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

/* Every property is of one of these three kinds, and only read. */
static GParamSpec *
make_text (const char *name)
{
  return g_param_spec_string (name, NULL, NULL, NULL, G_PARAM_READABLE);
}

static GParamSpec *
make_total (const char *name)
{
  return g_param_spec_uint64 (name, NULL, NULL, 0, G_MAXUINT64, 0, G_PARAM_READABLE);
}

static GParamSpec *
make_number (const char *name)
{
  return g_param_spec_double (name, NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, G_PARAM_READABLE);
}

static void
ariadne_search_history_class_init (AriadneSearchHistoryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = ariadne_search_history_finalize;
  object_class->get_property = ariadne_search_history_get_property;

  /**
   * AriadneSearchHistory:name: (getter get_name)
   *
   * What is searched from.
   */
  properties[PROP_NAME] = make_text ("name");

  /**
   * AriadneSearchHistory:status: (getter get_status)
   *
   * Where the search stands, or how it ended, in one word; %NULL before anything is
   * known.
   */
  properties[PROP_STATUS] = make_text ("status");

  /**
   * AriadneSearchHistory:evaluations: (getter get_evaluations)
   *
   * How many states the model was asked about.
   */
  properties[PROP_EVALUATIONS] = make_total ("evaluations");

  /**
   * AriadneSearchHistory:budget: (getter get_budget)
   *
   * How many states the model may be asked about, or 0 if that is not limited.
   */
  properties[PROP_BUDGET] = make_total ("budget");

  /**
   * AriadneSearchHistory:budget-used: (getter get_budget_used)
   *
   * The share of the budget that is used, from 0 to 1; NaN if there is none.
   */
  properties[PROP_BUDGET_USED] = make_number ("budget-used");

  /**
   * AriadneSearchHistory:start-cost: (getter get_start_cost)
   *
   * The cost of the start.
   */
  properties[PROP_START_COST] = make_number ("start-cost");

  /**
   * AriadneSearchHistory:best-cost: (getter get_best_cost)
   *
   * The lowest cost found.
   */
  properties[PROP_BEST_COST] = make_number ("best-cost");

  /**
   * AriadneSearchHistory:visited: (getter get_visited)
   *
   * How many states were found.
   */
  properties[PROP_VISITED] = make_total ("visited");

  /**
   * AriadneSearchHistory:frontier: (getter get_frontier)
   *
   * How many states wait to be expanded.
   */
  properties[PROP_FRONTIER] = make_total ("frontier");

  /**
   * AriadneSearchHistory:best: (getter get_best)
   *
   * The state of the lowest cost, as text; %NULL before the configuration has ended.
   */
  properties[PROP_BEST] = make_text ("best");

  /**
   * AriadneSearchHistory:digest: (getter get_digest)
   *
   * The digest of what was visited, in hex; %NULL before the configuration has
   * ended.
   */
  properties[PROP_DIGEST] = make_text ("digest");

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ariadne_search_history_init (AriadneSearchHistory *self)
{
  self->start_cost = NAN;
  self->best_cost = NAN;
}

AriadneSearchHistory *
_ariadne_search_history_new (const char *name)
{
  AriadneSearchHistory *self = g_object_new (ARIADNE_TYPE_SEARCH_HISTORY, NULL);

  self->name = g_strdup (name);

  return self;
}

static void
set_text (AriadneSearchHistory *self,
          char                **place,
          const char           *text,
          guint                 property)
{
  if (g_strcmp0 (*place, text) == 0)
    return;

  g_free (*place);
  *place = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static gboolean
set_total (AriadneSearchHistory *self,
           guint64              *place,
           guint64               total,
           guint                 property)
{
  if (*place == total)
    return FALSE;

  *place = total;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);

  return TRUE;
}

static void
set_number (AriadneSearchHistory *self,
            double               *place,
            double                number,
            guint                 property)
{
  if (*place == number || (isnan (*place) && isnan (number)))
    return;

  *place = number;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

void
_ariadne_search_history_update (AriadneSearchHistory      *self,
                                const AriadneSearchRecord *record)
{
  gboolean used;

  g_object_freeze_notify (G_OBJECT (self));

  set_text (self, &self->status, record->status, PROP_STATUS);
  used = set_total (self, &self->evaluations, record->evaluations, PROP_EVALUATIONS);
  used |= set_total (self, &self->budget, record->budget, PROP_BUDGET);
  if (used)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUDGET_USED]);
  set_number (self, &self->start_cost, record->start_cost, PROP_START_COST);
  set_number (self, &self->best_cost, record->best_cost, PROP_BEST_COST);
  set_total (self, &self->visited, record->visited, PROP_VISITED);
  set_total (self, &self->frontier, record->frontier, PROP_FRONTIER);
  set_text (self, &self->best, record->best, PROP_BEST);
  set_text (self, &self->digest, record->digest, PROP_DIGEST);

  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * ariadne_search_history_get_name:
 * @self: a search
 *
 * Gets what is searched from.
 *
 * Returns: (transfer none): the name
 */
const char *
ariadne_search_history_get_name (AriadneSearchHistory *self)
{
  g_return_val_if_fail (ARIADNE_IS_SEARCH_HISTORY (self), NULL);

  return self->name;
}

/**
 * ariadne_search_history_get_status:
 * @self: a search
 *
 * Gets where the search stands, or how it ended, in one word.
 *
 * Returns: (transfer none) (nullable): the status
 */
const char *
ariadne_search_history_get_status (AriadneSearchHistory *self)
{
  g_return_val_if_fail (ARIADNE_IS_SEARCH_HISTORY (self), NULL);

  return self->status;
}

/**
 * ariadne_search_history_get_evaluations:
 * @self: a search
 *
 * Gets how many states the model was asked about.
 *
 * Returns: the number of states
 */
guint64
ariadne_search_history_get_evaluations (AriadneSearchHistory *self)
{
  g_return_val_if_fail (ARIADNE_IS_SEARCH_HISTORY (self), 0);

  return self->evaluations;
}

/**
 * ariadne_search_history_get_budget:
 * @self: a search
 *
 * Gets how many states the model may be asked about, or 0 if that is not limited.
 *
 * Returns: the number of states, or 0
 */
guint64
ariadne_search_history_get_budget (AriadneSearchHistory *self)
{
  g_return_val_if_fail (ARIADNE_IS_SEARCH_HISTORY (self), 0);

  return self->budget;
}

/**
 * ariadne_search_history_get_budget_used:
 * @self: a search
 *
 * Gets the share of the budget that is used, from 0 to 1.
 *
 * Returns: the share, or NaN
 */
double
ariadne_search_history_get_budget_used (AriadneSearchHistory *self)
{
  g_return_val_if_fail (ARIADNE_IS_SEARCH_HISTORY (self), NAN);

  return self->budget > 0 ? (double) self->evaluations / self->budget : NAN;
}

/**
 * ariadne_search_history_get_start_cost:
 * @self: a search
 *
 * Gets the cost of the start.
 *
 * Returns: the cost, or NaN
 */
double
ariadne_search_history_get_start_cost (AriadneSearchHistory *self)
{
  g_return_val_if_fail (ARIADNE_IS_SEARCH_HISTORY (self), NAN);

  return self->start_cost;
}

/**
 * ariadne_search_history_get_best_cost:
 * @self: a search
 *
 * Gets the lowest cost found.
 *
 * Returns: the cost, or NaN
 */
double
ariadne_search_history_get_best_cost (AriadneSearchHistory *self)
{
  g_return_val_if_fail (ARIADNE_IS_SEARCH_HISTORY (self), NAN);

  return self->best_cost;
}

/**
 * ariadne_search_history_get_visited:
 * @self: a search
 *
 * Gets how many states were found.
 *
 * Returns: the number of states
 */
guint64
ariadne_search_history_get_visited (AriadneSearchHistory *self)
{
  g_return_val_if_fail (ARIADNE_IS_SEARCH_HISTORY (self), 0);

  return self->visited;
}

/**
 * ariadne_search_history_get_frontier:
 * @self: a search
 *
 * Gets how many states wait to be expanded.
 *
 * Returns: the number of states
 */
guint64
ariadne_search_history_get_frontier (AriadneSearchHistory *self)
{
  g_return_val_if_fail (ARIADNE_IS_SEARCH_HISTORY (self), 0);

  return self->frontier;
}

/**
 * ariadne_search_history_get_best:
 * @self: a search
 *
 * Gets the state of the lowest cost, as text.
 *
 * Returns: (transfer none) (nullable): the state as text
 */
const char *
ariadne_search_history_get_best (AriadneSearchHistory *self)
{
  g_return_val_if_fail (ARIADNE_IS_SEARCH_HISTORY (self), NULL);

  return self->best;
}

/**
 * ariadne_search_history_get_digest:
 * @self: a search
 *
 * Gets the digest of what was visited, in hex.
 *
 * Returns: (transfer none) (nullable): the digest
 */
const char *
ariadne_search_history_get_digest (AriadneSearchHistory *self)
{
  g_return_val_if_fail (ARIADNE_IS_SEARCH_HISTORY (self), NULL);

  return self->digest;
}
