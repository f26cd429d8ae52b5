/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include "expression/ariadne-equality.h"
#include "expression/ariadne-rewriter.h"
#include "expression/ariadne-rule.h"

/* Rules that compute with constants. A result that is no number of the domain, as
 * an Integer beyond 64 bits or a division by zero, is none.
 */

/**
 * Fold: (skip)
 * @a: the first operand
 * @b: (nullable): the second operand, of the same type
 *
 * Returns: (transfer full) (nullable): the result, %NULL if there is none
 */
typedef AriadneTree *(*Fold) (const AriadneTree *a,
                              const AriadneTree *b);

static inline gboolean
is_float (const AriadneTree *constant)
{
  return ariadne_tree_get_constant_kind (constant) == ARIADNE_CONSTANT_FLOAT;
}

static inline gboolean
is_integer (const AriadneTree *constant)
{
  return ariadne_tree_get_constant_kind (constant) == ARIADNE_CONSTANT_INTEGER;
}

static AriadneTree *
fold_add (const AriadneTree *a,
          const AriadneTree *b)
{
  gint64 result;

  if (is_float (a))
    return ariadne_tree_new_float (ariadne_tree_get_float (a) + ariadne_tree_get_float (b));

  if (!is_integer (a) ||
      __builtin_add_overflow (ariadne_tree_get_integer (a), ariadne_tree_get_integer (b), &result))
    return NULL;

  return ariadne_tree_new_integer (result);
}

static AriadneTree *
fold_sub (const AriadneTree *a,
          const AriadneTree *b)
{
  gint64 result;

  if (is_float (a))
    return ariadne_tree_new_float (ariadne_tree_get_float (a) - ariadne_tree_get_float (b));

  if (!is_integer (a) ||
      __builtin_sub_overflow (ariadne_tree_get_integer (a), ariadne_tree_get_integer (b), &result))
    return NULL;

  return ariadne_tree_new_integer (result);
}

static AriadneTree *
fold_mul (const AriadneTree *a,
          const AriadneTree *b)
{
  gint64 result;

  if (is_float (a))
    return ariadne_tree_new_float (ariadne_tree_get_float (a) * ariadne_tree_get_float (b));

  if (!is_integer (a) ||
      __builtin_mul_overflow (ariadne_tree_get_integer (a), ariadne_tree_get_integer (b), &result))
    return NULL;

  return ariadne_tree_new_integer (result);
}

static AriadneTree *
fold_div (const AriadneTree *a,
          const AriadneTree *b)
{
  if (!is_float (a) || ariadne_tree_get_float (b) == 0.0)
    return NULL;

  return ariadne_tree_new_float (ariadne_tree_get_float (a) / ariadne_tree_get_float (b));
}

/* Rounds towards minus infinity. */
static AriadneTree *
fold_floor_div (const AriadneTree *a,
                const AriadneTree *b)
{
  gint64 dividend = ariadne_tree_get_integer (a);
  gint64 divisor = ariadne_tree_get_integer (b);
  gint64 quotient;

  if (divisor == 0 || (dividend == G_MININT64 && divisor == -1))
    return NULL;

  quotient = dividend / divisor;
  if (dividend % divisor != 0 && (dividend < 0) != (divisor < 0))
    quotient--;

  return ariadne_tree_new_integer (quotient);
}

static AriadneTree *
fold_eq (const AriadneTree *a,
         const AriadneTree *b)
{
  if (is_float (a))
    return ariadne_tree_new_bool (ariadne_tree_get_float (a) == ariadne_tree_get_float (b));

  return ariadne_tree_new_bool (ariadne_tree_get_integer (a) == ariadne_tree_get_integer (b));
}

static AriadneTree *
fold_gt (const AriadneTree *a,
         const AriadneTree *b)
{
  if (is_float (a))
    return ariadne_tree_new_bool (ariadne_tree_get_float (a) > ariadne_tree_get_float (b));

  return ariadne_tree_new_bool (ariadne_tree_get_integer (a) > ariadne_tree_get_integer (b));
}

static AriadneTree *
fold_gte (const AriadneTree *a,
          const AriadneTree *b)
{
  if (is_float (a))
    return ariadne_tree_new_bool (ariadne_tree_get_float (a) >= ariadne_tree_get_float (b));

  return ariadne_tree_new_bool (ariadne_tree_get_integer (a) >= ariadne_tree_get_integer (b));
}

static AriadneTree *
fold_exp (const AriadneTree *a,
          const AriadneTree *b)
{
  return is_float (a) ? ariadne_tree_new_float (exp (ariadne_tree_get_float (a))) : NULL;
}

static AriadneTree *
fold_log (const AriadneTree *a,
          const AriadneTree *b)
{
  return is_float (a) ? ariadne_tree_new_float (log (ariadne_tree_get_float (a))) : NULL;
}

static void
emit_constant (AriadneRewriter *rewriter,
               guint            id,
               AriadneTree     *constant)
{
  if (constant != NULL)
    ariadne_rewriter_emit (rewriter, id, id, ariadne_part_new_constant (constant));
}

/* Operands of one operator have the same type when both are constants. */
static void
fold_operator (AriadneRewriter *rewriter,
               guint            id,
               Fold             fold)
{
  const AriadneTree *tree = rewriter->outline.nodes[id].tree;
  const AriadneTree *second = NULL;

  if (ariadne_tree_get_n_children (tree) > 1)
    second = ariadne_tree_get_child (tree, 1);

  emit_constant (rewriter, id, fold (ariadne_tree_get_child (tree, 0), second));
}

#define DEFINE_CPROP(name, fold)                                                                   \
  static void cprop_##name (const AriadneRule *rule,                                               \
                            AriadneRewriter   *rewriter,                                           \
                            guint              id)                                                 \
  {                                                                                                \
    fold_operator (rewriter, id, fold);                                                            \
  }

DEFINE_CPROP (add, fold_add)
DEFINE_CPROP (sub, fold_sub)
DEFINE_CPROP (mul, fold_mul)
DEFINE_CPROP (div, fold_div)
DEFINE_CPROP (eq, fold_eq)
DEFINE_CPROP (gt, fold_gt)
DEFINE_CPROP (gteq, fold_gte)
DEFINE_CPROP (exp, fold_exp)
DEFINE_CPROP (log, fold_log)

/* The functions that are known from the start and can be computed. The comparisons
 * are declared over Floats whatever their names say.
 */
static const struct
{
  const char          *name;
  Fold                 fold;
  guint                n_operands;
  AriadneConstantKind  kind;
} functions[] = {
  { "add$ff", fold_add, 2, ARIADNE_CONSTANT_FLOAT },
  { "add$ii", fold_add, 2, ARIADNE_CONSTANT_INTEGER },
  { "div$ff", fold_div, 2, ARIADNE_CONSTANT_FLOAT },
  { "div$ii", fold_floor_div, 2, ARIADNE_CONSTANT_INTEGER },
  { "eq$ff", fold_eq, 2, ARIADNE_CONSTANT_FLOAT },
  { "eq$ii", fold_eq, 2, ARIADNE_CONSTANT_FLOAT },
  { "exp$f", fold_exp, 1, ARIADNE_CONSTANT_FLOAT },
  { "gt$ff", fold_gt, 2, ARIADNE_CONSTANT_FLOAT },
  { "gt$ii", fold_gt, 2, ARIADNE_CONSTANT_FLOAT },
  { "gte$ff", fold_gte, 2, ARIADNE_CONSTANT_FLOAT },
  { "gte$ii", fold_gte, 2, ARIADNE_CONSTANT_FLOAT },
  { "log$f", fold_log, 1, ARIADNE_CONSTANT_FLOAT },
  { "mul$ff", fold_mul, 2, ARIADNE_CONSTANT_FLOAT },
  { "mul$ii", fold_mul, 2, ARIADNE_CONSTANT_INTEGER },
  { "sub$ff", fold_sub, 2, ARIADNE_CONSTANT_FLOAT },
  { "sub$ii", fold_sub, 2, ARIADNE_CONSTANT_INTEGER },
};

static gboolean
get_operands (const AriadneTree  *argument,
              guint               n_operands,
              const AriadneTree **operands)
{
  operands[0] = argument;

  if (n_operands > 1)
    {
      if (ariadne_tree_get_kind (argument) != ARIADNE_KIND_TUPLE ||
          ariadne_tree_get_n_children (argument) != n_operands)
        return FALSE;

      for (guint i = 0; i < n_operands; i++)
        operands[i] = ariadne_tree_get_child (argument, i);
    }

  return TRUE;
}

static void
cfold (const AriadneRule *rule,
       AriadneRewriter   *rewriter,
       guint              id)
{
  const AriadneTree *tree = rewriter->outline.nodes[id].tree;
  const char        *name = ariadne_tree_get_name (ariadne_tree_get_child (tree, 0));
  const AriadneTree *operands[2] = { NULL, NULL };
  guint              i = 0;

  while (i < G_N_ELEMENTS (functions) && !g_str_equal (functions[i].name, name))
    i++;

  if (i == G_N_ELEMENTS (functions) ||
      !get_operands (ariadne_tree_get_child (tree, 1), functions[i].n_operands, operands))
    return;

  for (guint j = 0; j < functions[i].n_operands; j++)
    if (ariadne_tree_get_kind (operands[j]) != ARIADNE_KIND_CONSTANT ||
        ariadne_tree_get_constant_kind (operands[j]) != functions[i].kind)
      return;

  emit_constant (rewriter, id, functions[i].fold (operands[0], operands[1]));
}

/* A function of the expression's own may have the name of one of these. */
static gboolean
cfold_captures (const AriadneRule    *rule,
                const AriadneOutline *outline,
                guint                 id)
{
  return outline->nodes[id + 1].binder != ARIADNE_OUTLINE_NONE;
}

/* Equal operands have equal hashes; the comparison that counts comes after. */
static void
div_by_self (const AriadneRule *rule,
             AriadneRewriter   *rewriter,
             guint              id)
{
  const AriadneOutline     *outline = &rewriter->outline;
  const AriadneOutlineNode *left = &outline->nodes[id + 1];
  const AriadneOutlineNode *right = &outline->nodes[left->end];

  if (left->hash != right->hash || !ariadne_tree_equal (left->tree, right->tree))
    return;

  if (left->kind == ARIADNE_KIND_CONSTANT && ariadne_tree_get_number (left->tree) == 0.0)
    return;

  emit_constant (rewriter, id, ariadne_tree_new_float (1.0));
}

#define OPERATOR(kind, func) \
  ARIADNE_RULE_KIND (kind), ARIADNE_RULE_KIND (CONSTANT), ARIADNE_RULE_KIND (CONSTANT), func
#define FUNCTION(kind, func) \
  ARIADNE_RULE_KIND (kind), ARIADNE_RULE_KIND (CONSTANT), ARIADNE_RULE_ANY_KIND, func

const AriadneRule ariadne_fold_rules[] = {
  { "cprop_add", OPERATOR (ADD, cprop_add) },
  { "cprop_sub", OPERATOR (SUB, cprop_sub) },
  { "cprop_mul", OPERATOR (MUL, cprop_mul) },
  { "cprop_div", OPERATOR (DIV, cprop_div) },
  { "cprop_eq", OPERATOR (EQ, cprop_eq) },
  { "cprop_gt", OPERATOR (GT, cprop_gt) },
  { "cprop_gteq", OPERATOR (GTE, cprop_gteq) },
  { "cprop_exp", FUNCTION (EXP, cprop_exp) },
  { "cprop_log", FUNCTION (LOG, cprop_log) },
  { "cfold",
    ARIADNE_RULE_KIND (APPLY),
    ARIADNE_RULE_KIND (VARIABLE),
    ARIADNE_RULE_KIND (CONSTANT) | ARIADNE_RULE_KIND (TUPLE),
    cfold,
    NULL,
    cfold_captures },
  { "div_by_self",
    ARIADNE_RULE_KIND (DIV),
    ARIADNE_RULE_ANY_KIND,
    ARIADNE_RULE_ANY_KIND,
    div_by_self },
  { NULL },
};
