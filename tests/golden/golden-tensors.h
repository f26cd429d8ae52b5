/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A safetensors file, read without the library's own reader. */

typedef struct _GoldenTensors GoldenTensors;

typedef struct
{
  gboolean      is_double;
  guint         n_rows;    /* the first dimension, or 1 */
  guint         n_columns; /* all others together */
  const guint8 *data;
} GoldenTensor;

GoldenTensors *golden_tensors_load         (const char           *path,
                                            GError              **error);
void           golden_tensors_free         (GoldenTensors        *self);
GList         *golden_tensors_list         (GoldenTensors        *self);
gboolean       golden_tensors_find         (GoldenTensors        *self,
                                            const char           *name,
                                            GoldenTensor         *tensor);
const char    *golden_tensors_get_metadata (GoldenTensors        *self,
                                            const char           *key);
double         golden_tensor_get           (const GoldenTensor   *self,
                                            guint                 row,
                                            guint                 column);

/* The same file with other metadata and other float32 tensors, for networks
 * that show what the one of the file keeps inside.
 */
void           golden_tensors_set_metadata (GoldenTensors        *self,
                                            const char           *key,
                                            const char           *value);
float         *golden_tensors_replace      (GoldenTensors        *self,
                                            const char           *name,
                                            guint                 n_rows,
                                            guint                 n_columns);
GBytes        *golden_tensors_to_bytes     (GoldenTensors        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GoldenTensors, golden_tensors_free)

G_END_DECLS
