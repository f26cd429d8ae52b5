/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

#include "expression/ariadne-type.h"

G_BEGIN_DECLS

/* Expression trees: immutable, reference counted, shared between the
 * expressions that contain them, and between threads.
 *
 * These are internal to the library and on the hot path: a rewrite makes a few
 * nodes, and a search keeps them for every state it has seen. Hence plain
 * structures, small ones, and accessors that inline.
 */

typedef struct _AriadneTree AriadneTree;

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

G_END_DECLS
