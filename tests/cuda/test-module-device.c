/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-error.h"

#include "module-fixture.h"

/* What is said where a device cannot be used. */

static void
assert_rejected (const AriadneDeviceOptions *options,
                 int                         code,
                 const char                 *expected)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (module_fixture_try (options, &error));
  g_assert_error (error, ARIADNE_ERROR, code);
  g_assert_cmpstr (error->message, ==, expected);
}

static void
set_capability (int device,
                int major,
                int minor)
{
  struct cudaDeviceProp properties;

  cudaGetDeviceProperties (&properties, device);
  properties.major = major;
  properties.minor = minor;
  cuda_emulator_set_properties (device, &properties);
}

static void
test_driver (void)
{
  AriadneDeviceOptions options = module_fixture_options ();

  cuda_emulator_reset ();
  cuda_emulator_set_driver (0);
  assert_rejected (&options, ARIADNE_ERROR_UNSUPPORTED,
                   "no driver for NVIDIA GPUs is installed (there is no libcuda.so.1)");

  cuda_emulator_reset ();
  cuda_emulator_set_driver (11040);
  assert_rejected (&options, ARIADNE_ERROR_UNSUPPORTED,
                   "the driver for NVIDIA GPUs is too old: it is for CUDA 11.4, expected 13.0 or"
                   " higher");

  cuda_emulator_reset ();
  cuda_emulator_set_n_devices (0, cudaErrorInitializationError);
  assert_rejected (&options, ARIADNE_ERROR_UNSUPPORTED,
                   "the driver for NVIDIA GPUs does not start: the runtime could not start"
                   " (cudaErrorInitializationError)");
}

static void
test_no_device (void)
{
  AriadneDeviceOptions options = module_fixture_options ();

  cuda_emulator_reset ();
  cuda_emulator_set_n_devices (0, cudaErrorNoDevice);
  assert_rejected (&options, ARIADNE_ERROR_NOT_FOUND, "the driver for NVIDIA GPUs finds no GPU");

  cuda_emulator_reset ();
  options.index = 1;
  assert_rejected (&options, ARIADNE_ERROR_NOT_FOUND,
                   "there is no cuda:1: 1 found, counted from 0");
}

static void
test_capability (void)
{
  AriadneDeviceOptions options = module_fixture_options ();
  g_autoptr (AriadneModel) model = NULL;

  cuda_emulator_reset ();
  set_capability (0, 6, 1);
  assert_rejected (&options, ARIADNE_ERROR_UNSUPPORTED,
                   "cuda:0 (Emulated device 0): its compute capability is 6.1, expected 7.5 or"
                   " higher");

  /* The next one is good enough. */
  cuda_emulator_set_n_devices (2, cudaSuccess);
  model = module_fixture_new (&options);
  g_assert_cmpint (ariadne_device_model_get_info (ARIADNE_DEVICE_MODEL (model))->index, ==, 1);

  set_capability (1, 7, 5);
  options.precision = ARIADNE_PRECISION_BF16;
  assert_rejected (&options, ARIADNE_ERROR_UNSUPPORTED,
                   "the precision is bf16, which the GPU has not: its compute capability is 7.5,"
                   " expected 8.0 or higher");
}

static void
test_describe (void)
{
  const AriadneDeviceBackend *backend = ariadne_device_backend_get ();
  AriadneDeviceInfo info = { 0 };

  cuda_emulator_reset ();
  g_assert_cmpuint (backend->abi, ==, ARIADNE_DEVICE_BACKEND_ABI);
  g_assert_cmpuint (backend->count (NULL), ==, 1);
  backend->describe (0, &info);
  g_assert_cmpstr (info.name, ==, "Emulated device 0");
  g_assert_cmpuint (info.memory, ==, (guint64) 4 << 30);
  g_assert_cmpuint (info.n_units, ==, 4);
  g_assert_null (info.reason);
  g_free (info.name);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_setenv ("ARIADNE_CUDA_WAY", "fused", TRUE);

  g_test_add_func ("/Ariadne/CudaModule/Device/driver", test_driver);
  g_test_add_func ("/Ariadne/CudaModule/Device/no_device", test_no_device);
  g_test_add_func ("/Ariadne/CudaModule/Device/capability", test_capability);
  g_test_add_func ("/Ariadne/CudaModule/Device/describe", test_describe);

  return g_test_run ();
}
