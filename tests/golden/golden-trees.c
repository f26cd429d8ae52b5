/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "golden-trees.h"

#include "expression/ariadne-cost.h"
#include "expression/ariadne-printer.h"
#include "expression/ariadne-reader.h"
#include "expression/ariadne-type-reader.h"

#include <math.h>
#include <string.h>

/* A text, typed in an environment, or untyped without one. */
AriadneTree *
golden_read (AriadneEnvironment  *environment,
             const char          *text,
             GError             **error)
{
  return ariadne_read_expression (text != NULL ? text : "", text != NULL ? strlen (text) : 0,
                                  environment, error);
}

static void
collect_names (const AriadneTree *tree,
               GHashTable        *names)
{
  if (ariadne_tree_get_kind (tree) == ARIADNE_KIND_VARIABLE)
    g_hash_table_add (names, (char *) ariadne_tree_get_name (tree));

  for (guint i = 0; i < ariadne_tree_get_n_children (tree); i++)
    collect_names (ariadne_tree_get_child (tree, i), names);
}

/* The rule sumbuild_of_build lets the index of a loop out of it. So a name that is
 * not known otherwise is an Integer.
 */
static AriadneTree *
read_with_indices (AriadneEnvironment  *environment,
                   const char          *text,
                   GError             **error)
{
  g_autoptr (AriadneTree) untyped = golden_read (NULL, text, error);
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (AriadneItems) items = NULL;
  g_autofree AriadneScope *scopes = NULL;
  const AriadneScope *scope = NULL;
  GHashTableIter iter;
  gpointer name;
  guint n = 0;

  if (untyped == NULL)
    return NULL;

  collect_names (untyped, names);
  scopes = g_new (AriadneScope, g_hash_table_size (names));
  g_hash_table_iter_init (&iter, names);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (ariadne_environment_get_type (environment, name) == NULL)
      {
        scopes[n] = (AriadneScope) { scope, name, ariadne_type_leaf (ARIADNE_TYPE_KIND_INTEGER) };
        scope = &scopes[n++];
      }

  items = ariadne_items_read (text, strlen (text), NULL, error);

  return ariadne_read_item (items, 0, environment, scope, error);
}

/* A canonical text, which is to print as it was. */
AriadneTree *
golden_read_canonical (GoldenCase         *self,
                       AriadneEnvironment *environment,
                       const char         *text)
{
  g_autoptr (AriadneTree) tree = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *printed = NULL;

  tree = golden_read (environment, text, NULL);
  if (tree == NULL)
    tree = read_with_indices (environment, text, &error);
  if (tree == NULL)
    {
      golden_case_fail (self, "%s", error->message);
      return NULL;
    }

  printed = ariadne_tree_to_string (tree);
  golden_case_expect_string (self, "text", text, printed);

  return g_steal_pointer (&tree);
}

double
golden_cost (AriadneEnvironment *environment,
             const AriadneTree  *tree)
{
  g_autoptr (AriadneCostModel) model = ariadne_cost_model_new (environment);

  return ariadne_cost_model_compute (model, tree);
}

static void
expect_node_types (GoldenCase        *self,
                   JsonArray         *types,
                   const AriadneTree *tree,
                   guint             *node)
{
  const AriadneType *type = ariadne_tree_get_type (tree);
  g_autofree char *text = type != NULL ? ariadne_type_to_string (type) : NULL;
  g_autofree char *what = g_strdup_printf ("type of node %u", *node);

  if (*node >= json_array_get_length (types)
      || !golden_case_expect_string (self, what, json_array_get_string_element (types, *node),
                                     text))
    return;

  (*node)++;
  for (guint i = 0; i < ariadne_tree_get_n_children (tree); i++)
    expect_node_types (self, types, ariadne_tree_get_child (tree, i), node);
}

/* Whichever of type, size, cost and types of nodes a case records. */
void
golden_expect_measures (GoldenCase         *self,
                        AriadneEnvironment *environment,
                        AriadneTree        *tree)
{
  g_autofree char *type = ariadne_type_to_string (ariadne_tree_get_type (tree));
  guint node = 0;

  if (golden_has (self->object, "type"))
    golden_case_expect_string (self, "type", golden_string (self->object, "type"), type);
  if (golden_has (self->object, "nodes"))
    golden_case_expect_uint (self, "nodes", golden_uint (self->object, "nodes"),
                             ariadne_tree_get_size (tree));
  if (golden_has (self->object, "cost"))
    golden_case_expect_double (self, "cost", golden_double (self->object, "cost"),
                               golden_cost (environment, tree));
  if (golden_has (self->object, "node_types"))
    {
      expect_node_types (self, golden_array (self->object, "node_types"), tree, &node);
      golden_case_expect_uint (self, "length of node_types", node,
                               json_array_get_length (golden_array (self->object,
                                                                    "node_types")));
    }
}

/* Of all names in a tree, those that are recorded as free are. */
void
golden_expect_free (GoldenCase  *self,
                    AriadneTree *tree)
{
  JsonArray *expected = golden_array (self->object, "free");
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) free_names = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer name;

  collect_names (tree, names);
  for (guint i = 0; i < json_array_get_length (expected); i++)
    {
      const char *free_name = json_array_get_string_element (expected, i);

      g_hash_table_add (free_names, (char *) free_name);
      if (!g_hash_table_contains (names, free_name))
        golden_case_fail (self, "%s is expected to occur", free_name);
    }

  g_hash_table_iter_init (&iter, names);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    {
      gboolean is_free = g_hash_table_contains (free_names, name);

      if (ariadne_tree_has_free (tree, name) != is_free)
        golden_case_fail (self, "%s is expected to be %s", (char *) name,
                          is_free ? "free" : "bound");
    }
}

/* Environments */

static const AriadneType *
read_type (const char  *text,
           GError     **error)
{
  g_autoptr (AriadneItems) items = NULL;

  if (text == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "a type is expected");
      return NULL;
    }

  items = ariadne_items_read (text, strlen (text), text, error);

  return items != NULL ? ariadne_read_type (items, 0, error) : NULL;
}

static gboolean
add_variables (AriadneEnvironment  *self,
               JsonObject          *variables,
               GError             **error)
{
  g_autoptr (GList) names = variables != NULL ? json_object_get_members (variables) : NULL;

  for (GList *name = names; name != NULL; name = name->next)
    {
      const AriadneType *type = read_type (golden_string (variables, name->data), error);

      if (type == NULL)
        return FALSE;

      ariadne_environment_add_variable (self, ariadne_name_intern (name->data), type);
    }

  return TRUE;
}

static gboolean
add_functions (AriadneEnvironment  *self,
               JsonObject          *functions,
               GError             **error)
{
  g_autoptr (GList) names = functions != NULL ? json_object_get_members (functions) : NULL;

  for (GList *name = names; name != NULL; name = name->next)
    {
      JsonArray *types = golden_array (functions, name->data);
      const AriadneType *argument, *result;

      argument = read_type (json_array_get_string_element (types, 0), error);
      result = argument != NULL
               ? read_type (json_array_get_string_element (types, 1), error) : NULL;
      if (result == NULL)
        return FALSE;

      ariadne_environment_add_variable (self, ariadne_name_intern (name->data),
                                        ariadne_type_function (argument, result));
    }

  return TRUE;
}

AriadneEnvironment *
golden_environment_new (JsonObject  *variables,
                        JsonObject  *functions,
                        JsonObject  *costs,
                        GError     **error)
{
  g_autoptr (AriadneEnvironment) self = ariadne_environment_new ();
  g_autoptr (GList) names = costs != NULL ? json_object_get_members (costs) : NULL;

  if (!add_variables (self, variables, error) || !add_functions (self, functions, error))
    return NULL;

  for (GList *name = names; name != NULL; name = name->next)
    ariadne_environment_add_cost (self, ariadne_name_intern (name->data),
                                  golden_double (costs, name->data));

  return g_steal_pointer (&self);
}

/* Texts */

static gboolean
is_delimiter (char c)
{
  return c == '\0' || strchr (" ()", c) != NULL;
}

static gsize
get_atom_length (const char *text)
{
  gsize length = 0;

  while (!is_delimiter (text[length]))
    length++;

  return length;
}

gboolean
golden_has_big_integer (const char *text)
{
  while (text != NULL && *text != '\0')
    {
      gsize length = get_atom_length (text);
      g_autofree char *atom = g_strndup (text, length);

      gsize sign = atom[0] == '-' ? 1 : 0;

      if (length >= 19 && sign + strspn (atom + sign, "0123456789") == length
          && !g_ascii_string_to_signed (atom, 10, G_MININT64, G_MAXINT64, NULL, NULL))
        return TRUE;

      text += MAX (length, 1);
    }

  return FALSE;
}

static gboolean
is_next_double (double a,
                double b)
{
  return a == b || nextafter (a, b) == b;
}

gboolean
golden_nearly_equal (const char *a,
                     const char *b)
{
  while (*a != '\0' && *b != '\0')
    {
      gsize length_a = get_atom_length (a);
      gsize length_b = get_atom_length (b);

      if (length_a == 0 || length_a != length_b || strncmp (a, b, length_a) != 0)
        {
          char *end_a, *end_b;
          double value_a = g_ascii_strtod (a, &end_a);
          double value_b = g_ascii_strtod (b, &end_b);

          if (length_a == 0 ? *a != *b
                            : end_a != a + length_a || end_b != b + length_b
                              || !is_next_double (value_a, value_b))
            return FALSE;
        }

      a += MAX (length_a, 1);
      b += MAX (length_b, 1);
    }

  return *a == *b;
}
