/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "search/ariadne-search-recipe.h"

#include <string.h>

#include "core/ariadne-error.h"
#include "search/ariadne-batched-astar.h"
#include "search/ariadne-beam.h"
#include "search/ariadne-continuous-astar.h"
#include "search/ariadne-depth-columns.h"
#include "search/ariadne-portfolio.h"
#include "search/ariadne-rollout.h"
#include "search/ariadne-search-private.h"
#include "search/ariadne-weighted-astar.h"

/* Kind, name, start, depth, size (of the buffer, of the window, or the number of
 * rollouts), width, budget, states kept at most, seed, weight, strict or varied, as
 * prototype, recording, recipes of members.
 */
#define RECIPE_TYPE "(ssayuuuuutdbbbav)"

#define MAX_NAME_LENGTH 4096

#define KIND_BATCHED_ASTAR    "batched-astar"
#define KIND_BEAM             "beam"
#define KIND_CONTINUOUS_ASTAR "continuous-astar"
#define KIND_DEPTH_COLUMNS    "depth-columns"
#define KIND_PORTFOLIO        "portfolio"
#define KIND_ROLLOUT          "rollout"
#define KIND_WEIGHTED_ASTAR   "weighted-astar"

/* What the kinds have in common, and where they put it. */
typedef struct
{
  const char *kind;
  guint       depth;
  guint       size;
  guint       width;
  guint       budget;
  guint       max_visited;
  guint64     seed;
  double      weight;
  gboolean    strict;
} Parameters;

static GVariant *
pack_state (AriadneDomain *domain,
            AriadneState  *state)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  ariadne_domain_serialize (domain, state, bytes);

  return g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, bytes->data, bytes->len, 1);
}

static AriadneState *
unpack_state (AriadneDomain  *domain,
              GVariant       *packed,
              GError        **error)
{
  gsize length;
  const guint8 *data = g_variant_get_fixed_array (packed, &length, 1);

  return ariadne_domain_deserialize (domain, data, length, error);
}

static void
get_parameters (AriadneSearch *self,
                Parameters    *parameters)
{
  *parameters = (Parameters){ .max_visited = self->max_visited };
  if (ARIADNE_IS_ROLLOUT (self))
    {
      AriadneRollout *rollout = ARIADNE_ROLLOUT (self);

      parameters->kind = KIND_ROLLOUT;
      parameters->depth = ariadne_rollout_get_depth (rollout);
      parameters->size = ariadne_rollout_get_num_rollouts (rollout);
      parameters->seed = ariadne_rollout_get_seed (rollout);
      return;
    }

  if (ARIADNE_IS_PORTFOLIO (self))
    {
      parameters->kind = KIND_PORTFOLIO;
      parameters->budget = ariadne_portfolio_get_budget (ARIADNE_PORTFOLIO (self));
      return;
    }

  parameters->depth = ariadne_astar_get_max_depth (ARIADNE_ASTAR (self));
  parameters->budget = ariadne_astar_get_budget (ARIADNE_ASTAR (self));
  if (ARIADNE_IS_WEIGHTED_ASTAR (self))
    {
      AriadneWeightedAStar *weighted = ARIADNE_WEIGHTED_ASTAR (self);

      parameters->kind = KIND_WEIGHTED_ASTAR;
      parameters->size = ariadne_weighted_astar_get_buffer_size (weighted);
      parameters->weight = ariadne_weighted_astar_get_weight (weighted);
      parameters->strict = ariadne_weighted_astar_get_strict (weighted);
    }
  else if (ARIADNE_IS_BEAM (self))
    {
      parameters->kind = KIND_BEAM;
      parameters->size = ariadne_beam_get_buffer_size (ARIADNE_BEAM (self));
      parameters->width = ariadne_beam_get_width (ARIADNE_BEAM (self));
      parameters->strict = ariadne_beam_get_varied (ARIADNE_BEAM (self));
    }
  else if (ARIADNE_IS_DEPTH_COLUMNS (self))
    {
      parameters->kind = KIND_DEPTH_COLUMNS;
      parameters->size = ariadne_depth_columns_get_window (ARIADNE_DEPTH_COLUMNS (self));
    }
  else if (ARIADNE_IS_BATCHED_ASTAR (self))
    {
      parameters->kind = KIND_BATCHED_ASTAR;
      parameters->size = ariadne_batched_astar_get_buffer_size (ARIADNE_BATCHED_ASTAR (self));
    }
  else
    {
      parameters->kind = KIND_CONTINUOUS_ASTAR;
      parameters->size = ariadne_continuous_astar_get_window (ARIADNE_CONTINUOUS_ASTAR (self));
    }
}

static GVariant *
pack_members (AriadneSearch *self)
{
  GVariantBuilder members;
  guint n_members = 0;

  if (ARIADNE_IS_PORTFOLIO (self))
    n_members = ariadne_portfolio_get_n_members (ARIADNE_PORTFOLIO (self));

  g_variant_builder_init (&members, G_VARIANT_TYPE ("av"));
  for (guint i = 0; i < n_members; i++)
    {
      AriadneSearch *member = ariadne_portfolio_get_member (ARIADNE_PORTFOLIO (self), i);
      g_autoptr (GVariant) recipe = _ariadne_search_dup_recipe (member);

      g_variant_builder_add (&members, "v", recipe);
    }

  return g_variant_builder_end (&members);
}

GVariant *
_ariadne_search_dup_recipe (AriadneSearch *self)
{
  Parameters parameters;

  get_parameters (self, &parameters);

  return g_variant_ref_sink (
    g_variant_new ("(ss@ayuuuuutdbbb@av)", parameters.kind, self->name,
                   pack_state (self->domain, self->start), parameters.depth, parameters.size,
                   parameters.width, parameters.budget, parameters.max_visited, parameters.seed,
                   parameters.weight, parameters.strict, (gboolean) self->as_prototype,
                   (gboolean) self->recording, pack_members (self)));
}

static AriadneSearch *
make_beam (const Parameters *parameters,
           AriadneDomain    *domain,
           AriadneState     *start)
{
  AriadneSearch *self = ariadne_beam_new (domain, start, parameters->depth, parameters->budget,
                                          parameters->width, parameters->size);

  ariadne_beam_set_varied (ARIADNE_BEAM (self), parameters->strict);

  return self;
}

/* The kinds that are not made of others; NULL if there is no such kind. */
static AriadneSearch *
make_single (const Parameters *parameters,
             AriadneDomain    *domain,
             AriadneState     *start)
{
  if (g_str_equal (parameters->kind, KIND_BATCHED_ASTAR))
    return ariadne_batched_astar_new (domain, start, parameters->depth, parameters->budget,
                                      parameters->size);
  if (g_str_equal (parameters->kind, KIND_BEAM))
    return make_beam (parameters, domain, start);
  if (g_str_equal (parameters->kind, KIND_CONTINUOUS_ASTAR))
    return ariadne_continuous_astar_new (domain, start, parameters->depth, parameters->budget,
                                         parameters->size);
  if (g_str_equal (parameters->kind, KIND_DEPTH_COLUMNS))
    return ariadne_depth_columns_new (domain, start, parameters->depth, parameters->budget,
                                      parameters->size);
  if (g_str_equal (parameters->kind, KIND_ROLLOUT))
    return ariadne_rollout_new (domain, start, parameters->depth, parameters->size,
                                parameters->seed);
  if (g_str_equal (parameters->kind, KIND_WEIGHTED_ASTAR))
    return ariadne_weighted_astar_new (domain, start, parameters->depth, parameters->budget,
                                       parameters->size, parameters->weight, parameters->strict);

  return NULL;
}

/* Starts where its members do; without members it is NULL, with @error unset. */
static AriadneSearch *
make_portfolio (const Parameters  *parameters,
                AriadneDomain     *domain,
                GVariant          *recipes,
                GError           **error)
{
  g_autoptr (GPtrArray) members = g_ptr_array_new_with_free_func (g_object_unref);

  for (gsize i = 0; i < g_variant_n_children (recipes); i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (recipes, i);
      g_autoptr (GVariant) recipe = g_variant_get_variant (child);
      AriadneSearch *member = _ariadne_search_new_from_recipe (recipe, domain, error);

      if (member == NULL)
        return NULL;
      g_ptr_array_add (members, member);
    }

  if (members->len == 0)
    return NULL;

  return ariadne_portfolio_new ((AriadneSearch **) members->pdata, members->len,
                                parameters->budget);
}

static AriadneSearch *
make (const Parameters  *parameters,
      AriadneDomain     *domain,
      AriadneState      *start,
      GVariant          *members,
      GError           **error)
{
  g_autoptr (GError) of_member = NULL;
  AriadneSearch *self;

  if (g_str_equal (parameters->kind, KIND_PORTFOLIO))
    self = make_portfolio (parameters, domain, members, &of_member);
  else
    self = make_single (parameters, domain, start);

  if (of_member != NULL)
    g_propagate_error (error, g_steal_pointer (&of_member));
  else if (self == NULL)
    g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
                 "a search is of the kind “%.50s” and has %" G_GSIZE_FORMAT
                 " members, expected a known kind, and members of a portfolio",
                 parameters->kind, g_variant_n_children (members));

  return self;
}

static gboolean
check_recipe (GVariant  *recipe,
              GError   **error)
{
  if (g_variant_is_of_type (recipe, G_VARIANT_TYPE (RECIPE_TYPE))
      && g_variant_is_normal_form (recipe))
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
               "the recipe of a search has type %s, expected %s",
               g_variant_get_type_string (recipe), RECIPE_TYPE);

  return FALSE;
}

static gboolean
check_name (const char  *name,
            GError     **error)
{
  if (strlen (name) <= MAX_NAME_LENGTH)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
               "a search has a name of %" G_GSIZE_FORMAT " bytes, expected at most %u",
               strlen (name), MAX_NAME_LENGTH);

  return FALSE;
}

AriadneSearch *
_ariadne_search_new_from_recipe (GVariant       *recipe,
                                 AriadneDomain  *domain,
                                 GError        **error)
{
  g_autoptr (AriadneSearch) self = NULL;
  g_autoptr (AriadneState) start = NULL;
  g_autoptr (GVariant) packed = NULL;
  g_autoptr (GVariant) members = NULL;
  gboolean as_prototype, recording;
  Parameters parameters;
  const char *name;

  if (!check_recipe (recipe, error))
    return NULL;

  g_variant_get (recipe, "(&s&s@ayuuuuutdbbb@av)", &parameters.kind, &name, &packed,
                 &parameters.depth, &parameters.size, &parameters.width, &parameters.budget,
                 &parameters.max_visited, &parameters.seed, &parameters.weight,
                 &parameters.strict, &as_prototype, &recording, &members);
  start = unpack_state (domain, packed, error);
  if (start == NULL)
    {
      g_prefix_error (error, "the start of search “%.*s”: ", MAX_NAME_LENGTH, name);
      return NULL;
    }

  self = make (&parameters, domain, start, members, error);
  if (self == NULL || !check_name (name, error))
    return NULL;

  ariadne_search_set_name (self, name);
  ariadne_search_set_as_prototype (self, as_prototype);
  ariadne_search_set_recording (self, recording);
  ariadne_search_set_max_visited (self, parameters.max_visited);
  if (!ariadne_search_validate (self, 0, error))
    return NULL;

  return g_steal_pointer (&self);
}
