/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-file.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/ariadne-error.h"

static gboolean
fail (const char  *path,
      const char  *what,
      int          errno_value,
      GError     **error)
{
  g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (errno_value),
               "%s: %s: %s", path, what, g_strerror (errno_value));

  return FALSE;
}

/**
 * ariadne_file_read: (skip)
 * @path: the path of a file
 * @max_length: the most bytes that are expected
 * @error: return location for an error
 *
 * Reads a file of bounded length, or a pipe, to its end. Never reads much more
 * than @max_length, so that what does not end is not read for ever.
 *
 * Returns: (transfer full) (nullable): the contents
 */
GBytes *
ariadne_file_read (const char  *path,
                   gsize        max_length,
                   GError     **error)
{
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GByteArray) contents = g_byte_array_new ();
  guint8 chunk[1 << 16];
  gssize length;
  int fd;

  fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  if (fd < 0)
    {
      fail (path, "cannot be read", errno, error);
      return NULL;
    }

  stream = g_unix_input_stream_new (fd, TRUE);
  while ((length = g_input_stream_read (stream, chunk, sizeof chunk, NULL, error)) > 0)
    {
      g_byte_array_append (contents, chunk, (guint) length);
      if (contents->len > max_length)
        {
          g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_LIMIT,
                       "%s: byte %" G_GSIZE_FORMAT ": expected the end, since at most so many "
                       "bytes are read", path, max_length);
          return NULL;
        }
    }

  if (length < 0)
    {
      g_prefix_error (error, "%s: ", path);
      return NULL;
    }

  return g_byte_array_free_to_bytes (g_steal_pointer (&contents));
}

/* What @path leads to through symbolic links, so that a link stays one when the
 * file is replaced. What does not exist yet is itself.
 */
static char *
resolve (const char  *path,
         GError     **error)
{
  g_autofree char *target = NULL;
  char *resolved = realpath (path, NULL);
  GStatBuf status;

  if (resolved != NULL)
    {
      target = g_strdup (resolved);
      free (resolved);
      if (g_stat (target, &status) == 0 && S_ISREG (status.st_mode))
        return g_steal_pointer (&target);

      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                   "%s: expected a regular file, or none yet", path);
      return NULL;
    }

  if (errno != ENOENT || path[0] == '\0' || g_lstat (path, &status) == 0)
    {
      fail (path, "cannot be written", errno != 0 ? errno : ENOENT, error);
      return NULL;
    }

  return g_strdup (path);
}

/**
 * ariadne_file_check_writable: (skip)
 * @path: the path of a file
 * @error: return location for an error
 *
 * Tells whether ariadne_file_write() is likely to succeed, for those who want to
 * know before they have something to write. Leaves everything as it was.
 *
 * Returns: whether it is
 */
gboolean
ariadne_file_check_writable (const char  *path,
                             GError     **error)
{
  g_autofree char *target = resolve (path, error);
  g_autofree char *beside = NULL;
  int fd;

  if (target == NULL)
    return FALSE;
  if (g_access (target, W_OK) != 0 && errno != ENOENT)
    return fail (path, "cannot be written", errno, error);

  /* Some folders look writable and are not, so a file beside @target is made,
   * as writing it will do.
   */
  beside = g_strconcat (target, ".XXXXXX", NULL);
  fd = g_mkstemp (beside);
  if (fd < 0)
    return fail (path, "cannot be written", errno, error);

  close (fd);
  g_unlink (beside);

  return TRUE;
}

/**
 * ariadne_file_write: (skip)
 * @path: the path of a file
 * @data: what it is to hold
 * @length: the length of @data in bytes
 * @error: return location for an error
 *
 * Writes a file as a whole or not at all. Replaces regular files only: a device
 * or a pipe of this name is left alone, and a symbolic link goes on to lead to
 * the file.
 *
 * Returns: whether the file was written
 */
gboolean
ariadne_file_write (const char  *path,
                    const char  *data,
                    gsize        length,
                    GError     **error)
{
  g_autofree char *target = resolve (path, error);

  if (target == NULL)
    return FALSE;
  if (!g_file_set_contents (target, data, (gssize) length, error))
    {
      g_prefix_error (error, "%s: cannot be written: ", path);
      return FALSE;
    }

  return TRUE;
}
