/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "connection/ariadne-token.h"
#include "engine/ariadne-control-frame.h"

G_BEGIN_DECLS

/* One end of a control socket: sends frames, and calls back for those that come.
 *
 * A control belongs to the thread whose default main context it was made in;
 * everything happens there. Sending never waits: what the socket does not take is
 * kept until it does. See the top of the source for who says what when.
 */

#define ARIADNE_TYPE_CONTROL (_ariadne_control_get_type ())
G_DECLARE_FINAL_TYPE (AriadneControl, _ariadne_control, ARIADNE, CONTROL, GObject)

typedef enum {
  ARIADNE_ROLE_ENGINE,
  ARIADNE_ROLE_WORKER,
  ARIADNE_ROLE_SERVER,
} AriadneRole;

/* What a HELLO says. */
typedef struct
{
  AriadneRole  role;
  AriadneToken token;       /* zeros if it has none */
  char         boot_id[64]; /* of its machine; "" if not known */
  guint        pid;
  guint        seat;        /* that it was told to take; 0 for any */
} AriadneGreeting;

/* A frame other than one that is malformed. */
typedef void (*AriadneControlFrameFunc)  (AriadneControl     *self,
                                          AriadneControlType  type,
                                          GVariant           *payload,
                                          gpointer            user_data);

/* The last call: @error is NULL if the peer has closed its end between frames. */
typedef void (*AriadneControlClosedFunc) (AriadneControl     *self,
                                          const GError       *error,
                                          gpointer            user_data);

AriadneControl *_ariadne_control_new         (GSocket                   *socket);
void            _ariadne_control_start       (AriadneControl            *self,
                                              AriadneControlFrameFunc    frame_func,
                                              AriadneControlClosedFunc   closed_func,
                                              gpointer                   user_data);

/* Accepts long frames from now on. */
void            _ariadne_control_trust       (AriadneControl            *self);
gboolean        _ariadne_control_send        (AriadneControl            *self,
                                              AriadneControlType         type,
                                              GVariant                  *payload,
                                              GError                   **error);
gboolean        _ariadne_control_is_clogged  (AriadneControl            *self);
gboolean        _ariadne_control_is_closed   (AriadneControl            *self);

/* Handles what has come already, of a peer that says nothing more. */
void            _ariadne_control_read_rest   (AriadneControl            *self);

/* Closes the socket. Nothing is called any more. */
void            _ariadne_control_close       (AriadneControl            *self);

/* Waits until all that was sent is on its way, for at most this long. */
void            _ariadne_control_flush       (AriadneControl            *self,
                                              gint64                     microseconds);

void            _ariadne_control_greet       (AriadneControl            *self,
                                              AriadneRole                role,
                                              const AriadneToken        *token,
                                              guint                      seat);
gboolean        _ariadne_greeting_read       (AriadneGreeting           *self,
                                              GVariant                  *payload,
                                              GError                   **error);
gboolean        _ariadne_greeting_is_near    (const AriadneGreeting     *self);

G_END_DECLS
