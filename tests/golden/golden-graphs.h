/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "core/ariadne-model.h"

G_BEGIN_DECLS

/* The graphs and the batches of a model folder, which all its other files
 * refer to by number and by name.
 *
 * Each expression is read and encoded once. To the library's models the graphs
 * are states of a domain that can do nothing but encode them.
 */

typedef struct _GoldenGraphs GoldenGraphs;

GoldenGraphs  *golden_graphs_new         (const char     *directory);
void           golden_graphs_free        (GoldenGraphs   *self);

guint          golden_graphs_get_n       (GoldenGraphs   *self);
JsonObject    *golden_graphs_get         (GoldenGraphs   *self,
                                          guint           id);
guint          golden_graphs_get_n_nodes (GoldenGraphs   *self,
                                          guint           id);
const guint8  *golden_graphs_get_encoded (GoldenGraphs   *self,
                                          guint           id,
                                          gsize          *length);
const GError  *golden_graphs_get_error   (GoldenGraphs   *self,
                                          guint           id);

guint          golden_graphs_get_n_batches   (GoldenGraphs   *self);
JsonObject    *golden_graphs_get_batch       (GoldenGraphs   *self,
                                              guint           batch);
JsonObject    *golden_graphs_find_batch      (GoldenGraphs   *self,
                                              const char     *name);

AriadneMatrix *golden_graphs_evaluate    (GoldenGraphs   *self,
                                          AriadneModel   *model,
                                          const guint    *ids,
                                          guint           n_ids,
                                          guint           batch_size,
                                          GError        **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GoldenGraphs, golden_graphs_free)

G_END_DECLS
