/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "connection/ariadne-token.h"
#include "engine/ariadne-rota.h"
#include "engine/ariadne-engine.h"
#include "engine/ariadne-member.h"
#include "engine/ariadne-remote-engine.h"

G_BEGIN_DECLS

/* The processes of an engine while it runs: a seat for each worker and each server,
 * who sits there, and what to do when it dies.
 *
 * Everything happens on the thread that runs the engine, in its default main
 * context; but for the servers of this process, which have threads of their own.
 */
typedef struct _AriadneFleet     AriadneFleet;
typedef struct _AriadneFleetSeat AriadneFleetSeat;

/* What a server is made of: a model of this process, or the recipe of one. */
typedef struct
{
  AriadneModel       *model;   /* owned; NULL if the server is in another process */
  AriadneBatcher     *batcher; /* owned; the same */
  GVariant           *recipe;  /* owned; NULL if the server is in this process */
  guint               batch_size;
  AriadneBatchPolicy  policy;
} AriadneFleetPlace;

/* Set before the run, only read afterwards. */
typedef struct
{
  guint                 n_workers;
  GArray               *places;      /* of AriadneFleetPlace, one a server */
  guint                 max_retries;
  AriadneMemberPatience patience;
  gboolean              far_encoding;
  AriadneToken          token;
} AriadneFleetSettings;

/* What kinds of engines do differently: @fill has somebody sit in an empty seat, now
 * or later, and may leave it empty; if that cannot be, it says why. @evict sees to it
 * that a process which does not answer, and was not started here, is ended. @address
 * is where the servers of this process listen.
 */
typedef struct
{
  gboolean  (*fill) (AriadneFleet     *fleet,
                     AriadneFleetSeat *seat,
                     gpointer          user_data,
                     GError          **error);
  void      (*evict) (AriadneFleet     *fleet,
                     AriadneFleetSeat *seat,
                     gpointer          user_data); /* nullable */
  const char *address;
  const char *room;    /* what there is for processes that are expected, as a sentence */
  gboolean    joining; /* processes come by themselves */
  gpointer    user_data;
} AriadneFleetManner;

AriadneFleet *_ariadne_fleet_new   (AriadneEngine               *engine,
                                    const AriadneFleetSettings  *settings,
                                    const AriadneFleetManner    *manner,
                                    GPtrArray                   *searches,
                                    GError                     **errors);
void          _ariadne_fleet_free  (AriadneFleet                *self);

/* Runs all searches, until they and all processes have ended. Fails only if nothing
 * could be begun.
 */
gboolean      _ariadne_fleet_run   (AriadneFleet                *self,
                                    GCancellable                *cancellable,
                                    GError                     **error);

/* A process was started for a seat; or one wants to join. */
void          _ariadne_fleet_seat  (AriadneFleet                *self,
                                    AriadneFleetSeat            *seat,
                                    AriadneProcess              *process,
                                    GSocket                     *socket);
void          _ariadne_fleet_admit (AriadneFleet                *self,
                                    GSocket                     *socket);

/* A process will come for a seat, and show this ticket; or it will not, nor will
 * another with that ticket.
 */
void          _ariadne_fleet_expect (AriadneFleet               *self,
                                     AriadneFleetSeat           *seat,
                                     guint                       ticket);
void          _ariadne_fleet_miss   (AriadneFleet               *self,
                                     guint                       ticket,
                                     const GError               *error);

/* Ends the run before its time. */
void          _ariadne_fleet_give_up (AriadneFleet              *self,
                                      const GError              *error);

guint         _ariadne_fleet_seat_get_ticket
                                           (AriadneFleetSeat    *seat);
/* Where server `number` listens, if that is in this process and @address of the manner
 * is the name of a socket.
 */
char         *_ariadne_fleet_make_near_address (const char      *address,
                                                guint            number);

AriadneRole   _ariadne_fleet_seat_get_role (AriadneFleetSeat    *seat);
const char   *_ariadne_fleet_seat_get_name (AriadneFleetSeat    *seat);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneFleet, _ariadne_fleet_free)

G_END_DECLS
