/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stddef.h>
#include <stdint.h>

/* The part of CUDA's runtime that Ariadne uses, for a device that is emulated.
 * Names, types and meanings are CUDA's; so are the numbers of errors, so that
 * messages can be compared.
 *
 * What is asked of a stream is done when somebody waits for it, and no earlier,
 * in the order of the stream; whoever does not wait finds nothing done. Memory
 * that is copied from is read at that time too.
 */

#ifdef __cplusplus
extern "C" {
#endif

#define CUDART_VERSION 13000
#define CUDARTAPI

typedef enum cudaError
{
  cudaSuccess = 0,
  cudaErrorInvalidValue = 1,
  cudaErrorMemoryAllocation = 2,
  cudaErrorInitializationError = 3,
  cudaErrorInvalidConfiguration = 9,
  cudaErrorInsufficientDriver = 35,
  cudaErrorNoDevice = 100,
  cudaErrorInvalidDevice = 101,
  cudaErrorNoKernelImageForDevice = 209,
  cudaErrorECCUncorrectable = 214,
  cudaErrorInvalidResourceHandle = 400,
  cudaErrorNotReady = 600,
  cudaErrorIllegalAddress = 700,
  cudaErrorLaunchOutOfResources = 701,
  cudaErrorLaunchFailure = 719,
  cudaErrorNotSupported = 801,
  cudaErrorStreamCaptureUnsupported = 900,
  cudaErrorStreamCaptureInvalidated = 901,
  cudaErrorUnknown = 999,
} cudaError_t;

enum cudaMemcpyKind
{
  cudaMemcpyHostToHost = 0,
  cudaMemcpyHostToDevice = 1,
  cudaMemcpyDeviceToHost = 2,
  cudaMemcpyDeviceToDevice = 3,
  cudaMemcpyDefault = 4,
};

enum cudaFuncAttribute
{
  cudaFuncAttributeMaxDynamicSharedMemorySize = 8,
  cudaFuncAttributePreferredSharedMemoryCarveout = 9,
};

struct cudaFuncAttributes
{
  size_t sharedSizeBytes;
  int    maxThreadsPerBlock;
  int    maxDynamicSharedSizeBytes;
};

enum cudaStreamCaptureMode
{
  cudaStreamCaptureModeGlobal = 0,
  cudaStreamCaptureModeThreadLocal = 1,
  cudaStreamCaptureModeRelaxed = 2,
};

enum cudaDeviceAttr
{
  cudaDevAttrMaxThreadsPerBlock = 1,
  cudaDevAttrMultiProcessorCount = 16,
  cudaDevAttrL2CacheSize = 38,
  cudaDevAttrClockRate = 13,
  cudaDevAttrComputeCapabilityMajor = 75,
  cudaDevAttrComputeCapabilityMinor = 76,
  cudaDevAttrMaxSharedMemoryPerMultiprocessor = 81,
  cudaDevAttrMaxSharedMemoryPerBlockOptin = 97,
};

#define cudaHostAllocDefault     0x00
#define cudaHostAllocPortable    0x01
#define cudaHostAllocMapped      0x02
#define cudaStreamDefault        0x00
#define cudaStreamNonBlocking    0x01
#define cudaEventDefault         0x00
#define cudaEventBlockingSync    0x01
#define cudaEventDisableTiming   0x02
#define cudaDeviceScheduleAuto         0x00
#define cudaDeviceScheduleBlockingSync 0x04
#define cudaInvalidDeviceId      (-1)

typedef struct CudaEmulatorStream *cudaStream_t;
typedef struct CudaEmulatorEvent  *cudaEvent_t;
typedef struct CudaEmulatorGraph  *cudaGraph_t;
typedef struct CudaEmulatorGraph  *cudaGraphExec_t;

typedef void (*cudaHostFn_t) (void *user_data);

typedef struct cudaUUID
{
  char bytes[16];
} cudaUUID_t;

struct cudaDeviceProp
{
  char       name[256];
  cudaUUID_t uuid;
  size_t     totalGlobalMem;
  size_t     sharedMemPerBlock;
  size_t     sharedMemPerBlockOptin;
  size_t     sharedMemPerMultiprocessor;
  int        regsPerBlock;
  int        regsPerMultiprocessor;
  int        warpSize;
  int        maxThreadsPerBlock;
  int        maxThreadsPerMultiProcessor;
  int        maxBlocksPerMultiProcessor;
  int        maxGridSize[3];
  int        major;
  int        minor;
  int        multiProcessorCount;
  int        l2CacheSize;
  int        memoryBusWidth;
  int        asyncEngineCount;
  int        concurrentKernels;
  int        ECCEnabled;
  int        pciBusID;
  int        pciDeviceID;
  int        pciDomainID;
  int        integrated;
};

cudaError_t cudaGetDeviceCount          (int                        *count);
cudaError_t cudaGetDeviceProperties     (struct cudaDeviceProp      *properties,
                                         int                         device);
cudaError_t cudaDeviceGetAttribute      (int                        *value,
                                         enum cudaDeviceAttr         attribute,
                                         int                         device);
cudaError_t cudaFuncGetAttributes       (struct cudaFuncAttributes  *attributes,
                                         const void                 *kernel);
cudaError_t cudaFuncSetAttribute        (const void                 *kernel,
                                         enum cudaFuncAttribute      attribute,
                                         int                         value);
cudaError_t cudaDriverGetVersion        (int                        *version);
cudaError_t cudaRuntimeGetVersion       (int                        *version);
cudaError_t cudaSetDevice               (int                         device);
cudaError_t cudaGetDevice               (int                        *device);
cudaError_t cudaSetDeviceFlags          (unsigned int                flags);
cudaError_t cudaInitDevice              (int                         device,
                                         unsigned int                device_flags,
                                         unsigned int                flags);
cudaError_t cudaDeviceReset             (void);
cudaError_t cudaDeviceSynchronize       (void);
cudaError_t cudaGetLastError            (void);
cudaError_t cudaPeekAtLastError         (void);
const char *cudaGetErrorName            (cudaError_t                 error);
const char *cudaGetErrorString          (cudaError_t                 error);

cudaError_t cudaMemGetInfo              (size_t                     *free,
                                         size_t                     *total);
cudaError_t cudaMalloc                  (void                      **pointer,
                                         size_t                      size);
cudaError_t cudaFree                    (void                       *pointer);
cudaError_t cudaMallocHost              (void                      **pointer,
                                         size_t                      size);
cudaError_t cudaHostAlloc               (void                      **pointer,
                                         size_t                      size,
                                         unsigned int                flags);
cudaError_t cudaFreeHost                (void                       *pointer);
cudaError_t cudaMemcpy                  (void                       *to,
                                         const void                 *from,
                                         size_t                      size,
                                         enum cudaMemcpyKind         kind);
cudaError_t cudaMemcpyAsync             (void                       *to,
                                         const void                 *from,
                                         size_t                      size,
                                         enum cudaMemcpyKind         kind,
                                         cudaStream_t                stream);
cudaError_t cudaMemset                  (void                       *to,
                                         int                         byte,
                                         size_t                      size);
cudaError_t cudaMemsetAsync             (void                       *to,
                                         int                         byte,
                                         size_t                      size,
                                         cudaStream_t                stream);

cudaError_t cudaStreamCreate            (cudaStream_t               *stream);
cudaError_t cudaStreamCreateWithFlags   (cudaStream_t               *stream,
                                         unsigned int                flags);
cudaError_t cudaStreamDestroy           (cudaStream_t                stream);
cudaError_t cudaStreamSynchronize       (cudaStream_t                stream);
cudaError_t cudaStreamQuery             (cudaStream_t                stream);
cudaError_t cudaStreamWaitEvent         (cudaStream_t                stream,
                                         cudaEvent_t                 event,
                                         unsigned int                flags);
cudaError_t cudaLaunchHostFunc          (cudaStream_t                stream,
                                         cudaHostFn_t                func,
                                         void                       *user_data);

cudaError_t cudaEventCreate             (cudaEvent_t                *event);
cudaError_t cudaEventCreateWithFlags    (cudaEvent_t                *event,
                                         unsigned int                flags);
cudaError_t cudaEventDestroy            (cudaEvent_t                 event);
cudaError_t cudaEventRecord             (cudaEvent_t                 event,
                                         cudaStream_t                stream);
cudaError_t cudaEventSynchronize        (cudaEvent_t                 event);
cudaError_t cudaEventQuery              (cudaEvent_t                 event);
cudaError_t cudaEventElapsedTime        (float                      *milliseconds,
                                         cudaEvent_t                 start,
                                         cudaEvent_t                 end);

cudaError_t cudaStreamBeginCapture      (cudaStream_t                stream,
                                         enum cudaStreamCaptureMode  mode);
cudaError_t cudaStreamEndCapture        (cudaStream_t                stream,
                                         cudaGraph_t                *graph);
cudaError_t cudaGraphInstantiate        (cudaGraphExec_t            *exec,
                                         cudaGraph_t                 graph,
                                         unsigned long long          flags);
cudaError_t cudaGraphUpload             (cudaGraphExec_t             exec,
                                         cudaStream_t                stream);
cudaError_t cudaGraphLaunch             (cudaGraphExec_t             exec,
                                         cudaStream_t                stream);
cudaError_t cudaGraphExecDestroy        (cudaGraphExec_t             exec);
cudaError_t cudaGraphDestroy            (cudaGraph_t                 graph);

#ifdef __cplusplus
}
#endif
