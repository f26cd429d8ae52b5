/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The part after the colon of a model specification such as
 * `fake:a=200us,heads=50`: a list of keys with values.
 */

typedef struct
{
  const char *key;
  gboolean  (*parse) (const char *value,
                      gpointer    target);
  gpointer    target;
  const char *expected; /* as in "expected a number from 1 to 10" */
} AriadneSpecOption;

gboolean ariadne_spec_options_parse   (const char               *spec,
                                       const char               *options,
                                       const AriadneSpecOption  *known,
                                       guint                     n_known,
                                       GError                  **error);

gboolean ariadne_spec_parse_number    (const char               *value,
                                       gpointer                  target);
gboolean ariadne_spec_parse_positive  (const char               *value,
                                       gpointer                  target);
gboolean ariadne_spec_parse_number_64 (const char               *value,
                                       gpointer                  target);
gboolean ariadne_spec_parse_duration  (const char               *value,
                                       gpointer                  target);

G_END_DECLS
