/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-deputy.h"
#include "core/ariadne-error.h"
#include "core/ariadne-host.h"
#include "core/ariadne-shut-down.h"
#include "core/ariadne-summons.h"

/* What a function is called with: it says that it was, and returns when it may. */
typedef struct
{
  GMutex   lock;
  GCond    changed;
  gboolean may_return;
  guint    n_calls;
  GThread *thread; /* that called it the last time */
} Call;

static GMutex cleared_lock;
static GCond cleared;
static guint n_cleared; /* protected by the lock */

static Call *
call_new (gboolean may_return)
{
  Call *self = g_atomic_rc_box_new0 (Call);

  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->may_return = may_return;

  return self;
}

static void
call_clear (gpointer data)
{
  Call *self = data;

  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_mutex_lock (&cleared_lock);
  n_cleared++;
  g_cond_signal (&cleared);
  g_mutex_unlock (&cleared_lock);
}

/* Waits until so many calls are no more. */
static void
await_cleared (guint n)
{
  g_mutex_lock (&cleared_lock);
  while (n_cleared < n)
    g_cond_wait (&cleared, &cleared_lock);
  g_assert_cmpuint (n_cleared, ==, n);
  n_cleared = 0;
  g_mutex_unlock (&cleared_lock);
}

static void
call_unref (Call *self)
{
  g_atomic_rc_box_release_full (self, call_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_unref)

static void
call_func (gpointer data)
{
  Call *self = data;

  g_mutex_lock (&self->lock);
  self->n_calls++;
  self->thread = g_thread_self ();
  g_cond_broadcast (&self->changed);
  while (!self->may_return)
    g_cond_wait (&self->changed, &self->lock);
  g_mutex_unlock (&self->lock);
}

static void
call_let_return (Call *self)
{
  g_mutex_lock (&self->lock);
  self->may_return = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

static gpointer
cancel_when_called (gpointer data)
{
  gpointer *pair = data;
  Call *call = pair[0];

  g_mutex_lock (&call->lock);
  while (call->n_calls == 0)
    g_cond_wait (&call->changed, &call->lock);
  g_mutex_unlock (&call->lock);
  g_cancellable_cancel (pair[1]);

  return NULL;
}

static gboolean
summon (GMainContext  *context,
        Call          *call,
        GCancellable  *cancellable,
        GError       **error)
{
  gboolean done;

  _ariadne_summons_push_cancellable (cancellable);
  done = _ariadne_summon (context, call_func, call, call_clear, error);
  _ariadne_summons_pop_cancellable (cancellable);

  return done;
}

/* A thread of the caller's own is called on itself. */
static void
test_on_the_spot (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (Call) call = call_new (TRUE);
  g_autoptr (GError) error = NULL;

  g_assert_true (summon (NULL, call, cancellable, &error));
  g_assert_no_error (error);
  g_assert_true (call->thread == g_thread_self ());

  g_cancellable_cancel (cancellable);
  g_assert_false (summon (NULL, call, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (call->n_calls, ==, 1);
}

/* A deputy stays the same, and ends with the thread that it works for. */
static gpointer
use_deputy (gpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (Call) call = call_new (TRUE);
  GThread *thread;

  _ariadne_deputies_begin ();
  g_assert_true (summon (NULL, call, NULL, NULL));
  g_assert_true (call->thread == g_thread_self ());
  g_assert_true (summon (NULL, call, cancellable, NULL));
  thread = call->thread;
  g_assert_true (thread != g_thread_self ());
  g_assert_true (summon (NULL, call, cancellable, NULL));
  g_assert_true (call->thread == thread);
  _ariadne_deputies_end ();

  return NULL;
}

static void
test_deputy (void)
{
  n_cleared = 0;
  g_thread_join (g_thread_new ("asks", use_deputy, NULL));
  await_cleared (1);
}

/* A call that does not return is left behind, and what it uses stays until it does. */
static gpointer
leave_deputy (gpointer data)
{
  Call *call = data;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GCancellable) another = g_cancellable_new ();
  g_autoptr (Call) next = call_new (TRUE);
  g_autoptr (GError) error = NULL;
  gpointer pair[] = { call, cancellable };
  GThread *cancels = g_thread_new ("cancels", cancel_when_called, pair);

  _ariadne_deputies_begin ();
  g_assert_false (summon (NULL, call, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_nonnull (strstr (error->message, "left behind"));
  g_thread_join (cancels);

  g_assert_true (summon (NULL, next, another, NULL));
  _ariadne_deputies_end ();

  return NULL;
}

static void
test_left_behind (void)
{
  Call *call = call_new (FALSE);

  g_thread_join (g_thread_new ("asks", leave_deputy, call));
  await_cleared (1);

  call_let_return (call);
  call_unref (call);
  await_cleared (1);
}

/* What the library does itself is waited for, even if it was cancelled before it began,
 * until it calls what does not return.
 */
static void
call_func_at_once (gpointer data)
{
  g_assert_true (_ariadne_errand_call (call_func, data, NULL));
}

static gpointer
run_errand (gpointer data)
{
  g_autoptr (AriadneErrand) errand = data;

  _ariadne_errand_run (errand);

  return NULL;
}

static void
test_own_errand (void)
{
  for (guint stuck = 0; stuck < 2; stuck++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (Call) call = call_new (!stuck);
      g_autoptr (AriadneErrand) errand =
        _ariadne_errand_new_own (stuck ? call_func_at_once : call_func, call, call_clear);
      g_autoptr (GError) error = NULL;
      gpointer pair[] = { call, cancellable };
      GThread *runs = g_thread_new ("runs", run_errand, _ariadne_errand_ref (errand));
      GThread *cancels = g_thread_new ("cancels", cancel_when_called, pair);

      if (!stuck)
        g_cancellable_cancel (cancellable);
      g_assert_cmpint (_ariadne_errand_wait (errand, cancellable, &error), ==, !stuck);
      if (stuck)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      call_let_return (call);
      g_thread_join (cancels);
      g_thread_join (runs);
    }
}

/* What nobody has begun is not called after it was cancelled. */
static void
test_dropped (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (Call) call = call_new (TRUE);
  g_autoptr (Call) signal = call_new (TRUE);
  g_autoptr (GError) error = NULL;
  gpointer pair[] = { signal, cancellable };
  GThread *cancels = g_thread_new ("cancels", cancel_when_called, pair);

  call_func (signal);
  g_assert_false (summon (context, call, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (cancels);
  while (g_main_context_iteration (context, FALSE))
    ;
  g_assert_cmpuint (call->n_calls, ==, 0);
}

/* Contexts. */

typedef struct
{
  GMainContext *context;
  Call         *call;
  gboolean      done;
  gint          over; /* atomic */
} Visit;

static gpointer
visit (gpointer data)
{
  Visit *self = data;

  self->done = summon (self->context, self->call, NULL, NULL);
  g_atomic_int_set (&self->over, TRUE);
  g_main_context_wakeup (self->context);

  return NULL;
}

/* It is not for a thread that happens to come by when nobody runs the context. */
static void
test_context (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (Call) call = call_new (TRUE);
  Visit self = { context, call };
  GThread *thread = g_thread_new ("asks", visit, &self);

  while (!g_atomic_int_get (&self.over))
    g_main_context_iteration (context, TRUE);
  g_thread_join (thread);
  g_assert_true (self.done);
  g_assert_cmpuint (call->n_calls, ==, 1);
  g_assert_true (call->thread == g_thread_self ());
}

/* A thread that waits is called for the contexts that are its own. */
static void
check_host (GMainContext *context)
{
  g_autoptr (Call) call = call_new (TRUE);
  Visit self = { context, call };

  _ariadne_host_run ("guest", visit, &self);
  g_assert_true (self.done);
  g_assert_true (call->thread == g_thread_self ());
}

static void
test_host (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();

  check_host (g_main_context_default ());

  g_main_context_push_thread_default (context);
  check_host (context);
  g_main_context_pop_thread_default (context);

  g_assert_true (g_main_context_acquire (context));
  check_host (context);
  g_main_context_release (context);
}

/* And not for others: these wait for whoever runs them. */
static gpointer
visit_in_vain (gpointer data)
{
  Visit *self = data;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (Call) own = call_new (TRUE);
  gpointer pair[] = { own, cancellable };
  GThread *cancels = g_thread_new ("cancels", cancel_when_called, pair);

  /* Who waits has looked at the first when it has done the second. */
  g_assert_true (summon (g_main_context_default (), own, NULL, NULL));
  self->done = summon (self->context, self->call, cancellable, NULL);
  g_thread_join (cancels);

  return NULL;
}

static void
test_strange_context (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (Call) call = call_new (TRUE);
  Visit self = { context, call };

  _ariadne_host_run ("guest", visit_in_vain, &self);
  g_assert_false (self.done);
  g_assert_cmpuint (call->n_calls, ==, 0);
}

/* The last test: nothing is called after it. */
static void
test_shut_down (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (Call) call = call_new (TRUE);
  g_autoptr (GError) error = NULL;
  Visit self = { context, call };
  GThread *thread;

  ariadne_shut_down ();
  g_assert_false (summon (NULL, call, NULL, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_CLOSED);

  thread = g_thread_new ("asks", visit, &self);
  while (!g_atomic_int_get (&self.over))
    g_main_context_iteration (context, TRUE);
  g_thread_join (thread);
  g_assert_false (self.done);
  g_assert_cmpuint (call->n_calls, ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/core/summons/on-the-spot", test_on_the_spot);
  g_test_add_func ("/core/summons/deputy", test_deputy);
  g_test_add_func ("/core/summons/left-behind", test_left_behind);
  g_test_add_func ("/core/summons/own-errand", test_own_errand);
  g_test_add_func ("/core/summons/dropped", test_dropped);
  g_test_add_func ("/core/summons/context", test_context);
  g_test_add_func ("/core/summons/host", test_host);
  g_test_add_func ("/core/summons/strange-context", test_strange_context);
  g_test_add_func ("/core/summons/shut-down", test_shut_down);

  return g_test_run ();
}
