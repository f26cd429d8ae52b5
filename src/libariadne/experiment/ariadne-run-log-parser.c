/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-run-log-parser.h"

#include <string.h>

#include "core/ariadne-error.h"
#include "core/ariadne-json.h"
#include "experiment/ariadne-record-json.h"
#include "experiment/ariadne-report-private.h"

#define MAX_VERSION 2

void
_ariadne_run_log_parser_init (AriadneRunLogParser    *self,
                              AriadneRunLogEventFunc  func,
                              gpointer                user_data)
{
  *self = (AriadneRunLogParser){ .func = func, .user_data = user_data, .line = 1 };
}

/* The member of that name; NULL without an error if there is none. */
static JsonNode *
find_member (JsonNode   *node,
             const char *name)
{
  return json_object_get_member (json_node_get_object (node), name);
}

static gboolean
read_number (JsonNode    *node,
             const char  *name,
             double      *number,
             GError     **error)
{
  JsonNode *member = _ariadne_json_get_member (node, name, error);

  if (member == NULL)
    return FALSE;

  if (!_ariadne_json_to_number (member, number, error))
    {
      g_prefix_error (error, ".%s", name);
      return FALSE;
    }

  return TRUE;
}

static gboolean
read_total (JsonNode    *node,
            const char  *name,
            guint64     *total,
            GError     **error)
{
  JsonNode *member = _ariadne_json_get_member (node, name, error);

  if (member == NULL)
    return FALSE;

  if (!_ariadne_json_to_total (member, G_MAXINT64, total, error))
    {
      g_prefix_error (error, ".%s", name);
      return FALSE;
    }

  return TRUE;
}

static gboolean
read_count (JsonNode    *node,
            const char  *name,
            guint       *count,
            GError     **error)
{
  JsonNode *member = _ariadne_json_get_member (node, name, error);
  guint64 total;

  if (member == NULL)
    return FALSE;

  if (!_ariadne_json_to_total (member, G_MAXUINT, &total, error))
    {
      g_prefix_error (error, ".%s", name);
      return FALSE;
    }

  *count = total;

  return TRUE;
}

static gboolean
read_text (JsonNode    *node,
           const char  *name,
           char       **text,
           GError     **error)
{
  JsonNode *member = _ariadne_json_get_member (node, name, error);

  if (member == NULL)
    return FALSE;

  if (!_ariadne_json_to_text (member, text, error))
    {
      g_prefix_error (error, ".%s", name);
      return FALSE;
    }

  return TRUE;
}

static gboolean
read_run_started (JsonNode            *node,
                  AriadneRunLogEvent  *event,
                  GError             **error)
{
  event->head = _ariadne_report_read_head (node, MAX_VERSION, error);
  if (event->head == NULL)
    return FALSE;

  return find_member (node, "started") == NULL
         || read_text (node, "started", &event->started, error);
}

static gboolean
read_run (JsonNode            *node,
          AriadneRunLogEvent  *event,
          GError             **error)
{
  JsonNode *member = _ariadne_json_get_member (node, "run", error);

  if (member == NULL)
    return FALSE;

  event->run = _ariadne_run_record_from_json (member, ARIADNE_RECORD_OF_LOG, error);
  if (event->run == NULL)
    g_prefix_error (error, ".run");

  return event->run != NULL;
}

/* Older logs say less about a batch. */
static gboolean
read_batch (JsonNode            *node,
            AriadneRunLogEvent  *event,
            GError             **error)
{
  AriadneBatchTiming *batch = &event->batch;

  if (!read_count (node, "size", &batch->size, error)
      || !read_number (node, "model_start_s", &batch->model_start_s, error)
      || !read_number (node, "model_end_s", &batch->model_end_s, error)
      || !read_number (node, "update_s", &batch->update_s, error))
    return FALSE;

  return find_member (node, "requests") == NULL
         || (read_count (node, "server", &batch->server, error)
             && read_count (node, "requests", &batch->n_requests, error)
             && read_count (node, "queued", &batch->n_queued, error)
             && read_number (node, "oldest_wait_s", &batch->oldest_wait_s, error));
}

static gboolean
read_latency (JsonNode        *node,
              AriadneServerLoad  *load,
              GError         **error)
{
  JsonNode *member = _ariadne_json_get_member (node, "latency", error);
  JsonArray *array;

  if (member == NULL)
    return FALSE;

  array = JSON_NODE_HOLDS_ARRAY (member) ? json_node_get_array (member) : NULL;
  if (array == NULL || json_array_get_length (array) > ARIADNE_N_LATENCY_BUCKETS)
    {
      g_autofree char *what = NULL;

      what = g_strdup_printf ("an array of at most %d numbers", ARIADNE_N_LATENCY_BUCKETS);
      _ariadne_json_expected (member, what, error);
      g_prefix_error (error, ".latency");
      return FALSE;
    }

  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!_ariadne_json_to_total (json_array_get_element (array, i), G_MAXINT64,
                                 &load->latency[i], error))
      {
        g_prefix_error (error, ".latency[%u]", i);
        return FALSE;
      }

  return TRUE;
}

static gboolean
read_load (JsonNode            *node,
           AriadneRunLogEvent  *event,
           GError             **error)
{
  AriadneServerLoad *load = &event->load;

  return read_number (node, "time_s", &event->time_s, error)
         && read_total (node, "queued", &load->n_queued, error)
         && read_count (node, "live", &load->n_live, error)
         && read_count (node, "waiting", &load->n_waiting, error)
         && read_total (node, "requests", &load->n_requests, error)
         && read_latency (node, load, error);
}

/* The oldest logs do not say when. */
static gboolean
read_progress (JsonNode            *node,
               AriadneRunLogEvent  *event,
               GError             **error)
{
  JsonNode *member = _ariadne_json_get_member (node, "search", error);
  AriadneSearchRecord *search;

  if (member == NULL)
    return FALSE;

  search = _ariadne_search_record_from_json (member, error);
  if (search == NULL)
    {
      g_prefix_error (error, ".search");
      return FALSE;
    }

  event->search = *search;
  g_free (search);

  return find_member (node, "time_s") == NULL
         || read_number (node, "time_s", &event->time_s, error);
}

static gboolean
read_process (JsonNode            *node,
              AriadneRunLogEvent  *event,
              GError             **error)
{
  return read_number (node, "time_s", &event->time_s, error)
         && read_text (node, "what", &event->what, error)
         && read_text (node, "process", &event->process, error)
         && read_count (node, "pid", &event->pid, error)
         && read_text (node, "search", &event->about, error)
         && read_text (node, "message", &event->message, error);
}

static gboolean
read_run_finished (JsonNode            *node,
                   AriadneRunLogEvent  *event,
                   GError             **error)
{
  if (!read_text (node, "status", &event->status, error))
    return FALSE;

  if (event->status == NULL)
    event->status = g_strdup ("unknown");

  return TRUE;
}

/* Where in a log an event may be. */
typedef enum {
  PLACE_FIRST,
  PLACE_BETWEEN,
  PLACE_WITHIN,
} Place;

static const struct
{
  const char *name;
  Place       place;
  gboolean  (*read) (JsonNode            *node,
                     AriadneRunLogEvent  *event,
                     GError             **error);
} kinds[ARIADNE_RUN_LOG_N_EVENTS] = {
  [ARIADNE_RUN_LOG_RUN_STARTED] = { "run-started", PLACE_FIRST, read_run_started },
  [ARIADNE_RUN_LOG_CONFIGURATION_STARTED] = { "configuration-started", PLACE_BETWEEN, read_run },
  [ARIADNE_RUN_LOG_BATCH] = { "batch", PLACE_WITHIN, read_batch },
  [ARIADNE_RUN_LOG_LOAD] = { "load", PLACE_WITHIN, read_load },
  [ARIADNE_RUN_LOG_PROGRESS] = { "progress", PLACE_WITHIN, read_progress },
  [ARIADNE_RUN_LOG_PROCESS] = { "process", PLACE_WITHIN, read_process },
  [ARIADNE_RUN_LOG_CONFIGURATION_FINISHED] = { "configuration-finished", PLACE_WITHIN, read_run },
  [ARIADNE_RUN_LOG_RUN_FINISHED] = { "run-finished", PLACE_BETWEEN, read_run_finished },
};

static gboolean
find_kind (JsonNode                *node,
           AriadneRunLogEventKind  *kind,
           GError                 **error)
{
  JsonNode *member = _ariadne_json_get_member (node, "event", error);
  const char *name;

  if (member == NULL)
    return FALSE;

  if (json_node_get_value_type (member) != G_TYPE_STRING)
    {
      _ariadne_json_expected (member, "a string", error);
      g_prefix_error (error, ".event");
      return FALSE;
    }

  name = json_node_get_string (member);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (name, kinds[i].name))
      {
        *kind = i;
        return TRUE;
      }

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE,
               ".event: expected the event of a log, found “%s”", name);

  return FALSE;
}

static gboolean
check_place (const AriadneRunLogParser  *self,
             AriadneRunLogEventKind      kind,
             GError                    **error)
{
  Place place = kinds[kind].place;
  const char *expected = NULL;

  if (place == PLACE_FIRST && self->line > 1)
    expected = "only the first line to be one";
  else if (place != PLACE_FIRST && self->line == 1)
    expected = "“run-started” on the first line";
  else if (self->finished)
    expected = "nothing after “run-finished”";
  else if (place == PLACE_WITHIN && !self->running)
    expected = "a “configuration-started” before it";

  if (expected == NULL)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE,
               ".event: found “%s”, but expected %s", kinds[kind].name, expected);

  return FALSE;
}

/* A record that leaves its batches to the lines before it must have as many. */
static gboolean
check_batches (const AriadneRunLogParser  *self,
               const AriadneRunRecord     *run,
               GError                    **error)
{
  if (run->batch_sizes->len > 0 || run->num_batches == self->n_batches)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE,
               ".run.num_batches: found %u, but expected %" G_GUINT64_FORMAT
               ", the number of “batch” lines before it", run->num_batches, self->n_batches);

  return FALSE;
}

static gboolean
read_node (AriadneRunLogParser  *self,
           JsonNode             *node,
           AriadneRunLogEvent   *event,
           GError              **error)
{
  if (!find_kind (node, &event->kind, error)
      || !check_place (self, event->kind, error))
    return FALSE;

  if (find_member (node, "elapsed_s") != NULL
      && !read_number (node, "elapsed_s", &event->elapsed_s, error))
    return FALSE;

  return kinds[event->kind].read (node, event, error)
         && (event->kind != ARIADNE_RUN_LOG_CONFIGURATION_FINISHED
             || check_batches (self, event->run, error));
}

gboolean
_ariadne_run_log_parser_read (AriadneRunLogParser  *self,
                              const char           *line,
                              gsize                 length,
                              AriadneRunLogEvent   *event,
                              GError              **error)
{
  g_autoptr (JsonNode) node = _ariadne_json_parse (line, length, self->line, error);

  if (node == NULL)
    return FALSE;

  if (!read_node (self, node, event, error))
    {
      g_prefix_error (error, "%" G_GUINT64_FORMAT ": $", self->line);
      return FALSE;
    }

  return TRUE;
}

static void
advance (AriadneRunLogParser      *self,
         const AriadneRunLogEvent *event)
{
  self->line++;
  self->n_batches += event->kind == ARIADNE_RUN_LOG_BATCH;
  if (event->kind == ARIADNE_RUN_LOG_CONFIGURATION_STARTED)
    {
      self->running = TRUE;
      self->n_batches = 0;
    }
  else if (event->kind == ARIADNE_RUN_LOG_CONFIGURATION_FINISHED)
    self->running = FALSE;
  else if (event->kind == ARIADNE_RUN_LOG_RUN_FINISHED)
    self->finished = TRUE;
}

/* What may be read the fast way may be so within a configuration only. */
gboolean
_ariadne_run_log_parser_take (AriadneRunLogParser  *self,
                              const char           *line,
                              gsize                 length,
                              GError              **error)
{
  AriadneRunLogEvent event;
  gboolean success;

  _ariadne_run_log_event_init (&event);
  success = (self->running && !self->finished && _ariadne_run_log_event_scan (&event, line, length))
            || _ariadne_run_log_parser_read (self, line, length, &event, error);
  if (success)
    {
      advance (self, &event);
      self->func (&event, self->user_data);
    }
  _ariadne_run_log_event_clear (&event);

  return success;
}
