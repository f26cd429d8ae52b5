/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define _GNU_SOURCE /* gettid () */

#include "config.h"

#include "core/ariadne-host.h"

#include <sys/types.h>
#include <unistd.h>

/* On the stack of the thread that waits. */
typedef struct
{
  GThreadFunc func;
  gpointer    data;

  GMutex      lock;
  GCond       changed;

  /* Protected by the lock. */
  GQueue      offers; /* of AriadneErrand, owned */
  gboolean    over;
} Host;

/* All that wait. Who holds this lock may take that of a host. */
static GMutex hosts_lock;
static GSList *hosts;

gboolean
_ariadne_host_acquire_context (GMainContext *context)
{
  gboolean is_own = g_main_context_is_owner (context)
                    || context == g_main_context_get_thread_default ()
                    || (context == g_main_context_default () && gettid () == getpid ());

  return is_own && g_main_context_acquire (context);
}

void
_ariadne_host_offer (AriadneErrand *errand)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&hosts_lock);

  for (GSList *link = hosts; link != NULL; link = link->next)
    {
      Host *host = link->data;

      g_mutex_lock (&host->lock);
      g_queue_push_tail (&host->offers, _ariadne_errand_ref (errand));
      g_cond_signal (&host->changed);
      g_mutex_unlock (&host->lock);
    }
}

/* The source of the errand has it run on whatever other thread runs the context. */
static void
consider (AriadneErrand *errand)
{
  GMainContext *context = _ariadne_errand_get_context (errand);

  if (!_ariadne_host_acquire_context (context))
    return;

  _ariadne_errand_run (errand);
  g_main_context_release (context);
}

static gpointer
guest_thread (gpointer data)
{
  Host *self = data;
  gpointer result = self->func (self->data);

  g_mutex_lock (&self->lock);
  self->over = TRUE;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);

  return result;
}

static void
host_serve (Host *self)
{
  g_mutex_lock (&self->lock);
  while (!self->over)
    {
      g_autoptr (AriadneErrand) errand = g_queue_pop_head (&self->offers);

      if (errand == NULL)
        {
          g_cond_wait (&self->changed, &self->lock);
          continue;
        }

      g_mutex_unlock (&self->lock);
      consider (errand);
      g_mutex_lock (&self->lock);
    }
  g_mutex_unlock (&self->lock);
}

static void
host_open (Host *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  g_queue_init (&self->offers);

  g_mutex_lock (&hosts_lock);
  hosts = g_slist_prepend (hosts, self);
  g_mutex_unlock (&hosts_lock);
}

static void
host_close (Host *self)
{
  g_mutex_lock (&hosts_lock);
  hosts = g_slist_remove (hosts, self);
  g_mutex_unlock (&hosts_lock);

  g_queue_clear_full (&self->offers, (GDestroyNotify) _ariadne_errand_unref);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
}

gpointer
_ariadne_host_run (const char  *name,
                   GThreadFunc  func,
                   gpointer     data)
{
  Host self = { .func = func, .data = data };
  GThread *thread;
  gpointer result;

  host_open (&self);
  thread = g_thread_new (name, guest_thread, &self);
  host_serve (&self);
  result = g_thread_join (thread);
  host_close (&self);

  return result;
}
