/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "experiment/ariadne-run-record.h"

G_BEGIN_DECLS

/* How much of a record there is. */
typedef enum {
  ARIADNE_RECORD_WHOLE,
  ARIADNE_RECORD_OF_LOG, /* the batches have lines of their own, but in older logs */
} AriadneRecordForm;

JsonNode            *_ariadne_run_record_to_json      (const AriadneRunRecord     *record,
                                                       AriadneRecordForm           form)
                                                      G_GNUC_WARN_UNUSED_RESULT;
AriadneRunRecord    *_ariadne_run_record_from_json    (JsonNode                   *node,
                                                       AriadneRecordForm           form,
                                                       GError                    **error)
                                                      G_GNUC_WARN_UNUSED_RESULT;
JsonNode            *_ariadne_search_record_to_json   (const AriadneSearchRecord  *record)
                                                      G_GNUC_WARN_UNUSED_RESULT;
AriadneSearchRecord *_ariadne_search_record_from_json (JsonNode                   *node,
                                                       GError                    **error)
                                                      G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
