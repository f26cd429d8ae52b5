/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Numbers as text. */

typedef enum {
  ARIADNE_NUMBER_NONE,
  ARIADNE_NUMBER_INTEGER,
  ARIADNE_NUMBER_HUGE,
  ARIADNE_NUMBER_FLOAT,
} AriadneNumberKind;

AriadneNumberKind ariadne_number_read        (const char *text,
                                              gint64     *integer,
                                              double     *real);
void              ariadne_number_print_float (double      value,
                                              GString    *text);

G_END_DECLS
