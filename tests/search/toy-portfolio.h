/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "search/ariadne-batched-astar.h"
#include "search/ariadne-beam.h"
#include "search/ariadne-depth-columns.h"
#include "search/ariadne-portfolio.h"

/* A portfolio for tests that take any search. */
static inline AriadneSearch *
toy_portfolio_new (AriadneDomain *domain,
                   AriadneState  *start,
                   guint          depth,
                   guint          budget,
                   guint          buffer_size)
{
  g_autoptr (AriadneSearch) columns = NULL;
  g_autoptr (AriadneSearch) astar = NULL;
  g_autoptr (AriadneSearch) beam = NULL;

  columns = ariadne_depth_columns_new (domain, start, depth, budget, 1);
  astar = ariadne_batched_astar_new (domain, start, depth, budget, buffer_size);
  beam = ariadne_beam_new (domain, start, depth, budget, 2, 5);

  return ariadne_portfolio_new ((AriadneSearch *[]){ columns, astar, beam }, 3, budget);
}
