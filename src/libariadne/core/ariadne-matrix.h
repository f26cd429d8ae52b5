/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib-object.h>

#include "core/ariadne-version-macros.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_MATRIX (ariadne_matrix_get_type ())

typedef struct _AriadneMatrix AriadneMatrix;

ARIADNE_AVAILABLE_IN_ALL
GType          ariadne_matrix_get_type      (void) G_GNUC_CONST;
ARIADNE_AVAILABLE_IN_ALL
AriadneMatrix *ariadne_matrix_new           (guint                n_rows,
                                             guint                n_columns)
  G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
AriadneMatrix *ariadne_matrix_ref           (AriadneMatrix       *self);
ARIADNE_AVAILABLE_IN_ALL
void           ariadne_matrix_unref         (AriadneMatrix       *self);
ARIADNE_AVAILABLE_IN_ALL
guint          ariadne_matrix_get_n_rows    (const AriadneMatrix *self);
ARIADNE_AVAILABLE_IN_ALL
guint          ariadne_matrix_get_n_columns (const AriadneMatrix *self);
ARIADNE_AVAILABLE_IN_ALL
float         *ariadne_matrix_get_row       (AriadneMatrix       *self,
                                             guint                row);
ARIADNE_AVAILABLE_IN_ALL
GBytes        *ariadne_matrix_get_bytes     (AriadneMatrix       *self)
  G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneMatrix, ariadne_matrix_unref)

G_END_DECLS
