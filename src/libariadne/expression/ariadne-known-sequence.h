/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AriadneKnownStep: (skip)
 * @node: the number of a node
 * @rule: the name of a rule
 *
 * One rewrite of a known sequence.
 */
typedef struct
{
  guint node;
  char *rule;
} AriadneKnownStep;

/**
 * AriadneKnownSequence: (skip)
 * @rules: the name of the rule set
 * @name: the name of the expression it starts from
 * @source: who found it (`expert`, `rlo` or `user`), and a word on where, as
 *   written
 * @steps: (element-type AriadneKnownStep): the rewrites, first to last
 *
 * A sequence of rewrites that is known to be good, from a comment in a file.
 */
typedef struct
{
  char   *rules;
  char   *name;
  char   *source;
  GArray *steps;
} AriadneKnownSequence;

GPtrArray *ariadne_known_sequences_read (const char *text,
                                         gsize       length) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *ariadne_known_experts_read   (const char *text,
                                         gsize       length) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
