/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Figures and tables as text, for people. */

/* What is not known is shown as this. */
#define ARIADNE_TEXT_UNKNOWN "–"

typedef struct
{
  const char *heading;
  int         width; /* of the column; negative when it starts at the left */
} AriadneTextColumn;

char *_ariadne_text_format_number  (double      number,
                                    guint       decimals,
                                    const char *unit);
char *_ariadne_text_format_seconds (double      seconds);
char *_ariadne_text_format_percent (double      fraction);

/* Leaves a blank at the end even when the text is too long for its column. */
char *_ariadne_text_shorten        (const char *text,
                                    int         width);

void  _ariadne_text_append_cell    (GString    *line,
                                    const char *text,
                                    int         width);
void  _ariadne_text_end_line       (GString    *text);

/* Appends the headings; or a row of cells, which it takes. */
void  _ariadne_text_append_heading (GString                 *text,
                                    const AriadneTextColumn *columns,
                                    guint                    n_columns);
void  _ariadne_text_append_row     (GString                 *text,
                                    const AriadneTextColumn *columns,
                                    guint                    n_columns,
                                    char                   **cells);

G_END_DECLS
