/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "experiment/ariadne-run-history.h"

G_BEGIN_DECLS

/* Where a run stands, for people and for programs; each ends with the end of a line. */
char *_ariadne_run_history_write_text (AriadneRunHistory *self) G_GNUC_WARN_UNUSED_RESULT;
char *_ariadne_run_history_write_json (AriadneRunHistory *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
