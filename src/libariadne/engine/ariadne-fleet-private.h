/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "connection/ariadne-hub-connection.h"
#include "core/ariadne-recipe.h"
#include "engine/ariadne-fleet.h"
#include "serving/ariadne-server.h"

G_BEGIN_DECLS

/* A process, from the moment it is known until nothing is left of it. */
typedef struct
{
  AriadneFleet     *fleet;
  AriadneFleetSeat *seat;   /* NULL until a process that joins has said what it is */
  AriadneMember    *member; /* owned */
  gboolean          leaving;
  gboolean          displaced; /* another has its seat */
} AriadneFleetGuest;

struct _AriadneFleetSeat
{
  AriadneFleet            *fleet;
  AriadneRole              role;
  guint                    number;     /* among those of its role, from 0 */
  char                    *name;
  const AriadneFleetPlace *place;      /* of a server */
  AriadneFleetGuest       *guest;      /* NULL: empty */
  guint                    n_failures; /* deaths in a row that no search is to blame for */
  gboolean                 given_up;
  guint                    ticket;     /* of who is to sit here; 0: nobody can come */
  GSource                 *expected;   /* NULL unless somebody is: ends when it is late */

  /* A server's: */
  AriadneHub    *hub;     /* NULL if it is in another process, as the next one */
  AriadneServer *server;
  char          *address; /* NULL unless it serves */
};

struct _AriadneFleet
{
  AriadneEngine              *engine;
  const AriadneFleetSettings *settings;
  const AriadneFleetManner   *manner;
  GPtrArray                  *searches;
  GCancellable               *cancellable; /* of the run; nullable */
  GError                    **errors;
  AriadneDomain              *domain;
  GVariant                   *recipe;  /* of the domain */
  AriadneRota                *rota;
  GPtrArray                  *workers; /* of AriadneFleetSeat; seats of the rota */
  GPtrArray                  *servers; /* of AriadneFleetSeat */
  GPtrArray                  *guests;  /* of AriadneFleetGuest */

  guint64  epoch;    /* of the list of servers */
  guint    n_heads;  /* of all models; 0 until a server has been ready */
  gboolean encoding; /* whether workers encode, known likewise */
  gboolean begun;    /* tasks are dealt */
  gboolean searching; /* they are handed out, since all were ready */
  GError  *why;      /* NULL until the run is being ended before its time */
  gboolean ending;   /* no new process is started */
  GError  *last_loss; /* the latest reason why a seat was given up */
  GSource *lonely;   /* waits for somebody to join after the last one has left */
};

/* In ariadne-fleet.c. */
void _ariadne_fleet_settle          (AriadneFleet           *self);
void _ariadne_fleet_take_progress   (AriadneFleet           *self,
                                     AriadneFleetGuest      *guest,
                                     GVariant               *payload);
void _ariadne_fleet_take_result     (AriadneFleet           *self,
                                     AriadneFleetGuest      *guest,
                                     GVariant               *payload);
void _ariadne_fleet_lose_worker     (AriadneFleet           *self,
                                     AriadneFleetSeat       *seat,
                                     const GError           *error);
void _ariadne_fleet_tell            (AriadneFleet           *self,
                                     AriadneEngineEventKind  kind,
                                     const char             *process,
                                     guint                   pid,
                                     const char             *search,
                                     const char             *format,
                                     ...) G_GNUC_PRINTF (6, 7);

/* In ariadne-fleet-seats.c. */
AriadneFleetSeat *_ariadne_fleet_add_seat  (AriadneFleet             *self,
                                            AriadneRole               role,
                                            const AriadneFleetPlace  *place);
void     _ariadne_fleet_seat_free          (gpointer                  data);
void     _ariadne_fleet_guest_free         (gpointer                  data);
gboolean _ariadne_fleet_start_near_server  (AriadneFleetSeat         *seat,
                                            GError                  **error);
void     _ariadne_fleet_stop_near_server   (AriadneFleetSeat         *seat);
void     _ariadne_fleet_fill_seat          (AriadneFleetSeat         *seat);
void     _ariadne_fleet_tell_peers         (AriadneFleet             *self);
gboolean _ariadne_fleet_seat_is_ready      (AriadneFleetSeat         *seat);
void     _ariadne_fleet_refill             (AriadneFleetSeat         *seat,
                                            const GError             *error);
void     _ariadne_fleet_displace           (AriadneFleetSeat         *seat,
                                            const GError             *error);

/* In ariadne-fleet-expected.c. */
AriadneFleetSeat *_ariadne_fleet_find_expected
                                           (AriadneFleet             *self,
                                            AriadneRole               role,
                                            guint                     ticket);
void     _ariadne_fleet_expect_nobody      (AriadneFleet             *self);
void     _ariadne_fleet_seat_stop_expecting
                                           (AriadneFleetSeat         *seat);

G_END_DECLS
