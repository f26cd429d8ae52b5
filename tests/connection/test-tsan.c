/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <glib.h>

/* Controls of tests/tsan-glib.h: with it the thread sanitizer must accept what
 * is correct and catch what is not. Each program runs in a process of its own,
 * which the sanitizer ends with an error if it has seen a race. Without the
 * sanitizer there is nothing to test.
 *
 * What the threads read is used, or else the compiler would leave the racing
 * load out.
 */

#define N_ROUNDS 1000

typedef struct
{
  GMutex       lock;
  GCond        cond;
  GAsyncQueue *queue;
  gint         value;
  gboolean     is_set;
} Shared;

static void
run_two (GThreadFunc a,
         GThreadFunc b)
{
  Shared shared = { 0 };
  GThread *threads[2];

  shared.queue = g_async_queue_new ();
  g_mutex_init (&shared.lock);
  g_cond_init (&shared.cond);

  threads[0] = g_thread_new ("a", a, &shared);
  threads[1] = g_thread_new ("b", b, &shared);
  g_thread_join (threads[0]);
  g_thread_join (threads[1]);
  g_test_message ("The value is %d", shared.value);

  g_async_queue_unref (shared.queue);
  g_mutex_clear (&shared.lock);
  g_cond_clear (&shared.cond);
}

static gpointer
count_locked_func (gpointer data)
{
  Shared *shared = data;

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      g_mutex_lock (&shared->lock);
      shared->value++;
      g_mutex_unlock (&shared->lock);
    }

  return NULL;
}

static gpointer
count_with_locker_func (gpointer data)
{
  Shared *shared = data;

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&shared->lock);

      shared->value++;
    }

  return NULL;
}

static gpointer
count_unlocked_func (gpointer data)
{
  Shared *shared = data;

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      shared->value++;
      g_usleep (1);
    }

  return NULL;
}

static gpointer
set_value_func (gpointer data)
{
  Shared *shared = data;

  g_mutex_lock (&shared->lock);
  shared->value = 1;
  shared->is_set = TRUE;
  g_cond_signal (&shared->cond);
  g_mutex_unlock (&shared->lock);

  return NULL;
}

static gpointer
await_value_func (gpointer data)
{
  Shared *shared = data;

  g_mutex_lock (&shared->lock);
  while (!shared->is_set)
    g_cond_wait (&shared->cond, &shared->lock);
  shared->value++;
  g_mutex_unlock (&shared->lock);

  return NULL;
}

static gpointer
push_items_func (gpointer data)
{
  Shared *shared = data;

  for (gint i = 0; i < N_ROUNDS; i++)
    {
      gint *item = g_new (gint, 1);

      *item = i;
      g_async_queue_push (shared->queue, item);
    }

  return NULL;
}

static gpointer
push_items_and_write_func (gpointer data)
{
  Shared *shared = data;

  for (gint i = 0; i < N_ROUNDS; i++)
    {
      gint *item = g_new (gint, 1);

      *item = i;
      g_async_queue_push (shared->queue, item);
      *item = -i;
    }

  return NULL;
}

/* Keeps the items: a released one would be reported for another reason. */
static gpointer
pop_items_func (gpointer data)
{
  Shared *shared = data;
  gint sum = 0;

  for (guint i = 0; i < N_ROUNDS; i++)
    sum += *(gint *) g_async_queue_pop (shared->queue);
  shared->value = sum;

  return NULL;
}

static gpointer
push_locked_func (gpointer data)
{
  Shared *shared = data;

  for (gint i = 0; i < N_ROUNDS; i++)
    {
      gint *item = g_new (gint, 1);

      *item = i;
      g_async_queue_lock (shared->queue);
      g_async_queue_push_unlocked (shared->queue, item);
      shared->value++;
      g_async_queue_unlock (shared->queue);
    }

  return NULL;
}

static gpointer
pop_locked_func (gpointer data)
{
  Shared *shared = data;
  gint sum = 0;

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      g_async_queue_lock (shared->queue);
      sum += *(gint *) g_async_queue_pop_unlocked (shared->queue);
      shared->value--;
      g_async_queue_unlock (shared->queue);
    }
  g_test_message ("The sum is %d", sum);

  return NULL;
}

typedef struct
{
  const char  *name;
  gboolean     is_correct;
  GThreadFunc  a;
  GThreadFunc  b;
} Control;

static const Control controls[] = {
  { "locked_counter_passes", TRUE, count_locked_func, count_with_locker_func },
  { "condition_passes", TRUE, set_value_func, await_value_func },
  { "handed_over_item_passes", TRUE, push_items_func, pop_items_func },
  { "locked_queue_passes", TRUE, push_locked_func, pop_locked_func },
  { "unlocked_counter_is_caught", FALSE, count_unlocked_func, count_unlocked_func },
  { "half_locked_counter_is_caught", FALSE, count_locked_func, count_unlocked_func },
  { "item_written_after_hand_over_is_caught", FALSE, push_items_and_write_func, pop_items_func },
};

static void
test_control (gconstpointer data)
{
  const Control *control = data;

#ifndef __SANITIZE_THREAD__
  g_test_skip ("This build has no thread sanitizer");
  return;
#endif

  if (g_test_subprocess ())
    {
      run_two (control->a, control->b);
      return;
    }

  g_test_trap_subprocess (NULL, 0, 0);
  if (control->is_correct)
    g_test_trap_assert_passed ();
  else
    g_test_trap_assert_failed ();
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (controls); i++)
    {
      g_autofree char *path = g_strconcat ("/Ariadne/ThreadSanitizer/", controls[i].name, NULL);

      g_test_add_data_func (path, &controls[i], test_control);
    }

  return g_test_run ();
}
