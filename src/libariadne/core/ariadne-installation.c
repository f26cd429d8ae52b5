/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define _GNU_SOURCE /* for dladdr() */

#include "config.h"

#include <dlfcn.h>
#include <string.h>

#include "core/ariadne-installation.h"

/* An installation may be moved as a whole, or be made below another root: so its
 * files are looked for from where the program or the library itself was found, and
 * only then where they were configured to be.
 */

/* The folder of @object without @folder at its end, or NULL if it ends otherwise. */
static char *
strip_folder (const char *object,
              const char *folder)
{
  g_autofree char *its = g_path_get_dirname (object);
  g_autofree char *suffix = g_strconcat ("/", folder, NULL);

  if (!g_str_has_suffix (its, suffix))
    return NULL;

  return g_strndup (its, strlen (its) - strlen (suffix));
}

/**
 * _ariadne_installation_move:
 * @path: a path below the configured prefix
 * @object: where this program or this library is
 *
 * Gets where @path is if the whole prefix is elsewhere now.
 *
 * Returns: (transfer full) (nullable): the path, or %NULL if @object does not lie
 *   where programs or libraries are installed
 */
char *
_ariadne_installation_move (const char *path,
                            const char *object)
{
  g_autofree char *prefix = strip_folder (object, ARIADNE_BINDIR);

  if (prefix == NULL)
    prefix = strip_folder (object, ARIADNE_LIBDIR);
  if (prefix == NULL || !g_str_has_prefix (path, ARIADNE_PREFIX "/"))
    return NULL;

  return g_strconcat (prefix, path + strlen (ARIADNE_PREFIX), NULL);
}

/* Where the object is that this code is a part of. A program does not always know
 * its own path, but the system does.
 */
static char *
find_object (void)
{
  Dl_info info;

  if (dladdr ((gconstpointer) _ariadne_installation_find, &info) == 0
      || !g_str_has_suffix (info.dli_fname, ".so." ARIADNE_SOVERSION))
    return g_file_read_link ("/proc/self/exe", NULL);

  return g_canonicalize_filename (info.dli_fname, NULL);
}

/**
 * _ariadne_installation_find:
 * @path: where something was configured to be installed
 *
 * Finds a part of this installation.
 *
 * Returns: (transfer full): where it is
 */
char *
_ariadne_installation_find (const char *path)
{
  g_autofree char *object = find_object ();
  g_autofree char *moved = object != NULL ? _ariadne_installation_move (path, object) : NULL;

  if (moved != NULL && g_file_test (moved, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&moved);

  return g_strdup (path);
}
