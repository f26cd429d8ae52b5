/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib-object.h>

#include "core/ariadne-version-macros.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_PROCESS_NOTE (ariadne_process_note_get_type ())

ARIADNE_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (AriadneProcessNote, ariadne_process_note, ARIADNE, PROCESS_NOTE, GObject)

ARIADNE_AVAILABLE_IN_ALL
double      ariadne_process_note_get_time    (AriadneProcessNote *self);
ARIADNE_AVAILABLE_IN_ALL
const char *ariadne_process_note_get_what    (AriadneProcessNote *self);
ARIADNE_AVAILABLE_IN_ALL
const char *ariadne_process_note_get_process (AriadneProcessNote *self);
ARIADNE_AVAILABLE_IN_ALL
guint       ariadne_process_note_get_pid     (AriadneProcessNote *self);
ARIADNE_AVAILABLE_IN_ALL
const char *ariadne_process_note_get_search  (AriadneProcessNote *self);
ARIADNE_AVAILABLE_IN_ALL
const char *ariadne_process_note_get_message (AriadneProcessNote *self);

G_END_DECLS
