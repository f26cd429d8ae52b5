/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "expression/ariadne-tree.h"
#include "interpreter/ariadne-stand-in.h"

G_BEGIN_DECLS

/* Runs expressions.
 *
 * A let, and an argument, is evaluated when its variable is first needed, if it is;
 * tuples and vectors are made whole. Whether a name is bound, and where, is decided
 * by scope alone. Calls may be nested and work may pile up, but not without limit:
 * an interpreter gives up rather than run out of stack, memory or patience.
 *
 * An interpreter and its values belong to one thread.
 */

typedef struct _AriadneInterpreter AriadneInterpreter;

#define ARIADNE_INTERPRETER_MAX_DEPTH 5000
#define ARIADNE_INTERPRETER_MAX_STEPS 1000000

AriadneInterpreter *ariadne_interpreter_new          (void) G_GNUC_WARN_UNUSED_RESULT;
void                ariadne_interpreter_free         (AriadneInterpreter    *self);
void                ariadne_interpreter_set          (AriadneInterpreter    *self,
                                                      const char            *name,
                                                      AriadneValue          *value);
void                ariadne_interpreter_clear        (AriadneInterpreter    *self);
void                ariadne_interpreter_set_stand_in (AriadneInterpreter    *self,
                                                      const AriadneStandIn  *stand_in);
guint64             ariadne_interpreter_get_n_steps  (AriadneInterpreter    *self);
AriadneValue       *ariadne_interpreter_evaluate     (AriadneInterpreter    *self,
                                                      AriadneTree           *tree,
                                                      AriadneValue          *argument,
                                                      gboolean              *is_uncertain,
                                                      GError               **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneInterpreter, ariadne_interpreter_free)

G_END_DECLS
