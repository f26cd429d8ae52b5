/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-child.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* The lock is one of fcntl(), which belongs to a process and not to a descriptor:
 * it passes through exec(), is not inherited by what the program starts, goes when
 * the program does, and F_GETLK tells whose it is. It is taken before exec(), while
 * the window still waits to hear that this has worked. Hence whoever finds the file
 * without a lock knows that the program has ended.
 *
 * That the program has ended is told by a descriptor of the process. A child is a
 * zombie until it is waited for, so its number cannot be another's before that.
 */

struct _MonitorChild
{
  GPid                   pid;
  int                    pidfd;
  gboolean               is_ours; /* started here, and to be waited for */
  GSource               *source;
  MonitorChildEndedFunc  func;
  gpointer               user_data;
};

typedef struct
{
  pid_t    window;
  gboolean outlives;
  int      error_fd;
} Setup;

/* Runs in the child, between fork and exec. */
static void
child_setup (gpointer user_data)
{
  const Setup *setup = user_data;
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

  /* A process loses such a lock when it closes any descriptor of the file, as exec()
   * would do with this one.
   */
  if (setup->error_fd > STDERR_FILENO)
    close (setup->error_fd);

  setsid ();
  if (fcntl (STDERR_FILENO, F_SETLK, &lock) != 0)
    _exit (127);
  if (setup->outlives)
    return;

  /* A window of several threads dies thread by thread, and the signal comes with each
   * of them: so not SIGINT, of which a second one ends a run at once.
   */
  prctl (PR_SET_PDEATHSIG, SIGTERM);

  /* The window may have ended before that. */
  if (getppid () != setup->window)
    _exit (127);
}

static gboolean
ended_cb (gint         fd,
          GIOCondition condition,
          gpointer     user_data)
{
  MonitorChild *self = user_data;
  int wait_status = -1;

  if (self->is_ours)
    while (waitpid (self->pid, &wait_status, 0) < 0 && errno == EINTR)
      ;
  self->pid = 0;
  self->func (wait_status, self->user_data);

  return G_SOURCE_REMOVE;
}

static MonitorChild *
watch (GPid                   pid,
       int                    pidfd,
       gboolean               is_ours,
       MonitorChildEndedFunc  func,
       gpointer               user_data)
{
  MonitorChild *self = g_new0 (MonitorChild, 1);

  self->pid = pid;
  self->pidfd = pidfd;
  self->is_ours = is_ours;
  self->func = func;
  self->user_data = user_data;
  self->source = g_unix_fd_source_new (pidfd, G_IO_IN);
  g_source_set_callback (self->source, G_SOURCE_FUNC (ended_cb), self, NULL);
  g_source_attach (self->source, NULL);

  return self;
}

static int
open_output (const char  *path,
             GError     **error)
{
  int fd = g_open (path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0666);

  if (fd < 0)
    {
      int saved_errno = errno;

      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (saved_errno), "%s: %s", path,
                   g_strerror (saved_errno));
    }

  return fd;
}

static gboolean
spawn (const char * const  *argv,
       const char          *output,
       const char          *errors,
       gboolean             outlives,
       GPid                *pid,
       GError             **error)
{
  int output_fd = open_output (output, error);
  int error_fd = output_fd < 0 ? -1 : open_output (errors, error);
  Setup setup = { getpid (), outlives, error_fd };
  gboolean started = FALSE;

  if (error_fd >= 0)
    started = g_spawn_async_with_pipes_and_fds (NULL, argv, NULL,
                                                G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_SEARCH_PATH,
                                                child_setup, &setup,
                                                -1, output_fd, error_fd, NULL, NULL, 0,
                                                pid, NULL, NULL, NULL, error);
  if (output_fd >= 0)
    close (output_fd);
  if (error_fd >= 0)
    close (error_fd);

  return started;
}

MonitorChild *
monitor_child_start (const char * const     *argv,
                     const char             *output,
                     const char             *errors,
                     gboolean                outlives,
                     MonitorChildEndedFunc   func,
                     gpointer                user_data,
                     GError                **error)
{
  int pidfd;
  GPid pid;

  if (!spawn (argv, output, errors, outlives, &pid, error))
    return NULL;

  pidfd = pidfd_open (pid, 0);
  if (pidfd < 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "%s: %s", argv[0],
                   g_strerror (errno));
      kill (pid, SIGKILL);
      waitpid (pid, NULL, 0);
      return NULL;
    }

  return watch (pid, pidfd, TRUE, func, user_data);
}

/* Who has the lock on it; 0 if nobody has. */
static GPid
find_owner (int fd)
{
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

  if (fcntl (fd, F_GETLK, &lock) != 0 || lock.l_type == F_UNLCK)
    return 0;

  return lock.l_pid;
}

MonitorChild *
monitor_child_find (const char            *errors,
                    MonitorChildEndedFunc  func,
                    gpointer               user_data)
{
  int fd = g_open (errors, O_WRONLY | O_CLOEXEC, 0);
  GPid pid = fd < 0 ? 0 : find_owner (fd);
  int pidfd = pid > 0 ? pidfd_open (pid, 0) : -1;

  /* It may have ended, and its number been given away, between the two. */
  if (pidfd >= 0 && find_owner (fd) != pid)
    {
      close (pidfd);
      pidfd = -1;
    }
  if (fd >= 0)
    close (fd);

  return pidfd < 0 ? NULL : watch (pid, pidfd, FALSE, func, user_data);
}

void
monitor_child_send (MonitorChild *self,
                    int           signal_number)
{
  pidfd_send_signal (self->pidfd, signal_number, NULL, 0);
}

void
monitor_child_free (MonitorChild *self)
{
  g_source_destroy (self->source);
  g_source_unref (self->source);
  close (self->pidfd);
  g_free (self);
}

/* What the environment says comes first; then the folder of this very program, where
 * both are installed; then the PATH.
 */
char *
monitor_child_locate_program (void)
{
  const char *given = g_getenv ("ARIADNE_PROGRAM");
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = NULL;
  g_autofree char *beside = NULL;

  if (given != NULL)
    return g_strdup (given);

  folder = g_path_get_dirname (self != NULL ? self : "");
  beside = g_build_filename (folder, "ariadne", NULL);

  return g_file_test (beside, G_FILE_TEST_IS_EXECUTABLE) ? g_steal_pointer (&beside)
                                                         : g_strdup ("ariadne");
}
