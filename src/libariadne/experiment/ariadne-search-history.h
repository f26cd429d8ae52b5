/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib-object.h>

#include "core/ariadne-version-macros.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_SEARCH_HISTORY (ariadne_search_history_get_type ())

ARIADNE_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (AriadneSearchHistory, ariadne_search_history, ARIADNE, SEARCH_HISTORY,
                      GObject)

ARIADNE_AVAILABLE_IN_ALL
const char *ariadne_search_history_get_name        (AriadneSearchHistory *self);
ARIADNE_AVAILABLE_IN_ALL
const char *ariadne_search_history_get_status      (AriadneSearchHistory *self);
ARIADNE_AVAILABLE_IN_ALL
guint64     ariadne_search_history_get_evaluations (AriadneSearchHistory *self);
ARIADNE_AVAILABLE_IN_ALL
guint64     ariadne_search_history_get_budget      (AriadneSearchHistory *self);
ARIADNE_AVAILABLE_IN_ALL
double      ariadne_search_history_get_budget_used (AriadneSearchHistory *self);
ARIADNE_AVAILABLE_IN_ALL
double      ariadne_search_history_get_start_cost  (AriadneSearchHistory *self);
ARIADNE_AVAILABLE_IN_ALL
double      ariadne_search_history_get_best_cost   (AriadneSearchHistory *self);
ARIADNE_AVAILABLE_IN_ALL
guint64     ariadne_search_history_get_visited     (AriadneSearchHistory *self);
ARIADNE_AVAILABLE_IN_ALL
guint64     ariadne_search_history_get_frontier    (AriadneSearchHistory *self);
ARIADNE_AVAILABLE_IN_ALL
const char *ariadne_search_history_get_best        (AriadneSearchHistory *self);
ARIADNE_AVAILABLE_IN_ALL
const char *ariadne_search_history_get_digest      (AriadneSearchHistory *self);

G_END_DECLS
