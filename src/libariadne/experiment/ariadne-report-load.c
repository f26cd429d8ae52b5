/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-report.h"

#include <string.h>

#include "core/ariadne-error.h"
#include "core/ariadne-file.h"
#include "core/ariadne-json.h"
#include "experiment/ariadne-run-log-reader.h"

/* The record of a batch takes some tens of bytes. */
#define MAXIMUM_LENGTH (1 << 30)

/* Every line of a log is an object with an event; a report has none. */
static gboolean
is_log (const char *text,
        gsize       length)
{
  const char *end = memchr (text, '\n', length);
  g_autoptr (JsonNode) line = NULL;

  if (end == NULL)
    return FALSE;

  line = _ariadne_json_parse (text, end - text, 1, NULL);

  return line != NULL && _ariadne_json_get_member (line, "event", NULL) != NULL;
}

static AriadneReport *
load_log (const char  *path,
          GError     **error)
{
  g_autoptr (AriadneRunLogReader) reader = ariadne_run_log_reader_open (path, NULL, error);

  if (reader == NULL || !ariadne_run_log_reader_read (reader, error))
    return NULL;

  return g_object_ref (ariadne_run_log_reader_get_report (reader));
}

/**
 * ariadne_report_load:
 * @path: the path of a report in JSON, or of a log, finished or growing
 * @error: return location for an error
 *
 * Reads a report from a file.
 *
 * Returns: (transfer full) (nullable): a report
 */
AriadneReport *
ariadne_report_load (const char  *path,
                     GError     **error)
{
  g_autoptr (GBytes) bytes = NULL;
  AriadneReport *report;
  const char *text;
  gsize length;

  g_return_val_if_fail (path != NULL, NULL);

  bytes = ariadne_file_read (path, MAXIMUM_LENGTH, error);
  if (bytes == NULL)
    return NULL;

  text = g_bytes_get_data (bytes, &length);
  if (is_log (text, length))
    return load_log (path, error);

  report = ariadne_report_new_from_json (text, length, error);
  if (report == NULL)
    g_prefix_error (error, "%s:", path);

  return report;
}
