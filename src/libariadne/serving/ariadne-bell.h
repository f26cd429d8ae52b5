/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What threads with nothing to do wait for.
 *
 * A thread attends to the bell, except while it waits for it and while it is
 * away. A ring wakes a waiting thread if nobody attends. Otherwise whoever
 * attends gets it when he next would wait, and then does not; or a waiting one
 * gets it when the last who attends goes away. So no ring is lost, and nobody is
 * woken for what another can see to. However often the bell is rung meanwhile,
 * it wakes one thread once.
 *
 * The bell may watch a descriptor, such as that of a queue which is filled from
 * without: it then also rings when that is readable. Threads wait in the kernel
 * for both, and whoever is woken by either does what there is to do.
 */
typedef struct
{
  GMutex   lock;
  GCond    cond;

  /* Guarded by `lock`. */
  gboolean is_rung;
  gboolean is_stuck;  /* it rings for ever */
  guint    n_attending;
  guint    n_waiting;
  gboolean is_armed;  /* the kernel wakes a thread when the descriptor is readable */

  /* Of a bell that watches; set before it is used. */
  int      fd;        /* or -1 */
  int      gate;      /* an epoll descriptor for `fd` and `clapper` */
  int      clapper;   /* an eventfd, which wakes a thread when it is written to */
} AriadneBell;

void _ariadne_bell_init   (AriadneBell *self);
void _ariadne_bell_clear  (AriadneBell *self);
void _ariadne_bell_ring   (AriadneBell *self);

/* Has the bell ring when a descriptor is readable; does nothing if that is
 * negative. Before any thread attends.
 */
void _ariadne_bell_watch  (AriadneBell *self,
                           int          fd);

/* Lets everybody go, now and from now on. */
void _ariadne_bell_stick  (AriadneBell *self);

/* For a thread that attends and is about to look for what was rung for. */
void _ariadne_bell_hush   (AriadneBell *self);

/* What a thread begins with, and what it does when it is back. */
void _ariadne_bell_attend (AriadneBell *self);

/* What a thread ends with, and what it does before it goes away. */
void _ariadne_bell_leave  (AriadneBell *self);

/* Waits for the bell, for some microseconds or, if negative, for ever. */
void _ariadne_bell_wait   (AriadneBell *self,
                           gint64       timeout);

G_END_DECLS
