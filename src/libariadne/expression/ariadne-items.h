/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

#include "core/ariadne-error.h"

G_BEGIN_DECLS

/* Texts as items: atoms and lists of items, the lexical half of reading.
 *
 * The items of a text lie in one array in the order in which they start, and
 * each knows where the next one after it starts. So nothing here recurses, and
 * whoever walks over items may recurse as deep as ARIADNE_ITEMS_MAX_NESTING.
 */

#define ARIADNE_ITEMS_MAX_NESTING 2000
#define ARIADNE_ITEMS_MAX_LENGTH  (16 * 1024 * 1024)

typedef struct _AriadneItems AriadneItems;

typedef enum {
  ARIADNE_ITEM_LIST,
  ARIADNE_ITEM_SQUARE, /* a list in square brackets, which nothing accepts */
  ARIADNE_ITEM_QUOTED, /* likewise */
  ARIADNE_ITEM_STRING, /* likewise */
  ARIADNE_ITEM_SYMBOL,
  ARIADNE_ITEM_INTEGER,
  ARIADNE_ITEM_HUGE, /* an integer of more than 64 bits */
  ARIADNE_ITEM_FLOAT,
  ARIADNE_ITEM_BOOL,
} AriadneItemKind;

/**
 * AriadneItem: (skip)
 * @kind: the kind
 * @line: the line it starts in, from 1
 * @column: the column it starts in, in characters and from 1
 * @n_items: for lists, the number of items in it
 * @next: the number of the item after it and all that is in it
 * @offset: where it starts in the text, in bytes
 * @symbol: the text of a symbol
 * @integer: the value of an integer, or 0 or 1 for a Bool
 * @real: the value of a float
 * @end: where a list ends in the text, in bytes
 */
typedef struct
{
  AriadneItemKind kind;
  guint           line;
  guint           column;
  guint           n_items;
  guint           next;
  guint           offset;
  union
  {
    const char *symbol;
    gint64      integer;
    double      real;
    guint       end;
  };
} AriadneItem;

AriadneItems      *ariadne_items_read      (const char         *text,
                                            gsize               length,
                                            const char         *source,
                                            GError            **error) G_GNUC_WARN_UNUSED_RESULT;
void               ariadne_items_free      (AriadneItems       *self);
const AriadneItem *ariadne_items_get       (const AriadneItems *self,
                                            guint               index);
guint              ariadne_items_get_n_top (const AriadneItems *self);
gboolean           ariadne_items_is_symbol (const AriadneItems *self,
                                            guint               index,
                                            const char         *symbol);
void               ariadne_items_set_error (const AriadneItems *self,
                                            guint               index,
                                            AriadneError        code,
                                            GError            **error,
                                            const char         *format,
                                            ...) G_GNUC_PRINTF (5, 6);
void               ariadne_items_prefix    (const AriadneItems *self,
                                            guint               index,
                                            GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneItems, ariadne_items_free)

G_END_DECLS
