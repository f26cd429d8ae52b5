/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "engine/ariadne-control.h"
#include "engine/ariadne-process.h"

G_BEGIN_DECLS

/* A process as its engine sees it: a control socket, and the process itself if the
 * engine has started it.
 *
 * Everything happens in the default main context of the thread that made it.
 */
typedef struct _AriadneMember AriadneMember;

/* HELLO has come and is sound: say SPEC, or have the member fail. */
typedef void (*AriadneMemberGreetedFunc) (AriadneMember          *self,
                                          const AriadneGreeting  *greeting,
                                          gpointer                user_data);

/* READY, PROGRESS, RESULT, BATCHES or LOAD, each only when it may come. */
typedef void (*AriadneMemberFrameFunc)   (AriadneMember          *self,
                                          AriadneControlType      type,
                                          GVariant               *payload,
                                          gpointer                user_data);

/* The last call: nothing is left of the process. @error is NULL if it has ended
 * as it was told to; else it says how it died, as part of a sentence whose subject
 * is the process.
 */
typedef void (*AriadneMemberGoneFunc)    (AriadneMember          *self,
                                          const GError           *error,
                                          gpointer                user_data);

typedef struct
{
  AriadneMemberGreetedFunc greeted;
  AriadneMemberFrameFunc   frame;
  AriadneMemberGoneFunc    gone;
} AriadneMemberFuncs;

/* How long it may take to answer, and to become ready, in microseconds. */
typedef struct
{
  gint64 answer;
  gint64 start;
} AriadneMemberPatience;

AriadneMember  *_ariadne_member_new          (GSocket                      *socket,
                                              AriadneProcess               *process,
                                              const AriadneMemberPatience  *patience,
                                              const AriadneMemberFuncs     *funcs,
                                              gpointer                      user_data);
void            _ariadne_member_free         (AriadneMember                *self);

GSocket        *_ariadne_member_get_socket   (AriadneMember                *self);
guint           _ariadne_member_get_pid      (AriadneMember                *self);
gboolean        _ariadne_member_is_ready     (AriadneMember                *self);

/* Whether it has said that it cannot be what the SPEC says. */
gboolean        _ariadne_member_has_refused  (AriadneMember                *self);

/* What to add to its times to have ours, in microseconds. */
gint64          _ariadne_member_get_offset   (AriadneMember                *self);

/* Sends a frame; one that is too long makes it fail. */
void            _ariadne_member_send         (AriadneMember                *self,
                                              AriadneControlType            type,
                                              GVariant                     *payload);

/* Answers its HELLO. */
void            _ariadne_member_welcome      (AriadneMember                *self,
                                              const AriadneToken           *token,
                                              GVariant                     *spec);

/* Has it end as it should; kills it if it takes longer than an answer may. */
void            _ariadne_member_drain        (AriadneMember                *self);

/* Gives it up for this reason. */
void            _ariadne_member_fail         (AriadneMember                *self,
                                              const GError                 *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneMember, _ariadne_member_free)

G_END_DECLS
