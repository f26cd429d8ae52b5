/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "expression-fixture.h"
#include "expression/ariadne-equality.h"
#include "expression/ariadne-expression-domain.h"
#include "expression/ariadne-expression-set-private.h"
#include "expression/ariadne-expression-state.h"
#include "expression/ariadne-graph-encoder.h"
#include "model/ariadne-graph.h"

static AriadneGraph *
encode (const AriadneTree *tree)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  AriadneGraph *graph;

  ariadne_graph_encoder_encode (tree, 3.5, bytes);
  graph = ariadne_graph_new_from_data (bytes->data, bytes->len, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (ariadne_graph_get_cost (graph), ==, 3.5);

  return graph;
}

/* A letter for the class of every node, a dot for none. */
static void
assert_classes (const char *text,
                const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AriadneTree) tree = ariadne_read_expression (text, strlen (text), NULL, &error);
  g_autoptr (AriadneGraph) graph = NULL;
  g_autoptr (GString) classes = g_string_new (NULL);

  g_assert_no_error (error);
  graph = encode (tree);
  for (guint i = 0; i < ariadne_graph_get_n_nodes (graph); i++)
    {
      guint match_class = ariadne_graph_get_match_class (graph, i);

      g_string_append_c (classes, match_class == 0 ? '.' : 'a' + match_class - 1);
    }

  g_assert_cmpstr (classes->str, ==, expected);
}

static void
test_matches (void)
{
  /* Subtrees match at every level, each in a class of its own. */
  assert_classes ("mul (add x y) (add x y)", ".abcabc");
  assert_classes ("mul (add x y) (add y x)", "..ab.ba");
  /* A binding occurrence belongs to the uses. */
  assert_classes ("let (v x) (add v v)", ".a..aa");
  assert_classes ("let (v x) x", "..aa");
  /* Names of bound variables do not count. */
  assert_classes ("tuple (build n (lam (i : Integer) i)) (build n (lam (j : Integer) j))",
                  ".abccabdd");
  assert_classes ("tuple (build n (lam (i : Integer) i)) (build n (lam (j : Integer) n))",
                  "..abb.a.a");
}

static void
test_constants (void)
{
  /* By value, whatever the type. */
  assert_classes ("tuple 1 1.0 true 2", ".aaa.");
  assert_classes ("tuple 0 0.0 -0.0 false", ".aaaa");
  /* Beyond 2^53 a double may equal no integer. */
  assert_classes ("tuple 9007199254740993 9007199254740992.0", "...");
  /* The index of a select is a constant. */
  assert_classes ("tuple (get$1$2 x) (get$1$3 x)", ".abcabc");
  assert_classes ("tuple (get$1$2 x) (get$2$2 x)", "..a..a.");
}

static void
test_scopes (void)
{
  /* The value of a let does not see its variable. */
  assert_classes ("let (x (exp x)) (exp x)", ".a...a");
  /* Inside there is another x. */
  assert_classes ("add x (let (x y) x)", "...a.a");
  /* The same text under two binders of the same name. */
  assert_classes ("tuple (let (v 1.0) (exp v)) (let (v 2.0) (exp v))", "..a..a.b..b");
  /* The inner sum mentions the outer index only. */
  assert_classes ("sumbuild n (lam (i : Integer) (sumbuild n (lam (j : Integer) (to_float i))))",
                  ".ab.a..b");
}

static void
test_parameter_types (void)
{
  assert_classes ("tuple (stop (lam (x : Float) x)) (stop (lam (y : Float) y))", ".abccabdd");
  assert_classes ("tuple (stop (lam (x : Float) x)) (stop (lam (y : Integer) y))", "...aa..bb");
}

/* What the graph must be, from the definition: one pair of nodes at a time. */

typedef struct
{
  const AriadneTree *tree;
  guint              closest; /* its number plus one */
} Entry;

typedef struct _Scope Scope;

struct _Scope
{
  const Scope *outer;
  const char  *name;
  guint        binder;
};

static guint
find_closest (const AriadneTree *tree,
              const Scope       *scope)
{
  for (; scope != NULL; scope = scope->outer)
    if (ariadne_tree_has_free (tree, scope->name))
      return scope->binder + 1;

  return 0;
}

static void
list_nodes (const AriadneTree *tree,
            const Scope       *scope,
            GArray            *entries)
{
  Entry entry = { tree, find_closest (tree, scope) };
  gboolean binds = ariadne_kind_is_binder (ariadne_tree_get_kind (tree));
  guint n_children = ariadne_tree_get_n_children (tree);
  Scope inner = { scope, NULL, entries->len };

  g_array_append_val (entries, entry);
  for (guint i = 0; i < n_children; i++)
    {
      gboolean is_inside = FALSE;

      if (binds)
        {
          guint bound = ariadne_kind_get_bound_index (ariadne_tree_get_kind (tree));

          inner.name = ariadne_tree_get_name (ariadne_tree_get_child (tree, bound));
          is_inside = i == bound || i + 1 == n_children;
        }
      list_nodes (ariadne_tree_get_child (tree, i), is_inside ? &inner : scope, entries);
    }
}

static gboolean
is_match (const Entry *a,
          const Entry *b)
{
  return a->closest == b->closest && ariadne_tree_equal (a->tree, b->tree);
}

static void
assert_follows_definition (const AriadneTree *tree)
{
  g_autoptr (AriadneGraph) graph = encode (tree);
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  const Entry *nodes;

  list_nodes (tree, NULL, entries);
  nodes = (const Entry *) (gpointer) entries->data;
  g_assert_cmpuint (ariadne_graph_get_n_nodes (graph), ==, entries->len);

  for (guint a = 0; a < entries->len; a++)
    {
      guint class_a = ariadne_graph_get_match_class (graph, a);

      g_assert_cmpuint (ariadne_graph_get_node_type (graph, a), ==,
                        ariadne_tree_get_kind (nodes[a].tree));
      for (guint b = 0; b < a; b++)
        g_assert_cmpint (class_a != 0 && class_a == ariadne_graph_get_match_class (graph, b), ==,
                         is_match (&nodes[a], &nodes[b]));
    }
}

static void
walk (AriadneDomain *domain,
      AriadneState  *start,
      guint          n_steps,
      GRand         *random)
{
  g_autoptr (AriadneState) state = ariadne_state_ref (start);

  for (guint i = 0; i < n_steps; i++)
    {
      g_autoptr (AriadneTree) tree = ariadne_expression_state_dup_tree (state);
      g_autoptr (GPtrArray) neighbours = NULL;
      g_autoptr (GError) error = NULL;

      assert_follows_definition (tree);

      neighbours = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_state_unref);
      g_assert_true (ariadne_domain_expand (domain, state, neighbours, &error));
      g_assert_no_error (error);
      if (neighbours->len == 0)
        return;

      ariadne_state_unref (state);
      state = neighbours->pdata[g_rand_int_range (random, 0, neighbours->len)];
      ariadne_state_ref (state);
    }
}

/* Random walks from the programs of a file. */
static void
test_walks (gconstpointer data)
{
  const char *dir = g_getenv ("ARIADNE_DATA_DIR");
  g_autofree char *path = g_build_filename (dir, "expressions", data, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (AriadneExpressionSet) set = NULL;
  g_autoptr (AriadneExpressionDomain) domain = NULL;
  g_autoptr (GRand) random = g_rand_new_with_seed (11);

  set = ariadne_expression_set_new_from_path (path, &error);
  g_assert_no_error (error);
  domain = ariadne_expression_domain_new (set, "ml_rules", &error);
  g_assert_no_error (error);

  g_assert_cmpuint (ariadne_expression_set_get_n_expressions (set), >=, 10);
  for (guint i = 0; i < ariadne_expression_set_get_n_expressions (set); i++)
    {
      g_autoptr (AriadneState) start = NULL;

      start = ariadne_expression_domain_make_start (domain, i);
      walk (ARIADNE_DOMAIN (domain), start, 12, random);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/GraphEncoder/matches", test_matches);
  g_test_add_func ("/Ariadne/GraphEncoder/constants", test_constants);
  g_test_add_func ("/Ariadne/GraphEncoder/scopes", test_scopes);
  g_test_add_func ("/Ariadne/GraphEncoder/parameter_types", test_parameter_types);
  g_test_add_data_func ("/Ariadne/GraphEncoder/walks/blas", "blas.kso", test_walks);
  g_test_add_data_func ("/Ariadne/GraphEncoder/walks/ml", "ml.kso", test_walks);

  return g_test_run ();
}
