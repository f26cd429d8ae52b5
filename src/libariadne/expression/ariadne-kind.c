/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <string.h>

#include "expression/ariadne-kind.h"

static const struct
{
  const char *word;
  guint       arity;
} kinds[ARIADNE_N_KINDS] = {
  [ARIADNE_KIND_RANHASHDOUB] = { "$ranhashdoub", 1 },
  [ARIADNE_KIND_ADD] = { "add", 2 },
  [ARIADNE_KIND_APPLY] = { "apply", 2 },
  [ARIADNE_KIND_ASSERT] = { "assert", 2 },
  [ARIADNE_KIND_BUILD] = { "build", 3 },
  [ARIADNE_KIND_CONST_VEC] = { "constVec", 2 },
  [ARIADNE_KIND_CONSTANT] = { "constant", 0 },
  [ARIADNE_KIND_DELTA_VEC] = { "deltaVec", 3 },
  [ARIADNE_KIND_DIV] = { "div", 2 },
  [ARIADNE_KIND_EQ] = { "eq", 2 },
  [ARIADNE_KIND_EXP] = { "exp", 1 },
  [ARIADNE_KIND_GT] = { "gt", 2 },
  [ARIADNE_KIND_GTE] = { "gte", 2 },
  [ARIADNE_KIND_IF] = { "if", 3 },
  [ARIADNE_KIND_INDEX] = { "index", 2 },
  [ARIADNE_KIND_LAM] = { "lam", 2 },
  [ARIADNE_KIND_LET] = { "let", 3 },
  [ARIADNE_KIND_LOG] = { "log", 1 },
  [ARIADNE_KIND_MUL] = { "mul", 2 },
  [ARIADNE_KIND_SELECT] = { "select", 2 },
  [ARIADNE_KIND_SIZE] = { "size", 1 },
  [ARIADNE_KIND_STOP] = { "stop", 1 },
  [ARIADNE_KIND_SUB] = { "sub", 2 },
  [ARIADNE_KIND_SUM] = { "sum", 1 },
  [ARIADNE_KIND_SUMBUILD] = { "sumbuild", 3 },
  [ARIADNE_KIND_TO_FLOAT] = { "to_float", 1 },
  [ARIADNE_KIND_TUPLE] = { "tuple", ARIADNE_KIND_ANY_ARITY },
  [ARIADNE_KIND_VARIABLE] = { "variable", 0 },
};

/**
 * ariadne_kind_get_word: (skip)
 * @kind: a kind
 *
 * Returns: the word that stands for @kind in texts
 */
const char *
ariadne_kind_get_word (AriadneKind kind)
{
  g_return_val_if_fail (kind < ARIADNE_N_KINDS, NULL);

  return kinds[kind].word;
}

/**
 * ariadne_kind_get_arity: (skip)
 * @kind: a kind
 *
 * Returns: the number of children that a node of that kind has, or
 *   %ARIADNE_KIND_ANY_ARITY
 */
guint
ariadne_kind_get_arity (AriadneKind kind)
{
  g_return_val_if_fail (kind < ARIADNE_N_KINDS, 0);

  return kinds[kind].arity;
}

/**
 * ariadne_kind_by_word: (skip)
 * @word: a word
 * @kind: (out): the kind it stands for
 *
 * Returns: whether @word stands for a kind
 */
gboolean
ariadne_kind_by_word (const char  *word,
                      AriadneKind *kind)
{
  guint low = 0;
  guint high = ARIADNE_N_KINDS;

  while (low < high)
    {
      guint middle = (low + high) / 2;
      int   order = strcmp (word, kinds[middle].word);

      if (order == 0)
        {
          *kind = (AriadneKind) middle;
          return TRUE;
        }
      if (order < 0)
        high = middle;
      else
        low = middle + 1;
    }

  return FALSE;
}
