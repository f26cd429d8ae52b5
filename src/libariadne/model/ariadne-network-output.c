/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include "model/ariadne-network-output.h"

/* Keeps logarithms of gains away from that of zero. */
#define EPSILON 0.001

static double
positive_part (double value,
               double parameter)
{
  double scaled = parameter * value;

  if (isinf (parameter))
    return MAX (value, 0.0);

  /* ln (1 + exp (s)) without overflow. */
  return (MAX (scaled, 0.0) + log1p (exp (-fabs (scaled)))) / parameter;
}

static double
to_gain (AriadneNormalisation normalisation,
         double               value,
         double               cost)
{
  switch (normalisation)
    {
    case ARIADNE_NORMALISATION_NONE:
      return value;
    case ARIADNE_NORMALISATION_LOG:
      return exp (value) - EPSILON;
    case ARIADNE_NORMALISATION_PROP:
      return value * cost;
    case ARIADNE_NORMALISATION_LOGSPEEDUP:
      return -expm1 (-value) * cost + EPSILON;
    default:
      g_assert_not_reached ();
    }
}

void
ariadne_network_output_finish (const AriadneNetworkConfig *config,
                               double                      cost,
                               double                     *heads)
{
  double sum = 0.0;

  for (guint t = 0; t < config->n_heads; t++)
    {
      if (config->cumulative > 0.0)
        {
          sum += positive_part (heads[t], config->cumulative);
          heads[t] = sum;
        }
      heads[t] = to_gain (config->normalisation, heads[t], cost);
    }
}
