/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <sys/uio.h>

#include "connection/ariadne-channel.h"
#include "connection/ariadne-frame-reader.h"
#include "connection/ariadne-wire.h"

G_BEGIN_DECLS

/* Both ends of a channel. It has two halves: one that reads and one that writes.
 * Different threads may use the two at the same time; who uses a half sees to it
 * that nobody else does. Nothing here ever waits, but for the greeting.
 */
struct _AriadneChannel
{
  int                 fd;
  char               *peer;
  guint               window; /* that the server grants; set when it has accepted */

  /* The half that reads. */
  AriadneFrameReader  reader;
  gboolean            has_said_goodbye;

  /* The half that writes. */
  GByteArray         *out;     /* what is to be written, */
  gsize               n_written; /* without so much at its beginning */
  GArray             *tails;   /* of Tail; what belongs in between */
  gboolean            is_blocked; /* until the socket can be written to again */
};

/* Takes the descriptor and the name over. */
AriadneChannel     *_ariadne_channel_new       (int                       fd,
                                                char                     *peer,
                                                gsize                     max_length,
                                                gboolean                  is_client);

/* Receives what there is, as much as fits, in one call. FALSE when the channel
 * has ended: with ARIADNE_ERROR_CLOSED if the peer has ended it between two
 * frames.
 */
gboolean            _ariadne_channel_receive   (AriadneChannel           *self,
                                                GError                  **error);
AriadneFrameResult  _ariadne_channel_next      (AriadneChannel           *self,
                                                AriadneFrameHeader       *header,
                                                gsize                    *offset,
                                                GError                  **error);

/* Makes the message of a frame with a payload. */
AriadneMessage     *_ariadne_channel_unpack    (AriadneChannel           *self,
                                                const AriadneFrameHeader *header,
                                                gsize                     offset,
                                                GError                  **error);

/* Appends the frame of a message, or one without a payload, to what is to be
 * written. The message must live until the flush. Fails when it is too long to be
 * sent, which leaves the channel as it was.
 */
gboolean            _ariadne_channel_put       (AriadneChannel           *self,
                                                const AriadneMessage     *message,
                                                guint                     client,
                                                guint64                   uid,
                                                AriadneDomain            *domain,
                                                AriadneWireForms          forms,
                                                GError                  **error);
void                _ariadne_channel_put_plain (AriadneChannel           *self,
                                                guint                     type,
                                                guint                     client,
                                                guint64                   uid);

/* Writes as much as can be written. FALSE when the channel has ended. */
gboolean            _ariadne_channel_flush     (AriadneChannel           *self,
                                                GError                  **error);

/* Makes an error that names the peer, of one that speaks of “it”. */
GError             *_ariadne_channel_describe  (AriadneChannel           *self,
                                                const char               *what,
                                                const GError             *error);

G_END_DECLS
