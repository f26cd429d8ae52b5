/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <math.h>

#include "experiment/ariadne-run-record.h"

/* What was written and read again is the same, to the last bit. */

static inline void
assert_same_number (double a,
                    double b)
{
  g_assert_true (isnan (a) == isnan (b));
  if (!isnan (a))
    g_assert_cmpmem (&a, sizeof a, &b, sizeof b);
}

static inline void
assert_same_search (const AriadneSearchRecord *a,
                    const AriadneSearchRecord *b)
{
  g_assert_cmpstr (a->name, ==, b->name);
  g_assert_cmpstr (a->status, ==, b->status);
  g_assert_cmpuint (a->visited, ==, b->visited);
  g_assert_cmpuint (a->frontier, ==, b->frontier);
  g_assert_cmpuint (a->evaluations, ==, b->evaluations);
  g_assert_cmpuint (a->budget, ==, b->budget);
  assert_same_number (a->start_cost, b->start_cost);
  assert_same_number (a->best_cost, b->best_cost);
  g_assert_cmpstr (a->best, ==, b->best);
  g_assert_cmpstr (a->digest, ==, b->digest);
}
