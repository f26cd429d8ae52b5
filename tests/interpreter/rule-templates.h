/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Expressions that a rule applies to, as templates of random expressions; see
 * random-expression.h.
 */
typedef struct
{
  const char *rule;
  char        kind; /* of what it makes; NUL: it stands for itself, in no surroundings */
  gboolean    is_exception; /* the rule does not keep what such expressions mean */
  char       *text;
} RuleTemplate;

/* All of them, in an array of pointers to RuleTemplate. */
GPtrArray *rule_templates_new (void);

G_END_DECLS
