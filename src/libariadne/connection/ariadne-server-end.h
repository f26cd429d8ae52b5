/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "connection/ariadne-turns.h"

G_BEGIN_DECLS

/* What the servers' ends of connections with many clients have in common: which
 * client gets an answer, and which of several copies is the last to be closed.
 *
 * An answer goes to the client whose request was answered in place, or else by the
 * order of requests, of which each copy has its own.
 */
typedef struct
{
  gint         *n_open;    /* atomic; of the copies, which share it */
  gint          is_closed; /* atomic */

  GMutex        lock;
  AriadneTurns  turns;     /* guarded by `lock` */
} AriadneServerEnd;

void     _ariadne_server_end_init   (AriadneServerEnd        *self);
void     _ariadne_server_end_clear  (AriadneServerEnd        *self);

/* Counts it as open, together with the one that it is a copy of, if any. */
void     _ariadne_server_end_open   (AriadneServerEnd        *self,
                                     const AriadneServerEnd  *original);

/* Whether all copies are closed with that. */
gboolean _ariadne_server_end_close  (AriadneServerEnd        *self);

/* Notes the requests among the messages. */
void     _ariadne_server_end_note   (AriadneServerEnd        *self,
                                     AriadneMessage          *messages);

/* Finds the clients of the answers, up to the first for which there is no request:
 * that and what follows is taken away and released, with an error.
 */
gboolean _ariadne_server_end_settle (AriadneServerEnd        *self,
                                     AriadneMessage         **answers,
                                     GError                 **error);

G_END_DECLS
