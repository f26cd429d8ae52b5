/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <sys/uio.h>

#include "connection/ariadne-message.h"

G_BEGIN_DECLS

/* Messages as bytes, and back: the payload of a frame. What the header of a
 * frame holds is not repeated: the type, the flags and the uid of the message.
 *
 * All functions may be called on any thread; a message has one owner at a time.
 */

/* The longest payload that a request or a reply may have. */
#define ARIADNE_WIRE_MAX_LENGTH (64u << 20)

/* In which forms the states of a request are sent. */
typedef enum {
  ARIADNE_WIRE_STATES  = 1 << 0, /* as the domain serializes them */
  ARIADNE_WIRE_ENCODED = 1 << 1, /* as a model reads them */
} AriadneWireForms;

/* Appends the payload of a message to `bytes`, but for its end, which is left
 * where it is: `tail` refers to it, and is valid as long as the message is.
 * A message without such an end gives a tail of length 0. The payload has the
 * length of what is appended and of the tail together.
 *
 * `forms` matters for requests only. The encoded forms must have been made; for
 * the states the domain is needed, which may be NULL otherwise. Fails when a
 * message is too long to be sent; then `bytes` is as it was.
 */
gboolean        _ariadne_wire_write (const AriadneMessage  *message,
                                     AriadneDomain         *domain,
                                     AriadneWireForms       forms,
                                     GByteArray            *bytes,
                                     struct iovec          *tail,
                                     GError               **error);

/* Makes a message of a payload, which is `length` bytes of `block` from `offset`
 * on. The payload is not trusted, and neither are `type`, `flags` and `uid`,
 * which come from the header of the frame: whatever they are, the result is a
 * valid message or ARIADNE_ERROR_PROTOCOL with the place in the payload.
 *
 * The states of a request stay where they are; its sequence keeps a reference
 * on `block`, which must not change. They are not looked at before they are
 * needed: see ariadne_sequence_load() and ariadne_model_check().
 */
AriadneMessage *_ariadne_wire_read  (guint                  type,
                                     guint                  flags,
                                     guint64                uid,
                                     GBytes                *block,
                                     gsize                  offset,
                                     gsize                  length,
                                     GError               **error);

G_END_DECLS
