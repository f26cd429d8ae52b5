/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

#include "expression/ariadne-type.h"

G_BEGIN_DECLS

/* What is known about the free names of expressions: their types, and what it
 * costs to call them. A new environment knows the built-in functions.
 *
 * It is filled on one thread and must not change once it is shared.
 */

typedef struct _AriadneEnvironment AriadneEnvironment;

AriadneEnvironment *ariadne_environment_new          (void) G_GNUC_WARN_UNUSED_RESULT;
AriadneEnvironment *ariadne_environment_ref          (AriadneEnvironment *self);
void                ariadne_environment_unref        (AriadneEnvironment *self);
void                ariadne_environment_add_variable (AriadneEnvironment *self,
                                                      const char         *name,
                                                      const AriadneType  *type);
gboolean            ariadne_environment_add_function (AriadneEnvironment *self,
                                                      const char         *name,
                                                      const AriadneType  *argument,
                                                      const AriadneType  *result);
void                ariadne_environment_add_cost     (AriadneEnvironment *self,
                                                      const char         *name,
                                                      double              cost);
const AriadneType  *ariadne_environment_get_type     (AriadneEnvironment *self,
                                                      const char         *name);
gboolean            ariadne_environment_get_cost     (AriadneEnvironment *self,
                                                      const char         *name,
                                                      double             *cost);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneEnvironment, ariadne_environment_unref)

G_END_DECLS
