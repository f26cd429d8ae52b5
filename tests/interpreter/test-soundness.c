/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <stdlib.h>

#include "expression/ariadne-expression-set-private.h"
#include "expression/ariadne-rule-set.h"
#include "interpreter/ariadne-check.h"

#include "expression/rewriting-fixture.h"
#include "random-expression.h"
#include "rule-templates.h"

/* Does every rule keep the meaning of what it rewrites? Each is applied to random
 * expressions of its templates, in random surroundings, and the result is checked.
 *
 * With --applications=N as many of each rule are decided, and a table is printed.
 */

#define N_INPUTS      4
#define MAX_FRUITLESS 200 /* expressions for each application that is wanted */
#define N_WALK_STEPS  12

/* The rules that capture in some of their templates, unless they are not to. */
static const char *const capturing[] = {
  "cse_bind", "sumbuild_of_deltavec", "sumbuild_of_build", "mul_one$f", "cfold",
};

typedef struct
{
  const char *rule;
  guint       n_applied;
  guint       n_decided;
  guint       n_different;
  guint       n_failing;  /* of these, those where the result has no value */
  char       *expression; /* the smallest counterexample */
  char       *result;
  char       *explanation;
} Tally;

static AriadneEnvironment *environment;
static guint               n_wanted = 40;
static gboolean            print_table;

static void
tally_clear (Tally *self)
{
  g_free (self->expression);
  g_free (self->result);
  g_free (self->explanation);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Tally, tally_clear)

static void
note_difference (Tally              *self,
                 const AriadneTree  *tree,
                 const AriadneTree  *result,
                 char               *explanation)
{
  g_autofree char *text = ariadne_tree_to_string (tree);

  if (self->expression != NULL && strlen (self->expression) <= strlen (text))
    {
      g_free (explanation);
      return;
    }

  tally_clear (self);
  self->expression = g_steal_pointer (&text);
  self->result = ariadne_tree_to_string (result);
  self->explanation = explanation;
}

/* A name that gets free may meet one of another type. */
static void
check_application (Tally       *self,
                   AriadneTree *tree,
                   AriadneTree *result,
                   guint        seed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AriadneCheck) check = ariadne_check_run (tree, result, N_INPUTS, seed, &error);
  gboolean is_different = check == NULL || check->verdict == ARIADNE_VERDICT_DIFFERENT;

  self->n_applied++;
  self->n_decided += is_different || check->verdict == ARIADNE_VERDICT_EQUAL;
  self->n_different += is_different;
  self->n_failing += is_different && check != NULL && check->is_failure;

  if (check == NULL)
    note_difference (self, tree, result, g_strdup (error->message));
  else if (is_different)
    note_difference (self, tree, result, g_strdup_printf ("%s: %s, %s", check->inputs,
                                                          check->value_a, check->value_b));
}

/* Large surroundings are rare; counterexamples should be small. */
static char *
make_expression (GRand              *random,
                 const RuleTemplate *template)
{
  guint size = (guint) g_rand_int_range (random, 1, 4) * (guint) g_rand_int_range (random, 1, 5);

  if (template->kind == '\0' || g_rand_boolean (random))
    return random_expression_from_template (random, template->text, size);

  return random_expression_around (random, template->kind, template->text, size);
}

static void
apply_to_random (Tally              *self,
                 AriadneRewriter    *rewriter,
                 const RuleTemplate *template,
                 GRand              *random)
{
  g_autofree char *text = make_expression (random, template);
  g_autoptr (AriadneTree) tree = NULL;

  /* A name may be hidden by one of another type. */
  tree = ariadne_read_expression (text, strlen (text), environment, NULL);
  if (tree == NULL)
    return;

  ariadne_rewriter_load (rewriter, tree);
  for (guint i = 0; i < rewriter->n_rewrites && i < 4; i++)
    {
      guint which = (guint) g_rand_int_range (random, 0, (gint32) rewriter->n_rewrites);
      g_autoptr (AriadneTree) result = ariadne_rewriter_get_result (rewriter, which);

      check_application (self, tree, result, g_rand_int (random));
    }
}

static GPtrArray *
select_templates (GPtrArray  *templates,
                  const char *rule,
                  gboolean    are_exceptions)
{
  GPtrArray *selected = g_ptr_array_new ();

  for (guint i = 0; i < templates->len; i++)
    {
      RuleTemplate *template = g_ptr_array_index (templates, i);

      if (g_str_equal (template->rule, rule) && template->is_exception == are_exceptions)
        g_ptr_array_add (selected, template);
    }

  return selected;
}

static void
print_tally (const Tally *self,
             const char  *what)
{
  if (!print_table)
    return;

  g_print ("# %-22s %-10s %6u applied %6u decided %6u different, %u by failing\n", self->rule,
           what, self->n_applied, self->n_decided, self->n_different, self->n_failing);
  if (self->expression != NULL)
    g_print ("#     %s\n#  -> %s\n#     %s\n", self->expression, self->result,
             self->explanation);
}

static void
tally_fill (Tally      *self,
            const char *rule,
            GPtrArray  *templates,
            gboolean    is_sound,
            guint       n_decided)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (g_str_hash (rule));
  g_autoptr (AriadneRewriter) rewriter = NULL;
  SingleRule rules;

  single_rule_init (&rules, rule);
  rules.set.is_sound = is_sound;
  rewriter = ariadne_rewriter_new (environment, &rules.set);
  *self = (Tally) { .rule = rule };

  for (guint i = 0; i < n_decided * MAX_FRUITLESS && self->n_decided < n_decided; i++)
    apply_to_random (self, rewriter, g_ptr_array_index (templates, i % templates->len), random);

  g_test_message ("%s", rule);
  g_assert_cmpuint (self->n_decided, >=, n_decided);
}

static GPtrArray *
list_rules (void)
{
  GPtrArray *rules = g_ptr_array_new ();

  for (const char *const *name = ariadne_rule_set_get_names (); *name != NULL; name++)
    {
      const AriadneRuleSet *set = ariadne_rule_set_lookup (*name, NULL);

      for (guint i = 0; i < set->n_rules; i++)
        if (!g_ptr_array_find (rules, set->rules[i]->name, NULL))
          g_ptr_array_add (rules, (gpointer) set->rules[i]->name);
    }

  return rules;
}

typedef void (*Judge) (const Tally *tally);

static void
for_all_rules (gboolean    are_exceptions,
               gboolean    is_sound,
               guint       n_decided,
               const char *what,
               Judge       judge)
{
  g_autoptr (GPtrArray) rules = list_rules ();
  g_autoptr (GPtrArray) templates = rule_templates_new ();

  for (guint i = 0; i < rules->len; i++)
    {
      const char *rule = g_ptr_array_index (rules, i);
      g_autoptr (GPtrArray) selected = select_templates (templates, rule, are_exceptions);
      g_auto (Tally) tally = { NULL };

      g_assert_true (selected->len > 0 || are_exceptions);
      if (selected->len == 0)
        continue;

      tally_fill (&tally, rule, selected, is_sound, n_decided);
      print_tally (&tally, what);
      judge (&tally);
    }
}

static void
keeps_meaning (const Tally *tally)
{
  if (tally->n_different > 0)
    g_error ("%s: %s -> %s for %s", tally->rule, tally->expression, tally->result,
             tally->explanation);
}

static void
test_sound_rules_keep_the_meaning (void)
{
  for_all_rules (FALSE, TRUE, n_wanted, "sound", keeps_meaning);
}

static void
keeps_meaning_or_captures (const Tally *tally)
{
  gboolean captures = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (capturing); i++)
    captures = captures || g_str_equal (capturing[i], tally->rule);

  if (captures)
    g_assert_cmpuint (tally->n_different, >, 0);
  else
    keeps_meaning (tally);
}

static void
test_rules_that_capture_do_not (void)
{
  for_all_rules (FALSE, FALSE, n_wanted, "plain", keeps_meaning_or_captures);
}

static void
loses_meaning (const Tally *tally)
{
  g_assert_cmpuint (tally->n_different, >, 0);
}

/* The rarest of these, on Integers that are divided twice, is one in fifty. */
static void
test_exceptions_are_known (void)
{
  for_all_rules (TRUE, TRUE, MAX (n_wanted, 400), "exceptions", loses_meaning);
}

/* Takes random steps, and checks the last expression against the first. */
static void
check_walk (AriadneRewriter *rewriter,
            AriadneTree     *start,
            const char      *name,
            GRand           *random)
{
  g_autoptr (AriadneTree) tree = ariadne_tree_ref (start);
  g_autoptr (AriadneCheck) check = NULL;
  g_autoptr (GString) steps = g_string_new (NULL);

  for (guint i = 0; i < N_WALK_STEPS; i++)
    {
      g_autoptr (AriadneTree) before = g_steal_pointer (&tree);
      guint which;

      ariadne_rewriter_load (rewriter, before);
      g_assert_cmpuint (rewriter->n_rewrites, >, 0);
      which = (guint) g_rand_int_range (random, 0, (gint32) rewriter->n_rewrites);
      tree = ariadne_rewriter_get_result (rewriter, which);
      g_string_append_printf (steps, " [%u, \"%s\"]", rewriter->rewrites[which].id,
                              rewriter->rewrites[which].rule->name);
    }

  check = ariadne_check_run (start, tree, 8, g_rand_int (random), NULL);
  g_test_message ("%s:%s", name, steps->str);
  g_assert_nonnull (check);
  if (check->verdict == ARIADNE_VERDICT_DIFFERENT)
    g_error ("%s after%s: for %s %s became %s", name, steps->str, check->inputs,
             check->value_a, check->value_b);
  g_assert_cmpint (check->verdict, ==, ARIADNE_VERDICT_EQUAL);
}

/* The programs that come with Ariadne keep their meaning along whole paths. */
static void
test_walks_keep_the_meaning (void)
{
  static const char *const files[] = { "blas.kso", "ml.kso" };
  const AriadneRuleSet *rules = ariadne_rule_set_lookup ("ml_rules+sound", NULL);
  g_autoptr (GRand) random = g_rand_new_with_seed (11);

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (g_getenv ("ARIADNE_DATA_DIR"), "expressions",
                                                files[i], NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (AriadneExpressionSet) set = NULL;
      g_autoptr (AriadneRewriter) rewriter = NULL;

      set = ariadne_expression_set_new_from_path (path, &error);
      g_assert_no_error (error);
      rewriter = ariadne_rewriter_new (ariadne_expression_set_get_environment (set), rules);
      for (guint j = 0; j < ariadne_expression_set_get_n_expressions (set); j++)
        for (guint k = 0; k < MAX (n_wanted / 10, 1); k++)
          check_walk (rewriter, ariadne_expression_set_get_tree (set, j),
                      ariadne_expression_set_get_name (set, j), random);
    }
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  if (argc > 1 && g_str_has_prefix (argv[1], "--applications="))
    {
      n_wanted = (guint) strtoul (strchr (argv[1], '=') + 1, NULL, 10);
      print_table = TRUE;
    }

  environment = fixture_environment_new ();
  g_test_add_func ("/soundness/sound_rules_keep_the_meaning", test_sound_rules_keep_the_meaning);
  g_test_add_func ("/soundness/rules_that_capture_do_not", test_rules_that_capture_do_not);
  g_test_add_func ("/soundness/exceptions_are_known", test_exceptions_are_known);
  g_test_add_func ("/soundness/walks_keep_the_meaning", test_walks_keep_the_meaning);
  status = g_test_run ();
  ariadne_environment_unref (environment);

  return status;
}
