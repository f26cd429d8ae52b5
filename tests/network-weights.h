/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "model/ariadne-weights-private.h"

/* Networks for tests. */

/* A network small enough for a reference that is slow. */
static inline AriadneNetworkConfig
network_small_config (void)
{
  AriadneNetworkConfig config;

  ariadne_network_config_init (&config);
  config.hidden_size = 20;
  config.readout_size = 12;
  config.n_propagations = 3;
  config.n_heads = 7;

  return config;
}

/* Weights of which no tensor is zero, so that a forgotten bias shows. */
static inline AriadneWeights *
network_weights_new (const AriadneNetworkConfig *config,
                     guint32                     seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  g_autoptr (GError) error = NULL;
  AriadneWeights *weights = ariadne_weights_new_random (config, seed, &error);

  g_assert_no_error (error);
  for (gsize i = 0; i < weights->n_values; i++)
    weights->values[i] += g_rand_double_range (random, -0.1, 0.1);

  return weights;
}
