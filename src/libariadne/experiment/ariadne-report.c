/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-report-private.h"

#include <string.h>

#include "core/ariadne-csv.h"
#include "core/ariadne-error.h"
#include "core/ariadne-json.h"
#include "experiment/ariadne-record-fields.h"
#include "experiment/ariadne-record-json.h"

#define REPORT_VERSION 1

/**
 * AriadneReport:
 *
 * What an experiment is told with: how it was set up, where it ran, and the
 * record of every run, in order.
 *
 * A report belongs to one thread at a time. It is written as text for people,
 * as JSON (all of it; what is read back is equal to the last bit) or as CSV, and
 * drawn by an [class@Plot].
 */
struct _AriadneReport
{
  GObject    parent_instance;

  char      *experiment;
  GVariant  *config;
  GVariant  *host;
  GPtrArray *runs; /* of AriadneRunRecord */
};

G_DEFINE_FINAL_TYPE (AriadneReport, ariadne_report, G_TYPE_OBJECT)

static void
ariadne_report_finalize (GObject *object)
{
  AriadneReport *self = ARIADNE_REPORT (object);

  g_free (self->experiment);
  g_variant_unref (self->config);
  g_variant_unref (self->host);
  g_ptr_array_unref (self->runs);

  G_OBJECT_CLASS (ariadne_report_parent_class)->finalize (object);
}

static void
ariadne_report_class_init (AriadneReportClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = ariadne_report_finalize;
}

static void
ariadne_report_init (AriadneReport *self)
{
  self->runs = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_run_record_unref);
}

/**
 * ariadne_report_new:
 * @experiment: the name of the experiment
 * @config: how it is set up, a dictionary (`a{sv}`); a floating one is taken
 * @host: where it runs, a dictionary as from [func@host_describe]; a floating
 *   one is taken
 *
 * Makes a report without runs.
 *
 * Returns: (transfer full): a new report
 */
AriadneReport *
ariadne_report_new (const char *experiment,
                    GVariant   *config,
                    GVariant   *host)
{
  AriadneReport *self;

  g_return_val_if_fail (experiment != NULL, NULL);
  g_return_val_if_fail (g_variant_is_of_type (config, G_VARIANT_TYPE_VARDICT), NULL);
  g_return_val_if_fail (g_variant_is_of_type (host, G_VARIANT_TYPE_VARDICT), NULL);

  self = g_object_new (ARIADNE_TYPE_REPORT, NULL);
  self->experiment = g_strdup (experiment);
  self->config = g_variant_ref_sink (config);
  self->host = g_variant_ref_sink (host);

  return self;
}

/**
 * ariadne_report_get_experiment:
 * @self: a report
 *
 * Gets the name of the experiment.
 *
 * Returns: (transfer none): the name
 */
const char *
ariadne_report_get_experiment (AriadneReport *self)
{
  g_return_val_if_fail (ARIADNE_IS_REPORT (self), NULL);

  return self->experiment;
}

/**
 * ariadne_report_get_config:
 * @self: a report
 *
 * Gets how the experiment is set up.
 *
 * Returns: (transfer none): a dictionary (`a{sv}`)
 */
GVariant *
ariadne_report_get_config (AriadneReport *self)
{
  g_return_val_if_fail (ARIADNE_IS_REPORT (self), NULL);

  return self->config;
}

/**
 * ariadne_report_get_host:
 * @self: a report
 *
 * Gets where the experiment ran.
 *
 * Returns: (transfer none): a dictionary (`a{sv}`)
 */
GVariant *
ariadne_report_get_host (AriadneReport *self)
{
  g_return_val_if_fail (ARIADNE_IS_REPORT (self), NULL);

  return self->host;
}

/**
 * ariadne_report_add_run:
 * @self: a report
 * @record: (transfer none): the record of a run
 *
 * Adds a run.
 */
void
ariadne_report_add_run (AriadneReport    *self,
                        AriadneRunRecord *record)
{
  g_return_if_fail (ARIADNE_IS_REPORT (self));
  g_return_if_fail (record != NULL);

  g_ptr_array_add (self->runs, ariadne_run_record_ref (record));
}

/*
 * _ariadne_report_replace_last:
 * @self: a report with at least one run
 * @record: (transfer none): the record of a run
 *
 * Replaces what was known of the last run.
 */
void
_ariadne_report_replace_last (AriadneReport    *self,
                              AriadneRunRecord *record)
{
  g_ptr_array_set_size (self->runs, self->runs->len - 1);
  ariadne_report_add_run (self, record);
}

/**
 * ariadne_report_get_n_runs:
 * @self: a report
 *
 * Gets the number of runs.
 *
 * Returns: the number of runs
 */
guint
ariadne_report_get_n_runs (AriadneReport *self)
{
  g_return_val_if_fail (ARIADNE_IS_REPORT (self), 0);

  return self->runs->len;
}

/**
 * ariadne_report_get_run:
 * @self: a report
 * @index: a position, less than the number of runs
 *
 * Gets the record of a run.
 *
 * Returns: (transfer none): the record
 */
AriadneRunRecord *
ariadne_report_get_run (AriadneReport *self,
                        guint          index)
{
  g_return_val_if_fail (ARIADNE_IS_REPORT (self), NULL);
  g_return_val_if_fail (index < self->runs->len, NULL);

  return self->runs->pdata[index];
}

static char *
write_json (AriadneReport *self)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) root = json_node_init_object (json_node_alloc (), object);
  JsonArray *runs = json_array_sized_new (self->runs->len);
  g_autofree char *json = NULL;

  for (guint i = 0; i < self->runs->len; i++)
    json_array_add_element (runs, _ariadne_run_record_to_json (self->runs->pdata[i],
                                                               ARIADNE_RECORD_WHOLE));

  json_object_set_int_member (object, "version", REPORT_VERSION);
  json_object_set_string_member (object, "experiment", self->experiment);
  json_object_set_member (object, "config", _ariadne_json_from_variant (self->config));
  json_object_set_member (object, "host", _ariadne_json_from_variant (self->host));
  json_object_set_array_member (object, "runs", runs);
  json = _ariadne_json_print (root);

  return g_strconcat (json, "\n", NULL);
}

/*
 * _ariadne_report_read_head:
 * @node: what should be an object with `version`, `experiment`, `config` and
 *   `host`
 * @max_version: the latest version that is known
 * @error: return location for an error
 *
 * Reads a report but for its runs; other members are not looked at.
 *
 * Returns: (transfer full) (nullable): a report without runs
 */
AriadneReport *
_ariadne_report_read_head (JsonNode  *node,
                           guint64    max_version,
                           GError   **error)
{
  static const char * const names[] = { "version", "experiment", "config", "host" };
  JsonNode *members[G_N_ELEMENTS (names)];
  g_autofree char *experiment = NULL;
  g_autoptr (GVariant) config = NULL;
  g_autoptr (GVariant) host = NULL;
  guint64 version;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      members[i] = _ariadne_json_get_member (node, names[i], error);
      if (members[i] == NULL)
        return NULL;
    }

  if (!_ariadne_json_to_total (members[0], G_MAXINT64, &version, error))
    {
      g_prefix_error (error, ".version");
      return NULL;
    }
  if (version > max_version)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED,
                   ".version: expected at most %" G_GUINT64_FORMAT ", found %" G_GUINT64_FORMAT,
                   max_version, version);
      return NULL;
    }

  if (!_ariadne_json_to_text (members[1], &experiment, error))
    {
      g_prefix_error (error, ".experiment");
      return NULL;
    }

  config = _ariadne_json_to_variant (members[2], error);
  if (config == NULL)
    {
      g_prefix_error (error, ".config");
      return NULL;
    }

  host = _ariadne_json_to_variant (members[3], error);
  if (host == NULL)
    {
      g_prefix_error (error, ".host");
      return NULL;
    }

  return ariadne_report_new (experiment != NULL ? experiment : "",
                             g_steal_pointer (&config), g_steal_pointer (&host));
}

static gboolean
read_runs (AriadneReport  *self,
           JsonNode       *node,
           GError        **error)
{
  JsonNode *runs = _ariadne_json_get_member (node, "runs", error);
  JsonArray *array;

  if (runs == NULL)
    return FALSE;

  if (!JSON_NODE_HOLDS_ARRAY (runs))
    {
      _ariadne_json_expected (runs, "an array", error);
      g_prefix_error (error, ".runs");
      return FALSE;
    }

  array = json_node_get_array (runs);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autoptr (AriadneRunRecord) record = NULL;

      record = _ariadne_run_record_from_json (json_array_get_element (array, i),
                                              ARIADNE_RECORD_WHOLE, error);
      if (record == NULL)
        {
          g_prefix_error (error, ".runs[%u]", i);
          return FALSE;
        }
      ariadne_report_add_run (self, record);
    }

  return TRUE;
}

/**
 * ariadne_report_new_from_json:
 * @text: what [method@Report.to_string] wrote as JSON
 * @length: its length in bytes, or -1 if it is zero-terminated
 * @error: return location for an error
 *
 * Reads a report. A message begins with line and column, or with the path to the
 * member that is wrong, as in `$.runs[2].wall_s`.
 *
 * Fails with %ARIADNE_ERROR_PARSE, or with %ARIADNE_ERROR_UNSUPPORTED if a newer version
 * wrote it.
 *
 * Returns: (transfer full) (nullable): a report
 */
AriadneReport *
ariadne_report_new_from_json (const char  *text,
                              gssize       length,
                              GError     **error)
{
  g_autoptr (AriadneReport) self = NULL;
  g_autoptr (JsonNode) root = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  root = _ariadne_json_parse (text, length >= 0 ? (gsize) length : strlen (text), 1, error);
  if (root == NULL)
    return NULL;

  self = _ariadne_report_read_head (root, REPORT_VERSION, error);
  if (self == NULL || !read_runs (self, root, error))
    {
      g_prefix_error (error, "$");
      return NULL;
    }

  return g_steal_pointer (&self);
}

/* What is not known is left empty. */
static void
append_csv_field (GString            *csv,
                  const AriadneField *field,
                  gconstpointer       record)
{
  static const char * const agreements[] = {
    [ARIADNE_AGREEMENT_UNKNOWN] = "",
    [ARIADNE_AGREEMENT_YES] = "true",
    [ARIADNE_AGREEMENT_NO] = "false",
  };

  switch (field->kind)
    {
    case ARIADNE_FIELD_TEXT:
      _ariadne_append_csv_text (csv, *ariadne_field_member (char *, record, field));
      break;
    case ARIADNE_FIELD_COUNT:
      g_string_append_printf (csv, "%u", *ariadne_field_member (guint, record, field));
      break;
    case ARIADNE_FIELD_TOTAL:
      g_string_append_printf (csv, "%" G_GUINT64_FORMAT,
                              *ariadne_field_member (guint64, record, field));
      break;
    case ARIADNE_FIELD_NUMBER:
      _ariadne_append_csv_number (csv, *ariadne_field_member (double, record, field));
      break;
    case ARIADNE_FIELD_AGREEMENT:
      g_string_append (csv, agreements[*ariadne_field_member (AriadneAgreement, record, field)]);
      break;
    case ARIADNE_FIELD_SEARCHES:
      g_string_append_printf (csv, "%u", (*ariadne_field_member (GPtrArray *, record, field))->len);
      break;
    case ARIADNE_FIELD_COUNTS:
    case ARIADNE_FIELD_NUMBERS:
    default:
      g_assert_not_reached ();
    }
}

static gboolean
is_in_csv (const AriadneField *field)
{
  return field->kind != ARIADNE_FIELD_COUNTS && field->kind != ARIADNE_FIELD_NUMBERS;
}

static char *
write_csv (AriadneReport *self)
{
  GString *csv = g_string_new ("experiment");

  for (const AriadneField *field = ariadne_run_fields; field->name != NULL; field++)
    if (is_in_csv (field))
      g_string_append_printf (csv, ",%s", field->name);
  g_string_append (csv, "\r\n");

  for (guint i = 0; i < self->runs->len; i++)
    {
      _ariadne_append_csv_text (csv, self->experiment);
      for (const AriadneField *field = ariadne_run_fields; field->name != NULL; field++)
        if (is_in_csv (field))
          {
            g_string_append_c (csv, ',');
            append_csv_field (csv, field, self->runs->pdata[i]);
          }
      g_string_append (csv, "\r\n");
    }

  return g_string_free (csv, FALSE);
}

/**
 * ariadne_report_to_string:
 * @self: a report
 * @format: how to write it
 *
 * Writes a report into a string, which ends with the end of a line.
 *
 * Returns: (transfer full): the string
 */
char *
ariadne_report_to_string (AriadneReport       *self,
                          AriadneReportFormat  format)
{
  g_return_val_if_fail (ARIADNE_IS_REPORT (self), NULL);

  switch (format)
    {
    case ARIADNE_REPORT_FORMAT_TEXT:
      return _ariadne_report_write_text (self);
    case ARIADNE_REPORT_FORMAT_JSON:
      return write_json (self);
    case ARIADNE_REPORT_FORMAT_CSV:
      return write_csv (self);
    default:
      g_return_val_if_reached (NULL);
    }
}

/**
 * ariadne_report_write:
 * @self: a report
 * @format: how to write it
 * @stream: where to
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Writes a report into a stream, which is flushed but not closed. Blocks until
 * that is done.
 *
 * Fails with what the stream says, or with %G_IO_ERROR_CANCELLED.
 *
 * Returns: whether all of it was written
 */
gboolean
ariadne_report_write (AriadneReport        *self,
                      AriadneReportFormat   format,
                      GOutputStream        *stream,
                      GCancellable         *cancellable,
                      GError              **error)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (ARIADNE_IS_REPORT (self), FALSE);
  g_return_val_if_fail (G_IS_OUTPUT_STREAM (stream), FALSE);

  text = ariadne_report_to_string (self, format);

  return g_output_stream_write_all (stream, text, strlen (text), NULL, cancellable, error)
         && g_output_stream_flush (stream, cancellable, error);
}
