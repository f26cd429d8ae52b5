/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The 28 kinds in byte order of their words: the value is the node type that
 * the network is given.
 */
typedef enum {
  ARIADNE_KIND_RANHASHDOUB, /* $ranhashdoub */
  ARIADNE_KIND_ADD,
  ARIADNE_KIND_APPLY,
  ARIADNE_KIND_ASSERT,
  ARIADNE_KIND_BUILD,
  ARIADNE_KIND_CONST_VEC, /* constVec */
  ARIADNE_KIND_CONSTANT,
  ARIADNE_KIND_DELTA_VEC, /* deltaVec */
  ARIADNE_KIND_DIV,
  ARIADNE_KIND_EQ,
  ARIADNE_KIND_EXP,
  ARIADNE_KIND_GT,
  ARIADNE_KIND_GTE,
  ARIADNE_KIND_IF,
  ARIADNE_KIND_INDEX,
  ARIADNE_KIND_LAM,
  ARIADNE_KIND_LET,
  ARIADNE_KIND_LOG,
  ARIADNE_KIND_MUL,
  ARIADNE_KIND_SELECT,
  ARIADNE_KIND_SIZE,
  ARIADNE_KIND_STOP,
  ARIADNE_KIND_SUB,
  ARIADNE_KIND_SUM,
  ARIADNE_KIND_SUMBUILD,
  ARIADNE_KIND_TO_FLOAT,
  ARIADNE_KIND_TUPLE,
  ARIADNE_KIND_VARIABLE,
} AriadneKind;

#define ARIADNE_N_KINDS (ARIADNE_KIND_VARIABLE + 1)

/* The number of children of a kind that takes any number. */
#define ARIADNE_KIND_ANY_ARITY G_MAXUINT

const char *ariadne_kind_get_word  (AriadneKind  kind);
guint       ariadne_kind_get_arity (AriadneKind  kind);
gboolean    ariadne_kind_by_word   (const char  *word,
                                    AriadneKind *kind);

static inline gboolean
ariadne_kind_is_binder (AriadneKind kind)
{
  return kind == ARIADNE_KIND_LET || kind == ARIADNE_KIND_LAM ||
         kind == ARIADNE_KIND_BUILD || kind == ARIADNE_KIND_SUMBUILD;
}

/* Which child of a binder is the binding occurrence. */
static inline guint
ariadne_kind_get_bound_index (AriadneKind kind)
{
  return kind == ARIADNE_KIND_BUILD || kind == ARIADNE_KIND_SUMBUILD ? 1 : 0;
}

/* Which child of a binder is the body, the only one that sees the variable. */
static inline guint
ariadne_kind_get_body_index (AriadneKind kind)
{
  return kind == ARIADNE_KIND_LAM ? 1 : 2;
}

G_END_DECLS
