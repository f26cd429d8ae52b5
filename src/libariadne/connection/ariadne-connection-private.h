/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "connection/ariadne-census.h"
#include "connection/ariadne-connection.h"

G_BEGIN_DECLS

void            _ariadne_connection_set_queues (AriadneConnection  *self,
                                                AriadneQueue       *in,
                                                AriadneQueue       *out);
AriadneQueue   *_ariadne_connection_get_in     (AriadneConnection  *self);
AriadneQueue   *_ariadne_connection_get_out    (AriadneConnection  *self);
void            _ariadne_connection_set_census (AriadneConnection  *self,
                                                AriadneCensus      *census);
AriadneCensus  *_ariadne_connection_get_census (AriadneConnection  *self);
void            _ariadne_connection_address    (AriadneConnection  *self,
                                                AriadneMessage     *message);
gboolean        _ariadne_connection_send_chain (AriadneConnection  *self,
                                                AriadneMessage     *messages,
                                                GError            **error);
AriadneMessage *_ariadne_connection_recv_all   (AriadneConnection  *self,
                                                gint64              timeout,
                                                GError            **error);

G_END_DECLS
