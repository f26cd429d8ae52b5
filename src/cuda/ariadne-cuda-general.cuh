/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "cuda/ariadne-cuda-intrinsics.cuh"
#include "cuda/ariadne-cuda-kernels.h"

/* The general way: each operation over all nodes of a batch in a launch of its
 * own. Between the files that have its kernels.
 */

struct AriadneGeneral
{
  AriadneCudaNetwork   network;
  AriadneCudaBucket    bucket;
  AriadneCudaWeights   weights;
  AriadneCudaBatch     batch;
  AriadneCudaWorkspace workspace;
};

/* The products of a step; ariadne-cuda-step.cuh says what they are. */
enum AriadneStepKind
{
  ARIADNE_STEP_MESSAGES,
  ARIADNE_STEP_GATES,
  ARIADNE_STEP_CANDIDATE,
  ARIADNE_STEP_FIRST,
};

cudaError_t ariadne_general_prepare_nodes (const AriadneCudaNetwork &network);
cudaError_t ariadne_general_start         (const AriadneGeneral     &general,
                                           cudaStream_t              stream);
cudaError_t ariadne_general_sum           (const AriadneGeneral     &general,
                                           cudaStream_t              stream);
cudaError_t ariadne_general_read_out      (const AriadneGeneral     &general,
                                           float                    *output,
                                           cudaStream_t              stream);

cudaError_t ariadne_general_prepare_steps (const AriadneCudaNetwork &network);
cudaError_t ariadne_general_step          (const AriadneGeneral     &general,
                                           AriadneStepKind           kind,
                                           cudaStream_t              stream);
