/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "connection/ariadne-message.h"
#include "connection/ariadne-token.h"

G_BEGIN_DECLS

/* What travels on a channel: frames, each a header and a payload.
 *
 *    0  length   u32  of the payload
 *    4  type     u8   an AriadneMessageType, or one of those below
 *    5  flags    u8   AriadneMessageFlags
 *    6  n_items  u16  the states of a request
 *    8  uid      u64  the number of a request; in the WAIT of a client, of answers
 *                   it has seen
 *   16  client   u32  the number of a client of the channel, from 1
 *   20  mark     u32  always the same, so that what is no frame is noticed
 *
 * Numbers are little-endian. The payload of a request, a reply or an error is
 * what ariadne-wire.h says; words about clients have none.
 *
 * By a WAIT a server says that it begins a request which it evaluates alone.
 */
#define ARIADNE_FRAME_HEADER_LENGTH 24

/* A client begins with a HELLO, which the server answers with an ACCEPT or a
 * REFUSE. A server that ends the channel says GOODBYE. The layout of a header,
 * of a HELLO and of a REFUSE is the same in all versions of the protocol.
 */
#define ARIADNE_FRAME_HELLO   128
#define ARIADNE_FRAME_ACCEPT  129
#define ARIADNE_FRAME_REFUSE  130
#define ARIADNE_FRAME_GOODBYE 131

#define ARIADNE_FRAME_VERSION 2

/* The greatest number of a client, and of states in a request. */
#define ARIADNE_FRAME_MAX_CLIENTS 65536
#define ARIADNE_FRAME_MAX_ITEMS   G_MAXUINT16

/* The longest payload before a channel is accepted. */
#define ARIADNE_FRAME_MAX_GREETING 256

typedef struct
{
  guint32 length;
  guint8  type;
  guint8  flags;
  guint16 n_items;
  guint64 uid;
  guint32 client;
} AriadneFrameHeader;

/* Why a channel is refused. */
typedef enum {
  ARIADNE_REFUSAL_VERSION = 1,
  ARIADNE_REFUSAL_TOKEN   = 2,
  ARIADNE_REFUSAL_FULL    = 3,
} AriadneRefusal;

void      _ariadne_frame_pack        (const AriadneFrameHeader  *header,
                                      guint8                    *to);

/* Fails with ARIADNE_ERROR_PROTOCOL when this is no header of a frame. */
gboolean  _ariadne_frame_unpack      (AriadneFrameHeader        *header,
                                      const guint8              *from,
                                      GError                   **error);

/* Append frames. */
void      _ariadne_frame_put_hello   (GByteArray                *bytes,
                                      guint                      version,
                                      const AriadneToken        *token);
void      _ariadne_frame_put_accept  (GByteArray                *bytes,
                                      guint                      window);
void      _ariadne_frame_put_refusal (GByteArray                *bytes,
                                      AriadneRefusal             refusal);
void      _ariadne_frame_put_plain   (GByteArray                *bytes,
                                      guint                      type,
                                      guint                      client,
                                      guint64                    uid);

/* Read payloads. Fail with ARIADNE_ERROR_PROTOCOL when they are malformed; a
 * refusal always does, with what it says.
 */
gboolean  _ariadne_frame_get_hello   (const AriadneFrameHeader  *header,
                                      const guint8              *payload,
                                      guint                     *version,
                                      AriadneToken              *token,
                                      GError                   **error);
gboolean  _ariadne_frame_get_accept  (const AriadneFrameHeader  *header,
                                      const guint8              *payload,
                                      guint                     *window,
                                      GError                   **error);
void      _ariadne_frame_get_refusal (const AriadneFrameHeader  *header,
                                      const guint8              *payload,
                                      GError                   **error);

G_END_DECLS
