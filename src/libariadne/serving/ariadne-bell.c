/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define _GNU_SOURCE

#include "config.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "serving/ariadne-bell.h"

/* With a descriptor, all waiting threads wait at the gate. It lets one of them
 * through for each write to the clapper, which is never read, and for each arrival
 * at the descriptor.
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
add_to_gate (AriadneBell *self,
             int          fd)
{
  struct epoll_event event = { .events = EPOLLIN | EPOLLET, .data.fd = fd };

  return epoll_ctl (self->gate, EPOLL_CTL_ADD, fd, &event) == 0;
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
  if (self->gate < 0 || self->clapper < 0
      || !add_to_gate (self, self->clapper) || !add_to_gate (self, fd))
    g_error ("Cannot wait for descriptor %d: %s", fd, g_strerror (errno));
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
}

void
_ariadne_bell_leave (AriadneBell *self)
{
  gboolean signal;

  g_mutex_lock (&self->lock);
  self->n_attending--;
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
static void
wait_for_event (int    epoll,
                gint64 timeout)
{
  static gint is_coarse; /* atomic */
  struct timespec span = { timeout / G_USEC_PER_SEC, timeout % G_USEC_PER_SEC * 1000 };
  struct epoll_event event;

  if (!g_atomic_int_get (&is_coarse)
      && (epoll_pwait2 (epoll, &event, 1, timeout < 0 ? NULL : &span, NULL) >= 0
          || errno != ENOSYS))
    return;

  g_atomic_int_set (&is_coarse, TRUE);
  epoll_wait (epoll, &event, 1, timeout < 0 ? -1 : (int) MIN ((timeout + 999) / 1000, G_MAXINT));
}

/* Without the lock. */
static void
wait_at_gate (AriadneBell *self,
              gint64       timeout)
{
  g_mutex_unlock (&self->lock);
  wait_for_event (self->gate, timeout);
  g_mutex_lock (&self->lock);
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

  self->is_rung = self->is_stuck;
}
