/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib-object.h>

#include "core/ariadne-batch.h"
#include "core/ariadne-matrix.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_MODEL (ariadne_model_get_type ())

ARIADNE_AVAILABLE_IN_ALL
G_DECLARE_INTERFACE (AriadneModel, ariadne_model, ARIADNE, MODEL, GObject)

/**
 * AriadneModelTimes:
 * @start: when the model was given the batch
 * @packed: when the batch was in the form that the device reads
 * @uploaded: when it was on the device
 * @computing: when the device began to compute with it
 * @computed: when the device had computed it
 * @end: when the answers were in the output
 * @n_failures: how often a device failed at it
 * @n_retries: how often a part of it was tried again because of that
 * @n_rows_on_cpu: how many of its rows the processor evaluated instead
 *
 * What became of a batch, and when: monotonic times in microseconds, none of
 * them before the one above it. A model without a device of its own computes
 * from the start to the end.
 */
typedef struct
{
  gint64 start;
  gint64 packed;
  gint64 uploaded;
  gint64 computing;
  gint64 computed;
  gint64 end;
  guint  n_failures;
  guint  n_retries;
  guint  n_rows_on_cpu;
} AriadneModelTimes;

/**
 * AriadneModelShare:
 * @server: which of several servers, counted from 0
 * @n_servers: how many servers there are, at least 1
 * @n_gpus: how many GPUs they may use together; 0 makes them use the processor
 * @gpu_fraction: the share of the memory of these that they may use, above 0 and
 *   at most 1
 * @sees_own: whether it sees no other GPU than its own, which something else has
 *   chosen
 *
 * What a server may use of what all servers use together: an equal part of the
 * processors, and of the GPUs.
 */
typedef struct
{
  guint  server;
  guint  n_servers;
  guint  n_gpus;
  double gpu_fraction;
  gboolean sees_own;
} AriadneModelShare;

/**
 * AriadneModelInterface:
 * @get_n_heads: see [method@Model.get_n_heads]
 * @needs_encoding: see [method@Model.needs_encoding]; absent means no
 * @get_n_slots: see [method@Model.get_n_slots]; absent means 1
 * @check_form: see [method@Model.check_form]; absent means that all is well
 * @evaluate: see [method@Model.evaluate]
 * @evaluate_timed: see [method@Model.evaluate_timed]; absent if the model does
 *   not know more than when it starts and ends
 * @new_share: see [method@Model.new_share]; absent means that there can be one
 *   server only
 *
 * What a kind of model provides.
 */
struct _AriadneModelInterface
{
  GTypeInterface parent_iface;

  guint    (*get_n_heads)    (AriadneModel        *self);
  gboolean (*needs_encoding) (AriadneModel        *self);
  guint    (*get_n_slots)    (AriadneModel        *self);
  gboolean (*check_form)     (AriadneModel        *self,
                              const guint8        *data,
                              gsize                length,
                              guint               *size,
                              GError             **error);
  gboolean (*evaluate)       (AriadneModel        *self,
                              const AriadneBatch  *batch,
                              AriadneMatrix       *output,
                              GError             **error);
  gboolean (*evaluate_timed) (AriadneModel        *self,
                              const AriadneBatch  *batch,
                              AriadneMatrix       *output,
                              AriadneModelTimes   *times,
                              GError             **error);
  AriadneModel *(*new_share)  (AriadneModel             *self,
                               const AriadneModelShare  *share,
                               GError                  **error);
};

ARIADNE_AVAILABLE_IN_ALL
guint          ariadne_model_get_n_heads     (AriadneModel          *self);
ARIADNE_AVAILABLE_IN_ALL
gboolean       ariadne_model_needs_encoding  (AriadneModel          *self);
ARIADNE_AVAILABLE_IN_ALL
guint          ariadne_model_get_n_slots     (AriadneModel          *self);
ARIADNE_AVAILABLE_IN_ALL
gboolean       ariadne_model_check_form      (AriadneModel          *self,
                                              const guint8          *data,
                                              gsize                  length,
                                              guint                 *size,
                                              GError               **error);
ARIADNE_AVAILABLE_IN_ALL
gboolean       ariadne_model_check           (AriadneModel          *self,
                                              AriadneSequence       *sequence,
                                              GError               **error);
ARIADNE_AVAILABLE_IN_ALL
gboolean       ariadne_model_evaluate        (AriadneModel          *self,
                                              const AriadneBatch    *batch,
                                              AriadneMatrix         *output,
                                              GError               **error);
ARIADNE_AVAILABLE_IN_ALL
gboolean       ariadne_model_evaluate_timed  (AriadneModel          *self,
                                              const AriadneBatch    *batch,
                                              AriadneMatrix         *output,
                                              AriadneModelTimes     *times,
                                              GError               **error);
ARIADNE_AVAILABLE_IN_ALL
gboolean       ariadne_model_can_share       (AriadneModel          *self);
ARIADNE_AVAILABLE_IN_ALL
AriadneModel  *ariadne_model_new_share       (AriadneModel             *self,
                                              const AriadneModelShare  *share,
                                              GError                  **error)
  G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
AriadneMatrix *ariadne_model_evaluate_states (AriadneModel          *self,
                                              AriadneDomain         *domain,
                                              AriadneState * const  *states,
                                              guint                  n_states,
                                              guint                  batch_size,
                                              GError               **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
