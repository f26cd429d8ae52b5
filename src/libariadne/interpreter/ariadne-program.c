/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-error.h"
#include "interpreter/ariadne-program.h"

/* Binders around a place. */
typedef struct _Scope Scope;
struct _Scope
{
  const Scope *outer;
  const char  *name;
};

static gboolean
is_bound (const Scope *scope,
          const char  *name)
{
  for (; scope != NULL; scope = scope->outer)
    if (scope->name == name)
      return TRUE;

  return FALSE;
}

static gboolean
add_variable (GArray             *variables,
              const char         *name,
              const AriadneType  *type,
              GError            **error)
{
  AriadneVariable variable = { name, type };

  for (guint i = 0; i < variables->len; i++)
    {
      const AriadneVariable *known = &g_array_index (variables, AriadneVariable, i);

      if (known->name != name)
        continue;

      if (known->type == type)
        return TRUE;

      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_TYPE,
                   "“%s” has not the same type in both expressions",
                   name != NULL ? name : "the argument");
      return FALSE;
    }

  g_array_append_val (variables, variable);

  return TRUE;
}

/* Functions that are free are not looked for: they are known, or made up. */
static gboolean
add_free (const AriadneTree  *tree,
          const Scope        *scope,
          GArray             *variables,
          GError            **error)
{
  AriadneKind        kind = ariadne_tree_get_kind (tree);
  const AriadneType *type = ariadne_tree_get_type (tree);
  Scope              inner = { scope, NULL };

  if (kind == ARIADNE_KIND_VARIABLE)
    return is_bound (scope, ariadne_tree_get_name (tree)) ||
           type->kind == ARIADNE_TYPE_KIND_FUNCTION ||
           add_variable (variables, ariadne_tree_get_name (tree), type, error);

  if (ariadne_kind_is_binder (kind))
    {
      AriadneTree *bound = ariadne_tree_get_child (tree, ariadne_kind_get_bound_index (kind));

      inner.name = ariadne_tree_get_name (bound);
    }

  for (guint i = 0; i < ariadne_tree_get_n_children (tree); i++)
    {
      const AriadneTree *child = ariadne_tree_get_child (tree, i);
      gboolean           is_body = inner.name != NULL && i == ariadne_kind_get_body_index (kind);

      if (inner.name != NULL && i == ariadne_kind_get_bound_index (kind))
        continue;
      if (!add_free (child, is_body ? &inner : scope, variables, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * ariadne_program_add_variables: (skip)
 * @tree: a typed expression
 * @variables: (element-type AriadneVariable): where to add what it needs and is not there yet
 * @error: return location for an error
 *
 * Finds out what an expression needs to be run.
 *
 * Returns: whether that goes with what was there
 */
gboolean
ariadne_program_add_variables (AriadneTree  *tree,
                               GArray       *variables,
                               GError      **error)
{
  const AriadneType *type = ariadne_tree_get_type (tree);

  if (!add_free (tree, NULL, variables, error))
    return FALSE;

  return type->kind != ARIADNE_TYPE_KIND_FUNCTION ||
         add_variable (variables, NULL, type->parts[0], error);
}

/* The lam that a chain of function lets ends with, if that is one. */
static AriadneTree *
find_lam (AriadneTree *tree)
{
  AriadneTree *chain = tree;
  AriadneTree *found = NULL;

  while (ariadne_tree_get_kind (tree) == ARIADNE_KIND_LET)
    tree = ariadne_tree_get_child (tree, 2);

  if (ariadne_tree_get_kind (tree) == ARIADNE_KIND_LAM)
    return tree;
  if (ariadne_tree_get_kind (tree) != ARIADNE_KIND_VARIABLE)
    return NULL;

  for (; ariadne_tree_get_kind (chain) == ARIADNE_KIND_LET;
       chain = ariadne_tree_get_child (chain, 2))
    if (ariadne_tree_get_name (ariadne_tree_get_child (chain, 0)) == ariadne_tree_get_name (tree))
      found = ariadne_tree_get_child (chain, 1);

  return found != NULL && ariadne_tree_get_kind (found) == ARIADNE_KIND_LAM ? found : NULL;
}

/* The name that the body of @lam gives to a part of its parameter. */
static const char *
find_part_name (AriadneTree *lam,
                guint        part)
{
  const char  *parameter = ariadne_tree_get_name (ariadne_tree_get_child (lam, 0));
  AriadneTree *let = ariadne_tree_get_child (lam, 1);

  for (; ariadne_tree_get_kind (let) == ARIADNE_KIND_LET; let = ariadne_tree_get_child (let, 2))
    {
      AriadneTree *value = ariadne_tree_get_child (let, 1);
      AriadneTree *tuple;

      if (ariadne_tree_get_kind (value) != ARIADNE_KIND_SELECT)
        break;

      tuple = ariadne_tree_get_child (value, 0);
      if (ariadne_tree_get_kind (tuple) == ARIADNE_KIND_VARIABLE &&
          ariadne_tree_get_name (tuple) == parameter &&
          ariadne_tree_get_integer (ariadne_tree_get_child (value, 1)) == part)
        return ariadne_tree_get_name (ariadne_tree_get_child (let, 0));
    }

  return NULL;
}

static void
append_value (GString            *text,
              const char         *name,
              const AriadneValue *value)
{
  if (text->len > 0)
    g_string_append (text, ", ");
  if (name != NULL)
    g_string_append_printf (text, "%s = ", name);
  ariadne_value_print (value, text);
}

/* By the names of the parameters, where these can be told. */
static void
append_argument (GString            *text,
                 AriadneTree        *tree,
                 const AriadneValue *value)
{
  AriadneTree *lam = find_lam (tree);
  gboolean     is_tuple = lam != NULL && value->kind == ARIADNE_VALUE_TUPLE;

  if (!is_tuple || value->n_parts == 0 || find_part_name (lam, 0) == NULL)
    {
      append_value (text,
                    lam != NULL ? ariadne_tree_get_name (ariadne_tree_get_child (lam, 0)) : NULL,
                    value);
      return;
    }

  for (guint i = 0; i < value->n_parts; i++)
    append_value (text, find_part_name (lam, i), value->parts[i]);
}

/**
 * ariadne_program_describe_inputs: (skip)
 * @tree: an expression
 * @variables: (element-type AriadneVariable): what it needs
 * @sample: values for these
 *
 * Returns: (transfer full): the variables with their values
 */
char *
ariadne_program_describe_inputs (AriadneTree         *tree,
                                 GArray              *variables,
                                 const AriadneSample *sample)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < variables->len; i++)
    {
      const AriadneVariable *variable = &g_array_index (variables, AriadneVariable, i);

      if (variable->name != NULL)
        append_value (text, variable->name, sample->values[i]);
      else
        append_argument (text, tree, sample->values[i]);
    }

  return g_string_free (text, FALSE);
}
