/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define _GNU_SOURCE

#include "config.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "serving/ariadne-bell.h"

/* With a descriptor, all waiting threads wait at the gate. It lets one of them
 * through for each write to the clapper. And if it is armed it lets one through
 * when the descriptor is readable, and is not armed any more: it is armed only
 * while nobody attends, who would see to that himself.
 *
 * That takes two calls for each batch. Without, a thread that sends answers, and is
 * preempted by who has waited for them, would find that another one was woken for
 * the next request, which costs more.
 */

void
_ariadne_bell_init (AriadneBell *self)
{
  *self = (AriadneBell) { .fd = -1, .gate = -1, .clapper = -1 };
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
}

void
_ariadne_bell_clear (AriadneBell *self)
{
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);
  if (self->fd < 0)
    return;

  close (self->gate);
  close (self->clapper);
}

static gboolean
set_gate (AriadneBell *self,
          int          operation,
          int          fd,
          guint32      events)
{
  struct epoll_event event = { .events = events, .data.fd = fd };

  return epoll_ctl (self->gate, operation, fd, &event) == 0;
}

void
_ariadne_bell_watch (AriadneBell *self,
                     int          fd)
{
  if (fd < 0)
    return;

  self->fd = fd;
  self->gate = epoll_create1 (EPOLL_CLOEXEC);
  self->clapper = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);

  /* The clapper is never read: every write is an event of its own. */
  if (self->gate < 0 || self->clapper < 0
      || !set_gate (self, EPOLL_CTL_ADD, self->clapper, EPOLLIN | EPOLLET)
      || !set_gate (self, EPOLL_CTL_ADD, fd, 0))
    g_error ("Cannot wait for descriptor %d: %s", fd, g_strerror (errno));
}

/* Arms or disarms the gate as it should be. With the lock. */
static void
update_gate (AriadneBell *self)
{
  gboolean arm = self->n_attending == 0 && self->n_waiting > 0;

  if (self->fd < 0 || self->is_armed == arm)
    return;

  set_gate (self, EPOLL_CTL_MOD, self->fd, arm ? EPOLLIN | EPOLLONESHOT : 0);
  self->is_armed = arm;
}

/* Whether a waiting thread has to be woken. With the lock. Whoever is woken needs
 * the lock, so that is done when it has been released.
 */
static gboolean
needs_signal (const AriadneBell *self)
{
  return self->is_rung && self->n_attending == 0 && self->n_waiting > 0;
}

static void
wake_one (AriadneBell *self)
{
  guint64 one = 1;

  if (self->fd < 0)
    g_cond_signal (&self->cond);
  else if (write (self->clapper, &one, sizeof one) != sizeof one)
    g_error ("Cannot wake a thread: %s", g_strerror (errno));
}

void
_ariadne_bell_ring (AriadneBell *self)
{
  gboolean signal;

  g_mutex_lock (&self->lock);
  signal = !self->is_rung;
  self->is_rung = TRUE;
  signal = signal && needs_signal (self);
  g_mutex_unlock (&self->lock);

  if (signal)
    wake_one (self);
}

void
_ariadne_bell_hush (AriadneBell *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->is_rung = self->is_stuck;
}

void
_ariadne_bell_attend (AriadneBell *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->n_attending++;
  update_gate (self);
}

void
_ariadne_bell_leave (AriadneBell *self)
{
  gboolean signal;

  g_mutex_lock (&self->lock);
  self->n_attending--;
  update_gate (self);
  signal = needs_signal (self);
  g_mutex_unlock (&self->lock);

  if (signal)
    wake_one (self);
}

/* At a gate one thread is let through here, and one by each that leaves. */
void
_ariadne_bell_stick (AriadneBell *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->is_rung = TRUE;
  self->is_stuck = TRUE;
  if (self->fd < 0)
    g_cond_broadcast (&self->cond);
  else
    wake_one (self);
}

/* Waits to the microsecond, or to the millisecond where the kernel, or what stands
 * in for it, cannot do better.
 */
static int
wait_for_event (int                 epoll,
                struct epoll_event *event,
                gint64              timeout)
{
  static gint is_coarse; /* atomic */
  struct timespec span = { timeout / G_USEC_PER_SEC, timeout % G_USEC_PER_SEC * 1000 };
  int n;

  if (!g_atomic_int_get (&is_coarse))
    {
      n = epoll_pwait2 (epoll, event, 1, timeout < 0 ? NULL : &span, NULL);
      if (n >= 0 || errno != ENOSYS)
        return n;
      g_atomic_int_set (&is_coarse, TRUE);
    }

  return epoll_wait (epoll, event, 1,
                     timeout < 0 ? -1 : (int) MIN ((timeout + 999) / 1000, G_MAXINT));
}

/* Waits at the gate, without the lock. */
static void
wait_at_gate (AriadneBell *self,
              gint64       timeout)
{
  struct epoll_event event = { 0 };
  int n;

  g_mutex_unlock (&self->lock);
  n = wait_for_event (self->gate, &event, timeout);
  g_mutex_lock (&self->lock);

  if (n > 0 && event.data.fd == self->fd)
    self->is_armed = FALSE;
}

void
_ariadne_bell_wait (AriadneBell *self,
                    gint64       timeout)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gint64 deadline = timeout < 0 ? 0 : g_get_monotonic_time () + timeout;
  gboolean in_time = TRUE;

  self->n_attending--;
  self->n_waiting++;
  update_gate (self);
  if (self->fd >= 0 && !self->is_rung)
    wait_at_gate (self, timeout);
  while (self->fd < 0 && !self->is_rung && in_time)
    {
      if (timeout < 0)
        g_cond_wait (&self->cond, &self->lock);
      else
        in_time = g_cond_wait_until (&self->cond, &self->lock, deadline);
    }
  self->n_waiting--;
  self->n_attending++;
  update_gate (self);

  self->is_rung = self->is_stuck;
}
