/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <ariadne.h>

G_BEGIN_DECLS

/* Reads a log into a history, and goes on as it grows.
 *
 * Everything happens in idle slices of a millisecond or two, so that a log of any size
 * takes no frame from the window. That the file has grown is told by the system.
 */
typedef struct _MonitorFollower MonitorFollower;

/* Something has been read, or the reading has ended; not more often than asked for. */
typedef void (*MonitorFollowerFunc) (gpointer user_data);

MonitorFollower *monitor_follower_new          (const char          *path,
                                                AriadneRunHistory   *history,
                                                MonitorFollowerFunc  func,
                                                gpointer             user_data)
                                               G_GNUC_WARN_UNUSED_RESULT;
void             monitor_follower_free         (MonitorFollower     *self);

/* How much of the file has been read, 0 to 1. */
double           monitor_follower_get_fraction (MonitorFollower     *self);

/* Whether everything that is there has been read. */
gboolean         monitor_follower_is_done      (MonitorFollower     *self);

/* Whether that is so for good. */
gboolean         monitor_follower_is_over      (MonitorFollower     *self);

/* Why it cannot go on; NULL if it can. */
const char      *monitor_follower_get_error    (MonitorFollower     *self);

/* Nothing will be added to the file: what is there is read, and that is the end. */
void             monitor_follower_finish       (MonitorFollower     *self);

/* Reads nothing until it goes on. */
void             monitor_follower_set_paused   (MonitorFollower     *self,
                                                gboolean             paused);

/* At least so long between two calls, in milliseconds; for all followers. */
void             monitor_follower_set_interval (guint                interval_ms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MonitorFollower, monitor_follower_free)

G_END_DECLS
