/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "connection/ariadne-message.h"

G_BEGIN_DECLS

/* Who can still submit, known exactly from the messages that pass through the
 * server end of a connection.
 *
 * A client is live from its REGISTER to its CLOSE. A live client waits from the
 * moment it says so until the answer it waits for is on its way.
 *
 * A census may be used on any thread. The copies of a connection share it.
 */
typedef struct _AriadneCensus AriadneCensus;

AriadneCensus *_ariadne_census_new           (void);
AriadneCensus *_ariadne_census_ref           (AriadneCensus        *self);
void           _ariadne_census_unref         (AriadneCensus        *self);

/* Tells a server that what another one has taken from the queue leaves nobody who
 * can submit, which that server does not see otherwise. Runs on a thread of the
 * other server and with the lock of the census: must be quick, and not use that.
 */
typedef void (*AriadneCensusFunc) (gpointer server);

/* Notes that there is one more server, or one less. */
void           _ariadne_census_add_server    (AriadneCensus        *self,
                                              AriadneCensusFunc     func,
                                              gpointer              server);
void           _ariadne_census_remove_server (AriadneCensus        *self,
                                              gpointer              server);
guint          _ariadne_census_count_servers (AriadneCensus        *self);

/* Notes messages from clients, before they are acted on by a server, or by
 * somebody else if that is NULL.
 */
void           _ariadne_census_observe       (AriadneCensus        *self,
                                              gpointer              server,
                                              const AriadneMessage *messages);

/* Notes answers to requests, before they are sent. */
void           _ariadne_census_answered      (AriadneCensus        *self,
                                              const AriadneMessage *messages);

/* Notes that nothing which clients submit reaches the servers for now, or that it
 * does again.
 */
void           _ariadne_census_set_shut      (AriadneCensus        *self,
                                              gboolean              is_shut);

/* How many clients are live, and how many of these wait, or might as well. */
void           _ariadne_census_count         (AriadneCensus        *self,
                                              guint                *n_live,
                                              guint                *n_waiting);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneCensus, _ariadne_census_unref)

G_END_DECLS
