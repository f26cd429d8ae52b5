/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "core/ariadne-version-macros.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_EXPRESSION_SET (ariadne_expression_set_get_type ())

ARIADNE_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (AriadneExpressionSet, ariadne_expression_set,
                      ARIADNE, EXPRESSION_SET, GObject)

ARIADNE_AVAILABLE_IN_ALL
AriadneExpressionSet *ariadne_expression_set_new_from_path     (const char            *path,
                                                                GError               **error);
ARIADNE_AVAILABLE_IN_ALL
AriadneExpressionSet *ariadne_expression_set_new_from_bytes    (GBytes                *bytes,
                                                                const char            *source,
                                                                GError               **error);
ARIADNE_AVAILABLE_IN_ALL
AriadneExpressionSet *ariadne_expression_set_select            (AriadneExpressionSet  *self,
                                                                const char * const    *names,
                                                                GError               **error);
ARIADNE_AVAILABLE_IN_ALL
guint                 ariadne_expression_set_get_n_expressions (AriadneExpressionSet  *self);
ARIADNE_AVAILABLE_IN_ALL
const char           *ariadne_expression_set_get_name          (AriadneExpressionSet  *self,
                                                                guint                  index);
ARIADNE_AVAILABLE_IN_ALL
char                 *ariadne_expression_set_get_text          (AriadneExpressionSet  *self,
                                                                guint                  index);

G_END_DECLS
