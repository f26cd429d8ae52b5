/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-bytes-domain.h"
#include "core/ariadne-error.h"
#include "core/ariadne-recipe.h"

/* States are single bytes, next to one is the one above it; those above 100 are no
 * states. It counts how often it is asked for costs.
 */
#define STAIR_TYPE_DOMAIN (stair_domain_get_type ())
G_DECLARE_FINAL_TYPE (StairDomain, stair_domain, STAIR, DOMAIN, AriadneBytesDomain)

struct _StairDomain
{
  AriadneBytesDomain parent_instance;
  guint              n_measured; /* lists */
};

G_DEFINE_FINAL_TYPE (StairDomain, stair_domain, ARIADNE_TYPE_BYTES_DOMAIN)

static GBytes **
stair_domain_expand_bytes (AriadneBytesDomain  *domain,
                           GBytes              *state,
                           GError             **error)
{
  const guint8 *step = g_bytes_get_data (state, NULL);
  guint8 next = *step + 1;
  GBytes **neighbours = g_new0 (GBytes *, 2);

  neighbours[0] = g_bytes_new (&next, 1);

  return neighbours;
}

static GArray *
stair_domain_measure_bytes (AriadneBytesDomain  *domain,
                            GPtrArray           *states,
                            GError             **error)
{
  g_autoptr (GArray) costs = g_array_new (FALSE, FALSE, sizeof (double));

  STAIR_DOMAIN (domain)->n_measured++;
  for (guint i = 0; i < states->len; i++)
    {
      gsize length;
      const guint8 *step = g_bytes_get_data (g_ptr_array_index (states, i), &length);
      double cost;

      if (length != 1 || *step > 100)
        {
          g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE, "state %u is no step", i);
          return NULL;
        }
      cost = *step;
      g_array_append_val (costs, cost);
    }

  return g_steal_pointer (&costs);
}

static void
stair_domain_class_init (StairDomainClass *klass)
{
  AriadneBytesDomainClass *bytes_class = ARIADNE_BYTES_DOMAIN_CLASS (klass);

  bytes_class->expand_bytes = stair_domain_expand_bytes;
  bytes_class->measure_bytes = stair_domain_measure_bytes;
}

static void
stair_domain_init (StairDomain *self)
{
}

static AriadneState *
make_step (StairDomain *domain,
           guint8       step)
{
  g_autoptr (GBytes) bytes = g_bytes_new (&step, 1);
  g_autoptr (GError) error = NULL;
  AriadneState *state =
    ariadne_bytes_domain_make_state (ARIADNE_BYTES_DOMAIN (domain), bytes, &error);

  g_assert_no_error (error);

  return state;
}

static void
test_states (void)
{
  g_autoptr (StairDomain) stair = g_object_new (STAIR_TYPE_DOMAIN, NULL);
  AriadneDomain *domain = ARIADNE_DOMAIN (stair);
  g_autoptr (AriadneState) three = make_step (stair, 3);
  g_autoptr (AriadneState) four = make_step (stair, 4);
  g_autoptr (GPtrArray) next =
    g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_state_unref);
  g_autofree char *text = ariadne_domain_describe (domain, three);

  g_assert_cmpfloat (ariadne_domain_cost (domain, three), ==, 3);
  g_assert_cmpstr (text, ==, "03");
  g_assert_false (ariadne_domain_equal (domain, three, four));

  g_assert_true (ariadne_domain_expand (domain, three, next, NULL));
  g_assert_cmpuint (next->len, ==, 1);
  g_assert_true (ariadne_domain_equal (domain, g_ptr_array_index (next, 0), four));
  g_assert_true (ariadne_domain_hash (domain, g_ptr_array_index (next, 0))
                 == ariadne_domain_hash (domain, four));
}

static void
test_no_neighbour_is_no_state (void)
{
  g_autoptr (StairDomain) stair = g_object_new (STAIR_TYPE_DOMAIN, NULL);
  g_autoptr (AriadneState) top = make_step (stair, 100);
  g_autoptr (GPtrArray) next =
    g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_state_unref);
  g_autoptr (GError) error = NULL;

  g_assert_false (ariadne_domain_expand (ARIADNE_DOMAIN (stair), top, next, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE);
  g_assert_cmpuint (next->len, ==, 0);
}

/* A list is read with one question for its costs, and as a whole or not at all. */
static void
test_lists (void)
{
  g_autoptr (StairDomain) stair = g_object_new (STAIR_TYPE_DOMAIN, NULL);
  AriadneDomain *domain = ARIADNE_DOMAIN (stair);
  AriadneState *states[3], *again[3];
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  for (guint i = 0; i < 3; i++)
    states[i] = make_step (stair, 10 * i);
  ariadne_domain_serialize_all (domain, states, 3, bytes);

  stair->n_measured = 0;
  g_assert_true (ariadne_domain_deserialize_all (domain, bytes->data, bytes->len, again, 3, NULL));
  g_assert_cmpuint (stair->n_measured, ==, 1);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_true (ariadne_domain_equal (domain, states[i], again[i]));
      ariadne_state_unref (states[i]);
      ariadne_state_unref (again[i]);
    }

  for (guint length = 0; length < bytes->len; length++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (ariadne_domain_deserialize_all (domain, bytes->data, length, again, 3,
                                                      &error));
      g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE);
    }

  bytes->data[bytes->len - 1] = 101;
  g_assert_false (ariadne_domain_deserialize_all (domain, bytes->data, bytes->len, again, 3, NULL));
}

static AriadneDomain *
make_stair (GVariant  *parameters,
            GError   **error)
{
  return g_object_new (STAIR_TYPE_DOMAIN, NULL);
}

static void
test_recipe (void)
{
  g_autoptr (StairDomain) stair = g_object_new (STAIR_TYPE_DOMAIN, NULL);
  AriadneDomain *domain = ARIADNE_DOMAIN (stair);
  g_autoptr (AriadneRecipes) recipes = ariadne_recipes_new ();
  g_autoptr (AriadneDomain) again = NULL;
  g_autoptr (GVariant) recipe = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (ariadne_domain_dup_recipe (domain));

  g_object_set (stair, "recipe", g_variant_new ("(sv)", "ladder", g_variant_new_byte (1)), NULL);
  g_object_set (stair, "recipe", g_variant_new ("(sv)", "stair", g_variant_new_byte (2)), NULL);
  recipe = ariadne_domain_dup_recipe (domain);
  ariadne_recipes_add_domain (recipes, "stair", make_stair);
  again = ariadne_recipes_make_domain (recipes, recipe, &error);
  g_assert_no_error (error);
  g_assert_true (STAIR_IS_DOMAIN (again));

  g_object_set (stair, "recipe", NULL, NULL);
  g_assert_null (ariadne_domain_dup_recipe (domain));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/core/bytes-domain/states", test_states);
  g_test_add_func ("/core/bytes-domain/no-neighbour-is-no-state", test_no_neighbour_is_no_state);
  g_test_add_func ("/core/bytes-domain/lists", test_lists);
  g_test_add_func ("/core/bytes-domain/recipe", test_recipe);

  return g_test_run ();
}
