/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "expression/ariadne-number.h"
#include "expression/ariadne-printer.h"

static void
print_constant (const AriadneTree *self,
                GString           *text)
{
  switch (ariadne_tree_get_constant_kind (self))
    {
    case ARIADNE_CONSTANT_INTEGER:
      g_string_append_printf (text, "%" G_GINT64_FORMAT, ariadne_tree_get_integer (self));
      break;

    case ARIADNE_CONSTANT_FLOAT:
      ariadne_number_print_float (ariadne_tree_get_float (self), text);
      break;

    case ARIADNE_CONSTANT_BOOL:
      g_string_append (text, ariadne_tree_get_integer (self) != 0 ? "true" : "false");
      break;

    default:
      g_assert_not_reached ();
    }
}

/* Each element after a space. */
static void
print_children (const AriadneTree *self,
                GString           *text)
{
  for (guint i = 0; i < ariadne_tree_get_n_children (self); i++)
    {
      g_string_append_c (text, ' ');
      ariadne_tree_print (ariadne_tree_get_child (self, i), text);
    }
}

static void
print_plain (const AriadneTree *self,
             GString           *text)
{
  g_string_append_c (text, '(');
  g_string_append (text, ariadne_kind_get_word (ariadne_tree_get_kind (self)));
  print_children (self, text);
  g_string_append_c (text, ')');
}

/* A tuple as the argument is written as several arguments. The empty one
 * leaves a space behind.
 */
static void
print_apply (const AriadneTree *self,
             GString           *text)
{
  const AriadneTree *argument = ariadne_tree_get_child (self, 1);
  gboolean           is_tuple = ariadne_tree_get_kind (argument) == ARIADNE_KIND_TUPLE;

  g_string_append_c (text, '(');
  ariadne_tree_print (ariadne_tree_get_child (self, 0), text);

  if (is_tuple && ariadne_tree_get_n_children (argument) > 0)
    {
      print_children (argument, text);
    }
  else
    {
      g_string_append_c (text, ' ');
      if (!is_tuple)
        ariadne_tree_print (argument, text);
    }
  g_string_append_c (text, ')');
}

static void
print_select (const AriadneTree *self,
              GString           *text)
{
  gint64  index = ariadne_tree_get_integer (ariadne_tree_get_child (self, 1));
  guint32 size = ariadne_tree_get_select_size (self);

  g_string_append_printf (text, "(get$%" G_GUINT64_FORMAT "$", (guint64) index + 1);
  if (size == 0)
    g_string_append (text, "None");
  else
    g_string_append_printf (text, "%u", size);
  g_string_append_c (text, ' ');
  ariadne_tree_print (ariadne_tree_get_child (self, 0), text);
  g_string_append_c (text, ')');
}

static void
print_let (const AriadneTree *self,
           GString           *text)
{
  g_string_append (text, "(let (");
  ariadne_tree_print (ariadne_tree_get_child (self, 0), text);
  g_string_append_c (text, ' ');
  ariadne_tree_print (ariadne_tree_get_child (self, 1), text);
  g_string_append (text, ") ");
  ariadne_tree_print (ariadne_tree_get_child (self, 2), text);
  g_string_append_c (text, ')');
}

static void
print_parameter (const char        *name,
                 const AriadneType *type,
                 GString           *text)
{
  g_string_append_c (text, '(');
  g_string_append (text, name);
  g_string_append (text, " : ");
  ariadne_type_print (type, text);
  g_string_append_c (text, ')');
}

static void
print_function (const AriadneTree *variable,
                const AriadneTree *body,
                GString           *text)
{
  g_string_append (text, "(lam ");
  print_parameter (ariadne_tree_get_name (variable), ariadne_tree_get_type (variable), text);
  g_string_append_c (text, ' ');
  ariadne_tree_print (body, text);
  g_string_append_c (text, ')');
}

static void
print_loop (const AriadneTree *self,
            GString           *text)
{
  g_string_append_c (text, '(');
  g_string_append (text, ariadne_kind_get_word (ariadne_tree_get_kind (self)));
  g_string_append_c (text, ' ');
  ariadne_tree_print (ariadne_tree_get_child (self, 0), text);
  g_string_append_c (text, ' ');
  print_function (ariadne_tree_get_child (self, 1), ariadne_tree_get_child (self, 2), text);
  g_string_append_c (text, ')');
}

/**
 * ariadne_tree_print: (skip)
 * @self: a tree
 * @text: what the text is appended to
 *
 * Appends the canonical text of a tree: one line, single spaces.
 */
void
ariadne_tree_print (const AriadneTree *self,
                    GString           *text)
{
  switch ((guint) ariadne_tree_get_kind (self))
    {
    case ARIADNE_KIND_CONSTANT:
      print_constant (self, text);
      break;

    case ARIADNE_KIND_VARIABLE:
      g_string_append (text, ariadne_tree_get_name (self));
      break;

    case ARIADNE_KIND_LET:
      print_let (self, text);
      break;

    case ARIADNE_KIND_LAM:
      print_function (ariadne_tree_get_child (self, 0), ariadne_tree_get_child (self, 1), text);
      break;

    case ARIADNE_KIND_BUILD:
    case ARIADNE_KIND_SUMBUILD:
      print_loop (self, text);
      break;

    case ARIADNE_KIND_APPLY:
      print_apply (self, text);
      break;

    case ARIADNE_KIND_SELECT:
      print_select (self, text);
      break;

    default:
      print_plain (self, text);
      break;
    }
}

/**
 * ariadne_tree_to_string: (skip)
 * @self: a tree
 *
 * Returns: (transfer full): the canonical text of @self
 */
char *
ariadne_tree_to_string (const AriadneTree *self)
{
  GString *text = g_string_sized_new (256);

  ariadne_tree_print (self, text);

  return g_string_free (text, FALSE);
}

/* Whether a let is the one that takes an element out of the tuple that a
 * function is given.
 */
static gboolean
unpacks (const AriadneTree *let,
         const char        *tuple,
         guint              index)
{
  const AriadneTree *value;

  if (ariadne_tree_get_kind (let) != ARIADNE_KIND_LET)
    return FALSE;

  value = ariadne_tree_get_child (let, 1);

  return ariadne_tree_get_kind (value) == ARIADNE_KIND_SELECT &&
         ariadne_tree_get_kind (ariadne_tree_get_child (value, 0)) == ARIADNE_KIND_VARIABLE &&
         ariadne_tree_get_name (ariadne_tree_get_child (value, 0)) == tuple &&
         ariadne_tree_get_integer (ariadne_tree_get_child (value, 1)) == (gint64) index &&
         ariadne_tree_get_name (ariadne_tree_get_child (let, 0)) != tuple;
}

/* Finds the body below the lets that unpack the tuple that a function of
 * several parameters is given, last parameter first; NULL when the function is
 * not of that form.
 */
static const AriadneTree *
skip_unpacking (const AriadneTree *function)
{
  const AriadneTree *variable = ariadne_tree_get_child (function, 0);
  const AriadneTree *body = ariadne_tree_get_child (function, 1);
  const AriadneType *type = ariadne_tree_get_type (variable);

  if (type->kind != ARIADNE_TYPE_KIND_TUPLE || type->n_parts == 1)
    return NULL;

  for (guint i = type->n_parts; i-- > 0;)
    {
      if (!unpacks (body, ariadne_tree_get_name (variable), i))
        return NULL;
      body = ariadne_tree_get_child (body, 2);
    }

  return ariadne_tree_has_free (body, ariadne_tree_get_name (variable)) ? NULL : body;
}

/* The unpacking lets stand in reverse order of the parameters. */
static void
collect_unpacked (const AriadneTree *function,
                  GArray            *parameters)
{
  const AriadneType *type = ariadne_tree_get_type (ariadne_tree_get_child (function, 0));
  const AriadneTree *let = ariadne_tree_get_child (function, 1);

  g_array_set_size (parameters, type->n_parts);
  for (guint i = type->n_parts; i-- > 0; let = ariadne_tree_get_child (let, 2))
    g_array_index (parameters, AriadneParameter, i) =
      (AriadneParameter){ ariadne_tree_get_name (ariadne_tree_get_child (let, 0)), type->parts[i] };
}

/**
 * ariadne_function_take_apart: (skip)
 * @function: a typed lam
 * @parameters: (element-type AriadneParameter): where the parameters go that the
 *   function has as a definition
 *
 * Tells what stands in the definition of a function.
 *
 * Returns: (transfer none): its body
 */
const AriadneTree *
ariadne_function_take_apart (const AriadneTree *function,
                             GArray            *parameters)
{
  const AriadneTree *variable = ariadne_tree_get_child (function, 0);
  const AriadneTree *body = skip_unpacking (function);

  g_array_set_size (parameters, 0);
  if (body != NULL)
    {
      collect_unpacked (function, parameters);
    }
  else
    {
      AriadneParameter parameter = { ariadne_tree_get_name (variable),
                                     ariadne_tree_get_type (variable) };

      g_array_append_val (parameters, parameter);
      body = ariadne_tree_get_child (function, 1);
    }

  return body;
}

/**
 * ariadne_parameter_print: (skip)
 * @self: a parameter
 * @text: what the text is appended to
 *
 * Appends the text of a parameter.
 */
void
ariadne_parameter_print (const AriadneParameter *self,
                         GString                *text)
{
  print_parameter (self->name, self->type, text);
}

static void
print_definition (const char        *name,
                  const AriadneTree *function,
                  GString           *text)
{
  g_autoptr (GArray) parameters = g_array_new (FALSE, FALSE, sizeof (AriadneParameter));
  const AriadneTree *body = ariadne_function_take_apart (function, parameters);
  gboolean           is_bare = ariadne_tree_get_n_children (body) == 0;

  g_string_append_printf (text, "(def %s ", name);
  ariadne_type_print (ariadne_tree_get_type (function)->parts[1], text);
  g_string_append (text, " (");
  for (guint i = 0; i < parameters->len; i++)
    {
      if (i > 0)
        g_string_append_c (text, ' ');
      ariadne_parameter_print (&g_array_index (parameters, AriadneParameter, i), text);
    }
  g_string_append (text, ") ");

  if (is_bare)
    g_string_append_c (text, '(');
  ariadne_tree_print (body, text);
  g_string_append (text, is_bare ? "))\n\n" : ")\n\n");
}

/**
 * ariadne_tree_print_definitions: (skip)
 * @self: a typed tree
 * @text: what the text is appended to
 *
 * Appends the text of a chain of functions as definitions, as they stand in a
 * file.
 *
 * Returns: whether @self is such a chain, whose innermost body is the name of
 *   the last function
 */
gboolean
ariadne_tree_print_definitions (const AriadneTree *self,
                                GString           *text)
{
  const char *name = NULL;

  for (; ariadne_tree_get_kind (self) == ARIADNE_KIND_LET; self = ariadne_tree_get_child (self, 2))
    {
      const AriadneTree *function = ariadne_tree_get_child (self, 1);

      if (ariadne_tree_get_kind (function) != ARIADNE_KIND_LAM)
        return FALSE;

      name = ariadne_tree_get_name (ariadne_tree_get_child (self, 0));
      print_definition (name, function, text);
    }

  return name != NULL &&
         ariadne_tree_get_kind (self) == ARIADNE_KIND_VARIABLE &&
         ariadne_tree_get_name (self) == name;
}
