/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib-object.h>

#include "core/ariadne-model.h"
#include "model/ariadne-device.h"
#include "model/ariadne-weights.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_DEVICE_MODEL (ariadne_device_model_get_type ())

ARIADNE_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (AriadneDeviceModel, ariadne_device_model, ARIADNE, DEVICE_MODEL, GObject)

typedef struct _AriadneDeviceReport AriadneDeviceReport;

/**
 * AriadneDeviceReport:
 * @n_batches: batches that were evaluated, on the device or not
 * @n_failures: how often the device failed
 * @n_retries: how often a part of a batch was tried again
 * @n_rows_on_cpu: rows that were evaluated on the processor instead
 * @lost: whether the device can do nothing any more
 * @max_error: in a sample, the largest difference from the processor's heads;
 *   NaN if it was not measured
 * @mean_error: the mean difference
 * @spread: the standard deviation of the heads of the sample, to compare with
 *
 * What a model on a device went through.
 */
struct _AriadneDeviceReport
{
  guint64  n_batches;
  guint64  n_failures;
  guint64  n_retries;
  guint64  n_rows_on_cpu;
  gboolean lost;
  double   max_error;
  double   mean_error;
  double   spread;
};

ARIADNE_AVAILABLE_IN_ALL
AriadneDeviceModel         *ariadne_device_model_new         (AriadneWeights              *weights,
                                                              const AriadneDeviceOptions  *options,
                                                              GError                     **error)
                                                              G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
const AriadneDeviceInfo    *ariadne_device_model_get_info    (AriadneDeviceModel          *self);
ARIADNE_AVAILABLE_IN_ALL
const AriadneDeviceOptions *ariadne_device_model_get_options (AriadneDeviceModel          *self);
ARIADNE_AVAILABLE_IN_ALL
void                        ariadne_device_model_get_report  (AriadneDeviceModel          *self,
                                                              AriadneDeviceReport         *report);

G_END_DECLS
