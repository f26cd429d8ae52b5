/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "search/ariadne-search.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_ENGINE (ariadne_engine_get_type ())

ARIADNE_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (AriadneEngine, ariadne_engine, ARIADNE, ENGINE, GObject)

/**
 * AriadneEngineClass:
 * @name: the name of the kind of engine, such as `thread`
 * @validate: checks that @searches can be run, before any of them is; may be
 *   %NULL
 * @conduct: runs all of @searches and blocks until they have ended; puts the
 *   error of the search that is at position i of @searches into @errors[i], if
 *   there is one
 *
 * What a kind of engine provides.
 */
struct _AriadneEngineClass
{
  GObjectClass parent_class;

  const char *name;

  gboolean (*validate) (AriadneEngine  *self,
                        GPtrArray      *searches,
                        GError        **error);
  gboolean (*conduct)  (AriadneEngine  *self,
                        GPtrArray      *searches,
                        GError        **errors,
                        GCancellable   *cancellable,
                        GError        **error);
};

ARIADNE_AVAILABLE_IN_ALL
const char    *ariadne_engine_get_name         (AriadneEngine        *self);
ARIADNE_AVAILABLE_IN_ALL
void           ariadne_engine_add_search       (AriadneEngine        *self,
                                                AriadneSearch        *search);
ARIADNE_AVAILABLE_IN_ALL
guint          ariadne_engine_get_n_searches   (AriadneEngine        *self);
ARIADNE_AVAILABLE_IN_ALL
AriadneSearch *ariadne_engine_get_search       (AriadneEngine        *self,
                                                guint                 index);
ARIADNE_AVAILABLE_IN_ALL
const GError  *ariadne_engine_get_search_error (AriadneEngine        *self,
                                                guint                 index);
ARIADNE_AVAILABLE_IN_ALL
gboolean       ariadne_engine_run              (AriadneEngine        *self,
                                                GCancellable         *cancellable,
                                                GError              **error);
ARIADNE_AVAILABLE_IN_ALL
void           ariadne_engine_run_async        (AriadneEngine        *self,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
ARIADNE_AVAILABLE_IN_ALL
gboolean       ariadne_engine_run_finish       (AriadneEngine        *self,
                                                GAsyncResult         *result,
                                                GError              **error);

G_END_DECLS
