/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

#include "expression/ariadne-environment.h"
#include "expression/ariadne-tree.h"

G_BEGIN_DECLS

/* The definitions of a file. Each stands for an expression, the chain of lets
 * of all functions so far whose body is the name of its own.
 *
 * They do not change once read and may be used on any thread.
 */

typedef struct _AriadneDefinitions AriadneDefinitions;

/* Every expression of a file has lets of its own, up to as many as there are
 * functions before it.
 */
#define ARIADNE_DEFINITIONS_MAX 1024

AriadneDefinitions *ariadne_definitions_new             (void);
AriadneDefinitions *ariadne_definitions_ref             (AriadneDefinitions       *self);
void                ariadne_definitions_unref           (AriadneDefinitions       *self);
gboolean            ariadne_definitions_add             (AriadneDefinitions       *self,
                                                         const char               *name,
                                                         AriadneTree              *function);
AriadneTree        *ariadne_definitions_find_function   (const AriadneDefinitions *self,
                                                         const char               *name);
const char         *ariadne_definitions_find_free_use   (const AriadneDefinitions *self,
                                                         const char               *name);
guint               ariadne_definitions_get_n           (const AriadneDefinitions *self);
const char         *ariadne_definitions_get_name        (const AriadneDefinitions *self,
                                                         guint                     index);
AriadneTree        *ariadne_definitions_dup_chain       (const AriadneDefinitions *self,
                                                         guint                     index);
AriadneTree        *ariadne_definitions_dup_pruned      (const AriadneDefinitions *self,
                                                         guint                     index);
AriadneEnvironment *ariadne_definitions_get_environment (const AriadneDefinitions *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneDefinitions, ariadne_definitions_unref)

G_END_DECLS
