/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib-object.h>

#include "core/ariadne-version-macros.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_DEVICE_INFO (ariadne_device_info_get_type ())

/**
 * ARIADNE_DEVICE_ANY:
 *
 * Stands for the first device of a kind that can be used.
 */
#define ARIADNE_DEVICE_ANY (-1)

/**
 * ARIADNE_DEVICE_MAX_SLOTS:
 *
 * The most batches that may be on a device at once for one model.
 */
#define ARIADNE_DEVICE_MAX_SLOTS 8

/**
 * AriadneDeviceKind:
 * @ARIADNE_DEVICE_AUTO: a GPU if one can be used, otherwise the processor
 * @ARIADNE_DEVICE_CPU: the processor
 * @ARIADNE_DEVICE_CUDA: a GPU that is programmed with CUDA
 *
 * Where a network is evaluated.
 */
typedef enum {
  ARIADNE_DEVICE_AUTO,
  ARIADNE_DEVICE_CPU,
  ARIADNE_DEVICE_CUDA,
} AriadneDeviceKind;

/**
 * AriadnePrecision:
 * @ARIADNE_PRECISION_FLOAT32: products as exact as those of 32-bit numbers
 * @ARIADNE_PRECISION_TF32: products of numbers with 10 bits after the point
 * @ARIADNE_PRECISION_BF16: products of numbers with 7 bits after the point
 *
 * How exact the products of a network on a GPU are. Sums have 32 bits in all.
 */
typedef enum {
  ARIADNE_PRECISION_FLOAT32,
  ARIADNE_PRECISION_TF32,
  ARIADNE_PRECISION_BF16,
} AriadnePrecision;

/**
 * AriadneDeviceRescue:
 * @ARIADNE_DEVICE_RESCUE_FAIL: the batch fails
 * @ARIADNE_DEVICE_RESCUE_RETRY: the batch is tried again in halves, down to
 *   single rows; what a lost device had fails
 * @ARIADNE_DEVICE_RESCUE_CPU: the batch is evaluated on the processor
 *
 * What becomes of a batch at which a device failed.
 */
typedef enum {
  ARIADNE_DEVICE_RESCUE_FAIL,
  ARIADNE_DEVICE_RESCUE_RETRY,
  ARIADNE_DEVICE_RESCUE_CPU,
} AriadneDeviceRescue;

typedef struct _AriadneDeviceOptions AriadneDeviceOptions;
typedef struct _AriadneDeviceInfo    AriadneDeviceInfo;

/**
 * AriadneDeviceOptions:
 * @kind: where
 * @index: which GPU, counted from 0, or %ARIADNE_DEVICE_ANY
 * @precision: how exact products are; the processor knows float32 only
 * @rescue: what becomes of a batch at which the device failed
 * @n_slots: how many batches may be on the device at once, 1 to
 *   %ARIADNE_DEVICE_MAX_SLOTS
 * @memory_fraction: the share of the device's memory that the model may take,
 *   above 0 and at most 1
 * @spin: whether a thread that waits for the device stays on its processor,
 *   which wastes that processor and saves some microseconds a batch
 *
 * Where and how to evaluate a network.
 *
 * A plain structure: it belongs to one thread at a time, and those who are given it copy
 * it.
 */
struct _AriadneDeviceOptions
{
  AriadneDeviceKind   kind;
  int                 index;
  AriadnePrecision    precision;
  AriadneDeviceRescue rescue;
  guint               n_slots;
  double              memory_fraction;
  gboolean            spin;
};

/**
 * AriadneDeviceInfo:
 * @kind: the kind of device
 * @index: which of its kind, or %ARIADNE_DEVICE_ANY where none of it was found
 * @name: what its maker calls it
 * @memory: its memory in bytes; 0 if it is not known
 * @n_units: how many processors or multiprocessors it has; 0 if not known
 * @reason: (nullable): why it cannot be used, or %NULL if it can
 *
 * A device, or a kind of device of which there is none that can be used.
 *
 * It is a copy of what was found, and belongs to one thread at a time.
 */
struct _AriadneDeviceInfo
{
  AriadneDeviceKind  kind;
  int                index;
  char              *name;
  guint64            memory;
  guint              n_units;
  char              *reason;
};

ARIADNE_AVAILABLE_IN_ALL
void               ariadne_device_options_init       (AriadneDeviceOptions        *options);
ARIADNE_AVAILABLE_IN_ALL
gboolean           ariadne_device_options_check      (const AriadneDeviceOptions  *options,
                                                      GError                     **error);
ARIADNE_AVAILABLE_IN_ALL
void               ariadne_device_options_share      (AriadneDeviceOptions        *options,
                                                      guint                        server,
                                                      guint                        n_servers,
                                                      guint                        n_gpus,
                                                      double                       fraction);
ARIADNE_AVAILABLE_IN_ALL
gboolean           ariadne_device_parse              (const char                  *text,
                                                      AriadneDeviceKind           *kind,
                                                      int                         *index,
                                                      GError                     **error);
ARIADNE_AVAILABLE_IN_ALL
const char        *ariadne_device_kind_to_string     (AriadneDeviceKind            kind);
ARIADNE_AVAILABLE_IN_ALL
const char        *ariadne_precision_to_string       (AriadnePrecision             precision);
ARIADNE_AVAILABLE_IN_ALL
gboolean           ariadne_precision_parse           (const char                  *text,
                                                      AriadnePrecision            *precision,
                                                      GError                     **error);
ARIADNE_AVAILABLE_IN_ALL
const char        *ariadne_device_rescue_to_string   (AriadneDeviceRescue          rescue);
ARIADNE_AVAILABLE_IN_ALL
gboolean           ariadne_device_rescue_parse       (const char                  *text,
                                                      AriadneDeviceRescue         *rescue,
                                                      GError                     **error);

ARIADNE_AVAILABLE_IN_ALL
GType              ariadne_device_info_get_type      (void) G_GNUC_CONST;
ARIADNE_AVAILABLE_IN_ALL
AriadneDeviceInfo *ariadne_device_info_copy          (const AriadneDeviceInfo     *self)
                                                      G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
void               ariadne_device_info_free          (AriadneDeviceInfo           *self);
ARIADNE_AVAILABLE_IN_ALL
GPtrArray         *ariadne_device_list               (void) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneDeviceInfo, ariadne_device_info_free)

G_END_DECLS
