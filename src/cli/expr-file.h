/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include <ariadne.h>

#include "expression/ariadne-cost.h"
#include "expression/ariadne-expression-set-private.h"

G_BEGIN_DECLS

#define EXPR_DEFAULT_RULES "ml_rules_no_bind"

/* What the expression commands have in common: a file of expressions, and a
 * table or a JSON object to fill.
 */
typedef struct
{
  const char           *name; /* as it was given */
  AriadneExpressionSet *set;
  AriadneCostModel     *costs;
  gboolean              as_json;
  JsonBuilder          *json;
} ExprFile;

gboolean expr_file_load       (ExprFile           *self,
                               int                 argc,
                               char              **argv,
                               guint               min_names,
                               guint               max_names,
                               GError            **error);
void     expr_file_clear      (ExprFile           *self);
gboolean expr_file_find       (ExprFile           *self,
                               const char         *name,
                               guint              *index,
                               GError            **error);
double   expr_file_measure    (ExprFile           *self,
                               const AriadneTree  *tree);
void     expr_file_begin_list (ExprFile           *self,
                               const char         *name);
void     expr_file_end_list   (ExprFile           *self);
void     expr_file_add_string (ExprFile           *self,
                               const char         *name,
                               const char         *value);
void     expr_file_add_count  (ExprFile           *self,
                               const char         *name,
                               guint               value);
void     expr_file_add_cost   (ExprFile           *self,
                               const char         *name,
                               double              value);
char    *expr_format_cost     (double              cost) G_GNUC_WARN_UNUSED_RESULT;

int      command_expr_check   (int                 argc,
                               char              **argv);
int      command_expr_replay  (int                 argc,
                               char              **argv);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ExprFile, expr_file_clear)

G_END_DECLS
