/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Who runs which search, and how often a search may be run. Knows numbers only.
 *
 * Tasks are dealt in order to the open seat that has the fewest, which for a new
 * rota is in turn. When a seat is lost, whatever it was running is suspected to
 * be the reason, and is dealt again. A task that has one chance left runs alone:
 * so it is the one that kills its workers which fails, and not those that happened
 * to be beside it.
 */
typedef struct _AriadneRota AriadneRota;

AriadneRota *_ariadne_rota_new              (guint n_tasks,
                                             guint max_retries);
void         _ariadne_rota_free             (AriadneRota *self);

/* Seats are numbered from 0, and closed to begin with. */
guint        _ariadne_rota_add_seat         (AriadneRota *self);

/* Opens a seat to tasks, or closes it; what was dealt to it, but not taken, is then
 * for others.
 */
void         _ariadne_rota_set_open         (AriadneRota *self,
                                             guint        seat,
                                             gboolean     open);

/* Deals what can be dealt. */
void         _ariadne_rota_deal             (AriadneRota *self);

/* Takes a task that was dealt to a seat, in order; it runs from now on. */
gboolean     _ariadne_rota_take             (AriadneRota *self,
                                             guint        seat,
                                             guint       *task);
gboolean     _ariadne_rota_is_run_by        (AriadneRota *self,
                                             guint        task,
                                             guint        seat);
gboolean     _ariadne_rota_has_ended        (AriadneRota *self,
                                             guint        task);
guint        _ariadne_rota_count_running    (AriadneRota *self,
                                             guint        seat);

/* How often the seats that ran the task were lost. */
guint        _ariadne_rota_count_deaths     (AriadneRota *self,
                                             guint        task);

/* The task has ended for good. */
void         _ariadne_rota_end              (AriadneRota *self,
                                             guint        task);

/* The seat is lost: gives the tasks that it was running, of guint. Those among them
 * that must not be run again are for the caller to end.
 */
GArray      *_ariadne_rota_lose             (AriadneRota *self,
                                             guint        seat);
gboolean     _ariadne_rota_may_retry        (AriadneRota *self,
                                             guint        task);
guint        _ariadne_rota_count_unfinished (AriadneRota *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneRota, _ariadne_rota_free)

G_END_DECLS
