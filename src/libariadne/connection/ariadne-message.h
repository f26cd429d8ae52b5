/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib-object.h>

#include "core/ariadne-matrix.h"
#include "core/ariadne-sequence.h"

G_BEGIN_DECLS

/**
 * AriadneMessageType:
 * @ARIADNE_MESSAGE_REGISTER: a client exists and may submit from now on
 * @ARIADNE_MESSAGE_REQUEST: a client asks for the rows of a sequence
 * @ARIADNE_MESSAGE_WAIT: a client submits nothing until it has an answer
 * @ARIADNE_MESSAGE_CANCEL: a client no longer wants the answer of a request
 * @ARIADNE_MESSAGE_CLOSE: a client has gone
 * @ARIADNE_MESSAGE_REPLY: the rows of a request
 * @ARIADNE_MESSAGE_ERROR: why there are no rows for a request
 *
 * What a message says.
 */
typedef enum {
  ARIADNE_MESSAGE_REGISTER,
  ARIADNE_MESSAGE_REQUEST,
  ARIADNE_MESSAGE_WAIT,
  ARIADNE_MESSAGE_CANCEL,
  ARIADNE_MESSAGE_CLOSE,
  ARIADNE_MESSAGE_REPLY,
  ARIADNE_MESSAGE_ERROR,
} AriadneMessageType;

/**
 * AriadneMessageFlags:
 * @ARIADNE_MESSAGE_FLAGS_NONE: nothing special
 * @ARIADNE_MESSAGE_FLAGS_WAITS: the client submits nothing before this reply
 * @ARIADNE_MESSAGE_FLAGS_ORDERED: the client needs its replies in the order of
 *   its requests
 * @ARIADNE_MESSAGE_FLAGS_ALONE: servers may die of it: one in another process
 *   evaluates nothing else at the same time
 *
 * What else there is to say about a request.
 */
typedef enum {
  ARIADNE_MESSAGE_FLAGS_NONE    = 0,
  ARIADNE_MESSAGE_FLAGS_WAITS   = 1 << 0,
  ARIADNE_MESSAGE_FLAGS_ORDERED = 1 << 1,
  ARIADNE_MESSAGE_FLAGS_ALONE   = 1 << 2,
} AriadneMessageFlags;

#define ARIADNE_TYPE_MESSAGE (ariadne_message_get_type ())

typedef struct _AriadneMessage AriadneMessage;

ARIADNE_AVAILABLE_IN_ALL
GType                ariadne_message_get_type     (void) G_GNUC_CONST;
ARIADNE_AVAILABLE_IN_ALL
AriadneMessage      *ariadne_message_new          (AriadneMessageType    type)
  G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
AriadneMessage      *ariadne_message_new_request  (AriadneSequence      *sequence,
                                                   guint64               uid,
                                                   AriadneMessageFlags   flags)
  G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
AriadneMessage      *ariadne_message_new_reply    (AriadneMatrix        *rows)
  G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
AriadneMessage      *ariadne_message_copy         (const AriadneMessage *self)
  G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
void                 ariadne_message_free         (AriadneMessage       *self);
ARIADNE_AVAILABLE_IN_ALL
AriadneMessageType   ariadne_message_get_kind     (const AriadneMessage *self);
ARIADNE_AVAILABLE_IN_ALL
AriadneMessageFlags  ariadne_message_get_flags    (const AriadneMessage *self);
ARIADNE_AVAILABLE_IN_ALL
guint                ariadne_message_get_client   (const AriadneMessage *self);
ARIADNE_AVAILABLE_IN_ALL
guint64              ariadne_message_get_uid      (const AriadneMessage *self);
ARIADNE_AVAILABLE_IN_ALL
AriadneSequence     *ariadne_message_get_sequence (const AriadneMessage *self);
ARIADNE_AVAILABLE_IN_ALL
AriadneMatrix       *ariadne_message_get_rows     (const AriadneMessage *self);
ARIADNE_AVAILABLE_IN_ALL
const GError        *ariadne_message_get_error    (const AriadneMessage *self);
ARIADNE_AVAILABLE_IN_ALL
void                 ariadne_message_answer       (AriadneMessage       *self,
                                                   AriadneMatrix        *rows);
ARIADNE_AVAILABLE_IN_ALL
void                 ariadne_message_refuse       (AriadneMessage       *self,
                                                   GError               *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneMessage, ariadne_message_free)

G_END_DECLS
