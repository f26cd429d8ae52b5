/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-error.h"
#include "engine/ariadne-fleet-private.h"

/* Seats whose process is started elsewhere, and shows a ticket when it comes. A seat
 * is expected to be taken, which lasts until it is, or until it is known that nobody
 * comes, or for the time that a process may take to become ready. While the ticket is
 * good, whoever shows it is let in: several may come one after the other, and the last
 * one is the one that counts.
 */

void
_ariadne_fleet_seat_stop_expecting (AriadneFleetSeat *seat)
{
  if (seat->expected != NULL)
    g_source_destroy (seat->expected);
  g_clear_pointer (&seat->expected, g_source_unref);
}

guint
_ariadne_fleet_seat_get_ticket (AriadneFleetSeat *seat)
{
  return seat->ticket;
}

/* Nobody has come. */
static gboolean
late_cb (gpointer user_data)
{
  AriadneFleetSeat *seat = user_data;
  AriadneFleet *self = seat->fleet;
  g_autoptr (GError) error = NULL;

  error = g_error_new (ARIADNE_ERROR, ARIADNE_ERROR_TIMED_OUT,
                       "has not come within %g s, expected room for it; %s",
                       (double) self->settings->patience.start / G_USEC_PER_SEC,
                       self->manner->room);
  seat->given_up = TRUE;
  self->manner->evict (self, seat, self->manner->user_data);
  _ariadne_fleet_miss (self, seat->ticket, error);

  return G_SOURCE_REMOVE;
}

void
_ariadne_fleet_expect (AriadneFleet     *self,
                       AriadneFleetSeat *seat,
                       guint             ticket)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  _ariadne_fleet_seat_stop_expecting (seat);
  seat->ticket = ticket;
  seat->expected = g_timeout_source_new (self->settings->patience.start / 1000);
  g_source_set_callback (seat->expected, late_cb, seat, NULL);
  g_source_attach (seat->expected, context);
}

/* Whose ticket it is, or NULL. */
static AriadneFleetSeat *
find_seat (GPtrArray *seats,
           guint      ticket)
{
  for (guint i = 0; ticket != 0 && i < seats->len; i++)
    {
      AriadneFleetSeat *seat = g_ptr_array_index (seats, i);

      if (seat->ticket == ticket)
        return seat;
    }

  return NULL;
}

void
_ariadne_fleet_miss (AriadneFleet *self,
                     guint         ticket,
                     const GError *error)
{
  AriadneFleetSeat *seat = find_seat (self->workers, ticket);

  if (seat == NULL)
    seat = find_seat (self->servers, ticket);
  if (seat == NULL)
    return;

  seat->ticket = 0;
  if (seat->expected == NULL)
    return;

  _ariadne_fleet_seat_stop_expecting (seat);
  _ariadne_fleet_tell (self, ARIADNE_ENGINE_EVENT_ABSENT, seat->name, 0, NULL, "%s %s", seat->name,
                       error->message);
  seat->n_failures++;
  if (!self->ending)
    _ariadne_fleet_refill (seat, error);
  _ariadne_fleet_settle (self);
}

/* The seat of a process that shows a ticket, or NULL if there is none for it. One that
 * was given up is not open to anybody any more.
 */
AriadneFleetSeat *
_ariadne_fleet_find_expected (AriadneFleet *self,
                              AriadneRole   role,
                              guint         ticket)
{
  g_autoptr (GError) error = NULL;
  AriadneFleetSeat *seat;

  seat = find_seat (role == ARIADNE_ROLE_WORKER ? self->workers : self->servers, ticket);
  if (seat == NULL || seat->given_up)
    return NULL;

  error = g_error_new_literal (ARIADNE_ERROR, ARIADNE_ERROR_CLOSED, "was replaced");
  if (seat->guest != NULL)
    _ariadne_fleet_displace (seat, error);
  _ariadne_fleet_seat_stop_expecting (seat);

  return seat->given_up ? NULL : seat;
}

/* Whoever would still come is not needed any more. */
void
_ariadne_fleet_expect_nobody (AriadneFleet *self)
{
  GPtrArray *roles[] = { self->workers, self->servers };

  for (guint role = 0; role < G_N_ELEMENTS (roles); role++)
    for (guint i = 0; i < roles[role]->len; i++)
      {
        AriadneFleetSeat *seat = g_ptr_array_index (roles[role], i);

        if (seat->expected == NULL)
          continue;
        _ariadne_fleet_seat_stop_expecting (seat);
        self->manner->evict (self, seat, self->manner->user_data);
      }
}
