/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-run-log-reader.h"

#include <string.h>

#include "core/ariadne-error.h"
#include "core/ariadne-json.h"
#include "experiment/ariadne-metrics.h"
#include "experiment/ariadne-record-json.h"
#include "experiment/ariadne-report-private.h"

/* The longest line is the record of a run with all of its batches: some tens of
 * bytes for each of them.
 */
#define MAXIMUM_LINE_LENGTH (256 << 20)

#define READ_SIZE (64 << 10)

/**
 * AriadneRunLogReader:
 *
 * Reads the log of an experiment, as an [class@RunLog] writes it, that has ended
 * or is still growing.
 *
 * [method@RunLogReader.read] takes what has been added to the file since it was
 * called last. The end of a file need not be the end of a line: what is there of
 * the last line waits for the rest. Anything else that is not a line of a log is
 * an error, after which nothing more is read.
 *
 * The report grows as the log does. Of a configuration that has not ended, its
 * record has what follows from the batches and the progress so far.
 *
 * A reader belongs to one thread at a time.
 */
struct _AriadneRunLogReader
{
  GObject           parent_instance;

  char             *path;
  GInputStream     *stream;
  GByteArray       *pending; /* what is there of a line that has not ended */
  guint             line;    /* the number of the line that is read next */
  GError           *error;   /* what has ended the reading, if anything */

  AriadneReport    *report;  /* NULL before the first line */
  AriadneRunRecord *current; /* the last run of the report, until it ends */
  AriadneMetrics   *metrics; /* of the current run */
  char             *status;  /* NULL before the last line */
};

G_DEFINE_FINAL_TYPE (AriadneRunLogReader, ariadne_run_log_reader, G_TYPE_OBJECT)

static void
ariadne_run_log_reader_finalize (GObject *object)
{
  AriadneRunLogReader *self = ARIADNE_RUN_LOG_READER (object);

  g_free (self->path);
  g_clear_object (&self->stream);
  g_byte_array_unref (self->pending);
  g_clear_error (&self->error);
  g_clear_object (&self->report);
  g_clear_pointer (&self->current, ariadne_run_record_unref);
  g_clear_pointer (&self->metrics, ariadne_metrics_unref);
  g_free (self->status);

  G_OBJECT_CLASS (ariadne_run_log_reader_parent_class)->finalize (object);
}

static void
ariadne_run_log_reader_class_init (AriadneRunLogReaderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = ariadne_run_log_reader_finalize;
}

static void
ariadne_run_log_reader_init (AriadneRunLogReader *self)
{
  self->pending = g_byte_array_new ();
  self->line = 1;
}

/**
 * ariadne_run_log_reader_open:
 * @path: the path of a log
 * @history: (nullable): what to fill
 * @error: return location for an error
 *
 * Opens a log; nothing is read yet.
 *
 * Returns: (transfer full) (nullable): a new reader
 */
AriadneRunLogReader *
ariadne_run_log_reader_open (const char         *path,
                             AriadneRunHistory  *history,
                             GError            **error)
{
  g_autoptr (GFile) file = NULL;
  g_autoptr (GFileInputStream) stream = NULL;
  AriadneRunLogReader *self;

  g_return_val_if_fail (path != NULL, NULL);

  file = g_file_new_for_path (path);
  stream = g_file_read (file, NULL, error);
  if (stream == NULL)
    {
      g_prefix_error (error, "%s: cannot read the log: ", path);
      return NULL;
    }

  self = g_object_new (ARIADNE_TYPE_RUN_LOG_READER, NULL);
  self->path = g_strdup (path);
  self->stream = G_INPUT_STREAM (g_steal_pointer (&stream));

  return self;
}

static gboolean
take_run_started (AriadneRunLogReader  *self,
                  JsonNode             *node,
                  GError              **error)
{
  self->report = _ariadne_report_read_head (node, error);

  return self->report != NULL;
}

static AriadneRunRecord *
read_run (JsonNode  *node,
          GError   **error)
{
  JsonNode *member = _ariadne_json_get_member (node, "run", error);
  AriadneRunRecord *record;

  if (member == NULL)
    return NULL;

  record = _ariadne_run_record_from_json (member, error);
  if (record == NULL)
    g_prefix_error (error, ".run");

  return record;
}

static gboolean
take_configuration_started (AriadneRunLogReader  *self,
                            JsonNode             *node,
                            GError              **error)
{
  AriadneRunRecord *record = read_run (node, error);

  if (record == NULL)
    return FALSE;

  g_clear_pointer (&self->current, ariadne_run_record_unref);
  g_clear_pointer (&self->metrics, ariadne_metrics_unref);
  self->current = record;
  self->metrics = ariadne_metrics_new ();
  ariadne_report_add_run (self->report, record);

  return TRUE;
}

static gboolean
read_time (JsonNode    *node,
           const char  *name,
           double      *time_s,
           GError     **error)
{
  JsonNode *member = _ariadne_json_get_member (node, name, error);

  if (member == NULL)
    return FALSE;

  if (!_ariadne_json_to_number (member, time_s, error))
    {
      g_prefix_error (error, ".%s", name);
      return FALSE;
    }

  return TRUE;
}

static gboolean
take_batch (AriadneRunLogReader  *self,
            JsonNode             *node,
            GError              **error)
{
  JsonNode *size_node = _ariadne_json_get_member (node, "size", error);
  AriadneBatchTiming timing;
  guint64 size;

  if (size_node == NULL)
    return FALSE;

  if (!_ariadne_json_to_total (size_node, G_MAXUINT, &size, error))
    {
      g_prefix_error (error, ".size");
      return FALSE;
    }

  timing.size = size;
  if (!read_time (node, "model_start_s", &timing.model_start_s, error)
      || !read_time (node, "model_end_s", &timing.model_end_s, error)
      || !read_time (node, "update_s", &timing.update_s, error))
    return FALSE;

  ariadne_metrics_add_batch (self->metrics, &timing);

  return TRUE;
}

static gboolean
take_progress (AriadneRunLogReader  *self,
               JsonNode             *node,
               GError              **error)
{
  JsonNode *member = _ariadne_json_get_member (node, "search", error);
  g_autoptr (AriadneSearchRecord) search = NULL;

  if (member == NULL)
    return FALSE;

  search = _ariadne_search_record_from_json (member, error);
  if (search == NULL)
    {
      g_prefix_error (error, ".search");
      return FALSE;
    }

  for (guint i = 0; i < self->current->searches->len; i++)
    {
      AriadneSearchRecord **place = (AriadneSearchRecord **) &self->current->searches->pdata[i];

      if (g_str_equal ((*place)->name, search->name))
        {
          ariadne_search_record_free (*place);
          *place = g_steal_pointer (&search);
          return TRUE;
        }
    }

  g_ptr_array_add (self->current->searches, g_steal_pointer (&search));

  return TRUE;
}

static gboolean
take_process (AriadneRunLogReader  *self,
              JsonNode             *node,
              GError              **error)
{
  JsonNode *what = _ariadne_json_get_member (node, "what", error);
  g_autofree char *text = NULL;

  if (what == NULL)
    return FALSE;

  if (!_ariadne_json_to_text (what, &text, error))
    {
      g_prefix_error (error, ".what");
      return FALSE;
    }

  self->current->deaths += g_strcmp0 (text, "died") == 0;
  self->current->retries += g_strcmp0 (text, "retried") == 0;

  return TRUE;
}

static gboolean
take_configuration_finished (AriadneRunLogReader  *self,
                             JsonNode             *node,
                             GError              **error)
{
  g_autoptr (AriadneRunRecord) record = read_run (node, error);

  if (record == NULL)
    return FALSE;

  _ariadne_report_replace_last (self->report, record);
  g_clear_pointer (&self->current, ariadne_run_record_unref);
  g_clear_pointer (&self->metrics, ariadne_metrics_unref);

  return TRUE;
}

static gboolean
take_run_finished (AriadneRunLogReader  *self,
                   JsonNode             *node,
                   GError              **error)
{
  JsonNode *member = _ariadne_json_get_member (node, "status", error);

  if (member == NULL)
    return FALSE;

  if (!_ariadne_json_to_text (member, &self->status, error))
    {
      g_prefix_error (error, ".status");
      return FALSE;
    }
  if (self->status == NULL)
    self->status = g_strdup ("unknown");

  return TRUE;
}

/* Where in a log an event may be. */
typedef enum {
  PLACE_FIRST,
  PLACE_BETWEEN,
  PLACE_WITHIN_CONFIGURATION,
} Place;

static const struct
{
  const char *event;
  Place       place;
  gboolean  (*take) (AriadneRunLogReader  *self,
                     JsonNode             *node,
                     GError              **error);
} events[] = {
  { "run-started", PLACE_FIRST, take_run_started },
  { "configuration-started", PLACE_BETWEEN, take_configuration_started },
  { "batch", PLACE_WITHIN_CONFIGURATION, take_batch },
  { "progress", PLACE_WITHIN_CONFIGURATION, take_progress },
  { "process", PLACE_WITHIN_CONFIGURATION, take_process },
  { "configuration-finished", PLACE_WITHIN_CONFIGURATION, take_configuration_finished },
  { "run-finished", PLACE_BETWEEN, take_run_finished },
};

static gboolean
check_place (AriadneRunLogReader  *self,
             const char           *event,
             Place                 place,
             GError              **error)
{
  const char *expected = NULL;

  if (place == PLACE_FIRST && self->report != NULL)
    expected = "only the first line to be one";
  else if (place != PLACE_FIRST && self->report == NULL)
    expected = "“run-started” on the first line";
  else if (self->status != NULL)
    expected = "nothing after “run-finished”";
  else if (place == PLACE_WITHIN_CONFIGURATION && self->current == NULL)
    expected = "a “configuration-started” before it";

  if (expected == NULL)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE,
               ".event: found “%s”, but expected %s", event, expected);

  return FALSE;
}

static gboolean
take_event (AriadneRunLogReader  *self,
            JsonNode             *node,
            GError              **error)
{
  JsonNode *member = _ariadne_json_get_member (node, "event", error);
  const char *event;

  if (member == NULL)
    return FALSE;

  if (json_node_get_value_type (member) != G_TYPE_STRING)
    {
      _ariadne_json_expected (member, "a string", error);
      g_prefix_error (error, ".event");
      return FALSE;
    }

  event = json_node_get_string (member);
  for (guint i = 0; i < G_N_ELEMENTS (events); i++)
    if (g_str_equal (event, events[i].event))
      return check_place (self, event, events[i].place, error)
             && events[i].take (self, node, error);

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE,
               ".event: expected the event of a log, found “%s”", event);

  return FALSE;
}

static gboolean
take_line (AriadneRunLogReader  *self,
           const char           *text,
           gsize                 length,
           GError              **error)
{
  g_autoptr (JsonNode) node = _ariadne_json_parse (text, length, self->line, error);

  if (node == NULL)
    {
      g_prefix_error (error, "%s:", self->path);
      return FALSE;
    }

  if (!take_event (self, node, error))
    {
      g_prefix_error (error, "%s:%u: $", self->path, self->line);
      return FALSE;
    }

  self->line++;

  return TRUE;
}

/* Only what has been added since the last time is searched for line ends. */
static gboolean
take_lines (AriadneRunLogReader  *self,
            gsize                 n_searched,
            GError              **error)
{
  const char *text = (const char *) self->pending->data;
  gsize start = 0;

  for (gsize i = n_searched; i < self->pending->len; i++)
    if (text[i] == '\n')
      {
        if (!take_line (self, text + start, i - start, error))
          return FALSE;
        start = i + 1;
      }

  g_byte_array_remove_range (self->pending, 0, start);
  if (self->pending->len > MAXIMUM_LINE_LENGTH)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_LIMIT,
                   "%s:%u: expected a line of at most %u bytes",
                   self->path, self->line, MAXIMUM_LINE_LENGTH);
      return FALSE;
    }

  return TRUE;
}

static gboolean
read_all (AriadneRunLogReader  *self,
          GError              **error)
{
  gssize n_read;

  do
    {
      guint length = self->pending->len;

      g_byte_array_set_size (self->pending, length + READ_SIZE);
      n_read = g_input_stream_read (self->stream, self->pending->data + length, READ_SIZE,
                                    NULL, error);
      g_byte_array_set_size (self->pending, length + MAX (0, n_read));
      if (n_read < 0)
        {
          g_prefix_error (error, "%s: cannot read the log: ", self->path);
          return FALSE;
        }

      if (!take_lines (self, length, error))
        return FALSE;
    }
  while (n_read > 0);

  return TRUE;
}

/**
 * ariadne_run_log_reader_read:
 * @self: a reader
 * @error: return location for an error
 *
 * Reads what has been added to the log.
 *
 * When it fails, the report has what was read before; and it fails again, with
 * the same error, if it is called again.
 *
 * Returns: whether everything that was there is understood
 */
gboolean
ariadne_run_log_reader_read (AriadneRunLogReader  *self,
                             GError              **error)
{
  g_return_val_if_fail (ARIADNE_IS_RUN_LOG_READER (self), FALSE);

  if (self->error == NULL)
    read_all (self, &self->error);

  if (self->current != NULL)
    ariadne_metrics_fill_record (self->metrics, self->current);

  if (self->error != NULL)
    g_propagate_error (error, g_error_copy (self->error));

  return self->error == NULL;
}

/**
 * ariadne_run_log_reader_get_report:
 * @self: a reader
 *
 * Gets what has been read.
 *
 * Returns: (transfer none) (nullable): the report, or %NULL while the first line
 *   has not been read
 */
AriadneReport *
ariadne_run_log_reader_get_report (AriadneRunLogReader *self)
{
  g_return_val_if_fail (ARIADNE_IS_RUN_LOG_READER (self), NULL);

  return self->report;
}

/**
 * ariadne_run_log_reader_get_status:
 * @self: a reader
 *
 * Gets how the experiment ended.
 *
 * Returns: (transfer none) (nullable): the status, or %NULL while the last line
 *   has not been read
 */
const char *
ariadne_run_log_reader_get_status (AriadneRunLogReader *self)
{
  g_return_val_if_fail (ARIADNE_IS_RUN_LOG_READER (self), NULL);

  return self->status;
}
