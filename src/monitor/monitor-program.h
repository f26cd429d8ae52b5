/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <ariadne.h>

G_BEGIN_DECLS

#define MONITOR_TYPE_PROGRAM (monitor_program_get_type ())

/* A program that is optimised. Its properties: `name`; `start-cost` and `best-cost`;
 * `evaluations`, how many others were looked at; `done`, whether that is all; `state`,
 * in words; `n-steps` and `text`, the way to the best one and the best one itself, as
 * soon as they are known; `note`, what else there is to say, or NULL.
 */
G_DECLARE_FINAL_TYPE (MonitorProgram, monitor_program, MONITOR, PROGRAM, GObject)

MonitorProgram *monitor_program_new          (const char           *name,
                                              double                cost,
                                              const char           *text)
  G_GNUC_WARN_UNUSED_RESULT;
const char     *monitor_program_get_name      (MonitorProgram      *self);
double          monitor_program_get_best_cost (MonitorProgram      *self);
gboolean        monitor_program_get_done      (MonitorProgram      *self);
const char     *monitor_program_get_text      (MonitorProgram      *self);

/* What is heard of it: a cost that may still turn out to be wrong, and the result. */
void            monitor_program_improve       (MonitorProgram      *self,
                                               double               cost,
                                               guint64              n_evaluations);
void            monitor_program_finish        (MonitorProgram      *self,
                                               AriadneOptimization *result);

G_END_DECLS
