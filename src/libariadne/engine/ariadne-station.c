/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "engine/ariadne-station.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "connection/ariadne-address.h"
#include "core/ariadne-error.h"
#include "engine/ariadne-worker.h"

/* How long to try to say goodbye. */
#define BYE_TIMEOUT (5 * G_USEC_PER_SEC)

/* The states of a process, and the frame that leads from one to the next:
 *
 *     GREETED --HELLO--> KNOWN --SPEC--> WORKING --DRAIN--> DRAINING
 *
 * A station is over as soon as `over` is set, in whatever state.
 */
typedef enum {
  GREETED,
  KNOWN,
  WORKING,
  DRAINING,
} State;

struct _AriadneStation
{
  AriadneRecipes            *recipes;
  const AriadneStationFuncs *funcs;
  gpointer                   user_data;
  GSocket                   *socket;
  AriadneControl            *control;
  State                      state;
  gboolean                   joined; /* not started by the engine */
  guint                      seat;
  AriadneToken               token;
  AriadneDomain             *domain; /* NULL before SPEC */
  gboolean                   over;
  GError                    *error;  /* why it is over, if that is not as it should be */
};

static void
finish (AriadneStation *self,
        const GError   *error)
{
  if (self->over)
    return;

  self->over = TRUE;
  if (error != NULL)
    self->error = g_error_copy (error);
}

void
_ariadne_station_leave (AriadneStation *self,
                        const GError   *error)
{
  if (self->over)
    return;

  _ariadne_control_send (self->control, ARIADNE_CONTROL_BYE,
                         g_variant_new ("(@" ARIADNE_CONTROL_ERROR_TYPE ")",
                                        _ariadne_control_pack_error (error)),
                         NULL);
  _ariadne_control_flush (self->control, BYE_TIMEOUT);
  finish (self, error);
}

static void
drain (AriadneStation *self)
{
  if (self->over || self->state == DRAINING)
    return;

  if (self->state == WORKING)
    {
      self->state = DRAINING;
      self->funcs->drain (self, self->user_data);
    }
  else
    {
      g_autoptr (GError) error = NULL;

      error = g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "the process was stopped");
      finish (self, error);
    }
}

static gboolean
take_hello (AriadneStation  *self,
            GVariant        *payload,
            GError         **error)
{
  AriadneGreeting greeting;

  if (!_ariadne_greeting_read (&greeting, payload, error))
    return FALSE;

  if (greeting.role != ARIADNE_ROLE_ENGINE
      || (self->joined && !_ariadne_token_equal (&greeting.token, &self->token)))
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
                   "the other end is not the engine of this run: it has %s",
                   greeting.role != ARIADNE_ROLE_ENGINE ? "another role" : "another token");
      return FALSE;
    }

  self->token = greeting.token;
  self->state = KNOWN;
  _ariadne_control_trust (self->control);

  return TRUE;
}

static gboolean
take_spec (AriadneStation  *self,
           GVariant        *payload,
           GError         **error)
{
  g_autoptr (GVariant) domain = NULL;
  g_autoptr (GVariant) model = NULL;
  AriadneStationSpec spec;
  GVariant *ready;

  g_variant_get (payload, "(&s@(sv)m@(sv)uu)", &spec.name, &domain, &model, &spec.batch_size,
                 &spec.policy);
  spec.model = model;
  self->domain = ariadne_recipes_make_domain (self->recipes, domain, error);
  if (self->domain == NULL)
    return FALSE;

  ready = self->funcs->make (self, &spec, self->user_data, error);
  if (ready == NULL)
    return FALSE;

  self->state = WORKING;
  _ariadne_control_send (self->control, ARIADNE_CONTROL_READY, ready, NULL);

  return TRUE;
}

static void
take_ping (AriadneStation *self,
           GVariant       *payload)
{
  gint64 sent;

  g_variant_get (payload, "(x)", &sent);
  _ariadne_control_send (self->control, ARIADNE_CONTROL_PONG,
                         g_variant_new ("(xx)", sent, g_get_monotonic_time ()), NULL);
}

static gboolean
take_frame (AriadneStation      *self,
            AriadneControlType   type,
            GVariant            *payload,
            GError             **error)
{
  gboolean works = self->state == WORKING || self->state == DRAINING;

  if (type == ARIADNE_CONTROL_HELLO && self->state == GREETED)
    return take_hello (self, payload, error);
  if (type == ARIADNE_CONTROL_SPEC && self->state == KNOWN)
    return take_spec (self, payload, error);

  if (type == ARIADNE_CONTROL_PING && works)
    take_ping (self, payload);
  else if (type == ARIADNE_CONTROL_DRAIN && self->state != GREETED)
    drain (self);
  else if ((type == ARIADNE_CONTROL_PEERS || type == ARIADNE_CONTROL_TASK) && works)
    return self->state == DRAINING
           || self->funcs->frame (self, type, payload, self->user_data, error);
  else
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
                   "the engine has sent a %s out of turn", _ariadne_control_type_to_string (type));
      return FALSE;
    }

  return TRUE;
}

static void
frame_cb (AriadneControl     *control,
          AriadneControlType  type,
          GVariant           *payload,
          gpointer            user_data)
{
  AriadneStation *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!self->over && !take_frame (self, type, payload, &error))
    _ariadne_station_leave (self, error);
}

static void
closed_cb (AriadneControl *control,
           const GError   *error,
           gpointer        user_data)
{
  AriadneStation *self = user_data;
  g_autoptr (GError) gone = NULL;
  const char *reason = error != NULL ? error->message : NULL;

  /* An engine tells strangers nothing, not even that they are. */
  if (reason == NULL && self->domain == NULL)
    reason = "it has said nothing, as to those whose token is not that of its run";

  gone = g_error_new (ARIADNE_ERROR, ARIADNE_ERROR_CLOSED, "the engine has gone%s%s",
                      reason != NULL ? ": " : "", reason != NULL ? reason : "");
  finish (self, gone);
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  drain (user_data);

  return G_SOURCE_REMOVE;
}

static int
get_fd (const char    *address,
        gint64         timeout,
        GCancellable  *cancellable,
        GError       **error)
{
  if (address != NULL)
    return _ariadne_address_connect (address, timeout, cancellable, error);

  if (fcntl (ARIADNE_CONTROL_FD, F_SETFD, FD_CLOEXEC) == 0)
    return ARIADNE_CONTROL_FD;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
               "descriptor %d is not open, expected the socket of an engine that has started this "
               "process",
               ARIADNE_CONTROL_FD);

  return -1;
}

static gboolean
open_socket (AriadneStation  *self,
             const char      *address,
             const char      *token,
             gint64           timeout,
             GCancellable    *cancellable,
             GError         **error)
{
  g_autoptr (GError) local_error = NULL;
  int fd;

  self->joined = address != NULL;
  if (self->joined && !_ariadne_token_parse (&self->token, token, error))
    return FALSE;

  fd = get_fd (address, timeout, cancellable, error);
  if (fd < 0)
    return FALSE;
  if (self->joined)
    _ariadne_address_prepare (fd);

  self->socket = g_socket_new_from_fd (fd, &local_error);
  if (self->socket != NULL)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
               "descriptor %d is no socket of an engine: %s", fd, local_error->message);

  return FALSE;
}

static void
run (AriadneStation *self,
     GMainContext   *context,
     GCancellable   *cancellable)
{
  GSource *stop = g_cancellable_source_new (cancellable);

  g_source_set_callback (stop, G_SOURCE_FUNC (cancelled_cb), self, NULL);
  g_source_attach (stop, context);

  self->control = _ariadne_control_new (self->socket);
  if (!self->joined)
    _ariadne_control_trust (self->control);
  _ariadne_control_start (self->control, frame_cb, closed_cb, self);
  _ariadne_control_greet (self->control, self->funcs->role, self->joined ? &self->token : NULL,
                          self->seat);

  while (!self->over)
    g_main_context_iteration (context, TRUE);

  g_source_destroy (stop);
  g_source_unref (stop);
}

gboolean
_ariadne_station_run (AriadneRecipes             *recipes,
                      const char                 *address,
                      const char                 *token,
                      guint                       seat,
                      gint64                      timeout,
                      const AriadneStationFuncs  *funcs,
                      gpointer                    user_data,
                      GCancellable               *cancellable,
                      GError                    **error)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  AriadneStation self = {
    .recipes = recipes, .funcs = funcs, .user_data = user_data, .seat = seat
  };

  g_return_val_if_fail (recipes != NULL, FALSE);
  g_return_val_if_fail (address == NULL || token != NULL, FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);

  g_main_context_push_thread_default (context);
  if (open_socket (&self, address, token, timeout, cancellable, &self.error))
    run (&self, context, cancellable);
  g_main_context_pop_thread_default (context);

  if (self.control != NULL)
    _ariadne_control_close (self.control);
  g_clear_object (&self.control);
  g_clear_object (&self.socket);
  g_clear_object (&self.domain);
  if (self.error == NULL)
    return TRUE;

  g_propagate_error (error, self.error);

  return FALSE;
}

AriadneDomain *
_ariadne_station_get_domain (AriadneStation *self)
{
  return self->domain;
}

AriadneRecipes *
_ariadne_station_get_recipes (AriadneStation *self)
{
  return self->recipes;
}

const AriadneToken *
_ariadne_station_get_token (AriadneStation *self)
{
  return &self->token;
}

char *
_ariadne_station_dup_address (AriadneStation *self)
{
  g_autoptr (GSocketAddress) ours = g_socket_get_local_address (self->socket, NULL);
  g_autofree char *name = g_uuid_string_random ();
  const char *tunnel = g_getenv (ARIADNE_TUNNEL_VARIABLE);
  g_autofree char *host = NULL;
  gboolean v6;

  if (tunnel != NULL)
    return g_strdup (tunnel);
  if (!G_IS_INET_SOCKET_ADDRESS (ours))
    return g_strdup_printf ("unix-abstract:ariadne-%s", name);

  host = g_inet_address_to_string (g_inet_socket_address_get_address (
    G_INET_SOCKET_ADDRESS (ours)));
  v6 = g_socket_address_get_family (ours) == G_SOCKET_FAMILY_IPV6;

  return g_strdup_printf ("tcp:%s%s%s:0", v6 ? "[" : "", host, v6 ? "]" : "");
}

void
_ariadne_station_send (AriadneStation     *self,
                       AriadneControlType  type,
                       GVariant           *payload)
{
  g_autoptr (GError) error = NULL;

  if (!self->over && !_ariadne_control_send (self->control, type, payload, &error))
    _ariadne_station_leave (self, error);
}

gboolean
_ariadne_station_is_clogged (AriadneStation *self)
{
  return _ariadne_control_is_clogged (self->control);
}
