/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-log-tail.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <unistd.h>

/* The last line of a log is short, and an error is cut off by who prints it. */
#define TAIL_SIZE 8192

static gssize
read_tail (const char *path,
           char       *data)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  off_t end = fd < 0 ? -1 : lseek (fd, 0, SEEK_END);
  gssize n = -1;

  if (end >= 0)
    n = pread (fd, data, TAIL_SIZE, MAX (end - TAIL_SIZE, 0));
  if (fd >= 0)
    close (fd);

  return n;
}

/* The last line that is not empty. */
static char *
read_last_line (const char *path)
{
  char data[TAIL_SIZE + 1];
  gssize n = read_tail (path, data);
  const char *line;

  while (n > 0 && data[n - 1] == '\n')
    n--;
  if (n <= 0)
    return NULL;

  data[n] = '\0';
  line = strrchr (data, '\n');

  return g_utf8_make_valid (line != NULL ? line + 1 : data, -1);
}

char *
monitor_log_tail_read_status (const char *log_path)
{
  g_autofree char *line = read_last_line (log_path);
  g_autoptr (JsonNode) node = line == NULL ? NULL : json_from_string (line, NULL);
  JsonObject *object;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;

  object = json_node_get_object (node);
  if (g_strcmp0 (json_object_get_string_member_with_default (object, "event", NULL),
                 "run-finished") != 0)
    return NULL;

  return g_strdup (json_object_get_string_member_with_default (object, "status", NULL));
}

char *
monitor_log_tail_read_error (const char *path)
{
  g_autofree char *line = read_last_line (path);

  if (line != NULL && g_str_has_prefix (line, "ariadne run: "))
    return g_strdup (line + strlen ("ariadne run: "));

  return g_steal_pointer (&line);
}
