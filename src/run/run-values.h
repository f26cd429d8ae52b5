/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "run/run-option.h"

G_BEGIN_DECLS

/* Options as they were given. */
struct _RunValues
{
  char    *texts[RUN_N_OPTIONS]; /* owned; nullable */
  gboolean flags[RUN_N_OPTIONS];
};

/* A value, and what is wrong with it. */
typedef struct
{
  RunOptionId option;
  GError     *error; /* owned */
} RunProblem;

void          run_values_clear         (RunValues            *self);
void          run_values_copy          (RunValues            *self,
                                        const RunValues      *other);
gboolean      run_values_equal         (const RunValues      *self,
                                        const RunValues      *other);
gboolean      run_values_is_given      (const RunValues      *self,
                                        RunOptionId           id);
gboolean      run_values_is_empty      (const RunValues      *self);
void          run_values_set_text      (RunValues            *self,
                                        RunOptionId           id,
                                        const char           *text);
const char   *run_values_get_text      (const RunValues      *self,
                                        RunOptionId           id);
gboolean      run_values_is            (const RunValues      *self,
                                        RunOptionId           id,
                                        const char           *text);
void          run_values_unset         (RunValues            *self,
                                        RunOptionId           id);
guint64       run_values_get_count     (const RunValues      *self,
                                        RunOptionId           id);
double        run_values_get_fraction  (const RunValues      *self,
                                        RunOptionId           id);
double        run_values_get_seconds   (const RunValues      *self,
                                        RunOptionId           id);
guint64       run_values_get_size      (const RunValues      *self,
                                        RunOptionId           id);
guint         run_values_get_choice    (const RunValues      *self,
                                        RunOptionId           id);

GOptionEntry *run_values_make_entries  (RunValues            *self,
                                        RunOptionId           first,
                                        RunOptionId           last,
                                        RunCommand            command) G_GNUC_WARN_UNUSED_RESULT;
GOptionEntry *run_values_make_heading_entries
                                       (RunValues            *self,
                                        RunHeadingId          heading,
                                        RunCommand            command) G_GNUC_WARN_UNUSED_RESULT;
gboolean      run_values_parse         (RunValues            *self,
                                        const char * const   *arguments,
                                        GError              **error);
GStrv         run_values_to_arguments  (const RunValues      *self) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray    *run_values_find_problems (const RunValues      *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RunValues, run_values_clear)

G_END_DECLS
