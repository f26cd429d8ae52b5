/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <string.h>

#include "expression/ariadne-definition-reader.h"
#include "expression/ariadne-definition-writer.h"
#include "expression/ariadne-items.h"
#include "expression/ariadne-known-sequence.h"
#include "expression/ariadne-layout.h"

typedef struct
{
  const char   *text;
  AriadneItems *items;
  GHashTable   *rewritten; /* the names of functions, owned by the items */
  GString      *result;
} Writer;

/* The name of the function that an item of the file defines, if it does. */
static const char *
get_function (const Writer *writer,
              guint         index)
{
  const char *name = ariadne_items_get (writer->items, index + 2)->symbol;

  if (!ariadne_items_is_symbol (writer->items, index + 1, "def")
      || g_str_has_prefix (name, ARIADNE_COST_PREFIX) || g_str_equal (name, "main"))
    return NULL;

  return name;
}

static void
find_rewritten (Writer              *writer,
                AriadneTree * const *functions)
{
  guint n = ariadne_items_get_n_top (writer->items);
  guint function = 0;

  for (guint i = 0, index = 0; i < n; i++)
    {
      const char *name = get_function (writer, index);

      if (name != NULL && functions[function++] != NULL)
        g_hash_table_add (writer->rewritten, (gpointer) name);
      index = ariadne_items_get (writer->items, index)->next;
    }
}

/* Whether a line tells how to improve a function that is another one now. */
static gboolean
is_outdated (const Writer *writer,
             const char   *line,
             gsize         length)
{
  g_autoptr (GPtrArray) sequences = ariadne_known_sequences_read (line, length);
  const AriadneKnownSequence *sequence;

  if (sequences->len == 0)
    return FALSE;

  sequence = g_ptr_array_index (sequences, 0);

  return g_hash_table_contains (writer->rewritten, sequence->name);
}

/* What stands between definitions stays: comments, for the most part. */
static void
copy_between (const Writer *writer,
              gsize         from,
              gsize         to)
{
  while (from < to)
    {
      const char *line = writer->text + from;
      const char *newline = memchr (line, '\n', to - from);
      gsize       length = newline == NULL ? to - from : (gsize) (newline - line) + 1;

      if (!is_outdated (writer, line, length))
        g_string_append_len (writer->result, line, (gssize) length);
      from += length;
    }
}

static void
write_all (Writer              *writer,
           gsize                length,
           AriadneTree * const *functions)
{
  guint n = ariadne_items_get_n_top (writer->items);
  guint function = 0;
  gsize done = 0;

  for (guint i = 0, index = 0; i < n; i++)
    {
      const AriadneItem *item = ariadne_items_get (writer->items, index);
      const char        *name = get_function (writer, index);
      AriadneTree       *rewritten = name != NULL ? functions[function++] : NULL;

      copy_between (writer, done, item->offset);
      if (rewritten != NULL)
        ariadne_lay_out_definition (name, rewritten, writer->result);
      else
        g_string_append_len (writer->result, writer->text + item->offset,
                             (gssize) (item->end - item->offset));
      done = item->end;
      index = item->next;
    }
  copy_between (writer, done, length);
}

/**
 * ariadne_write_definitions: (skip)
 * @text: (array length=length): the contents of a file that can be read
 * @length: its length in bytes
 * @functions: for each function that the file defines, what takes its place: a typed
 *   lam, or %NULL for itself
 *
 * Writes a file anew with some of its functions rewritten. All that is not about these
 * stays as it is.
 *
 * Returns: (transfer full): the contents of the new file
 */
char *
ariadne_write_definitions (const char          *text,
                           gsize                length,
                           AriadneTree * const *functions)
{
  g_autoptr (AriadneItems) items = ariadne_items_read (text, length, NULL, NULL);
  g_autoptr (GHashTable)   rewritten = g_hash_table_new (g_str_hash, g_str_equal);
  Writer writer = { text, items, rewritten, g_string_sized_new (length) };

  g_assert (items != NULL);

  find_rewritten (&writer, functions);
  write_all (&writer, length, functions);

  return g_string_free (writer.result, FALSE);
}
