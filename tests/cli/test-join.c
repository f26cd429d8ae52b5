/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli-program.h"

/* Runs that others join, each a process of its own. Nothing here waits for time
 * to pass: processes are started when those before them say that they are ready.
 */
#define SERVE "serve --listen=127.0.0.1:0 --save-path= --json --quiet "
#define QUICK "--model=fake:a=0us,c=0us --gnn-budget=800 "
#define SLOW  "--model=fake:a=1ms,c=1ms --gnn-budget=400000 "

/* A line of a log: searches have begun. */
#define PROGRESS "\"status\":\"running\""

/* Where to join, as a run has said it. */
typedef struct
{
  CliProcess *process;
  char       *address;
  char       *token_file;
} Meeting;

static void
meeting_clear (Meeting *self)
{
  g_free (self->address);
  g_free (self->token_file);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Meeting, meeting_clear)

/* Takes what follows KEY in TEXT, to the next blank or end of line. */
static char *
take_word (const char *text,
           const char *key)
{
  const char *start = strstr (text, key);

  g_assert_nonnull (start);
  start += strlen (key);

  return g_strndup (start, strcspn (start, " \n"));
}

static void
meeting_open (Meeting    *self,
              const char *options)
{
  const char *said;

  self->process = cli_process_start (NULL, SERVE "%s", options);
  said = cli_process_read_until (self->process, ".token\n");
  self->address = take_word (said, "--join=");
  self->token_file = take_word (said, "--token-file=");
}

static CliProcess *
join (const Meeting *meeting,
      const char    *role)
{
  return cli_process_start (NULL, "%s --join=%s --token-file=%s", role, meeting->address,
                            meeting->token_file);
}

static void
assert_ends (CliProcess *process,
             int         status)
{
  g_autoptr (CliResult) result = cli_process_finish (process);

  g_test_message ("%s", result->errors);
  g_assert_cmpint (result->status, ==, status);
}

static JsonObject *
parse_runs (JsonParser      *parser,
            const CliResult *result,
            JsonArray      **runs)
{
  g_autoptr (GError) error = NULL;
  JsonObject *report;

  json_parser_load_from_data (parser, result->output, -1, &error);
  g_assert_no_error (error);
  report = json_node_get_object (json_parser_get_root (parser));
  *runs = json_object_get_array_member (report, "runs");

  return json_array_get_object_element (*runs, 0);
}

/* What those who joined have visited is what the synchronous searches visit. More
 * is evaluated if searches had to begin again.
 */
static void
assert_agrees_by (CliProcess *process,
                  guint       n_servers,
                  const char *queue)
{
  g_autoptr (CliResult) result = cli_process_finish (process);
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonArray *runs;
  JsonObject *joined, *synchronous;

  g_test_message ("%s", result->errors);
  g_assert_cmpint (result->status, ==, 0);
  joined = parse_runs (parser, result, &runs);
  g_assert_cmpuint (json_array_get_length (runs), ==, 2);
  synchronous = json_array_get_object_element (runs, 1);

  g_assert_cmpstr (json_object_get_string_member (joined, "engine"), ==, "static");
  g_assert_cmpint (json_object_get_int_member (joined, "servers"), ==, n_servers);
  g_assert_cmpstr (json_object_get_string_member (joined, "queue"), ==, queue);
  g_assert_cmpstr (json_object_get_string_member (synchronous, "engine"), ==, "sync");
  g_assert_true (json_object_get_boolean_member (synchronous, "matches_expected"));
  g_assert_cmpstr (json_object_get_string_member (joined, "digest"), ==,
                   json_object_get_string_member (synchronous, "digest"));
  g_assert_cmpint (json_object_get_int_member (joined, "num_elements"), >=,
                   json_object_get_int_member (synchronous, "num_elements"));
}

static void
assert_agrees (CliProcess *process,
               guint       n_servers)
{
  assert_agrees_by (process, n_servers, "tcp");
}

/* Whoever has not found anybody yet says so, and goes on trying. */
#define WAITING ": trying for "

/* Everything at once, as srun starts it, and a server that is the last. */
static void
test_workers_first (gconstpointer data)
{
  const char *address = data;
  const char *token = "0123456789abcdef0123456789abcdef";
  CliProcess *serve, *workers[2];

  for (guint i = 0; i < G_N_ELEMENTS (workers); i++)
    {
      workers[i] = cli_process_start (token, "%s --join=%s --join-timeout=600",
                                      i == 0 ? "serve" : "worker", address);
      cli_process_read_until (workers[i], WAITING);
    }

  serve = cli_process_start (token, "serve --listen=%s --num-procs=1 --num-servers=1 " QUICK
                             "--save-path= --json --quiet", address);
  assert_agrees_by (serve, 1, "unix");
  for (guint i = 0; i < G_N_ELEMENTS (workers); i++)
    assert_ends (workers[i], 0);
}

/* Neither the token nor the socket is there, then both are. */
static void
test_worker_before_token (void)
{
  CliProcess *worker = cli_process_start (NULL, "worker --join=unix:late.socket"
                                          " --token-file=late.token --join-timeout=600");
  g_autofree char *path = cli_program_get_path ("late.token");
  CliProcess *serve;

  g_assert_nonnull (strstr (cli_process_read_until (worker, "digits\n"), "late.token"));
  serve = cli_process_start (NULL, "serve --listen=unix:late.socket --token-file=late.token"
                             " --num-procs=1 " QUICK "--save-path= --json --quiet");
  assert_agrees_by (serve, 1, "unix");
  assert_ends (worker, 0);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* Who waits for somebody to join can be stopped. */
static void
test_interrupt_waiting (void)
{
  CliProcess *worker = cli_process_start ("00112233445566778899aabbccddeeff",
                                          "worker --join=unix-abstract:ariadne-nobody"
                                          " --join-timeout=86400");

  cli_process_read_until (worker, WAITING);
  cli_process_signal (worker, SIGINT);
  assert_ends (worker, 130);
}

/* A test that fails leaves nothing behind: the log is at its end when nobody is left
 * who could write it.
 */
static void
test_abandoned (void)
{
  g_autofree char *path = NULL;
  char byte;
  int fd;

  if (g_test_subprocess ())
    {
      g_auto (Meeting) meeting = { NULL };
      g_autofree char *options = g_strconcat (QUICK "--log=", g_getenv ("ARIADNE_TEST_LOG"), NULL);

      meeting_open (&meeting, options);
      abort ();
    }

  path = cli_program_get_path ("abandoned.jsonl");
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  g_setenv ("ARIADNE_TEST_LOG", path, TRUE);
  fd = g_open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  g_assert_cmpint (fd, >=, 0);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_assert_true (g_unix_set_fd_nonblocking (fd, FALSE, NULL));
  while (read (fd, &byte, 1) > 0)
    continue;
  close (fd);
}

static void
test_two_workers (gconstpointer data)
{
  const char *options = data;
  g_auto (Meeting) meeting = { NULL };
  CliProcess *workers[2];

  meeting_open (&meeting, options);
  for (guint i = 0; i < G_N_ELEMENTS (workers); i++)
    workers[i] = join (&meeting, "worker");

  assert_agrees (meeting.process, 1);
  for (guint i = 0; i < G_N_ELEMENTS (workers); i++)
    assert_ends (workers[i], 0);

  /* The token was made for this run. */
  g_assert_false (g_file_test (meeting.token_file, G_FILE_TEST_EXISTS));
}

static void
test_two_servers (void)
{
  static const char * const roles[] = { "worker", "serve", "serve", "worker" };
  g_auto (Meeting) meeting = { NULL };
  CliProcess *processes[G_N_ELEMENTS (roles)];

  meeting_open (&meeting, QUICK "--num-servers=2");
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    processes[i] = join (&meeting, roles[i]);

  assert_agrees (meeting.process, 2);
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    assert_ends (processes[i], 0);
}

static void
assert_absent (const char *name)
{
  g_autofree char *path = cli_program_get_path (name);

  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* Whoever joins from elsewhere is told the name of this machine. */
static void
test_all_addresses (void)
{
  g_autofree char *expected = g_strdup_printf ("--join=tcp:%s:", g_get_host_name ());
  CliProcess *serve = cli_process_start (NULL, "serve --listen=*:0 --token-file=all.token "
                                         QUICK "--save-path= --json --quiet");

  g_assert_nonnull (strstr (cli_process_read_until (serve, ".token\n"), expected));
  cli_process_signal (serve, SIGINT);
  assert_ends (serve, 130);
  assert_absent ("all.token");
}

/* A token that was chosen, in a socket of the file system. */
static void
test_chosen_token (void)
{
  g_autofree char *path = cli_program_get_path ("meeting.socket");
  const char *token = "00112233445566778899aabbccddeeff";
  CliProcess *serve, *worker;

  serve = cli_process_start (token, "serve --listen=unix:%s --num-procs=1 " QUICK
                             "--save-path= --json --quiet", path);
  g_assert_null (strstr (cli_process_read_until (serve, "$ARIADNE_TOKEN\n"), "--token-file"));
  worker = cli_process_start (token, "worker --join=unix:%s", path);
  assert_agrees_by (serve, 1, "unix");
  assert_ends (worker, 0);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* Nobody with another token takes part; the run goes on without. */
static void
test_refused_token (void)
{
  g_auto (Meeting) meeting = { NULL };
  g_autoptr (CliResult) result = NULL;
  CliProcess *stranger;

  meeting_open (&meeting, QUICK "--num-procs=1");
  stranger = cli_process_start ("00000000000000000000000000000000", "worker --join=%s",
                                meeting.address);
  result = cli_process_finish (stranger);
  g_test_message ("%s", result->errors);
  g_assert_cmpint (result->status, ==, 1);
  g_assert_nonnull (strstr (result->errors, "token"));

  stranger = join (&meeting, "worker");
  assert_agrees (meeting.process, 1);
  assert_ends (stranger, 0);
}

/* An engine of another version: it is told so, and not in vain. */
static gpointer
old_engine_thread (gpointer data)
{
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  static const guint8 hello[] = { 8, 0, 0, 0, 1, 0, 0, 0, 'A', 'R', 'I', 'A', 99, 0, 0, 0 };
  guint8 buffer[4096];

  connection = g_socket_listener_accept (data, NULL, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), hello,
                             sizeof hello, NULL, NULL, &error);
  g_assert_no_error (error);
  while (g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), buffer,
                              sizeof buffer, NULL, NULL) > 0)
    continue;

  return NULL;
}

static void
test_other_version (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (CliResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GThread *engine;

  g_socket_listener_add_address (listener, address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_DEFAULT, NULL, &bound, &error);
  g_assert_no_error (error);
  engine = g_thread_new ("old-engine", old_engine_thread, listener);

  result = cli_process_finish (cli_process_start (
    "00000000000000000000000000000000", "worker --join=127.0.0.1:%u",
    g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound))));
  g_thread_join (engine);
  g_test_message ("%s", result->errors);
  g_assert_cmpint (result->status, ==, 1);
  g_assert_nonnull (strstr (result->errors, "version"));
  g_assert_nonnull (strstr (result->errors, "99"));
}

static void
write_file (const char *path,
            const char *text,
            int         mode)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_chmod (path, mode), ==, 0);
}

static void
test_usage (void)
{
  g_autofree char *open_path = cli_program_get_path ("open.token");
  g_autofree char *bad_path = cli_program_get_path ("bad.token");

  write_file (open_path, "00112233445566778899aabbccddeeff\n", 0644);
  write_file (bad_path, "open sesame\n", 0600);

  assert_rejected ("worker", "expected --join=ADDRESS");
  assert_rejected ("worker --join=127.0.0.1:1", "there is no token");
  assert_rejected ("worker --join=127.0.0.1:1 --join-timeout=0", "--join-timeout=0: expected");
  assert_rejected ("worker --control-fd=3 --join-timeout=5", "expected --join with it");
  assert_rejected ("serve --listen=127.0.0.1:0 --join-timeout=5", "expected --join with it");
  assert_rejected ("worker --join=127.0.0.1:1 --token-file=open.token", "expected a file of mode");
  assert_rejected ("worker --join=127.0.0.1:1 --token-file=bad.token", "hexadecimal");
  assert_rejected ("worker --join=127.0.0.1:1 --memory=much", "--memory=much: expected a size");
  assert_rejected ("worker --join=127.0.0.1:1 --memory=1K", "at least 256M");
  assert_rejected ("worker --join=127.0.0.1:1 --control-fd=3", "expected one of them");
  assert_rejected ("worker --control-fd=4", "--control-fd=4: expected 3");
  assert_rejected ("worker --join=127.0.0.1:1 extra", "extra: expected options only");
  assert_rejected ("serve", "expected --listen=ADDRESS or --join=ADDRESS");
  assert_rejected ("serve --listen=127.0.0.1:0 --join=127.0.0.1:1", "expected one of them");
  assert_rejected ("serve --join=127.0.0.1:1 --gnn-budget=5", "--join: expected no options");
  assert_rejected ("serve --listen=nowhere " QUICK, "“nowhere”");
  assert_rejected ("serve --listen=127.0.0.1:99999 " QUICK, "99999");
  assert_rejected ("serve --listen=127.0.0.1:0 --token-file=open.token " QUICK, "mode 600");
  assert_rejected ("serve --listen=127.0.0.1:0 --search=all", "one kind of search");
  assert_rejected ("serve --listen=127.0.0.1:0 --memory=2G", "expected --join with it");
}

/* Nobody listens there. */
static void
test_no_engine (void)
{
  g_autoptr (CliResult) result = NULL;

  result = cli_process_finish (cli_process_start ("00112233445566778899aabbccddeeff",
                                                  "worker --join=unix-abstract:ariadne-nobody"
                                                  " --join-timeout=1"));
  g_assert_cmpint (result->status, ==, 1);
  g_assert_nonnull (strstr (result->errors, "within 1 s: connecting to "
                                            "unix-abstract:ariadne-nobody"));
  g_clear_pointer (&result, cli_result_free);

  result = cli_process_finish (cli_process_start (NULL, "worker --join=127.0.0.1:1"
                                                  " --token-file=nowhere.token --join-timeout=1"));
  g_assert_cmpint (result->status, ==, 2);
  g_assert_nonnull (strstr (result->errors, "within 1 s: nowhere.token: there is no token"));
}

/* ^C where nobody has joined, during the run, and in one of those who joined. */

static void
test_interrupt_alone (void)
{
  g_auto (Meeting) meeting = { NULL };

  meeting_open (&meeting, QUICK);
  cli_process_signal (meeting.process, SIGINT);
  assert_ends (meeting.process, 130);
  g_assert_false (g_file_test (meeting.token_file, G_FILE_TEST_EXISTS));
}

static void
test_interrupt_run (void)
{
  g_auto (Meeting) meeting = { NULL };
  CliTail *log = cli_tail_new ("interrupted.jsonl", PROGRESS);
  g_autoptr (CliResult) result = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  CliProcess *workers[2];
  JsonArray *runs;
  JsonObject *run;

  meeting_open (&meeting, SLOW "--num-procs=2 --log=interrupted.jsonl");
  for (guint i = 0; i < G_N_ELEMENTS (workers); i++)
    workers[i] = join (&meeting, "worker");
  cli_tail_wait (log);

  cli_process_signal (meeting.process, SIGINT);
  cli_tail_go_on (log);
  result = cli_process_finish (meeting.process);
  cli_tail_free (log);
  g_test_message ("%s", result->errors);
  g_assert_cmpint (result->status, ==, 130);
  for (guint i = 0; i < G_N_ELEMENTS (workers); i++)
    assert_ends (workers[i], 0);

  run = parse_runs (parser, result, &runs);
  g_assert_cmpuint (json_array_get_length (runs), ==, 1);
  g_assert_cmpint (json_object_get_int_member (run, "num_elements"), >, 0);
}

/* A worker that stands still keeps a run from ending in order; who has had enough
 * leaves neither the token nor the socket behind.
 */
static void
test_interrupt_twice (void)
{
  CliTail *log = cli_tail_new ("twice.jsonl", PROGRESS);
  CliProcess *serve, *worker;

  serve = cli_process_start (NULL, "serve --listen=unix:twice.socket --token-file=twice.token "
                             SLOW "--num-procs=1 --server-grace=3600 --log=twice.jsonl "
                             "--save-path= --json --quiet");
  cli_process_read_until (serve, ".token\n");
  worker = cli_process_start (NULL, "worker --join=unix:twice.socket --token-file=twice.token");
  cli_tail_wait (log);
  cli_process_stop (worker);
  cli_tail_go_on (log);

  cli_process_signal (serve, SIGINT);
  cli_process_read_until (serve, "give up");
  cli_process_signal (serve, SIGINT);
  assert_ends (serve, 130);
  assert_absent ("twice.socket");
  assert_absent ("twice.token");

  cli_process_signal (worker, SIGKILL);
  assert_ends (worker, 128 + SIGKILL);
  cli_tail_free (log);
}

/* The run stands still when its log is due and nobody reads it. That comes soon after it
 * has begun, hence it has work left to be taken over.
 */
static void
test_interrupt_worker (void)
{
  g_auto (Meeting) meeting = { NULL };
  CliTail *log = cli_tail_new ("left.jsonl", PROGRESS);
  CliProcess *stays, *leaves;

  meeting_open (&meeting, "--model=fake:a=1ms,c=0us --gnn-budget=4000 --batch-size=16 "
                          "--num-procs=2 --log=left.jsonl --log-interval=0.01");
  stays = join (&meeting, "worker");
  leaves = join (&meeting, "worker");
  cli_tail_wait (log);

  cli_process_signal (leaves, SIGINT);
  assert_ends (leaves, 130);
  cli_tail_go_on (log);
  assert_agrees (meeting.process, 1);
  assert_ends (stays, 0);
  cli_tail_free (log);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/Ariadne/Join/two_workers", QUICK, test_two_workers);
  g_test_add_data_func ("/Ariadne/Join/two_workers_with_rollouts",
                        "--model=fake:a=0us,c=0us --search=rollout --num-rollouts=2 "
                        "--simulation-depth=4", test_two_workers);
  g_test_add_data_func ("/Ariadne/Join/two_workers_and_a_network",
                        "--model=random:hidden=16,readout=16,propagations=3 --gnn-budget=400",
                        test_two_workers);
  g_test_add_func ("/Ariadne/Join/two_servers", test_two_servers);
  g_test_add_data_func ("/Ariadne/Join/workers_first_abstract", "unix-abstract:ariadne-late",
                        test_workers_first);
  g_test_add_data_func ("/Ariadne/Join/workers_first", "unix:first.socket", test_workers_first);
  g_test_add_func ("/Ariadne/Join/worker_before_token", test_worker_before_token);
  g_test_add_func ("/Ariadne/Join/interrupt_waiting", test_interrupt_waiting);
  g_test_add_func ("/Ariadne/Join/abandoned", test_abandoned);
  g_test_add_func ("/Ariadne/Join/chosen_token", test_chosen_token);
  g_test_add_func ("/Ariadne/Join/refused_token", test_refused_token);
  g_test_add_func ("/Ariadne/Join/other_version", test_other_version);
  g_test_add_func ("/Ariadne/Join/usage", test_usage);
  g_test_add_func ("/Ariadne/Join/no_engine", test_no_engine);
  g_test_add_func ("/Ariadne/Join/interrupt_alone", test_interrupt_alone);
  g_test_add_func ("/Ariadne/Join/interrupt_run", test_interrupt_run);
  g_test_add_func ("/Ariadne/Join/interrupt_twice", test_interrupt_twice);
  g_test_add_func ("/Ariadne/Join/all_addresses", test_all_addresses);
  g_test_add_func ("/Ariadne/Join/interrupt_worker", test_interrupt_worker);

  return g_test_run ();
}
