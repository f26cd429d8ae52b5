/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "serving/ariadne-bell.h"

/* Long enough that a test which needs it to pass never ends. */
#define HOUR G_TIME_SPAN_HOUR

/* A bell and threads that wait for it; each test is run with and without a
 * descriptor that the bell watches.
 */
typedef struct
{
  AriadneBell bell;
  int         fd; /* or -1 */
  gint        n_woken; /* atomic */
} Fixture;

static void
fixture_init (Fixture  *self,
              gboolean  watches)
{
  *self = (Fixture) { .fd = watches ? eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK) : -1 };
  _ariadne_bell_init (&self->bell);
  _ariadne_bell_watch (&self->bell, self->fd);
}

static void
fixture_clear (Fixture *self)
{
  _ariadne_bell_clear (&self->bell);
  if (self->fd >= 0)
    close (self->fd);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

/* Waits once, and then stays away. */
static gpointer
wait_once_func (gpointer data)
{
  Fixture *self = data;

  _ariadne_bell_attend (&self->bell);
  _ariadne_bell_wait (&self->bell, -1);
  g_atomic_int_inc (&self->n_woken);
  _ariadne_bell_leave (&self->bell);

  return NULL;
}

static void
await_waiting (Fixture *self,
               guint    n)
{
  guint n_waiting;

  do
    {
      g_usleep (100);
      g_mutex_lock (&self->bell.lock);
      n_waiting = self->bell.n_waiting;
      g_mutex_unlock (&self->bell.lock);
    }
  while (n_waiting != n);
}

/* Who is rung for before he waits does not wait, and that is once. */
static void
test_rung_before (gconstpointer watches)
{
  g_auto (Fixture) fixture;

  fixture_init (&fixture, GPOINTER_TO_INT (watches));
  _ariadne_bell_attend (&fixture.bell);
  _ariadne_bell_ring (&fixture.bell);
  _ariadne_bell_ring (&fixture.bell);
  _ariadne_bell_wait (&fixture.bell, HOUR);
  g_assert_false (fixture.bell.is_rung);
  _ariadne_bell_wait (&fixture.bell, 1000);

  _ariadne_bell_ring (&fixture.bell);
  _ariadne_bell_hush (&fixture.bell);
  _ariadne_bell_wait (&fixture.bell, 1000);
  _ariadne_bell_leave (&fixture.bell);
}

/* Each ring wakes one thread, when nobody attends. */
static void
test_wakes_one (gconstpointer watches)
{
  g_auto (Fixture) fixture;
  GThread *threads[3];

  fixture_init (&fixture, GPOINTER_TO_INT (watches));
  for (guint i = 0; i < 3; i++)
    threads[i] = g_thread_new ("waits", wait_once_func, &fixture);
  await_waiting (&fixture, 3);
  for (guint i = 0; i < 3; i++)
    {
      _ariadne_bell_ring (&fixture.bell);
      await_waiting (&fixture, 2 - i);
    }
  for (guint i = 0; i < 3; i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (g_atomic_int_get (&fixture.n_woken), ==, 3);
}

/* Who attends gets the ring; when he goes away without having looked, another one
 * gets it.
 */
static void
test_goes_away (gconstpointer watches)
{
  g_auto (Fixture) fixture;
  GThread *thread;

  fixture_init (&fixture, GPOINTER_TO_INT (watches));
  _ariadne_bell_attend (&fixture.bell);
  thread = g_thread_new ("waits", wait_once_func, &fixture);
  await_waiting (&fixture, 1);
  _ariadne_bell_ring (&fixture.bell);
  g_assert_cmpint (g_atomic_int_get (&fixture.n_woken), ==, 0);
  _ariadne_bell_leave (&fixture.bell);
  g_thread_join (thread);
}

static void
test_sticks (gconstpointer watches)
{
  g_auto (Fixture) fixture;
  GThread *threads[3];

  fixture_init (&fixture, GPOINTER_TO_INT (watches));
  for (guint i = 0; i < 3; i++)
    threads[i] = g_thread_new ("waits", wait_once_func, &fixture);
  await_waiting (&fixture, 3);
  _ariadne_bell_stick (&fixture.bell);
  for (guint i = 0; i < 3; i++)
    g_thread_join (threads[i]);

  _ariadne_bell_attend (&fixture.bell);
  _ariadne_bell_hush (&fixture.bell);
  _ariadne_bell_wait (&fixture.bell, HOUR);
  _ariadne_bell_leave (&fixture.bell);
}

static void
make_readable (Fixture *self)
{
  guint64 one = 1;

  g_assert_cmpint (write (self->fd, &one, sizeof one), ==, sizeof one);
}

/* What can be read wakes one thread, at once or when the one who attends goes
 * away; it is still there when the next one waits.
 */
static void
test_descriptor (void)
{
  g_auto (Fixture) fixture;
  GThread *threads[2];
  guint64 one;

  fixture_init (&fixture, TRUE);
  _ariadne_bell_attend (&fixture.bell);
  threads[0] = g_thread_new ("waits", wait_once_func, &fixture);
  await_waiting (&fixture, 1);
  make_readable (&fixture);
  g_assert_cmpint (g_atomic_int_get (&fixture.n_woken), ==, 0);
  _ariadne_bell_leave (&fixture.bell);
  g_thread_join (threads[0]);

  threads[1] = g_thread_new ("waits", wait_once_func, &fixture);
  g_thread_join (threads[1]);
  g_assert_cmpint (read (fixture.fd, &one, sizeof one), ==, sizeof one);

  _ariadne_bell_attend (&fixture.bell);
  _ariadne_bell_wait (&fixture.bell, 1000);
  make_readable (&fixture);
  _ariadne_bell_wait (&fixture.bell, HOUR);
  _ariadne_bell_leave (&fixture.bell);
}

/* From now on; of several filters the strictest counts. */
static void
filter_call (guint   number,
             guint32 action)
{
  struct sock_filter code[] = {
    BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, nr)),
    BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),
    BPF_STMT (BPF_RET | BPF_K, action),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const struct sock_fprog program = { G_N_ELEMENTS (code), code };

  g_assert_cmpint (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), ==, 0);
  g_assert_cmpint (prctl (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), ==, 0);
}

/* A kernel that lacks the call, and is asked for it only once. */
static void
wait_without_pwait2 (void)
{
  g_auto (Fixture) fixture;

  fixture_init (&fixture, TRUE);
  _ariadne_bell_attend (&fixture.bell);
  filter_call (SYS_epoll_pwait2, SECCOMP_RET_ERRNO | ENOSYS);
  _ariadne_bell_wait (&fixture.bell, 1);
  filter_call (SYS_epoll_pwait2, SECCOMP_RET_KILL_PROCESS);
  _ariadne_bell_wait (&fixture.bell, 1);
  make_readable (&fixture);
  _ariadne_bell_wait (&fixture.bell, HOUR);
  _ariadne_bell_wait (&fixture.bell, -1);
  _ariadne_bell_leave (&fixture.bell);
}

static void
test_old_kernel (void)
{
  if (g_test_subprocess ())
    {
      wait_without_pwait2 ();
      return;
    }

  if (prctl (PR_GET_SECCOMP) != 0)
    {
      g_test_skip ("Calls are filtered already");
      return;
    }

  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
}

static void
add_both (const char    *name,
          GTestDataFunc  func)
{
  g_autofree char *with = g_strconcat ("/Ariadne/Bell/", name, "/with_descriptor", NULL);
  g_autofree char *without = g_strconcat ("/Ariadne/Bell/", name, "/without", NULL);

  g_test_add_data_func (with, GINT_TO_POINTER (TRUE), func);
  g_test_add_data_func (without, GINT_TO_POINTER (FALSE), func);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add_both ("rung_before", test_rung_before);
  add_both ("wakes_one", test_wakes_one);
  add_both ("goes_away", test_goes_away);
  add_both ("sticks", test_sticks);
  g_test_add_func ("/Ariadne/Bell/descriptor", test_descriptor);
  g_test_add_func ("/Ariadne/Bell/old_kernel", test_old_kernel);

  return g_test_run ();
}
