/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <string.h>

#include "expression/ariadne-kind.h"
#include "expression/ariadne-name-reader.h"

/* A `$` may stand wherever a `_` may. */
static gboolean
is_identifier (const char *text)
{
  gboolean is_first = TRUE;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gboolean fits = c == '_' || c == '$' || g_unichar_isalpha (c) ||
                      (!is_first && (g_unichar_isalnum (c) || g_unichar_ismark (c)));

      if (!fits)
        return FALSE;
      is_first = FALSE;
    }

  return !is_first;
}

/* Fresh names are made by counting on from the largest number in use. */
static gboolean
has_long_number (const char *text)
{
  gsize length = strlen (text);

  return length > 3 + ARIADNE_NAME_MAX_DIGITS &&
         memcmp (text, "var", 3) == 0 &&
         strspn (text + 3, "0123456789") == length - 3;
}

/**
 * ariadne_read_name: (skip)
 * @items: items
 * @index: the number of a symbol
 * @error: return location for an error
 *
 * Reads a name where any word will do.
 *
 * Returns: the interned name, %NULL on error
 */
const char *
ariadne_read_name (const AriadneItems *items,
                   guint               index,
                   GError            **error)
{
  const char *text = ariadne_items_get (items, index)->symbol;

  if (strchr (text, '\\') != NULL)
    {
      ariadne_items_set_error (items, index, ARIADNE_ERROR_PARSE, error,
                               "a name was expected, not '%s' with its backslash", text);
      return NULL;
    }
  if (has_long_number (text))
    {
      ariadne_items_set_error (items, index, ARIADNE_ERROR_LIMIT, error,
                               "the number of a variable has at most %d digits",
                               ARIADNE_NAME_MAX_DIGITS);
      return NULL;
    }

  return ariadne_name_intern (text);
}

/**
 * ariadne_read_variable_name: (skip)
 * @items: items
 * @index: the number of a symbol
 * @error: return location for an error
 *
 * Reads the name of a variable.
 *
 * Returns: the interned name, %NULL on error
 */
const char *
ariadne_read_variable_name (const AriadneItems *items,
                            guint               index,
                            GError            **error)
{
  const char *text = ariadne_items_get (items, index)->symbol;
  AriadneKind kind;

  if (ariadne_kind_by_word (text, &kind))
    {
      ariadne_items_set_error (items, index, ARIADNE_ERROR_PARSE, error,
                               "a variable was expected, but '%s' is an operation", text);
      return NULL;
    }
  if (!is_identifier (text))
    {
      ariadne_items_set_error (items, index, ARIADNE_ERROR_PARSE, error,
                               "a variable was expected, but '%s' is not a name", text);
      return NULL;
    }

  return ariadne_read_name (items, index, error);
}
