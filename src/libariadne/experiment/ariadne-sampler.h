/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "engine/ariadne-engine.h"
#include "experiment/ariadne-run-log.h"

G_BEGIN_DECLS

/* Writes into a log how far searches are and how busy servers are, again and again while
 * they are at work, and sees to it that no line waits for longer than its interval.
 */
typedef struct _AriadneSampler AriadneSampler;

/* Begins, with a word about each search. The engine may be NULL if there is none; times
 * in the log count from START, which is monotonic, in microseconds.
 */
AriadneSampler *_ariadne_sampler_new  (AriadneRunLog   *log,
                                       GPtrArray       *searches,
                                       AriadneEngine   *engine,
                                       gint64           start);

/* Ends, with a last word about what has changed. */
void            _ariadne_sampler_free (AriadneSampler  *self);

/* Something has happened. Called for each batch, on any thread. */
void            _ariadne_sampler_wake (AriadneSampler  *self);

/* Sets what is known of a search while it runs. */
void            _ariadne_search_record_set_progress (AriadneSearchRecord         *record,
                                                     const AriadneSearchProgress *progress);

G_END_DECLS
