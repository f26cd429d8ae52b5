/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "serving/ariadne-batch-policy.h"

G_DEFINE_ENUM_TYPE (AriadneBatchPolicy, ariadne_batch_policy,
                    G_DEFINE_ENUM_VALUE (ARIADNE_BATCH_POLICY_ADAPTIVE, "adaptive"),
                    G_DEFINE_ENUM_VALUE (ARIADNE_BATCH_POLICY_NO_WAIT, "no-wait"))
