/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "core/ariadne-errand.h"

G_BEGIN_DECLS

/* Calls a function that may never return, and waits until it has.
 *
 * With a @context it is called by the thread that runs that context, or whose it is;
 * without one by the calling thread, or by the deputy of that if it is one of the
 * library's own. Where another thread calls it, the wait ends when
 * what _ariadne_summons_push_cancellable() was given is cancelled.
 *
 * @data is an atomic rc box. If this fails, the function may still be running with
 * it, and nothing in it may be looked at.
 */
gboolean _ariadne_summon (GMainContext       *context,
                          AriadneErrandFunc   func,
                          gpointer            data,
                          GDestroyNotify      clear,
                          GError            **error);

/* What ends the waits of the calling thread, until it is taken back; nothing if NULL. */
void     _ariadne_summons_push_cancellable (GCancellable *cancellable);
void     _ariadne_summons_pop_cancellable  (GCancellable *cancellable);

G_END_DECLS
