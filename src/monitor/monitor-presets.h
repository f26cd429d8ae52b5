/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Runs that have a name: those that come with the window, and those that its user keeps,
 * in a file. The signal `changed` comes when these are others. Used on the main thread.
 */
#define MONITOR_TYPE_PRESETS (monitor_presets_get_type ())

G_DECLARE_FINAL_TYPE (MonitorPresets, monitor_presets, MONITOR, PRESETS, GObject)

/* The file is read once; a missing one is empty. With NULL it is where a user's settings
 * are.
 */
MonitorPresets     *monitor_presets_new           (const char           *path)
  G_GNUC_WARN_UNUSED_RESULT;

/* Those of the program. Unowned. */
MonitorPresets     *monitor_presets_get_default   (void);

/* Names to find presets by: first those that come with the window. */
const char * const *monitor_presets_get_names     (MonitorPresets       *self);
gboolean            monitor_presets_is_built_in   (MonitorPresets       *self,
                                                   const char           *name);

/* For people; NULL if there is none of that name. */
const char         *monitor_presets_get_title     (MonitorPresets       *self,
                                                   const char           *name);

/* What comes after “ariadne run”; NULL if there is none of that name. */
const char * const *monitor_presets_get_arguments (MonitorPresets       *self,
                                                   const char           *name);

/* Each writes the file. What comes with the window stays as it is. */
gboolean            monitor_presets_save          (MonitorPresets       *self,
                                                   const char           *name,
                                                   const char * const   *arguments,
                                                   GError              **error);
gboolean            monitor_presets_rename        (MonitorPresets       *self,
                                                   const char           *name,
                                                   const char           *new_name,
                                                   GError              **error);
gboolean            monitor_presets_remove        (MonitorPresets       *self,
                                                   const char           *name,
                                                   GError              **error);

G_END_DECLS
