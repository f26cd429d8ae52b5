/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "connection/ariadne-connection.h"
#include "core/ariadne-model.h"
#include "serving/ariadne-batch-policy.h"
#include "serving/ariadne-batcher.h"
#include "serving/ariadne-server-metrics.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_SERVER (ariadne_server_get_type ())

ARIADNE_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (AriadneServer, ariadne_server, ARIADNE, SERVER, GObject)

ARIADNE_AVAILABLE_IN_ALL
AriadneServer *ariadne_server_new          (AriadneModel         *model,
                                            AriadneDomain        *domain,
                                            AriadneConnection    *connection,
                                            AriadneBatcher       *batcher,
                                            AriadneBatchPolicy    policy) G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
void           ariadne_server_start        (AriadneServer        *self);
ARIADNE_AVAILABLE_IN_ALL
void           ariadne_server_stop         (AriadneServer        *self);
ARIADNE_AVAILABLE_IN_ALL
void           ariadne_server_get_metrics  (AriadneServer        *self,
                                            AriadneServerMetrics *metrics);
ARIADNE_AVAILABLE_IN_ALL
guint64        ariadne_server_read_batches (AriadneServer        *self,
                                            guint64               first,
                                            GArray               *records);
ARIADNE_AVAILABLE_IN_ALL
AriadneBatchRecord *
               ariadne_server_list_batches (AriadneServer        *self,
                                            guint64               first,
                                            guint                *n_records,
                                            guint64              *next)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
