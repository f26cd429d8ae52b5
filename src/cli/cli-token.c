/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "cli-token.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "core/ariadne-file.h"

/* The token of a run: whoever shows it takes part. It is read from a file or from
 * the environment, neither of which other users can see; what is on a command
 * line they can.
 */
#define MAX_FILE_LENGTH 4096

/* A file that others may read has told them. */
static gboolean
check_private (const char  *path,
               GError     **error)
{
  GStatBuf status;

  if (g_stat (path, &status) != 0 || (status.st_mode & (S_IRWXO | S_IRWXG)) == 0
      || !S_ISREG (status.st_mode))
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
               "%s: others may read or change it, expected a file of mode 600", path);

  return FALSE;
}

static char *
read_file (const char  *path,
           GError     **error)
{
  g_autoptr (GBytes) bytes = NULL;
  gconstpointer data;
  gsize length;

  if (!check_private (path, error))
    return NULL;

  bytes = ariadne_file_read (path, MAX_FILE_LENGTH, error);
  if (bytes == NULL)
    return NULL;

  data = g_bytes_get_data (bytes, &length);

  return g_strndup (data, length);
}

/**
 * cli_token_read:
 * @path: (nullable): the file of the token
 * @error: return location for an error
 *
 * Reads the token from a file, or from the environment, which then forgets it.
 *
 * Returns: (transfer full) (nullable): the token, which may not be one
 */
char *
cli_token_read (const char  *path,
                GError     **error)
{
  char *token;

  if (path != NULL)
    token = read_file (path, error);
  else
    {
      token = g_strdup (g_getenv (CLI_TOKEN_VARIABLE));
      g_unsetenv (CLI_TOKEN_VARIABLE);
      if (token == NULL)
        g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                     "there is no token; expected --token-file=FILE, or $" CLI_TOKEN_VARIABLE);
    }

  return token != NULL ? g_strstrip (token) : NULL;
}

/**
 * cli_token_write:
 * @path: the path of a file that does not exist
 * @token: the token
 * @error: return location for an error
 *
 * Writes the token into a file that only its owner can read.
 *
 * Returns: whether that was done
 */
gboolean
cli_token_write (const char  *path,
                 const char  *token,
                 GError     **error)
{
  g_autofree char *line = g_strconcat (token, "\n", NULL);
  gsize length = strlen (line);
  int fd = g_open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  gboolean is_written = fd >= 0 && write (fd, line, length) == (gssize) length;
  int saved_errno = errno;

  if (fd >= 0)
    close (fd);
  if (is_written)
    return TRUE;

  if (fd >= 0)
    g_unlink (path);
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (saved_errno),
               "%s: the token cannot be written: %s", path, g_strerror (saved_errno));

  return FALSE;
}

/**
 * cli_token_make_path:
 *
 * Makes up a path for a token that nobody has chosen one for, where a user's
 * programs keep what lasts as long as they do.
 *
 * Returns: (transfer full): a path
 */
char *
cli_token_make_path (void)
{
  g_autofree char *name = g_strdup_printf ("ariadne-%ld.token", (long) getpid ());
  const char *folder = g_getenv ("XDG_RUNTIME_DIR");

  if (folder == NULL || folder[0] != G_DIR_SEPARATOR || g_access (folder, W_OK) != 0)
    folder = g_get_tmp_dir ();

  return g_build_filename (folder, name, NULL);
}
