/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

#include "core/ariadne-version-macros.h"

G_BEGIN_DECLS

/**
 * AriadneStrategy:
 * @ARIADNE_STRATEGY_ASTAR: single rewrites, the cheapest program first
 * @ARIADNE_STRATEGY_BEAM: single rewrites, of each depth the cheapest few
 * @ARIADNE_STRATEGY_COLUMNS: single rewrites, of each depth one more at a time
 * @ARIADNE_STRATEGY_COMPOSITE_BEAM: moves of many rewrites, of each depth the cheapest few
 * @ARIADNE_STRATEGY_COMPOSITE_COLUMNS: moves of many rewrites, of each depth one more at a
 *   time
 * @ARIADNE_STRATEGY_PORTFOLIO: both by moves of many rewrites, side by side
 *
 * How an optimizer looks for better programs.
 */
typedef enum {
  ARIADNE_STRATEGY_ASTAR,
  ARIADNE_STRATEGY_BEAM,
  ARIADNE_STRATEGY_COLUMNS,
  ARIADNE_STRATEGY_COMPOSITE_BEAM,
  ARIADNE_STRATEGY_COMPOSITE_COLUMNS,
  ARIADNE_STRATEGY_PORTFOLIO,
} AriadneStrategy;

/**
 * ARIADNE_STRATEGY_DEFAULT:
 *
 * What an optimizer uses unless it is told otherwise.
 */
#define ARIADNE_STRATEGY_DEFAULT ARIADNE_STRATEGY_PORTFOLIO

ARIADNE_AVAILABLE_IN_ALL
const char *ariadne_strategy_to_string (AriadneStrategy strategy);

G_END_DECLS
