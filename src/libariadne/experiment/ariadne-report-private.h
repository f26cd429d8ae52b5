/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "experiment/ariadne-report.h"

G_BEGIN_DECLS

AriadneReport *_ariadne_report_read_head    (JsonNode          *node,
                                             guint64            max_version,
                                             GError           **error)
                                            G_GNUC_WARN_UNUSED_RESULT;
void           _ariadne_report_replace_last (AriadneReport     *self,
                                             AriadneRunRecord  *record);
char          *_ariadne_report_write_text   (AriadneReport     *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
