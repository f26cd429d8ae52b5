/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <string.h>

#include "fault-run.h"

/* A disk that is full: simulated by the size that a file may have. What could not
 * be written is an error that names the file; what has been found is reported.
 */

/* More than the report takes, and less than the log, in bytes. */
#define ROOM 14000

#define QUICK "run --model=fake:a=0us,c=0us --gnn-budget=400 --num-searches=4 --quiet --json " \
              "--engine=thread --num-procs=1 "

static void
test_log (void)
{
  const FaultSetup setup = { NULL, .file_limit = ROOM };
  g_autofree char *log = g_build_filename (fault_run_get_folder (), "run.log", NULL);
  g_autofree char *arguments = g_strdup_printf (QUICK "--save-path= --log=%s", log);
  g_autoptr (FaultRun) run = fault_run_new (&setup, arguments);
  g_autofree char *text = NULL;
  gsize length;

  g_assert_cmpint (run->status, ==, 1);
  g_assert_true (g_str_has_prefix (run->errors, "ariadne run: "));
  g_assert_nonnull (strstr (run->errors, log));
  g_assert_true (strchr (run->errors, '\n') == run->errors + strlen (run->errors) - 1);

  run->status = 0;
  fault_run_assert_right (run);

  g_assert_true (g_file_get_contents (log, &text, &length, NULL));
  g_assert_cmpuint (length, <=, ROOM);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Faults/disk/log", test_log);

  return g_test_run ();
}
