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
 * AriadneModelInterface:
 * @get_n_heads: see [method@Model.get_n_heads]
 * @needs_encoding: see [method@Model.needs_encoding]; absent means no
 * @evaluate: see [method@Model.evaluate]
 *
 * What a kind of model provides.
 */
struct _AriadneModelInterface
{
  GTypeInterface parent_iface;

  guint    (*get_n_heads)    (AriadneModel        *self);
  gboolean (*needs_encoding) (AriadneModel        *self);
  gboolean (*evaluate)       (AriadneModel        *self,
                              const AriadneBatch  *batch,
                              AriadneMatrix       *output,
                              GError             **error);
};

ARIADNE_AVAILABLE_IN_ALL
guint          ariadne_model_get_n_heads     (AriadneModel          *self);
ARIADNE_AVAILABLE_IN_ALL
gboolean       ariadne_model_needs_encoding  (AriadneModel          *self);
ARIADNE_AVAILABLE_IN_ALL
gboolean       ariadne_model_evaluate        (AriadneModel          *self,
                                              const AriadneBatch    *batch,
                                              AriadneMatrix         *output,
                                              GError               **error);
ARIADNE_AVAILABLE_IN_ALL
AriadneMatrix *ariadne_model_evaluate_states (AriadneModel          *self,
                                              AriadneDomain         *domain,
                                              AriadneState * const  *states,
                                              guint                  n_states,
                                              guint                  batch_size,
                                              GError               **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
