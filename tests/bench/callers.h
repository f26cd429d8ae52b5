/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "connection/ariadne-connected-function.h"
#include "core/ariadne-model.h"

G_BEGIN_DECLS

/* What measurements of serving have in common: a model that answers at once, callers
 * that do nothing but ask, clocks, and medians.
 */

/* A model of so many heads that takes no time, for states or for their encoded
 * forms. What it answers is not looked at.
 */
AriadneModel *null_model_new         (guint         n_heads,
                                      gboolean      reads_encoded);

/* Asks again and again, and then closes its function. */
typedef struct
{
  AriadneConnectedFunction *function;
  AriadneSequence          *sequences[2]; /* asked for in turns */
  guint64                   n_left;       /* at least 1 */
  guint                    *n_calling;    /* callers that have not come to an end */
  void                    (*answered)     (gpointer user_data); /* or NULL */
  gpointer                  user_data;
} Caller;

void          caller_start           (Caller       *self);

/* Nanoseconds. */
double        get_ns                 (void);

/* Of this process and of its children that have ended. */
double        get_cpu_ns             (void);

/* Sorts the values. */
double        get_median             (double       *values,
                                      guint         n_values);

G_END_DECLS
