/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-summons.h"

/* Lives on the stack of the thread that waits. */
typedef struct
{
  GFunc    func;
  gpointer data;
  gpointer user_data;

  GMutex   lock;
  GCond    cond;
  gboolean is_done; /* guarded by `lock` */
} Summons;

static gboolean
answer_cb (gpointer data)
{
  Summons *self = data;

  self->func (self->data, self->user_data);

  g_mutex_lock (&self->lock);
  self->is_done = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->lock);

  return G_SOURCE_REMOVE;
}

void
_ariadne_summon (GMainContext *context,
                 GFunc         func,
                 gpointer      data,
                 gpointer      user_data)
{
  Summons self = { .func = func, .data = data, .user_data = user_data };

  if (context == NULL || g_main_context_is_owner (context))
    {
      func (data, user_data);
      return;
    }

  g_mutex_init (&self.lock);
  g_cond_init (&self.cond);

  g_main_context_invoke_full (context, G_PRIORITY_HIGH, answer_cb, &self, NULL);

  g_mutex_lock (&self.lock);
  while (!self.is_done)
    g_cond_wait (&self.cond, &self.lock);
  g_mutex_unlock (&self.lock);

  g_cond_clear (&self.cond);
  g_mutex_clear (&self.lock);
}
