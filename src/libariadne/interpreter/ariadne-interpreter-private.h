/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "interpreter/ariadne-interpreter.h"

G_BEGIN_DECLS

/**
 * AriadneBinding: (skip)
 * @ref_count: how many references there are
 * @outer: (nullable): the variables around
 * @name: the name
 * @value: (nullable): its value, as soon as it is known
 * @tree: (nullable): what to evaluate for it until then
 * @scope: (nullable): the variables that @tree sees
 *
 * A variable and those around it.
 */
typedef struct _AriadneBinding AriadneBinding;
struct _AriadneBinding
{
  guint           ref_count;
  AriadneBinding *outer;
  const char     *name;
  AriadneValue   *value;
  AriadneTree    *tree;
  AriadneBinding *scope;
};

struct _AriadneInterpreter
{
  GHashTable           *globals; /* interned name -> AriadneValue */
  const AriadneStandIn *stand_in;
  AriadneEvaluation     evaluation;
  guint                 depth;
  GError               *error;      /* NULL while all is well */
  gboolean              is_located; /* whether the error says where it is */
};

AriadneBinding *ariadne_binding_new   (AriadneBinding *outer,
                                       const char     *name,
                                       AriadneValue   *value) G_GNUC_WARN_UNUSED_RESULT;
void            ariadne_binding_unref (AriadneBinding *self);

AriadneValue *ariadne_interpreter_fail          (AriadneInterpreter     *self,
                                                 AriadneEvaluationError  code,
                                                 const char             *format,
                                                 ...) G_GNUC_PRINTF (3, 4);
AriadneValue *ariadne_interpreter_run           (AriadneInterpreter     *self,
                                                 AriadneTree            *tree,
                                                 AriadneBinding         *scope);
AriadneValue *ariadne_interpreter_look_up       (AriadneInterpreter     *self,
                                                 AriadneTree            *tree,
                                                 AriadneBinding         *scope);
AriadneValue *ariadne_interpreter_make_function (AriadneTree            *tree,
                                                 AriadneBinding         *scope);
AriadneValue *ariadne_interpreter_operate       (AriadneInterpreter     *self,
                                                 AriadneKind             kind,
                                                 AriadneValue           *a,
                                                 AriadneValue           *b);
AriadneValue *ariadne_interpreter_compute       (AriadneInterpreter     *self,
                                                 AriadneTree            *tree,
                                                 AriadneBinding         *scope);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneBinding, ariadne_binding_unref)

static inline AriadneValue *
ariadne_interpreter_run_child (AriadneInterpreter *self,
                               AriadneTree        *tree,
                               guint               index,
                               AriadneBinding     *scope)
{
  return ariadne_interpreter_run (self, ariadne_tree_get_child (tree, index), scope);
}

G_END_DECLS
