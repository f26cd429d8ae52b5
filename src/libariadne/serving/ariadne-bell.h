/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What threads with nothing to do wait for. A bell that is rung while nobody
 * waits has the next one who comes not wait at all, so no ring is lost; however
 * often it is rung meanwhile, it wakes one thread once.
 */
typedef struct
{
  GMutex   lock;
  GCond    cond;

  /* Guarded by `lock`. */
  gboolean is_rung;
  gboolean is_stuck;  /* it rings for ever */
  guint    n_waiting;
} AriadneBell;

void _ariadne_bell_init  (AriadneBell *self);
void _ariadne_bell_clear (AriadneBell *self);
void _ariadne_bell_ring  (AriadneBell *self);

/* Lets everybody go, now and from now on. */
void _ariadne_bell_stick (AriadneBell *self);

/* Waits for the bell, for some microseconds or, if negative, for ever. */
void _ariadne_bell_wait  (AriadneBell *self,
                          gint64       timeout);

G_END_DECLS
