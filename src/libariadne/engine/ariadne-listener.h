/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Where processes come by themselves: an address at which an engine listens.
 *
 * From the beginning they may connect, and wait until they are watched for. Belongs
 * to one thread at a time.
 */
typedef struct _AriadneListener AriadneListener;

/* Somebody has connected. */
typedef void (*AriadneListenerFunc) (GSocket  *socket,
                                     gpointer  user_data);

AriadneListener *_ariadne_listener_new              (const char           *address,
                                                     GError              **error);

/* Closes it, and takes a socket away that is in the file system. */
void             _ariadne_listener_free             (AriadneListener      *self);

/* The address to connect to, with the port that was found; and one where others of
 * this process can listen who belong to the same: any port of that host, or a name
 * that nobody else has.
 */
const char      *_ariadne_listener_get_address      (AriadneListener      *self);
const char      *_ariadne_listener_get_data_address (AriadneListener      *self);

/* Tells who connects, in the default main context of this thread. */
void             _ariadne_listener_watch            (AriadneListener      *self,
                                                     AriadneListenerFunc   func,
                                                     gpointer              user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneListener, _ariadne_listener_free)

G_END_DECLS
