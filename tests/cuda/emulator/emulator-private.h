/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <cuda_runtime.h>

#include "cuda-emulator.h"

/* Between the files of the emulator. */

/* Memory between two pages that must not be touched, aligned as a device's and
 * filled with numbers that are none.
 */
void *emulator_memory_new      (size_t      size);
void  emulator_memory_free     (void       *memory);

/* Whether all of it lies within one piece of memory that is still there. */
bool  emulator_memory_contains (const void *start,
                                size_t      size);

/* Says what a kernel did wrong, and aborts. */
void  emulator_fail            (const char *what) __attribute__ ((noreturn));

/* Runs a kernel, block by block. */
void  emulator_run_kernel      (dim3                    grid,
                                dim3                    block,
                                size_t                  shared,
                                uint64_t                seed,
                                const CudaEmulatorBody &body);
