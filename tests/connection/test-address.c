/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define _GNU_SOURCE

#include "config.h"

#include <glib/gstdio.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "connection/ariadne-address.h"
#include "core/ariadne-error.h"

static void
test_syntax (void)
{
  static const char * const good[] = {
    "unix:/run/a", "unix:a", "unix-abstract:a", "tcp:host:1", "host:1", "127.0.0.1:65535",
    "[::1]:0", "tcp:[fe80::1]:7", "*:0",
  };
  static const char * const bad[] = {
    "", "unix:", "unix-abstract:", "host", "host:", ":1", "tcp:", "tcp::1", "host:65536",
    "host:-1", "host:1x", "::1:7", "[]:7",
    "unix:/0123456789012345678901234567890123456789012345678901234567890123456789"
    "01234567890123456789012345678901234567890",
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (_ariadne_address_check (good[i], &error));
      g_assert_no_error (error);
    }

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("“%s”", bad[i]);
      g_assert_false (_ariadne_address_check (bad[i], &error));
      g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT);
    }
}

/* Listens, connects, and gets a byte through. */
static void
assert_carries (const char *address)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *bound = NULL;
  int listener, client, server;
  char byte = 'x';

  listener = _ariadne_address_listen (address, &bound, &error);
  g_assert_no_error (error);
  client = _ariadne_address_connect (bound, 30 * G_USEC_PER_SEC, NULL, &error);
  g_assert_no_error (error);
  server = accept4 (listener, NULL, NULL, 0);
  g_assert_cmpint (server, >=, 0);
  _ariadne_address_prepare (server);

  g_assert_cmpint (write (client, &byte, 1), ==, 1);
  byte = 0;
  g_assert_cmpint (read (server, &byte, 1), ==, 1);
  g_assert_cmpint (byte, ==, 'x');

  close (client);
  close (server);
  close (listener);
}

static void
test_unix (void)
{
  g_autofree char *folder = g_dir_make_tmp ("ariadne-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "socket", NULL);
  g_autofree char *address = g_strconcat ("unix:", path, NULL);

  /* The second time there is what the first has left behind. */
  assert_carries (address);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  assert_carries (address);

  g_unlink (path);
  g_rmdir (folder);
}

static void
test_unix_in_use (void)
{
  g_autofree char *folder = g_dir_make_tmp ("ariadne-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "socket", NULL);
  g_autofree char *address = g_strconcat ("unix:", path, NULL);
  g_autofree char *bound = NULL;
  g_autoptr (GError) error = NULL;
  int fd = _ariadne_address_listen (address, &bound, NULL);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (_ariadne_address_listen (address, &bound, &error), ==, -1);
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, address));

  close (fd);
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_abstract (void)
{
  g_autofree char *address = g_strdup_printf ("unix-abstract:ariadne-test-%d-%u", getpid (),
                                              g_random_int ());

  assert_carries (address);
}

/* All of a name counts, as it does for other programs. */
static void
test_abstract_names (void)
{
  g_autofree char *name = g_strdup_printf ("ariadne-test-%d-%u", getpid (), g_random_int ());
  struct sockaddr_un to = { .sun_family = AF_UNIX };
  int fds[2], client;

  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    {
      g_autofree char *address = g_strdup_printf ("unix-abstract:%s-%u", name, i);
      g_autofree char *bound = NULL;
      g_autoptr (GError) error = NULL;

      fds[i] = _ariadne_address_listen (address, &bound, &error);
      g_assert_no_error (error);
    }

  client = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_snprintf (to.sun_path + 1, sizeof to.sun_path - 1, "%s-1", name);
  g_assert_cmpint (connect (client, (struct sockaddr *) &to,
                            offsetof (struct sockaddr_un, sun_path) + strlen (name) + 3), ==, 0);

  close (client);
  close (fds[0]);
  close (fds[1]);
}

static void
test_tcp (void)
{
  assert_carries ("tcp:127.0.0.1:0");
  assert_carries ("localhost:0");
}

static void
test_ipv6 (void)
{
  g_autofree char *bound = NULL;
  int fd = _ariadne_address_listen ("[::1]:0", &bound, NULL);

  if (fd < 0)
    {
      g_test_skip ("This machine has no IPv6");
      return;
    }

  g_assert_true (g_str_has_prefix (bound, "tcp:[::1]:"));
  close (fd);
  assert_carries ("[::1]:0");
}

static void
test_nobody_there (void)
{
  g_autofree char *bound = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) other = NULL;
  int fd = _ariadne_address_listen ("127.0.0.1:0", &bound, NULL);

  close (fd);
  g_assert_cmpint (_ariadne_address_connect (bound, 30 * G_USEC_PER_SEC, NULL, &error), ==, -1);
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_NOBODY);
  g_assert_nonnull (strstr (error->message, bound));

  g_assert_cmpint (_ariadne_address_connect ("unix:/nonexistent/socket", 1, NULL, &other), ==, -1);
  g_assert_error (other, ARIADNE_ERROR, ARIADNE_ERROR_NOBODY);
}

static void
test_no_such_host (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (_ariadne_address_connect ("[not-a-number]:1", 1, NULL, &error), ==, -1);
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_NOT_FOUND);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Address/syntax", test_syntax);
  g_test_add_func ("/Ariadne/Address/unix", test_unix);
  g_test_add_func ("/Ariadne/Address/unix_in_use", test_unix_in_use);
  g_test_add_func ("/Ariadne/Address/abstract", test_abstract);
  g_test_add_func ("/Ariadne/Address/abstract_names", test_abstract_names);
  g_test_add_func ("/Ariadne/Address/tcp", test_tcp);
  g_test_add_func ("/Ariadne/Address/ipv6", test_ipv6);
  g_test_add_func ("/Ariadne/Address/nobody_there", test_nobody_there);
  g_test_add_func ("/Ariadne/Address/no_such_host", test_no_such_host);

  return g_test_run ();
}
