/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "cli-member.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/resource.h>

#include "run/run-parse.h"

#include "cli-command.h"
#include "cli-recipes.h"
#include "cli-token.h"

/* How long to try to join unless told otherwise, in seconds; and the pauses in
 * between, in milliseconds, of which each is twice the one before.
 */
#define JOIN_TIMEOUT     30
#define MAX_JOIN_TIMEOUT 86400
#define FIRST_PAUSE_MS   50
#define LONGEST_PAUSE_MS 1000

/* The main thread listens to signals, and another one takes part. When there is
 * nobody to join, or no token, the main thread begins anew after a pause: those who
 * belong together are often started at the same time.
 */
typedef struct
{
  CliMemberFunc    func;
  const char      *command;
  const CliMember *given;
  GMainLoop       *loop;
  GCancellable    *cancellable;
  GThread         *thread;  /* NULL during a pause */
  char            *token;   /* NULL if it was started by who is to be spoken to */
  GError          *error;
  guint            n_interrupts;

  guint   seat;         /* 0 for any */
  guint   join_timeout; /* in seconds */
  gint64  deadline;
  guint   pause;        /* the source that ends it, or 0 */
  guint   pause_ms;     /* the last one; 0 before the first */
} Part;

/**
 * cli_member_offer:
 * @self: no values yet
 * @options: the options of the command
 *
 * Offers the options that say whom to join.
 */
void
cli_member_offer (CliMember  *self,
                  CliOptions *options)
{
  const GOptionEntry entries[] = {
    { "join", 0, 0, G_OPTION_ARG_STRING, &self->join,
      "Whom to join: HOST:PORT or unix:/PATH", "ADDRESS" },
    { "token-file", 0, 0, G_OPTION_ARG_FILENAME, &self->token_file,
      "The token of the run ($" CLI_TOKEN_VARIABLE ")", "FILE" },
    { "join-timeout", 0, 0, G_OPTION_ARG_STRING, &self->join_timeout,
      "How long to try to join (" G_STRINGIFY (JOIN_TIMEOUT) ")", "SECONDS" },
    { "seat", 0, 0, G_OPTION_ARG_STRING, &self->seat,
      "How an engine that has others start this tells them apart", "N" },
    { "memory", 0, 0, G_OPTION_ARG_STRING, &self->memory,
      "The most memory to use, as in 2G", "SIZE" },
    { "control-fd", 0, 0, G_OPTION_ARG_STRING, &self->control_fd,
      "How “ariadne run” says that it has started this", "3" },
    G_OPTION_ENTRY_NULL,
  };

  cli_options_add (options, "Taking part", entries);
}

static gboolean
check_memory (const CliMember  *self,
              guint64          *memory,
              GError          **error)
{
  *memory = 0;

  return run_parse_size ("--memory", self->memory, RUN_MIN_MEMORY, memory, error);
}

static gboolean
check_timeout (const CliMember  *self,
               guint            *timeout,
               GError          **error)
{
  *timeout = JOIN_TIMEOUT;
  if (self->join_timeout == NULL || self->join != NULL)
    return run_parse_count ("--join-timeout", self->join_timeout, 1, MAX_JOIN_TIMEOUT, timeout,
                            error);

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
               "--join-timeout=%s: expected --join with it", self->join_timeout);

  return FALSE;
}

static gboolean
check_seat (const CliMember  *self,
            guint            *seat,
            GError          **error)
{
  *seat = 0;
  if (self->seat == NULL || self->join != NULL)
    return run_parse_count ("--seat", self->seat, 1, G_MAXUINT, seat, error);

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
               "--seat=%s: expected --join with it", self->seat);

  return FALSE;
}

/**
 * cli_member_check:
 * @self: what was given
 * @error: return location for an error
 *
 * Checks the values.
 *
 * Returns: whether they make sense
 */
gboolean
cli_member_check (const CliMember  *self,
                  GError          **error)
{
  g_autofree char *control_fd = g_strdup_printf ("%d", ARIADNE_CONTROL_FD);
  guint64 memory;
  guint timeout, seat;

  if (self->control_fd != NULL && self->join != NULL)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                   "--join --control-fd: expected one of them");
      return FALSE;
    }
  if (self->control_fd == NULL && self->join == NULL)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                   "expected --join=ADDRESS; see --help");
      return FALSE;
    }

  if (self->control_fd != NULL && !g_str_equal (self->control_fd, control_fd))
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                   "--control-fd=%s: expected %s", self->control_fd, control_fd);
      return FALSE;
    }

  return check_memory (self, &memory, error) && check_timeout (self, &timeout, error)
         && check_seat (self, &seat, error);
}

/* Memory that is merely set aside does not count. A process that wants more than
 * this is ended by that.
 */
static gboolean
limit_memory (const CliMember  *self,
              GError          **error)
{
  struct rlimit limit;
  guint64 memory;

  if (!check_memory (self, &memory, error))
    return FALSE;
  if (memory == 0)
    return TRUE;

  limit = (struct rlimit) { .rlim_cur = memory, .rlim_max = memory };
  if (setrlimit (RLIMIT_DATA, &limit) == 0)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_FAILED,
               "--memory=%s: %s", self->memory, g_strerror (errno));

  return FALSE;
}

/* The first signal ends it in order, the second at once. */
static gboolean
interrupt_cb (gpointer user_data)
{
  Part *part = user_data;

  g_cancellable_cancel (part->cancellable);
  if (part->thread == NULL)
    g_main_loop_quit (part->loop);
  if (part->n_interrupts++ > 0)
    {
      signal (SIGINT, SIG_DFL);
      raise (SIGINT);
    }

  return G_SOURCE_CONTINUE;
}

static void begin (Part *part);

static gboolean
pause_cb (gpointer user_data)
{
  Part *part = user_data;

  part->pause = 0;
  begin (part);

  return G_SOURCE_REMOVE;
}

/* Waits a little before it begins anew, and says so the first time; or gives up,
 * for the reason that is there, when that has taken too long.
 */
static void
pause_or_end (Part *part)
{
  gint64 left_ms = (part->deadline - g_get_monotonic_time ()) / 1000;

  if (part->n_interrupts > 0)
    g_clear_error (&part->error);
  if (part->error == NULL || left_ms <= 0)
    {
      g_prefix_error (&part->error, "not joined within %u s: ", part->join_timeout);
      g_main_loop_quit (part->loop);
      return;
    }

  if (part->pause_ms == 0)
    g_printerr ("%s: trying for %u s: %s\n", part->command, part->join_timeout,
                part->error->message);
  g_clear_error (&part->error);
  part->pause_ms = CLAMP (2 * part->pause_ms, FIRST_PAUSE_MS, LONGEST_PAUSE_MS);
  part->pause = g_timeout_add (MIN (part->pause_ms, left_ms), pause_cb, part);
}

static gboolean
over_cb (gpointer user_data)
{
  Part *part = user_data;

  g_thread_join (g_steal_pointer (&part->thread));
  if (g_error_matches (part->error, ARIADNE_ERROR, ARIADNE_ERROR_NOBODY))
    pause_or_end (part);
  else
    g_main_loop_quit (part->loop);

  return G_SOURCE_REMOVE;
}

static gpointer
part_thread (gpointer data)
{
  Part *part = data;
  g_autoptr (AriadneRecipes) recipes = cli_recipes_new ();
  gint64 left = MAX (part->deadline - g_get_monotonic_time (), 1);

  part->func (recipes, part->given->join, part->token, part->seat, left, part->cancellable,
              &part->error);
  g_idle_add (over_cb, part);

  return NULL;
}

/* Whoever is to be joined may not have made the file, or not have written into it. */
static gboolean
is_token_missing (const Part *part)
{
  GStatBuf status;

  if (part->given->join == NULL || part->given->token_file == NULL)
    return FALSE;
  if (g_stat (part->given->token_file, &status) != 0)
    return errno == ENOENT;

  return S_ISREG (status.st_mode) && status.st_size == 0;
}

/* The token may be another one each time; what comes from the environment or from a
 * pipe comes once.
 */
static gboolean
read_token (Part    *part,
            GError **error)
{
  const char *path = part->given->token_file;
  gboolean is_lasting = path != NULL && g_file_test (path, G_FILE_TEST_IS_REGULAR);

  if (part->given->join == NULL || (part->token != NULL && !is_lasting))
    return TRUE;

  g_free (part->token);
  part->token = cli_token_read (path, error);

  return part->token != NULL;
}

static void
begin (Part *part)
{
  if (is_token_missing (part))
    {
      g_set_error (&part->error, ARIADNE_ERROR, ARIADNE_ERROR_NOT_FOUND,
                   "%s: there is no token; expected 32 hexadecimal digits",
                   part->given->token_file);
      pause_or_end (part);
    }
  else if (read_token (part, &part->error))
    part->thread = g_thread_new ("member", part_thread, part);
  else
    g_main_loop_quit (part->loop);
}

static gboolean
begin_cb (gpointer user_data)
{
  begin (user_data);

  return G_SOURCE_REMOVE;
}

static int
take_part (Part *part)
{
  static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  guint sources[G_N_ELEMENTS (signals)];

  part->loop = loop;
  part->cancellable = cancellable;
  part->deadline = g_get_monotonic_time () + part->join_timeout * (gint64) G_USEC_PER_SEC;
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    sources[i] = g_unix_signal_add (signals[i], interrupt_cb, part);
  g_idle_add (begin_cb, part);
  g_main_loop_run (loop);
  if (part->pause > 0)
    g_source_remove (part->pause);
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    g_source_remove (sources[i]);

  error = g_steal_pointer (&part->error);
  if (error == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return part->n_interrupts > 0 ? CLI_INTERRUPTED : CLI_OK;

  return cli_fail (part->command, error);
}

/**
 * cli_member_run:
 * @self: what was given, and checked
 * @command: the full name of the command, for messages
 * @func: what to do
 *
 * Takes part in the run of another process until it is over.
 *
 * Returns: the exit status
 */
int
cli_member_run (const CliMember *self,
                const char      *command,
                CliMemberFunc    func)
{
  g_autoptr (GError) error = NULL;
  Part part = { .func = func, .command = command, .given = self };
  int status;

  if (!limit_memory (self, &error) || !check_timeout (self, &part.join_timeout, &error)
      || !check_seat (self, &part.seat, &error))
    return cli_fail (command, error);

  status = take_part (&part);
  g_free (part.token);

  return status;
}

/**
 * cli_member_clear:
 * @self: values
 *
 * Releases them.
 */
void
cli_member_clear (CliMember *self)
{
  g_free (self->join);
  g_free (self->token_file);
  g_free (self->control_fd);
  g_free (self->join_timeout);
  g_free (self->seat);
  g_free (self->memory);
}
