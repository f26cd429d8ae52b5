/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cuda_runtime_api.h"

/* Names and descriptions of errors. */

typedef struct
{
  cudaError_t error;
  const char *name;
  const char *description;
} Description;

#define DESCRIBE(error, description) { error, #error, description }

static const Description descriptions[] = {
  DESCRIBE (cudaSuccess, "no error"),
  DESCRIBE (cudaErrorInvalidValue, "a value is invalid"),
  DESCRIBE (cudaErrorMemoryAllocation, "there is not enough memory"),
  DESCRIBE (cudaErrorInitializationError, "the runtime could not start"),
  DESCRIBE (cudaErrorInvalidConfiguration, "the sizes of a launch are invalid"),
  DESCRIBE (cudaErrorInsufficientDriver, "the driver is older than the runtime"),
  DESCRIBE (cudaErrorNoDevice, "there is no device"),
  DESCRIBE (cudaErrorInvalidDevice, "there is no device of that number"),
  DESCRIBE (cudaErrorNoKernelImageForDevice, "no kernel was built for the device"),
  DESCRIBE (cudaErrorECCUncorrectable, "memory of the device has an error"),
  DESCRIBE (cudaErrorInvalidResourceHandle, "a handle is invalid"),
  DESCRIBE (cudaErrorNotReady, "it is not done yet"),
  DESCRIBE (cudaErrorIllegalAddress, "a kernel used an address that is not its own"),
  DESCRIBE (cudaErrorLaunchOutOfResources, "a launch asks for more than a multiprocessor has"),
  DESCRIBE (cudaErrorLaunchFailure, "a kernel failed"),
  DESCRIBE (cudaErrorNotSupported, "it is not supported"),
  DESCRIBE (cudaErrorStreamCaptureUnsupported, "it is not permitted while a stream is captured"),
  DESCRIBE (cudaErrorStreamCaptureInvalidated, "the capture was made invalid by an earlier error"),
  DESCRIBE (cudaErrorUnknown, "it is not known what went wrong"),
};

static const Description *
find (cudaError_t error)
{
  for (const Description &description : descriptions)
    if (description.error == error)
      return &description;

  return NULL;
}

extern "C" const char *
cudaGetErrorName (cudaError_t error)
{
  const Description *found = find (error);

  return found != NULL ? found->name : "unrecognized error code";
}

extern "C" const char *
cudaGetErrorString (cudaError_t error)
{
  const Description *found = find (error);

  return found != NULL ? found->description : "unrecognized error code";
}
