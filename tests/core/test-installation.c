/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-installation.h"

static void
assert_moved (const char *object,
              const char *expected)
{
  g_autofree char *moved = _ariadne_installation_move (ARIADNE_PREFIX "/share/x", object);

  g_assert_cmpstr (moved, ==, expected);
}

static void
test_moved (void)
{
  assert_moved ("/opt/here/" ARIADNE_BINDIR "/ariadne", "/opt/here/share/x");
  assert_moved ("/opt/here/" ARIADNE_LIBDIR "/libariadne-1.so.0", "/opt/here/share/x");
  assert_moved (ARIADNE_PREFIX "/" ARIADNE_BINDIR "/ariadne", ARIADNE_PREFIX "/share/x");
  assert_moved ("/root" ARIADNE_PREFIX "/" ARIADNE_BINDIR "/ariadne",
                "/root" ARIADNE_PREFIX "/share/x");
}

static void
test_not_moved (void)
{
  g_autofree char *elsewhere = _ariadne_installation_move ("/etc/x", "/a/" ARIADNE_BINDIR "/b");

  g_assert_null (elsewhere);
  assert_moved ("/build/src/cli/ariadne", NULL);
  assert_moved ("/build/not" ARIADNE_BINDIR "/ariadne", NULL);
}

/* A program that is not installed takes what was configured. */
static void
test_found (void)
{
  g_autofree char *found = _ariadne_installation_find (ARIADNE_PREFIX "/share/nothing");

  g_assert_cmpstr (found, ==, ARIADNE_PREFIX "/share/nothing");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Installation/moved", test_moved);
  g_test_add_func ("/Ariadne/Installation/not_moved", test_not_moved);
  g_test_add_func ("/Ariadne/Installation/found", test_found);

  return g_test_run ();
}
