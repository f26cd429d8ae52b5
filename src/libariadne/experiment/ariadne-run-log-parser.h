/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "experiment/ariadne-run-log-event.h"

G_BEGIN_DECLS

/* Makes events of the lines of a log, one after the other, and knows which may follow
 * which. Between two lines it keeps some numbers only.
 */
typedef struct
{
  AriadneRunLogEventFunc func;
  gpointer               user_data;

  guint64  line;      /* the number of the next one, from 1 */
  gboolean running;   /* a configuration has started and not finished */
  gboolean finished;  /* nothing may follow */
  guint64  n_batches; /* of the configuration */
} AriadneRunLogParser;

void     _ariadne_run_log_parser_init (AriadneRunLogParser     *self,
                                       AriadneRunLogEventFunc   func,
                                       gpointer                 user_data);

/* Takes a line without its end, after which there must be another byte. Messages begin
 * with the number of the line.
 */
gboolean _ariadne_run_log_parser_take (AriadneRunLogParser     *self,
                                       const char              *line,
                                       gsize                    length,
                                       GError                 **error);

/* The same without the fast way, to compare. */
gboolean _ariadne_run_log_parser_read (AriadneRunLogParser     *self,
                                       const char              *line,
                                       gsize                    length,
                                       AriadneRunLogEvent      *event,
                                       GError                 **error);

G_END_DECLS
