/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <functional>
#include <mutex>

#include "cuda-emulator.h"

/* Between the calls of the runtime and the streams. */

typedef std::function<cudaError_t ()> EmulatorFunction;

std::recursive_mutex &emulator_runtime_lock         (void);

/* What every call begins and ends with. With CUDA_EMULATOR_N_CALLS it is none
 * that can be made to fail.
 */
cudaError_t emulator_runtime_begin                  (CudaEmulatorCall        call);
cudaError_t emulator_runtime_end                    (cudaError_t             error);
int         emulator_runtime_get_device             (void);
void        emulator_runtime_count_graph_launch     (void);

/* Does on a device what was asked of it, unless it is broken. */
cudaError_t emulator_runtime_run                    (int                     device,
                                                     const EmulatorFunction &function);

/* Asks a stream to do something, or the graph that it captures into. */
cudaError_t emulator_streams_add                    (cudaStream_t            stream,
                                                     int                     device,
                                                     EmulatorFunction        function);

/* An error, and the end of the capture, if the calling thread captures. */
cudaError_t emulator_streams_check_capture          (void);

void        emulator_streams_finish_all             (void);
size_t      emulator_streams_count                  (void);
void        emulator_streams_reset                  (void);
