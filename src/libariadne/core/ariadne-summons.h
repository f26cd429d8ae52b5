/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Calls a function on the thread that runs a main context, and waits until it has
 * returned. Where the context is %NULL, or the calling thread's own, it is called
 * at once.
 */
void _ariadne_summon (GMainContext *context,
                      GFunc         func,
                      gpointer      data,
                      gpointer      user_data);

G_END_DECLS
