/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "serving/ariadne-request.h"

AriadneRequest *
_ariadne_request_new (AriadneMessage *message,
                      gint64          arrival)
{
  AriadneRequest *self = g_new0 (AriadneRequest, 1);

  self->message = message;
  self->sequence = ariadne_sequence_ref (ariadne_message_get_sequence (message));
  self->arrival = arrival;
  self->client = ariadne_message_get_client (message);
  self->n_rows = ariadne_sequence_get_length (self->sequence);
  self->in_lane.data = self;
  self->in_age.data = self;
  self->in_client.data = self;

  return self;
}

void
_ariadne_request_free (AriadneRequest *self)
{
  g_clear_pointer (&self->message, ariadne_message_free);
  g_clear_pointer (&self->sequence, ariadne_sequence_unref);
  g_clear_pointer (&self->rows, ariadne_matrix_unref);
  g_free (self);
}
