/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "core/ariadne-model.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_BYTES_MODEL (ariadne_bytes_model_get_type ())

ARIADNE_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (AriadneBytesModel, ariadne_bytes_model, ARIADNE, BYTES_MODEL, GObject)

/**
 * AriadneBytesModelClass:
 * @evaluate_bytes: evaluates a batch, one call a batch
 *
 * What a kind of model provides that reads the encoded forms of states. See
 * [class@BytesModel] for the thread on which it is called.
 */
struct _AriadneBytesModelClass
{
  GObjectClass parent_class;

  /**
   * AriadneBytesModelClass::evaluate_bytes:
   * @self: a model
   * @n_states: how many states there are, at least 1
   * @forms: their encoded forms, one behind another
   * @offsets: @n_states + 1 numbers of 32 bits in the byte order of this machine:
   *   where in @forms the form of each state begins, and where the last one ends
   * @error: return location for an error
   *
   * Evaluates states. What it says of one must depend on that alone.
   * Where it fails, so do the searches that have asked.
   *
   * Returns: (transfer full): a row of [property@BytesModel:n-heads] float32 in the
   *   byte order of this machine for every state
   */
  GBytes *(*evaluate_bytes) (AriadneBytesModel  *self,
                             guint               n_states,
                             GBytes             *forms,
                             GBytes             *offsets,
                             GError            **error);
};

ARIADNE_AVAILABLE_IN_ALL
GMainContext *ariadne_bytes_model_get_context (AriadneBytesModel *self);

G_END_DECLS
