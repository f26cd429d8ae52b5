/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "expression/ariadne-number.h"
#include "interpreter/ariadne-value.h"

static AriadneValue *
new_value (AriadneValueKind kind,
           guint            n_parts)
{
  AriadneValue *self;

  self = g_malloc0 (G_STRUCT_OFFSET (AriadneValue, parts) + n_parts * sizeof self->parts[0]);
  self->ref_count = 1;
  self->kind = kind;
  self->n_parts = n_parts;

  return self;
}

/**
 * ariadne_value_new_real: (skip)
 * @real: a number
 *
 * Returns: (transfer full): a Float
 */
AriadneValue *
ariadne_value_new_real (AriadneReal real)
{
  AriadneValue *self = new_value (ARIADNE_VALUE_FLOAT, 0);

  self->real = real;

  return self;
}

/**
 * ariadne_value_new_float: (skip)
 * @value: a number, which is exact
 *
 * Returns: (transfer full): a Float
 */
AriadneValue *
ariadne_value_new_float (double value)
{
  return ariadne_value_new_real ((AriadneReal) { value, 0.0 });
}

/**
 * ariadne_value_new_integer: (skip)
 * @value: a number
 *
 * Returns: (transfer full): an Integer
 */
AriadneValue *
ariadne_value_new_integer (gint64 value)
{
  AriadneValue *self = new_value (ARIADNE_VALUE_INTEGER, 0);

  self->integer = value;

  return self;
}

/**
 * ariadne_value_new_bool: (skip)
 * @value: what it says
 *
 * Returns: (transfer full): a Bool
 */
AriadneValue *
ariadne_value_new_bool (gboolean value)
{
  AriadneValue *self = new_value (ARIADNE_VALUE_BOOL, 0);

  self->integer = value ? 1 : 0;

  return self;
}

/**
 * ariadne_value_new_parts: (skip)
 * @kind: a vector or a tuple
 * @n_parts: how many elements it has
 *
 * Makes a value whose elements are to be filled in before it is used; it can be
 * given back with some of them missing.
 *
 * Returns: (transfer full): the value
 */
AriadneValue *
ariadne_value_new_parts (AriadneValueKind kind,
                         guint            n_parts)
{
  return new_value (kind, n_parts);
}

/**
 * ariadne_value_new_function: (skip)
 * @closure: (transfer full): what the interpreter knows of it
 * @release: (nullable): frees that
 *
 * Returns: (transfer full): a function
 */
AriadneValue *
ariadne_value_new_function (gpointer       closure,
                            GDestroyNotify release)
{
  AriadneValue *self = new_value (ARIADNE_VALUE_FUNCTION, 0);

  self->closure = closure;
  self->release = release;

  return self;
}

/**
 * ariadne_value_ref: (skip)
 * @self: a value
 *
 * Returns: (transfer full): @self
 */
AriadneValue *
ariadne_value_ref (AriadneValue *self)
{
  self->ref_count++;

  return self;
}

/**
 * ariadne_value_unref: (skip)
 * @self: (transfer full): a value
 *
 * Gives a reference back.
 */
void
ariadne_value_unref (AriadneValue *self)
{
  if (--self->ref_count > 0)
    return;

  for (guint i = 0; i < self->n_parts; i++)
    g_clear_pointer (&self->parts[i], ariadne_value_unref);

  if (self->kind == ARIADNE_VALUE_FUNCTION && self->release != NULL)
    self->release (self->closure);

  g_free (self);
}

/**
 * ariadne_value_is_composite: (skip)
 * @self: a value
 *
 * Returns: whether it is a vector or a tuple
 */
gboolean
ariadne_value_is_composite (const AriadneValue *self)
{
  return self->kind == ARIADNE_VALUE_VECTOR || self->kind == ARIADNE_VALUE_TUPLE;
}

static void
print_parts (const AriadneValue *self,
             const char         *begin,
             const char         *end,
             GString            *text)
{
  g_string_append (text, begin);
  for (guint i = 0; i < self->n_parts; i++)
    {
      if (i > 0)
        g_string_append_c (text, ' ');
      ariadne_value_print (self->parts[i], text);
    }
  g_string_append (text, end);
}

/**
 * ariadne_value_print: (skip)
 * @self: a value
 * @text: where to append it
 *
 * Prints a value: a vector in square brackets, a tuple in round ones.
 */
void
ariadne_value_print (const AriadneValue *self,
                     GString            *text)
{
  switch (self->kind)
    {
    case ARIADNE_VALUE_FLOAT:
      if (ariadne_real_is_defined (self->real))
        ariadne_number_print_float (self->real.value, text);
      else
        g_string_append (text, "no number");
      break;

    case ARIADNE_VALUE_INTEGER:
      g_string_append_printf (text, "%" G_GINT64_FORMAT, self->integer);
      break;

    case ARIADNE_VALUE_BOOL:
      g_string_append (text, self->integer != 0 ? "true" : "false");
      break;

    case ARIADNE_VALUE_VECTOR:
      print_parts (self, "[", "]", text);
      break;

    case ARIADNE_VALUE_TUPLE:
      print_parts (self, "(", ")", text);
      break;

    case ARIADNE_VALUE_FUNCTION:
    default:
      g_string_append (text, "a function");
      break;
    }
}

/**
 * ariadne_value_to_string: (skip)
 * @self: a value
 *
 * Returns: (transfer full): it as text
 */
char *
ariadne_value_to_string (const AriadneValue *self)
{
  GString *text = g_string_new (NULL);

  ariadne_value_print (self, text);

  return g_string_free (text, FALSE);
}
