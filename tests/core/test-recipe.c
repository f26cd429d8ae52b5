/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <string.h>

#include "core/ariadne-error.h"
#include "core/ariadne-recipe.h"
#include "toy-domain.h"

static guint n_made;

static AriadneDomain *
make_domain (GVariant  *parameters,
             GError   **error)
{
  g_assert_cmpstr (g_variant_get_type_string (parameters), ==, "u");
  g_assert_cmpuint (g_variant_get_uint32 (parameters), ==, 7);
  n_made++;

  return toy_domain_new ();
}

static AriadneModel *
make_model (GVariant       *parameters,
            AriadneDomain  *domain,
            GError        **error)
{
  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_MODEL, "no");

  return NULL;
}

static AriadneDomain *
make_with_data (GVariant  *parameters,
                gpointer   user_data,
                GError   **error)
{
  (*(guint *) user_data)++;

  return toy_domain_new ();
}

static AriadneModel *
make_model_with_data (GVariant       *parameters,
                      AriadneDomain  *domain,
                      gpointer        user_data,
                      GError        **error)
{
  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_MODEL, "no, %u times", ++*(guint *) user_data);

  return NULL;
}

static void
release (gpointer user_data)
{
  *(guint *) user_data += 100;
}

static AriadneRecipes *
recipes_new (void)
{
  AriadneRecipes *recipes = ariadne_recipes_new ();

  ariadne_recipes_add_domain (recipes, "toy", make_domain);
  ariadne_recipes_add_model (recipes, "none", make_model);

  return recipes;
}

static void
test_make (void)
{
  g_autoptr (AriadneRecipes) recipes = recipes_new ();
  g_autoptr (GVariant) of_domain = NULL;
  g_autoptr (GVariant) of_model = NULL;
  g_autoptr (AriadneDomain) domain = NULL;
  g_autoptr (GError) error = NULL;

  of_domain = g_variant_ref_sink (g_variant_new ("(sv)", "toy", g_variant_new_uint32 (7)));
  of_model = g_variant_ref_sink (g_variant_new ("(sv)", "none", g_variant_new_uint32 (7)));

  domain = ariadne_recipes_make_domain (recipes, of_domain, &error);
  g_assert_no_error (error);
  g_assert_nonnull (domain);
  g_assert_cmpuint (n_made, ==, 1);

  g_assert_null (ariadne_recipes_make_model (recipes, of_model, domain, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_MODEL);
}

/* A kind of models is none of domains. */
static void
test_unknown_kind (void)
{
  static const char *const kinds[] = { "", "none", "TOY", "toy " };
  g_autoptr (AriadneRecipes) recipes = recipes_new ();

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (GVariant) recipe = NULL;
      g_autoptr (GError) error = NULL;

      recipe = g_variant_ref_sink (g_variant_new ("(sv)", kinds[i], g_variant_new_uint32 (7)));
      g_assert_null (ariadne_recipes_make_domain (recipes, recipe, &error));
      g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_NOT_FOUND);
    }
}

static void
test_malformed (void)
{
  static const guint8 zeros[64] = { 0 };
  g_autoptr (AriadneRecipes) recipes = recipes_new ();

  for (gsize length = 0; length < sizeof zeros; length++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (zeros, length);
      g_autoptr (GVariant) recipe = NULL;
      g_autoptr (GError) error = NULL;

      recipe = g_variant_new_from_bytes (G_VARIANT_TYPE (ARIADNE_RECIPE_TYPE_STRING), bytes, FALSE);
      g_variant_ref_sink (recipe);
      g_assert_null (ariadne_recipes_make_domain (recipes, recipe, &error));
      g_assert_nonnull (error);
      g_assert_true (error->domain == ARIADNE_ERROR);
    }
}

/* A domain that cannot leave its process says so. */
static void
test_no_recipe (void)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();

  g_assert_null (ariadne_domain_dup_recipe (domain));
}

/* A kind that is added again is another one. */
static void
test_data (void)
{
  g_autoptr (AriadneRecipes) recipes = ariadne_recipes_new ();
  g_autoptr (GVariant) recipe =
    g_variant_ref_sink (g_variant_new ("(sv)", "counted", g_variant_new_uint32 (7)));
  g_autoptr (AriadneDomain) domain = NULL;
  g_autoptr (GError) error = NULL;
  guint n_domains = 0, n_models = 0, n_others = 0;

  ariadne_recipes_add_domain_full (recipes, "counted", make_with_data, &n_others, release);
  ariadne_recipes_add_domain_full (recipes, "counted", make_with_data, &n_domains, release);
  ariadne_recipes_add_model_full (recipes, "counted", make_model_with_data, &n_models, release);
  g_assert_cmpuint (n_others, ==, 100);

  domain = ariadne_recipes_make_domain (recipes, recipe, &error);
  g_assert_no_error (error);
  g_assert_nonnull (domain);
  g_assert_null (ariadne_recipes_make_model (recipes, recipe, domain, &error));
  g_assert_cmpstr (error->message, ==, "no, 1 times");
  g_assert_cmpuint (n_domains, ==, 1);

  g_clear_pointer (&recipes, ariadne_recipes_unref);
  g_assert_cmpuint (n_domains, ==, 101);
  g_assert_cmpuint (n_models, ==, 101);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Recipes/make", test_make);
  g_test_add_func ("/Ariadne/Recipes/unknown_kind", test_unknown_kind);
  g_test_add_func ("/Ariadne/Recipes/malformed", test_malformed);
  g_test_add_func ("/Ariadne/Recipes/no_recipe", test_no_recipe);
  g_test_add_func ("/Ariadne/Recipes/data", test_data);

  return g_test_run ();
}
