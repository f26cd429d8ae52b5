/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-deputy.h"

/* Owned by both threads. */
typedef struct
{
  gatomicrefcount ref_count;
  GThread        *thread;    /* of the thread that it works for */

  GMutex          lock;
  GCond           sent;

  /* Protected by the lock. */
  AriadneErrand  *errand;    /* owned; NULL if there is nothing to do */
  gboolean        dismissed;
} Deputy;

/* What the calling thread has: NULL if it wants no deputies, itself if it has none
 * at present.
 */
static GPrivate post;
static Deputy vacant;

static void
deputy_unref (Deputy *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_clear_pointer (&self->errand, _ariadne_errand_unref);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->sent);
  g_free (self);
}

/* Waits for the next errand; NULL if there will be none. */
static AriadneErrand *
deputy_next (Deputy *self)
{
  AriadneErrand *errand;

  g_mutex_lock (&self->lock);
  while (self->errand == NULL && !self->dismissed)
    g_cond_wait (&self->sent, &self->lock);
  errand = g_steal_pointer (&self->errand);
  g_mutex_unlock (&self->lock);

  return errand;
}

static gpointer
deputy_thread (gpointer data)
{
  Deputy *self = data;
  AriadneErrand *errand;

  while ((errand = deputy_next (self)) != NULL)
    {
      _ariadne_errand_run (errand);
      _ariadne_errand_unref (errand);
    }

  deputy_unref (self);

  return NULL;
}

static Deputy *
deputy_new (void)
{
  Deputy *self = g_new0 (Deputy, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_atomic_ref_count_inc (&self->ref_count);
  g_mutex_init (&self->lock);
  g_cond_init (&self->sent);
  self->thread = g_thread_new ("deputy", deputy_thread, self);

  return self;
}

/* Gives up the deputy of the calling thread, if it has one. */
static Deputy *
take_deputy (Deputy *successor)
{
  Deputy *self = g_private_get (&post);

  g_private_set (&post, successor);
  if (self == NULL || self == &vacant)
    return NULL;

  g_mutex_lock (&self->lock);
  self->dismissed = TRUE;
  g_cond_signal (&self->sent);
  g_mutex_unlock (&self->lock);

  return self;
}

void
_ariadne_deputies_begin (void)
{
  g_assert (g_private_get (&post) == NULL);

  g_private_set (&post, &vacant);
}

void
_ariadne_deputies_end (void)
{
  Deputy *self = take_deputy (NULL);

  if (self == NULL)
    return;

  g_thread_join (self->thread);
  deputy_unref (self);
}

gboolean
_ariadne_deputies_exist (void)
{
  return g_private_get (&post) != NULL;
}

void
_ariadne_deputy_send (AriadneErrand *errand)
{
  Deputy *self = g_private_get (&post);

  if (self == &vacant)
    {
      self = deputy_new ();
      g_private_set (&post, self);
    }

  g_mutex_lock (&self->lock);
  g_assert (self->errand == NULL);
  self->errand = _ariadne_errand_ref (errand);
  g_cond_signal (&self->sent);
  g_mutex_unlock (&self->lock);
}

void
_ariadne_deputy_leave (void)
{
  Deputy *self = take_deputy (&vacant);

  g_thread_unref (self->thread);
  deputy_unref (self);
}
