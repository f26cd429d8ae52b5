/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonNode *_ariadne_json_parse        (const char  *text,
                                      gsize        length,
                                      guint        line,
                                      GError     **error) G_GNUC_WARN_UNUSED_RESULT;
char     *_ariadne_json_print        (JsonNode    *node) G_GNUC_WARN_UNUSED_RESULT;
JsonNode *_ariadne_json_from_number  (double       number) G_GNUC_WARN_UNUSED_RESULT;
JsonNode *_ariadne_json_from_text    (const char  *text) G_GNUC_WARN_UNUSED_RESULT;
JsonNode *_ariadne_json_from_variant (GVariant    *variant) G_GNUC_WARN_UNUSED_RESULT;

void      _ariadne_json_expected     (JsonNode    *node,
                                      const char  *what,
                                      GError     **error);
JsonNode *_ariadne_json_get_member   (JsonNode    *node,
                                      const char  *name,
                                      GError     **error);
gboolean  _ariadne_json_to_total     (JsonNode    *node,
                                      guint64      maximum,
                                      guint64     *total,
                                      GError     **error);
gboolean  _ariadne_json_to_number    (JsonNode    *node,
                                      double      *number,
                                      GError     **error);
gboolean  _ariadne_json_to_text      (JsonNode    *node,
                                      char       **text,
                                      GError     **error);
GVariant *_ariadne_json_to_variant   (JsonNode    *node,
                                      GError     **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
