/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "serving/ariadne-bell.h"

void
_ariadne_bell_init (AriadneBell *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  self->is_rung = FALSE;
  self->is_stuck = FALSE;
  self->n_attending = 0;
  self->n_waiting = 0;
}

void
_ariadne_bell_clear (AriadneBell *self)
{
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);
}

/* Whether a waiting thread has to be woken. With the lock. Whoever is woken needs
 * the lock, so that is done when it has been released.
 */
static gboolean
needs_signal (const AriadneBell *self)
{
  return self->is_rung && self->n_attending == 0 && self->n_waiting > 0;
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
    g_cond_signal (&self->cond);
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
    g_cond_signal (&self->cond);
}

void
_ariadne_bell_stick (AriadneBell *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->is_rung = TRUE;
  self->is_stuck = TRUE;
  g_cond_broadcast (&self->cond);
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
  while (!self->is_rung && in_time)
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
