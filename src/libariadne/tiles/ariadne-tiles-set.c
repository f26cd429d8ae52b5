/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "tiles/ariadne-tiles-set.h"

#include <string.h>

#include "core/ariadne-error.h"
#include "core/ariadne-file.h"
#include "tiles/ariadne-tiles-layout.h"

#define MAX_FILE_LENGTH (16 << 20)

/**
 * AriadneTilesSet:
 *
 * Puzzles of sliding tiles, all of one size, and their names.
 *
 * A file has one puzzle a line: a name and a colon, which may be left out, and the
 * tiles row by row, separated by blanks, with 0 for the blank place. How many there
 * are in a line tells the size. What follows a `#` is a remark.
 *
 * A set does not change and may be used on any thread.
 */
struct _AriadneTilesSet
{
  GObject parent_instance;

  AriadneTilesDomain *domain;
  GPtrArray          *names;  /* of text */
  GPtrArray          *starts; /* of AriadneState; as many */
};

G_DEFINE_FINAL_TYPE (AriadneTilesSet, ariadne_tiles_set, G_TYPE_OBJECT)

/* A line of the file, and how far it has been read. */
typedef struct
{
  const char *source; /* nullable */
  guint       number;
  const char *text;   /* ends with 0 */
  const char *at;
} Line;

/* Says where the trouble is, before what it is. */
static gboolean
fail_at (const Line  *line,
         const char  *at,
         GError     **error,
         const char  *format,
         ...) G_GNUC_PRINTF (4, 5);

static gboolean
fail_at (const Line  *line,
         const char  *at,
         GError     **error,
         const char  *format,
         ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE, "%s%sline %u, column %u: %s",
               line->source != NULL ? line->source : "", line->source != NULL ? ": " : "",
               line->number, (guint) (at - line->text) + 1, message);

  return FALSE;
}

static void
skip_blanks (Line *line)
{
  line->at += strspn (line->at, " \t\r");
}

/* What comes before a colon; otherwise its number among the puzzles. */
static gboolean
read_name (Line    *line,
           guint    position,
           char   **name,
           GError **error)
{
  const char *colon = strchr (line->at, ':');

  if (colon == NULL)
    {
      *name = g_strdup_printf ("puzzle-%u", position + 1);
      return TRUE;
    }

  *name = g_strstrip (g_strndup (line->at, colon - line->at));
  if (**name == '\0' || strchr (*name, ',') != NULL || !g_utf8_validate (*name, -1, NULL))
    {
      fail_at (line, line->at, error, "expected a name without commas before the colon");
      g_clear_pointer (name, g_free);
      return FALSE;
    }
  line->at = colon + 1;

  return TRUE;
}

static gboolean
read_tile (Line    *line,
           guint8  *tile,
           GError **error)
{
  gsize n_digits = strspn (line->at, "0123456789");
  char after = line->at[n_digits];

  if (n_digits == 0 || n_digits > 2 || (after != '\0' && strchr (" \t\r", after) == NULL))
    return fail_at (line, line->at, error, "expected the number of a tile, up to %u",
                    ARIADNE_TILES_MAX_PLACES - 1);

  *tile = strtoul (line->at, NULL, 10);
  line->at += n_digits;
  skip_blanks (line);

  return TRUE;
}

static gboolean
read_tiles (Line    *line,
            guint8  *tiles,
            guint   *n_tiles,
            GError **error)
{
  skip_blanks (line);
  for (*n_tiles = 0; *line->at != '\0'; (*n_tiles)++)
    {
      if (*n_tiles == ARIADNE_TILES_MAX_PLACES)
        return fail_at (line, line->at, error, "expected at most %u tiles with the blank",
                        ARIADNE_TILES_MAX_PLACES);
      if (!read_tile (line, &tiles[*n_tiles], error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
settle_size (AriadneTilesSet  *self,
             const Line       *line,
             guint             n_tiles,
             GError          **error)
{
  guint side = ARIADNE_TILES_MIN_SIDE;
  guint expected;

  if (self->domain != NULL)
    {
      expected = ariadne_tiles_domain_get_side (self->domain);
      if (n_tiles == expected * expected)
        return TRUE;

      return fail_at (line, line->text, error, "there are %u tiles, expected %u as before",
                      n_tiles, expected * expected);
    }

  while (side < ARIADNE_TILES_MAX_SIDE && side * side < n_tiles)
    side++;
  if (side * side != n_tiles)
    return fail_at (line, line->text, error,
                    "there are %u tiles, expected 9, 16 or 25 with the blank", n_tiles);

  self->domain = ariadne_tiles_domain_new (side);

  return TRUE;
}

static gboolean
read_puzzle (AriadneTilesSet  *self,
             Line             *line,
             GError          **error)
{
  guint8 tiles[ARIADNE_TILES_MAX_PLACES];
  g_autofree char *name = NULL;
  g_autoptr (GError) local_error = NULL;
  AriadneState *start;
  guint n_tiles;

  if (!read_name (line, self->names->len, &name, error)
      || !read_tiles (line, tiles, &n_tiles, error)
      || !settle_size (self, line, n_tiles, error))
    return FALSE;

  start = ariadne_tiles_domain_make_state (self->domain, tiles, n_tiles, &local_error);
  if (start == NULL)
    return fail_at (line, line->text, error, "%s: %s", name, local_error->message);

  g_ptr_array_add (self->names, g_steal_pointer (&name));
  g_ptr_array_add (self->starts, start);

  return TRUE;
}

static gboolean
read_line (AriadneTilesSet  *self,
           const char       *source,
           guint             number,
           char             *text,
           GError          **error)
{
  Line line = { source, number, text, text };
  char *remark = strchr (text, '#');

  if (remark != NULL)
    *remark = '\0';
  skip_blanks (&line);

  return *line.at == '\0' || read_puzzle (self, &line, error);
}

static gboolean
read_lines (AriadneTilesSet  *self,
            const char       *source,
            GBytes           *bytes,
            GError          **error)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  gsize length;
  gconstpointer data = g_bytes_get_data (bytes, &length);

  text = g_strndup (data, length);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (!read_line (self, source, i + 1, lines[i], error))
      return FALSE;

  if (self->names->len > 0)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE,
               "%s%sthere is no puzzle, expected at least one",
               source != NULL ? source : "", source != NULL ? ": " : "");

  return FALSE;
}

/**
 * ariadne_tiles_set_new_from_path:
 * @path: (type filename): the path of a file
 * @error: return location for an error
 *
 * Reads the puzzles of a file.
 *
 * Returns: (transfer full): the puzzles, %NULL on error
 */
AriadneTilesSet *
ariadne_tiles_set_new_from_path (const char  *path,
                                 GError     **error)
{
  g_autoptr (GBytes) bytes = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  bytes = ariadne_file_read (path, MAX_FILE_LENGTH, error);

  return bytes != NULL ? ariadne_tiles_set_new_from_bytes (bytes, path, error) : NULL;
}

/**
 * ariadne_tiles_set_new_from_bytes:
 * @bytes: the contents of a file
 * @name: (nullable): the name of the file, for messages
 * @error: return location for an error
 *
 * Reads puzzles. Errors say where in the file they are.
 *
 * Returns: (transfer full): the puzzles, %NULL on error
 */
AriadneTilesSet *
ariadne_tiles_set_new_from_bytes (GBytes      *bytes,
                                  const char  *name,
                                  GError     **error)
{
  g_autoptr (AriadneTilesSet) self = NULL;

  g_return_val_if_fail (bytes != NULL, NULL);

  self = g_object_new (ARIADNE_TYPE_TILES_SET, NULL);

  return read_lines (self, name, bytes, error) ? g_steal_pointer (&self) : NULL;
}

/* Of several puzzles of one name the last. */
static gboolean
find (AriadneTilesSet  *self,
      const char       *name,
      guint            *index,
      GError          **error)
{
  for (guint i = self->names->len; i-- > 0;)
    if (g_str_equal (g_ptr_array_index (self->names, i), name))
      {
        *index = i;
        return TRUE;
      }

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_NOT_FOUND,
               "there is no puzzle “%s”; expected one of %u, the first of which is “%s”", name,
               self->names->len, ariadne_tiles_set_get_name (self, 0));

  return FALSE;
}

/**
 * ariadne_tiles_set_select:
 * @self: a set of puzzles
 * @names: (array zero-terminated=1): the names of some of them, at least one
 * @error: return location for an error
 *
 * Makes a set of some of the puzzles, in the order of their names.
 *
 * Returns: (transfer full): the set; %NULL with %ARIADNE_ERROR_NOT_FOUND if there
 *   is no puzzle of a name
 */
AriadneTilesSet *
ariadne_tiles_set_select (AriadneTilesSet     *self,
                          const char * const  *names,
                          GError             **error)
{
  g_autoptr (AriadneTilesSet) result = NULL;

  g_return_val_if_fail (ARIADNE_IS_TILES_SET (self), NULL);
  g_return_val_if_fail (names != NULL && names[0] != NULL, NULL);

  result = g_object_new (ARIADNE_TYPE_TILES_SET, NULL);
  result->domain = g_object_ref (self->domain);
  for (; *names != NULL; names++)
    {
      guint index;

      if (!find (self, *names, &index, error))
        return NULL;
      g_ptr_array_add (result->names, g_strdup (*names));
      g_ptr_array_add (result->starts, ariadne_state_ref (g_ptr_array_index (self->starts, index)));
    }

  return g_steal_pointer (&result);
}

/**
 * ariadne_tiles_set_get_domain:
 * @self: a set of puzzles
 *
 * Gets what searches need beside a start.
 *
 * Returns: (transfer none): the domain that they belong to
 */
AriadneTilesDomain *
ariadne_tiles_set_get_domain (AriadneTilesSet *self)
{
  g_return_val_if_fail (ARIADNE_IS_TILES_SET (self), NULL);

  return self->domain;
}

/**
 * ariadne_tiles_set_get_n_puzzles:
 * @self: a set of puzzles
 *
 * Counts the puzzles.
 *
 * Returns: how many there are, at least 1
 */
guint
ariadne_tiles_set_get_n_puzzles (AriadneTilesSet *self)
{
  g_return_val_if_fail (ARIADNE_IS_TILES_SET (self), 0);

  return self->names->len;
}

/**
 * ariadne_tiles_set_get_name:
 * @self: a set of puzzles
 * @index: the number of a puzzle, from 0
 *
 * Gets what a puzzle is called.
 *
 * Returns: (transfer none): its name
 */
const char *
ariadne_tiles_set_get_name (AriadneTilesSet *self,
                            guint            index)
{
  g_return_val_if_fail (ARIADNE_IS_TILES_SET (self), NULL);
  g_return_val_if_fail (index < self->names->len, NULL);

  return g_ptr_array_index (self->names, index);
}

/**
 * ariadne_tiles_set_get_start:
 * @self: a set of puzzles
 * @index: the number of a puzzle, from 0
 *
 * Gets what a search starts from.
 *
 * Returns: (transfer none): the state that is to be solved
 */
AriadneState *
ariadne_tiles_set_get_start (AriadneTilesSet *self,
                             guint            index)
{
  g_return_val_if_fail (ARIADNE_IS_TILES_SET (self), NULL);
  g_return_val_if_fail (index < self->starts->len, NULL);

  return g_ptr_array_index (self->starts, index);
}

static void
ariadne_tiles_set_finalize (GObject *object)
{
  AriadneTilesSet *self = ARIADNE_TILES_SET (object);

  g_clear_object (&self->domain);
  g_ptr_array_unref (self->names);
  g_ptr_array_unref (self->starts);

  G_OBJECT_CLASS (ariadne_tiles_set_parent_class)->finalize (object);
}

static void
ariadne_tiles_set_class_init (AriadneTilesSetClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ariadne_tiles_set_finalize;
}

static void
ariadne_tiles_set_init (AriadneTilesSet *self)
{
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->starts = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_state_unref);
}
