/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "golden-file.h"

#include <math.h>
#include <string.h>

#define N_THREADS 2
#define MAX_QUEUED 64
#define MAX_COMPLAINTS 5
#define MAX_SHOWN 300
#define BUFFER_SIZE (1 << 18)

GoldenFile *
golden_file_new (const char  *directory,
                 const char  *name,
                 const char  *variant,
                 GoldenWorld *world)
{
  GoldenFile *self = g_new0 (GoldenFile, 1);

  self->path = g_build_filename (directory, name, NULL);
  self->name = g_strdup (name);
  self->variant = g_strdup (variant);
  self->world = world;
  self->complaints = g_ptr_array_new_with_free_func (g_free);
  self->reasons = g_hash_table_new (g_str_hash, g_str_equal);
  g_mutex_init (&self->lock);

  return self;
}

void
golden_file_free (GoldenFile *self)
{
  g_free (self->path);
  g_free (self->name);
  g_free (self->variant);
  g_ptr_array_unref (self->complaints);
  g_hash_table_unref (self->reasons);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* Reading */

static GDataInputStream *
open_lines (const char  *path,
            GError     **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GInputStream) stream = G_INPUT_STREAM (g_file_read (file, NULL, error));
  GDataInputStream *lines;

  if (stream == NULL)
    return NULL;

  if (g_str_has_suffix (path, ".gz"))
    {
      g_autoptr (GConverter) gunzip = NULL;
      GInputStream *inner = g_steal_pointer (&stream);

      gunzip = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
      stream = g_converter_input_stream_new (inner, gunzip);
      g_object_unref (inner);
    }

  lines = g_data_input_stream_new (stream);
  g_buffered_input_stream_set_buffer_size (G_BUFFERED_INPUT_STREAM (lines), BUFFER_SIZE);

  return lines;
}

static JsonParser *
parse_line (const char  *text,
            gssize       length,
            GError     **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();

  if (!json_parser_load_from_data (parser, text, length, error))
    return NULL;

  if (json_parser_get_root (parser) == NULL
      || !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           "the line is not a JSON object");
      return NULL;
    }

  return g_steal_pointer (&parser);
}

gboolean
golden_file_read_lines (const char      *path,
                        GoldenLineFunc   function,
                        gpointer         user_data,
                        GError         **error)
{
  g_autoptr (GDataInputStream) lines = open_lines (path, error);

  if (lines == NULL)
    return FALSE;

  while (TRUE)
    {
      g_autoptr (GError) local_error = NULL;
      g_autoptr (JsonParser) parser = NULL;
      g_autofree char *line = NULL;
      gsize length;

      line = g_data_input_stream_read_line (lines, &length, NULL, &local_error);
      if (line == NULL)
        {
          if (local_error != NULL)
            g_propagate_error (error, g_steal_pointer (&local_error));
          return local_error == NULL && (error == NULL || *error == NULL);
        }

      if (length == 0)
        continue;

      parser = parse_line (line, length, error);
      if (parser == NULL)
        return FALSE;

      function (json_node_get_object (json_parser_get_root (parser)), user_data);
    }
}

/* Checking all lines
 *
 * This thread reads, N_THREADS others parse and check. At most MAX_QUEUED
 * lines are under way, so that a file of any length takes little memory.
 */

typedef struct
{
  GoldenFile *file;
  GoldenCheck check;

  GMutex lock;
  GCond  freed;
  guint  n_queued; /* guarded by the lock; signalled when it falls */
} Pass;

typedef struct
{
  char *text;
  gsize length;
  guint number;
} Line;

static void
check_line (gpointer data,
            gpointer user_data)
{
  g_autofree Line *line = data;
  Pass *pass = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonParser) parser = parse_line (line->text, line->length, &error);
  GoldenCase self;

  golden_case_begin (&self, pass->file, "line", line->number, NULL);
  if (parser != NULL)
    {
      self.object = json_node_get_object (json_parser_get_root (parser));
      pass->check (&self);
    }
  else
    golden_case_fail (&self, "%s", error->message);
  golden_case_end (&self);
  g_free (line->text);

  g_mutex_lock (&pass->lock);
  pass->n_queued--;
  g_cond_signal (&pass->freed);
  g_mutex_unlock (&pass->lock);
}

static void
push_line (Pass        *pass,
           GThreadPool *pool,
           char        *text,
           gsize        length,
           guint        number)
{
  Line *line = g_new (Line, 1);

  line->text = text;
  line->length = length;
  line->number = number;

  g_mutex_lock (&pass->lock);
  while (pass->n_queued == MAX_QUEUED)
    g_cond_wait (&pass->freed, &pass->lock);
  pass->n_queued++;
  g_mutex_unlock (&pass->lock);

  g_thread_pool_push (pool, line, NULL);
}

void
golden_file_check_lines (GoldenFile  *self,
                         GoldenCheck  check)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDataInputStream) lines = open_lines (self->path, &error);
  Pass pass = { .file = self, .check = check };
  GThreadPool *pool;
  guint number = 0;
  gsize length;
  char *text;

  if (lines == NULL)
    {
      golden_file_fail (self, "%s", error->message);
      return;
    }

  g_mutex_init (&pass.lock);
  g_cond_init (&pass.freed);
  pool = g_thread_pool_new (check_line, &pass, N_THREADS, TRUE, NULL);

  while ((text = g_data_input_stream_read_line (lines, &length, NULL, &error)) != NULL)
    {
      number++;
      if (length > 0)
        push_line (&pass, pool, text, length, number);
      else
        g_free (text);
    }

  g_thread_pool_free (pool, FALSE, TRUE);
  g_cond_clear (&pass.freed);
  g_mutex_clear (&pass.lock);

  if (error != NULL)
    golden_file_fail (self, "after line %u: %s", number, error->message);
}

/* Verdicts */

/* Complaints carry their number in front so that the first can be kept. */
static void
add_complaint (GoldenFile *self,
               guint       number,
               const char *text)
{
  g_autofree char *complaint = g_strdup_printf ("%08u%s", number, text);
  guint place = self->complaints->len;

  while (place > 0 && strcmp (g_ptr_array_index (self->complaints, place - 1), complaint) > 0)
    place--;

  if (place == MAX_COMPLAINTS)
    return;

  g_ptr_array_insert (self->complaints, place, g_steal_pointer (&complaint));
  if (self->complaints->len > MAX_COMPLAINTS)
    g_ptr_array_set_size (self->complaints, MAX_COMPLAINTS);
}

/* A failure of the file as a whole. */
void
golden_file_fail (GoldenFile *self,
                  const char *format,
                  ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  g_mutex_lock (&self->lock);
  self->n_failed++;
  add_complaint (self, 0, text);
  g_mutex_unlock (&self->lock);
}

void
golden_file_report (GoldenFile *self)
{
  GHashTableIter iter;
  gpointer reason, count;

  g_print ("%-44s %6u passed %6u failed %6u skipped\n",
           self->name, self->n_passed, self->n_failed, self->n_skipped);

  g_hash_table_iter_init (&iter, self->reasons);
  while (g_hash_table_iter_next (&iter, &reason, &count))
    g_print ("    skipped %u: %s\n", GPOINTER_TO_UINT (count), (const char *) reason);

  for (guint i = 0; i < self->complaints->len; i++)
    g_print ("    %s\n", (const char *) g_ptr_array_index (self->complaints, i) + 8);

  if (self->n_failed > self->complaints->len)
    g_print ("    and %u more\n", self->n_failed - self->complaints->len);
}

void
golden_case_begin (GoldenCase *self,
                   GoldenFile *file,
                   const char *place,
                   guint       number,
                   JsonObject *object)
{
  memset (self, 0, sizeof *self);
  self->file = file;
  self->world = file->world;
  self->place = place;
  self->number = number;
  self->object = object;
}

void
golden_case_end (GoldenCase *self)
{
  GoldenFile *file = self->file;

  g_mutex_lock (&file->lock);
  if (self->complaint != NULL)
    {
      g_autofree char *text = g_strdup_printf ("%s %u: %s", self->place, self->number,
                                               self->complaint->str);

      file->n_failed++;
      add_complaint (file, self->number, text);
      g_string_free (self->complaint, TRUE);
    }
  else if (self->skipped != NULL)
    {
      guint count = GPOINTER_TO_UINT (g_hash_table_lookup (file->reasons, self->skipped));

      file->n_skipped++;
      g_hash_table_insert (file->reasons, (char *) self->skipped,
                           GUINT_TO_POINTER (count + 1));
    }
  else
    file->n_passed++;
  g_mutex_unlock (&file->lock);
}

void
golden_case_skip (GoldenCase *self,
                  const char *reason)
{
  if (self->skipped == NULL)
    self->skipped = reason;
}

void
golden_case_fail (GoldenCase *self,
                  const char *format,
                  ...)
{
  va_list arguments;

  if (self->complaint != NULL)
    return;

  self->complaint = g_string_new (NULL);
  va_start (arguments, format);
  g_string_append_vprintf (self->complaint, format, arguments);
  va_end (arguments);
}

/* What is not in the folder cannot be checked; all else has failed. */
void
golden_case_fail_with (GoldenCase   *self,
                       const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    golden_case_skip (self, "what it refers to is not in the folder");
  else
    golden_case_fail (self, "%s", error->message);
}

/* Whether there is any point in looking further. */
gboolean
golden_case_is_open (GoldenCase *self)
{
  return self->complaint == NULL && self->skipped == NULL;
}

/* Where two long texts differ is what one wants to see of them. */
gboolean
golden_case_expect_string (GoldenCase *self,
                           const char *what,
                           const char *expected,
                           const char *actual)
{
  gsize same = 0, from;

  if (g_strcmp0 (expected, actual) == 0)
    return TRUE;

  if (expected == NULL || actual == NULL)
    {
      golden_case_fail (self, "%s: expected %.*s, got %.*s", what,
                        MAX_SHOWN, expected != NULL ? expected : "nothing",
                        MAX_SHOWN, actual != NULL ? actual : "nothing");
      return FALSE;
    }

  while (expected[same] != '\0' && expected[same] == actual[same])
    same++;
  from = same > MAX_SHOWN / 2 ? same - MAX_SHOWN / 2 : 0;

  golden_case_fail (self, "%s: at byte %" G_GSIZE_FORMAT " expected ...%.*s, got ...%.*s",
                    what, same, MAX_SHOWN, expected + from, MAX_SHOWN, actual + from);

  return FALSE;
}

gboolean
golden_case_expect_uint (GoldenCase *self,
                         const char *what,
                         guint64     expected,
                         guint64     actual)
{
  if (expected == actual)
    return TRUE;

  golden_case_fail (self, "%s: expected %" G_GUINT64_FORMAT ", got %" G_GUINT64_FORMAT,
                    what, expected, actual);
  return FALSE;
}

gboolean
golden_case_expect_double (GoldenCase *self,
                           const char *what,
                           double      expected,
                           double      actual)
{
  if (expected == actual)
    return TRUE;

  golden_case_fail (self, "%s: expected %.17g, got %.17g", what, expected, actual);
  return FALSE;
}

gboolean
golden_case_expect_near (GoldenCase *self,
                         const char *what,
                         double      expected,
                         double      actual,
                         double      tolerance)
{
  if (fabs (expected - actual) <= tolerance)
    return TRUE;

  golden_case_fail (self, "%s: expected %.17g within %.3g, got %.17g (off by %.3g)",
                    what, expected, tolerance, actual, fabs (expected - actual));
  return FALSE;
}

/* JSON */

static JsonNode *
get_member (JsonObject *object,
            const char *member,
            JsonNodeType type)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;

  return node != NULL && JSON_NODE_TYPE (node) == type ? node : NULL;
}

gboolean
golden_has (JsonObject *object,
            const char *member)
{
  return object != NULL && json_object_has_member (object, member);
}

const char *
golden_string (JsonObject *object,
               const char *member)
{
  JsonNode *node = get_member (object, member, JSON_NODE_VALUE);

  return node != NULL ? json_node_get_string (node) : NULL;
}

JsonArray *
golden_array (JsonObject *object,
              const char *member)
{
  static JsonArray *empty;
  JsonNode *node = get_member (object, member, JSON_NODE_ARRAY);

  if (node != NULL)
    return json_node_get_array (node);

  if (g_once_init_enter (&empty))
    g_once_init_leave (&empty, json_array_new ());

  return empty;
}

JsonObject *
golden_object (JsonObject *object,
               const char *member)
{
  JsonNode *node = get_member (object, member, JSON_NODE_OBJECT);

  return node != NULL ? json_node_get_object (node) : NULL;
}

guint
golden_uint (JsonObject *object,
             const char *member)
{
  JsonNode *node = get_member (object, member, JSON_NODE_VALUE);

  return node != NULL ? (guint) json_node_get_int (node) : 0;
}

double
golden_double (JsonObject *object,
               const char *member)
{
  JsonNode *node = get_member (object, member, JSON_NODE_VALUE);

  return node != NULL ? json_node_get_double (node) : 0;
}

gboolean
golden_bool (JsonObject *object,
             const char *member)
{
  JsonNode *node = get_member (object, member, JSON_NODE_VALUE);

  return node != NULL && json_node_get_boolean (node);
}

guint32
golden_hash (const char *text)
{
  guint32 hash = 0x811c9dc5;

  for (const guchar *byte = (const guchar *) text; *byte != '\0'; byte++)
    hash = (hash ^ *byte) * 0x01000193;

  return hash;
}
