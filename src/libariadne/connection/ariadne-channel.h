/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "connection/ariadne-token.h"

G_BEGIN_DECLS

/* A stream socket that carries frames between a process that searches, the
 * client, and one that serves.
 *
 * To begin with, the client shows the token of the run and the version of the
 * protocol that it speaks; the server accepts, and grants a window, or says why
 * it refuses.
 */
typedef struct _AriadneChannel AriadneChannel;

/* How long to wait for a server to accept, in microseconds, when nothing else is
 * said.
 */
#define ARIADNE_CHANNEL_TIMEOUT (10 * G_USEC_PER_SEC)

/* Opens a channel to a server, at an address (see ariadne-address.h) or by a
 * socket that is connected to it already, which the channel takes over. Waits
 * until the server has accepted. Errors name the server:
 * ARIADNE_ERROR_PROTOCOL if it refuses or is something else, or those of
 * _ariadne_address_connect().
 */
AriadneChannel *_ariadne_channel_connect         (const char          *address,
                                                  const AriadneToken  *token,
                                                  gint64               timeout,
                                                  GError             **error);
AriadneChannel *_ariadne_channel_new_for_fd      (int                  fd,
                                                  const AriadneToken  *token,
                                                  gint64               timeout,
                                                  GError             **error);

/* Opens a channel to a server which only something else can reach, that listens at
 * `tunnel`: it is told the address of the server in a line, and carries then what
 * is said in either direction.
 */
AriadneChannel *_ariadne_channel_connect_through (const char          *tunnel,
                                                  const char          *address,
                                                  const AriadneToken  *token,
                                                  gint64               timeout,
                                                  GError             **error);
void            _ariadne_channel_free            (AriadneChannel      *self);

/* What to call the other end in messages. */
const char     *_ariadne_channel_get_peer        (AriadneChannel      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneChannel, _ariadne_channel_free)

G_END_DECLS
