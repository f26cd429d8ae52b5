/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <cuda_runtime_api.h>

#include "model/ariadne-device.h"

G_BEGIN_DECLS

/* Devices, and what they say when something fails. */

/* Turns a result of CUDA into an error, unless it is a success. */
gboolean ariadne_cuda_check           (cudaError_t         result,
                                       const char         *what,
                                       GError            **error);

guint    ariadne_cuda_device_count    (GError            **error);
void     ariadne_cuda_device_describe (guint               device,
                                       AriadneDeviceInfo  *info);

G_END_DECLS
