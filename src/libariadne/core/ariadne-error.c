/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-error.h"

/**
 * ariadne_error_quark:
 *
 * Gets the domain of the errors whose codes are [error@Error].
 *
 * Returns: the domain
 */
G_DEFINE_QUARK (ariadne-error-quark, ariadne_error)
