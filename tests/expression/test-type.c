/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "expression/ariadne-type.h"

static const AriadneType *
leaf (AriadneTypeKind kind)
{
  return ariadne_type_leaf (kind);
}

static void
test_equal_types_are_the_same (void)
{
  const AriadneType *f = leaf (ARIADNE_TYPE_KIND_FLOAT);
  const AriadneType *i = leaf (ARIADNE_TYPE_KIND_INTEGER);
  const AriadneType *fi[] = { f, i };
  const AriadneType *if_[] = { i, f };

  g_assert_true (ariadne_type_tensor (f) == ariadne_type_tensor (f));
  g_assert_true (ariadne_type_tensor (f) != ariadne_type_tensor (i));
  g_assert_true (ariadne_type_tuple (fi, 2) == ariadne_type_tuple (fi, 2));
  g_assert_true (ariadne_type_tuple (fi, 2) != ariadne_type_tuple (if_, 2));
  g_assert_true (ariadne_type_tuple (fi, 1) != ariadne_type_tensor (f));
  g_assert_true (ariadne_type_tuple (fi, 2) != ariadne_type_function (f, i));
}

static void
test_elements_and_leaves (void)
{
  const AriadneType *f = leaf (ARIADNE_TYPE_KIND_FLOAT);
  const AriadneType *vector = ariadne_type_tensor (f);
  const AriadneType *matrix = ariadne_type_tensor (vector);
  const AriadneType *parts[] = { f, vector, leaf (ARIADNE_TYPE_KIND_INTEGER) };
  const AriadneType *tuple = ariadne_type_tuple (parts, 3);

  g_assert_cmpfloat (f->n_elements, ==, 1.0);
  g_assert_cmpfloat (vector->n_elements, ==, 16.0);
  g_assert_cmpfloat (matrix->n_elements, ==, 256.0);
  g_assert_cmpfloat (tuple->n_elements, ==, 18.0);
  g_assert_cmpfloat (ariadne_type_tuple (NULL, 0)->n_elements, ==, 0.0);
  g_assert_cmpfloat (ariadne_type_function (tuple, tuple)->n_elements, ==, 1.0);

  g_assert_cmpuint (matrix->leaves, ==, 1u << ARIADNE_TYPE_KIND_FLOAT);
  g_assert_cmpuint (tuple->leaves, ==,
                    1u << ARIADNE_TYPE_KIND_FLOAT | 1u << ARIADNE_TYPE_KIND_INTEGER);
  g_assert_cmpuint (ariadne_type_tuple (NULL, 0)->leaves, ==, 0);
}

static void
assert_text (const AriadneType *type,
             const char        *expected)
{
  g_autofree char *text = ariadne_type_to_string (type);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_text (void)
{
  const AriadneType *f = leaf (ARIADNE_TYPE_KIND_FLOAT);
  const AriadneType *parts[] = { ariadne_type_tensor (f), leaf (ARIADNE_TYPE_KIND_BOOL) };
  const AriadneType *tuple = ariadne_type_tuple (parts, 2);

  assert_text (leaf (ARIADNE_TYPE_KIND_STRING), "String");
  assert_text (leaf (ARIADNE_TYPE_KIND_ANY), "Any");
  assert_text (ariadne_type_tuple (NULL, 0), "(Tuple)");
  assert_text (tuple, "(Tuple (Tensor 1 Float) Bool)");
  assert_text (ariadne_type_function (f, leaf (ARIADNE_TYPE_KIND_INTEGER)), "(Lam Float(Integer))");
}

/* Doubling a tuple makes a type whose text would soon be astronomical. */
static void
test_size_is_bounded (void)
{
  const AriadneType *type = leaf (ARIADNE_TYPE_KIND_FLOAT);
  guint              n = 0;

  while (type != NULL)
    {
      const AriadneType *parts[] = { type, type };

      g_assert_cmpuint (type->n_nodes, <=, ARIADNE_TYPE_MAX_NODES);
      type = ariadne_type_tuple (parts, 2);
      n++;
    }

  /* 2^n - 1 nodes after n - 1 doublings */
  g_assert_cmpuint (n, ==, 13);
}

static void
test_numbers (void)
{
  const AriadneType *type = ariadne_type_tensor (leaf (ARIADNE_TYPE_KIND_BOOL));

  g_assert_cmpuint (ariadne_type_to_id (NULL), ==, 0);
  g_assert_null (ariadne_type_from_id (0));
  g_assert_cmpuint (ariadne_type_to_id (type), !=, 0);
  g_assert_true (ariadne_type_from_id (ariadne_type_to_id (type)) == type);
}

#define N_THREADS 4
#define N_TYPES   300

static gpointer
make_types (gpointer data)
{
  const AriadneType **types = data;
  const AriadneType  *type = leaf (ARIADNE_TYPE_KIND_STRING);

  for (guint i = 0; i < N_TYPES; i++)
    types[i] = type = ariadne_type_tensor (type);

  return NULL;
}

static void
test_threads_make_the_same_types (void)
{
  static const AriadneType *types[N_THREADS][N_TYPES];
  GThread                  *threads[N_THREADS];

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("types", make_types, types[i]);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);

  for (guint i = 1; i < N_THREADS; i++)
    for (guint j = 0; j < N_TYPES; j++)
      g_assert_true (types[i][j] == types[0][j]);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Type/equal_types_are_the_same", test_equal_types_are_the_same);
  g_test_add_func ("/Ariadne/Type/elements_and_leaves", test_elements_and_leaves);
  g_test_add_func ("/Ariadne/Type/text", test_text);
  g_test_add_func ("/Ariadne/Type/size_is_bounded", test_size_is_bounded);
  g_test_add_func ("/Ariadne/Type/numbers", test_numbers);
  g_test_add_func ("/Ariadne/Type/threads_make_the_same_types", test_threads_make_the_same_types);

  return g_test_run ();
}
