/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <ariadne.h>

G_BEGIN_DECLS

/* A log of batches, with a word about the load and eight searches every so many of
 * them, in the time of a run that has a batch every three milliseconds.
 */
#define SAMPLE_LOG_BATCHES_PER_TICK 64
#define SAMPLE_LOG_BATCH_US         3000

/* Begins a log; ends the program if that cannot be done. */
AriadneRunLog *sample_log_begin       (const char    *path) G_GNUC_WARN_UNUSED_RESULT;

/* The batch of that number, at its time. */
void           sample_log_write_batch (AriadneRunLog *log,
                                       guint          batch);

/* The word about the load and the searches, at the time of a batch. */
void           sample_log_write_tick  (AriadneRunLog *log,
                                       guint          batch);

/* Some batches, and what comes with them. */
void           sample_log_write       (AriadneRunLog *log,
                                       guint          first,
                                       guint          n_batches);

/* Says that the run has finished, after so many batches, and closes the log. */
void           sample_log_end         (AriadneRunLog *log,
                                       guint          n_batches);

G_END_DECLS
