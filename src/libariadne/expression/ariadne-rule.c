/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <string.h>

#include "expression/ariadne-rewriter.h"
#include "expression/ariadne-rule.h"

typedef struct
{
  const char         *name;
  const char         *left;
  const char         *right;
  AriadneCaptureFunc  captures; /* NULL: nowhere */
} PatternRule;

/* clang-format off */

/* Algebra. The first N_SHARED rules exist for calls of the Integer functions, too. */
#define N_SHARED 19

static const PatternRule algebraic_rules[] = {
  { "add_zero", "(add 0.0 a)", "a" },
  { "mul_zero", "(mul 0.0 a)", "0.0" },
  { "mul_one", "(mul 1.0 a)", "a" },
  { "sub_zero", "(sub a 0.0)", "a" },
  { "div_one", "(div a 1.0)", "a" },
  { "add_neg_to_sub", "(add a (mul b -1.0))", "(sub a b)" },
  { "commute_mul", "(mul a b)", "(mul b a)" },
  { "commute_add", "(add a b)", "(add b a)" },
  { "sub_self", "(sub a a)", "0.0" },
  { "assoc_add_add", "(add (add a b) c)", "(add (add a c) b)" },
  { "assoc_sub_add", "(sub (add a b) c)", "(add (sub a c) b)" },
  { "assoc_add_sub", "(add (sub a b) c)", "(sub (add a c) b)" },
  { "assoc_sub_sub", "(sub (sub a b) c)", "(sub (sub a c) b)" },
  { "sub_sub_to_sub_add", "(sub a (sub b c))", "(sub (add a c) b)" },
  { "assoc_mul_mul", "(mul (mul a b) c)", "(mul (mul a c) b)" },
  { "mul_by_add", "(mul a (add b c))", "(add (mul a b) (mul a c))" },
  { "mul_by_sub", "(mul a (sub b c))", "(sub (mul a b) (mul a c))" },
  { "add_of_muls", "(add (mul a b) (mul a c))", "(mul a (add b c))" },
  { "sub_of_muls", "(sub (mul a b) (mul a c))", "(mul a (sub b c))" },
  { "assoc_div_mul", "(div (mul a b) c)", "(mul (div a c) b)" },
  { "assoc_mul_div", "(mul (div a b) c)", "(div (mul a c) b)" },
  { "div_by_div", "(div a (div b c))", "(div (mul a c) b)" },
  { "add_of_divs", "(add (div a c) (div b c))", "(div (add a b) c)" },
  { "sub_of_divs", "(sub (div a c) (div b c))", "(div (sub a b) c)" },
  { "assoc_div_div", "(div (div a b) c)", "(div (div a c) b)" },
  { "div_of_div", "(div (div a b) c)", "(div a (mul b c))" },
  { "div_by_mul", "(div a (mul b c))", "(div (div a b) c)" },
};

static const PatternRule other_pattern_rules[] = {
  { "exp_add_zero", "a", "(add 0.0 a)" },
  { "exp_mul_one", "a", "(mul 1.0 a)" },

  { "let_recover", "(let (x e) x)", "e" },

  { "size_of_build", "(size (build n (lam (x : Integer) b)))", "n" },
  { "index_of_build", "(index a (build n (lam (x : Integer) b)))", "(let (x a) b)" },
  { "mk_sumbuild",
    "(sum (build n (lam (x : Integer) e)))",
    "(sumbuild n (lam (x : Integer) e))" },
  { "sumbuild_of_deltavec",
    "(sumbuild n (lam (x : Integer) (deltaVec n x e)))",
    "(build n (lam (x : Integer) e))",
    ariadne_rule_deltavec_captures },
  { "sum_of_deltavecs", "(add (deltaVec n i e) (deltaVec n i f))", "(deltaVec n i (add e f))" },
  { "sumbuild_of_build",
    "(sumbuild o (lam (p : Integer) (build n (lam (q : Integer) e))))",
    "(build n (lam (q : Integer) (sumbuild o (lam (p : Integer) e))))",
    ariadne_rule_build_captures },

  { "if_true", "(if true a b)", "a" },
  { "if_false", "(if false a b)", "b" },
  { "if_return_p", "(if p true false)", "p" },
  { "if_both_same", "(if p a a)", "a" },
  { "eq_self", "(eq a a)", "true" },

  { "log_of_exp", "(log (exp a))", "a" },
  { "exp_of_log", "(exp (log a))", "a" },
  { "exp_of_add", "(exp (add a b))", "(mul (exp a) (exp b))" },
  { "mul_of_exps", "(mul (exp a) (exp b))", "(exp (add a b))" },
  { "log_of_mul", "(log (mul a b))", "(add (log a) (log b))" },
  { "add_of_logs", "(add (log a) (log b))", "(log (mul a b))" },
};

/* clang-format on */

/* All rules, by name. Made once and never changed. */
static GHashTable *rules;

static void
try_pattern (const AriadneRule *rule,
             AriadneRewriter   *rewriter,
             guint              id)
{
  guint parameters[ARIADNE_PATTERN_MAX_PARAMETERS];

  if (ariadne_pattern_match (rule->pattern, &rewriter->outline, id, parameters))
    ariadne_rewriter_emit (rewriter, id, id,
                           ariadne_pattern_instantiate (rule->pattern, &rewriter->outline,
                                                        id, parameters));
}

/* The functions of these rules are the built-in ones, whatever an expression calls
 * by their names.
 */
static gboolean
call_captures (const AriadneRule    *rule,
               const AriadneOutline *outline,
               guint                 id)
{
  return ariadne_pattern_is_shadowed (rule->pattern, outline, id);
}

static void
add_rule (const AriadneRule *rule)
{
  gboolean is_new = g_hash_table_insert (rules, (gpointer) rule->name, (gpointer) rule);

  g_assert (is_new);
}

static void
add_pattern_rule (const char         *name,
                  const char         *left,
                  const char         *right,
                  AriadneCaptureFunc  captures)
{
  AriadneRule *rule = g_new0 (AriadneRule, 1);

  rule->name = g_intern_string (name);
  rule->func = try_pattern;
  rule->pattern = ariadne_pattern_new (left, right);
  rule->captures = captures;
  rule->kinds = ariadne_pattern_get_kinds (rule->pattern, 0);
  rule->first = ariadne_pattern_get_kinds (rule->pattern, 1);
  rule->second = ariadne_pattern_get_kinds (rule->pattern, 2);
  add_rule (rule);
}

/* Turns operators into calls of functions on Integers or on Floats. */
static char *
make_monomorphic (const char *text,
                  gboolean    is_integer)
{
  static const char *const operators[] = { "add", "sub", "mul", "div" };
  GString                 *result = g_string_new (text);

  for (guint i = 0; i < G_N_ELEMENTS (operators); i++)
    {
      g_autofree char *operator = g_strdup_printf ("(%s ", operators[i]);
      g_autofree char *call = g_strdup_printf ("(%s$%s ", operators[i], is_integer ? "ii" : "ff");

      g_string_replace (result, operator, call, 0);
    }

  if (is_integer)
    g_string_replace (result, ".0", "", 0);

  return g_string_free (result, FALSE);
}

static void
add_monomorphic_rule (const PatternRule *rule,
                      gboolean           is_integer)
{
  g_autofree char *name = g_strdup_printf ("%s$%c", rule->name, is_integer ? 'i' : 'f');
  g_autofree char *left = make_monomorphic (rule->left, is_integer);
  g_autofree char *right = make_monomorphic (rule->right, is_integer);

  add_pattern_rule (name, left, right, call_captures);
}

static void
add_algebraic_rules (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (algebraic_rules); i++)
    {
      const PatternRule *rule = &algebraic_rules[i];

      add_pattern_rule (rule->name, rule->left, rule->right, rule->captures);

      /* These two are on operators in every form. */
      if (strcmp (rule->name, "add_zero") == 0)
        {
          add_pattern_rule ("add_zero$i", "(add 0 a)", "a", NULL);
          add_pattern_rule ("add_zero$f", "(add 0.0 a)", "a", NULL);
          continue;
        }

      if (i < N_SHARED)
        add_monomorphic_rule (rule, TRUE);
      add_monomorphic_rule (rule, FALSE);
    }
}

static void
add_table (const AriadneRule *table)
{
  for (const AriadneRule *rule = table; rule->name != NULL; rule++)
    add_rule (rule);
}

static void
add_all_rules (void)
{
  rules = g_hash_table_new (g_str_hash, g_str_equal);

  add_algebraic_rules ();
  for (guint i = 0; i < G_N_ELEMENTS (other_pattern_rules); i++)
    add_pattern_rule (other_pattern_rules[i].name,
                      other_pattern_rules[i].left,
                      other_pattern_rules[i].right,
                      other_pattern_rules[i].captures);

  add_table (ariadne_fold_rules);
  add_table (ariadne_loop_rules);
  add_table (ariadne_binding_rules);
}

/**
 * ariadne_rule_lookup: (skip)
 * @name: a name
 *
 * Finds a rule. May be called on any thread.
 *
 * Returns: (nullable): the rule, %NULL if there is none of that name
 */
const AriadneRule *
ariadne_rule_lookup (const char *name)
{
  static gsize initialized;

  if (g_once_init_enter (&initialized))
    {
      add_all_rules ();
      g_once_init_leave (&initialized, 1);
    }

  return g_hash_table_lookup (rules, name);
}
