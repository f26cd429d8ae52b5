/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "connection/ariadne-message-private.h"
#include "connection/ariadne-turns.h"

typedef struct
{
  guint    client;
  gboolean settled;
  guint64  uid;
  guint64  turn; /* what the message had before; another connection may use it */
  guint    n_items;
  guint    n_bytes;
} Note;

void
_ariadne_turns_init (AriadneTurns *self)
{
  self->notes = g_array_new (FALSE, FALSE, sizeof (Note));
  self->first = 0;
  self->first_turn = ARIADNE_TURN_NONE + 1;
}

void
_ariadne_turns_clear (AriadneTurns *self)
{
  g_clear_pointer (&self->notes, g_array_unref);
}

void
_ariadne_turns_note (AriadneTurns   *self,
                     AriadneMessage *messages)
{
  for (AriadneMessage *message = messages; message != NULL; message = message->next)
    {
      Note note = { message->client, FALSE, message->uid, message->turn, message->n_items,
                    message->n_bytes };

      if (message->type != ARIADNE_MESSAGE_REQUEST)
        continue;

      message->turn = self->first_turn + self->notes->len;
      g_array_append_val (self->notes, note);
    }
}

/* Forgets the settled notes at the beginning. Those are moved out of the array
 * only when they are the greater part of it, which makes it cheap.
 */
static void
forget_settled (AriadneTurns *self)
{
  while (self->first < self->notes->len
         && g_array_index (self->notes, Note, self->first).settled)
    self->first++;

  if (2 * self->first < self->notes->len)
    return;

  g_array_remove_range (self->notes, 0, self->first);
  self->first_turn += self->first;
  self->first = 0;
}

gboolean
_ariadne_turns_settle (AriadneTurns   *self,
                       AriadneMessage *reply)
{
  Note *note;

  if (reply->turn == ARIADNE_TURN_NONE)
    {
      if (self->first == self->notes->len)
        return FALSE;

      note = &g_array_index (self->notes, Note, self->first);
    }
  else
    {
      guint64 index = reply->turn - self->first_turn;

      g_return_val_if_fail (index < self->notes->len, FALSE);

      note = &g_array_index (self->notes, Note, index);
      g_return_val_if_fail (!note->settled, FALSE);
    }

  reply->client = note->client;
  reply->uid = note->uid;
  reply->turn = note->turn;
  reply->n_items = note->n_items;
  reply->n_bytes = note->n_bytes;
  note->settled = TRUE;
  forget_settled (self);

  return TRUE;
}
