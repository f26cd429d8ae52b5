/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Random well typed expressions over the names of the rewriting fixture. Binders take
 * their names from a few, so that they hide one another and free names often.
 *
 * A template is a text with holes: %F stands for any Float expression, %I for an
 * Integer, %B for a Bool, %V for a vector of Floats, %P for a pair of Floats; with a
 * digit, as in %1F, all of that number are the same. %x to %z are names that the
 * template binds; %[xI begins the scope of such a variable, an Integer here, and %]
 * ends it. %x+ also is a name that is bound, to the name of a hole's kind, as in %x.
 */
char *random_expression_new           (GRand       *random,
                                       char         kind,
                                       guint        size);
char *random_expression_from_template (GRand       *random,
                                       const char  *text,
                                       guint        size);

/* Wraps a template into random surroundings, by the kind of what it makes. */
char *random_expression_around        (GRand       *random,
                                       char         kind,
                                       const char  *text,
                                       guint        size);

G_END_DECLS
