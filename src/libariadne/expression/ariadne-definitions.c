/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "expression/ariadne-definitions.h"
#include "expression/ariadne-prune.h"

#define LET_SIZE 2 /* the nodes of a let besides its value and its body */

typedef struct
{
  const char  *name;
  AriadneTree *function;
  AriadneTree *pruned;
} Definition;

struct _AriadneDefinitions
{
  AriadneEnvironment *environment;
  GArray             *definitions; /* Definition */
  guint64             size; /* of the chain of all functions, without its end */
};

static void
clear_definition (gpointer data)
{
  Definition *definition = data;

  ariadne_tree_unref (definition->function);
  ariadne_tree_unref (definition->pruned);
}

static const Definition *
get (const AriadneDefinitions *self,
     guint                     index)
{
  return &g_array_index (self->definitions, Definition, index);
}

/**
 * ariadne_definitions_new: (skip)
 *
 * Makes definitions that are still to be added.
 *
 * Returns: (transfer full): the definitions
 */
AriadneDefinitions *
ariadne_definitions_new (void)
{
  AriadneDefinitions *self = g_atomic_rc_box_new0 (AriadneDefinitions);

  self->environment = ariadne_environment_new ();
  self->definitions = g_array_new (FALSE, FALSE, sizeof (Definition));
  g_array_set_clear_func (self->definitions, clear_definition);

  return self;
}

/**
 * ariadne_definitions_ref: (skip)
 * @self: definitions
 *
 * Takes another reference.
 *
 * Returns: (transfer full): @self
 */
AriadneDefinitions *
ariadne_definitions_ref (AriadneDefinitions *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  AriadneDefinitions *self = data;

  ariadne_environment_unref (self->environment);
  g_array_unref (self->definitions);
}

/**
 * ariadne_definitions_unref: (skip)
 * @self: (transfer full): definitions
 *
 * Gives a reference back.
 */
void
ariadne_definitions_unref (AriadneDefinitions *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/**
 * ariadne_definitions_add: (skip)
 * @self: definitions that are not shared yet
 * @name: the interned name of a function
 * @function: a typed lam
 *
 * Adds a function, which may call those before it.
 *
 * Returns: whether the chain of all functions is still within the limits; if
 *   not, nothing is added
 */
gboolean
ariadne_definitions_add (AriadneDefinitions *self,
                         const char         *name,
                         AriadneTree        *function)
{
  Definition definition = { .name = name };
  guint      n = self->definitions->len + 1;
  guint64    size = self->size + ariadne_tree_get_size (function) + LET_SIZE;

  if (n > ARIADNE_DEFINITIONS_MAX ||
      n + ariadne_tree_get_height (function) > ARIADNE_TREE_MAX_HEIGHT ||
      size + 1 > ARIADNE_TREE_MAX_SIZE)
    return FALSE;

  definition.function = ariadne_tree_ref (function);
  definition.pruned = ariadne_tree_prune (function);
  self->size = size;
  g_array_append_val (self->definitions, definition);

  return TRUE;
}

/**
 * ariadne_definitions_find_function: (skip)
 * @self: definitions
 * @name: an interned name
 *
 * Finds the last function of a name.
 *
 * Returns: (transfer none) (nullable): the function
 */
AriadneTree *
ariadne_definitions_find_function (const AriadneDefinitions *self,
                                   const char               *name)
{
  for (guint i = self->definitions->len; i-- > 0;)
    if (get (self, i)->name == name)
      return get (self, i)->function;

  return NULL;
}

/**
 * ariadne_definitions_find_free_use: (skip)
 * @self: definitions
 * @name: an interned name
 *
 * Finds the first function that uses a name that no function before it has.
 *
 * Returns: (nullable): the name of that function
 */
const char *
ariadne_definitions_find_free_use (const AriadneDefinitions *self,
                                   const char               *name)
{
  for (guint i = 0; i < self->definitions->len; i++)
    {
      if (ariadne_tree_has_free (get (self, i)->function, name))
        return get (self, i)->name;
      if (get (self, i)->name == name)
        break;
    }

  return NULL;
}

/**
 * ariadne_definitions_get_n: (skip)
 * @self: definitions
 *
 * Returns: the number of functions that are expressions, those that give costs
 *   not counted
 */
guint
ariadne_definitions_get_n (const AriadneDefinitions *self)
{
  return self->definitions->len;
}

/**
 * ariadne_definitions_get_name: (skip)
 * @self: definitions
 * @index: the number of a function
 *
 * Returns: its interned name
 */
const char *
ariadne_definitions_get_name (const AriadneDefinitions *self,
                              guint                     index)
{
  return get (self, index)->name;
}

/* The height and the size have been seen to when the functions were read. */
static AriadneTree *
bind (const Definition *definition,
      AriadneTree      *function,
      AriadneTree      *body)
{
  AriadneTree *children[] = {
    ariadne_tree_new_variable (definition->name, ariadne_tree_get_type (function)),
    ariadne_tree_ref (function),
    body,
  };
  AriadneTree *tree = ariadne_tree_new (ARIADNE_KIND_LET, children, G_N_ELEMENTS (children));

  g_assert (tree != NULL);

  return tree;
}

static AriadneTree *
make_chain (const AriadneDefinitions *self,
            guint                     index,
            gboolean                  prune)
{
  const Definition *last = get (self, index);
  AriadneTree      *tree = ariadne_tree_new_variable (last->name,
                                                      ariadne_tree_get_type (last->function));

  for (guint i = index + 1; i-- > 0;)
    {
      const Definition *definition = get (self, i);

      if (!prune)
        tree = bind (definition, definition->function, tree);
      else if (ariadne_tree_has_free (tree, definition->name))
        tree = bind (definition, definition->pruned, tree);
    }

  return tree;
}

/**
 * ariadne_definitions_dup_chain: (skip)
 * @self: definitions
 * @index: the number of a function
 *
 * Makes the expression of a function with all functions before it.
 *
 * Returns: (transfer full): the expression
 */
AriadneTree *
ariadne_definitions_dup_chain (const AriadneDefinitions *self,
                               guint                     index)
{
  return make_chain (self, index, FALSE);
}

/**
 * ariadne_definitions_dup_pruned: (skip)
 * @self: definitions
 * @index: the number of a function
 *
 * Makes the expression of a function with the functions that it needs, which
 * is what searches start from.
 *
 * Returns: (transfer full): the expression
 */
AriadneTree *
ariadne_definitions_dup_pruned (const AriadneDefinitions *self,
                                guint                     index)
{
  return make_chain (self, index, TRUE);
}

/**
 * ariadne_definitions_get_environment: (skip)
 * @self: definitions
 *
 * Returns: (transfer none): what is known about free names
 */
AriadneEnvironment *
ariadne_definitions_get_environment (const AriadneDefinitions *self)
{
  return self->environment;
}
