/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "engine/ariadne-process.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/ariadne-error.h"
#include "engine/ariadne-worker.h"

/* That a process has ended is told by a descriptor, at once and in the context of
 * its owner. It is then still a zombie, so its number, which is that of its group,
 * cannot belong to anybody else when the group is killed.
 */

/* Of a line of its standard error; longer ones are broken. */
#define MAX_LINE_LENGTH 4096

struct _AriadneProcess
{
  char    *name;
  GPid     pid;         /* 0 once it has been waited for */
  guint    number;      /* the same, for good */
  int      pidfd;
  GSource *end_source;  /* NULL once it has ended */
  int      error_fd;    /* its standard error; -1 once that is closed */
  GSource *error_source;
  GString *line;        /* what has come of a line */

  AriadneProcessEndedFunc func;
  gpointer                user_data;
};

static void
print_line (AriadneProcess *self)
{
  if (self->line->len == 0)
    return;

  g_printerr ("%s: %s\n", self->name, self->line->str);
  g_string_truncate (self->line, 0);
}

static void
pass_on (AriadneProcess *self,
         const char     *data,
         gsize           length)
{
  for (gsize i = 0; i < length; i++)
    {
      if (data[i] != '\n' && data[i] != '\0')
        g_string_append_c (self->line, data[i]);
      if (data[i] == '\n' || self->line->len == MAX_LINE_LENGTH)
        print_line (self);
    }
}

static void
close_error (AriadneProcess *self)
{
  if (self->error_fd < 0)
    return;

  g_source_destroy (self->error_source);
  g_clear_pointer (&self->error_source, g_source_unref);
  close (self->error_fd);
  self->error_fd = -1;
  print_line (self);
}

/* Reads once; FALSE if there was nothing, or is nothing any more. */
static gboolean
read_error (AriadneProcess *self)
{
  char data[4096];
  gssize n;

  if (self->error_fd < 0)
    return FALSE;

  n = read (self->error_fd, data, sizeof data);
  if (n > 0)
    pass_on (self, data, n);
  else if (n == 0 || (errno != EAGAIN && errno != EINTR))
    close_error (self);

  return n > 0;
}

static gboolean
error_cb (gint         fd,
          GIOCondition condition,
          gpointer     user_data)
{
  read_error (user_data);

  return G_SOURCE_CONTINUE;
}

static char *
describe (int wait_status)
{
  if (WIFSIGNALED (wait_status))
    return g_strdup_printf ("was killed by signal %d (%s)", WTERMSIG (wait_status),
                            g_strsignal (WTERMSIG (wait_status)));

  return g_strdup_printf ("ended with status %d", WEXITSTATUS (wait_status));
}

/* Waits for a process that has ended or is about to. */
static int
reap (AriadneProcess *self)
{
  int wait_status = 0;

  kill (-self->pid, SIGKILL);
  while (waitpid (self->pid, &wait_status, 0) < 0 && errno == EINTR)
    ;
  self->pid = 0;

  g_source_destroy (self->end_source);
  g_clear_pointer (&self->end_source, g_source_unref);

  return wait_status;
}

static gboolean
ended_cb (gint         fd,
          GIOCondition condition,
          gpointer     user_data)
{
  AriadneProcess *self = user_data;
  int wait_status = reap (self);
  g_autofree char *reason = describe (wait_status);

  while (read_error (self))
    ;
  close_error (self);
  if (self->func != NULL)
    self->func (self, wait_status, reason, self->user_data);

  return G_SOURCE_REMOVE;
}

/* Runs in the child, between fork and exec. */
static void
child_setup (gpointer user_data)
{
  pid_t parent = GPOINTER_TO_INT (user_data);

  setpgid (0, 0);
  prctl (PR_SET_PDEATHSIG, SIGKILL);

  /* It may have ended before that. */
  if (getppid () != parent)
    _exit (127);
}

static GSource *
watch (int              fd,
       GIOCondition     condition,
       GUnixFDSourceFunc callback,
       gpointer         user_data)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  GSource *source = g_unix_fd_source_new (fd, condition);

  g_source_set_callback (source, G_SOURCE_FUNC (callback), user_data, NULL);
  g_source_attach (source, context);

  return source;
}

static gboolean
make_sockets (int      sockets[2],
              GError **error)
{
  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) == 0)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_FAILED, "cannot make a pair of sockets: %s",
               g_strerror (errno));

  return FALSE;
}

static AriadneProcess *
adopt (const char  *name,
       GPid         pid,
       int          error_fd,
       GError     **error)
{
  int pidfd = pidfd_open (pid, 0);
  AriadneProcess *self;

  if (pidfd < 0)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED,
                   "cannot watch %s: %s", name, g_strerror (errno));
      kill (-pid, SIGKILL);
      waitpid (pid, NULL, 0);
      close (error_fd);
      return NULL;
    }

  self = g_new0 (AriadneProcess, 1);
  self->name = g_strdup (name);
  self->pid = pid;
  self->number = pid;
  self->line = g_string_new (NULL);
  self->pidfd = pidfd;
  self->end_source = watch (self->pidfd, G_IO_IN, ended_cb, self);
  self->error_fd = error_fd;
  g_unix_set_fd_nonblocking (error_fd, TRUE, NULL);
  self->error_source = watch (error_fd, G_IO_IN, error_cb, self);

  return self;
}

AriadneProcess *
_ariadne_process_start (const char * const  *argv,
                        const char * const  *environment,
                        const char          *name,
                        GSocket            **control,
                        GError             **error)
{
  const int target = ARIADNE_CONTROL_FD;
  g_autoptr (GError) local_error = NULL;
  AriadneProcess *self;
  gboolean started;
  int sockets[2];
  int error_fd;
  GPid pid;

  if (!make_sockets (sockets, error))
    return NULL;

  *control = g_socket_new_from_fd (sockets[0], error);
  if (*control == NULL)
    {
      close (sockets[0]);
      close (sockets[1]);
      return NULL;
    }

  started = g_spawn_async_with_pipes_and_fds (NULL, argv, environment,
                                              G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_SEARCH_PATH
                                                | G_SPAWN_STDOUT_TO_DEV_NULL,
                                              child_setup, GINT_TO_POINTER (getpid ()), -1, -1, -1,
                                              &sockets[1], &target, 1, &pid, NULL, NULL, &error_fd,
                                              &local_error);
  close (sockets[1]);
  if (!started)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_FAILED, "cannot start %s: %s", name,
                   local_error->message);
      g_clear_object (control);
      return NULL;
    }

  self = adopt (name, pid, error_fd, error);
  if (self == NULL)
    g_clear_object (control);

  return self;
}

void
_ariadne_process_watch (AriadneProcess          *self,
                        AriadneProcessEndedFunc  func,
                        gpointer                 user_data)
{
  self->func = func;
  self->user_data = user_data;
}

guint
_ariadne_process_get_pid (AriadneProcess *self)
{
  return self->number;
}

gboolean
_ariadne_process_is_alive (AriadneProcess *self)
{
  return self->pid != 0;
}

void
_ariadne_process_kill (AriadneProcess *self)
{
  if (self->pid != 0)
    kill (-self->pid, SIGKILL);
}

void
_ariadne_process_free (AriadneProcess *self)
{
  if (self->pid != 0)
    reap (self);
  while (read_error (self))
    ;
  close_error (self);
  close (self->pidfd);
  g_string_free (self->line, TRUE);
  g_free (self->name);
  g_free (self);
}
