/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "connection/ariadne-queue.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_THREAD_QUEUE (ariadne_thread_queue_get_type ())

ARIADNE_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (AriadneThreadQueue, ariadne_thread_queue, ARIADNE, THREAD_QUEUE, GObject)

ARIADNE_AVAILABLE_IN_ALL
AriadneQueue *ariadne_thread_queue_new (guint max_length) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
