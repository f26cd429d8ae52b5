/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib-object.h>

#include "core/ariadne-sequence.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_BATCHER (ariadne_batcher_get_type ())

ARIADNE_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (AriadneBatcher, ariadne_batcher, ARIADNE, BATCHER, GObject)

/**
 * AriadneBatcherClass:
 * @get_capacity: gets what a full batch weighs, at least 1
 * @weigh: weighs one state of a sequence; absent if each weighs 1
 *
 * What a kind of batcher provides.
 */
struct _AriadneBatcherClass
{
  GObjectClass parent_class;

  guint (*get_capacity) (AriadneBatcher        *self);
  guint (*weigh)        (AriadneBatcher        *self,
                         const AriadneSequence *sequence,
                         guint                  index);
};

ARIADNE_AVAILABLE_IN_ALL
guint ariadne_batcher_get_capacity (AriadneBatcher *self);

G_END_DECLS
