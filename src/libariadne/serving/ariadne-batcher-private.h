/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "core/ariadne-batch.h"
#include "serving/ariadne-batcher.h"
#include "serving/ariadne-request.h"

G_BEGIN_DECLS

/* A batcher is used by one thread at a time. It does not own the requests. */
void            _ariadne_batcher_push       (AriadneBatcher *self,
                                             AriadneRequest *request);

/* Drops those rows of a queued request that have not been taken. */
void            _ariadne_batcher_drop       (AriadneBatcher *self,
                                             AriadneRequest *request);

/* Takes the next batch, NULL if nothing is queued. `parts` gets the request of
 * each slice.
 */
AriadneBatch   *_ariadne_batcher_take       (AriadneBatcher *self,
                                             GPtrArray      *parts);

gboolean        _ariadne_batcher_is_full    (AriadneBatcher *self);
guint           _ariadne_batcher_get_n_rows (AriadneBatcher *self);

/* The queued request that arrived first, or NULL. */
AriadneRequest *_ariadne_batcher_get_oldest (AriadneBatcher *self);

G_END_DECLS
