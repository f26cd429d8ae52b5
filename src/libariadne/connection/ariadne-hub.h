/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "connection/ariadne-census.h"
#include "connection/ariadne-connection.h"
#include "connection/ariadne-token.h"

G_BEGIN_DECLS

/* The server's side of any number of channels: the queue of the requests of all
 * their clients. A connection (see ariadne-hub-connection.h) is served by an
 * AriadneServer.
 *
 * There is no thread behind it: whoever takes from it accepts channels, reads
 * what has come on any of them, and writes what could not be written before; and
 * the server that waits for its bell waits for all of these too.
 *
 * A channel whose peer sends what the protocol does not allow is closed; and when
 * a channel ends, for whatever reason, its clients have gone and what they had
 * queued is dropped. The other channels live on.
 */
#define ARIADNE_TYPE_HUB (ariadne_hub_get_type ())

G_DECLARE_FINAL_TYPE (AriadneHub, ariadne_hub, ARIADNE, HUB, GObject)

/* The number of states that a channel may have in flight, when nothing else is
 * said.
 */
#define ARIADNE_HUB_WINDOW 16384

/* Called when a channel has been accepted, with NULL, and when it has ended or
 * was refused: with an error that names the peer, whose code is
 * ARIADNE_ERROR_CLOSED if the peer ended it as it should. Runs on a thread of the
 * server; must be quick and must not use the hub.
 */
typedef void (*AriadneHubChannelFunc) (const char   *peer,
                                       const GError *error,
                                       gpointer      user_data);

/* Makes a hub without channels, for clients that show the token. */
AriadneHub *_ariadne_hub_new              (const AriadneToken     *token,
                                           guint                   window);

/* Set it before the hub is served. */
void        _ariadne_hub_set_channel_func (AriadneHub             *self,
                                           AriadneHubChannelFunc   func,
                                           gpointer                user_data);

/* Who is told that nothing gets past a request that is evaluated alone. Set it
 * before the hub is served.
 */
void        _ariadne_hub_set_census       (AriadneHub             *self,
                                           AriadneCensus          *census);

/* Accepts channels at an address from now on; gives the address to connect to.
 * May be called several times, on any thread.
 */
gboolean    _ariadne_hub_listen           (AriadneHub             *self,
                                           const char             *address,
                                           char                  **bound,
                                           GError                **error);

/* Takes over a connected socket, whose other end is for a client to open a
 * channel on. `name` says who that is, or is NULL. On any thread.
 */
void        _ariadne_hub_adopt            (AriadneHub             *self,
                                           int                     fd,
                                           const char             *name);
guint       _ariadne_hub_get_n_channels   (AriadneHub             *self);

G_END_DECLS
