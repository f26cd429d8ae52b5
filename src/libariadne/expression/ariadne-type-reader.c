/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <string.h>

#include "expression/ariadne-name-reader.h"
#include "expression/ariadne-type-reader.h"

static const AriadneType *
check_made (const AriadneItems *items,
            guint               list,
            const AriadneType  *type,
            GError            **error)
{
  if (type == NULL)
    ariadne_items_set_error (items, list, ARIADNE_ERROR_LIMIT, error, "the type is too large");

  return type;
}

static const AriadneType *
read_symbol (const AriadneItems *items,
             guint               index,
             GError            **error)
{
  const char     *word = ariadne_items_get (items, index)->symbol;
  AriadneTypeKind kind;

  if (ariadne_type_leaf_by_name (word, &kind))
    return ariadne_type_leaf (kind);
  if (strcmp (word, "Tuple") == 0)
    return ariadne_type_tuple (NULL, 0);

  ariadne_items_set_error (items, index, ARIADNE_ERROR_PARSE, error,
                           "a type was expected, not '%s'", word);

  return NULL;
}

static const AriadneType *
read_tensor (const AriadneItems *items,
             guint               list,
             guint               element,
             GError            **error)
{
  const AriadneType *type = ariadne_read_type (items, element, error);

  return type == NULL ? NULL : check_made (items, list, ariadne_type_tensor (type), error);
}

static const AriadneType *
read_tuple (const AriadneItems *items,
            guint               list,
            guint               first,
            guint               n_parts,
            GError            **error)
{
  g_autofree const AriadneType **parts = g_new (const AriadneType *, n_parts);
  guint index = first;

  for (guint i = 0; i < n_parts; i++)
    {
      parts[i] = ariadne_read_type (items, index, error);
      if (parts[i] == NULL)
        return NULL;
      index = ariadne_items_get (items, index)->next;
    }

  return check_made (items, list, ariadne_type_tuple (parts, n_parts), error);
}

/**
 * ariadne_read_type_list: (skip)
 * @items: items
 * @list: the number of the item that errors are about
 * @first: the number of the first item
 * @n_items: how many there are
 * @error: return location for an error
 *
 * Reads some items as if they were a list that stands for a type.
 *
 * Returns: the type, %NULL on error
 */
const AriadneType *
ariadne_read_type_list (const AriadneItems *items,
                        guint               list,
                        guint               first,
                        guint               n_items,
                        GError            **error)
{
  guint second;

  if (n_items == 1)
    return ariadne_read_type (items, first, error);
  if (n_items == 0)
    {
      ariadne_items_set_error (items, list, ARIADNE_ERROR_PARSE, error,
                               "a type was expected, not an empty list");
      return NULL;
    }

  second = ariadne_items_get (items, first)->next;
  if (ariadne_items_is_symbol (items, first, "Tuple"))
    return read_tuple (items, list, second, n_items - 1, error);
  if (ariadne_items_is_symbol (items, first, "Vec") && n_items == 2)
    return read_tensor (items, list, second, error);
  if (ariadne_items_is_symbol (items, first, "Tensor") && n_items == 3)
    {
      const AriadneItem *rank = ariadne_items_get (items, second);

      if (rank->kind == ARIADNE_ITEM_INTEGER && rank->integer == 1)
        return read_tensor (items, list, rank->next, error);
    }

  ariadne_items_set_error (items, list, ARIADNE_ERROR_PARSE, error,
                           "a type was expected: Float, Integer, Bool, String, Any, (Vec T), "
                           "(Tensor 1 T) or (Tuple T1 ... Tn)");

  return NULL;
}

/**
 * ariadne_read_type: (skip)
 * @items: items
 * @index: the number of an item
 * @error: return location for an error
 *
 * Reads an item as a type.
 *
 * Returns: the type, %NULL on error
 */
const AriadneType *
ariadne_read_type (const AriadneItems *items,
                   guint               index,
                   GError            **error)
{
  const AriadneItem *item = ariadne_items_get (items, index);

  if (item->kind == ARIADNE_ITEM_SYMBOL)
    return read_symbol (items, index, error);
  if (item->kind == ARIADNE_ITEM_LIST)
    return ariadne_read_type_list (items, index, index + 1, item->n_items, error);

  ariadne_items_set_error (items, index, ARIADNE_ERROR_PARSE, error, "a type was expected");

  return NULL;
}

/**
 * ariadne_read_parameter: (skip)
 * @items: items
 * @list: the number of an item
 * @type: (out): the type of the parameter
 * @error: return location for an error
 *
 * Reads a parameter `(name : type)`. Its name may be any word.
 *
 * Returns: the interned name, %NULL on error
 */
const char *
ariadne_read_parameter (const AriadneItems *items,
                        guint               list,
                        const AriadneType **type,
                        GError            **error)
{
  const AriadneItem *item = ariadne_items_get (items, list);
  const AriadneItem *name;

  if (item->kind == ARIADNE_ITEM_LIST && item->n_items >= 3)
    {
      name = ariadne_items_get (items, list + 1);
      if (name->kind == ARIADNE_ITEM_SYMBOL &&
          ariadne_items_is_symbol (items, name->next, ":"))
        {
          *type = ariadne_read_type_list (items, list, name->next + 1, item->n_items - 2, error);
          return *type == NULL ? NULL : ariadne_read_name (items, list + 1, error);
        }
    }

  ariadne_items_set_error (items, list, ARIADNE_ERROR_PARSE, error,
                           "a parameter (name : type) was expected");

  return NULL;
}
