/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

/* Tells the thread sanitizer what GLib orders.
 *
 * GLib is not built with the sanitizer, and waits with futexes, which that does
 * not know either: it sees races in programs that lock as they should. Builds
 * with the sanitizer include this file before anything else. It stands in for
 * the functions of GLib that order what threads do, and adds to each what the
 * sanitizer needs to know: a release on the object when a thread has finished
 * with what others may see, an acquire when it may look at what others did.
 *
 * It claims no order that GLib does not provide, so real races are still found;
 * tests/connection/test-tsan.c sees to that.
 *
 * A function is renamed before the headers of GLib are read, so that their
 * inline functions use the stand-in as well; the real one is reached by the name
 * of its symbol.
 */

#define g_array_unref                      tsan_array_unref
#define g_async_queue_lock                 tsan_async_queue_lock
#define g_async_queue_pop                  tsan_async_queue_pop
#define g_async_queue_pop_unlocked         tsan_async_queue_pop_unlocked
#define g_async_queue_push                 tsan_async_queue_push
#define g_async_queue_timeout_pop          tsan_async_queue_timeout_pop
#define g_async_queue_timeout_pop_unlocked tsan_async_queue_timeout_pop_unlocked
#define g_async_queue_try_pop              tsan_async_queue_try_pop
#define g_async_queue_unlock               tsan_async_queue_unlock
#define g_atomic_rc_box_release            tsan_atomic_rc_box_release
#define g_atomic_rc_box_release_full       tsan_atomic_rc_box_release_full
#define g_atomic_ref_count_dec             tsan_atomic_ref_count_dec
#define g_byte_array_unref                 tsan_byte_array_unref
#define g_bytes_unref                      tsan_bytes_unref
#define g_cond_wait                        tsan_cond_wait
#define g_cond_wait_until                  tsan_cond_wait_until
#define g_hash_table_unref                 tsan_hash_table_unref
#define g_main_context_unref               tsan_main_context_unref
#define g_mutex_lock                       tsan_mutex_lock
#define g_mutex_trylock                    tsan_mutex_trylock
#define g_mutex_unlock                     tsan_mutex_unlock
#define g_object_unref                     tsan_object_unref
#define g_ptr_array_unref                  tsan_ptr_array_unref

/* It comes before what sources define for themselves. */
#define _GNU_SOURCE

#include <gio/gio.h>

/* GLib has given it a default, and config.h is still to come. */
#undef G_LOG_DOMAIN

void __tsan_acquire (void *address);
void __tsan_release (void *address);

/* The same definition in every file; the linker keeps one. */
#define TSAN_STAND_IN __attribute__ ((weak))

/* Declares the real function of a stand-in. */
#define TSAN_REAL(type, name, ...) \
  extern type tsan_real_##name (__VA_ARGS__) __asm__ ("g_" #name); \
  TSAN_STAND_IN type tsan_##name (__VA_ARGS__)

TSAN_REAL (void, mutex_lock, GMutex *mutex)
{
  tsan_real_mutex_lock (mutex);
  __tsan_acquire (mutex);
}

TSAN_REAL (gboolean, mutex_trylock, GMutex *mutex)
{
  gboolean locked = tsan_real_mutex_trylock (mutex);

  if (locked)
    __tsan_acquire (mutex);

  return locked;
}

TSAN_REAL (void, mutex_unlock, GMutex *mutex)
{
  __tsan_release (mutex);
  tsan_real_mutex_unlock (mutex);
}

TSAN_REAL (void, cond_wait, GCond *cond, GMutex *mutex)
{
  __tsan_release (mutex);
  tsan_real_cond_wait (cond, mutex);
  __tsan_acquire (mutex);
}

TSAN_REAL (gboolean, cond_wait_until, GCond *cond, GMutex *mutex, gint64 end_time)
{
  gboolean signalled;

  __tsan_release (mutex);
  signalled = tsan_real_cond_wait_until (cond, mutex, end_time);
  __tsan_acquire (mutex);

  return signalled;
}

TSAN_REAL (void, async_queue_lock, GAsyncQueue *queue)
{
  tsan_real_async_queue_lock (queue);
  __tsan_acquire (queue);
}

TSAN_REAL (void, async_queue_unlock, GAsyncQueue *queue)
{
  __tsan_release (queue);
  tsan_real_async_queue_unlock (queue);
}

/* What is handed over without the lock being held is ordered by the item. */
TSAN_REAL (void, async_queue_push, GAsyncQueue *queue, gpointer item)
{
  __tsan_release (item);
  tsan_real_async_queue_push (queue, item);
}

static inline gpointer
tsan_acquire_item (gpointer item)
{
  if (item != NULL)
    __tsan_acquire (item);

  return item;
}

TSAN_REAL (gpointer, async_queue_pop, GAsyncQueue *queue)
{
  return tsan_acquire_item (tsan_real_async_queue_pop (queue));
}

TSAN_REAL (gpointer, async_queue_try_pop, GAsyncQueue *queue)
{
  return tsan_acquire_item (tsan_real_async_queue_try_pop (queue));
}

TSAN_REAL (gpointer, async_queue_timeout_pop, GAsyncQueue *queue, guint64 timeout)
{
  return tsan_acquire_item (tsan_real_async_queue_timeout_pop (queue, timeout));
}

/* With the lock held, which is given up while waiting. */
TSAN_REAL (gpointer, async_queue_pop_unlocked, GAsyncQueue *queue)
{
  gpointer item;

  __tsan_release (queue);
  item = tsan_real_async_queue_pop_unlocked (queue);
  __tsan_acquire (queue);

  return item;
}

TSAN_REAL (gpointer, async_queue_timeout_pop_unlocked, GAsyncQueue *queue, guint64 timeout)
{
  gpointer item;

  __tsan_release (queue);
  item = tsan_real_async_queue_timeout_pop_unlocked (queue, timeout);
  __tsan_acquire (queue);

  return item;
}

/* Whoever gives the last reference back comes after all who gave theirs. */
#define TSAN_UNREF(name, type) \
  TSAN_REAL (void, name, type object) \
  { \
    __tsan_release (object); \
    __tsan_acquire (object); \
    tsan_real_##name (object); \
  }

TSAN_UNREF (atomic_rc_box_release, gpointer)
TSAN_UNREF (array_unref, GArray *)
TSAN_UNREF (byte_array_unref, GByteArray *)
TSAN_UNREF (bytes_unref, GBytes *)
TSAN_UNREF (hash_table_unref, GHashTable *)
TSAN_UNREF (main_context_unref, GMainContext *)
TSAN_UNREF (object_unref, gpointer)
TSAN_UNREF (ptr_array_unref, GPtrArray *)

TSAN_REAL (gboolean, atomic_ref_count_dec, gatomicrefcount *count)
{
  gboolean is_last;

  __tsan_release (count);
  is_last = tsan_real_atomic_ref_count_dec (count);
  if (is_last)
    __tsan_acquire (count);

  return is_last;
}

TSAN_REAL (void, atomic_rc_box_release_full, gpointer object, GDestroyNotify clear)
{
  __tsan_release (object);
  __tsan_acquire (object);
  tsan_real_atomic_rc_box_release_full (object, clear);
}

/* A class is initialised by the thread that needs it first. */
static inline gpointer
tsan_made_object (gpointer object)
{
  __tsan_acquire (((GTypeInstance *) object)->g_class);
  __tsan_release (((GTypeInstance *) object)->g_class);

  return object;
}

#define g_object_new(...) tsan_made_object ((g_object_new) (__VA_ARGS__))

/* What is done once is done before anybody goes on. */
#undef g_once_init_enter
#define g_once_init_enter(location) \
  ({ \
    gboolean tsan_enters = (g_once_init_enter) (location); \
    if (!tsan_enters) \
      __tsan_acquire ((gpointer) (location)); \
    tsan_enters; \
  })

#undef g_once_init_leave
#define g_once_init_leave(location, result) \
  do \
    { \
      __tsan_release ((gpointer) (location)); \
      (g_once_init_leave) ((location), (gsize) (result)); \
    } \
  while (0)

static inline gpointer
tsan_released (gpointer object)
{
  if (object != NULL)
    __tsan_release (object);

  return object;
}

static inline gpointer
tsan_acquired (gpointer object)
{
  if (object != NULL)
    __tsan_acquire (object);

  return object;
}

/* What a thread did before it connected is seen by the one that cancels. */
#define g_cancellable_connect(cancellable, ...) \
  (g_cancellable_connect) (tsan_released (cancellable), __VA_ARGS__)
#define g_cancellable_cancel(cancellable) (g_cancellable_cancel) (tsan_acquired (cancellable))

/* A source is attached before it is dispatched, by whatever thread. Idle sources
 * are those that hand something over; their callbacks are called by one that
 * tells the sanitizer so.
 */
typedef struct
{
  GSource       *source;
  GSourceFunc    func;
  gpointer       data;
  GDestroyNotify notify;
} TsanCallback;

gboolean tsan_callback_call (gpointer data);
void     tsan_callback_free (gpointer data);

TSAN_STAND_IN gboolean
tsan_callback_call (gpointer data)
{
  TsanCallback *self = (TsanCallback *) data;

  __tsan_acquire (self);
  __tsan_acquire (self->source);

  return self->func (self->data);
}

TSAN_STAND_IN void
tsan_callback_free (gpointer data)
{
  TsanCallback *self = (TsanCallback *) data;

  __tsan_acquire (self);
  __tsan_acquire (self->source);
  if (self->notify != NULL)
    self->notify (self->data);
  (g_free) (self);
}

static inline void
tsan_source_set_callback (GSource        *source,
                          GSourceFunc     func,
                          gpointer        data,
                          GDestroyNotify  notify)
{
  const TsanCallback callback = { source, func, data, notify };

  if (source->source_funcs == &g_idle_funcs)
    (g_source_set_callback) (source, tsan_callback_call,
                             tsan_released ((g_memdup2) (&callback, sizeof callback)),
                             tsan_callback_free);
  else
    (g_source_set_callback) (source, func, data, notify);
}

#define g_source_attach(source, context) \
  (g_source_attach) ((GSource *) tsan_released (source), (context))
#define g_source_set_callback(source, func, data, notify) \
  tsan_source_set_callback ((source), (func), (data), (notify))

#undef TSAN_UNREF
