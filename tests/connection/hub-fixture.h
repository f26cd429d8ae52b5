/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "connection/ariadne-connection-private.h"
#include "connection/ariadne-hub-connection.h"
#include "connection/ariadne-hub-private.h"

#include "channel-peer.h"

#define WINDOW 10

/* A hub that the test serves by hand, with what it has said of its channels. */
typedef struct
{
  AriadneHub        *hub;
  AriadneConnection *connection;
  guint              n_accepted;
  guint              n_ended;
  GError            *ended; /* why the last one has */
} Fixture;

static inline void
channel_cb (const char   *peer,
            const GError *error,
            gpointer      user_data)
{
  Fixture *self = user_data;

  self->n_accepted += error == NULL;
  self->n_ended += error != NULL;
  g_clear_error (&self->ended);
  self->ended = error != NULL ? g_error_copy (error) : NULL;
}

static inline void
fixture_init (Fixture *self)
{
  *self = (Fixture) { _ariadne_hub_new (&test_token, WINDOW) };
  _ariadne_hub_set_channel_func (self->hub, channel_cb, self);
  self->connection = _ariadne_hub_connection_new (self->hub);
}

static inline void
fixture_clear (Fixture *self)
{
  g_assert_finalize_object (self->connection);
  g_assert_finalize_object (self->hub);
  g_clear_error (&self->ended);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

/* What a hub has to say must come at once: all has been written before. */
static inline AriadneMessage *
receive (Fixture *self)
{
  return ariadne_connection_try_recv (self->connection);
}

static inline void
assert_receives (Fixture            *self,
                 AriadneMessageType  type,
                 guint               client)
{
  g_autoptr (AriadneMessage) message = ariadne_connection_recv (self->connection, -1, NULL);

  g_assert_nonnull (message);
  g_assert_cmpint (message->type, ==, type);
  g_assert_cmpuint (message->client, ==, client);
}

static inline AriadneChannel *
connect_peer (Fixture *self)
{
  int ours, theirs;

  make_pair (&ours, &theirs);
  _ariadne_hub_adopt (self->hub, theirs, "the test");

  return peer_new (ours);
}

/* A peer that has been accepted. */
static inline AriadneChannel *
open_channel (Fixture *self)
{
  AriadneChannel *peer = connect_peer (self);
  AriadneFrameHeader header;
  gsize offset;

  _ariadne_frame_put_hello (peer->out, ARIADNE_FRAME_VERSION, &test_token);
  peer_flush (peer);
  g_assert_null (receive (self));
  peer_await (peer, ARIADNE_FRAME_ACCEPT, &header, &offset);
  g_assert_true (_ariadne_frame_get_accept (&header, peer->reader.data + offset, &peer->window,
                                            NULL));
  g_assert_cmpuint (peer->window, ==, WINDOW);

  return peer;
}
