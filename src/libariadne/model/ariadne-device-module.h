/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "model/ariadne-device-backend.h"

G_BEGIN_DECLS

/* The module for GPUs, which is looked for when it is first needed. */

const AriadneDeviceBackend *ariadne_device_module_get    (GError                       **error);
const AriadneDeviceBackend *ariadne_device_module_open   (const char                    *path,
                                                          GError                       **error);
void                        ariadne_device_module_list   (GPtrArray                     *list);
AriadneDeviceInfo          *ariadne_device_module_choose (const AriadneDeviceBackend    *backend,
                                                          int                            index,
                                                          GError                       **error);

G_END_DECLS
