/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What an engine and a process of it say to each other, as bytes.
 *
 * A frame is a header of 8 bytes, little endian, and a payload:
 *
 *     u32  length of the payload
 *     u8   type
 *     u8   0, three times
 *
 * The payload is a GVariant in little endian, of a type that follows from that of
 * the frame; an empty one for frames that say all by their type. That of a HELLO
 * begins with 8 bytes that no version will change: "ARIA", and a u32, the version.
 */

#define ARIADNE_CONTROL_VERSION       4
#define ARIADNE_CONTROL_HEADER_LENGTH 8

/* What a peer may send before it has shown that it belongs here, and after. */
#define ARIADNE_CONTROL_STRANGER_LIMIT 4096
#define ARIADNE_CONTROL_PEER_LIMIT     (256u << 20)

/* From whom to whom, and what it is: see the table in the source. */
typedef enum {
  ARIADNE_CONTROL_HELLO = 1, /* both ways, first: who I am */
  ARIADNE_CONTROL_SPEC,      /* to a process: what it is to be */
  ARIADNE_CONTROL_READY,     /* to the engine: it is that, and serves here */
  ARIADNE_CONTROL_PEERS,     /* to a worker: where the servers are */
  ARIADNE_CONTROL_TASK,      /* to a worker: a search */
  ARIADNE_CONTROL_PROGRESS,  /* to the engine: how far searches are */
  ARIADNE_CONTROL_RESULT,    /* to the engine: how a search has ended */
  ARIADNE_CONTROL_BATCHES,   /* to the engine: what a server has evaluated */
  ARIADNE_CONTROL_DRAIN,     /* to a process: stop, tell what there is, and end */
  ARIADNE_CONTROL_PING,      /* to a process: are you there? */
  ARIADNE_CONTROL_PONG,      /* to the engine: I am */
  ARIADNE_CONTROL_LOAD,      /* to the engine: how busy a server is */
  ARIADNE_CONTROL_BYE,       /* to the engine, last: why I end */
  ARIADNE_CONTROL_N_TYPES
} AriadneControlType;

const char *_ariadne_control_type_to_string (AriadneControlType   type);

/* Makes a frame of a payload, whose floating reference it takes; NULL if there is
 * none. Fails if the payload is too long to be sent.
 */
GBytes     *_ariadne_control_frame_write    (AriadneControlType   type,
                                             GVariant            *payload,
                                             GError             **error);

/* Reads the frame at the beginning of some bytes, which are not trusted. Gives
 * its length, or 0 if it has not all come yet; in that case what has come is
 * sound. A payload is checked to be in normal form.
 */
gboolean    _ariadne_control_frame_read     (const guint8        *data,
                                             gsize                length,
                                             gsize                limit,
                                             gsize               *frame_length,
                                             AriadneControlType  *type,
                                             GVariant           **payload,
                                             GError             **error);

/* An error that may be absent: its quark, code and message. */
#define ARIADNE_CONTROL_ERROR_TYPE "m(sis)"

GVariant   *_ariadne_control_pack_error     (const GError        *error);
GError     *_ariadne_control_unpack_error   (GVariant            *packed);

G_END_DECLS
