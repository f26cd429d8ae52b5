/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "engine/ariadne-member.h"

#include "core/ariadne-error.h"

/* The states of a member, and what leads from one to the next:
 *
 *     GREETING --HELLO--> MAKING --READY--> WORKING --drain--> DRAINING
 *         |                  |                 |                   |
 *         '------------------+--------+--------+-------------------'
 *                                     | the socket ends, in whatever way
 *                                     v
 *                                  ENDING --the process has ended--> GONE
 *
 * A process that has ended leaves behind what it had sent: that is read first, so
 * nothing is lost that it had said. A socket that ends before the process gives it
 * the time of an answer to end too.
 *
 * In every state but GONE one timer runs. In GREETING, MAKING, DRAINING and ENDING
 * it is the time that the state may last. In WORKING it ticks N_TICKS
 * times in the time of an answer; at each tick a PING is sent, and when N_TICKS
 * ticks have passed and nothing was heard, the process does not answer. Ticks are
 * counted, not time, so a process is not blamed if it was the engine that stood
 * still.
 */
typedef enum {
  GREETING,
  MAKING,
  WORKING,
  DRAINING,
  ENDING,
  GONE,
} State;

#define N_TICKS 4

struct _AriadneMember
{
  AriadneControl        *control;
  GSocket               *socket;
  AriadneProcess        *process; /* NULL if it was not started here */
  AriadneMemberPatience  patience;
  AriadneMemberFuncs     funcs;
  gpointer               user_data;

  State     state;
  GSource  *timer;
  GSource  *notice;  /* tells that it is gone, from the main loop */
  guint     n_silent; /* ticks since something was heard */
  GError   *error;   /* why it is given up; the first reason counts */
  gboolean  said_bye;
  gboolean  refused;  /* with the reason, instead of READY */
  gboolean  near;    /* has the same clock */
  guint     pid;
  gint64    offset;
  gint64    round_trip; /* the shortest one so far, by which the offset is known */
};

static gboolean timer_cb (gpointer user_data);

static void
stop_timer (AriadneMember *self)
{
  if (self->timer == NULL)
    return;

  g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

static void
start_timer (AriadneMember *self,
             gint64         microseconds)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  stop_timer (self);
  self->timer = g_timeout_source_new (MAX (microseconds / 1000, 1));
  g_source_set_callback (self->timer, timer_cb, self, NULL);
  g_source_attach (self->timer, context);
}

/* A process that joins has been started already. */
static gint64
get_start_patience (AriadneMember *self)
{
  return self->process != NULL || self->state != GREETING ? self->patience.start
                                                          : self->patience.answer;
}

static void
enter (AriadneMember *self,
       State          state)
{
  self->state = state;
  self->n_silent = 0;

  if (state == GREETING)
    start_timer (self, get_start_patience (self));
  else if (state == MAKING)
    start_timer (self, self->patience.start);
  else if (state == WORKING)
    start_timer (self, self->patience.answer / N_TICKS);
  else
    start_timer (self, self->patience.answer);
}

static void
take_error (AriadneMember *self,
            GError        *error)
{
  if (self->error == NULL)
    self->error = error;
  else
    g_error_free (error);
}

static gboolean
gone_cb (gpointer user_data)
{
  AriadneMember *self = user_data;

  self->funcs.gone (self, self->error, self->user_data);

  return G_SOURCE_REMOVE;
}

/* Tells it from the main loop, since whoever is told may free the member. */
static void
become_gone (AriadneMember *self)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  stop_timer (self);
  self->state = GONE;
  self->notice = g_idle_source_new ();
  g_source_set_priority (self->notice, G_PRIORITY_DEFAULT);
  g_source_set_callback (self->notice, gone_cb, self, NULL);
  g_source_attach (self->notice, context);
}

/* The socket has ended, here or there. */
static void
end (AriadneMember *self)
{
  if (self->state >= ENDING)
    return;

  _ariadne_control_close (self->control);
  if (self->process == NULL)
    become_gone (self);
  else
    enter (self, ENDING);
}

void
_ariadne_member_fail (AriadneMember *self,
                      const GError  *error)
{
  take_error (self, g_error_copy (error));
  if (self->process != NULL)
    _ariadne_process_kill (self->process);
  end (self);
}

static void
fail_with (AriadneMember *self,
           int            code,
           const char    *format,
           ...) G_GNUC_PRINTF (3, 4);

static void
fail_with (AriadneMember *self,
           int            code,
           const char    *format,
           ...)
{
  g_autoptr (GError) error = NULL;
  va_list args;

  va_start (args, format);
  error = g_error_new_valist (ARIADNE_ERROR, code, format, args);
  va_end (args);

  _ariadne_member_fail (self, error);
}

static gboolean
timer_cb (gpointer user_data)
{
  static const char *const expected[] = { "said HELLO", "become ready" };
  AriadneMember *self = user_data;

  if (self->state == WORKING && self->n_silent++ < N_TICKS)
    {
      _ariadne_member_send (self, ARIADNE_CONTROL_PING,
                            g_variant_new ("(x)", g_get_monotonic_time ()));
      return G_SOURCE_CONTINUE;
    }

  if (self->state <= MAKING)
    fail_with (self, ARIADNE_ERROR_TIMED_OUT, "has not %s within %g s", expected[self->state],
               (double) get_start_patience (self) / G_USEC_PER_SEC);
  else if (self->state != ENDING)
    fail_with (self, ARIADNE_ERROR_TIMED_OUT, "has not answered for %g s",
               (double) self->patience.answer / G_USEC_PER_SEC);
  else
    _ariadne_process_kill (self->process);

  return G_SOURCE_REMOVE;
}

/* The clock of another machine, as exactly as the shortest round trip tells. */
static void
take_pong (AriadneMember *self,
           GVariant      *payload)
{
  gint64 now = g_get_monotonic_time ();
  gint64 sent, theirs;

  g_variant_get (payload, "(xx)", &sent, &theirs);
  if (self->near || sent > now || now - sent >= self->round_trip)
    return;

  self->round_trip = now - sent;
  self->offset = (gint64) ((guint64) sent + self->round_trip / 2 - (guint64) theirs);
}

static void
take_hello (AriadneMember *self,
            GVariant      *payload)
{
  g_autoptr (GError) error = NULL;
  AriadneGreeting greeting;

  if (!_ariadne_greeting_read (&greeting, payload, &error))
    {
      _ariadne_member_fail (self, error);
      return;
    }

  self->near = _ariadne_greeting_is_near (&greeting);
  if (self->process == NULL)
    self->pid = greeting.pid;
  enter (self, MAKING);
  self->funcs.greeted (self, &greeting, self->user_data);
}

static void
take_bye (AriadneMember *self,
          GVariant      *payload)
{
  g_autoptr (GVariant) packed = g_variant_get_child_value (payload, 0);
  GError *error = _ariadne_control_unpack_error (packed);

  self->said_bye = TRUE;
  self->refused = self->state == MAKING && error != NULL;
  if (error != NULL)
    {
      g_prefix_error (&error, "has ended: ");
      take_error (self, error);
    }
  else if (self->state != DRAINING)
    take_error (self, g_error_new (ARIADNE_ERROR, ARIADNE_ERROR_CLOSED, "has left"));
}

static gboolean
may_come (State              state,
          AriadneControlType type)
{
  switch (type)
    {
    case ARIADNE_CONTROL_HELLO:
      return state == GREETING;

    case ARIADNE_CONTROL_READY:
      return state == MAKING;

    case ARIADNE_CONTROL_PROGRESS:
    case ARIADNE_CONTROL_RESULT:
    case ARIADNE_CONTROL_BATCHES:
    case ARIADNE_CONTROL_LOAD:
    case ARIADNE_CONTROL_PONG:
      return state == WORKING || state == DRAINING;

    case ARIADNE_CONTROL_BYE:
      return state == MAKING || state == WORKING || state == DRAINING;

    case ARIADNE_CONTROL_SPEC:
    case ARIADNE_CONTROL_PEERS:
    case ARIADNE_CONTROL_TASK:
    case ARIADNE_CONTROL_DRAIN:
    case ARIADNE_CONTROL_PING:
    case ARIADNE_CONTROL_N_TYPES:
    default:
      return FALSE;
    }
}

static void
frame_cb (AriadneControl     *control,
          AriadneControlType  type,
          GVariant           *payload,
          gpointer            user_data)
{
  AriadneMember *self = user_data;

  self->n_silent = 0;
  if (self->said_bye || !may_come (self->state, type))
    {
      fail_with (self, ARIADNE_ERROR_PROTOCOL, "has sent a %s out of turn",
                 _ariadne_control_type_to_string (type));
      return;
    }

  switch (type)
    {
    case ARIADNE_CONTROL_HELLO:
      take_hello (self, payload);
      break;

    case ARIADNE_CONTROL_PONG:
      take_pong (self, payload);
      break;

    case ARIADNE_CONTROL_BYE:
      take_bye (self, payload);
      break;

    case ARIADNE_CONTROL_READY:
      enter (self, WORKING);
      self->funcs.frame (self, type, payload, self->user_data);
      break;

    case ARIADNE_CONTROL_PROGRESS:
    case ARIADNE_CONTROL_RESULT:
    case ARIADNE_CONTROL_BATCHES:
    case ARIADNE_CONTROL_LOAD:
      self->funcs.frame (self, type, payload, self->user_data);
      break;

    case ARIADNE_CONTROL_SPEC:
    case ARIADNE_CONTROL_PEERS:
    case ARIADNE_CONTROL_TASK:
    case ARIADNE_CONTROL_DRAIN:
    case ARIADNE_CONTROL_PING:
    case ARIADNE_CONTROL_N_TYPES:
    default:
      g_assert_not_reached ();
    }
}

static void
closed_cb (AriadneControl *control,
           const GError   *error,
           gpointer        user_data)
{
  AriadneMember *self = user_data;

  if (g_error_matches (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL))
    fail_with (self, ARIADNE_ERROR_PROTOCOL, "has broken the protocol: %s", error->message);
  else if (error != NULL && self->process == NULL)
    fail_with (self, ARIADNE_ERROR_CLOSED, "is lost: %s", error->message);
  else if (!self->said_bye && self->process == NULL)
    fail_with (self, ARIADNE_ERROR_CLOSED, "has closed its socket");
  else
    end (self);
}

static void
ended_cb (AriadneProcess *process,
          int             wait_status,
          const char     *reason,
          gpointer        user_data)
{
  AriadneMember *self = user_data;

  if (self->state < ENDING)
    _ariadne_control_read_rest (self->control);
  if (self->state < ENDING)
    end (self);

  if (self->error == NULL && !(self->said_bye && wait_status == 0))
    take_error (self, g_error_new_literal (ARIADNE_ERROR, ARIADNE_ERROR_CLOSED, reason));
  become_gone (self);
}

/* Takes the process over; it may be NULL. */
AriadneMember *
_ariadne_member_new (GSocket                     *socket,
                     AriadneProcess              *process,
                     const AriadneMemberPatience *patience,
                     const AriadneMemberFuncs    *funcs,
                     gpointer                     user_data)
{
  AriadneMember *self = g_new0 (AriadneMember, 1);

  self->socket = g_object_ref (socket);
  self->control = _ariadne_control_new (socket);
  self->process = process;
  self->patience = *patience;
  self->funcs = *funcs;
  self->user_data = user_data;
  self->round_trip = G_MAXINT64;

  if (process != NULL)
    {
      self->pid = _ariadne_process_get_pid (process);
      _ariadne_process_watch (process, ended_cb, self);
    }
  enter (self, GREETING);
  _ariadne_control_start (self->control, frame_cb, closed_cb, self);

  return self;
}

void
_ariadne_member_free (AriadneMember *self)
{
  stop_timer (self);
  if (self->notice != NULL)
    {
      g_source_destroy (self->notice);
      g_source_unref (self->notice);
    }
  _ariadne_control_close (self->control);
  g_object_unref (self->control);
  g_object_unref (self->socket);
  g_clear_pointer (&self->process, _ariadne_process_free);
  g_clear_error (&self->error);
  g_free (self);
}

GSocket *
_ariadne_member_get_socket (AriadneMember *self)
{
  return self->socket;
}

guint
_ariadne_member_get_pid (AriadneMember *self)
{
  return self->pid;
}

gboolean
_ariadne_member_is_ready (AriadneMember *self)
{
  return self->state == WORKING;
}

gboolean
_ariadne_member_has_refused (AriadneMember *self)
{
  return self->refused;
}

gint64
_ariadne_member_get_offset (AriadneMember *self)
{
  return self->offset;
}

void
_ariadne_member_send (AriadneMember      *self,
                      AriadneControlType  type,
                      GVariant           *payload)
{
  g_autoptr (GError) error = NULL;

  if (!_ariadne_control_send (self->control, type, payload, &error))
    fail_with (self, error->code, "cannot be told: %s", error->message);
}

void
_ariadne_member_welcome (AriadneMember      *self,
                         const AriadneToken *token,
                         GVariant           *spec)
{
  g_assert (self->state == MAKING);

  _ariadne_control_trust (self->control);
  _ariadne_control_greet (self->control, ARIADNE_ROLE_ENGINE, token, 0);
  _ariadne_member_send (self, ARIADNE_CONTROL_SPEC, spec);
}

void
_ariadne_member_drain (AriadneMember *self)
{
  if (self->state >= DRAINING)
    return;

  _ariadne_member_send (self, ARIADNE_CONTROL_DRAIN, NULL);
  if (self->state < DRAINING)
    enter (self, DRAINING);
}
