/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "connection/ariadne-address.h"
#include "connection/ariadne-dealer.h"
#include "core/ariadne-error.h"
#include "engine/ariadne-batch-list.h"
#include "engine/ariadne-engine-private.h"
#include "engine/ariadne-fleet-private.h"
#include "serving/ariadne-server-private.h"

/* Who sits where: processes that come, say what they are, become ready and die; and
 * the list of servers that workers are told.
 */

#define MAX_ADDRESS_LENGTH 1024

/* Who have connected and not said who they are. */
#define MAX_STRANGERS 256

static const char *
get_role_name (AriadneRole role)
{
  return role == ARIADNE_ROLE_WORKER ? "worker" : "server";
}

AriadneFleetSeat *
_ariadne_fleet_add_seat (AriadneFleet            *self,
                         AriadneRole              role,
                         const AriadneFleetPlace *place)
{
  GPtrArray *seats = role == ARIADNE_ROLE_WORKER ? self->workers : self->servers;
  AriadneFleetSeat *seat = g_new0 (AriadneFleetSeat, 1);

  seat->fleet = self;
  seat->role = role;
  seat->number = seats->len;
  seat->name = g_strdup_printf ("%s %u", get_role_name (role), seats->len + 1);
  seat->place = place;
  g_ptr_array_add (seats, seat);
  if (role == ARIADNE_ROLE_WORKER)
    _ariadne_rota_add_seat (self->rota);

  return seat;
}

void
_ariadne_fleet_seat_free (gpointer data)
{
  AriadneFleetSeat *self = data;

  _ariadne_fleet_stop_near_server (self);
  _ariadne_fleet_seat_stop_expecting (self);
  g_free (self->address);
  g_free (self->name);
  g_free (self);
}

AriadneRole
_ariadne_fleet_seat_get_role (AriadneFleetSeat *seat)
{
  return seat->role;
}

const char *
_ariadne_fleet_seat_get_name (AriadneFleetSeat *seat)
{
  return seat->name;
}

gboolean
_ariadne_fleet_seat_is_ready (AriadneFleetSeat *seat)
{
  return seat->server != NULL
         || (seat->guest != NULL && _ariadne_member_is_ready (seat->guest->member));
}

void
_ariadne_fleet_guest_free (gpointer data)
{
  AriadneFleetGuest *self = data;

  _ariadne_member_free (self->member);
  g_free (self);
}

/* The list of servers. */

/* The address of a server of this process as the worker sees it, who may have come
 * by any of the addresses of this machine.
 */
static char *
make_near_address (AriadneFleetSeat  *server,
                   AriadneFleetGuest *worker)
{
  g_autoptr (GSocketAddress) ours = NULL;
  g_autofree char *host = NULL;
  const char *port = strrchr (server->address, ':');
  gboolean v6;

  ours = g_socket_get_local_address (_ariadne_member_get_socket (worker->member), NULL);
  if (server->server == NULL || !G_IS_INET_SOCKET_ADDRESS (ours)
      || g_str_has_prefix (server->address, "unix"))
    return g_strdup (server->address);

  host = g_inet_address_to_string (g_inet_socket_address_get_address (
    G_INET_SOCKET_ADDRESS (ours)));
  v6 = g_socket_address_get_family (ours) == G_SOCKET_FAMILY_IPV6;

  return g_strdup_printf ("tcp:%s%s%s%s", v6 ? "[" : "", host, v6 ? "]" : "", port);
}

static void
tell_peers (AriadneFleet      *self,
            AriadneFleetGuest *worker)
{
  GVariantBuilder list;

  g_variant_builder_init (&list, G_VARIANT_TYPE ("a(us)"));
  for (guint i = 0; i < self->servers->len; i++)
    {
      AriadneFleetSeat *server = g_ptr_array_index (self->servers, i);
      g_autofree char *address = NULL;

      if (server->address == NULL)
        continue;
      address = make_near_address (server, worker);
      g_variant_builder_add (&list, "(us)", server->number, address);
    }

  _ariadne_member_send (worker->member, ARIADNE_CONTROL_PEERS,
                        g_variant_new ("(tba(us))", self->epoch, self->encoding, &list));
}

/* Tells all workers that the list is another one. */
void
_ariadne_fleet_tell_peers (AriadneFleet *self)
{
  self->epoch++;
  for (guint i = 0; i < self->workers->len; i++)
    {
      AriadneFleetSeat *seat = g_ptr_array_index (self->workers, i);

      if (_ariadne_fleet_seat_is_ready (seat))
        tell_peers (self, seat->guest);
    }
}

/* All servers must have equal models, as far as can be seen. */
static gboolean
take_model (AriadneFleet  *self,
            guint          n_heads,
            gboolean       needs_encoding,
            GError       **error)
{
  gboolean encoding = needs_encoding && !self->settings->far_encoding;

  if (self->n_heads == 0)
    {
      self->n_heads = n_heads;
      self->encoding = encoding;
    }

  if (n_heads != 0 && self->n_heads == n_heads && self->encoding == encoding)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
               "has a model of %u heads that reads %s states, expected one as the first server "
               "has, of %u heads",
               n_heads, needs_encoding ? "encoded" : "plain", self->n_heads);

  return FALSE;
}

/* Servers of this process. */

/* Runs on a thread of the server. */
static void
batch_cb (const AriadneBatchRecord *record,
          gpointer                  user_data)
{
  AriadneFleetSeat *seat = user_data;

  _ariadne_engine_note_batches (seat->fleet->engine, seat->number, record, 1);
}

char *
_ariadne_fleet_make_near_address (const char *address,
                                  guint       number)
{
  return g_strdup_printf ("%s-%u", address, number);
}

gboolean
_ariadne_fleet_start_near_server (AriadneFleetSeat  *seat,
                                  GError           **error)
{
  AriadneFleet *self = seat->fleet;
  const AriadneFleetPlace *place = seat->place;
  g_autoptr (AriadneConnection) connection = NULL;
  g_autoptr (GError) local_error = NULL;
  g_autofree char *address = NULL;

  address = g_str_has_prefix (self->manner->address, "unix")
              ? _ariadne_fleet_make_near_address (self->manner->address, seat->number)
              : g_strdup (self->manner->address);

  seat->hub = _ariadne_hub_new (&self->settings->token, ARIADNE_HUB_WINDOW);
  if (!_ariadne_hub_listen (seat->hub, address, &seat->address, error))
    return FALSE;
  if (!take_model (self, ariadne_model_get_n_heads (place->model),
                   ariadne_model_needs_encoding (place->model), &local_error))
    {
      g_set_error (error, local_error->domain, local_error->code, "%s %s", seat->name,
                   local_error->message);
      return FALSE;
    }

  connection = _ariadne_hub_connection_new (seat->hub);
  seat->server = ariadne_server_new (place->model, self->domain, connection, place->batcher,
                                     place->policy);
  _ariadne_server_watch (seat->server, batch_cb, seat);
  _ariadne_server_set_cancellable (seat->server, self->cancellable);
  ariadne_server_start (seat->server);
  _ariadne_engine_add_server (self->engine, seat->number, seat->server);

  return TRUE;
}

void
_ariadne_fleet_stop_near_server (AriadneFleetSeat *seat)
{
  if (seat->server != NULL)
    {
      ariadne_server_stop (seat->server);
      _ariadne_engine_remove_server (seat->fleet->engine, seat->number);
    }
  g_clear_object (&seat->server);
  g_clear_object (&seat->hub);
}

/* Processes. */

static GVariant *
make_spec (AriadneFleetSeat *seat)
{
  const AriadneFleetPlace *place = seat->place;
  GVariant *model = place != NULL ? place->recipe : NULL;

  return g_variant_new ("(s@(sv)@m(sv)uu)", seat->name, seat->fleet->recipe,
                        g_variant_new_maybe (G_VARIANT_TYPE (ARIADNE_RECIPE_TYPE_STRING), model),
                        place != NULL ? place->batch_size : 0,
                        place != NULL ? (guint) place->policy : 0);
}

/* The seat that a process which has joined is given, or NULL. */
static AriadneFleetSeat *
find_seat (AriadneFleet          *self,
           const AriadneGreeting *greeting)
{
  AriadneRole role = greeting->role;
  GPtrArray *seats = role == ARIADNE_ROLE_WORKER ? self->workers : self->servers;

  if (!self->manner->joining)
    return _ariadne_fleet_find_expected (self, role, greeting->seat);

  for (guint i = 0; i < seats->len; i++)
    {
      AriadneFleetSeat *seat = g_ptr_array_index (seats, i);

      if (seat->guest == NULL && seat->server == NULL && !seat->given_up)
        return seat;
    }

  return role == ARIADNE_ROLE_WORKER ? _ariadne_fleet_add_seat (self, role, NULL) : NULL;
}

/* Gives a process that has joined its seat. */
static gboolean
admit (AriadneFleetGuest      *guest,
       const AriadneGreeting  *greeting,
       GError                **error)
{
  AriadneFleet *self = guest->fleet;

  if (!_ariadne_token_equal (&greeting->token, &self->settings->token))
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL, "has shown the wrong token");
      return FALSE;
    }

  if (greeting->role != ARIADNE_ROLE_ENGINE)
    guest->seat = find_seat (self, greeting);
  if (guest->seat == NULL && !self->manner->joining)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                   "is not expected, at least not in seat %u", greeting->seat);
      return FALSE;
    }
  if (guest->seat == NULL)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                   "is one %s too many, expected %u", get_role_name (greeting->role),
                   self->servers->len);
      return FALSE;
    }

  guest->seat->guest = guest;
  _ariadne_fleet_tell (self, ARIADNE_ENGINE_EVENT_STARTED, guest->seat->name,
                       _ariadne_member_get_pid (guest->member), NULL, "%s has joined",
                       guest->seat->name);

  return TRUE;
}

static void
greeted_cb (AriadneMember         *member,
            const AriadneGreeting *greeting,
            gpointer               user_data)
{
  AriadneFleetGuest *guest = user_data;
  g_autoptr (GError) error = NULL;

  if (guest->seat == NULL)
    admit (guest, greeting, &error);
  else if (greeting->role != guest->seat->role)
    error = g_error_new (ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL, "says that it is no %s",
                         get_role_name (guest->seat->role));

  if (error != NULL)
    _ariadne_member_fail (member, error);
  else
    _ariadne_member_welcome (member, &guest->fleet->settings->token, make_spec (guest->seat));
}

static void
take_ready (AriadneFleetGuest *guest,
            GVariant          *payload)
{
  AriadneFleet *self = guest->fleet;
  AriadneFleetSeat *seat = guest->seat;
  g_autofree const char **addresses = NULL;
  g_autoptr (GError) error = NULL;
  gboolean needs_encoding;
  guint n_heads;

  g_variant_get (payload, "(^a&sub)", &addresses, &n_heads, &needs_encoding);
  if (seat->role == ARIADNE_ROLE_SERVER)
    {
      if (addresses[0] == NULL || strlen (addresses[0]) > MAX_ADDRESS_LENGTH)
        error = g_error_new (ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
                             "does not say where it serves");
      else
        take_model (self, n_heads, needs_encoding, &error);
      if (error != NULL)
        {
          seat->given_up = !self->manner->joining;
          _ariadne_member_fail (guest->member, error);
          return;
        }
      seat->address = g_strdup (addresses[0]);
    }

  _ariadne_fleet_tell (self, ARIADNE_ENGINE_EVENT_READY, seat->name,
                       _ariadne_member_get_pid (guest->member), NULL, "%s is ready", seat->name);
  if (seat->role == ARIADNE_ROLE_SERVER)
    _ariadne_fleet_tell_peers (self);
  else
    tell_peers (self, guest);
  _ariadne_fleet_settle (self);
}

static void
take_batches (AriadneFleetGuest *guest,
              GVariant          *payload)
{
  g_autoptr (GArray) records = NULL;
  g_autoptr (GError) error = NULL;

  if (guest->seat->role != ARIADNE_ROLE_SERVER)
    error = g_error_new (ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
                         "has told about batches, which it does not evaluate");
  else
    records = _ariadne_batch_list_unpack (payload, _ariadne_member_get_offset (guest->member),
                                          &error);

  if (records == NULL)
    {
      _ariadne_member_fail (guest->member, error);
      return;
    }

  guest->seat->n_failures = 0;
  _ariadne_engine_note_batches (guest->fleet->engine, guest->seat->number,
                                (AriadneBatchRecord *) records->data, records->len);
}

static void
take_load (AriadneFleetGuest *guest,
           GVariant          *payload)
{
  g_autoptr (GError) error = NULL;

  if (guest->seat->role != ARIADNE_ROLE_SERVER)
    error = g_error_new (ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
                         "has told about its load, though it does not serve");
  else
    _ariadne_engine_note_load (guest->fleet->engine, guest->seat->number, payload, &error);

  if (error != NULL)
    _ariadne_member_fail (guest->member, error);
}

static void
frame_cb (AriadneMember      *member,
          AriadneControlType  type,
          GVariant           *payload,
          gpointer            user_data)
{
  AriadneFleetGuest *guest = user_data;

  if (type == ARIADNE_CONTROL_READY)
    take_ready (guest, payload);
  else if (type == ARIADNE_CONTROL_BATCHES)
    take_batches (guest, payload);
  else if (type == ARIADNE_CONTROL_LOAD)
    take_load (guest, payload);
  else if (type == ARIADNE_CONTROL_PROGRESS)
    _ariadne_fleet_take_progress (guest->fleet, guest, payload);
  else if (type == ARIADNE_CONTROL_RESULT)
    _ariadne_fleet_take_result (guest->fleet, guest, payload);
  else
    g_assert_not_reached ();
}

static void
note_end (AriadneFleetGuest *guest,
          const GError      *error)
{
  const char *name = guest->seat != NULL ? guest->seat->name : "a process";
  guint pid = _ariadne_member_get_pid (guest->member);

  if (error == NULL || guest->leaving)
    _ariadne_fleet_tell (guest->fleet, ARIADNE_ENGINE_EVENT_LEFT, name, pid, NULL, "%s has left",
                         name);
  else
    _ariadne_fleet_tell (guest->fleet, ARIADNE_ENGINE_EVENT_DIED, name, pid, NULL, "%s %s", name,
                         error->message);
}

static void
give_up (AriadneFleetSeat *seat,
         const GError     *error)
{
  const AriadneFleetManner *manner = seat->fleet->manner;

  seat->given_up = TRUE;
  if (manner->evict != NULL)
    manner->evict (seat->fleet, seat, manner->user_data);
  g_clear_error (&seat->fleet->last_loss);
  seat->fleet->last_loss = g_error_new (error->domain, error->code, "%s %s", seat->name,
                                        error->message);
}

void
_ariadne_fleet_fill_seat (AriadneFleetSeat *seat)
{
  AriadneFleet *self = seat->fleet;
  g_autoptr (GError) error = NULL;

  if (self->manner->fill != NULL && !self->manner->fill (self, seat, self->manner->user_data,
                                                         &error))
    give_up (seat, error);
}

/* How often in a row a process may die in vain. Where servers are started again at
 * all, the seat outlives those that one request kills, which then is refused.
 */
static guint
get_max_failures (AriadneFleetSeat *seat)
{
  guint max_retries = seat->fleet->settings->max_retries;

  if (seat->role == ARIADNE_ROLE_WORKER || max_retries == 0)
    return max_retries;

  return MAX (max_retries, ARIADNE_DEALER_MAX_LOST);
}

/* The seat is empty: has somebody else sit there, unless that is in vain. */
void
_ariadne_fleet_refill (AriadneFleetSeat *seat,
                       const GError     *error)
{
  AriadneFleet *self = seat->fleet;

  if (self->manner->joining)
    return;
  if (seat->given_up || seat->n_failures > get_max_failures (seat))
    give_up (seat, error);
  else
    _ariadne_fleet_fill_seat (seat);
}

static void
empty_seat (AriadneFleetSeat *seat,
            const GError     *error)
{
  AriadneFleet *self = seat->fleet;

  seat->guest = NULL;
  if (seat->role == ARIADNE_ROLE_WORKER)
    _ariadne_fleet_lose_worker (self, seat, error);
  else
    {
      seat->n_failures++;
      _ariadne_engine_remove_server (self->engine, seat->number);
    }

  if (seat->address != NULL)
    {
      g_clear_pointer (&seat->address, g_free);
      _ariadne_fleet_tell_peers (self);
    }

  if (!self->ending)
    _ariadne_fleet_refill (seat, error);
}

/* Somebody else has come for the seat: who sat there does not count any more. */
void
_ariadne_fleet_displace (AriadneFleetSeat *seat,
                         const GError     *error)
{
  AriadneFleetGuest *guest = seat->guest;

  note_end (guest, error);
  guest->seat = NULL;
  guest->displaced = TRUE;
  _ariadne_member_fail (guest->member, error);
  empty_seat (seat, error);
}

/* Who has only ended his socket may still be there. Whoever was started here is not,
 * and who has ended by himself is about to be started again.
 */
static void
evict (AriadneFleetSeat *seat,
       const GError     *error)
{
  const AriadneFleetManner *manner = seat->fleet->manner;

  if (manner->evict != NULL && !seat->fleet->ending
      && (g_error_matches (error, ARIADNE_ERROR, ARIADNE_ERROR_TIMED_OUT)
          || g_error_matches (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL)))
    manner->evict (seat->fleet, seat, manner->user_data);
}

static void
gone_cb (AriadneMember *member,
         const GError  *error,
         gpointer       user_data)
{
  AriadneFleetGuest *guest = user_data;
  AriadneFleet *self = guest->fleet;
  g_autoptr (GError) left = g_error_new (ARIADNE_ERROR, ARIADNE_ERROR_CLOSED, "has left");

  if (!guest->displaced)
    note_end (guest, error);
  if (guest->seat != NULL)
    {
      evict (guest->seat, error);
      guest->seat->given_up |= _ariadne_member_has_refused (member) && !self->manner->joining;
      empty_seat (guest->seat, error != NULL ? error : left);
    }
  g_ptr_array_remove_fast (self->guests, guest);
  _ariadne_fleet_settle (self);
}

static AriadneFleetGuest *
add_guest (AriadneFleet     *self,
           AriadneFleetSeat *seat,
           AriadneProcess   *process,
           GSocket          *socket)
{
  static const AriadneMemberFuncs funcs = { greeted_cb, frame_cb, gone_cb };
  AriadneFleetGuest *guest = g_new0 (AriadneFleetGuest, 1);

  guest->fleet = self;
  guest->seat = seat;
  guest->member = _ariadne_member_new (socket, process, &self->settings->patience, &funcs, guest);
  g_ptr_array_add (self->guests, guest);

  return guest;
}

void
_ariadne_fleet_seat (AriadneFleet     *self,
                     AriadneFleetSeat *seat,
                     AriadneProcess   *process,
                     GSocket          *socket)
{
  seat->guest = add_guest (self, seat, process, socket);
  _ariadne_fleet_tell (self, ARIADNE_ENGINE_EVENT_STARTED, seat->name,
                       _ariadne_process_get_pid (process), NULL, "%s was started", seat->name);
}

void
_ariadne_fleet_admit (AriadneFleet *self,
                      GSocket      *socket)
{
  guint n_strangers = 0;

  for (guint i = 0; i < self->guests->len; i++)
    n_strangers += ((AriadneFleetGuest *) g_ptr_array_index (self->guests, i))->seat == NULL;

  if (!self->ending && n_strangers < MAX_STRANGERS)
    add_guest (self, NULL, NULL, socket);
}
