/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "core/ariadne-domain.h"
#include "core/ariadne-model.h"

G_BEGIN_DECLS

ARIADNE_AVAILABLE_IN_ALL
AriadneModel *ariadne_model_new_from_spec (const char     *spec,
                                           AriadneDomain  *domain,
                                           GError        **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
