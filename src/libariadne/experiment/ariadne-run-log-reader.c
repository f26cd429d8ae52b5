/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-run-log-reader-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/ariadne-error.h"
#include "experiment/ariadne-history-private.h"
#include "experiment/ariadne-run-log-parser.h"

/* The longest line was, in older logs, the record of a configuration with all of its
 * batches: some tens of bytes for each of them.
 */
#define MAX_LINE_LENGTH (256u << 20)

#define READ_SIZE (64u << 10)

/* How much of the first line is remembered: enough for the time at which it was
 * written, by which logs differ.
 */
#define HEAD_SIZE 512

/**
 * AriadneRunLogReader:
 *
 * Reads the log of an experiment, as an [class@RunLog] writes it, that has ended
 * or is still growing, into an [class@RunHistory].
 *
 * [method@RunLogReader.read_some] reads as much as it is allowed to, so that a large
 * log can be read in slices, between which a main loop does something else. It never
 * waits: having come to the end of the file it says so, and goes on from there when it
 * is called again. The end of a file need not be the end of a line: what is there of
 * the last line waits for the rest.
 *
 * When the file was truncated, or another one has taken its place, that is a new log:
 * the history is cleared, and reading begins anew.
 *
 * Anything that is not a line of a log is an error, which names the line and what was
 * expected there. What was read before stays; nothing more is read.
 *
 * The memory that is needed does not depend on the length of a log, but on its longest
 * line. A log of a gibibyte takes some seconds.
 *
 * A reader belongs to one thread, as its history does.
 */
struct _AriadneRunLogReader
{
  GObject                  parent_instance;

  char                    *path;
  AriadneRunHistory       *history; /* NULL if the events go elsewhere */
  const AriadneRunLogSink *sink;
  gpointer                 user_data;

  int                      fd;
  guint64                  position; /* how much was read of the file */
  guint64                  size;     /* of the file, when it was looked at last */
  char                     head[HEAD_SIZE];
  gsize                    head_length;

  /* What is there of a line that has not ended: */
  char                    *pending;
  gsize                    n_pending;
  gsize                    n_allocated;

  AriadneRunLogParser      parser;
  GError                  *error; /* what has ended the reading, if anything */
};

G_DEFINE_FINAL_TYPE (AriadneRunLogReader, ariadne_run_log_reader, G_TYPE_OBJECT)

static void
ariadne_run_log_reader_finalize (GObject *object)
{
  AriadneRunLogReader *self = ARIADNE_RUN_LOG_READER (object);

  if (self->fd >= 0)
    close (self->fd);
  g_free (self->path);
  g_clear_object (&self->history);
  g_free (self->pending);
  g_clear_error (&self->error);

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
  self->fd = -1;
}

static gboolean
set_errno_error (AriadneRunLogReader  *self,
                 GError              **error)
{
  int saved_errno = errno;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno),
               "%s: cannot read the log: %s", self->path, g_strerror (saved_errno));

  return FALSE;
}

/* Only a regular file has an end that one can come back to. */
static gboolean
open_file (AriadneRunLogReader  *self,
           GError              **error)
{
  struct stat info;

  self->fd = g_open (self->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (self->fd < 0 || fstat (self->fd, &info) != 0)
    return set_errno_error (self, error);

  if (!S_ISREG (info.st_mode))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE,
                   "%s: cannot read the log: expected a regular file", self->path);
      return FALSE;
    }

  self->size = info.st_size;

  return TRUE;
}

static void
begin (AriadneRunLogReader *self)
{
  self->position = 0;
  self->head_length = 0;
  self->n_pending = 0;
  _ariadne_run_log_parser_init (&self->parser, self->sink->take, self->user_data);
}

AriadneRunLogReader *
_ariadne_run_log_reader_open (const char               *path,
                              const AriadneRunLogSink  *sink,
                              gpointer                  user_data,
                              GError                  **error)
{
  g_autoptr (AriadneRunLogReader) self = g_object_new (ARIADNE_TYPE_RUN_LOG_READER, NULL);

  self->path = g_strdup (path);
  self->sink = sink;
  self->user_data = user_data;
  if (!open_file (self, error))
    return NULL;

  begin (self);

  return g_steal_pointer (&self);
}

static void
take_into_history (const AriadneRunLogEvent *event,
                   gpointer                  history)
{
  _ariadne_run_history_take (history, event);
}

static void
clear_history (gpointer history)
{
  ariadne_run_history_clear (history);
}

/**
 * ariadne_run_log_reader_open:
 * @path: the path of a log, which must be there but may be empty
 * @history: an empty history, which is to be filled
 * @error: return location for an error
 *
 * Opens a log; nothing is read yet.
 *
 * Fails with what the file system says.
 *
 * Returns: (transfer full) (nullable): a new reader
 */
AriadneRunLogReader *
ariadne_run_log_reader_open (const char         *path,
                             AriadneRunHistory  *history,
                             GError            **error)
{
  static const AriadneRunLogSink sink = { take_into_history, clear_history };
  AriadneRunLogReader *self;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (ARIADNE_IS_RUN_HISTORY (history), NULL);

  self = _ariadne_run_log_reader_open (path, &sink, history, error);
  if (self != NULL)
    self->history = g_object_ref (history);

  return self;
}

/* Whether the file still begins as it did when it was read. */
static gboolean
has_same_head (AriadneRunLogReader *self)
{
  char head[HEAD_SIZE];

  return pread (self->fd, head, self->head_length, 0) == (gssize) self->head_length
         && memcmp (head, self->head, self->head_length) == 0;
}

/* Whether the path leads to another file. A file that is gone is as long as it was. */
static gboolean
is_replaced (AriadneRunLogReader *self,
             const struct stat   *info)
{
  struct stat other;

  return stat (self->path, &other) == 0 && S_ISREG (other.st_mode)
         && (other.st_dev != info->st_dev || other.st_ino != info->st_ino);
}

/* Looks whether the file is still the one that was read, and how long it is. */
static gboolean
look (AriadneRunLogReader  *self,
      gboolean             *restarted,
      GError              **error)
{
  struct stat info;

  *restarted = FALSE;
  if (fstat (self->fd, &info) != 0)
    return set_errno_error (self, error);

  self->size = info.st_size;
  if (self->size > self->position && has_same_head (self))
    return TRUE;
  if (self->size == self->position && !is_replaced (self, &info))
    return TRUE;

  close (self->fd);
  self->fd = -1;
  self->sink->clear (self->user_data);
  begin (self);
  *restarted = TRUE;

  return open_file (self, error);
}

static void
reserve (AriadneRunLogReader *self,
         gsize                n_bytes)
{
  gsize needed = self->n_pending + n_bytes;

  /* What one long line has needed is not kept for ever. */
  if (needed <= self->n_allocated && self->n_allocated / 16 <= needed)
    return;

  self->n_allocated = MAX (needed + needed / 2, 2 * READ_SIZE);
  self->pending = g_realloc (self->pending, self->n_allocated);
}

/* Only what has been added since the last time is searched for ends of lines. */
static gboolean
take_lines (AriadneRunLogReader  *self,
            gsize                 n_searched,
            GError              **error)
{
  const char *line = self->pending;
  const char *end = self->pending + self->n_pending;
  const char *from = self->pending + n_searched;

  while ((from = memchr (from, '\n', end - from)) != NULL)
    {
      if (!_ariadne_run_log_parser_take (&self->parser, line, from - line, error))
        {
          g_prefix_error (error, "%s:", self->path);
          return FALSE;
        }
      line = ++from;
    }

  self->n_pending = end - line;
  memmove (self->pending, line, self->n_pending);
  if (self->n_pending <= MAX_LINE_LENGTH)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_LIMIT,
               "%s:%" G_GUINT64_FORMAT ": expected a line of at most %u bytes",
               self->path, self->parser.line, MAX_LINE_LENGTH);

  return FALSE;
}

static void
remember_head (AriadneRunLogReader *self,
               const char          *bytes,
               gsize                n_bytes)
{
  n_bytes = MIN (n_bytes, HEAD_SIZE - self->head_length);
  memcpy (self->head + self->head_length, bytes, n_bytes);
  self->head_length += n_bytes;
}

/* Reads at most so much, and takes the lines that end there. */
static gssize
read_once (AriadneRunLogReader  *self,
           gsize                 max_bytes,
           GError              **error)
{
  gsize n_before = self->n_pending;
  gssize n_read;

  max_bytes = MIN (max_bytes, READ_SIZE);
  reserve (self, max_bytes);
  do
    n_read = pread (self->fd, self->pending + n_before, max_bytes, self->position);
  while (n_read < 0 && errno == EINTR);
  if (n_read < 0)
    {
      set_errno_error (self, error);
      return -1;
    }

  remember_head (self, self->pending + n_before, n_read);
  self->position += n_read;
  self->size = MAX (self->size, self->position);
  self->n_pending += n_read;

  return take_lines (self, n_before, error) ? n_read : -1;
}

static gboolean
read_some (AriadneRunLogReader  *self,
           gsize                 max_bytes,
           gboolean             *more,
           GError              **error)
{
  gssize n_read;

  if (!look (self, more, error))
    return FALSE;
  if (*more)
    return TRUE;

  do
    {
      n_read = read_once (self, max_bytes, error);
      if (n_read < 0)
        return FALSE;
      max_bytes -= n_read;
    }
  while (n_read > 0 && max_bytes > 0);
  *more = n_read > 0 && self->position < self->size;

  return TRUE;
}

/**
 * ariadne_run_log_reader_read_some:
 * @self: a reader
 * @max_bytes: how much may be read; what is read of a line is kept
 * @state: (out): how far the reading has come
 * @error: return location for an error
 *
 * Reads what is there, or a part of it.
 *
 * When it fails, the history has what was read before; and it fails again, with the
 * same error, if it is called again.
 *
 * Returns: whether everything that was read is understood
 */
gboolean
ariadne_run_log_reader_read_some (AriadneRunLogReader  *self,
                                  gsize                 max_bytes,
                                  AriadneRunLogState   *state,
                                  GError              **error)
{
  gboolean more = FALSE;

  g_return_val_if_fail (ARIADNE_IS_RUN_LOG_READER (self), FALSE);
  g_return_val_if_fail (max_bytes > 0, FALSE);
  g_return_val_if_fail (state != NULL, FALSE);

  if (self->error == NULL)
    read_some (self, max_bytes, &more, &self->error);

  if (more)
    *state = ARIADNE_RUN_LOG_MORE;
  else
    *state = self->parser.finished ? ARIADNE_RUN_LOG_FINISHED : ARIADNE_RUN_LOG_UP_TO_DATE;
  if (self->error != NULL)
    g_propagate_error (error, g_error_copy (self->error));

  return self->error == NULL;
}

/**
 * ariadne_run_log_reader_get_path:
 * @self: a reader
 *
 * Gets the path of the log.
 *
 * Returns: (transfer none): the path
 */
const char *
ariadne_run_log_reader_get_path (AriadneRunLogReader *self)
{
  g_return_val_if_fail (ARIADNE_IS_RUN_LOG_READER (self), NULL);

  return self->path;
}

/**
 * ariadne_run_log_reader_get_history:
 * @self: a reader
 *
 * Gets what is filled.
 *
 * Returns: (transfer none): the history
 */
AriadneRunHistory *
ariadne_run_log_reader_get_history (AriadneRunLogReader *self)
{
  g_return_val_if_fail (ARIADNE_IS_RUN_LOG_READER (self), NULL);

  return self->history;
}

/**
 * ariadne_run_log_reader_get_position:
 * @self: a reader
 *
 * Gets how much has been read.
 *
 * Returns: a number of bytes
 */
guint64
ariadne_run_log_reader_get_position (AriadneRunLogReader *self)
{
  g_return_val_if_fail (ARIADNE_IS_RUN_LOG_READER (self), 0);

  return self->position;
}

/**
 * ariadne_run_log_reader_get_size:
 * @self: a reader
 *
 * Gets how long the log was when it was looked at last.
 *
 * Returns: a number of bytes, at least as many as have been read
 */
guint64
ariadne_run_log_reader_get_size (AriadneRunLogReader *self)
{
  g_return_val_if_fail (ARIADNE_IS_RUN_LOG_READER (self), 0);

  return self->size;
}
