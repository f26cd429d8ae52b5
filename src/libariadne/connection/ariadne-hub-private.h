/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "connection/ariadne-census.h"
#include "connection/ariadne-hub.h"

G_BEGIN_DECLS

/* Sends answers to the channels of their clients; takes the chain. Never waits:
 * what cannot be written is written when that is possible again.
 */
void _ariadne_hub_send (AriadneHub     *self,
                        AriadneMessage *answers);

G_END_DECLS
