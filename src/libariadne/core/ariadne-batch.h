/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib-object.h>

#include "core/ariadne-sequence.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_BATCH (ariadne_batch_get_type ())

typedef struct _AriadneBatch AriadneBatch;

ARIADNE_AVAILABLE_IN_ALL
GType            ariadne_batch_get_type       (void) G_GNUC_CONST;
ARIADNE_AVAILABLE_IN_ALL
AriadneBatch    *ariadne_batch_new            (void) G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
AriadneBatch    *ariadne_batch_ref            (AriadneBatch       *self);
ARIADNE_AVAILABLE_IN_ALL
void             ariadne_batch_unref          (AriadneBatch       *self);
ARIADNE_AVAILABLE_IN_ALL
void             ariadne_batch_append         (AriadneBatch       *self,
                                               AriadneSequence    *sequence,
                                               guint               first,
                                               guint               n_rows);
ARIADNE_AVAILABLE_IN_ALL
guint            ariadne_batch_get_n_rows     (const AriadneBatch *self);
ARIADNE_AVAILABLE_IN_ALL
guint            ariadne_batch_get_n_segments (const AriadneBatch *self);
ARIADNE_AVAILABLE_IN_ALL
AriadneSequence *ariadne_batch_get_segment    (const AriadneBatch *self,
                                               guint               segment,
                                               guint              *first,
                                               guint              *n_rows);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneBatch, ariadne_batch_unref)

G_END_DECLS
