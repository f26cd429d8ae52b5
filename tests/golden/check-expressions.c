/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Reading, typing, printing, costs and equality of expressions. */

#include "config.h"

#include "golden-checks.h"
#include "golden-world.h"

#include "expression/ariadne-equality.h"
#include "expression/ariadne-printer.h"

#include <string.h>

#define BIG_INTEGER "Integers of more than 64 bits are not supported"

/* The sets themselves: each expression of a file prints as a text that reads
 * back as the same expression. One case an expression.
 */
void
golden_check_set (GoldenFile *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AriadneExpressionSet) set = ariadne_expression_set_new_from_path (self->path, &error);

  if (set == NULL)
    {
      golden_file_fail (self, "%s", error->message);
      return;
    }

  for (guint i = 0; i < ariadne_expression_set_get_n_expressions (set); i++)
    {
      g_autofree char *text = ariadne_expression_set_get_text (set, i);
      g_autoptr (AriadneTree) again = NULL;
      GoldenCase expression;

      golden_case_begin (&expression, self, "expression", i, NULL);
      again = golden_read_canonical (&expression, ariadne_expression_set_get_environment (set),
                                     text);
      if (again != NULL && !ariadne_tree_equal (ariadne_expression_set_get_tree (set, i), again))
        golden_case_fail (&expression, "what is printed reads as another expression");
      golden_case_end (&expression);
    }
}

/* Environments, against the files they are of. */

static void
expect_function (GoldenCase         *self,
                 AriadneEnvironment *environment,
                 const char         *name,
                 JsonArray          *expected)
{
  const AriadneType *type = ariadne_environment_get_type (environment, ariadne_name_intern (name));
  g_autofree char *argument = NULL;
  g_autofree char *result = NULL;

  if (type == NULL || type->kind != ARIADNE_TYPE_KIND_FUNCTION)
    {
      golden_case_fail (self, "%s is expected to be a known function", name);
      return;
    }

  argument = ariadne_type_to_string (type->parts[0]);
  result = ariadne_type_to_string (type->parts[1]);
  golden_case_expect_string (self, name, json_array_get_string_element (expected, 0), argument);
  golden_case_expect_string (self, name, json_array_get_string_element (expected, 1), result);
}

static void
expect_functions (GoldenCase         *self,
                  AriadneEnvironment *environment,
                  JsonObject         *functions)
{
  g_autoptr (GList) names = functions != NULL ? json_object_get_members (functions) : NULL;

  for (GList *name = names; name != NULL; name = name->next)
    expect_function (self, environment, name->data, golden_array (functions, name->data));
}

static void
expect_costs (GoldenCase         *self,
              AriadneEnvironment *environment,
              JsonObject         *costs)
{
  g_autoptr (GList) names = costs != NULL ? json_object_get_members (costs) : NULL;

  for (GList *name = names; name != NULL; name = name->next)
    {
      double cost;

      if (ariadne_environment_get_cost (environment, ariadne_name_intern (name->data), &cost))
        golden_case_expect_double (self, name->data, golden_double (costs, name->data), cost);
      else
        golden_case_fail (self, "the cost of %s is not known", (char *) name->data);
    }
}

static void
expect_variables (GoldenCase         *self,
                  AriadneEnvironment *environment,
                  JsonObject         *variables)
{
  g_autoptr (GList) names = variables != NULL ? json_object_get_members (variables) : NULL;

  for (GList *name = names; name != NULL; name = name->next)
    {
      const AriadneType *type;
      g_autofree char *text = NULL;

      type = ariadne_environment_get_type (environment, ariadne_name_intern (name->data));
      text = type != NULL ? ariadne_type_to_string (type) : NULL;
      golden_case_expect_string (self, name->data, golden_string (variables, name->data), text);
    }
}

void
golden_check_environment (GoldenCase *self)
{
  AriadneExpressionSet *set = golden_world_find_set (self->world,
                                                     golden_string (self->object, "set"));
  g_autoptr (AriadneEnvironment) environment = NULL;
  g_autoptr (GError) error = NULL;

  if (set != NULL)
    {
      environment = ariadne_environment_ref (ariadne_expression_set_get_environment (set));
      golden_case_expect_uint (self, "num_exprs", golden_uint (self->object, "num_exprs"),
                               ariadne_expression_set_get_n_expressions (set));
    }
  else
    environment = golden_environment_new (golden_object (self->object, "vars"),
                                          golden_object (self->object, "functions"),
                                          golden_object (self->object, "costs"), &error);

  if (environment == NULL)
    {
      golden_case_fail_with (self, error);
      return;
    }

  expect_functions (self, environment, golden_object (self->object, "functions"));
  expect_costs (self, environment, golden_object (self->object, "costs"));
  expect_variables (self, environment, golden_object (self->object, "vars"));
}

/* Named expressions: from their texts, and from their files. */

static void
expect_definitions (GoldenCase  *self,
                    JsonObject  *expected,
                    AriadneTree *tree)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (ariadne_tree_print_definitions (tree, text))
    golden_case_expect_string (self, "ksc", golden_string (expected, "ksc"), text->str);
  else
    golden_case_fail (self, "the expression cannot be written as definitions");
}

static void
expect_in_set (GoldenCase           *self,
               AriadneExpressionSet *set,
               AriadneEnvironment   *environment)
{
  g_autoptr (AriadneTree) whole = NULL;
  g_autofree char *text = NULL;
  guint index;

  if (!golden_find_expression (set, golden_string (self->object, "name"), &index))
    {
      golden_case_fail (self, "there is no such expression in the file");
      return;
    }

  text = ariadne_expression_set_get_text (set, index);
  golden_case_expect_string (self, "text of the file's", golden_string (self->object, "text"),
                             text);

  whole = ariadne_expression_set_dup_chain (set, index);
  golden_case_expect_uint (self, "unpruned_nodes", golden_uint (self->object, "unpruned_nodes"),
                           ariadne_tree_get_size (whole));
  golden_case_expect_double (self, "unpruned_cost", golden_double (self->object, "unpruned_cost"),
                             golden_cost (environment, whole));
}

void
golden_check_expression (GoldenCase *self)
{
  const char *set_name = golden_string (self->object, "set");
  AriadneExpressionSet *set = golden_world_find_set (self->world, set_name);
  AriadneEnvironment *environment;
  g_autoptr (AriadneTree) tree = NULL;
  g_autoptr (GError) error = NULL;

  environment = golden_world_find_environment (self->world, set_name, &error);
  if (environment == NULL)
    {
      golden_case_fail_with (self, error);
      return;
    }

  tree = golden_read_canonical (self, environment, golden_string (self->object, "text"));
  if (tree == NULL)
    return;

  golden_expect_measures (self, environment, tree);
  expect_definitions (self, self->object, tree);
  if (set != NULL && golden_case_is_open (self))
    expect_in_set (self, set, environment);
}

/* Reading */

static void
collect_kinds (const AriadneTree *tree,
               GPtrArray         *words)
{
  g_ptr_array_add (words, (char *) ariadne_kind_get_word (ariadne_tree_get_kind (tree)));
  for (guint i = 0; i < ariadne_tree_get_n_children (tree); i++)
    collect_kinds (ariadne_tree_get_child (tree, i), words);
}

static void
expect_read (GoldenCase  *self,
             AriadneTree *tree)
{
  JsonArray *ops = golden_array (self->object, "ops");
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_autofree char *text = ariadne_tree_to_string (tree);

  collect_kinds (tree, words);
  golden_case_expect_string (self, "text", golden_string (self->object, "text"), text);
  golden_case_expect_uint (self, "nodes", golden_uint (self->object, "nodes"), words->len);
  for (guint i = 0; golden_case_is_open (self) && i < words->len; i++)
    golden_case_expect_string (self, "kind", json_array_get_string_element (ops, i),
                               g_ptr_array_index (words, i));
  if (golden_case_is_open (self))
    golden_expect_free (self, tree);
}

void
golden_check_parse (GoldenCase *self)
{
  const char *input = golden_string (self->object, "input");
  g_autoptr (GError) error = NULL;
  g_autoptr (AriadneTree) tree = golden_read (NULL, input, &error);

  if (!golden_bool (self->object, "ok"))
    {
      if (tree != NULL)
        golden_case_fail (self, "%s is expected to be rejected", input);
    }
  else if (tree != NULL)
    expect_read (self, tree);
  else if (golden_has_big_integer (golden_string (self->object, "text")))
    golden_case_skip (self, BIG_INTEGER);
  else
    golden_case_fail (self, "%s: %s", input, error->message);
}

/* Definition files */

static void
expect_def (GoldenCase           *self,
            AriadneExpressionSet *set,
            guint                 index,
            JsonObject           *expected)
{
  AriadneEnvironment *environment = ariadne_expression_set_get_environment (set);
  AriadneTree *tree = ariadne_expression_set_get_tree (set, index);
  g_autoptr (AriadneTree) whole = ariadne_expression_set_dup_chain (set, index);
  g_autofree char *text = ariadne_tree_to_string (whole);
  g_autofree char *pruned = ariadne_tree_to_string (tree);
  g_autofree char *type = ariadne_type_to_string (ariadne_tree_get_type (tree));

  golden_case_expect_string (self, "name", golden_string (expected, "name"),
                             ariadne_expression_set_get_name (set, index));
  golden_case_expect_string (self, "text", golden_string (expected, "text"), text);
  golden_case_expect_string (self, "pruned_text", golden_string (expected, "pruned_text"), pruned);
  golden_case_expect_uint (self, "pruned_nodes", golden_uint (expected, "pruned_nodes"),
                           ariadne_tree_get_size (tree));
  golden_case_expect_string (self, "type", golden_string (expected, "type"), type);
  golden_case_expect_double (self, "cost", golden_double (expected, "cost"),
                             golden_cost (environment, tree));
  expect_definitions (self, expected, tree);
}

void
golden_check_definitions (GoldenCase *self)
{
  const char *input = golden_string (self->object, "input");
  g_autoptr (GError) error = NULL;
  g_autoptr (AriadneExpressionSet) set = NULL;
  g_autoptr (GBytes) bytes = NULL;
  JsonArray *defs = golden_array (self->object, "defs");

  if (input == NULL)
    {
      golden_case_fail (self, "there is no input");
      return;
    }

  bytes = g_bytes_new (input, strlen (input));
  set = ariadne_expression_set_new_from_bytes (bytes, "input", &error);
  if (!golden_bool (self->object, "ok"))
    {
      if (set != NULL)
        golden_case_fail (self, "%s is expected to be rejected", input);
      return;
    }

  if (set == NULL)
    {
      golden_case_fail (self, "%s", error->message);
      return;
    }

  if (golden_case_expect_uint (self, "number of definitions", json_array_get_length (defs),
                               ariadne_expression_set_get_n_expressions (set)))
    for (guint i = 0; golden_case_is_open (self) && i < json_array_get_length (defs); i++)
      expect_def (self, set, i, json_array_get_object_element (defs, i));

  expect_functions (self, ariadne_expression_set_get_environment (set),
                    golden_object (self->object, "functions"));
}

/* Typing */

void
golden_check_typing (GoldenCase *self)
{
  const char *input = golden_string (self->object, "input");
  g_autoptr (AriadneEnvironment) environment = NULL;
  g_autoptr (AriadneTree) tree = NULL;
  g_autoptr (GError) error = NULL;

  environment = golden_environment_new (golden_object (self->object, "vars"),
                                        golden_object (self->object, "functions"),
                                        golden_object (self->object, "costs"), &error);
  if (environment == NULL)
    {
      golden_case_fail (self, "%s", error->message);
      return;
    }

  tree = golden_read (environment, input, &error);
  if (!golden_bool (self->object, "ok"))
    {
      if (tree != NULL)
        golden_case_fail (self, "%s is expected to be rejected", input);
    }
  else if (tree != NULL)
    golden_expect_measures (self, environment, tree);
  else
    golden_case_fail (self, "%s: %s", input, error->message);
}

/* Equality, which is symmetric, and hashes, which must agree with it. */

void
golden_check_equality (GoldenCase *self)
{
  gboolean expected = golden_bool (self->object, "equal");
  g_autoptr (AriadneTree) a = NULL;
  g_autoptr (AriadneTree) b = NULL;
  g_autoptr (GError) error = NULL;

  a = golden_read (NULL, golden_string (self->object, "a"), &error);
  b = a != NULL ? golden_read (NULL, golden_string (self->object, "b"), &error) : NULL;
  if (b == NULL)
    {
      golden_case_fail (self, "%s", error->message);
      return;
    }

  if (ariadne_tree_equal (a, b) != expected || ariadne_tree_equal (b, a) != expected)
    golden_case_fail (self, "expected to be %s: %.300s and %.300s",
                      expected ? "equal" : "different", golden_string (self->object, "a"),
                      golden_string (self->object, "b"));
  if (expected)
    golden_case_expect_uint (self, "hash", ariadne_tree_hash (a), ariadne_tree_hash (b));
}
