/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "expression/ariadne-environment.h"
#include "expression/ariadne-tree.h"

#include "golden-file.h"

G_BEGIN_DECLS

/* What several kinds of files record of an expression. */

AriadneTree        *golden_read            (AriadneEnvironment  *environment,
                                            const char          *text,
                                            GError             **error);
AriadneTree        *golden_read_canonical  (GoldenCase          *self,
                                            AriadneEnvironment  *environment,
                                            const char          *text);
double              golden_cost            (AriadneEnvironment  *environment,
                                            const AriadneTree   *tree);
void                golden_expect_measures (GoldenCase          *self,
                                            AriadneEnvironment  *environment,
                                            AriadneTree         *tree);
void                golden_expect_free     (GoldenCase          *self,
                                            AriadneTree         *tree);

/* An environment made of {name: type} and {name: [argument, result]} and
 * {name: cost}, each of which may be NULL.
 */
AriadneEnvironment *golden_environment_new (JsonObject          *variables,
                                            JsonObject          *functions,
                                            JsonObject          *costs,
                                            GError             **error);

/* Whether a text has an Integer that 64 bits cannot hold. */
gboolean            golden_has_big_integer (const char          *text);

/* Whether texts are the same but for the last digit of floats. */
gboolean            golden_nearly_equal    (const char          *a,
                                            const char          *b);

G_END_DECLS
