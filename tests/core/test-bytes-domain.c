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

/* The same in lists: next to a step are the two above it, and above 99 the list
 * fails.
 */
#define LADDER_TYPE_DOMAIN (ladder_domain_get_type ())
G_DECLARE_FINAL_TYPE (LadderDomain, ladder_domain, LADDER, DOMAIN, AriadneBytesDomain)

struct _LadderDomain
{
  AriadneBytesDomain parent_instance;
  guint              n_calls;
  guint              n_missing; /* how many neighbours are told of, but not given */
};

G_DEFINE_FINAL_TYPE (LadderDomain, ladder_domain, ARIADNE_TYPE_BYTES_DOMAIN)

static GBytes *
ladder_domain_expand_packed (AriadneBytesDomain  *domain,
                             guint                n_states,
                             GBytes              *states,
                             GBytes              *offsets,
                             GBytes             **n_neighbours,
                             GBytes             **neighbour_offsets,
                             GError             **error)
{
  LadderDomain *self = LADDER_DOMAIN (domain);
  const guint8 *steps = g_bytes_get_data (states, NULL);
  g_autofree guint32 *numbers = g_new (guint32, n_states);
  g_autofree guint32 *ends = g_new (guint32, 2 * n_states + 1);
  g_autofree guint8 *found = g_new (guint8, 2 * n_states);
  guint n_found = 2 * n_states - self->n_missing;

  self->n_calls++;
  for (guint i = 0; i < n_states; i++)
    {
      if (steps[i] > 99)
        {
          g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE, "%u is too high", steps[i]);
          return NULL;
        }
      numbers[i] = 2;
      found[2 * i] = steps[i] + 1;
      found[2 * i + 1] = steps[i] + 2;
    }
  for (guint i = 0; i <= n_found; i++)
    ends[i] = i;

  *n_neighbours = g_bytes_new (numbers, sizeof *numbers * n_states);
  *neighbour_offsets = g_bytes_new (ends, sizeof *ends * (n_found + 1));

  return g_bytes_new (found, n_found);
}

static GBytes *
ladder_domain_measure_packed (AriadneBytesDomain  *domain,
                              guint                n_states,
                              GBytes              *states,
                              GBytes              *offsets,
                              GError             **error)
{
  const guint8 *steps = g_bytes_get_data (states, NULL);
  g_autofree double *costs = g_new (double, n_states);

  LADDER_DOMAIN (domain)->n_calls++;
  for (guint i = 0; i < n_states; i++)
    costs[i] = -steps[i];

  return g_bytes_new (costs, sizeof *costs * n_states);
}

static void
ladder_domain_class_init (LadderDomainClass *klass)
{
  AriadneBytesDomainClass *bytes_class = ARIADNE_BYTES_DOMAIN_CLASS (klass);

  bytes_class->expand_packed = ladder_domain_expand_packed;
  bytes_class->measure_packed = ladder_domain_measure_packed;
}

static void
ladder_domain_init (LadderDomain *self)
{
}

static gboolean
expand_three (LadderDomain  *ladder,
              const guint8  *steps,
              GPtrArray     *lists,
              GError       **error)
{
  AriadneState *states[3];
  gboolean expanded;

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (&steps[i], 1);

      states[i] = ariadne_bytes_domain_make_state (ARIADNE_BYTES_DOMAIN (ladder), bytes, NULL);
      g_ptr_array_add (lists,
                       g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_state_unref));
    }

  ladder->n_calls = 0;
  expanded = ariadne_domain_expand_all (ARIADNE_DOMAIN (ladder), states, 3,
                                        (GPtrArray * const *) lists->pdata, error);
  for (guint i = 0; i < 3; i++)
    ariadne_state_unref (states[i]);

  return expanded;
}

static GPtrArray *
lists_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
}

/* One call for the neighbours of a list, and one for their costs. */
static void
test_expanded_together (void)
{
  const guint8 steps[] = { 5, 99, 7 };
  g_autoptr (LadderDomain) ladder = g_object_new (LADDER_TYPE_DOMAIN, NULL);
  AriadneDomain *domain = ARIADNE_DOMAIN (ladder);
  g_autoptr (GPtrArray) lists = lists_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (ariadne_domain_prefers_lists (domain));
  g_assert_true (expand_three (ladder, steps, lists, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (ladder->n_calls, ==, 2);

  for (guint i = 0; i < 3; i++)
    {
      GPtrArray *list = g_ptr_array_index (lists, i);

      g_assert_cmpuint (list->len, ==, 2);
      for (guint j = 0; j < 2; j++)
        {
          g_autoptr (GBytes) bytes =
            ariadne_bytes_domain_dup_bytes (ARIADNE_BYTES_DOMAIN (ladder),
                                            g_ptr_array_index (list, j));
          const guint8 *step = g_bytes_get_data (bytes, NULL);

          g_assert_cmpuint (g_bytes_get_size (bytes), ==, 1);
          g_assert_cmpuint (*step, ==, steps[i] + 1 + j);
          g_assert_cmpfloat (ariadne_domain_cost (domain, g_ptr_array_index (list, j)), ==, -*step);
        }
    }
}

/* Nothing is found of a list that fails, or whose numbers are wrong. */
static void
test_lists_that_fail (void)
{
  static const struct
  {
    guint8      last;
    guint       n_missing;
    int         code;
    const char *message;
  } cases[] = {
    { 100, 0, ARIADNE_ERROR_PARSE, "100 is too high" },
    { 7, 1, ARIADNE_ERROR_FAILED, "LadderDomain gave 5 neighbours, but numbers of them that add "
                                  "up to 6" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const guint8 steps[] = { 5, 6, cases[i].last };
      g_autoptr (LadderDomain) ladder = g_object_new (LADDER_TYPE_DOMAIN, NULL);
      g_autoptr (GPtrArray) lists = lists_new ();
      g_autoptr (GError) error = NULL;

      ladder->n_missing = cases[i].n_missing;
      g_assert_false (expand_three (ladder, steps, lists, &error));
      g_assert_error (error, ARIADNE_ERROR, cases[i].code);
      g_assert_cmpstr (error->message, ==, cases[i].message);
      for (guint j = 0; j < 3; j++)
        g_assert_cmpuint (((GPtrArray *) g_ptr_array_index (lists, j))->len, ==, 0);
    }
}

/* What a state is can be kept when nothing else of it is. */
static void
test_bytes_outlive_their_state (void)
{
  g_autoptr (StairDomain) stair = g_object_new (STAIR_TYPE_DOMAIN, NULL);
  AriadneState *seven = make_step (stair, 7);
  g_autoptr (GBytes) bytes = ariadne_bytes_domain_dup_bytes (ARIADNE_BYTES_DOMAIN (stair), seven);
  g_autoptr (GBytes) again = ariadne_bytes_domain_dup_bytes (ARIADNE_BYTES_DOMAIN (stair), seven);

  g_assert_true (g_bytes_get_data (bytes, NULL) == g_bytes_get_data (again, NULL));
  ariadne_state_unref (seven);
  g_assert_cmpuint (*(const guint8 *) g_bytes_get_data (bytes, NULL), ==, 7);
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
  g_test_add_func ("/core/bytes-domain/expanded-together", test_expanded_together);
  g_test_add_func ("/core/bytes-domain/lists-that-fail", test_lists_that_fail);
  g_test_add_func ("/core/bytes-domain/bytes-outlive-their-state", test_bytes_outlive_their_state);

  return g_test_run ();
}
