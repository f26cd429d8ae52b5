/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

#include "core/ariadne-version-macros.h"

G_BEGIN_DECLS

/**
 * AriadneStrategy:
 * @ARIADNE_STRATEGY_ASTAR: best first, by single rewrites
 *
 * How an optimizer looks for better programs.
 */
typedef enum {
  ARIADNE_STRATEGY_ASTAR,
} AriadneStrategy;

/**
 * ARIADNE_STRATEGY_DEFAULT:
 *
 * What an optimizer uses unless it is told otherwise.
 */
#define ARIADNE_STRATEGY_DEFAULT ARIADNE_STRATEGY_ASTAR

ARIADNE_AVAILABLE_IN_ALL
const char *ariadne_strategy_to_string (AriadneStrategy strategy);

G_END_DECLS
