/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "core/ariadne-domain.h"
#include "expression/ariadne-expression-set-private.h"

#include "golden-trees.h"

G_BEGIN_DECLS

/* What the files of a folder refer to by name: sets of expressions, from
 * data/SET.kso or from the folder's own lists, and the environments in which
 * their texts are typed. All of it is read before the first check and may be
 * used on any thread.
 */

GoldenWorld          *golden_world_new              (const char     *directory);
void                  golden_world_free             (GoldenWorld    *self);
AriadneEnvironment   *golden_world_find_environment (GoldenWorld    *self,
                                                     const char     *set,
                                                     GError        **error);
AriadneExpressionSet *golden_world_find_set         (GoldenWorld    *self,
                                                     const char     *set);
AriadneTree          *golden_world_find_start       (GoldenWorld    *self,
                                                     const char     *set,
                                                     const char     *name,
                                                     GError        **error);
gboolean              golden_world_find_search      (GoldenWorld    *self,
                                                     const char     *set,
                                                     const char     *name,
                                                     const char     *rules,
                                                     AriadneDomain **domain,
                                                     AriadneState  **start,
                                                     GError        **error);

/* The number of an expression of a set by its name. */
gboolean              golden_find_expression        (AriadneExpressionSet *set,
                                                     const char           *name,
                                                     guint                *index);

/* States on walks, by the number that they have for one start under one rule
 * set. Walks name rewrites by their numbers in the recorded lists, which have
 * entries that the library drops; where, is remembered while the states are
 * checked. The variant says which files belong together.
 */
typedef struct
{
  guint32  hash;      /* of its text */
  guint    n_dropped;
  guint   *dropped;   /* numbers of entries, ascending */
} GoldenState;

void                  golden_world_add_state        (GoldenWorld    *self,
                                                     const char     *variant,
                                                     JsonObject     *state);
const GoldenState    *golden_world_find_state       (GoldenWorld    *self,
                                                     const char     *variant,
                                                     JsonObject     *walk,
                                                     guint           number);

G_END_DECLS
