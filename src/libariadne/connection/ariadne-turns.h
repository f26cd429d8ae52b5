/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "connection/ariadne-message.h"

G_BEGIN_DECLS

/* The order in which a connection has received requests, so that a reply
 * without an address finds the one whose turn it is.
 *
 * A request that is answered in place (see ariadne_message_answer()) keeps its
 * address and leaves the order wherever it is in it.
 */
typedef struct
{
  GArray  *notes;      /* of Note; those before `first` are done with */
  guint    first;
  guint64  first_turn; /* of notes[0] */
} AriadneTurns;

void     _ariadne_turns_init   (AriadneTurns   *self);
void     _ariadne_turns_clear  (AriadneTurns   *self);

/* Notes the requests among some messages. */
void     _ariadne_turns_note   (AriadneTurns   *self,
                                AriadneMessage *messages);

/* Addresses a reply to its request, or else to the request that has waited
 * longest; FALSE if no request waits.
 */
gboolean _ariadne_turns_settle (AriadneTurns   *self,
                                AriadneMessage *reply);

G_END_DECLS
