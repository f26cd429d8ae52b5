/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "fault-run.h"

/* What becomes of a run when a part of it fails. The answer is right, or there is
 * one error that names the part; and nothing is left behind.
 */

/* A model that costs nothing. */
#define QUICK "run --model=fake:a=0us,c=0us --gnn-budget=4000 --num-searches=4 --quiet --json " \
              "--save-path= "
#define PROCESSES QUICK "--engine=process --num-procs=2 "
#define ONE_SERVER QUICK "--engine=process --multi-server --num-procs=2 --num-servers=1 "
#define TWO_SERVERS QUICK "--engine=process --multi-server --num-procs=2 --num-servers=2 "

/* Each search asks once; so many replies are so many searches that end. */
#define SHORT "--gnn-budget=4 --max-retries=0 "

/* Who is slow for so long on a busy machine is taken for dead, and begins again. */
#define GRACE "--server-grace=6 --max-retries=1000 "

typedef struct
{
  const char *name;
  const char *arguments;
  FaultSetup  setup;
  const char *error; /* which part it names; NULL if the answer is right all the same */
  guint       n_kept; /* searches that have ended well although the run has not; 0 if that
                         is up to who is told first: the run of the death, or of the end */
} Case;

static const Case cases[] = {
  { "worker/killed", PROCESSES, { "worker request 5 kill" } },
  { "worker/killed/last", PROCESSES "--max-retries=0", { "worker request 5 kill" }, "worker" },
  { "worker/killed/result", PROCESSES, { "worker result 1 kill" } },
  { "worker/killed/half-result", PROCESSES, { "worker result 1 half" } },
  { "worker/killed/hello", PROCESSES, { "worker hello 1 kill" } },
  { "worker/killed/control-hello", PROCESSES, { "worker control-hello 1 kill" } },
  { "worker/killed/half-request", PROCESSES, { "worker request 5 half" } },
  { "worker/stopped", PROCESSES GRACE, { "worker request 5 stop" } },
  { "worker/stopped/half-request", PROCESSES GRACE, { "worker request 5 half-stop" } },
  { "worker/garbage", PROCESSES, { "worker request 5 garbage" } },
  { "worker/hangs-up", PROCESSES, { "worker request 5 hang-up" } },
  { "worker/no-memory", PROCESSES, { "worker request 5 no-memory" } },
  { "worker/no-memory/last", PROCESSES "--max-retries=0", { "worker request 5 no-memory" },
    "worker" },
  { "worker/killed/late", PROCESSES "--num-procs=1 --max-retries=0", { "worker result 3 kill" },
    "worker 1 was killed", 3 },
  { "server/killed/one-of-two", TWO_SERVERS, { "serve reply 5 kill" } },
  { "server/killed/half-reply", TWO_SERVERS, { "serve reply 5 half" } },
  { "server/killed/only", ONE_SERVER "--max-retries=0", { "serve reply 5 kill" }, "server" },
  { "server/killed/ready", TWO_SERVERS, { "serve ready 1 kill" } },
  { "server/stopped/one-of-two", TWO_SERVERS GRACE, { "serve reply 5 stop" } },
  { "server/stopped/only", ONE_SERVER GRACE "--max-retries=0", { "serve reply 5 stop" },
    "server" },
  { "server/killed/late", ONE_SERVER SHORT, { "serve reply 3 kill" }, "server 1 was killed" },
  { "server/stopped/late", ONE_SERVER GRACE SHORT, { "serve reply 3 stop" },
    "server 1 has not answered", 3 },
  { "server/garbage", TWO_SERVERS, { "serve reply 5 garbage" } },
  { "server/twice", TWO_SERVERS, { "serve reply 5 twice" } },
  { "server/stray", TWO_SERVERS, { "serve reply 5 stray" } },
  { "server/hangs-up", TWO_SERVERS, { "serve reply 5 hang-up" } },
  { "parent/stopped", PROCESSES, { "run reply 5 stop", .continues = TRUE } },
};

static gboolean
skip (void)
{
  if (fault_run_is_possible ("worker"))
    return FALSE;

  g_test_skip ("this build of the program runs in one process only");

  return TRUE;
}

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  g_autoptr (FaultRun) run = NULL;

  if (skip ())
    return;

  run = fault_run_new (&test->setup, test->arguments);
  if (test->error != NULL)
    fault_run_assert_error (run, test->error);
  else
    fault_run_assert_right (run);
  if (test->n_kept > 0)
    fault_run_assert_kept (run, test->n_kept);
}

/* All of its processes end with it, which the run has waited for. Where the servers
 * are processes as well, it only hands out tasks.
 */
static const Case parents[] = {
  { "parent/killed", PROCESSES, { "run reply 5 kill" } },
  { "parent/killed/servers", TWO_SERVERS, { "run task 2 kill" } },
};

static void
test_parent_killed (gconstpointer data)
{
  const Case *test = data;
  g_autoptr (FaultRun) run = NULL;

  if (skip ())
    return;

  run = fault_run_new (&test->setup, test->arguments);
  g_assert_cmpint (run->status, ==, 128 + 9);
}

static void
add_cases (const Case    *list,
           guint          n,
           GTestDataFunc  func)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strconcat ("/Ariadne/Faults/", list[i].name, NULL);

      g_test_add_data_func (path, &list[i], func);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add_cases (cases, G_N_ELEMENTS (cases), test_case);
  add_cases (parents, G_N_ELEMENTS (parents), test_parent_killed);

  return g_test_run ();
}
