/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "serving/ariadne-unbatcher.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_MATRIX_UNBATCHER (ariadne_matrix_unbatcher_get_type ())

G_DECLARE_FINAL_TYPE (AriadneMatrixUnbatcher, ariadne_matrix_unbatcher, ARIADNE, MATRIX_UNBATCHER,
                      AriadneUnbatcher)

AriadneUnbatcher *_ariadne_matrix_unbatcher_new (void);

G_END_DECLS
