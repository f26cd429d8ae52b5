/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <math.h>

#include "model/ariadne-weights-private.h"

#include "core/ariadne-error.h"
#include "core/ariadne-file.h"

/* Weights in files of the safetensors format: the length of the header, a
 * little-endian number of 64 bits; the header, a JSON object; and the values.
 * The header has an entry for every tensor with its type, shape and place, and
 * one with the metadata.
 *
 * Files are not trusted. The header is checked against the architecture in the
 * metadata, and that against the size of the file, before anything is
 * allocated for values.
 */

#define PREFIX_LENGTH     8
#define MAX_HEADER_LENGTH (1 << 20)
#define MAX_HEADER_DEPTH  8
#define MAX_FILE_LENGTH   (G_GINT64_CONSTANT (1) << 30)

typedef struct
{
  const char   *name;        /* the file, for messages */
  const guint8 *data;
  gsize         length;
  gsize         header_length;
  JsonObject   *header;      /* borrowed */
} Source;

static gboolean G_GNUC_PRINTF (3, 4)
fail (const Source  *source,
      GError       **error,
      const char    *format,
      ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE, "%s: %s", source->name, message);

  return FALSE;
}

static gboolean
read_prefix (Source  *source,
             GError **error)
{
  guint64 length;

  if (source->length < PREFIX_LENGTH)
    return fail (source, error, "%" G_GSIZE_FORMAT " bytes, expected at least 8 of header length",
                 source->length);

  memcpy (&length, source->data, sizeof length);
  length = GUINT64_FROM_LE (length);
  if (length > MAX_HEADER_LENGTH || length > source->length - PREFIX_LENGTH)
    return fail (source, error,
                 "byte 0: the header has %" G_GUINT64_FORMAT " bytes, expected at most %"
                 G_GSIZE_FORMAT,
                 length, MIN (source->length - PREFIX_LENGTH, (gsize) MAX_HEADER_LENGTH));

  source->header_length = length;

  return TRUE;
}

/* The JSON parser recurses: depth is bounded before it sees the text. */
static gboolean
check_depth (const Source  *source,
             GError       **error)
{
  const char *text = (const char *) source->data + PREFIX_LENGTH;
  gboolean in_string = FALSE;
  int depth = 0;

  if (source->header_length == 0 || text[0] != '{')
    return fail (source, error, "byte 8: expected a JSON object");
  if (!g_utf8_validate_len (text, source->header_length, NULL))
    return fail (source, error, "byte 8: the header is not valid UTF-8");

  for (gsize i = 0; i < source->header_length; i++)
    {
      if (in_string && text[i] == '\\')
        i++;
      else if (text[i] == '"')
        in_string = !in_string;
      else if (!in_string && (text[i] == '{' || text[i] == '['))
        depth++;
      else if (!in_string && (text[i] == '}' || text[i] == ']'))
        depth--;

      if (depth > MAX_HEADER_DEPTH)
        return fail (source, error, "byte %" G_GSIZE_FORMAT ": the header is nested too deeply",
                     PREFIX_LENGTH + i);
    }

  return TRUE;
}

/* How many members of an object have been read, and a key that came twice: then
 * the object has fewer.
 */
typedef struct
{
  GHashTable *n_members; /* owned; JsonObject to their number */
  char       *duplicate; /* owned; nullable */
} MemberCensus;

static void
count_member_cb (JsonParser *parser,
                 JsonObject *object,
                 const char *key,
                 gpointer    user_data)
{
  MemberCensus *census = user_data;
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (census->n_members, object)) + 1;

  g_hash_table_insert (census->n_members, object, GUINT_TO_POINTER (n));
  if (n > json_object_get_size (object) && census->duplicate == NULL)
    census->duplicate = g_strdup (key);
}

/* The parser would keep the last of several members of one key, and another
 * reader perhaps the first.
 */
static gboolean
parse_json (const Source  *source,
            JsonParser    *parser,
            GError       **error)
{
  g_autoptr (GHashTable) n_members = g_hash_table_new (NULL, NULL);
  g_autofree char *duplicate = NULL;
  g_autoptr (GError) local_error = NULL;
  MemberCensus census = { n_members, NULL };
  gboolean parsed;

  g_signal_connect (parser, "object-member", G_CALLBACK (count_member_cb), &census);
  parsed = json_parser_load_from_data (parser, (const char *) source->data + PREFIX_LENGTH,
                                       source->header_length, &local_error);
  g_signal_handlers_disconnect_by_data (parser, &census);
  duplicate = census.duplicate;

  if (!parsed)
    return fail (source, error, "byte 8: the header is not valid JSON: %s", local_error->message);
  if (duplicate != NULL)
    return fail (source, error, "byte 8: the header has the key “%s” twice", duplicate);

  return TRUE;
}

static gboolean
parse_header (Source      *source,
              JsonParser  *parser,
              GError     **error)
{
  JsonNode *root;

  if (!read_prefix (source, error) || !check_depth (source, error))
    return FALSE;

  if (!parse_json (source, parser, error))
    return FALSE;

  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return fail (source, error, "byte 8: expected a JSON object");

  source->header = json_node_get_object (root);

  return TRUE;
}

static GHashTable *
read_metadata (const Source  *source,
               GError       **error)
{
  g_autoptr (GHashTable) metadata = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  JsonNode *node = json_object_get_member (source->header, "__metadata__");
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      fail (source, error, "the header has no metadata, which must tell the architecture");
      return NULL;
    }

  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &key, &value))
    {
      if (!JSON_NODE_HOLDS_VALUE (value) || json_node_get_value_type (value) != G_TYPE_STRING)
        {
          fail (source, error, "metadata “%s” is not a string", key);
          return NULL;
        }
      g_hash_table_insert (metadata, g_strdup (key), json_node_dup_string (value));
    }

  return g_steal_pointer (&metadata);
}

/* Reads a list of non-negative integers, of which there are at most @max. */
static gboolean
read_integers (JsonObject *object,
               const char *member,
               guint64    *integers,
               guint       max,
               guint      *n_integers)
{
  JsonNode *node = json_object_get_member (object, member);
  JsonArray *array;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return FALSE;

  array = json_node_get_array (node);
  *n_integers = json_array_get_length (array);
  if (*n_integers > max)
    return FALSE;

  for (guint i = 0; i < *n_integers; i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_VALUE (element)
          || json_node_get_value_type (element) != G_TYPE_INT64
          || json_node_get_int (element) < 0)
        return FALSE;
      integers[i] = json_node_get_int (element);
    }

  return TRUE;
}

static gboolean
check_shape (const Source             *source,
             JsonObject               *entry,
             const AriadneTensorInfo  *info,
             GError                  **error)
{
  g_autoptr (GString) expected = g_string_new (NULL);
  guint64 shape[ARIADNE_MAX_DIMENSIONS];
  guint n_dimensions;
  gboolean same = read_integers (entry, "shape", shape, ARIADNE_MAX_DIMENSIONS, &n_dimensions)
                  && n_dimensions == info->n_dimensions;

  for (guint d = 0; d < info->n_dimensions; d++)
    {
      same = same && shape[d] == info->shape[d];
      g_string_append_printf (expected, "%s%u", d > 0 ? ", " : "", info->shape[d]);
    }

  if (!same)
    return fail (source, error, "tensor “%s”: expected the shape [%s]",
                 info->name, expected->str);

  return TRUE;
}

static gboolean
check_tensor (const Source             *source,
              const AriadneTensorInfo  *info,
              guint64                  *begin,
              GError                  **error)
{
  JsonNode *node = json_object_get_member (source->header, info->name);
  const gsize data_length = source->length - PREFIX_LENGTH - source->header_length;
  JsonObject *entry;
  JsonNode *dtype;
  guint64 offsets[2];
  guint n_offsets;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return fail (source, error, "tensor “%s” is missing", info->name);

  entry = json_node_get_object (node);
  dtype = json_object_get_member (entry, "dtype");
  if (dtype == NULL || !JSON_NODE_HOLDS_VALUE (dtype)
      || g_strcmp0 (json_node_get_string (dtype), "F32") != 0)
    return fail (source, error, "tensor “%s”: expected the type F32", info->name);

  if (!check_shape (source, entry, info, error))
    return FALSE;

  if (!read_integers (entry, "data_offsets", offsets, 2, &n_offsets) || n_offsets != 2)
    return fail (source, error, "tensor “%s”: expected two data offsets", info->name);
  if (offsets[1] > data_length || offsets[0] > offsets[1])
    return fail (source, error,
                 "tensor “%s”: data offsets %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT
                 ", but the file has %" G_GSIZE_FORMAT " bytes of data",
                 info->name, offsets[0], offsets[1], data_length);
  if (offsets[1] - offsets[0] != info->n_values * sizeof (float))
    return fail (source, error,
                 "tensor “%s”: %" G_GUINT64_FORMAT " bytes of data, expected %" G_GSIZE_FORMAT,
                 info->name, offsets[1] - offsets[0], info->n_values * sizeof (float));

  *begin = offsets[0];

  return TRUE;
}

/* Every tensor has the right length, and together they have that of the data:
 * there is no gap if and only if no two overlap.
 */
static gboolean
check_overlaps (const Source          *source,
                const AriadneWeights  *shapes,
                const guint64         *begins,
                GError               **error)
{
  const AriadneTensorInfo *tensors = shapes->tensors;

  for (guint a = 0; a < ARIADNE_N_TENSORS; a++)
    for (guint b = 0; b < a; b++)
      if (tensors[a].n_dimensions > 0 && tensors[b].n_dimensions > 0
          && begins[a] < begins[b] + tensors[b].n_values * sizeof (float)
          && begins[b] < begins[a] + tensors[a].n_values * sizeof (float))
        return fail (source, error, "tensors “%s” and “%s” overlap",
                     tensors[b].name, tensors[a].name);

  return TRUE;
}

static gboolean
has_tensor (const AriadneWeights *shapes,
            const char           *name)
{
  for (guint i = 0; i < ARIADNE_N_TENSORS; i++)
    if (shapes->tensors[i].n_dimensions > 0 && g_str_equal (shapes->tensors[i].name, name))
      return TRUE;

  return FALSE;
}

static gboolean
check_names (const Source          *source,
             const AriadneWeights  *shapes,
             GError               **error)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, source->header);
  while (json_object_iter_next (&iter, &name, &node))
    if (!g_str_equal (name, "__metadata__") && !has_tensor (shapes, name))
      return fail (source, error, "tensor “%s” does not belong to such a network", name);

  return TRUE;
}

static gboolean
copy_tensor (const Source   *source,
             AriadneWeights *self,
             guint           tensor,
             gsize           begin,
             GError        **error)
{
  const AriadneTensorInfo *info = &self->tensors[tensor];
  const gsize offset = PREFIX_LENGTH + source->header_length + begin;
  float *values = self->values + info->first;

  for (gsize i = 0; i < info->n_values; i++)
    {
      guint32 bits;

      memcpy (&bits, source->data + offset + i * sizeof bits, sizeof bits);
      bits = GUINT32_FROM_LE (bits);
      memcpy (&values[i], &bits, sizeof bits);
      if (!isfinite (values[i]))
        return fail (source, error,
                     "byte %" G_GSIZE_FORMAT ": tensor “%s” has a value that is not finite",
                     offset + i * sizeof bits, info->name);
    }

  return TRUE;
}

static AriadneWeights *
read_tensors (const Source                *source,
              const AriadneNetworkConfig  *config,
              GError                     **error)
{
  const gsize data_length = source->length - PREFIX_LENGTH - source->header_length;
  g_autoptr (AriadneWeights) self = ariadne_weights_new_shapes (config);
  guint64 begins[ARIADNE_N_TENSORS] = { 0 };

  if (!check_names (source, self, error))
    return NULL;

  for (guint i = 0; i < ARIADNE_N_TENSORS; i++)
    if (self->tensors[i].n_dimensions > 0
        && !check_tensor (source, &self->tensors[i], &begins[i], error))
      return NULL;

  if (!check_overlaps (source, self, begins, error))
    return NULL;
  if (data_length != self->n_values * sizeof (float))
    {
      fail (source, error, "%" G_GSIZE_FORMAT " bytes of data, expected %" G_GSIZE_FORMAT,
            data_length, self->n_values * sizeof (float));
      return NULL;
    }

  ariadne_weights_allocate (self);
  for (guint i = 0; i < ARIADNE_N_TENSORS; i++)
    if (!copy_tensor (source, self, i, begins[i], error))
      return NULL;

  return g_steal_pointer (&self);
}

/**
 * ariadne_weights_new_from_bytes:
 * @bytes: the contents of a safetensors file
 * @name: what to call it in messages
 * @error: return location for an error
 *
 * Reads weights from memory. The input is not trusted.
 *
 * Fails with %ARIADNE_ERROR_PARSE, and says which part of it is wrong, or with
 * %ARIADNE_ERROR_LIMIT if it is too large.
 *
 * Returns: (transfer full): new weights
 */
AriadneWeights *
ariadne_weights_new_from_bytes (GBytes      *bytes,
                                const char  *name,
                                GError     **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GHashTable) metadata = NULL;
  AriadneNetworkConfig config;
  Source source = { name };

  g_return_val_if_fail (bytes != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  source.data = g_bytes_get_data (bytes, &source.length);
  if (!parse_header (&source, parser, error))
    return NULL;

  metadata = read_metadata (&source, error);
  if (metadata == NULL || !ariadne_network_config_read (&config, metadata, name, error))
    return NULL;

  return read_tensors (&source, &config, error);
}

/**
 * ariadne_weights_new_from_file:
 * @path: a safetensors file
 * @error: return location for an error
 *
 * Reads weights from a file. The file is not trusted.
 *
 * Fails as [ctor@Weights.new_from_bytes] does, and with what the file system says.
 *
 * Returns: (transfer full): new weights
 */
AriadneWeights *
ariadne_weights_new_from_file (const char  *path,
                               GError     **error)
{
  g_autoptr (GBytes) bytes = NULL;
  GStatBuf status;
  char *data;
  gsize length;

  g_return_val_if_fail (path != NULL, NULL);

  if (g_stat (path, &status) == 0 && !S_ISREG (status.st_mode))
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE,
                   "%s: expected a regular file", path);
      return NULL;
    }

  if (g_stat (path, &status) == 0 && status.st_size > MAX_FILE_LENGTH)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_LIMIT,
                   "%s: %" G_GINT64_FORMAT " bytes, expected at most %" G_GINT64_FORMAT,
                   path, (gint64) status.st_size, MAX_FILE_LENGTH);
      return NULL;
    }

  if (!g_file_get_contents (path, &data, &length, error))
    return NULL;

  bytes = g_bytes_new_take (data, length);

  return ariadne_weights_new_from_bytes (bytes, path, error);
}

static void
add_metadata (JsonBuilder          *builder,
              const AriadneWeights *self)
{
  g_autoptr (GHashTable) metadata = ariadne_network_config_dump (&self->config);
  g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (metadata), (GCompareFunc) strcmp);

  json_builder_set_member_name (builder, "__metadata__");
  json_builder_begin_object (builder);
  for (GList *l = keys; l != NULL; l = l->next)
    {
      json_builder_set_member_name (builder, l->data);
      json_builder_add_string_value (builder, g_hash_table_lookup (metadata, l->data));
    }
  json_builder_end_object (builder);
}

static void
add_tensor (JsonBuilder             *builder,
            const AriadneTensorInfo *info)
{
  json_builder_set_member_name (builder, info->name);
  json_builder_begin_object (builder);

  json_builder_set_member_name (builder, "dtype");
  json_builder_add_string_value (builder, "F32");

  json_builder_set_member_name (builder, "shape");
  json_builder_begin_array (builder);
  for (guint d = 0; d < info->n_dimensions; d++)
    json_builder_add_int_value (builder, info->shape[d]);
  json_builder_end_array (builder);

  json_builder_set_member_name (builder, "data_offsets");
  json_builder_begin_array (builder);
  json_builder_add_int_value (builder, info->first * sizeof (float));
  json_builder_add_int_value (builder, (info->first + info->n_values) * sizeof (float));
  json_builder_end_array (builder);

  json_builder_end_object (builder);
}

static GString *
make_header (const AriadneWeights *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;
  GString *header;

  json_builder_begin_object (builder);
  add_metadata (builder, self);
  for (guint i = 0; i < ARIADNE_N_TENSORS; i++)
    if (self->tensors[i].n_dimensions > 0)
      add_tensor (builder, &self->tensors[i]);
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);
  header = g_string_new (text);
  while (header->len % 8 != 0)
    g_string_append_c (header, ' ');

  return header;
}

/**
 * ariadne_weights_to_bytes:
 * @self: weights
 *
 * Makes the contents of a safetensors file.
 *
 * Returns: (transfer full): the contents
 */
GBytes *
ariadne_weights_to_bytes (const AriadneWeights *self)
{
  g_autoptr (GByteArray) bytes = NULL;
  GString *header;
  guint64 length;

  g_return_val_if_fail (self != NULL, NULL);

  bytes = g_byte_array_new ();
  header = make_header (self);
  length = GUINT64_TO_LE ((guint64) header->len);
  g_byte_array_append (bytes, (const guint8 *) &length, sizeof length);
  g_byte_array_append (bytes, (const guint8 *) header->str, header->len);
  g_string_free (header, TRUE);

  for (gsize i = 0; i < self->n_values; i++)
    {
      guint32 bits;

      memcpy (&bits, &self->values[i], sizeof bits);
      bits = GUINT32_TO_LE (bits);
      g_byte_array_append (bytes, (const guint8 *) &bits, sizeof bits);
    }

  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

/**
 * ariadne_weights_save:
 * @self: weights
 * @path: the file to write
 * @error: return location for an error
 *
 * Writes weights to a safetensors file, as a whole or not at all. Replaces
 * regular files only.
 *
 * Fails with %ARIADNE_ERROR_INVALID_ARGUMENT if @path is something else, and otherwise
 * with what the file system says.
 *
 * Returns: whether the file was written
 */
gboolean
ariadne_weights_save (const AriadneWeights  *self,
                      const char            *path,
                      GError               **error)
{
  g_autoptr (GBytes) bytes = NULL;
  const char *data;
  gsize length;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  bytes = ariadne_weights_to_bytes (self);
  data = g_bytes_get_data (bytes, &length);

  return ariadne_file_write (path, data, length, error);
}
