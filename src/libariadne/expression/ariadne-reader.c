/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <string.h>

#include "expression/ariadne-name-reader.h"
#include "expression/ariadne-reader.h"
#include "expression/ariadne-type-reader.h"

/* Items become trees, and get their types on the way: a variable has the type
 * that the scope gives it, and every other node is typed when it is made. So
 * whatever is wrong is found where it stands.
 *
 * Without an environment nothing is known about variables, and trees stay
 * untyped but for what does not depend on them.
 */
typedef struct
{
  const AriadneItems *items;
  AriadneEnvironment *environment; /* NULL to leave variables untyped */
  GError            **error;
} Reader;

/* The elements of a list. The whole text counts as one that has no item. */
typedef struct
{
  guint list;
  guint first;
  guint n_items;
} Elements;

static AriadneTree *read_item     (const Reader       *reader,
                                   guint               index,
                                   const AriadneScope *scope);
static AriadneTree *read_elements (const Reader       *reader,
                                   Elements            elements,
                                   const AriadneScope *scope);

static const AriadneItem *
get (const Reader *reader,
     guint         index)
{
  return ariadne_items_get (reader->items, index);
}

static guint
next (const Reader *reader,
      guint         index)
{
  return get (reader, index)->next;
}

static gboolean
is_list (const Reader *reader,
         guint         index)
{
  return get (reader, index)->kind == ARIADNE_ITEM_LIST;
}

static Elements
elements_of (const Reader *reader,
             guint         list)
{
  return (Elements) { list, list + 1, get (reader, list)->n_items };
}

static void
fail (const Reader *reader,
      guint         index,
      const char   *message)
{
  ariadne_items_set_error (reader->items, index, ARIADNE_ERROR_PARSE, reader->error,
                           "%s", message);
}

/**
 * ariadne_read_node: (skip)
 * @items: the items of a text
 * @index: the item that the node is read from
 * @kind: a kind other than constant and variable
 * @children: (array length=n_children) (transfer full): the children
 * @n_children: how many there are
 * @error: return location for an error, which says where the item is
 *
 * Makes a node of what has been read.
 *
 * Returns: (transfer full) (nullable): the node
 */
AriadneTree *
ariadne_read_node (const AriadneItems  *items,
                   guint                index,
                   AriadneKind          kind,
                   AriadneTree        **children,
                   guint                n_children,
                   GError             **error)
{
  AriadneTree *tree = ariadne_tree_new_checked (kind, children, n_children, error);

  if (tree == NULL)
    ariadne_items_prefix (items, index, error);

  return tree;
}

static AriadneTree *
make_2 (const Reader *reader,
        guint         index,
        AriadneKind   kind,
        AriadneTree  *first,
        AriadneTree  *second)
{
  AriadneTree *children[] = { first, second };

  return ariadne_read_node (reader->items, index, kind,
                            children, G_N_ELEMENTS (children), reader->error);
}

static AriadneTree *
make_3 (const Reader *reader,
        guint         index,
        AriadneKind   kind,
        AriadneTree  *first,
        AriadneTree  *second,
        AriadneTree  *third)
{
  AriadneTree *children[] = { first, second, third };

  return ariadne_read_node (reader->items, index, kind,
                            children, G_N_ELEMENTS (children), reader->error);
}

static AriadneTree *
read_variable (const Reader       *reader,
               guint               index,
               const AriadneScope *scope)
{
  const char        *name = ariadne_read_variable_name (reader->items, index, reader->error);
  const AriadneType *type;

  if (name == NULL)
    return NULL;
  if (reader->environment == NULL)
    return ariadne_tree_new_variable (name, NULL);

  for (; scope != NULL; scope = scope->outer)
    if (scope->name == name)
      return ariadne_tree_new_variable (name, scope->type);

  type = ariadne_environment_get_type (reader->environment, name);
  if (type != NULL)
    return ariadne_tree_new_variable (name, type);

  ariadne_items_set_error (reader->items, index, ARIADNE_ERROR_TYPE, reader->error,
                           "the free variable '%s' is not known", name);

  return NULL;
}

static AriadneTree *
read_item (const Reader       *reader,
           guint               index,
           const AriadneScope *scope)
{
  const AriadneItem *item = get (reader, index);

  switch (item->kind)
    {
    case ARIADNE_ITEM_LIST:
      return read_elements (reader, elements_of (reader, index), scope);

    case ARIADNE_ITEM_SYMBOL:
      return read_variable (reader, index, scope);

    case ARIADNE_ITEM_INTEGER:
      return ariadne_tree_new_integer (item->integer);

    case ARIADNE_ITEM_FLOAT:
      return ariadne_tree_new_float (item->real);

    case ARIADNE_ITEM_BOOL:
      return ariadne_tree_new_bool (item->integer != 0);

    case ARIADNE_ITEM_HUGE:
      ariadne_items_set_error (reader->items, index, ARIADNE_ERROR_LIMIT, reader->error,
                               "the integer does not fit into 64 bits");
      return NULL;

    case ARIADNE_ITEM_SQUARE:
    case ARIADNE_ITEM_QUOTED:
    case ARIADNE_ITEM_STRING:
    default:
      fail (reader, index, "an expression was expected, not a string, a quote or square brackets");
      return NULL;
    }
}

/* The binding occurrence of a let, which may stand in redundant brackets. */
static const char *
read_bound_name (const Reader *reader,
                 guint         index)
{
  Reader untyped = { reader->items, NULL, reader->error };
  g_autoptr (AriadneTree) bound = read_item (&untyped, index, NULL);

  if (bound == NULL)
    return NULL;
  if (ariadne_tree_get_kind (bound) == ARIADNE_KIND_VARIABLE)
    return ariadne_tree_get_name (bound);

  fail (reader, index, "a let can only bind a variable");

  return NULL;
}

static GPtrArray *
new_trees (guint n_expected)
{
  return g_ptr_array_new_full (n_expected, (GDestroyNotify) ariadne_tree_unref);
}

/* Lets of several bindings nest, as deep as the list is long. So this does not
 * recurse but keeps what is bound until the body is read.
 */
typedef struct
{
  GPtrArray    *values;
  AriadneScope *scopes;
} Bindings;

static gboolean
read_binding (const Reader       *reader,
              Bindings           *bindings,
              guint               name_index,
              const AriadneScope *scope)
{
  guint        n = bindings->values->len;
  const char  *name = read_bound_name (reader, name_index);
  AriadneTree *value;

  if (name == NULL)
    return FALSE;

  value = read_item (reader, next (reader, name_index), n == 0 ? scope : &bindings->scopes[n - 1]);
  if (value == NULL)
    return FALSE;

  g_ptr_array_add (bindings->values, value);
  bindings->scopes[n].outer = n == 0 ? scope : &bindings->scopes[n - 1];
  bindings->scopes[n].name = name;
  bindings->scopes[n].type = reader->environment == NULL ? NULL : ariadne_tree_get_type (value);

  return TRUE;
}

static AriadneTree *
wrap_in_lets (const Reader *reader,
              guint         list,
              Bindings     *bindings,
              guint         body_index)
{
  guint        n = bindings->values->len;
  AriadneTree *body = read_item (reader, body_index, &bindings->scopes[n - 1]);

  while (n-- > 0 && body != NULL)
    {
      const AriadneScope *scope = &bindings->scopes[n];

      body = make_3 (reader, list, ARIADNE_KIND_LET,
                     ariadne_tree_new_variable (scope->name, scope->type),
                     ariadne_tree_ref (g_ptr_array_index (bindings->values, n)),
                     body);
    }

  return body;
}

static gboolean
read_bindings (const Reader       *reader,
               Elements            list,
               Bindings           *bindings,
               const AriadneScope *scope)
{
  guint index = list.first;

  for (guint i = 0; i < list.n_items; i++)
    {
      if (!is_list (reader, index) || get (reader, index)->n_items != 2)
        {
          fail (reader, index, "a binding (name value) was expected");
          return FALSE;
        }
      if (!read_binding (reader, bindings, index + 1, scope))
        return FALSE;
      index = next (reader, index);
    }

  return TRUE;
}

/* (let (v e) b) and (let ((v1 e1) (v2 e2) …) b) */
static AriadneTree *
read_let (const Reader       *reader,
          guint               list,
          guint               bindings_index,
          const AriadneScope *scope)
{
  g_autoptr (GPtrArray) values = new_trees (0);
  g_autofree AriadneScope *scopes = NULL;
  Bindings                 bindings = { values, NULL };
  Elements                 elements;
  gboolean                 ok;

  if (!is_list (reader, bindings_index) || get (reader, bindings_index)->n_items == 0)
    {
      fail (reader, bindings_index, "bindings were expected: (name value) or ((name value) ...)");
      return NULL;
    }

  elements = elements_of (reader, bindings_index);
  bindings.scopes = scopes = g_new (AriadneScope, elements.n_items);

  if (is_list (reader, elements.first))
    {
      ok = read_bindings (reader, elements, &bindings, scope);
    }
  else
    {
      ok = elements.n_items >= 2;
      if (!ok)
        fail (reader, bindings_index, "a binding (name value) was expected");
      ok = ok && read_binding (reader, &bindings, elements.first, scope);
    }

  return ok ? wrap_in_lets (reader, list, &bindings, next (reader, bindings_index)) : NULL;
}

/* (let v e b) */
static AriadneTree *
read_old_let (const Reader       *reader,
              guint               list,
              guint               name_index,
              const AriadneScope *scope)
{
  g_autoptr (GPtrArray) values = new_trees (0);
  AriadneScope inner;
  Bindings     bindings = { values, &inner };

  if (!read_binding (reader, &bindings, name_index, scope))
    return NULL;

  return wrap_in_lets (reader, list, &bindings, next (reader, next (reader, name_index)));
}

/* (lam (x : T) b) */
static AriadneTree *
read_lam (const Reader       *reader,
          Elements            elements,
          const AriadneScope *scope)
{
  guint        parameter = next (reader, elements.first);
  AriadneScope inner = { .outer = scope };
  AriadneTree *body;

  if (elements.n_items != 3)
    {
      fail (reader, elements.list, "(lam (name : type) body) was expected");
      return NULL;
    }

  inner.name = ariadne_read_parameter (reader->items, parameter, &inner.type, reader->error);
  if (inner.name == NULL)
    return NULL;

  body = read_item (reader, next (reader, parameter), &inner);
  if (body == NULL)
    return NULL;

  return make_2 (reader, elements.list, ARIADNE_KIND_LAM,
                 ariadne_tree_new_variable (inner.name, inner.type), body);
}

/* The index of a loop is `i` or `(i : Integer)`, in exactly these words. */
static const char *
read_index_name (const Reader *reader,
                 guint         index)
{
  const AriadneItem *item = get (reader, index);

  if (item->kind == ARIADNE_ITEM_SYMBOL)
    return ariadne_read_variable_name (reader->items, index, reader->error);

  if (item->kind == ARIADNE_ITEM_LIST && item->n_items == 3 &&
      get (reader, index + 1)->kind == ARIADNE_ITEM_SYMBOL &&
      ariadne_items_is_symbol (reader->items, index + 2, ":") &&
      ariadne_items_is_symbol (reader->items, index + 3, "Integer"))
    return ariadne_read_name (reader->items, index + 1, reader->error);

  fail (reader, index, "an index was expected: name or (name : Integer)");

  return NULL;
}

static gboolean
has_loop_form (const Reader *reader,
               Elements      elements)
{
  guint function;

  if (elements.n_items != 3)
    return FALSE;

  function = next (reader, next (reader, elements.first));

  return is_list (reader, function) && get (reader, function)->n_items == 3 &&
         ariadne_items_is_symbol (reader->items, function + 1, "lam");
}

/* (build n (lam (i : Integer) b)) */
static AriadneTree *
read_loop (const Reader       *reader,
           Elements            elements,
           AriadneKind         kind,
           const AriadneScope *scope)
{
  guint        size_index = next (reader, elements.first);
  AriadneScope inner = { scope, NULL, ariadne_type_leaf (ARIADNE_TYPE_KIND_INTEGER) };
  guint        index;
  AriadneTree *size;
  AriadneTree *body;

  if (!has_loop_form (reader, elements))
    {
      fail (reader, elements.list, "(build size (lam (name : Integer) body)) was expected");
      return NULL;
    }

  index = next (reader, size_index) + 2;
  inner.name = read_index_name (reader, index);
  if (inner.name == NULL)
    return NULL;

  size = read_item (reader, size_index, scope);
  if (size == NULL)
    return NULL;

  body = read_item (reader, next (reader, index), &inner);
  if (body == NULL)
    {
      ariadne_tree_unref (size);
      return NULL;
    }

  return make_3 (reader, elements.list, kind, size,
                 ariadne_tree_new_variable (inner.name, inner.type), body);
}

static GPtrArray *
read_operands (const Reader       *reader,
               Elements            elements,
               const AriadneScope *scope)
{
  g_autoptr (GPtrArray) operands = new_trees (elements.n_items);
  guint index = next (reader, elements.first);

  for (guint i = 1; i < elements.n_items; i++)
    {
      AriadneTree *operand = read_item (reader, index, scope);

      if (operand == NULL)
        return NULL;
      g_ptr_array_add (operands, operand);
      index = next (reader, index);
    }

  return g_steal_pointer (&operands);
}

/* Makes a node of operands, which go over to it. */
static AriadneTree *
make_of (const Reader *reader,
         guint         index,
         AriadneKind   kind,
         GPtrArray    *operands)
{
  gsize                     n = 0;
  g_autofree AriadneTree **children = (AriadneTree **) g_ptr_array_steal (operands, &n);

  return ariadne_read_node (reader->items, index, kind, children, (guint) n, reader->error);
}

/* Reads `get$D$E`, and takes no notice of what follows it. Numbers that are too
 * large for us come out as the largest.
 */
static gboolean
is_selector (const char *word,
             guint64    *position,
             guint64    *size)
{
  char *end;

  if (!g_str_has_prefix (word, "get$") || !g_ascii_isdigit (word[4]))
    return FALSE;

  *position = g_ascii_strtoull (word + 4, &end, 10);
  if (end[0] != '$' || !g_ascii_isdigit (end[1]))
    return FALSE;

  *size = g_ascii_strtoull (end + 1, NULL, 10);

  return TRUE;
}

static AriadneTree *
make_select (const Reader *reader,
             Elements      elements,
             GPtrArray    *operands,
             guint64       position,
             guint64       size)
{
  g_autoptr (AriadneTree) index = NULL;
  g_autoptr (AriadneTree) unsized = NULL;
  AriadneTree *tuple;

  if (operands->len != 1 || position < 1 || position > size)
    {
      fail (reader, elements.list, "get$I$N with 1 <= I <= N and one operand were expected");
      return NULL;
    }
  if (size > G_MAXUINT32)
    {
      ariadne_items_set_error (reader->items, elements.list, ARIADNE_ERROR_LIMIT, reader->error,
                               "the tuple is too large");
      return NULL;
    }

  tuple = g_ptr_array_index (operands, 0);
  index = ariadne_tree_new_integer ((gint64) position - 1);
  unsized = make_2 (reader, elements.list, ARIADNE_KIND_SELECT,
                    ariadne_tree_ref (tuple), ariadne_tree_ref (index));
  if (unsized == NULL)
    return NULL;

  return ariadne_tree_new_select (ariadne_tree_ref (tuple), ariadne_tree_ref (index),
                                  (guint32) size);
}

typedef enum {
  SUGAR_NONE,
  SUGAR_NEG,
  SUGAR_LT,
  SUGAR_LTE,
  SUGAR_OR,
  SUGAR_AND,
} Sugar;

static Sugar
get_sugar (const char *word)
{
  static const char *words[] = {
    [SUGAR_NONE] = "",
    [SUGAR_NEG] = "neg",
    [SUGAR_LT] = "lt",
    [SUGAR_LTE] = "lte",
    [SUGAR_OR] = "or",
    [SUGAR_AND] = "and",
  };

  for (guint i = SUGAR_NEG; i < G_N_ELEMENTS (words); i++)
    if (strcmp (word, words[i]) == 0)
      return (Sugar) i;

  return SUGAR_NONE;
}

static AriadneTree *
make_sugar (const Reader *reader,
            guint         list,
            Sugar         sugar,
            GPtrArray    *operands)
{
  AriadneTree *a;
  AriadneTree *b;

  if (operands->len != (sugar == SUGAR_NEG ? 1 : 2))
    {
      fail (reader, list,
            sugar == SUGAR_NEG ? "one operand was expected" : "two operands were expected");
      return NULL;
    }

  a = ariadne_tree_ref (g_ptr_array_index (operands, 0));
  if (sugar == SUGAR_NEG)
    return make_2 (reader, list, ARIADNE_KIND_SUB, ariadne_tree_new_float (0.0), a);

  b = ariadne_tree_ref (g_ptr_array_index (operands, 1));
  switch (sugar)
    {
    case SUGAR_LT:
      return make_2 (reader, list, ARIADNE_KIND_GT, b, a);

    case SUGAR_LTE:
      return make_2 (reader, list, ARIADNE_KIND_GTE, b, a);

    case SUGAR_OR:
      return make_3 (reader, list, ARIADNE_KIND_IF, a, ariadne_tree_new_bool (TRUE), b);

    case SUGAR_AND:
      return make_3 (reader, list, ARIADNE_KIND_IF, a, b, ariadne_tree_new_bool (FALSE));

    case SUGAR_NONE:
    case SUGAR_NEG:
    default:
      g_assert_not_reached ();
    }
}

static AriadneTree *
make_call (const Reader       *reader,
           Elements            elements,
           GPtrArray          *operands,
           const AriadneScope *scope)
{
  AriadneTree *function = read_item (reader, elements.first, scope);
  AriadneTree *argument;

  if (function == NULL || operands->len == 0)
    return function;

  if (operands->len == 1)
    argument = ariadne_tree_ref (g_ptr_array_index (operands, 0));
  else
    argument = make_of (reader, elements.list, ARIADNE_KIND_TUPLE, operands);

  if (argument == NULL)
    {
      ariadne_tree_unref (function);
      return NULL;
    }

  return make_2 (reader, elements.list, ARIADNE_KIND_APPLY, function, argument);
}

/* A list whose head has no say in how the rest is read. */
static AriadneTree *
read_plain (const Reader       *reader,
            Elements            elements,
            const AriadneScope *scope)
{
  const AriadneItem *head = get (reader, elements.first);
  g_autoptr (GPtrArray) operands = read_operands (reader, elements, scope);
  AriadneKind kind;
  guint64     position;
  guint64     size;
  Sugar       sugar;

  if (operands == NULL)
    return NULL;

  if (head->kind == ARIADNE_ITEM_SYMBOL)
    {
      if (is_selector (head->symbol, &position, &size))
        return make_select (reader, elements, operands, position, size);

      sugar = get_sugar (head->symbol);
      if (sugar != SUGAR_NONE)
        return make_sugar (reader, elements.list, sugar, operands);

      if (ariadne_kind_by_word (head->symbol, &kind))
        return make_of (reader, elements.list, kind, operands);
    }

  return make_call (reader, elements, operands, scope);
}

static AriadneTree *
read_elements (const Reader       *reader,
               Elements            elements,
               const AriadneScope *scope)
{
  const char *head = "";

  if (elements.n_items == 0)
    {
      fail (reader, elements.list, "an expression was expected, but there is nothing");
      return NULL;
    }

  if (get (reader, elements.first)->kind == ARIADNE_ITEM_SYMBOL)
    head = get (reader, elements.first)->symbol;

  if (strcmp (head, "build") == 0)
    return read_loop (reader, elements, ARIADNE_KIND_BUILD, scope);
  if (strcmp (head, "sumbuild") == 0)
    return read_loop (reader, elements, ARIADNE_KIND_SUMBUILD, scope);
  if (strcmp (head, "lam") == 0)
    return read_lam (reader, elements, scope);
  if (strcmp (head, "let") == 0 && elements.n_items == 3)
    return read_let (reader, elements.list, next (reader, elements.first), scope);
  if (strcmp (head, "let") == 0 && elements.n_items == 4)
    return read_old_let (reader, elements.list, next (reader, elements.first), scope);

  return read_plain (reader, elements, scope);
}

/**
 * ariadne_read_item: (skip)
 * @items: items
 * @index: the number of an item
 * @environment: (nullable): what is known about free names, %NULL to leave the
 *   variables untyped
 * @scope: (nullable): what is bound around the item
 * @error: return location for an error
 *
 * Reads an item as an expression.
 *
 * Returns: (transfer full): the tree, %NULL on error
 */
AriadneTree *
ariadne_read_item (const AriadneItems  *items,
                   guint                index,
                   AriadneEnvironment  *environment,
                   const AriadneScope  *scope,
                   GError             **error)
{
  Reader reader = { items, environment, error };

  return read_item (&reader, index, scope);
}

/**
 * ariadne_read_expression: (skip)
 * @text: (array length=length): a text
 * @length: its length in bytes
 * @environment: (nullable): what is known about free names, %NULL to leave the
 *   variables untyped
 * @error: return location for an error
 *
 * Reads a text as an expression, as if it stood in brackets.
 *
 * Returns: (transfer full): the tree, %NULL on error
 */
AriadneTree *
ariadne_read_expression (const char          *text,
                         gsize                length,
                         AriadneEnvironment  *environment,
                         GError             **error)
{
  g_autoptr (AriadneItems) items = ariadne_items_read (text, length, NULL, error);
  Reader   reader = { items, environment, error };
  Elements elements = { 0 };

  if (items == NULL)
    return NULL;

  elements.n_items = ariadne_items_get_n_top (items);

  return read_elements (&reader, elements, NULL);
}
