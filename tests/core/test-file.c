/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/ariadne-error.h"
#include "core/ariadne-file.h"

typedef struct
{
  char *folder;
  char *path; /* of a file in it, which is not there at first */
  char *link; /* a symbolic link to it */
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("ariadne-file-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "file", NULL);
  fixture->link = g_build_filename (fixture->folder, "link", NULL);
  g_assert_cmpint (symlink ("file", fixture->link), ==, 0);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_unlink (fixture->link);
  g_unlink (fixture->path);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->link);
}

static void
assert_contents (const char *path,
                 const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = ariadne_file_read (path, 100, &error);
  gsize length;
  const char *contents;

  g_assert_no_error (error);
  contents = g_bytes_get_data (bytes, &length);
  g_assert_cmpmem (contents, length, expected, strlen (expected));
}

static void
write_file (const char *path,
            const char *contents)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (ariadne_file_check_writable (path, &error));
  g_assert_no_error (error);
  g_assert_true (ariadne_file_write (path, contents, strlen (contents), &error));
  g_assert_no_error (error);
}

static void
assert_not_writable (const char *path)
{
  g_autoptr (GError) early = NULL;
  g_autoptr (GError) late = NULL;

  g_assert_false (ariadne_file_check_writable (path, &early));
  g_assert_false (ariadne_file_write (path, "x", 1, &late));
  g_assert_true (g_str_has_prefix (early->message, path));
  g_assert_true (g_str_has_prefix (late->message, path));
}

static void
test_write (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (ariadne_file_check_writable (fixture->path, &error));
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
  write_file (fixture->path, "first");
  assert_contents (fixture->path, "first");
  write_file (fixture->path, "second");
  assert_contents (fixture->path, "second");
}

static void
test_link (Fixture       *fixture,
           gconstpointer  data)
{
  GStatBuf status;

  assert_not_writable (fixture->link);
  write_file (fixture->path, "before");
  write_file (fixture->link, "after");

  g_assert_cmpint (g_lstat (fixture->link, &status), ==, 0);
  g_assert_true (S_ISLNK (status.st_mode));
  assert_contents (fixture->path, "after");
}

/* A pipe stands for all that must not be replaced by a file. */
static void
test_not_regular (Fixture       *fixture,
                  gconstpointer  data)
{
  GStatBuf status;

  g_assert_cmpint (mkfifo (fixture->path, 0600), ==, 0);
  assert_not_writable (fixture->path);
  assert_not_writable (fixture->link);
  g_assert_cmpint (g_lstat (fixture->path, &status), ==, 0);
  g_assert_true (S_ISFIFO (status.st_mode));

  assert_not_writable (fixture->folder);
  assert_not_writable ("");
  assert_not_writable ("/nonexistent/file");
}

static void
test_bounds (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  write_file (fixture->path, "12345");
  bytes = ariadne_file_read (fixture->path, 5, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 5);

  g_assert_null (ariadne_file_read (fixture->path, 4, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_LIMIT);
  g_clear_error (&error);

  g_assert_null (ariadne_file_read ("/dev/zero", 1 << 20, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_LIMIT);
}

static void
test_unreadable (Fixture       *fixture,
                 gconstpointer  data)
{
  const char *paths[] = { "", fixture->folder, fixture->path, fixture->link };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ariadne_file_read (paths[i], 100, &error));
      g_assert_nonnull (error);
      g_assert_true (g_str_has_prefix (error->message, paths[i]));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/Ariadne/File/write", Fixture, NULL, set_up, test_write, tear_down);
  g_test_add ("/Ariadne/File/link", Fixture, NULL, set_up, test_link, tear_down);
  g_test_add ("/Ariadne/File/not_regular", Fixture, NULL, set_up, test_not_regular, tear_down);
  g_test_add ("/Ariadne/File/bounds", Fixture, NULL, set_up, test_bounds, tear_down);
  g_test_add ("/Ariadne/File/unreadable", Fixture, NULL, set_up, test_unreadable, tear_down);

  return g_test_run ();
}
