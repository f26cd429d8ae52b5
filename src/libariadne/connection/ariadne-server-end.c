/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "connection/ariadne-message-private.h"
#include "connection/ariadne-server-end.h"
#include "core/ariadne-error.h"

void
_ariadne_server_end_init (AriadneServerEnd *self)
{
  g_mutex_init (&self->lock);
  _ariadne_turns_init (&self->turns);
}

void
_ariadne_server_end_clear (AriadneServerEnd *self)
{
  g_clear_pointer (&self->n_open, g_atomic_rc_box_release);
  _ariadne_turns_clear (&self->turns);
  g_mutex_clear (&self->lock);
}

void
_ariadne_server_end_open (AriadneServerEnd       *self,
                          const AriadneServerEnd *original)
{
  self->n_open = original != NULL ? g_atomic_rc_box_acquire (original->n_open)
                                  : g_atomic_rc_box_new0 (gint);
  g_atomic_int_inc (self->n_open);
}

gboolean
_ariadne_server_end_close (AriadneServerEnd *self)
{
  return g_atomic_int_compare_and_exchange (&self->is_closed, FALSE, TRUE)
         && g_atomic_int_dec_and_test (self->n_open);
}

void
_ariadne_server_end_note (AriadneServerEnd *self,
                          AriadneMessage   *messages)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  _ariadne_turns_note (&self->turns, messages);
}

gboolean
_ariadne_server_end_settle (AriadneServerEnd  *self,
                            AriadneMessage   **answers,
                            GError           **error)
{
  AriadneMessage **place = answers;
  AriadneMessage *unsettled;

  g_mutex_lock (&self->lock);
  while (*place != NULL && _ariadne_turns_settle (&self->turns, *place))
    place = &(*place)->next;
  g_mutex_unlock (&self->lock);

  unsettled = g_steal_pointer (place);
  if (unsettled == NULL)
    return TRUE;

  g_set_error_literal (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
                       "There are more replies than requests");
  _ariadne_message_free_chain (unsettled);

  return FALSE;
}
