/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "expression/ariadne-equality.h"

#include "random-expression.h"
#include "rewriting-fixture.h"

/* An application of a rule captures when its result hangs on the names of bound
 * variables. So what decides here is the same application to the same expression
 * with a name of its own for every binder: it leads to the same result, unless the
 * first one captures.
 */

typedef struct _Renamed Renamed;
struct _Renamed
{
  const Renamed *outer;
  const char    *from;
  AriadneTree   *to;
};

static AriadneTree *
find_renamed (const Renamed *renamed,
              const char    *name)
{
  for (; renamed != NULL; renamed = renamed->outer)
    if (renamed->from == name)
      return renamed->to;

  return NULL;
}

static AriadneTree *
name_apart (AriadneTree   *tree,
            const Renamed *renamed,
            guint         *n_names)
{
  AriadneKind kind = ariadne_tree_get_kind (tree);
  AriadneTree *children[16];
  Renamed inner = { renamed, NULL, NULL };

  if (kind == ARIADNE_KIND_VARIABLE)
    {
      AriadneTree *to = find_renamed (renamed, ariadne_tree_get_name (tree));

      return ariadne_tree_ref (to != NULL ? to : tree);
    }

  if (kind == ARIADNE_KIND_CONSTANT)
    return ariadne_tree_ref (tree);

  if (ariadne_kind_is_binder (kind))
    {
      AriadneTree *bound = ariadne_tree_get_child (tree, ariadne_kind_get_bound_index (kind));
      g_autofree char *name = g_strdup_printf ("apart%u", (*n_names)++);

      inner.from = ariadne_tree_get_name (bound);
      inner.to = ariadne_tree_new_variable (ariadne_name_intern (name),
                                            ariadne_tree_get_type (bound));
    }

  g_assert_cmpuint (ariadne_tree_get_n_children (tree), <=, G_N_ELEMENTS (children));
  for (guint i = 0; i < ariadne_tree_get_n_children (tree); i++)
    {
      AriadneTree *child = ariadne_tree_get_child (tree, i);

      if (inner.to != NULL && i == ariadne_kind_get_bound_index (kind))
        children[i] = ariadne_tree_ref (inner.to);
      else if (inner.to != NULL && i == ariadne_kind_get_body_index (kind))
        children[i] = name_apart (child, &inner, n_names);
      else
        children[i] = name_apart (child, renamed, n_names);
    }

  g_clear_pointer (&inner.to, ariadne_tree_unref);

  return ariadne_tree_with_children (tree, children);
}

typedef struct
{
  AriadneEnvironment *environment;
  AriadneRewriter    *plain;
  AriadneRewriter    *sound;
  AriadneRewriter    *apart;
  guint               n_applications;
  guint               n_captures;
  GHashTable         *capturing; /* of the names of rules */
} Fixture;

static void
fixture_init (Fixture    *self,
              const char *rules)
{
  const AriadneRuleSet *set = ariadne_rule_set_lookup (rules, NULL);

  *self = (Fixture) { .environment = fixture_environment_new () };
  self->plain = ariadne_rewriter_new (self->environment, set);
  self->sound = ariadne_rewriter_new (self->environment, ariadne_rule_set_get_sound (set));
  self->apart = ariadne_rewriter_new (self->environment, set);
  self->capturing = g_hash_table_new (g_str_hash, g_str_equal);
}

static void
fixture_clear (Fixture *self)
{
  ariadne_rewriter_free (self->plain);
  ariadne_rewriter_free (self->sound);
  ariadne_rewriter_free (self->apart);
  ariadne_environment_unref (self->environment);
  g_hash_table_unref (self->capturing);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

static void
check_application (Fixture              *self,
                   const char           *text,
                   guint                 index)
{
  const AriadneRewrite *rewrite = &self->plain->rewrites[index];
  g_autoptr (AriadneTree) result = ariadne_rewriter_get_result (self->plain, index);
  gboolean captures = TRUE;
  gboolean is_refused;
  guint other;

  if (ariadne_rewriter_find (self->apart, rewrite->rule->name, rewrite->id, &other))
    {
      g_autoptr (AriadneTree) expected = ariadne_rewriter_get_result (self->apart, other);

      captures = !ariadne_tree_equal (result, expected);
    }

  is_refused = !ariadne_rewriter_find (self->sound, rewrite->rule->name, rewrite->id, &other);
  if (captures != is_refused)
    g_error ("%s at %u of %s %s but is %s", rewrite->rule->name, rewrite->id, text,
             captures ? "captures" : "does not capture", is_refused ? "refused" : "applied");

  self->n_applications++;
  if (captures)
    {
      self->n_captures++;
      g_hash_table_add (self->capturing, (gpointer) rewrite->rule->name);
    }
}

/* Texts that are ill typed, as when a name is hidden by one of another type, are
 * passed over.
 */
static void
check_text (Fixture    *self,
            const char *text)
{
  g_autoptr (AriadneTree) tree = NULL;
  g_autoptr (AriadneTree) apart = NULL;
  guint n_names = 0;

  tree = ariadne_read_expression (text, strlen (text), self->environment, NULL);
  if (tree == NULL)
    return;

  apart = name_apart (tree, NULL, &n_names);
  g_assert_true (ariadne_tree_equal (apart, tree));
  ariadne_rewriter_load (self->plain, tree);
  ariadne_rewriter_load (self->sound, tree);
  ariadne_rewriter_load (self->apart, apart);

  for (guint i = 0; i < self->plain->n_rewrites; i++)
    check_application (self, text, i);
}

static void
assert_only_captures (Fixture           *self,
                      const char *const *rules)
{
  guint n_rules = g_strv_length ((char **) rules);

  g_test_message ("%u applications, %u captures", self->n_applications, self->n_captures);
  for (guint i = 0; i < n_rules; i++)
    g_assert_true (g_hash_table_contains (self->capturing, rules[i]));
  g_assert_cmpuint (g_hash_table_size (self->capturing), ==, n_rules);
}

/* The left sides that can capture, and those that bring in or move free names. */
static const struct
{
  char        kind;
  const char *text;
} templates[] = {
  { 'F', "(let (%x %1F) (let (%y %1F) %[xF%[yF%F%]%]))" },
  { 'F', "(let (%x %1F) (let (%y %1F) %[xF%[yF(let (%y (mul %y %F)) (add %y %F))%]%]))" },
  { 'V', "(let (%x %1I) (let (%y %1I) %[xI%[yI(build %y (lam (%y : Integer) %F))%]%]))" },
  { 'V', "(sumbuild %I (lam (%x : Integer) %[xI(build %I (lam (%y : Integer) %[yI%F%]))%]))" },
  { 'V', "(sumbuild %1I (lam (%x : Integer) %[xI(deltaVec %1I %x %F)%]))" },
  { 'F', "(index %I (build %I (lam (%x : Integer) %[xI%F%])))" },
  { 'F', "(let (%x %F) %[xF(let (%y %F) %[yF(mul %x %F)%])%])" },
  { 'F', "(mul (let (%x %F) %[xF%F%]) %F)" },
};

static void
test_refuses_what_captures (void)
{
  static const char *const capturing[] = {
    "cse_bind", "sumbuild_of_build", "sumbuild_of_deltavec", NULL,
  };
  g_autoptr (GRand) random = g_rand_new_with_seed (8);
  g_auto (Fixture) fixture = { NULL };

  fixture_init (&fixture, "ml_rules");
  for (guint i = 0; i < 20000; i++)
    {
      guint which = (guint) g_rand_int_range (random, 0, G_N_ELEMENTS (templates));
      g_autofree char *text = NULL;

      text = random_expression_around (random, templates[which].kind, templates[which].text,
                                       (guint) g_rand_int_range (random, 4, 16));
      check_text (&fixture, text);
    }

  assert_only_captures (&fixture, capturing);
  g_assert_cmpuint (fixture.n_captures, >, 1000);
}

/* Calls below functions of the expression's own, some with names of built-in ones. */
static void
test_refuses_what_captures_calls (void)
{
  static const char *const names[] = { "ff", "f", "add$ff", "sub$ff", "mul$ff" };
  static const char *const bodies[] = { "(ff %F)", "(f %F)", "%F", "(mul %x %F)" };
  g_autoptr (GRand) random = g_rand_new_with_seed (9);
  g_auto (Fixture) fixture = { NULL };

  fixture_init (&fixture, "ml_rules");
  for (guint i = 0; i < 20000; i++)
    {
      guint which = (guint) g_rand_int_range (random, 0, G_N_ELEMENTS (bodies));
      g_autofree char *template = NULL;
      g_autofree char *text = NULL;

      template = g_strdup_printf ("(let (ff (lam (%%x : Float) %%[xF%s%%])) "
                                  "(let (%s (lam (%%y : Float) %%[yF%s%%])) "
                                  "(let (%%z %%F) %%[zF(add (ff %%F) (%s %%F))%%])))",
                                  which == 0 ? "%F" : bodies[which], names[i % 2],
                                  bodies[g_rand_int_range (random, 0, G_N_ELEMENTS (bodies) - 1)],
                                  names[i % 2]);
      text = random_expression_from_template (random, template, 12);
      check_text (&fixture, text);
    }

  g_assert_cmpuint (fixture.n_applications, >, 10000);
  g_assert_cmpuint (fixture.n_captures, ==, 0);
}

static void
test_refuses_functions_with_names_of_built_in_ones (void)
{
  static const char *const names[] = { "add$ff", "sub$ff", "mul$ff", "div$ff", "ff" };
  static const char *const calls[] = {
    "(add$ff (mul$ff %1F %F) (mul$ff %1F %F))", "(sub$ff %F (sub$ff %F %F))",
    "(div$ff (mul$ff %F %F) %F)", "(mul$ff 1.0 %F)", "(sub$ff 2.0 1.0)", "(div$ff 1.0 2.0)",
  };
  g_autoptr (GRand) random = g_rand_new_with_seed (10);
  g_auto (Fixture) fixture = { NULL };

  fixture_init (&fixture, "monomorphic_rules");
  for (guint i = 0; i < 2000; i++)
    {
      g_autofree char *template = NULL;
      g_autofree char *text = NULL;

      template = g_strdup_printf ("(let (%s (lam (%%x : (Tuple Float Float)) (get$1$2 %%x))) %s)",
                                  names[g_rand_int_range (random, 0, G_N_ELEMENTS (names))],
                                  calls[g_rand_int_range (random, 0, G_N_ELEMENTS (calls))]);
      text = random_expression_from_template (random, template, 8);
      check_text (&fixture, text);
    }

  g_assert_true (g_hash_table_contains (fixture.capturing, "cfold"));
  g_assert_true (g_hash_table_contains (fixture.capturing, "mul_one$f"));
  g_assert_true (g_hash_table_contains (fixture.capturing, "sub_sub_to_sub_add$f"));
  g_assert_cmpuint (fixture.n_applications, >, 2 * fixture.n_captures);
}

static void
test_sound_sets_have_names (void)
{
  const AriadneRuleSet *plain = ariadne_rule_set_lookup ("ml_rules", NULL);
  const AriadneRuleSet *sound = ariadne_rule_set_lookup ("ml_rules+sound", NULL);

  g_assert_true (sound == ariadne_rule_set_get_sound (plain));
  g_assert_true (sound == ariadne_rule_set_get_sound (sound));
  g_assert_cmpstr (sound->name, ==, "ml_rules+sound");
  g_assert_cmpuint (sound->n_rules, ==, plain->n_rules);
  g_assert_false (plain->is_sound);
  g_assert_null (ariadne_rule_set_lookup ("+sound", NULL));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/capture/refuses_what_captures", test_refuses_what_captures);
  g_test_add_func ("/capture/refuses_what_captures_calls", test_refuses_what_captures_calls);
  g_test_add_func ("/capture/refuses_functions_with_names_of_built_in_ones",
                   test_refuses_functions_with_names_of_built_in_ones);
  g_test_add_func ("/capture/sound_sets_have_names", test_sound_sets_have_names);

  return g_test_run ();
}
