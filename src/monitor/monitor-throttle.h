/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Does something at once when asked to, and then, however often it is asked, no
 * more than once in each interval. Nothing is awake between.
 */
typedef struct
{
  void     (*func) (gpointer data);
  gpointer   data;
  guint      interval_ms;
  guint      source;
  gboolean   asked; /* since the last time */
} MonitorThrottle;

void monitor_throttle_init  (MonitorThrottle *self,
                             guint            interval_ms,
                             void           (*func) (gpointer data),
                             gpointer         data);
void monitor_throttle_clear (MonitorThrottle *self);
void monitor_throttle_ask   (MonitorThrottle *self);

G_END_DECLS
