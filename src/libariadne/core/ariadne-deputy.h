/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "core/ariadne-errand.h"

G_BEGIN_DECLS

/* A thread that runs errands for one of the library's own threads, so that this one
 * can go on when an errand does not come to an end.
 *
 * The library's threads say that they want one between _ariadne_deputies_begin() and
 * _ariadne_deputies_end(); it is started when there is the first errand. A deputy that
 * is left behind ends when its errand does, and the next errand has another one.
 */
void     _ariadne_deputies_begin (void);
void     _ariadne_deputies_end   (void);

/* Whether the calling thread has errands run by a deputy. */
gboolean _ariadne_deputies_exist (void);

/* Gives the deputy of the calling thread something to run. */
void     _ariadne_deputy_send    (AriadneErrand *errand);

/* Leaves the deputy of the calling thread behind. */
void     _ariadne_deputy_leave   (void);

G_END_DECLS
