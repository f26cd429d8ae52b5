/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "core/ariadne-error.h"
#include "model/ariadne-device-model-private.h"

#include "cuda-emulator.h"

#include "graph-batch.h"
#include "network-weights.h"

/* Models on an emulated device: the whole module, linked into the test. */

const AriadneDeviceBackend *ariadne_device_backend_get (void);

/* Little memory, so that there are few sizes of batches and some are too
 * large: a device has 4 GiB.
 */
#define MODULE_FIXTURE_SHARE (5.0 / 4096)

static inline AriadneDeviceOptions
module_fixture_options (void)
{
  AriadneDeviceOptions options;

  ariadne_device_options_init (&options);
  options.kind = ARIADNE_DEVICE_CUDA;
  options.memory_fraction = MODULE_FIXTURE_SHARE;

  return options;
}

static inline AriadneModel *
module_fixture_try (const AriadneDeviceOptions  *options,
                  GError                     **error)
{
  AriadneNetworkConfig config = network_small_config ();
  g_autoptr (AriadneWeights) weights = network_weights_new (&config, 3);
  AriadneDeviceModel *model;

  model = ariadne_device_model_new_on (ariadne_device_backend_get (), weights, options, error);

  return model != NULL ? ARIADNE_MODEL (model) : NULL;
}

static inline AriadneModel *
module_fixture_new (const AriadneDeviceOptions *options)
{
  g_autoptr (GError) error = NULL;
  AriadneModel *model = module_fixture_try (options, &error);

  g_assert_no_error (error);

  return model;
}

static inline AriadneMatrix *
module_fixture_evaluate (AriadneModel       *model,
                       const AriadneBatch *batch)
{
  g_autoptr (GError) error = NULL;
  AriadneMatrix *output = ariadne_matrix_new (ariadne_batch_get_n_rows (batch),
                                              ariadne_model_get_n_heads (model));

  ariadne_model_evaluate (model, batch, output, &error);
  g_assert_no_error (error);

  return output;
}

/* Whether all rows have the same bits. */
static inline gboolean
module_fixture_equal (AriadneMatrix *a,
                    AriadneMatrix *b)
{
  gsize n = (gsize) ariadne_matrix_get_n_rows (a) * ariadne_matrix_get_n_columns (a);

  return memcmp (ariadne_matrix_get_row (a, 0), ariadne_matrix_get_row (b, 0),
                 sizeof (float) * n) == 0;
}

static inline CudaEmulatorCounters
module_fixture_count (void)
{
  CudaEmulatorCounters counters;

  cuda_emulator_get_counters (&counters);

  return counters;
}
