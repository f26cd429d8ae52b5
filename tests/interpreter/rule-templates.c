/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <string.h>

#include "rule-templates.h"

/* Left sides of the algebraic rules, with letters for what may be anything. They are
 * tried on Floats, on vectors, on pairs, on Integers and as calls. The first of them
 * exist for calls of Integer functions, too; the others divide, and hold for Floats
 * only.
 */
#define N_SHARED 19

static const char *const algebraic[][2] = {
  { "add_zero", "(add 0.0 a)" },
  { "mul_zero", "(mul 0.0 a)" },
  { "mul_one", "(mul 1.0 a)" },
  { "sub_zero", "(sub a 0.0)" },
  { "div_one", "(div a 1.0)" },
  { "add_neg_to_sub", "(add a (mul b -1.0))" },
  { "commute_mul", "(mul a b)" },
  { "commute_add", "(add a b)" },
  { "sub_self", "(sub a a)" },
  { "assoc_add_add", "(add (add a b) c)" },
  { "assoc_sub_add", "(sub (add a b) c)" },
  { "assoc_add_sub", "(add (sub a b) c)" },
  { "assoc_sub_sub", "(sub (sub a b) c)" },
  { "sub_sub_to_sub_add", "(sub a (sub b c))" },
  { "assoc_mul_mul", "(mul (mul a b) c)" },
  { "mul_by_add", "(mul a (add b c))" },
  { "mul_by_sub", "(mul a (sub b c))" },
  { "add_of_muls", "(add (mul a b) (mul a c))" },
  { "sub_of_muls", "(sub (mul a b) (mul a c))" },
  { "assoc_div_mul", "(div (mul a b) c)" },
  { "assoc_mul_div", "(mul (div a b) c)" },
  { "div_by_div", "(div a (div b c))" },
  { "add_of_divs", "(add (div a c) (div b c))" },
  { "sub_of_divs", "(sub (div a c) (div b c))" },
  { "assoc_div_div", "(div (div a b) c)" },
  { "div_of_div", "(div (div a b) c)" },
  { "div_by_mul", "(div a (mul b c))" },
};

static const struct
{
  const char *rule;
  char        kind;
  const char *text;
} others[] = {
  { "cprop_add", 'F', "(add 0.1 2.0)" },
  { "cprop_add", 'I', "(add 3 -5)" },
  { "cprop_sub", 'F', "(sub 0.1 0.3)" },
  { "cprop_sub", 'I', "(sub 3 5)" },
  { "cprop_mul", 'F', "(mul 0.1 3.0)" },
  { "cprop_mul", 'I', "(mul 3 -2)" },
  { "cprop_div", 'F', "(div 1.0 3.0)" },
  { "cprop_eq", 'B', "(eq 1.5 1.5)" },
  { "cprop_eq", 'B', "(eq 2 3)" },
  { "cprop_gt", 'B', "(gt 1.5 0.5)" },
  { "cprop_gteq", 'B', "(gte 2 3)" },
  { "cprop_exp", 'F', "(exp 0.7)" },
  { "cprop_log", 'F', "(log 3.0)" },
  { "cfold", 'F', "(add$ff 0.1 0.2)" },
  { "cfold", 'F', "(mul$ff 0.1 0.3)" },
  { "cfold", 'F', "(exp$f 0.3)" },
  { "cfold", 'I', "(div$ii -7 2)" },
  { "cfold", 'I', "(sub$ii 3 5)" },
  { "cfold", 'B', "(gt$ii 2.0 1.0)" },
  { "cfold", '\0', "(let (add$ff (lam (t : (Tuple Float Float)) (get$1$2 t))) (add$ff 1.0 2.0))" },
  { "mul_one$f", '\0',
    "(let (mul$ff (lam (t : (Tuple Float Float)) (get$1$2 t))) (mul$ff 1.0 %F))" },

  { "div_by_self", 'F', "(div %1F %1F)" },

  { "inline_let", 'F', "(let (%x %F) %[xF(mul %x %F)%])" },
  { "inline_let", 'F', "(let (%x %F) %[xF(let (%y %F) %[yF(sub %x %y)%])%])" },
  { "inline_let", 'V',
    "(let (%x %I) %[xI(build %I (lam (%y : Integer) %[yI(h (add %x %y))%]))%])" },
  { "inline_let", 'F', "(let (%x %V) %[xV(sumbuild (size %x) (lam (%y : Integer) "
                       "%[yI(mul (sum %x) %F)%]))%])" },
  { "delete_let", 'F', "(let (%x %F) %F)" },
  { "delete_let", 'V', "(let (%x %V) %[xV(build %I (lam (%x : Integer) %[xI%F%]))%])" },
  { "delete_let", '\0', "(let (ff (lam (%x : Float) %[xF%F%])) %F)" },
  { "new_bind", 'F', "(add %F (mul %F %F))" },
  { "new_bind", 'V', "(build %I (lam (%x : Integer) %[xI(mul %F (h %x))%]))" },
  { "new_bind", 'B', "(if (gt %F %F) %B %B)" },
  { "lift_bind", 'F', "(mul (let (%x %F) %[xF%F%]) %F)" },
  { "lift_bind", 'F', "(let (%y %F) %[yF(let (%x %F) %[xF(add %x %F)%])%])" },
  { "lift_bind", 'F', "(let (%y (let (%x %F) %[xF(add %x %F)%])) %[yF(mul %y %F)%])" },
  { "lift_bind", 'V', "(build %I (lam (%y : Integer) %[yI(let (%x %F) %[xF(add %x %F)%])%]))" },
  { "lift_bind", 'F', "(sumbuild (let (%x %I) %[xI(add %x 1)%]) (lam (%y : Integer) %[yI%F%]))" },
  { "lift_bind", 'F', "(if %B (let (%x %F) %[xF%F%]) %F)" },
  { "cse_bind", 'F', "(let (%x %1F) (let (%y %1F) %[xF%[yF(mul %x %F)%]%]))" },
  { "cse_bind", 'F', "(let (%x %1F) (let (%y %1F) %[xF%[yF(let (%y (exp %y)) (sub %y %F))%]%]))" },
  { "cse_bind", 'V',
    "(let (%x %1I) (let (%y %1I) %[xI%[yI(build %y (lam (%y : Integer) (h (add %x %y))))%]%]))" },
  { "cse_bind", 'F', "(let (%x (to_float (div 7 2))) (let (%y (to_float (div 7 2))) "
                     "%[xF%[yF(mul %x %y)%]%]))" },
  { "let_recover", 'F', "(let (%x %F) %x)" },
  { "let_recover", 'V', "(let (%x %V) %x)" },

  { "size_of_build", 'I', "(size (build %I (lam (%x : Integer) %[xI%F%])))" },
  { "index_of_build", 'F', "(index %I (build %I (lam (%x : Integer) %[xI(mul (h %x) %F)%])))" },
  { "select_of_tuple", 'F', "(get$2$3 (tuple %F %F %V))" },
  { "mk_sumbuild", 'F', "(sum (build %I (lam (%x : Integer) %[xI(mul (h %x) %F)%])))" },
  { "mk_sumbuild", 'V', "(sum (build %I (lam (%x : Integer) %[xI(mul (h %x) %V)%])))" },
  { "sumbuild_other_deltavec", 'V',
    "(sumbuild %I (lam (%x : Integer) (deltaVec n i %[xI(mul (h %x) %F)%])))" },
  { "sumbuild_other_deltavec", 'V',
    "(sumbuild %I (lam (%x : Integer) %[xI(deltaVec %I %I %F)%]))" },
  { "sumbuild_of_deltavec", 'V',
    "(sumbuild %1I (lam (%x : Integer) %[xI(deltaVec %1I %x (mul (h %x) %F))%]))" },
  { "sumbuild_of_deltavec", 'V', "(sumbuild (if (eq j 2) 1 2) (lam (j : Integer) "
                                 "(deltaVec (if (eq j 2) 1 2) j %F)))" },
  { "sumbuild_of_tuple", 'P', "(sumbuild %I (lam (%x : Integer) %[xI(tuple %F (h %x))%]))" },
  { "add_tuples", 'P', "(add (tuple %F %F) (tuple %F %F))" },
  { "mul_tuple_scalar", 'P', "(mul (tuple %F %F) %F)" },
  { "sumbuild_invariant", 'F', "(sumbuild (size %V) (lam (%x : Integer) (mul a (exp b))))" },
  { "sumbuild_invariant", 'V', "(sumbuild 3 (lam (%x : Integer) %V))" },
  { "sumbuild_of_zero_vec", 'F', "(sumbuild %I (lam (%x : Integer) 0.0))" },
  { "sumbuild_of_zero_vec", 'V', "(sumbuild %I (lam (%x : Integer) (constVec %I 0.0)))" },
  { "sum_of_deltavecs", 'V', "(add (deltaVec %1I %2I %F) (deltaVec %1I %2I %F))" },
  { "sumbuild_of_sum", 'F', "(sumbuild %I (lam (%x : Integer) %[xI(add (h %x) %F)%]))" },
  { "sumbuild_of_sum", 'V', "(sumbuild %I (lam (%x : Integer) %[xI(add %F %V)%]))" },
  { "sumbuild_of_build", 'V',
    "(sumbuild %I (lam (%x : Integer) %[xI(build %I (lam (%y : Integer) "
    "%[yI(mul (h %x) %F)%]))%]))" },
  { "sumbuild_of_build", 'V',
    "(sumbuild %I (lam (%x : Integer) (build (size %1V) (lam (%y : Integer) "
    "(mul (h %x) (index %y %1V))))))" },

  { "if_true", 'F', "(if true %F %F)" },
  { "if_false", 'V', "(if false %V %V)" },
  { "if_return_p", 'B', "(if %B true false)" },
  { "if_both_same", 'F', "(if %B %1F %1F)" },
  { "eq_self", 'B', "(eq %1F %1F)" },
  { "eq_self", 'B', "(eq %1I %1I)" },
  { "eq_self", 'B', "(eq (div 7 2) (div 7 2))" },
  { "lift_if", 'F', "(mul %F (if %B %F %F))" },
  { "lift_if", 'F', "(if %B (if %B %F %F) %F)" },
  { "lift_if", 'V', "(build %I (lam (%x : Integer) %[xI(if %B (h %x) %F)%]))" },
  { "lift_if", 'F', "(let (%x (if %B %F %F)) %[xF%F%])" },
  { "lift_if", 'F', "(g %F (if %B %F %F))" },

  { "inline_call", '\0', "(let (ff (lam (%x : Float) %[xF(mul %x %F)%])) (sub (ff %F) %F))" },
  { "inline_call", '\0',
    "(let (ff (lam (%x : Float) %[xF(mul %x %F)%])) (let (%y %F) %[yF(add (ff %y) (ff %F))%]))" },
  { "inline_call", '\0',
    "(let (f (lam (%x : Float) %[xF(sub %F (f %x))%])) (let (%y %F) %[yF(mul (f %y) (f %F))%]))" },
  { "inline_call", '\0',
    "(let (ff (lam (%x : Float) %[xF(f %x)%])) (let (gg (lam (%y : Float) %[yF(ff (ff %y))%])) "
    "(let (%z %F) %[zF(gg (ff %z))%])))" },
  { "inline_call", '\0',
    "(let (ff (lam (%x : Integer) %[xI(mul (h %x) %F)%])) (build n (lam (%y : Integer) "
    "%[yI(ff (add %y %I))%])))" },

  { "log_of_exp", 'F', "(log (exp %F))" },
  { "exp_of_log", 'F', "(exp (log %F))" },
  { "exp_of_add", 'F', "(exp (add %F %F))" },
  { "mul_of_exps", 'F', "(mul (exp %F) (exp %F))" },
  { "log_of_mul", 'F', "(log (mul (exp %F) (exp %F)))" },
  { "add_of_logs", 'F', "(add (log %F) (log %F))" },
  { "add_of_logs", 'V', "(add (log %F) (log %V))" },
};

/* Where a rule does not keep the meaning though it captures nothing: with numbers that
 * are equal but of different types, which are divided in different ways; where it
 * computes what need not have been computed before; and where a logarithm leaves the
 * numbers.
 */
static const struct
{
  const char *rule;
  char        kind;
  const char *text;
} exceptions[] = {
  { "sub_self", 'F', "(sub (if (eq (div 7 2) 3) %1F %2F) (if (eq (div 7.0 2.0) 3.0) %1F %2F))" },
  { "cse_bind", 'F',
    "(let (%x (if (eq (div 7 2) 3) a b)) (let (%y (if (eq (div 7.0 2.0) 3.0) a b)) "
    "%[xF%[yF(sub %y %x)%]%]))" },
  { "if_both_same", 'F',
    "(if %B (if (eq (div 7.0 2.0) 3.0) a b) (if (eq (div 7 2) 3) a b))" },
  { "sumbuild_invariant", 'F', "(sumbuild (sub n 1) (lam (%x : Integer) (log a)))" },
  { "sumbuild_invariant", 'F', "(sumbuild (sub n 1) (lam (%x : Integer) (index 9 v)))" },
  { "lift_if", 'F', "(if (gt a 0.0) (if (gt (log a) b) %F %F) %F)" },
  { "lift_if", 'F', "(let (%x (if (gt (index 9 v) b) %F %F)) %F)" },
  { "log_of_mul", 'F', "(log (mul %F %F))" },
};

static void
add (GPtrArray  *templates,
     const char *rule,
     char        kind,
     char       *text)
{
  RuleTemplate *template = g_new0 (RuleTemplate, 1);

  template->rule = g_intern_string (rule);
  template->kind = kind;
  template->text = text;
  g_ptr_array_add (templates, template);
}

static void
add_exception (GPtrArray  *templates,
               const char *rule,
               char        kind,
               char       *text)
{
  RuleTemplate *template;

  add (templates, rule, kind, text);
  template = g_ptr_array_index (templates, templates->len - 1);
  template->is_exception = TRUE;
}

static void
template_free (gpointer data)
{
  RuleTemplate *self = data;

  g_free (self->text);
  g_free (self);
}

/* Puts holes in place of the letters a to c: those of @first for the first letter and
 * those of @rest for the others.
 */
static char *
make_holes (const char *text,
            char        first,
            char        rest)
{
  GString *result = g_string_new (NULL);

  for (gsize i = 0; text[i] != '\0'; i++)
    {
      gboolean is_letter = i > 0 && text[i - 1] == ' ' && strchr (" )", text[i + 1]) != NULL;

      if (is_letter && text[i] >= 'a' && text[i] <= 'c')
        g_string_append_printf (result, "%%%d%c", text[i] - 'a' + 1,
                                text[i] == 'a' ? first : rest);
      else
        g_string_append_c (result, text[i]);
    }

  return g_string_free (result, FALSE);
}

static char *
make_calls (const char *text,
            const char *suffix)
{
  static const char *const operators[] = { "add", "sub", "mul", "div" };
  GString *result = g_string_new (text);

  for (guint i = 0; i < G_N_ELEMENTS (operators); i++)
    {
      g_autofree char *operator = g_strdup_printf ("(%s ", operators[i]);
      g_autofree char *call = g_strdup_printf ("(%s$%s ", operators[i], suffix);

      g_string_replace (result, operator, call, 0);
    }

  if (g_str_equal (suffix, "ii"))
    g_string_replace (result, ".0", "", 0);

  return g_string_free (result, FALSE);
}

static void
add_calls (GPtrArray  *templates,
           const char *rule,
           const char *text,
           gboolean    is_integer)
{
  g_autofree char *name = g_strdup_printf ("%s$%c", rule, is_integer ? 'i' : 'f');
  char kind = is_integer ? 'I' : 'F';
  g_autofree char *calls = NULL;

  /* These two are on operators in every form. */
  if (g_str_equal (rule, "add_zero"))
    calls = g_strdup (is_integer ? "(add 0 a)" : text);
  else
    calls = make_calls (text, is_integer ? "ii" : "ff");

  add (templates, name, kind, make_holes (calls, kind, kind));
}

static void
add_algebraic (GPtrArray *templates,
               guint      i)
{
  const char *rule = algebraic[i][0];
  const char *text = algebraic[i][1];
  add (templates, rule, 'F', make_holes (text, 'F', 'F'));
  add (templates, rule, 'V', make_holes (text, 'V', 'V'));
  add (templates, rule, 'V', make_holes (text, 'V', 'F'));
  add (templates, rule, 'P', make_holes (text, 'P', 'F'));
  add (templates, rule, 'V', make_holes (text, 'F', 'V'));
  if (i >= N_SHARED)
    add_exception (templates, rule, 'I', make_holes (text, 'I', 'I'));
  else
    add (templates, rule, 'I', make_holes (text, 'I', 'I'));
  if (i < N_SHARED)
    add_calls (templates, rule, text, TRUE);
  add_calls (templates, rule, text, FALSE);
}

GPtrArray *
rule_templates_new (void)
{
  GPtrArray *templates = g_ptr_array_new_with_free_func (template_free);

  for (guint i = 0; i < G_N_ELEMENTS (algebraic); i++)
    add_algebraic (templates, i);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    add (templates, others[i].rule, others[i].kind, g_strdup (others[i].text));
  for (guint i = 0; i < G_N_ELEMENTS (exceptions); i++)
    add_exception (templates, exceptions[i].rule, exceptions[i].kind,
                   g_strdup (exceptions[i].text));

  return templates;
}
