/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Values of a line of CSV (RFC 4180). */

void _ariadne_append_csv_text   (GString    *csv,
                                 const char *text);
void _ariadne_append_csv_number (GString    *csv,
                                 double      number);

G_END_DECLS
