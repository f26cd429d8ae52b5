/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-error.h"
#include "expression/ariadne-rule-set.h"

#include "rewriting-fixture.h"

/* What a rule makes of an expression at a node; nothing, if there is no result. */
typedef struct
{
  const char *rule;
  const char *expression;
  guint       id;
  const char *result;
} Example;

/* clang-format off */

#define BUILD(size, index, body)    "(build " size " (lam (" index " : Integer) " body "))"
#define SUMBUILD(size, index, body) "(sumbuild " size " (lam (" index " : Integer) " body "))"
#define LAM(name, type, body)       "(lam (" name " : " type ") " body ")"

static const Example algebraic_examples[] = {
  { "add_zero", "(add 0.0 (mul x y))", 0, "(mul x y)" },
  { "add_zero", "(mul z (add 0.0 v))", 2, "(mul z v)" },
  { "add_zero", "(add -0.0 x)", 0, "x" },
  { "add_zero", "(add x 0.0)", 0, NULL },
  { "add_zero", "(add 0 i)", 0, NULL },
  { "mul_zero", "(mul 0.0 (add a b))", 0, "0.0" },
  { "mul_zero", "(mul 0.0 v)", 0, NULL },
  { "mul_zero", "(mul 0 i)", 0, NULL },
  { "mul_one", "(mul 1.0 u)", 0, "u" },
  { "mul_one", "(mul 1 n)", 0, NULL },
  { "sub_zero", "(sub (exp x) 0.0)", 0, "(exp x)" },
  { "sub_zero", "(sub 0.0 x)", 0, NULL },
  { "div_one", "(div w 1.0)", 0, "w" },
  { "div_one", "(div i 1)", 0, NULL },
  { "add_neg_to_sub", "(add a (mul (div b c) -1.0))", 0, "(sub a (div b c))" },
  { "add_neg_to_sub", "(add i (mul j -1))", 0, NULL },
  { "commute_mul", "(mul x v)", 0, "(mul v x)" },
  { "commute_mul", "(mul x x)", 0, "(mul x x)" },
  { "commute_add", "(exp (add a 1.0))", 1, "(exp (add 1.0 a))" },
  { "sub_self", "(sub (mul a b) (mul a b))", 0, "0.0" },
  { "sub_self", "(sub (mul a b) (mul b a))", 0, NULL },
  { "sub_self", "(sub v v)", 0, NULL },
  { "sub_self", "(sub n n)", 0, NULL },
  { "sub_self", "(sub (let (t a) (exp t)) (let (s a) (exp s)))", 0, "0.0" },
  { "assoc_add_add", "(add (add x u) z)", 0, "(add (add x z) u)" },
  { "assoc_sub_add", "(sub (add x y) d)", 0, "(add (sub x d) y)" },
  { "assoc_add_sub", "(add (sub x y) d)", 0, "(sub (add x d) y)" },
  { "assoc_sub_sub", "(sub (sub x y) d)", 0, "(sub (sub x d) y)" },
  { "sub_sub_to_sub_add", "(sub a (sub v b))", 0, "(sub (add a b) v)" },
  { "assoc_mul_mul", "(mul (mul i j) n)", 0, "(mul (mul i n) j)" },
  { "assoc_mul_mul", "(add d (mul (mul a b) c))", 2, "(add d (mul (mul a c) b))" },
  { "mul_by_add", "(mul a (add u w))", 0, "(add (mul a u) (mul a w))" },
  { "mul_by_sub", "(mul (exp a) (sub b c))", 0, "(sub (mul (exp a) b) (mul (exp a) c))" },
  { "add_of_muls", "(add (mul x y) (mul x z))", 0, "(mul x (add y z))" },
  { "add_of_muls", "(add (mul y x) (mul z x))", 0, NULL },
  { "sub_of_muls", "(sub (mul (f x) u) (mul (f x) v))", 0, "(mul (f x) (sub u v))" },
  { "assoc_div_mul", "(div (mul x y) 2.0)", 0, "(mul (div x 2.0) y)" },
  { "assoc_mul_div", "(mul (div x y) 2.0)", 0, "(div (mul x 2.0) y)" },
  { "div_by_div", "(div 2.0 (div x y))", 0, "(div (mul 2.0 y) x)" },
  { "add_of_divs", "(add (div x 2.0) (div y 2.0))", 0, "(div (add x y) 2.0)" },
  { "add_of_divs", "(add (div x 2.0) (div y 3.0))", 0, NULL },
  { "sub_of_divs", "(sub (div x c) (div y c))", 0, "(div (sub x y) c)" },
  { "assoc_div_div", "(div (div x y) z)", 0, "(div (div x z) y)" },
  { "div_of_div", "(div (div x y) z)", 0, "(div x (mul y z))" },
  { "div_by_mul", "(div x (mul y z))", 0, "(div (div x y) z)" },
  { "exp_add_zero", "(to_float i)", 1, NULL },
  { "exp_add_zero", "(mul x y)", 2, "(mul x (add 0.0 y))" },
  { "exp_mul_one", "(exp v)", 1, "(exp (mul 1.0 v))" },
};

static const Example folding_examples[] = {
  { "cprop_add", "(add 40 2)", 0, "42" },
  { "cprop_add", "(add 9223372036854775807 1)", 0, NULL },
  { "cprop_add", "(add 1e308 1e308)", 0, "inf" },
  { "cprop_add", "(add true true)", 0, NULL },
  { "cprop_sub", "(sub 0.5 2.0)", 0, "-1.5" },
  { "cprop_sub", "(sub -9223372036854775808 1)", 0, NULL },
  { "cprop_mul", "(mul -3 7)", 0, "-21" },
  { "cprop_mul", "(mul 4294967296 2147483648)", 0, NULL },
  { "cprop_div", "(div 1.0 4.0)", 0, "0.25" },
  { "cprop_div", "(div 8 4)", 0, NULL },
  { "cprop_div", "(div 1.0 -0.0)", 0, NULL },
  { "div_by_self", "(div (add x 1.0) (add x 1.0))", 0, "1.0" },
  { "div_by_self", "(div -0.0 0.0)", 0, NULL },
  { "div_by_self", "(div v v)", 0, NULL },
  { "div_by_self", "(div i i)", 0, NULL },
  { "cprop_eq", "(eq 3 3)", 0, "true" },
  { "cprop_eq", "(eq nan nan)", 0, "false" },
  { "cprop_gt", "(gt 1.5 1.0)", 0, "true" },
  { "cprop_gt", "(gt 2 3)", 0, "false" },
  { "cprop_gteq", "(gte 2.0 2.0)", 0, "true" },
  { "cprop_gteq", "(gte 1 2)", 0, "false" },
  { "cprop_exp", "(exp 0.0)", 0, "1.0" },
  { "cprop_exp", "(exp 1)", 0, NULL },
  { "cprop_log", "(log 1.0)", 0, "0.0" },
  { "cfold", "(sub$ii 3 10)", 0, "-7" },
  { "cfold", "(div$ii -7 2)", 0, "-4" },
  { "cfold", "(div$ii 7 -7)", 0, "-1" },
  { "cfold", "(div$ii 1 0)", 0, NULL },
  { "cfold", "(div$ii -9223372036854775808 -1)", 0, NULL },
  { "cfold", "(mul$ff 0.5 4.0)", 0, "2.0" },
  { "cfold", "(div$ff 1.0 0.0)", 0, NULL },
  { "cfold", "(gt$ii 2.0 1.0)", 0, "true" },
  { "cfold", "(exp$f 0.0)", 0, "1.0" },
  { "cfold", "(f 0.0)", 0, NULL },
  { "cfold", "(add$ff 0.5 x)", 0, NULL },
};

static const Example loop_examples[] = {
  { "size_of_build", "(size " BUILD ("(add k 1)", "t", "(to_float t)") ")", 0, "(add k 1)" },
  { "index_of_build", "(index (add i j) " BUILD ("n", "t", "(h t)") ")", 0,
    "(let (t (add i j)) (h t))" },
  { "index_of_build", "(index x " BUILD ("n", "t", "(h t)") ")", 0, NULL },
  { "select_of_tuple", "(get$3$3 (tuple x i (mul y v)))", 0, "(mul y v)" },
  { "select_of_tuple", "(get$1$2 pair)", 0, NULL },
  { "mk_sumbuild", "(sum " BUILD ("n", "t", "(h t)") ")", 0, SUMBUILD ("n", "t", "(h t)") },
  { "sumbuild_other_deltavec", SUMBUILD ("n", "t", "(deltaVec m (add i 1) (h t))"), 0,
    "(deltaVec m (add i 1) " SUMBUILD ("n", "t", "(h t)") ")" },
  { "sumbuild_other_deltavec", SUMBUILD ("n", "t", "(deltaVec m t (h t))"), 0, NULL },
  { "sumbuild_other_deltavec", SUMBUILD ("n", "t", "(deltaVec t i x)"), 0, NULL },
  { "sumbuild_of_deltavec", SUMBUILD ("n", "t", "(deltaVec n t (h t))"), 0,
    BUILD ("n", "t", "(h t)") },
  { "sumbuild_of_deltavec", SUMBUILD ("n", "t", "(deltaVec m t (h t))"), 0, NULL },
  { "sumbuild_of_deltavec", SUMBUILD ("n", "t", "(deltaVec n i (h t))"), 0, NULL },
  { "sumbuild_of_deltavec", SUMBUILD ("k", "k", "(deltaVec k k (h k))"), 0,
    BUILD ("k", "k", "(h k)") },
  { "sumbuild_of_tuple", SUMBUILD ("n", "t", "(tuple (h t) u t)"), 0,
    "(tuple " SUMBUILD ("n", "t", "(h t)") " " SUMBUILD ("n", "t", "u") " "
    SUMBUILD ("n", "t", "t") ")" },
  { "sumbuild_of_tuple", SUMBUILD ("n", "t", "(tuple)"), 0, "(tuple)" },
  { "add_tuples", "(add (tuple x u) (tuple y v))", 0, "(tuple (add x y) (add u v))" },
  { "add_tuples", "(add (tuple x u) pair)", 0, NULL },
  { "mul_tuple_scalar", "(mul (tuple x u) (exp y))", 0, "(tuple (mul x (exp y)) (mul u (exp y)))" },
  { "mul_tuple_scalar", "(mul (tuple x y) (tuple z a))", 0, NULL },
  { "sumbuild_invariant", SUMBUILD ("n", "t", "(mul x y)"), 0, "(mul (to_float n) (mul x y))" },
  { "sumbuild_invariant", SUMBUILD ("n", "t", "k"), 0, NULL },
  { "sumbuild_invariant", SUMBUILD ("n", "t", "(h t)"), 0, NULL },
  { "sumbuild_of_zero_vec", SUMBUILD ("n", "t", "(constVec m (constVec k -0.0))"), 0,
    "(constVec m (constVec k -0.0))" },
  { "sumbuild_of_zero_vec", SUMBUILD ("n", "t", "(constVec t 0.0)"), 0, NULL },
  { "sumbuild_of_zero_vec", SUMBUILD ("n", "t", "(constVec m 1.0)"), 0, NULL },
  { "sum_of_deltavecs", "(add (deltaVec n (add i 1) x) (deltaVec n (add i 1) (exp y)))", 0,
    "(deltaVec n (add i 1) (add x (exp y)))" },
  { "sum_of_deltavecs", "(add (deltaVec n i x) (deltaVec n j y))", 0, NULL },
  { "sumbuild_of_sum", SUMBUILD ("n", "t", "(add (h t) x)"), 0,
    "(add " SUMBUILD ("n", "t", "(h t)") " " SUMBUILD ("n", "t", "x") ")" },
  { "sumbuild_of_build", SUMBUILD ("n", "s", BUILD ("m", "t", "(mul (h s) (h t))")), 0,
    BUILD ("m", "t", SUMBUILD ("n", "s", "(mul (h s) (h t))")) },
  /* Captured and escaping variables are left as they come. */
  { "sumbuild_of_build", SUMBUILD ("i", "s", BUILD ("m", "i", "(add (h s) (h i))")), 0,
    BUILD ("m", "i", SUMBUILD ("i", "s", "(add (h s) (h i))")) },
  { "sumbuild_of_build", SUMBUILD ("n", "k", BUILD ("k", "t", "(h t)")), 0,
    BUILD ("k", "t", SUMBUILD ("n", "k", "(h t)")) },
};

static const Example choice_examples[] = {
  { "if_true", "(if true x (exp x))", 0, "x" },
  { "if_false", "(if false x (exp x))", 0, "(exp x)" },
  { "if_return_p", "(if (gt x y) true false)", 0, "(gt x y)" },
  { "if_return_p", "(if p 1 0)", 0, NULL },
  { "if_both_same", "(if p (mul x y) (mul x y))", 0, "(mul x y)" },
  { "if_both_same", "(if p (mul x y) (mul y x))", 0, NULL },
  { "eq_self", "(eq (add i 1) (add i 1))", 0, "true" },
  { "eq_self", "(eq i j)", 0, NULL },
  { "lift_if", "(mul z (if p x y))", 2, "(if p (mul z x) (mul z y))" },
  { "lift_if", "(let (t (if p x y)) (add t t))", 2,
    "(if p (let (t x) (add t t)) (let (t y) (add t t)))" },
  { "lift_if", BUILD ("n", "t", "(if (gt (h t) x) x y)"), 3, NULL },
  { "lift_if", BUILD ("n", "t", "(if (gt y x) x (h t))"), 3,
    "(if (gt y x) " BUILD ("n", "t", "x") " " BUILD ("n", "t", "(h t)") ")" },
  { "lift_if", "(let (ff " LAM ("t", "Float", "(exp t)") ") (if p (ff x) y))", 6, NULL },
  { "log_of_exp", "(log (exp (mul x y)))", 0, "(mul x y)" },
  { "exp_of_log", "(exp (log v))", 0, "v" },
  { "exp_of_add", "(exp (add x 1.0))", 0, "(mul (exp x) (exp 1.0))" },
  { "mul_of_exps", "(mul (exp x) (exp u))", 0, "(exp (add x u))" },
  { "log_of_mul", "(log (mul x (exp y)))", 0, "(add (log x) (log (exp y)))" },
  { "add_of_logs", "(add (log x) (log y))", 0, "(log (mul x y))" },
};

static const Example binding_examples[] = {
  { "inline_let", "(let (t (add x y)) (mul t t))", 7, "(let (t (add x y)) (mul t (add x y)))" },
  /* The value of the inner let still sees the outer variable. */
  { "inline_let", "(let (t x) (let (t (exp t)) (add t 1.0)))", 6,
    "(let (t x) (let (t (exp x)) (add t 1.0)))" },
  { "inline_let", "(let (t x) (let (t (exp t)) (add t 1.0)))", 8,
    "(let (t x) (let (var0 (exp t)) (add (exp t) 1.0)))" },
  /* A let whose value mentions its own name is renamed. */
  { "inline_let", "(let (x (exp x)) (add x y))", 5,
    "(let (var0 (exp x)) (add (exp x) y))" },
  /* A binder on the way that would catch a name of the value is renamed. */
  { "inline_let", "(let (t (h i)) " BUILD ("n", "i", "(mul t (h i))") ")", 9,
    "(let (t (h i)) " BUILD ("n", "var0", "(mul (h i) (h var0))") ")" },
  /* It is renamed even where the way does not lead through its body … */
  { "inline_let", "(let (t (add y 1.0)) (let (y (exp t)) (mul y t)))", 8,
    "(let (t (add y 1.0)) (let (var0 (exp (add y 1.0))) (mul var0 t)))" },
  /* … and the fresh name is unused in what it has to avoid. */
  { "inline_let", "(let (t (add var0 y)) (let (y (exp var1)) (mul y t)))", 11,
    "(let (t (add var0 y)) (let (var2 (exp var1)) (mul var2 (add var0 y))))" },
  { "inline_let", "(let (ff " LAM ("t", "Float", "(exp t)") ") (ff x))", 7, NULL },
  { "inline_let", "(let (k f) (k x))", 4, "(let (k f) (f x))" },
  { "inline_let", "(let (t i) " BUILD ("t", "t", "(h t)") ")", 7, NULL },
  { "inline_let", "(let (t i) " BUILD ("t", "t", "(h t)") ")", 4,
    "(let (t i) " BUILD ("i", "t", "(h t)") ")" },
  { "inline_let", "(let (t x) (stop (exp t)))", 5, NULL },

  { "delete_let", "(let (t (exp x)) (mul x y))", 0, "(mul x y)" },
  { "delete_let", "(let (t (exp x)) (let (s y) (mul s y)))", 0, "(let (s y) (mul s y))" },
  { "delete_let", "(let (t (exp x)) t)", 0, NULL },
  { "delete_let", "(let (ff " LAM ("t", "Float", "(exp t)") ") x)", 0, "x" },
  /* What is left may be a function let, though what goes is none. */
  { "delete_let",
    "(let (ff " LAM ("t", "Float", "(exp t)") ") (let (gg (stop (lam (t : Float) t)))"
    " (let (hh (lam (t : Float) t)) (hh (ff x)))))", 6,
    "(let (ff " LAM ("t", "Float", "(exp t)") ") (let (hh (lam (t : Float) t)) (hh (ff x))))" },
  { "delete_def", "(let (ff " LAM ("t", "Float", "(exp t)") ") x)", 0, "x" },
  { "delete_def", "(let (t (exp x)) x)", 0, NULL },

  { "cse_bind", "(let (s (exp x)) (let (t (exp x)) (mul s t)))", 0,
    "(let (s (exp x)) (mul s s))" },
  { "cse_bind", "(let (s (exp x)) (let (t (exp s)) (mul s t)))", 0, NULL },
  { "cse_bind", "(let (s (exp x)) (let (s (exp x)) (mul s s)))", 0,
    "(let (s (exp x)) (mul s s))" },
  /* Nothing is renamed when both have one name. */
  { "cse_bind", "(let (s x) (let (s x) (let (s (add s 1.0)) (mul s y))))", 0,
    "(let (s x) (let (s (add s 1.0)) (mul s y)))" },
  { "cse_bind", "(let (s 1) (let (s 1.0) (mul s x)))", 0, NULL },
  /* The name that comes in is caught when a binder has the other name free, too. */
  { "cse_bind", "(let (s x) (let (t x) (let (t (add t 1.0)) (mul t s))))", 0,
    "(let (s x) (let (s (add s 1.0)) (mul s s)))" },
  { "cse_bind", "(let (s i) (let (t i) " BUILD ("n", "s", "(add s t)") "))", 0,
    "(let (s i) " BUILD ("n", "var0", "(add var0 s)") ")" },

  { "let_recover", "(let (t (exp x)) t)", 0, "(exp x)" },
  { "let_recover", "(let (t (exp x)) y)", 0, NULL },

  { "new_bind", "(mul (exp x) y)", 1, "(mul (let (var0 (exp x)) var0) y)" },
  { "new_bind", "(mul (exp var0) y)", 1, "(mul (let (var1 (exp var0)) var1) y)" },
  { "new_bind", "(mul (stop x) y)", 1, "(mul (let (var0 (stop x)) var0) y)" },
  { "new_bind", "(let (t (exp x)) (exp t))", 2, NULL },
  { "new_bind", "(mul (let (t x) t) y)", 1, NULL },

  { "lift_bind", "(mul (let (t (exp x)) (add t 1.0)) y)", 1,
    "(let (t (exp x)) (mul (add t 1.0) y))" },
  { "lift_bind", "(mul (let (y (exp x)) (add y 1.0)) y)", 1,
    "(let (var0 (exp x)) (mul (add var0 1.0) y))" },
  { "lift_bind", BUILD ("n", "t", "(let (s (h t)) (exp s))"), 3, NULL },
  { "lift_bind", BUILD ("n", "t", "(let (s (h i)) (mul s (h t)))"), 3,
    "(let (s (h i)) " BUILD ("n", "t", "(mul s (h t))") ")" },
  { "lift_bind", BUILD ("n", "t", "(let (t i) (h t))"), 3,
    "(let (var0 i) " BUILD ("n", "t", "(h var0)") ")" },
  { "lift_bind", "(let (ff " LAM ("t", "Float", "(exp t)") ") (let (s y) (ff s)))", 6, NULL },
  { "lift_bind", "(let (ff (stop " LAM ("t", "Float", "(exp t)") ")) (let (s y) (ff s)))", 7,
    "(let (s y) (let (ff (stop " LAM ("t", "Float", "(exp t)") ")) (ff s)))" },

  { "inline_call", "(let (ff " LAM ("t", "Float", "(mul t x)") ") (add (ff y) x))", 8,
    "(let (ff " LAM ("t", "Float", "(mul t x)") ") (add (let (t y) (mul t x)) x))" },
  { "inline_call", "(let (ff " LAM ("t", "Float", "(mul t x)") ") (let (x 1.0) (ff x)))", 10,
    "(let (ff " LAM ("t", "Float", "(mul t x)") ") (let (var0 1.0) (let (t var0) (mul t x))))" },
  /* A binder of the parameter's own name is renamed, though it need not be. */
  { "inline_call", "(let (ff " LAM ("t", "Float", "(exp t)") ") (let (t y) (ff t)))", 9,
    "(let (ff " LAM ("t", "Float", "(exp t)") ") (let (var0 y) (let (t var0) (exp t))))" },
  { "inline_call", "(let (k f) (k x))", 3, NULL },
  { "inline_call", "(f x)", 0, NULL },
};

static const Example monomorphic_examples[] = {
  { "add_zero$i", "(add 0 (mul$ii i j))", 0, "(mul$ii i j)" },
  { "add_zero$i", "(add 0.0 x)", 0, NULL },
  { "mul_zero$i", "(mul$ii 0 n)", 0, "0" },
  { "mul_one$i", "(mul$ii 1 n)", 0, "n" },
  { "sub_zero$i", "(sub$ii n 0)", 0, "n" },
  { "div_one$i", "(div$ii n 1)", 0, "n" },
  { "add_neg_to_sub$i", "(add$ii i (mul$ii j -1))", 0, "(sub$ii i j)" },
  { "commute_mul$i", "(h (mul$ii i j))", 2, "(h (mul$ii j i))" },
  { "commute_add$i", "(add$ii i j)", 0, "(add$ii j i)" },
  { "sub_self$i", "(sub$ii (add i 1) (add i 1))", 0, "0" },
  { "assoc_add_add$i", "(add$ii (add$ii i j) k)", 0, "(add$ii (add$ii i k) j)" },
  { "assoc_sub_add$i", "(sub$ii (add$ii i j) k)", 0, "(add$ii (sub$ii i k) j)" },
  { "assoc_add_sub$i", "(add$ii (sub$ii i j) k)", 0, "(sub$ii (add$ii i k) j)" },
  { "assoc_sub_sub$i", "(sub$ii (sub$ii i j) k)", 0, "(sub$ii (sub$ii i k) j)" },
  { "sub_sub_to_sub_add$i", "(sub$ii i (sub$ii j k))", 0, "(sub$ii (add$ii i k) j)" },
  { "assoc_mul_mul$i", "(mul$ii (mul$ii i j) k)", 0, "(mul$ii (mul$ii i k) j)" },
  { "mul_by_add$i", "(mul$ii i (add$ii j k))", 0, "(add$ii (mul$ii i j) (mul$ii i k))" },
  { "mul_by_sub$i", "(mul$ii i (sub$ii j k))", 0, "(sub$ii (mul$ii i j) (mul$ii i k))" },
  { "add_of_muls$i", "(add$ii (mul$ii i j) (mul$ii i k))", 0, "(mul$ii i (add$ii j k))" },
  { "sub_of_muls$i", "(sub$ii (mul$ii i j) (mul$ii i k))", 0, "(mul$ii i (sub$ii j k))" },
  { "add_zero$f", "(add 0.0 x)", 0, "x" },
  { "add_zero$f", "(add$ff 0.0 x)", 0, NULL },
  { "mul_zero$f", "(mul$ff 0.0 y)", 0, "0.0" },
  { "mul_one$f", "(mul$ff 1.0 y)", 0, "y" },
  { "sub_zero$f", "(sub$ff y 0.0)", 0, "y" },
  { "div_one$f", "(div$ff y 1.0)", 0, "y" },
  { "add_neg_to_sub$f", "(add$ff x (mul$ff y -1.0))", 0, "(sub$ff x y)" },
  { "commute_mul$f", "(mul$ff x (exp y))", 0, "(mul$ff (exp y) x)" },
  { "commute_add$f", "(exp (add$ff x y))", 1, "(exp (add$ff y x))" },
  { "commute_add$f", "(add x y)", 0, NULL },
  { "sub_self$f", "(sub$ff x x)", 0, "0.0" },
  { "assoc_add_add$f", "(add$ff (add$ff x y) z)", 0, "(add$ff (add$ff x z) y)" },
  { "assoc_sub_add$f", "(sub$ff (add$ff x y) z)", 0, "(add$ff (sub$ff x z) y)" },
  { "assoc_add_sub$f", "(add$ff (sub$ff x y) z)", 0, "(sub$ff (add$ff x z) y)" },
  { "assoc_sub_sub$f", "(sub$ff (sub$ff x y) z)", 0, "(sub$ff (sub$ff x z) y)" },
  { "sub_sub_to_sub_add$f", "(sub$ff x (sub$ff y z))", 0, "(sub$ff (add$ff x z) y)" },
  { "assoc_mul_mul$f", "(mul$ff (mul$ff x y) z)", 0, "(mul$ff (mul$ff x z) y)" },
  { "mul_by_add$f", "(mul$ff x (add$ff y z))", 0, "(add$ff (mul$ff x y) (mul$ff x z))" },
  { "mul_by_sub$f", "(mul$ff x (sub$ff y z))", 0, "(sub$ff (mul$ff x y) (mul$ff x z))" },
  { "add_of_muls$f", "(add$ff (mul$ff x y) (mul$ff x z))", 0, "(mul$ff x (add$ff y z))" },
  { "sub_of_muls$f", "(sub$ff (mul$ff x y) (mul$ff x z))", 0, "(mul$ff x (sub$ff y z))" },
  { "assoc_div_mul$f", "(div$ff (mul$ff x y) z)", 0, "(mul$ff (div$ff x z) y)" },
  { "assoc_mul_div$f", "(mul$ff (div$ff x y) z)", 0, "(div$ff (mul$ff x z) y)" },
  { "div_by_div$f", "(div$ff x (div$ff y z))", 0, "(div$ff (mul$ff x z) y)" },
  { "add_of_divs$f", "(add$ff (div$ff x z) (div$ff y z))", 0, "(div$ff (add$ff x y) z)" },
  { "sub_of_divs$f", "(sub$ff (div$ff x z) (div$ff y z))", 0, "(div$ff (sub$ff x y) z)" },
  { "assoc_div_div$f", "(div$ff (div$ff x y) z)", 0, "(div$ff (div$ff x z) y)" },
  { "div_of_div$f", "(div$ff (div$ff x y) z)", 0, "(div$ff x (mul$ff y z))" },
  { "div_by_mul$f", "(div$ff x (mul$ff y z))", 0, "(div$ff (div$ff x y) z)" },
};

static const struct
{
  const char    *name;
  const Example *examples;
  guint          n_examples;
} tables[] = {
  { "algebraic", algebraic_examples, G_N_ELEMENTS (algebraic_examples) },
  { "folding", folding_examples, G_N_ELEMENTS (folding_examples) },
  { "loops", loop_examples, G_N_ELEMENTS (loop_examples) },
  { "choices", choice_examples, G_N_ELEMENTS (choice_examples) },
  { "binding", binding_examples, G_N_ELEMENTS (binding_examples) },
  { "monomorphic", monomorphic_examples, G_N_ELEMENTS (monomorphic_examples) },
};

/* clang-format on */

static void
check_example (const Example *example)
{
  g_autoptr (AriadneEnvironment) environment = fixture_environment_new ();
  g_autoptr (AriadneTree) tree = fixture_read (environment, example->expression);
  g_autoptr (AriadneRewriter) rewriter = NULL;
  SingleRule rules;
  guint index = 0;
  gboolean found;

  single_rule_init (&rules, example->rule);
  rewriter = ariadne_rewriter_new (environment, &rules.set);
  ariadne_rewriter_load (rewriter, tree);
  found = ariadne_rewriter_find (rewriter, example->rule, example->id, &index);

  g_test_message ("%s at %u of %s", example->rule, example->id, example->expression);
  g_assert_true (found == (example->result != NULL));
  if (found)
    {
      g_autoptr (AriadneTree) result = ariadne_rewriter_get_result (rewriter, index);
      g_autofree char *text = ariadne_tree_to_string (result);

      g_assert_cmpstr (text, ==, example->result);
      g_assert_true (ariadne_tree_get_type (result) == ariadne_tree_get_type (tree));
    }
}

static void
test_examples (gconstpointer data)
{
  guint table = GPOINTER_TO_UINT (data);

  for (guint i = 0; i < tables[table].n_examples; i++)
    check_example (&tables[table].examples[i]);
}

static gboolean
has_example (const char *rule)
{
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    for (guint j = 0; j < tables[i].n_examples; j++)
      if (tables[i].examples[j].result != NULL &&
          g_str_equal (tables[i].examples[j].rule, rule))
        return TRUE;

  return FALSE;
}

static void
test_every_rule_has_an_example (void)
{
  for (const char *const *name = ariadne_rule_set_get_names (); *name != NULL; name++)
    {
      const AriadneRuleSet *set = ariadne_rule_set_lookup (*name, NULL);

      for (guint i = 0; i < set->n_rules; i++)
        {
          g_test_message ("%s", set->rules[i]->name);
          g_assert_true (has_example (set->rules[i]->name));
        }
    }
}

static void
test_sets_have_their_rules (void)
{
  static const struct
  {
    const char *name;
    guint       n_rules;
    guint       number;
    const char *rule;
  } sets[] = {
    { "simplify_rules", 34, 26, "div_by_mul" },
    { "simplify_rules", 34, 33, "div_by_self" },
    { "binding_rules", 6, 0, "new_bind" },
    { "binding_simplify_rules", 38, 34, "new_bind" },
    { "if_rules", 9, 8, "lift_if" },
    { "log_exp_rules", 8, 2, "cprop_log" },
    { "ml_rules", 62, 38, "size_of_build" },
    { "ml_rules", 62, 61, "inline_call" },
    { "ml_rules_no_bind", 58, 48, "if_true" },
    { "build_simplify_rules", 49, 14, "add_zero" },
    { "vector_tuple_rules", 17, 16, "delete_let" },
    { "monomorphic_rules", 47, 0, "add_zero$i" },
    { "monomorphic_rules", 47, 18, "sub_of_muls$i" },
    { "monomorphic_rules", 47, 19, "add_zero$f" },
    { "monomorphic_rules", 47, 45, "div_by_mul$f" },
    { "monomorphic_rules", 47, 46, "cfold" },
  };

  g_assert_cmpuint (g_strv_length ((char **) ariadne_rule_set_get_names ()), ==, 10);

  for (guint i = 0; i < G_N_ELEMENTS (sets); i++)
    {
      const AriadneRuleSet *set = ariadne_rule_set_lookup (sets[i].name, NULL);

      g_assert_nonnull (set);
      g_assert_cmpuint (set->n_rules, ==, sets[i].n_rules);
      g_assert_cmpstr (set->rules[sets[i].number]->name, ==, sets[i].rule);
    }
}

static void
test_unknown_set_names_the_known_ones (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ariadne_rule_set_lookup ("SHARED", &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_NOT_FOUND);
  for (const char *const *name = ariadne_rule_set_get_names (); *name != NULL; name++)
    g_assert_nonnull (strstr (error->message, *name));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *path = g_strdup_printf ("/Ariadne/Rule/%s", tables[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_examples);
    }
  g_test_add_func ("/Ariadne/Rule/every_rule_has_an_example", test_every_rule_has_an_example);
  g_test_add_func ("/Ariadne/RuleSet/sets_have_their_rules", test_sets_have_their_rules);
  g_test_add_func ("/Ariadne/RuleSet/unknown_set_names_the_known_ones",
                   test_unknown_set_names_the_known_ones);

  return g_test_run ();
}
