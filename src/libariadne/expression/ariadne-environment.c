/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "expression/ariadne-environment.h"
#include "expression/ariadne-name.h"

struct _AriadneEnvironment
{
  GHashTable *types; /* interned name -> AriadneType */
  GHashTable *costs; /* interned name -> double */
};

typedef enum {
  TWO_INTEGERS,
  TWO_FLOATS,
  TWO_VECTORS,
  ONE_FLOAT,
} Argument;

/* Comparisons of integers, too, are declared to take floats. */
static const struct
{
  const char     *name;
  Argument        argument;
  AriadneTypeKind result;
  double          cost;
} builtins[] = {
  { "add$ii", TWO_INTEGERS, ARIADNE_TYPE_KIND_INTEGER, 1.0 },
  { "sub$ii", TWO_INTEGERS, ARIADNE_TYPE_KIND_INTEGER, 1.0 },
  { "mul$ii", TWO_INTEGERS, ARIADNE_TYPE_KIND_INTEGER, 1.0 },
  { "div$ii", TWO_INTEGERS, ARIADNE_TYPE_KIND_INTEGER, 1.0 },
  { "add$ff", TWO_FLOATS, ARIADNE_TYPE_KIND_FLOAT, 1.0 },
  { "sub$ff", TWO_FLOATS, ARIADNE_TYPE_KIND_FLOAT, 1.0 },
  { "mul$ff", TWO_FLOATS, ARIADNE_TYPE_KIND_FLOAT, 2.0 },
  { "div$ff", TWO_FLOATS, ARIADNE_TYPE_KIND_FLOAT, 2.0 },
  { "add$vfvf", TWO_VECTORS, ARIADNE_TYPE_KIND_TENSOR, 18.0 },
  { "exp$f", ONE_FLOAT, ARIADNE_TYPE_KIND_FLOAT, 4.0 },
  { "log$f", ONE_FLOAT, ARIADNE_TYPE_KIND_FLOAT, 4.0 },
  { "eq$ii", TWO_FLOATS, ARIADNE_TYPE_KIND_BOOL, 1.0 },
  { "eq$ff", TWO_FLOATS, ARIADNE_TYPE_KIND_BOOL, 1.0 },
  { "gt$ii", TWO_FLOATS, ARIADNE_TYPE_KIND_BOOL, 1.0 },
  { "gt$ff", TWO_FLOATS, ARIADNE_TYPE_KIND_BOOL, 1.0 },
  { "gte$ii", TWO_FLOATS, ARIADNE_TYPE_KIND_BOOL, 1.0 },
  { "gte$ff", TWO_FLOATS, ARIADNE_TYPE_KIND_BOOL, 1.0 },
};

static const AriadneType *
vector_of_floats (void)
{
  return ariadne_type_tensor (ariadne_type_leaf (ARIADNE_TYPE_KIND_FLOAT));
}

static const AriadneType *
make_argument (Argument argument)
{
  const AriadneType *part;
  const AriadneType *parts[2];

  if (argument == TWO_VECTORS)
    part = vector_of_floats ();
  else
    part = ariadne_type_leaf (argument == TWO_INTEGERS
                              ? ARIADNE_TYPE_KIND_INTEGER
                              : ARIADNE_TYPE_KIND_FLOAT);

  if (argument == ONE_FLOAT)
    return part;

  parts[0] = parts[1] = part;

  return ariadne_type_tuple (parts, G_N_ELEMENTS (parts));
}

static void
add_builtins (AriadneEnvironment *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (builtins); i++)
    {
      const char        *name = ariadne_name_intern (builtins[i].name);
      const AriadneType *result = builtins[i].result == ARIADNE_TYPE_KIND_TENSOR
                                  ? vector_of_floats ()
                                  : ariadne_type_leaf (builtins[i].result);

      ariadne_environment_add_function (self, name, make_argument (builtins[i].argument), result);
      ariadne_environment_add_cost (self, name, builtins[i].cost);
    }
}

/**
 * ariadne_environment_new: (skip)
 *
 * Makes an environment that knows the built-in functions.
 *
 * Returns: (transfer full): the environment
 */
AriadneEnvironment *
ariadne_environment_new (void)
{
  AriadneEnvironment *self = g_atomic_rc_box_new0 (AriadneEnvironment);

  self->types = g_hash_table_new (NULL, NULL);
  self->costs = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  add_builtins (self);

  return self;
}

/**
 * ariadne_environment_ref: (skip)
 * @self: an environment
 *
 * Takes another reference. May be called on any thread.
 *
 * Returns: (transfer full): @self
 */
AriadneEnvironment *
ariadne_environment_ref (AriadneEnvironment *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  AriadneEnvironment *self = data;

  g_hash_table_unref (self->types);
  g_hash_table_unref (self->costs);
}

/**
 * ariadne_environment_unref: (skip)
 * @self: (transfer full): an environment
 *
 * Gives a reference back. May be called on any thread.
 */
void
ariadne_environment_unref (AriadneEnvironment *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/**
 * ariadne_environment_add_variable: (skip)
 * @self: an environment
 * @name: an interned name
 * @type: its type
 *
 * Tells the type of a free name, in place of what was known about it.
 */
void
ariadne_environment_add_variable (AriadneEnvironment *self,
                                  const char         *name,
                                  const AriadneType  *type)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (type != NULL);

  g_hash_table_insert (self->types, (gpointer) name, (gpointer) type);
}

/**
 * ariadne_environment_add_function: (skip)
 * @self: an environment
 * @name: an interned name
 * @argument: the type of its argument
 * @result: the type of its result
 *
 * Tells the type of a free function, in place of what was known about it.
 *
 * Returns: whether there is such a type; there is none that is too large
 */
gboolean
ariadne_environment_add_function (AriadneEnvironment *self,
                                  const char         *name,
                                  const AriadneType  *argument,
                                  const AriadneType  *result)
{
  const AriadneType *type = ariadne_type_function (argument, result);

  if (type != NULL)
    ariadne_environment_add_variable (self, name, type);

  return type != NULL;
}

/**
 * ariadne_environment_add_cost: (skip)
 * @self: an environment
 * @name: the interned name of a free function
 * @cost: what reading its name costs
 *
 * Tells the cost of a free function, in place of what was known about it.
 */
void
ariadne_environment_add_cost (AriadneEnvironment *self,
                              const char         *name,
                              double              cost)
{
  g_return_if_fail (self != NULL);

  g_hash_table_insert (self->costs, (gpointer) name, g_memdup2 (&cost, sizeof cost));
}

/**
 * ariadne_environment_get_type: (skip)
 * @self: an environment
 * @name: an interned name
 *
 * Returns: (nullable): the type of @name, %NULL when it is not known
 */
const AriadneType *
ariadne_environment_get_type (AriadneEnvironment *self,
                              const char         *name)
{
  return g_hash_table_lookup (self->types, name);
}

/**
 * ariadne_environment_get_cost: (skip)
 * @self: an environment
 * @name: the interned name of a free function
 * @cost: (out): what reading its name costs
 *
 * Returns: whether that is known
 */
gboolean
ariadne_environment_get_cost (AriadneEnvironment *self,
                              const char         *name,
                              double             *cost)
{
  const double *value = g_hash_table_lookup (self->costs, name);

  if (value == NULL)
    return FALSE;

  *cost = *value;

  return TRUE;
}
