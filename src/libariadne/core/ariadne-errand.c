/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-errand.h"

#include "core/ariadne-error.h"
#include "core/ariadne-shut-down.h"

/*            run              the function returns
 *   WANTED ------> BEGUN --------------------------> DONE
 *      |  '------------------------------------.
 *      |   whoever asks leaves                 |  nothing is called any more
 *      v                                       v
 *   DROPPED                                 REFUSED
 */
typedef enum {
  WANTED,
  BEGUN,
  DONE,
  DROPPED,
  REFUSED,
} State;

struct _AriadneErrand
{
  gatomicrefcount   ref_count;

  /* Set at the beginning. */
  GMainContext     *context; /* owned, nullable */
  AriadneErrandFunc func;
  gpointer          data;    /* owned */
  GDestroyNotify    clear;
  gboolean          is_own;  /* @func is the library's */

  GMutex            lock;
  GCond             changed;

  /* Protected by the lock. */
  State             state;
  gint64            cancelled; /* when, monotonic; or 0, as the next one */
  gint64            away;      /* since when the thread is in a foreign function */
};

/* The errand that the calling thread runs, if any. */
static GPrivate current;

/* All foreign functions that run. */
static struct
{
  GMutex   lock;
  GCond    over;
  guint    n;     /* protected by the lock, as is: */
  gboolean ended; /* there are to be no more */
} calls;

AriadneErrand *
_ariadne_errand_new (GMainContext      *context,
                     AriadneErrandFunc  func,
                     gpointer           data,
                     GDestroyNotify     clear)
{
  AriadneErrand *self = g_new0 (AriadneErrand, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->context = context != NULL ? g_main_context_ref (context) : NULL;
  self->func = func;
  self->data = g_atomic_rc_box_acquire (data);
  self->clear = clear;
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);

  return self;
}

AriadneErrand *
_ariadne_errand_new_own (AriadneErrandFunc func,
                         gpointer          data,
                         GDestroyNotify    clear)
{
  AriadneErrand *self = _ariadne_errand_new (NULL, func, data, clear);

  self->is_own = TRUE;

  return self;
}

AriadneErrand *
_ariadne_errand_ref (AriadneErrand *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
_ariadne_errand_unref (AriadneErrand *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_clear_pointer (&self->context, g_main_context_unref);
  g_atomic_rc_box_release_full (self->data, self->clear);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}

GMainContext *
_ariadne_errand_get_context (AriadneErrand *self)
{
  return self->context;
}

static void
set_away (AriadneErrand *self,
          gint64         since)
{
  if (self == NULL)
    return;

  g_mutex_lock (&self->lock);
  self->away = since;
  if (self->cancelled != 0)
    g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
}

static gboolean
call (AriadneErrandFunc func,
      gpointer          data)
{
  AriadneErrand *errand = g_private_get (&current);
  gboolean refused;

  g_mutex_lock (&calls.lock);
  refused = calls.ended;
  calls.n += !refused;
  g_mutex_unlock (&calls.lock);
  if (refused)
    return FALSE;

  set_away (errand, g_get_monotonic_time ());
  func (data);
  set_away (errand, 0);

  g_mutex_lock (&calls.lock);
  if (--calls.n == 0)
    g_cond_broadcast (&calls.over);
  g_mutex_unlock (&calls.lock);

  return TRUE;
}

static gboolean
refuse (GError **error)
{
  g_set_error_literal (error, ARIADNE_ERROR, ARIADNE_ERROR_CLOSED,
                       "the program ends, nothing of its own is called any more");

  return FALSE;
}

gboolean
_ariadne_errand_call (AriadneErrandFunc   func,
                      gpointer            data,
                      GError            **error)
{
  return call (func, data) || refuse (error);
}

static State
run (AriadneErrand *self)
{
  AriadneErrand *outer = g_private_get (&current);
  State end = DONE;

  g_private_set (&current, self);
  if (self->is_own)
    self->func (self->data);
  else if (!call (self->func, self->data))
    end = REFUSED;
  g_private_set (&current, outer);

  return end;
}

void
_ariadne_errand_run (AriadneErrand *self)
{
  gboolean mine;
  State end;

  g_mutex_lock (&self->lock);
  mine = self->state == WANTED;
  if (mine)
    self->state = BEGUN;
  g_mutex_unlock (&self->lock);

  if (!mine)
    return;

  end = run (self);
  g_mutex_lock (&self->lock);
  self->state = end;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
}

/* Runs on the thread that cancels, or on the one that waits. */
static void
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  AriadneErrand *self = user_data;

  g_mutex_lock (&self->lock);
  self->cancelled = g_get_monotonic_time ();
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->lock);
}

/* With the lock. The library's own work has an end of its own to come to. */
static gboolean
is_due (AriadneErrand *self)
{
  return self->state == BEGUN
         || (self->state == WANTED && (self->is_own || self->cancelled == 0));
}

/* With the lock. */
static void
wait_for_state (AriadneErrand *self)
{
  while (is_due (self))
    if (self->cancelled == 0 || self->away == 0)
      g_cond_wait (&self->changed, &self->lock);
    else if (!g_cond_wait_until (&self->changed, &self->lock,
                                 MAX (self->cancelled, self->away) + ARIADNE_ERRAND_PATIENCE))
      return;
}

gboolean
_ariadne_errand_wait (AriadneErrand  *self,
                      GCancellable   *cancellable,
                      GError        **error)
{
  gulong id = 0;
  State state;

  if (cancellable != NULL)
    id = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), self, NULL);

  g_mutex_lock (&self->lock);
  wait_for_state (self);
  state = self->state;
  if (state == WANTED)
    self->state = DROPPED;
  g_mutex_unlock (&self->lock);

  g_cancellable_disconnect (cancellable, id);

  if (state == DONE)
    return TRUE;
  if (state == REFUSED)
    return refuse (error);

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                       state == WANTED ? "Cancelled before it was called"
                       : "Cancelled; what was called has not returned and is left behind");

  return FALSE;
}

/**
 * ariadne_shut_down:
 *
 * Has the library call no class of the program's own any more, derived from
 * [class@BytesDomain] or [class@BytesModel]. What asks one fails with
 * %ARIADNE_ERROR_CLOSED from now on.
 *
 * For interpreters that are about to end while searches run. Python's does it by
 * itself. Waits for calls that are running, though not for longer than a second. May
 * be called on any thread.
 */
void
ariadne_shut_down (void)
{
  gint64 deadline = g_get_monotonic_time () + ARIADNE_ERRAND_PATIENCE;

  g_mutex_lock (&calls.lock);
  calls.ended = TRUE;
  while (calls.n > 0 && g_cond_wait_until (&calls.over, &calls.lock, deadline))
    ;
  g_mutex_unlock (&calls.lock);
}
