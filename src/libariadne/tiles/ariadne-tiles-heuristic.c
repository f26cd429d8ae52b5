/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "tiles/ariadne-tiles-heuristic.h"

#include "core/ariadne-error.h"
#include "tiles/ariadne-tiles-domain-private.h"
#include "tiles/ariadne-tiles-state.h"

/**
 * AriadneTilesHeuristic:
 *
 * A model without a network: it estimates how many moves solve a board.
 *
 * Its one head is that number, as [class@WeightedAStar] reads it. It is evaluated
 * in batches like every model, so that all that is around a network can be used,
 * and judged, with estimates that are known to be good.
 */
struct _AriadneTilesHeuristic
{
  GObject parent_instance;

  /* All constant once constructed. */
  AriadneTilesDomain   *domain;
  AriadneTilesEstimate  estimate;
};

static void ariadne_tiles_heuristic_iface_init (AriadneModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AriadneTilesHeuristic, ariadne_tiles_heuristic, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ARIADNE_TYPE_MODEL,
                                                      ariadne_tiles_heuristic_iface_init))

static float
estimate (AriadneTilesHeuristic *self,
          AriadneState          *state)
{
  const AriadneTilesLayout *layout = _ariadne_tiles_domain_get_layout (self->domain);
  const guint64 *words = _ariadne_tiles_state_get_words (state);
  guint moves = _ariadne_tiles_layout_get_distance (layout, words);

  if (self->estimate == ARIADNE_TILES_ESTIMATE_LINEAR_CONFLICT)
    moves += _ariadne_tiles_layout_get_detour (layout, words);

  return moves;
}

static gboolean
ariadne_tiles_heuristic_evaluate (AriadneModel        *model,
                                  const AriadneBatch  *batch,
                                  AriadneMatrix       *output,
                                  GError             **error)
{
  AriadneTilesHeuristic *self = ARIADNE_TILES_HEURISTIC (model);
  guint row = 0;

  if (ariadne_matrix_get_n_columns (output) != 1)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_MODEL,
                   "The model has 1 head, the output %u columns",
                   ariadne_matrix_get_n_columns (output));
      return FALSE;
    }

  for (guint i = 0; i < ariadne_batch_get_n_segments (batch); i++)
    {
      guint first;
      guint n_rows;
      AriadneSequence *sequence = ariadne_batch_get_segment (batch, i, &first, &n_rows);

      for (guint k = 0; k < n_rows; k++)
        *ariadne_matrix_get_row (output, row++) =
          estimate (self, ariadne_sequence_get_state (sequence, first + k));
    }

  return TRUE;
}

static guint
ariadne_tiles_heuristic_get_n_heads (AriadneModel *model)
{
  return 1;
}

/* It holds nothing of which there could be a share. */
static AriadneModel *
ariadne_tiles_heuristic_new_share (AriadneModel             *model,
                                   const AriadneModelShare  *share,
                                   GError                  **error)
{
  AriadneTilesHeuristic *self = ARIADNE_TILES_HEURISTIC (model);

  return ARIADNE_MODEL (ariadne_tiles_heuristic_new (self->domain, self->estimate));
}

static void
ariadne_tiles_heuristic_iface_init (AriadneModelInterface *iface)
{
  iface->get_n_heads = ariadne_tiles_heuristic_get_n_heads;
  iface->evaluate = ariadne_tiles_heuristic_evaluate;
  iface->new_share = ariadne_tiles_heuristic_new_share;
}

static void
ariadne_tiles_heuristic_finalize (GObject *object)
{
  AriadneTilesHeuristic *self = ARIADNE_TILES_HEURISTIC (object);

  g_clear_object (&self->domain);

  G_OBJECT_CLASS (ariadne_tiles_heuristic_parent_class)->finalize (object);
}

static void
ariadne_tiles_heuristic_class_init (AriadneTilesHeuristicClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ariadne_tiles_heuristic_finalize;
}

static void
ariadne_tiles_heuristic_init (AriadneTilesHeuristic *self)
{
}

/**
 * ariadne_tiles_estimate_parse:
 * @name: a word such as that of a command-line option
 * @estimate: (out): what it stands for
 *
 * Recognises `manhattan` and `linear-conflict`.
 *
 * Returns: whether @name is one of them
 */
gboolean
ariadne_tiles_estimate_parse (const char           *name,
                              AriadneTilesEstimate *estimate)
{
  static const char * const names[] = { "manhattan", "linear-conflict" };

  g_return_val_if_fail (name != NULL && estimate != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i], name))
      {
        *estimate = i;
        return TRUE;
      }

  return FALSE;
}

/**
 * ariadne_tiles_heuristic_new:
 * @domain: the domain of the states
 * @estimate: how to estimate
 *
 * Makes a model of one head. It may evaluate on several threads at a time.
 *
 * Returns: (transfer full): a new model
 */
AriadneTilesHeuristic *
ariadne_tiles_heuristic_new (AriadneTilesDomain   *domain,
                             AriadneTilesEstimate  estimate)
{
  AriadneTilesHeuristic *self;

  g_return_val_if_fail (ARIADNE_IS_TILES_DOMAIN (domain), NULL);

  self = g_object_new (ARIADNE_TYPE_TILES_HEURISTIC, NULL);
  self->domain = g_object_ref (domain);
  self->estimate = estimate;

  return self;
}
