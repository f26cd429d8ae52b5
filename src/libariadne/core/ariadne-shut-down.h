/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "core/ariadne-version-macros.h"

G_BEGIN_DECLS

ARIADNE_AVAILABLE_IN_ALL
void ariadne_shut_down (void);

G_END_DECLS
