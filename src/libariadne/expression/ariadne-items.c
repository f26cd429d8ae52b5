/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <string.h>

#include "expression/ariadne-items.h"
#include "expression/ariadne-number.h"

struct _AriadneItems
{
  GArray       *items; /* AriadneItem */
  GStringChunk *texts;
  char         *source;
  guint         n_top;
};

typedef struct
{
  AriadneItems *result;
  GArray       *open; /* guint: the lists that are not closed yet */
  const char   *start;
  const char   *p;
  const char   *end;
  guint         line;
  guint         column;
} Lexer;

static void
prefix_error (const AriadneItems *self,
              guint               line,
              guint               column,
              GError            **error)
{
  if (self->source != NULL)
    g_prefix_error (error, "%s:%u:%u: ", self->source, line, column);
  else
    g_prefix_error (error, "line %u, column %u: ", line, column);
}

/* Reports something wrong where the lexer stands. */
static gboolean
fail (const Lexer *lexer,
      AriadneError code,
      const char  *message,
      GError     **error)
{
  g_set_error_literal (error, ARIADNE_ERROR, (int) code, message);
  prefix_error (lexer->result, lexer->line, lexer->column, error);

  return FALSE;
}

static AriadneItem *
get (const Lexer *lexer,
     guint        index)
{
  return &g_array_index (lexer->result->items, AriadneItem, index);
}

static void
advance (Lexer *lexer)
{
  if (*lexer->p == '\n')
    {
      lexer->line++;
      lexer->column = 1;
    }
  else if (((guchar) *lexer->p & 0xc0) != 0x80)
    {
      lexer->column++;
    }
  lexer->p++;
}

static gboolean
is_space (char c)
{
  return g_ascii_isspace (c) || c == '\v';
}

static gboolean
ends_atom (char c)
{
  return is_space (c) || strchr ("()[]\"'", c) != NULL;
}

static void
skip_space (Lexer *lexer)
{
  while (lexer->p < lexer->end)
    {
      if (*lexer->p == ';')
        while (lexer->p < lexer->end && *lexer->p != '\n')
          advance (lexer);
      else if (is_space (*lexer->p))
        advance (lexer);
      else
        break;
    }
}

static guint
add_item (Lexer          *lexer,
          AriadneItemKind kind)
{
  AriadneItem item = {
    .kind = kind,
    .line = lexer->line,
    .column = lexer->column,
    .offset = (guint) (lexer->p - lexer->start),
  };

  g_array_append_val (lexer->result->items, item);

  return lexer->result->items->len - 1;
}

/* An item is complete: it counts as one of the list it stands in, and completes
 * the quote it stands behind.
 */
static void
finish_item (Lexer *lexer,
             guint  index)
{
  for (;;)
    {
      AriadneItem *parent;
      guint        depth = lexer->open->len;

      get (lexer, index)->next = lexer->result->items->len;
      if (depth == 0)
        {
          lexer->result->n_top++;
          return;
        }

      index = g_array_index (lexer->open, guint, depth - 1);
      parent = get (lexer, index);
      parent->n_items++;
      if (parent->kind != ARIADNE_ITEM_QUOTED)
        return;
      g_array_set_size (lexer->open, depth - 1);
    }
}

static gboolean
open_item (Lexer          *lexer,
           AriadneItemKind kind,
           GError        **error)
{
  guint index;

  if (lexer->open->len >= ARIADNE_ITEMS_MAX_NESTING)
    return fail (lexer, ARIADNE_ERROR_LIMIT,
                 "brackets are nested more than " G_STRINGIFY (ARIADNE_ITEMS_MAX_NESTING) " deep",
                 error);

  index = add_item (lexer, kind);
  g_array_append_val (lexer->open, index);
  advance (lexer);

  return TRUE;
}

static gboolean
close_item (Lexer          *lexer,
            AriadneItemKind kind,
            GError        **error)
{
  guint depth = lexer->open->len;
  guint index;

  if (depth == 0)
    return fail (lexer, ARIADNE_ERROR_PARSE, "nothing is open that this bracket closes", error);

  index = g_array_index (lexer->open, guint, depth - 1);
  if (get (lexer, index)->kind == ARIADNE_ITEM_QUOTED)
    return fail (lexer, ARIADNE_ERROR_PARSE, "an item was expected after the quote", error);
  if (get (lexer, index)->kind != kind)
    return fail (lexer, ARIADNE_ERROR_PARSE, "this bracket does not match the open one", error);

  g_array_set_size (lexer->open, depth - 1);
  advance (lexer);
  get (lexer, index)->end = (guint) (lexer->p - lexer->start);
  finish_item (lexer, index);

  return TRUE;
}

static gboolean
read_string (Lexer   *lexer,
             GError **error)
{
  Lexer start = *lexer;
  guint index = add_item (lexer, ARIADNE_ITEM_STRING);

  advance (lexer);
  while (lexer->p < lexer->end && *lexer->p != '"')
    {
      if (*lexer->p == '\\' && lexer->p + 1 < lexer->end)
        advance (lexer);
      advance (lexer);
    }
  if (lexer->p == lexer->end)
    return fail (&start, ARIADNE_ERROR_PARSE, "this string is not closed", error);

  advance (lexer);
  finish_item (lexer, index);

  return TRUE;
}

static void
classify (AriadneItem *item,
          const char  *text)
{
  gint64 integer = 0;
  double real = 0.0;

  switch (ariadne_number_read (text, &integer, &real))
    {
    case ARIADNE_NUMBER_INTEGER:
      item->kind = ARIADNE_ITEM_INTEGER;
      item->integer = integer;
      break;

    case ARIADNE_NUMBER_HUGE:
      item->kind = ARIADNE_ITEM_HUGE;
      break;

    case ARIADNE_NUMBER_FLOAT:
      item->kind = ARIADNE_ITEM_FLOAT;
      item->real = real;
      break;

    case ARIADNE_NUMBER_NONE:
    default:
      if (strcmp (text, "true") == 0 || strcmp (text, "false") == 0)
        {
          item->kind = ARIADNE_ITEM_BOOL;
          item->integer = text[0] == 't';
        }
      else
        {
          item->symbol = text;
        }
      break;
    }
}

static gboolean
read_atom (Lexer   *lexer,
           GError **error)
{
  const char *start = lexer->p;
  guint       index = add_item (lexer, ARIADNE_ITEM_SYMBOL);

  while (lexer->p < lexer->end && !ends_atom (*lexer->p))
    {
      if (*lexer->p == '\\')
        {
          advance (lexer);
          if (lexer->p == lexer->end)
            return fail (lexer, ARIADNE_ERROR_PARSE,
                         "a character was expected after the backslash", error);
        }
      advance (lexer);
    }

  classify (get (lexer, index),
            g_string_chunk_insert_len (lexer->result->texts, start, lexer->p - start));
  finish_item (lexer, index);

  return TRUE;
}

static gboolean
read_item (Lexer   *lexer,
           GError **error)
{
  switch (*lexer->p)
    {
    case '(':
      return open_item (lexer, ARIADNE_ITEM_LIST, error);

    case '[':
      return open_item (lexer, ARIADNE_ITEM_SQUARE, error);

    case ')':
      return close_item (lexer, ARIADNE_ITEM_LIST, error);

    case ']':
      return close_item (lexer, ARIADNE_ITEM_SQUARE, error);

    case '\'':
      return open_item (lexer, ARIADNE_ITEM_QUOTED, error);

    case '"':
      return read_string (lexer, error);

    default:
      return read_atom (lexer, error);
    }
}

static gboolean
check_all_closed (Lexer   *lexer,
                  GError **error)
{
  const AriadneItem *item;

  if (lexer->open->len == 0)
    return TRUE;

  item = get (lexer, g_array_index (lexer->open, guint, lexer->open->len - 1));
  lexer->line = item->line;
  lexer->column = item->column;

  return fail (lexer, ARIADNE_ERROR_PARSE,
               item->kind == ARIADNE_ITEM_QUOTED
               ? "an item was expected after the quote"
               : "this bracket is not closed",
               error);
}

/* Texts are short enough for us, and UTF-8 without NUL. */
static gboolean
check_text (Lexer   *lexer,
            GError **error)
{
  const char *text = lexer->p;
  gsize       length = (gsize) (lexer->end - text);
  const char *bad;

  if (length > ARIADNE_ITEMS_MAX_LENGTH)
    return fail (lexer, ARIADNE_ERROR_LIMIT, "the text is longer than 16 MiB", error);
  if (g_utf8_validate_len (text, length, &bad))
    return TRUE;

  while (lexer->p < bad)
    advance (lexer);

  return fail (lexer, ARIADNE_ERROR_PARSE,
               *bad == '\0' ? "there is a NUL byte" : "this is not UTF-8", error);
}

static gboolean
read_all (Lexer   *lexer,
          GError **error)
{
  if (!check_text (lexer, error))
    return FALSE;

  for (skip_space (lexer); lexer->p < lexer->end; skip_space (lexer))
    if (!read_item (lexer, error))
      return FALSE;

  return check_all_closed (lexer, error);
}

/**
 * ariadne_items_read: (skip)
 * @text: (array length=length): a text
 * @length: its length in bytes
 * @source: (nullable): where it comes from, for messages
 * @error: return location for an error
 *
 * Reads a text into items.
 *
 * Returns: (transfer full): the items, %NULL on error
 */
AriadneItems *
ariadne_items_read (const char *text,
                    gsize       length,
                    const char *source,
                    GError    **error)
{
  g_autoptr (AriadneItems) self = g_new0 (AriadneItems, 1);
  g_autoptr (GArray)       open = g_array_new (FALSE, FALSE, sizeof (guint));
  Lexer lexer = {
    .result = self,
    .open = open,
    .start = text,
    .p = text,
    .end = text + length,
    .line = 1,
    .column = 1,
  };

  self->items = g_array_new (FALSE, FALSE, sizeof (AriadneItem));
  self->texts = g_string_chunk_new (512);
  self->source = g_strdup (source);

  return read_all (&lexer, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * ariadne_items_free: (skip)
 * @self: (transfer full): items
 *
 * Releases the items of a text.
 */
void
ariadne_items_free (AriadneItems *self)
{
  g_array_unref (self->items);
  g_string_chunk_free (self->texts);
  g_free (self->source);
  g_free (self);
}

/**
 * ariadne_items_get: (skip)
 * @self: items
 * @index: the number of an item
 *
 * Gets an item. The first top-level item has number 0, the first item of a list
 * comes right after the list, and the one after item i is its `next`.
 *
 * Returns: (transfer none): the item
 */
const AriadneItem *
ariadne_items_get (const AriadneItems *self,
                   guint               index)
{
  return &g_array_index (self->items, AriadneItem, index);
}

/**
 * ariadne_items_get_n_top: (skip)
 * @self: items
 *
 * Returns: the number of top-level items
 */
guint
ariadne_items_get_n_top (const AriadneItems *self)
{
  return self->n_top;
}

/**
 * ariadne_items_is_symbol: (skip)
 * @self: items
 * @index: the number of an item
 * @symbol: a word
 *
 * Returns: whether the item is that symbol
 */
gboolean
ariadne_items_is_symbol (const AriadneItems *self,
                         guint               index,
                         const char         *symbol)
{
  const AriadneItem *item = ariadne_items_get (self, index);

  return item->kind == ARIADNE_ITEM_SYMBOL && strcmp (item->symbol, symbol) == 0;
}

/**
 * ariadne_items_prefix: (skip)
 * @self: items
 * @index: the number of an item; the end of the last item for the place there
 * @error: (inout): an error
 *
 * Puts the place of an item in front of the message of an error.
 */
void
ariadne_items_prefix (const AriadneItems *self,
                      guint               index,
                      GError            **error)
{
  guint line = 1;
  guint column = 1;

  if (index < self->items->len)
    {
      const AriadneItem *item = ariadne_items_get (self, index);

      line = item->line;
      column = item->column;
    }

  prefix_error (self, line, column, error);
}

/**
 * ariadne_items_set_error: (skip)
 * @self: items
 * @index: the number of the item that is not as it should be
 * @code: what kind of error it is
 * @error: return location for an error
 * @format: the message, which says what was expected
 * @...: its arguments
 *
 * Reports that something is wrong with an item.
 */
void
ariadne_items_set_error (const AriadneItems *self,
                         guint               index,
                         AriadneError        code,
                         GError            **error,
                         const char         *format,
                         ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error != NULL)
    *error = g_error_new_valist (ARIADNE_ERROR, (int) code, format, arguments);
  va_end (arguments);

  ariadne_items_prefix (self, index, error);
}
