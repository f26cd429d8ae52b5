/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "cuda/ariadne-cuda-device.h"

#include "core/ariadne-error.h"

/* What the kernels are built for; see meson.build. */
#define MIN_MAJOR 7
#define MIN_MINOR 5

/* After these a context is of no use any more: every call fails. */
static gboolean
is_sticky (cudaError_t result)
{
  switch ((int) result)
    {
    case 214: /* an uncorrectable error of memory */
    case 220: /* the same of a link between devices */
    case 700: /* an address that is not there */
    case 702: /* a kernel that ran too long */
    case 709: /* the context is gone */
    case 710: /* an assertion in a kernel */
    case 714: /* a stack overflow in a kernel */
    case 715: /* an illegal instruction */
    case 716: /* a misaligned address */
    case 717: /* an instruction on the wrong kind of memory */
    case 718: /* a jump to nowhere */
    case 719: /* a kernel that failed otherwise */
      return TRUE;

    default:
      return FALSE;
    }
}

/* Whether nothing works on the current device any more, whatever was said. What
 * is not sticky is forgotten by asking for it.
 */
static gboolean
is_lost (cudaError_t result)
{
  gsize n_free;
  gsize n_total;

  cudaGetLastError ();

  return is_sticky (result) || is_sticky (cudaMemGetInfo (&n_free, &n_total));
}

gboolean
ariadne_cuda_check (cudaError_t   result,
                    const char   *what,
                    GError      **error)
{
  int code = ARIADNE_ERROR_DEVICE;
  const char *kind = "";

  if (result == cudaSuccess)
    return TRUE;

  if (is_lost (result))
    {
      code = ARIADNE_ERROR_DEVICE_LOST;
      kind = "the GPU is lost: ";
    }
  else if (result == cudaErrorMemoryAllocation)
    {
      code = ARIADNE_ERROR_DEVICE_MEMORY;
      kind = "the GPU is out of memory: ";
    }
  g_set_error (error, ARIADNE_ERROR, code, "%s%s failed: %s (%s)", kind, what,
               cudaGetErrorString (result), cudaGetErrorName (result));

  return FALSE;
}

/* The runtime is part of the module, so what can be missing is the driver. It
 * says the same when there is no driver and when the driver is too old.
 */
static void
set_driver_error (GError **error)
{
  int driver = 0;
  int runtime = 0;

  cudaDriverGetVersion (&driver);
  cudaRuntimeGetVersion (&runtime);
  if (driver == 0)
    g_set_error_literal (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED,
                         "no driver for NVIDIA GPUs is installed (there is no libcuda.so.1)");
  else
    g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED,
                 "the driver for NVIDIA GPUs is too old: it is for CUDA %d.%d, expected %d.%d"
                 " or higher",
                 driver / 1000, driver % 1000 / 10, runtime / 1000, runtime % 1000 / 10);
}

/* How many devices there are; 0 with an error if there is none. */
guint
ariadne_cuda_device_count (GError **error)
{
  int n_devices = 0;
  cudaError_t result = cudaGetDeviceCount (&n_devices);

  if (result == cudaSuccess && n_devices > 0)
    return n_devices;

  cudaGetLastError ();
  if (result == cudaErrorInsufficientDriver)
    set_driver_error (error);
  else if (result == cudaSuccess || result == cudaErrorNoDevice)
    g_set_error_literal (error, ARIADNE_ERROR, ARIADNE_ERROR_NOT_FOUND,
                         "the driver for NVIDIA GPUs finds no GPU");
  else
    g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED,
                 "the driver for NVIDIA GPUs does not start: %s (%s)",
                 cudaGetErrorString (result), cudaGetErrorName (result));

  return 0;
}

void
ariadne_cuda_device_describe (guint              device,
                              AriadneDeviceInfo *info)
{
  struct cudaDeviceProp properties;
  cudaError_t result = cudaGetDeviceProperties (&properties, device);

  if (result != cudaSuccess)
    {
      cudaGetLastError ();
      info->name = g_strdup ("a GPU");
      info->reason = g_strdup_printf ("it cannot be described: %s (%s)",
                                      cudaGetErrorString (result), cudaGetErrorName (result));
      return;
    }

  info->name = g_strndup (properties.name, sizeof properties.name);
  info->memory = properties.totalGlobalMem;
  info->n_units = properties.multiProcessorCount;
  if (properties.major * 10 + properties.minor < MIN_MAJOR * 10 + MIN_MINOR)
    info->reason = g_strdup_printf ("its compute capability is %d.%d, expected %d.%d or higher",
                                    properties.major, properties.minor, MIN_MAJOR, MIN_MINOR);
}
