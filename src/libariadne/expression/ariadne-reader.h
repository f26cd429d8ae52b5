/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

#include "expression/ariadne-environment.h"
#include "expression/ariadne-items.h"
#include "expression/ariadne-tree.h"

G_BEGIN_DECLS

/**
 * AriadneScope: (skip)
 * @outer: (nullable): the scope around it
 * @name: the name that is bound
 * @type: its type
 *
 * The variables that are bound around a place in a text, innermost first.
 */
typedef struct _AriadneScope AriadneScope;
struct _AriadneScope
{
  const AriadneScope *outer;
  const char         *name;
  const AriadneType  *type;
};

AriadneTree *ariadne_read_expression (const char          *text,
                                      gsize                length,
                                      AriadneEnvironment  *environment,
                                      GError             **error) G_GNUC_WARN_UNUSED_RESULT;
AriadneTree *ariadne_read_item       (const AriadneItems  *items,
                                      guint                index,
                                      AriadneEnvironment  *environment,
                                      const AriadneScope  *scope,
                                      GError             **error) G_GNUC_WARN_UNUSED_RESULT;
AriadneTree *ariadne_read_node       (const AriadneItems  *items,
                                      guint                index,
                                      AriadneKind          kind,
                                      AriadneTree        **children,
                                      guint                n_children,
                                      GError             **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
