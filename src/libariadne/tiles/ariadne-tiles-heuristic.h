/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "core/ariadne-model.h"
#include "tiles/ariadne-tiles-domain.h"

G_BEGIN_DECLS

/**
 * AriadneTilesEstimate:
 * @ARIADNE_TILES_ESTIMATE_MANHATTAN: the moves that each tile would need if the
 *   others were not there
 * @ARIADNE_TILES_ESTIMATE_LINEAR_CONFLICT: these, and two for each tile that has
 *   to leave its line so that others can pass
 *
 * How to estimate the moves from a board to the goal. Both are never more than it
 * takes, and a move changes neither by more than one.
 */
typedef enum {
  ARIADNE_TILES_ESTIMATE_MANHATTAN,
  ARIADNE_TILES_ESTIMATE_LINEAR_CONFLICT,
} AriadneTilesEstimate;

#define ARIADNE_TYPE_TILES_HEURISTIC (ariadne_tiles_heuristic_get_type ())

ARIADNE_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (AriadneTilesHeuristic, ariadne_tiles_heuristic, ARIADNE, TILES_HEURISTIC,
                      GObject)

ARIADNE_AVAILABLE_IN_ALL
gboolean               ariadne_tiles_estimate_parse  (const char            *name,
                                                      AriadneTilesEstimate  *estimate);
ARIADNE_AVAILABLE_IN_ALL
AriadneTilesHeuristic *ariadne_tiles_heuristic_new   (AriadneTilesDomain    *domain,
                                                      AriadneTilesEstimate   estimate)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
