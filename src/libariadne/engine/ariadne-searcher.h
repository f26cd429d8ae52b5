/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "connection/ariadne-dispatcher.h"
#include "search/ariadne-search.h"

G_BEGIN_DECLS

/* A thread that runs any number of searches, which take turns. */
typedef struct _AriadneSearcher AriadneSearcher;

/* A search has ended; called in the context that the searcher was made in.
 * `findings` are those of _ariadne_search_dup_findings().
 */
typedef void (*AriadneSearcherEndedFunc) (guint          number,
                                          GVariant      *findings,
                                          const GError  *error,
                                          gpointer       user_data);

AriadneSearcher   *_ariadne_searcher_new            (AriadneDomain            *domain,
                                                     AriadneWireForms          forms,
                                                     AriadneSearcherEndedFunc  func,
                                                     gpointer                  user_data);

/* What its searches ask. */
AriadneDispatcher *_ariadne_searcher_get_dispatcher (AriadneSearcher          *self);

/* Runs a search that has not been run; it belongs to the searcher until it has
 * ended, but for its progress.
 */
void               _ariadne_searcher_run            (AriadneSearcher          *self,
                                                     guint                     number,
                                                     AriadneSearch            *search);

/* Stops all searches; that they have ended is told as ever. */
void               _ariadne_searcher_stop           (AriadneSearcher          *self);

/* Stops them, and waits for the thread. Nothing is called any more. */
void               _ariadne_searcher_free           (AriadneSearcher          *self);

G_END_DECLS
