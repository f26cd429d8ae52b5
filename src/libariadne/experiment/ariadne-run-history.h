/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "experiment/ariadne-configuration-history.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_RUN_HISTORY (ariadne_run_history_get_type ())

ARIADNE_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (AriadneRunHistory, ariadne_run_history, ARIADNE, RUN_HISTORY, GObject)

ARIADNE_AVAILABLE_IN_ALL
AriadneRunHistory           *ariadne_run_history_new                (void)
                                                                    G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
const char                  *ariadne_run_history_get_experiment     (AriadneRunHistory *self);
ARIADNE_AVAILABLE_IN_ALL
GVariant                    *ariadne_run_history_get_config         (AriadneRunHistory *self);
ARIADNE_AVAILABLE_IN_ALL
GVariant                    *ariadne_run_history_get_host           (AriadneRunHistory *self);
ARIADNE_AVAILABLE_IN_ALL
GDateTime                   *ariadne_run_history_get_started        (AriadneRunHistory *self);
ARIADNE_AVAILABLE_IN_ALL
double                       ariadne_run_history_get_elapsed        (AriadneRunHistory *self);
ARIADNE_AVAILABLE_IN_ALL
const char                  *ariadne_run_history_get_status         (AriadneRunHistory *self);
ARIADNE_AVAILABLE_IN_ALL
guint64                      ariadne_run_history_get_generation     (AriadneRunHistory *self);
ARIADNE_AVAILABLE_IN_ALL
GListModel                  *ariadne_run_history_get_configurations (AriadneRunHistory *self);
ARIADNE_AVAILABLE_IN_ALL
AriadneConfigurationHistory *ariadne_run_history_get_current        (AriadneRunHistory *self);
ARIADNE_AVAILABLE_IN_ALL
void                         ariadne_run_history_clear              (AriadneRunHistory *self);

G_END_DECLS
