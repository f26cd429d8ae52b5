/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <string.h>

#include "core/ariadne-error.h"
#include "core/ariadne-recipe.h"
#include "tiles/ariadne-tiles-domain.h"

static const guint8 boards[][25] = {
  { 3, 1, 2, 4, 0, 5, 6, 7, 8 },
  { 4, 1, 2, 3, 5, 0, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 },
  { 5, 1, 2, 3, 4, 0, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24 },
};

static AriadneState *
make (AriadneDomain *domain)
{
  AriadneTilesDomain *tiles = ARIADNE_TILES_DOMAIN (domain);
  guint side = ariadne_tiles_domain_get_side (tiles);
  g_autoptr (GError) error = NULL;
  AriadneState *state;

  state = ariadne_tiles_domain_make_state (tiles, boards[side - 3], side * side, &error);
  g_assert_no_error (error);

  return state;
}

static void
assert_neighbours (guint              side,
                   const char *const *expected)
{
  g_autoptr (AriadneDomain) domain = ARIADNE_DOMAIN (ariadne_tiles_domain_new (side));
  g_autoptr (AriadneState) state = make (domain);
  g_autoptr (GPtrArray) neighbours = NULL;
  g_autoptr (GError) error = NULL;

  neighbours = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_state_unref);
  g_assert_true (ariadne_domain_expand (domain, state, neighbours, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (neighbours->len, ==, g_strv_length ((char **) expected));
  for (guint i = 0; i < neighbours->len; i++)
    {
      g_autofree char *text = ariadne_domain_describe (domain, g_ptr_array_index (neighbours, i));

      g_assert_cmpstr (text, ==, expected[i]);
    }
}

/* The blank goes up, left, right and down, as far as there is room. */
static void
test_expand (void)
{
  static const char * const of_three[] = {
    "3 0 2 4 1 5 6 7 8", "3 1 2 0 4 5 6 7 8", "3 1 2 4 5 0 6 7 8", "3 1 2 4 7 5 6 0 8", NULL
  };
  static const char * const of_four[] = {
    "4 0 2 3 5 1 6 7 8 9 10 11 12 13 14 15", "4 1 2 3 0 5 6 7 8 9 10 11 12 13 14 15",
    "4 1 2 3 5 6 0 7 8 9 10 11 12 13 14 15", "4 1 2 3 5 9 6 7 8 0 10 11 12 13 14 15", NULL
  };
  static const char * const of_five[] = {
    "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24",
    "5 1 2 3 4 6 0 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24",
    "5 1 2 3 4 10 6 7 8 9 0 11 12 13 14 15 16 17 18 19 20 21 22 23 24", NULL
  };

  assert_neighbours (3, of_three);
  assert_neighbours (4, of_four);
  assert_neighbours (5, of_five);
}

/* There and back is the same state, to everybody who asks. */
static void
test_same (void)
{
  for (guint side = 3; side <= 5; side++)
    {
      g_autoptr (AriadneDomain) domain = ARIADNE_DOMAIN (ariadne_tiles_domain_new (side));
      g_autoptr (AriadneState) state = make (domain);
      g_autoptr (GPtrArray) there = NULL;
      g_autoptr (GPtrArray) back = NULL;
      guint n_same = 0;

      there = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_state_unref);
      back = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_state_unref);
      g_assert_true (ariadne_domain_expand (domain, state, there, NULL));
      for (guint i = 0; i < there->len; i++)
        {
          AriadneState *neighbour = g_ptr_array_index (there, i);

          g_assert_false (ariadne_domain_equal (domain, state, neighbour));
          g_assert_cmpuint (ariadne_domain_hash (domain, state), !=,
                            ariadne_domain_hash (domain, neighbour));
          g_assert_true (ariadne_domain_expand (domain, neighbour, back, NULL));
        }
      for (guint i = 0; i < back->len; i++)
        if (ariadne_domain_equal (domain, state, g_ptr_array_index (back, i)))
          {
            n_same++;
            g_assert_cmpuint (ariadne_domain_hash (domain, state), ==,
                              ariadne_domain_hash (domain, g_ptr_array_index (back, i)));
          }
      g_assert_cmpuint (n_same, ==, there->len);
    }
}

/* Whoever folds a hash to half its length, as the set of visited states does, gets
 * as many different numbers as there are states, but for a few.
 */
static void
test_hash (void)
{
  enum { N = 20000 };
  g_autoptr (AriadneDomain) domain = ARIADNE_DOMAIN (ariadne_tiles_domain_new (4));
  g_autoptr (GPtrArray) states = NULL;
  g_autoptr (GHashTable) texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) folded = g_hash_table_new (NULL, NULL);

  states = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_state_unref);
  g_ptr_array_add (states, make (domain));
  for (guint i = 0; g_hash_table_size (texts) < N; i++)
    {
      AriadneState *state = g_ptr_array_index (states, i);
      guint64 hash = ariadne_domain_hash (domain, state);

      if (!g_hash_table_add (texts, ariadne_domain_describe (domain, state)))
        continue;
      g_hash_table_add (folded, GUINT_TO_POINTER ((guint32) (hash >> 32 ^ hash)));
      g_assert_true (ariadne_domain_expand (domain, state, states, NULL));
    }

  g_assert_cmpuint (g_hash_table_size (folded), >=, N - 5);
}

static void
test_goal (void)
{
  static const guint8 goal[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8 };
  g_autoptr (AriadneTilesDomain) domain = ariadne_tiles_domain_new (3);
  g_autoptr (AriadneState) solved = ariadne_tiles_domain_make_state (domain, goal, 9, NULL);
  g_autoptr (AriadneState) unsolved = make (ARIADNE_DOMAIN (domain));
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  g_assert_true (ariadne_domain_is_goal (ARIADNE_DOMAIN (domain), solved));
  g_assert_cmpfloat (ariadne_domain_cost (ARIADNE_DOMAIN (domain), solved), ==, 0);
  g_assert_false (ariadne_domain_is_goal (ARIADNE_DOMAIN (domain), unsolved));
  g_assert_cmpfloat (ariadne_domain_cost (ARIADNE_DOMAIN (domain), unsolved), ==, 2);
  g_assert_cmpuint (ariadne_domain_size (ARIADNE_DOMAIN (domain), unsolved), ==, 1);

  g_assert_true (ariadne_domain_encode (ARIADNE_DOMAIN (domain), unsolved, bytes, NULL));
  g_assert_cmpmem (bytes->data, bytes->len, boards[0], 9);
}

static void
test_wrong_tiles (void)
{
  static const guint8 exchanged[] = { 0, 2, 1, 3, 4, 5, 6, 7, 8 };
  g_autoptr (AriadneTilesDomain) domain = ariadne_tiles_domain_new (3);
  g_autoptr (GError) too_few = NULL;
  g_autoptr (GError) unsolvable = NULL;

  g_assert_null (ariadne_tiles_domain_make_state (domain, boards[0], 8, &too_few));
  g_assert_error (too_few, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT);
  g_assert_null (ariadne_tiles_domain_make_state (domain, exchanged, 9, &unsolvable));
  g_assert_error (unsolvable, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT);
}

/* One domain writes, another that was made from its recipe reads. */
static void
test_recipe (void)
{
  for (guint side = 3; side <= 5; side++)
    {
      g_autoptr (AriadneDomain) here = ARIADNE_DOMAIN (ariadne_tiles_domain_new (side));
      g_autoptr (AriadneRecipes) recipes = ariadne_recipes_new ();
      g_autoptr (GVariant) recipe = ariadne_domain_dup_recipe (here);
      g_autoptr (AriadneDomain) there = NULL;
      g_autoptr (AriadneState) state = make (here);
      AriadneState *both[] = { state, state };
      AriadneState *read[2] = { NULL };
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      g_autoptr (GError) error = NULL;

      ariadne_recipes_add_domain (recipes, "sliding-tiles", ariadne_tiles_domain_make);
      there = ariadne_recipes_make_domain (recipes, recipe, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (ariadne_tiles_domain_get_side (ARIADNE_TILES_DOMAIN (there)), ==, side);

      ariadne_domain_serialize_all (here, both, 2, bytes);
      g_assert_true (ariadne_domain_deserialize_all (there, bytes->data, bytes->len, read, 2,
                                                     &error));
      g_assert_no_error (error);
      for (guint i = 0; i < 2; i++)
        {
          g_assert_true (ariadne_domain_equal (there, read[i], state));
          ariadne_state_unref (read[i]);
        }
    }
}

static void
test_hostile_recipes (void)
{
  GVariant *hostile[] = {
    g_variant_new_uint32 (2), g_variant_new_uint32 (6), g_variant_new_uint32 (G_MAXUINT32),
    g_variant_new_string ("4"), g_variant_new_int32 (4),
  };

  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autoptr (GVariant) parameters = g_variant_ref_sink (hostile[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (ariadne_tiles_domain_make (parameters, &error));
      g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL);
    }
}

/* States of another process: whatever is changed, there are as many sound states as
 * were asked for, or an error and none.
 */
static void
test_hostile_states (void)
{
  enum { N = 5 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint side = 3; side <= 5; side++)
    {
      g_autoptr (AriadneDomain) domain = ARIADNE_DOMAIN (ariadne_tiles_domain_new (side));
      g_autoptr (AriadneState) state = make (domain);
      g_autoptr (GByteArray) sound = g_byte_array_new ();
      guint n_refused = 0;

      for (guint i = 0; i < N; i++)
        ariadne_domain_serialize_all (domain, &state, 1, sound);
      for (guint round = 0; round < 20000; round++)
        {
          g_autofree guint8 *data = g_memdup2 (sound->data, sound->len);
          guint length = sound->len;
          AriadneState *states[N];
          g_autoptr (GByteArray) again = g_byte_array_new ();
          g_autoptr (GError) error = NULL;

          if (round % 9 == 0)
            length = g_rand_int_range (rand, 0, length);
          if (length > 0)
            data[g_rand_int_range (rand, 0, length)] = g_rand_int_range (rand, 0, 256);
          if (!ariadne_domain_deserialize_all (domain, data, length, states, N, &error))
            {
              g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE);
              n_refused++;
              continue;
            }
          g_assert_no_error (error);
          ariadne_domain_serialize_all (domain, states, N, again);
          g_assert_cmpmem (again->data, again->len, data, length);
          for (guint i = 0; i < N; i++)
            ariadne_state_unref (states[i]);
        }
      g_assert_cmpuint (n_refused, >, 10000);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/TilesDomain/expand", test_expand);
  g_test_add_func ("/Ariadne/TilesDomain/same", test_same);
  g_test_add_func ("/Ariadne/TilesDomain/hash", test_hash);
  g_test_add_func ("/Ariadne/TilesDomain/goal", test_goal);
  g_test_add_func ("/Ariadne/TilesDomain/wrong_tiles", test_wrong_tiles);
  g_test_add_func ("/Ariadne/TilesDomain/recipe", test_recipe);
  g_test_add_func ("/Ariadne/TilesDomain/hostile_recipes", test_hostile_recipes);
  g_test_add_func ("/Ariadne/TilesDomain/hostile_states", test_hostile_states);

  return g_test_run ();
}
