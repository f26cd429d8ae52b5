/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "core/ariadne-domain.h"
#include "core/ariadne-model.h"
#include "model/ariadne-device.h"

G_BEGIN_DECLS

ARIADNE_AVAILABLE_IN_ALL
AriadneModel *ariadne_model_new_from_spec           (const char                  *spec,
                                                     AriadneDomain               *domain,
                                                     GError                     **error)
                                                     G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
AriadneModel *ariadne_model_new_from_spec_on_device (const char                  *spec,
                                                     AriadneDomain               *domain,
                                                     const AriadneDeviceOptions  *options,
                                                     char                       **note,
                                                     GError                     **error)
                                                     G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
char         *ariadne_model_describe_device         (AriadneModel                *model)
                                                     G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
