/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-record-json.h"

#include "core/ariadne-error.h"
#include "core/ariadne-json.h"
#include "experiment/ariadne-record-fields.h"

static JsonNode *
write_counts (const GArray *counts)
{
  g_autoptr (JsonArray) array = json_array_sized_new (counts->len);

  for (guint i = 0; i < counts->len; i++)
    json_array_add_int_element (array, g_array_index (counts, guint, i));

  return json_node_init_array (json_node_alloc (), array);
}

static JsonNode *
write_numbers (const GArray *numbers)
{
  g_autoptr (JsonArray) array = json_array_sized_new (numbers->len);

  for (guint i = 0; i < numbers->len; i++)
    json_array_add_element (array, _ariadne_json_from_number (g_array_index (numbers, double, i)));

  return json_node_init_array (json_node_alloc (), array);
}

static JsonNode *
write_searches (const GPtrArray *searches)
{
  g_autoptr (JsonArray) array = json_array_sized_new (searches->len);

  for (guint i = 0; i < searches->len; i++)
    json_array_add_element (array, _ariadne_search_record_to_json (searches->pdata[i]));

  return json_node_init_array (json_node_alloc (), array);
}

static JsonNode *
write_agreement (AriadneAgreement agreement)
{
  JsonNode *node = json_node_alloc ();

  if (agreement == ARIADNE_AGREEMENT_UNKNOWN)
    return json_node_init_null (node);

  return json_node_init_boolean (node, agreement == ARIADNE_AGREEMENT_YES);
}

static JsonNode *
write_field (const AriadneField *field,
             gconstpointer       record)
{
  switch (field->kind)
    {
    case ARIADNE_FIELD_TEXT:
      return _ariadne_json_from_text (*ariadne_field_member (char *, record, field));
    case ARIADNE_FIELD_COUNT:
      return json_node_init_int (json_node_alloc (),
                                 *ariadne_field_member (guint, record, field));
    case ARIADNE_FIELD_TOTAL:
      return json_node_init_int (json_node_alloc (),
                                 *ariadne_field_member (guint64, record, field));
    case ARIADNE_FIELD_NUMBER:
      return _ariadne_json_from_number (*ariadne_field_member (double, record, field));
    case ARIADNE_FIELD_COUNTS:
      return write_counts (*ariadne_field_member (GArray *, record, field));
    case ARIADNE_FIELD_NUMBERS:
      return write_numbers (*ariadne_field_member (GArray *, record, field));
    case ARIADNE_FIELD_AGREEMENT:
      return write_agreement (*ariadne_field_member (AriadneAgreement, record, field));
    case ARIADNE_FIELD_SEARCHES:
      return write_searches (*ariadne_field_member (GPtrArray *, record, field));
    default:
      g_assert_not_reached ();
    }
}

static gboolean
is_of_batches (const AriadneField *field)
{
  return field->kind == ARIADNE_FIELD_COUNTS || field->kind == ARIADNE_FIELD_NUMBERS;
}

static JsonNode *
write_record (const AriadneField *fields,
              gconstpointer       record,
              AriadneRecordForm   form)
{
  g_autoptr (JsonObject) object = json_object_new ();

  for (const AriadneField *field = fields; field->name != NULL; field++)
    if (form == ARIADNE_RECORD_WHOLE || !is_of_batches (field))
      json_object_set_member (object, field->name, write_field (field, record));

  return json_node_init_object (json_node_alloc (), object);
}

/*
 * _ariadne_run_record_to_json:
 * @record: a record
 * @form: how much of it is to be there
 *
 * Makes an object of a record.
 *
 * Returns: (transfer full): an object
 */
JsonNode *
_ariadne_run_record_to_json (const AriadneRunRecord *record,
                             AriadneRecordForm       form)
{
  return write_record (ariadne_run_fields, record, form);
}

/*
 * _ariadne_search_record_to_json:
 * @record: a record
 *
 * Makes an object with everything in a record.
 *
 * Returns: (transfer full): an object
 */
JsonNode *
_ariadne_search_record_to_json (const AriadneSearchRecord *record)
{
  return write_record (ariadne_search_fields, record, ARIADNE_RECORD_WHOLE);
}

static gboolean
read_count (JsonNode  *node,
            guint     *count,
            GError   **error)
{
  guint64 total;

  if (!_ariadne_json_to_total (node, G_MAXUINT, &total, error))
    return FALSE;

  *count = total;

  return TRUE;
}

typedef gboolean (*ReadElement) (JsonNode  *node,
                                 gpointer   into,
                                 GError   **error);

static gboolean
read_elements (JsonNode     *node,
               ReadElement   read_element,
               gpointer      into,
               GError      **error)
{
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      _ariadne_json_expected (node, "an array", error);
      return FALSE;
    }

  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!read_element (json_array_get_element (array, i), into, error))
      {
        g_prefix_error (error, "[%u]", i);
        return FALSE;
      }

  return TRUE;
}

static gboolean
append_count (JsonNode  *node,
              gpointer   counts,
              GError   **error)
{
  guint count;

  if (!read_count (node, &count, error))
    return FALSE;

  g_array_append_val ((GArray *) counts, count);

  return TRUE;
}

static gboolean
append_number (JsonNode  *node,
               gpointer   numbers,
               GError   **error)
{
  double number;

  if (!_ariadne_json_to_number (node, &number, error))
    return FALSE;

  g_array_append_val ((GArray *) numbers, number);

  return TRUE;
}

static gboolean
append_search (JsonNode  *node,
               gpointer   searches,
               GError   **error)
{
  AriadneSearchRecord *search = _ariadne_search_record_from_json (node, error);

  if (search == NULL)
    return FALSE;

  g_ptr_array_add (searches, search);

  return TRUE;
}

static gboolean
read_agreement (JsonNode          *node,
                AriadneAgreement  *agreement,
                GError           **error)
{
  if (JSON_NODE_HOLDS_NULL (node))
    *agreement = ARIADNE_AGREEMENT_UNKNOWN;
  else if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    *agreement = json_node_get_boolean (node) ? ARIADNE_AGREEMENT_YES : ARIADNE_AGREEMENT_NO;
  else
    {
      _ariadne_json_expected (node, "true, false or null", error);
      return FALSE;
    }

  return TRUE;
}

static gboolean
read_field (const AriadneField  *field,
            JsonNode            *node,
            gpointer             record,
            GError             **error)
{
  switch (field->kind)
    {
    case ARIADNE_FIELD_TEXT:
      g_free (*ariadne_field_member (char *, record, field));
      *ariadne_field_member (char *, record, field) = NULL;
      return _ariadne_json_to_text (node, ariadne_field_member (char *, record, field), error);
    case ARIADNE_FIELD_COUNT:
      return read_count (node, ariadne_field_member (guint, record, field), error);
    case ARIADNE_FIELD_TOTAL:
      return _ariadne_json_to_total (node, G_MAXINT64,
                                     ariadne_field_member (guint64, record, field), error);
    case ARIADNE_FIELD_NUMBER:
      return _ariadne_json_to_number (node, ariadne_field_member (double, record, field), error);
    case ARIADNE_FIELD_COUNTS:
      return read_elements (node, append_count,
                            *ariadne_field_member (GArray *, record, field), error);
    case ARIADNE_FIELD_NUMBERS:
      return read_elements (node, append_number,
                            *ariadne_field_member (GArray *, record, field), error);
    case ARIADNE_FIELD_AGREEMENT:
      return read_agreement (node, ariadne_field_member (AriadneAgreement, record, field), error);
    case ARIADNE_FIELD_SEARCHES:
      return read_elements (node, append_search,
                            *ariadne_field_member (GPtrArray *, record, field), error);
    default:
      g_assert_not_reached ();
    }
}

static gboolean
read_record (const AriadneField  *fields,
             JsonNode            *node,
             gpointer             record,
             AriadneRecordForm    form,
             GError             **error)
{
  for (const AriadneField *field = fields; field->name != NULL; field++)
    {
      gboolean optional = field->optional
                          || (form == ARIADNE_RECORD_OF_LOG && is_of_batches (field));
      JsonNode *member;

      if (optional && JSON_NODE_HOLDS_OBJECT (node)
          && !json_object_has_member (json_node_get_object (node), field->name))
        continue;

      member = _ariadne_json_get_member (node, field->name, error);
      if (member == NULL)
        return FALSE;

      if (!read_field (field, member, record, error))
        {
          g_prefix_error (error, ".%s", field->name);
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
check_name (const char  *name,
            const char  *member,
            GError     **error)
{
  if (name != NULL)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE,
               ".%s: expected a string, found null", member);

  return FALSE;
}

/* The batches are drawn from three arrays side by side. */
static gboolean
check_batches (const AriadneRunRecord  *record,
               AriadneRecordForm        form,
               GError                 **error)
{
  guint n_batches = record->batch_sizes->len;
  gboolean elsewhere = form == ARIADNE_RECORD_OF_LOG && n_batches == 0;

  if ((record->num_batches == n_batches || elsewhere)
      && record->model_times_s->len == n_batches
      && record->update_times_s->len == n_batches)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE,
               ": expected as many batch_sizes (%u), model_times_s (%u) and "
               "update_times_s (%u) as num_batches (%u)",
               n_batches, record->model_times_s->len, record->update_times_s->len,
               record->num_batches);

  return FALSE;
}

/*
 * _ariadne_run_record_from_json:
 * @node: what should be an object of a record
 * @form: how much of it must be there
 * @error: return location for an error
 *
 * Reads a record. A message begins with the path to the member that is wrong.
 *
 * Returns: (transfer full) (nullable): a record
 */
AriadneRunRecord *
_ariadne_run_record_from_json (JsonNode           *node,
                               AriadneRecordForm   form,
                               GError            **error)
{
  g_autoptr (AriadneRunRecord) record = ariadne_run_record_new ("", "");

  if (!read_record (ariadne_run_fields, node, record, form, error)
      || !check_name (record->group, "group", error)
      || !check_name (record->name, "name", error)
      || !check_batches (record, form, error))
    return NULL;

  return g_steal_pointer (&record);
}

/*
 * _ariadne_search_record_from_json:
 * @node: what should be an object with everything in a record
 * @error: return location for an error
 *
 * Reads a record. A message begins with the path to the member that is wrong.
 *
 * Returns: (transfer full) (nullable): a record
 */
AriadneSearchRecord *
_ariadne_search_record_from_json (JsonNode  *node,
                                  GError   **error)
{
  g_autoptr (AriadneSearchRecord) record = ariadne_search_record_new ("");

  if (!read_record (ariadne_search_fields, node, record, ARIADNE_RECORD_WHOLE, error)
      || !check_name (record->name, "name", error))
    return NULL;

  return g_steal_pointer (&record);
}
