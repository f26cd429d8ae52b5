/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "run/run-values.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* The prototype's experiments: two flags that exclude one another. */
typedef enum {
  MONITOR_EXPERIMENT_DEFAULT,
  MONITOR_EXPERIMENT_MULTI_SERVER,
  MONITOR_EXPERIMENT_CONTINUOUS,
} MonitorExperiment;

#define MONITOR_TYPE_OPTIONS (monitor_options_get_type ())

/* A run as somebody who fills in a form describes it: the options of `ariadne run`,
 * with what is wrong with each and whether it makes a difference. The signal `changed`
 * comes after any change. Used on the main thread.
 */
G_DECLARE_FINAL_TYPE (MonitorOptions, monitor_options, MONITOR, OPTIONS, GObject)

MonitorOptions   *monitor_options_new             (void) G_GNUC_WARN_UNUSED_RESULT;

/* Why an option is none of the form's, for developers; NULL if it is one. */
const char       *monitor_options_get_left_out    (RunOptionId          id);

/* The text of an option: what was given, or NULL. Setting what stands for nothing, or
 * an empty text, takes it back.
 */
const char       *monitor_options_get_text        (MonitorOptions      *self,
                                                   RunOptionId          id);
void              monitor_options_set_text        (MonitorOptions      *self,
                                                   RunOptionId          id,
                                                   const char          *text);
gboolean          monitor_options_get_flag        (MonitorOptions      *self,
                                                   RunOptionId          id);
void              monitor_options_set_flag        (MonitorOptions      *self,
                                                   RunOptionId          id,
                                                   gboolean             flag);
MonitorExperiment monitor_options_get_experiment  (MonitorOptions      *self);
void              monitor_options_set_experiment  (MonitorOptions      *self,
                                                   MonitorExperiment    experiment);

/* The expressions that are named, for people; NULL if none is. */
char             *monitor_options_dup_names       (MonitorOptions      *self)
  G_GNUC_WARN_UNUSED_RESULT;

/* Why an option makes no difference now; NULL if it does. What it says is then left
 * out.
 */
const char       *monitor_options_get_hindrance   (MonitorOptions      *self,
                                                   RunOptionId          id);

/* What is wrong with an option, or with the first that something is wrong with: one
 * sentence; NULL if all is well.
 */
const char       *monitor_options_get_problem     (MonitorOptions      *self,
                                                   RunOptionId          id);
char             *monitor_options_dup_first_problem
                                                  (MonitorOptions      *self)
  G_GNUC_WARN_UNUSED_RESULT;

void              monitor_options_reset           (MonitorOptions      *self);

/* What comes after “ariadne run”, and back; the options that are none of the form's are
 * left aside. What cannot be parsed changes nothing.
 */
GStrv             monitor_options_to_arguments    (MonitorOptions      *self)
  G_GNUC_WARN_UNUSED_RESULT;
gboolean          monitor_options_set_arguments   (MonitorOptions      *self,
                                                   const char * const  *arguments,
                                                   GError             **error);

G_END_DECLS
