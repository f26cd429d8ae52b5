/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "core/ariadne-errand.h"

G_BEGIN_DECLS

/* Runs a function in a thread of its own and waits for its end. Meanwhile the calling
 * thread, which cannot run any main context, runs the errands that are for a context
 * of its own; nobody else would, and whoever asks would wait for ever.
 */
gpointer _ariadne_host_run              (const char    *name,
                                         GThreadFunc    func,
                                         gpointer       data);

/* Has such a thread run an errand, if there is one whose context it is for. */
void     _ariadne_host_offer            (AriadneErrand *errand);

/* Makes the calling thread run a context that is its own: that which it runs anyway,
 * the one that it has pushed as its default, or, on the main thread, the default one,
 * unless another thread runs it. To be released as g_main_context_acquire() says.
 */
gboolean _ariadne_host_acquire_context  (GMainContext  *context);

G_END_DECLS
