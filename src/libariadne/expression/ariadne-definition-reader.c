/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <string.h>

#include "expression/ariadne-definition-reader.h"
#include "expression/ariadne-name-reader.h"
#include "expression/ariadne-reader.h"
#include "expression/ariadne-type-reader.h"

/* What is needed while a file is read. */
typedef struct
{
  AriadneDefinitions *result;
  AriadneEnvironment *environment; /* of the result */
  const AriadneItems *items;
  GHashTable         *bad_costs; /* interned name -> number of the item */
  GError            **error;
} Reader;

/* A definition as written. */
typedef struct
{
  guint               list;
  guint               body;
  const char         *name;
  const AriadneType  *result;
  guint               n_parameters;
  AriadneScope       *parameters; /* the last one first, which is outermost */
  const char         *argument_name;
  const AriadneType  *argument;
  const AriadneType  *type;
} Header;

static gboolean
fail (const Reader *reader,
      guint         index,
      AriadneError  code,
      const char   *message)
{
  ariadne_items_set_error (reader->items, index, code, reader->error, "%s", message);

  return FALSE;
}

/* `(x : T)`, or a list of those. */
static gboolean
read_parameters (const Reader *reader,
                 guint         list,
                 Header       *header)
{
  const AriadneItem *item = ariadne_items_get (reader->items, list);
  gboolean           is_single;
  guint              index = list + 1;

  if (item->kind != ARIADNE_ITEM_LIST)
    return fail (reader, list, ARIADNE_ERROR_PARSE, "a list of parameters was expected");

  is_single = item->n_items > 0 &&
              ariadne_items_get (reader->items, index)->kind == ARIADNE_ITEM_SYMBOL;
  header->n_parameters = is_single ? 1 : item->n_items;
  header->parameters = g_new0 (AriadneScope, MAX (header->n_parameters, 1));

  for (guint i = header->n_parameters; i-- > 0;)
    {
      AriadneScope *parameter = &header->parameters[i];

      parameter->name = ariadne_read_parameter (reader->items, is_single ? list : index,
                                                &parameter->type, reader->error);
      if (parameter->name == NULL)
        return FALSE;
      index = ariadne_items_get (reader->items, index)->next;
    }

  return TRUE;
}

/* A function of several parameters, or of none, is given a tuple, whose name is
 * fresh among those of the parameters.
 */
static gboolean
make_argument (const Reader *reader,
               Header       *header)
{
  guint                          n = header->n_parameters;
  g_autofree const AriadneType **parts = g_new (const AriadneType *, n);
  guint32                        next_var = 0;

  for (guint i = 0; i < n; i++)
    {
      parts[i] = header->parameters[n - 1 - i].type;
      next_var = MAX (next_var, ariadne_name_get_next_var (header->parameters[i].name));
    }

  header->argument_name = n == 1 ? header->parameters[0].name : ariadne_name_fresh (next_var);
  header->argument = n == 1 ? header->parameters[0].type : ariadne_type_tuple (parts, n);
  if (header->argument != NULL)
    header->type = ariadne_type_function (header->argument, header->result);

  return header->type != NULL ||
         fail (reader, header->list, ARIADNE_ERROR_LIMIT, "the type of the function is too large");
}

static gboolean
read_header (const Reader *reader,
             guint         list,
             Header       *header)
{
  const AriadneItem *item = ariadne_items_get (reader->items, list);
  guint              result = list + 3; /* after the brackets, def and the name */
  guint              parameters;

  if (item->n_items != 5)
    return fail (reader, list, ARIADNE_ERROR_PARSE,
                 "(def name type (parameters) body) was expected");

  parameters = ariadne_items_get (reader->items, result)->next;
  header->list = list;
  header->body = ariadne_items_get (reader->items, parameters)->next;
  header->name = ariadne_read_name (reader->items, list + 2, reader->error);
  if (header->name == NULL)
    return FALSE;

  header->result = ariadne_read_type (reader->items, result, reader->error);

  return header->result != NULL &&
         read_parameters (reader, parameters, header) &&
         make_argument (reader, header);
}

/* A function may be declared anew, but not with another type when an earlier
 * one calls it by its old type.
 */
static gboolean
check_redeclaration (const Reader *reader,
                     const Header *header)
{
  const AriadneType *old;

  old = ariadne_environment_get_type (reader->environment, header->name);
  if (old == NULL || old == header->type ||
      ariadne_definitions_find_free_use (reader->result, header->name) == NULL)
    return TRUE;

  return fail (reader, header->list, ARIADNE_ERROR_TYPE,
               "an earlier function calls this one with another type");
}

/* Inside the body, the name of the function means an earlier one of that name
 * if there is one.
 */
static AriadneTree *
read_body (const Reader *reader,
           const Header *header)
{
  AriadneTree *earlier = ariadne_definitions_find_function (reader->result, header->name);
  AriadneScope function = { .name = header->name };
  AriadneScope argument = { .name = header->argument_name, .type = header->argument };

  if (earlier != NULL)
    {
      function.type = ariadne_tree_get_type (earlier);
      argument.outer = &function;
    }
  for (guint i = 0; i < header->n_parameters; i++)
    header->parameters[i].outer = i == 0 ? &argument : &header->parameters[i - 1];

  return ariadne_read_item (reader->items, header->body, reader->environment,
                            header->n_parameters == 0
                            ? &argument
                            : &header->parameters[header->n_parameters - 1],
                            reader->error);
}

/* Lets for the elements of the tuple, the last outermost. */
static AriadneTree *
unpack (const Reader *reader,
        const Header *header,
        AriadneTree  *body)
{
  guint n = header->n_parameters;

  for (guint i = 0; i < n && n != 1 && body != NULL; i++)
    {
      const AriadneScope *parameter = &header->parameters[n - 1 - i];
      AriadneTree        *tuple = ariadne_tree_new_variable (header->argument_name,
                                                             header->argument);
      AriadneTree        *children[] = {
        ariadne_tree_new_variable (parameter->name, parameter->type),
        ariadne_tree_new_select (tuple, ariadne_tree_new_integer (i), n),
        body,
      };

      body = ariadne_read_node (reader->items, header->list, ARIADNE_KIND_LET,
                                children, G_N_ELEMENTS (children), reader->error);
    }

  return body;
}

static AriadneTree *
make_function (const Reader *reader,
               const Header *header)
{
  AriadneTree *body = read_body (reader, header);
  AriadneTree *children[2];

  if (body != NULL && ariadne_tree_get_type (body) != header->result)
    {
      g_autofree char *declared = ariadne_type_to_string (header->result);
      g_autofree char *actual = ariadne_type_to_string (ariadne_tree_get_type (body));

      ariadne_items_set_error (reader->items, header->body, ARIADNE_ERROR_TYPE, reader->error,
                               "the function '%s' is declared to give %.100s, but gives %.100s",
                               header->name, declared, actual);
      g_clear_pointer (&body, ariadne_tree_unref);
    }

  if (body != NULL)
    body = unpack (reader, header, body);
  if (body == NULL)
    return NULL;

  children[0] = ariadne_tree_new_variable (header->argument_name, header->argument);
  children[1] = body;

  return ariadne_read_node (reader->items, header->list, ARIADNE_KIND_LAM,
                            children, G_N_ELEMENTS (children), reader->error);
}

/* Notes the constant that a cost function gives, which need not even be of its
 * type. That it is a constant matters only when the cost is asked for.
 */
static gboolean
read_cost (const Reader *reader,
           const Header *header)
{
  const char              *name = ariadne_name_intern (header->name + strlen (ARIADNE_COST_PREFIX));
  g_autoptr (AriadneTree)  body = NULL;
  const AriadneTree       *value;

  body = ariadne_read_item (reader->items, header->body, NULL, NULL, reader->error);
  if (body == NULL)
    return FALSE;

  value = body;
  while (ariadne_tree_get_kind (value) == ARIADNE_KIND_LET)
    value = ariadne_tree_get_child (value, 2);

  if (ariadne_tree_get_kind (value) == ARIADNE_KIND_CONSTANT)
    {
      ariadne_environment_add_cost (reader->environment, name,
                                    ariadne_tree_get_number (value));
      g_hash_table_remove (reader->bad_costs, name);
    }
  else
    {
      g_hash_table_insert (reader->bad_costs, (gpointer) name, GUINT_TO_POINTER (header->body));
    }

  return TRUE;
}

static gboolean
read_def_with (const Reader *reader,
               guint         list,
               Header       *header)
{
  g_autoptr (AriadneTree) function = NULL;

  if (!read_header (reader, list, header) || !check_redeclaration (reader, header))
    return FALSE;

  ariadne_environment_add_variable (reader->environment, header->name, header->type);
  if (g_str_has_prefix (header->name, ARIADNE_COST_PREFIX))
    return read_cost (reader, header);

  function = make_function (reader, header);

  if (function == NULL)
    return FALSE;

  return ariadne_definitions_add (reader->result, header->name, function) ||
         fail (reader, list, ARIADNE_ERROR_LIMIT, "there are too many definitions");
}

static gboolean
read_def (const Reader *reader,
          guint         list)
{
  Header   header = { 0 };
  gboolean ok;

  /* The main program is of no interest, whatever it is. */
  if (ariadne_items_is_symbol (reader->items, list + 2, "main"))
    return TRUE;

  ok = read_def_with (reader, list, &header);
  g_free (header.parameters);

  return ok;
}

/* The list of the types of the arguments may also be read as one type. */
static const AriadneType *
read_argument_types (const Reader *reader,
                     guint         list)
{
  const AriadneItem *item = ariadne_items_get (reader->items, list);
  g_autofree const AriadneType **parts = NULL;
  const AriadneType *type;
  guint              index = list + 1;

  if (item->kind != ARIADNE_ITEM_LIST || item->n_items == 0)
    {
      fail (reader, list, ARIADNE_ERROR_PARSE, "a list of argument types was expected");
      return NULL;
    }

  type = ariadne_read_type (reader->items, list, NULL);
  if (type != NULL)
    return type;

  parts = g_new (const AriadneType *, item->n_items);
  for (guint i = 0; i < item->n_items; i++)
    {
      parts[i] = ariadne_read_type (reader->items, index, reader->error);
      if (parts[i] == NULL)
        return NULL;
      index = ariadne_items_get (reader->items, index)->next;
    }

  type = ariadne_type_tuple (parts, item->n_items);
  if (type == NULL)
    fail (reader, list, ARIADNE_ERROR_LIMIT, "the type is too large");

  return type;
}

static gboolean
read_edef (const Reader *reader,
           guint         list)
{
  const AriadneType *result;
  const AriadneType *argument;
  const char        *name;

  if (ariadne_items_get (reader->items, list)->n_items != 4)
    return fail (reader, list, ARIADNE_ERROR_PARSE,
                 "(edef name type (argument types)) was expected");

  name = ariadne_read_name (reader->items, list + 2, reader->error);
  if (name == NULL)
    return FALSE;
  if (ariadne_environment_get_type (reader->environment, name) != NULL)
    return fail (reader, list, ARIADNE_ERROR_PARSE, "this function is already there");

  result = ariadne_read_type (reader->items, list + 3, reader->error);
  if (result == NULL)
    return FALSE;

  argument = read_argument_types (reader, ariadne_items_get (reader->items, list + 3)->next);
  if (argument == NULL)
    return FALSE;

  return ariadne_environment_add_function (reader->environment, name, argument, result) ||
         fail (reader, list, ARIADNE_ERROR_LIMIT, "the type is too large");
}

static gboolean
read_top (const Reader *reader,
          guint         index)
{
  const AriadneItem *item = ariadne_items_get (reader->items, index);

  if (item->kind == ARIADNE_ITEM_LIST && item->n_items >= 2 &&
      ariadne_items_get (reader->items, index + 1)->kind == ARIADNE_ITEM_SYMBOL &&
      ariadne_items_get (reader->items, index + 2)->kind == ARIADNE_ITEM_SYMBOL)
    {
      if (ariadne_items_is_symbol (reader->items, index + 1, "def"))
        return read_def (reader, index);
      if (ariadne_items_is_symbol (reader->items, index + 1, "edef"))
        return read_edef (reader, index);
    }

  return fail (reader, index, ARIADNE_ERROR_PARSE,
               "(def name ...) or (edef name ...) was expected");
}

/* Whether every cost that an expression asks for is a constant. */
static gboolean
check_costs (const Reader *reader)
{
  GHashTableIter iter;
  gpointer       name;
  gpointer       item;

  g_hash_table_iter_init (&iter, reader->bad_costs);
  while (g_hash_table_iter_next (&iter, &name, &item))
    {
      const char *user = ariadne_definitions_find_free_use (reader->result, name);

      if (user != NULL)
        {
          ariadne_items_set_error (reader->items, GPOINTER_TO_UINT (item), ARIADNE_ERROR_PARSE,
                                   reader->error,
                                   "the cost of '%s' must be a constant, as '%s' calls it",
                                   (const char *) name, user);
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
read_all (const Reader *reader)
{
  guint index = 0;

  for (guint i = 0; i < ariadne_items_get_n_top (reader->items); i++)
    {
      if (!read_top (reader, index))
        return FALSE;
      index = ariadne_items_get (reader->items, index)->next;
    }

  return check_costs (reader);
}

/**
 * ariadne_read_definitions: (skip)
 * @text: (array length=length): the contents of a file
 * @length: its length in bytes
 * @source: (nullable): the name of the file, for messages
 * @error: return location for an error
 *
 * Reads the definitions of a file.
 *
 * Returns: (transfer full): the definitions, %NULL on error
 */
AriadneDefinitions *
ariadne_read_definitions (const char *text,
                          gsize       length,
                          const char *source,
                          GError    **error)
{
  g_autoptr (AriadneItems)       items = ariadne_items_read (text, length, source, error);
  g_autoptr (GHashTable)         bad_costs = g_hash_table_new (NULL, NULL);
  g_autoptr (AriadneDefinitions) result = ariadne_definitions_new ();
  Reader reader = {
    .result = result,
    .environment = ariadne_definitions_get_environment (result),
    .items = items,
    .bad_costs = bad_costs,
    .error = error,
  };

  return items != NULL && read_all (&reader) ? g_steal_pointer (&result) : NULL;
}
