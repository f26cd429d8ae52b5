/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "connection/ariadne-dispatcher.h"

G_BEGIN_DECLS

/* The servers that a worker knows: opens channels to those it is told about.
 *
 * Belongs to the thread in whose default main context it was made. Connecting is
 * done on other threads, and may take its time.
 */
typedef struct _AriadnePeers AriadnePeers;

/* A server that is said to serve cannot be reached, or turns us out. The last call. */
typedef void (*AriadnePeersFailedFunc) (const GError *error,
                                        gpointer      user_data);

AriadnePeers *_ariadne_peers_new  (AriadneDispatcher       *dispatcher,
                                   const AriadneToken      *token,
                                   AriadnePeersFailedFunc   func,
                                   gpointer                 user_data);

/* The list as it is now, of type a(us): number and address. An address that was on
 * an earlier list is that of the same server.
 */
void          _ariadne_peers_set  (AriadnePeers            *self,
                                   GVariant                *list);
void          _ariadne_peers_free (AriadnePeers            *self);

G_END_DECLS
