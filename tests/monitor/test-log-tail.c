/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-log-tail.h"

#include "monitor-fixture.h"

typedef char *(*ReadFunc) (const char *path);

static void
assert_reads (ReadFunc    func,
              const char *text,
              const char *expected)
{
  g_autofree char *path = NULL;
  g_autofree char *found = NULL;
  int fd = g_file_open_tmp (NULL, &path, NULL);

  g_assert_cmpint (fd, >=, 0);
  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  found = func (path);
  g_assert_cmpstr (found, ==, expected);
  g_unlink (path);
}

static void
test_status (void)
{
  g_autofree char *absent = monitor_log_tail_read_status ("/nowhere/at/all");

  g_assert_null (absent);
  assert_reads (monitor_log_tail_read_status, "", NULL);
  assert_reads (monitor_log_tail_read_status, "\n\n", NULL);
  assert_reads (monitor_log_tail_read_status, "{\"event\":\"batch\",\"status\":\"no\"}\n", NULL);
  assert_reads (monitor_log_tail_read_status, "[1]\n", NULL);
  assert_reads (monitor_log_tail_read_status, "{\"event\":\"run-fin", NULL);
  assert_reads (monitor_log_tail_read_status,
                "{}\n{\"event\":\"run-finished\",\"elapsed_s\":1,\"status\":\"stopped\"}\n",
                "stopped");
}

/* However long what stands before it is. */
static void
test_long (void)
{
  g_autofree char *filling = g_strnfill (100000, 'x');
  g_autofree char *text = g_strconcat (filling, "\nariadne run: too bad\n", NULL);

  assert_reads (monitor_log_tail_read_error, text, "too bad");
}

static void
test_error (void)
{
  assert_reads (monitor_log_tail_read_error, "", NULL);
  assert_reads (monitor_log_tail_read_error, "one\ntwo", "two");
  assert_reads (monitor_log_tail_read_error, "a\xff\n", "a\xef\xbf\xbd");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Monitor/LogTail/status", test_status);
  g_test_add_func ("/Monitor/LogTail/long", test_long);
  g_test_add_func ("/Monitor/LogTail/error", test_error);

  return g_test_run ();
}
