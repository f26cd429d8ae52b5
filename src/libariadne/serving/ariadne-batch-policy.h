/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib-object.h>

#include "core/ariadne-version-macros.h"

G_BEGIN_DECLS

/**
 * AriadneBatchPolicy:
 * @ARIADNE_BATCH_POLICY_ADAPTIVE: wait for more only while that is likely to
 *   pay
 * @ARIADNE_BATCH_POLICY_NO_WAIT: evaluate whatever there is as soon as the
 *   model is free
 *
 * When a server launches a batch that is not full.
 */
typedef enum {
  ARIADNE_BATCH_POLICY_ADAPTIVE,
  ARIADNE_BATCH_POLICY_NO_WAIT,
} AriadneBatchPolicy;

#define ARIADNE_TYPE_BATCH_POLICY (ariadne_batch_policy_get_type ())

ARIADNE_AVAILABLE_IN_ALL
GType ariadne_batch_policy_get_type (void) G_GNUC_CONST;

G_END_DECLS
