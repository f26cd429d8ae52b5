/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "cli-member.h"

#include <errno.h>
#include <glib-unix.h>
#include <signal.h>
#include <sys/resource.h>

#include "cli-command.h"
#include "cli-recipes.h"
#include "cli-token.h"

/* The main thread listens to signals, and another one takes part. */
typedef struct
{
  CliMemberFunc  func;
  const char    *command;
  const char    *address; /* nullable: was started by who is to be spoken to */
  char          *token;   /* the same */
  GMainLoop     *loop;
  GCancellable  *cancellable;
  GError        *error;
  guint          n_interrupts;
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

  return cli_parse_size ("--memory", self->memory, CLI_MEMBER_MIN_MEMORY, memory, error);
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

  return check_memory (self, &memory, error);
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
  if (part->n_interrupts++ > 0)
    {
      signal (SIGINT, SIG_DFL);
      raise (SIGINT);
    }

  return G_SOURCE_CONTINUE;
}

static gboolean
over_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);

  return G_SOURCE_REMOVE;
}

static gpointer
part_thread (gpointer data)
{
  Part *part = data;
  g_autoptr (AriadneRecipes) recipes = cli_recipes_new ();

  part->func (recipes, part->address, part->token, part->cancellable, &part->error);
  g_idle_add (over_cb, part->loop);

  return NULL;
}

static int
take_part (Part *part)
{
  static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  guint sources[G_N_ELEMENTS (signals)];
  GThread *thread;

  part->loop = loop;
  part->cancellable = cancellable;
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    sources[i] = g_unix_signal_add (signals[i], interrupt_cb, part);
  thread = g_thread_new ("member", part_thread, part);
  g_main_loop_run (loop);
  g_thread_join (thread);
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
  g_autofree char *token = NULL;
  g_autoptr (GError) error = NULL;
  Part part = { .func = func, .command = command, .address = self->join };

  if (!limit_memory (self, &error))
    return cli_fail (command, error);

  if (self->join != NULL)
    {
      token = cli_token_read (self->token_file, &error);
      if (token == NULL)
        return cli_fail (command, error);
    }
  part.token = token;

  return take_part (&part);
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
  g_free (self->memory);
}
