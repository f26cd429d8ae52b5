/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib-object.h>

#include "core/ariadne-model.h"
#include "model/ariadne-device.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_ONNX_MODEL (ariadne_onnx_model_get_type ())

ARIADNE_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (AriadneOnnxModel, ariadne_onnx_model, ARIADNE, ONNX_MODEL, GObject)

ARIADNE_AVAILABLE_IN_ALL
AriadneOnnxModel *ariadne_onnx_model_new          (const char                  *path,
                                                   const AriadneDeviceOptions  *options,
                                                   GError                     **error)
                                                   G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
gsize             ariadne_onnx_model_get_n_inputs (AriadneOnnxModel            *self);
ARIADNE_AVAILABLE_IN_ALL
const char       *ariadne_onnx_model_get_device   (AriadneOnnxModel            *self);

G_END_DECLS
