/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-error.h"

G_DEFINE_QUARK (ariadne-error-quark, ariadne_error)
