/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "model/ariadne-device-backend.h"
#include "model/ariadne-device-model.h"

G_BEGIN_DECLS

AriadneDeviceModel *ariadne_device_model_new_on (const AriadneDeviceBackend  *backend,
                                                 AriadneWeights              *weights,
                                                 const AriadneDeviceOptions  *options,
                                                 GError                     **error)
                                                 G_GNUC_WARN_UNUSED_RESULT;
void                ariadne_device_model_get_counters (AriadneDeviceModel    *self,
                                                       AriadneDeviceCounters *counters);

G_END_DECLS
