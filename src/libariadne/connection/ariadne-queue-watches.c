/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "connection/ariadne-queue-watches.h"

typedef struct
{
  AriadneQueueReadyFunc func;
  gpointer              user_data;
} Watch;

void
_ariadne_queue_watches_init (AriadneQueueWatches *self)
{
  g_mutex_init (&self->lock);
  self->watches = g_array_new (FALSE, FALSE, sizeof (Watch));
}

void
_ariadne_queue_watches_clear (AriadneQueueWatches *self)
{
  g_clear_pointer (&self->watches, g_array_unref);
  g_mutex_clear (&self->lock);
}

void
_ariadne_queue_watches_add (AriadneQueueWatches   *self,
                            AriadneQueueReadyFunc  func,
                            gpointer               user_data,
                            AriadneQueue          *queue,
                            gboolean             (*is_ready) (AriadneQueue *queue))
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Watch watch = { func, user_data };

  g_array_append_val (self->watches, watch);
  if (is_ready (queue))
    func (queue, user_data);
}

void
_ariadne_queue_watches_remove (AriadneQueueWatches   *self,
                               AriadneQueueReadyFunc  func,
                               gpointer               user_data)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  for (guint i = 0; i < self->watches->len; i++)
    {
      const Watch *watch = &g_array_index (self->watches, Watch, i);

      if (watch->func == func && watch->user_data == user_data)
        {
          g_array_remove_index (self->watches, i);
          return;
        }
    }
}

void
_ariadne_queue_watches_call (AriadneQueueWatches *self,
                             AriadneQueue        *queue)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  for (guint i = 0; i < self->watches->len; i++)
    {
      const Watch *watch = &g_array_index (self->watches, Watch, i);

      watch->func (queue, watch->user_data);
    }
}
