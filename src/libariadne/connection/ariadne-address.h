/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Where a server listens:
 *
 *   unix:/PATH            a socket in the file system
 *   unix-abstract:NAME    a socket without a file, of this host
 *   tcp:HOST:PORT         a name or a number; IPv6 numbers in brackets
 *   HOST:PORT             the same
 *
 * To listen, the port may be 0 for any, and the host `*` for all of this host.
 * Descriptors are non-blocking and closed on exec. Errors name the address:
 * ARIADNE_ERROR_INVALID_ARGUMENT for one that is malformed,
 * ARIADNE_ERROR_NOT_FOUND for a host that has no number, ARIADNE_ERROR_NOBODY where
 * nobody listens at least for now, ARIADNE_ERROR_TIMED_OUT, and ARIADNE_ERROR_FAILED
 * for what the system refuses.
 */

/* Whether an address is well formed; looks nothing up. */
gboolean  _ariadne_address_check         (const char  *address,
                                          GError     **error);

/* Gives a listening descriptor, or -1; and the address to connect to, with the
 * port that was found.
 */
int       _ariadne_address_listen        (const char  *address,
                                          char       **bound,
                                          GError     **error);

/* Gives a connected descriptor, or -1. Waits for some microseconds at most, or until
 * it is cancelled.
 */
int       _ariadne_address_connect       (const char    *address,
                                          gint64         timeout,
                                          GCancellable  *cancellable,
                                          GError       **error);

/* What to call the other end of a connected socket in messages. */
char     *_ariadne_address_describe_peer (int          fd);

/* Has a connected socket send small frames at once, and notice within half a
 * minute that the host of the peer is gone or the way to it is cut.
 */
void      _ariadne_address_prepare       (int          fd);

G_END_DECLS
