/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-throttle.h"

/*
 * monitor_throttle_init:
 * @self: (out caller-allocates): a throttle
 * @interval_ms: the least time from one call to the next
 * @func: what to do
 * @data: what is handed to it
 *
 * Prepares a throttle.
 */
void
monitor_throttle_init (MonitorThrottle *self,
                       guint            interval_ms,
                       void           (*func) (gpointer data),
                       gpointer         data)
{
  *self = (MonitorThrottle) { .func = func, .data = data, .interval_ms = interval_ms };
}

/*
 * monitor_throttle_clear:
 * @self: a throttle
 *
 * Forgets what was asked for.
 */
void
monitor_throttle_clear (MonitorThrottle *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  self->asked = FALSE;
}

static gboolean
interval_over_cb (gpointer data)
{
  MonitorThrottle *self = data;

  if (!self->asked)
    {
      self->source = 0;
      return G_SOURCE_REMOVE;
    }

  self->asked = FALSE;
  self->func (self->data);

  return G_SOURCE_CONTINUE;
}

/*
 * monitor_throttle_ask:
 * @self: a throttle
 *
 * Asks for it to be done, now or at the end of the interval.
 */
void
monitor_throttle_ask (MonitorThrottle *self)
{
  if (self->source != 0)
    {
      self->asked = TRUE;
      return;
    }

  self->source = g_timeout_add (self->interval_ms, interval_over_cb, self);
  self->func (self->data);
}
