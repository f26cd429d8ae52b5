/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "serving/ariadne-server.h"

G_BEGIN_DECLS

/* How busy servers are: sums, and what one in another process says as a payload. */

/* States queued, clients, those that wait; requests answered and their latencies since
 * the last time, without the zeros at the end.
 */
#define ARIADNE_LOAD_TYPE "(uuutat)"

/* Adds that of another server. */
void      _ariadne_load_add      (AriadneServerLoad        *self,
                                  const AriadneServerLoad  *other);
void      _ariadne_load_read     (AriadneServerLoad        *self,
                                  AriadneServer            *server);

/* Says what is new since TOLD, which becomes what there is. */
GVariant *_ariadne_load_pack     (const AriadneServerLoad  *self,
                                  AriadneServerLoad        *told);

/* Brings a load up to date with what a server says. */
gboolean  _ariadne_load_take     (AriadneServerLoad        *self,
                                  GVariant                 *payload,
                                  GError                  **error);

G_END_DECLS
