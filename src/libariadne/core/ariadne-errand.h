/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Something that a thread does for another one and that may never end, since it calls
 * functions which somebody else has written: *foreign* ones.
 *
 * An errand is either a foreign function, or one of the library's that calls such
 * functions on its way. One thread asks for it and waits, another runs it. Both share
 * the errand, and what it is about: the last one frees them. So whoever asks may leave
 * at any time, and whoever runs may return at any time.
 *
 * Invariants:
 *  - An errand is run at most once, by whoever comes first, with no lock held.
 *  - What it is about belongs to the thread that runs, from the beginning to the end.
 *    Whoever asks has it again if the wait says that it is done, and must not look at
 *    it any more otherwise.
 *  - Once the wait has said that it is not done it will not be run, or is being run and
 *    its thread is left behind. The latter happens only if it was cancelled, and a
 *    foreign function has not returned for ARIADNE_ERRAND_PATIENCE since.
 *  - Only foreign functions are left behind: while a thread does the library's own
 *    work, or is about to, it is waited for, however long that takes.
 *  - After ariadne_shut_down() no foreign function is called any more.
 */
typedef struct _AriadneErrand AriadneErrand;

typedef void (*AriadneErrandFunc) (gpointer data);

/* How long a foreign function has, in microseconds, to return when nobody wants to
 * know its answer any more.
 */
#define ARIADNE_ERRAND_PATIENCE G_USEC_PER_SEC

/* A foreign function. @data is an atomic rc box, of which the errand takes a reference;
 * @clear clears it.
 */
AriadneErrand *_ariadne_errand_new         (GMainContext      *context,
                                            AriadneErrandFunc  func,
                                            gpointer           data,
                                            GDestroyNotify     clear);

/* A function of the library. */
AriadneErrand *_ariadne_errand_new_own     (AriadneErrandFunc  func,
                                            gpointer           data,
                                            GDestroyNotify     clear);

AriadneErrand *_ariadne_errand_ref         (AriadneErrand     *self);
void           _ariadne_errand_unref       (AriadneErrand     *self);

/* Where it is to be run, or NULL if that does not matter. */
GMainContext  *_ariadne_errand_get_context (AriadneErrand     *self);

/* Runs it, unless that was done, or is not wanted any more. */
void           _ariadne_errand_run         (AriadneErrand     *self);

/* Waits until it has been run, or there is a reason not to. */
gboolean       _ariadne_errand_wait        (AriadneErrand     *self,
                                            GCancellable      *cancellable,
                                            GError           **error);

/* Calls a foreign function at once. */
gboolean       _ariadne_errand_call        (AriadneErrandFunc  func,
                                            gpointer           data,
                                            GError           **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneErrand, _ariadne_errand_unref)

G_END_DECLS
