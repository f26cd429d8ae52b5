/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "golden-tensors.h"

#include <string.h>

struct _GoldenTensors
{
  char       *contents;
  gsize       data_start;
  gsize       length;
  JsonNode   *root;
  JsonObject *header;
  GHashTable *replaced; /* name -> GByteArray of floats */
};

void
golden_tensors_free (GoldenTensors *self)
{
  g_clear_pointer (&self->root, json_node_unref);
  g_clear_pointer (&self->replaced, g_hash_table_unref);
  g_free (self->contents);
  g_free (self);
}

/* Whether the file is as long as its header says. */
static gboolean
check_length (GoldenTensors  *self,
              const char     *path,
              GError        **error)
{
  g_autoptr (GList) names = golden_tensors_list (self);
  GoldenTensor tensor;

  for (GList *name = names; name != NULL; name = name->next)
    if (!golden_tensors_find (self, name->data, &tensor))
      {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s: the tensor %s is cut short",
                     path, (char *) name->data);
        return FALSE;
      }

  return TRUE;
}

GoldenTensors *
golden_tensors_load (const char  *path,
                     GError     **error)
{
  g_autoptr (GoldenTensors) self = g_new0 (GoldenTensors, 1);
  g_autofree char *header = NULL;
  guint64 header_length = 0;

  if (!g_file_get_contents (path, &self->contents, &self->length, error))
    return NULL;

  if (self->length >= sizeof header_length)
    memcpy (&header_length, self->contents, sizeof header_length);
  header_length = GUINT64_FROM_LE (header_length);

  if (header_length == 0 || header_length > self->length - sizeof header_length)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s: no safetensors header", path);
      return NULL;
    }

  header = g_strndup (self->contents + sizeof header_length, header_length);
  self->root = json_from_string (header, error);
  if (self->root == NULL)
    return NULL;

  self->header = json_node_get_object (self->root);
  self->data_start = sizeof header_length + header_length;
  self->replaced = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                          (GDestroyNotify) g_byte_array_unref);

  return check_length (self, path, error) ? g_steal_pointer (&self) : NULL;
}

/* The names of the tensors; to be freed with g_list_free(). */
GList *
golden_tensors_list (GoldenTensors *self)
{
  GList *names = json_object_get_members (self->header);
  GList *metadata = g_list_find_custom (names, "__metadata__", (GCompareFunc) strcmp);

  return g_list_delete_link (names, metadata);
}

gboolean
golden_tensors_find (GoldenTensors *self,
                     const char    *name,
                     GoldenTensor  *tensor)
{
  JsonObject *entry;
  JsonArray *shape, *offsets;
  gsize size, n_values = 1;

  if (!json_object_has_member (self->header, name))
    return FALSE;

  entry = json_object_get_object_member (self->header, name);
  shape = json_object_get_array_member (entry, "shape");
  offsets = json_object_get_array_member (entry, "data_offsets");

  tensor->is_double = g_str_equal (json_object_get_string_member (entry, "dtype"), "F64");
  tensor->data = (guint8 *) self->contents + self->data_start
                 + json_array_get_int_element (offsets, 0);
  for (guint i = 0; i < json_array_get_length (shape); i++)
    n_values *= json_array_get_int_element (shape, i);
  tensor->n_rows = json_array_get_length (shape) > 0 ? json_array_get_int_element (shape, 0) : 1;
  tensor->n_columns = tensor->n_rows > 0 ? n_values / tensor->n_rows : 0;

  size = n_values * (tensor->is_double ? sizeof (double) : sizeof (float));

  return self->data_start + json_array_get_int_element (offsets, 0) + size <= self->length;
}

const char *
golden_tensors_get_metadata (GoldenTensors *self,
                             const char    *key)
{
  JsonObject *metadata;

  if (!json_object_has_member (self->header, "__metadata__"))
    return NULL;

  metadata = json_object_get_object_member (self->header, "__metadata__");

  return json_object_get_string_member_with_default (metadata, key, NULL);
}

double
golden_tensor_get (const GoldenTensor *self,
                   guint               row,
                   guint               column)
{
  gsize index = (gsize) row * self->n_columns + column;
  float single;
  double value;

  if (self->is_double)
    {
      memcpy (&value, self->data + index * sizeof value, sizeof value);
      return value;
    }

  memcpy (&single, self->data + index * sizeof single, sizeof single);
  return single;
}

/* Writing */

void
golden_tensors_set_metadata (GoldenTensors *self,
                             const char    *key,
                             const char    *value)
{
  json_object_set_string_member (json_object_get_object_member (self->header, "__metadata__"),
                                 key, value);
}

/* Returns the values to fill in; they are zero. */
float *
golden_tensors_replace (GoldenTensors *self,
                        const char    *name,
                        guint          n_rows,
                        guint          n_columns)
{
  gsize size = (gsize) n_rows * MAX (n_columns, 1) * sizeof (float);
  GByteArray *values = g_byte_array_sized_new (size);
  JsonObject *entry = json_object_get_object_member (self->header, name);
  JsonArray *shape = json_array_new ();

  g_byte_array_set_size (values, size);
  memset (values->data, 0, size);
  json_array_add_int_element (shape, n_rows);
  if (n_columns > 0)
    json_array_add_int_element (shape, n_columns);
  json_object_set_array_member (entry, "shape", shape);
  g_hash_table_insert (self->replaced, g_strdup (name), values);

  return (float *) (gpointer) values->data;
}

static void
append_tensor (GoldenTensors *self,
               const char    *name,
               JsonObject    *header,
               GByteArray    *data)
{
  JsonObject *entry = json_object_get_object_member (self->header, name);
  JsonArray *from = json_object_get_array_member (entry, "data_offsets");
  GByteArray *replaced = g_hash_table_lookup (self->replaced, name);
  JsonObject *new_entry = json_object_new ();
  JsonArray *offsets = json_array_new ();

  json_array_add_int_element (offsets, data->len);
  if (replaced != NULL)
    g_byte_array_append (data, replaced->data, replaced->len);
  else
    g_byte_array_append (data,
                         (guint8 *) self->contents + self->data_start
                           + json_array_get_int_element (from, 0),
                         json_array_get_int_element (from, 1)
                           - json_array_get_int_element (from, 0));
  json_array_add_int_element (offsets, data->len);

  json_object_set_string_member (new_entry, "dtype", "F32");
  json_object_set_array_member (new_entry, "shape",
                                json_array_ref (json_object_get_array_member (entry, "shape")));
  json_object_set_array_member (new_entry, "data_offsets", offsets);
  json_object_set_object_member (header, name, new_entry);
}

GBytes *
golden_tensors_to_bytes (GoldenTensors *self)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();
  g_autoptr (GList) names = golden_tensors_list (self);
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (GString) text = NULL;
  g_autofree char *json = NULL;
  JsonObject *header = json_object_new ();
  GByteArray *file = g_byte_array_new ();
  guint64 length;

  json_object_set_object_member (header, "__metadata__",
    json_object_ref (json_object_get_object_member (self->header, "__metadata__")));
  for (GList *name = names; name != NULL; name = name->next)
    append_tensor (self, name->data, header, data);

  json_node_take_object (root, header);
  json = json_to_string (root, FALSE);
  text = g_string_new (json);
  while (text->len % 8 != 0)
    g_string_append_c (text, ' ');

  length = GUINT64_TO_LE ((guint64) text->len);
  g_byte_array_append (file, (const guint8 *) &length, sizeof length);
  g_byte_array_append (file, (const guint8 *) text->str, text->len);
  g_byte_array_append (file, data->data, data->len);

  return g_byte_array_free_to_bytes (file);
}
