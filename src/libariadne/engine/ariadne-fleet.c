/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-error.h"
#include "engine/ariadne-engine-private.h"
#include "engine/ariadne-fleet-private.h"
#include "search/ariadne-search-recipe.h"

/* The course of a run.
 *
 * Whatever happens, a member tells, and _ariadne_fleet_settle() then brings about
 * what follows from it: that tasks are dealt and handed out, that a search fails
 * when nobody is left to run it, that the run ends. Invariants:
 *
 *  - A search has ended here if and only if the rota says that its task has, and
 *    it has then an error or findings: exactly one RESULT, or one reason why there
 *    will be none.
 *  - A worker runs only tasks that the rota has it run, and a RESULT is taken
 *    from nobody else, so one that was given up cannot interfere with the next.
 *  - No new process is started once the run is ending; and the run is over when the
 *    last process is.
 */

void
_ariadne_fleet_tell (AriadneFleet           *self,
                     AriadneEngineEventKind  kind,
                     const char             *process,
                     guint                   pid,
                     const char             *search,
                     const char             *format,
                     ...)
{
  g_autofree char *message = NULL;
  AriadneEngineEvent event = { kind, process, pid, search, NULL };
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  event.message = message;
  _ariadne_engine_note_event (self->engine, &event);
}

static AriadneSearch *
get_search (AriadneFleet *self,
            guint         task)
{
  return g_ptr_array_index (self->searches, task);
}

/* Ends a search of which nothing will be known any more. */
static void
fail_task (AriadneFleet *self,
           guint         task,
           const GError *error)
{
  _ariadne_search_abandon (get_search (self, task), error);
  self->errors[task] = g_error_copy (error);
  _ariadne_rota_end (self->rota, task);
}

static gboolean
is_running (AriadneFleet *self,
            guint         task)
{
  for (guint i = 0; i < self->workers->len; i++)
    if (_ariadne_rota_is_run_by (self->rota, task, i))
      return TRUE;

  return FALSE;
}

/* Ends the searches that do not run, since nobody will run them. */
static void
fail_waiting (AriadneFleet *self)
{
  for (guint i = 0; i < self->searches->len; i++)
    if (!_ariadne_rota_has_ended (self->rota, i) && !is_running (self, i))
      {
        g_autoptr (GError) error = NULL;

        error = g_error_new (self->why->domain, self->why->code, "search “%s”: %s",
                             ariadne_search_get_name (get_search (self, i)), self->why->message);
        fail_task (self, i, error);
      }
}

/* Hands out the tasks that have been dealt to a worker. */
static void
hand_out (AriadneFleet     *self,
          AriadneFleetSeat *seat)
{
  guint task;

  while (_ariadne_fleet_seat_is_ready (seat) && !seat->guest->leaving
         && _ariadne_rota_take (self->rota, seat->number, &task))
    {
      g_autoptr (GVariant) recipe = _ariadne_search_dup_recipe (get_search (self, task));

      _ariadne_member_send (seat->guest->member, ARIADNE_CONTROL_TASK,
                            g_variant_new ("(uv)", task, recipe));
    }
}

/* A snapshot that belongs to no task of this worker is a lie. */
static AriadneSearch *
find_search (AriadneFleet      *self,
             AriadneFleetGuest *guest,
             guint              task)
{
  g_autoptr (GError) error = NULL;

  if (guest->seat->role == ARIADNE_ROLE_WORKER
      && _ariadne_rota_is_run_by (self->rota, task, guest->seat->number))
    return get_search (self, task);

  error = g_error_new (ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
                       "has told about search %u, which it does not run", task);
  _ariadne_member_fail (guest->member, error);

  return NULL;
}

void
_ariadne_fleet_take_progress (AriadneFleet      *self,
                              AriadneFleetGuest *guest,
                              GVariant          *payload)
{
  for (gsize i = 0; i < g_variant_n_children (payload); i++)
    {
      g_autoptr (GVariant) entry = g_variant_get_child_value (payload, i);
      g_autoptr (GVariant) figures = NULL;
      g_autoptr (GError) error = NULL;
      AriadneSearchProgress progress;
      AriadneSearch *search;
      guint task;

      g_variant_get (entry, "(u@" ARIADNE_SEARCH_FIGURES_TYPE ")", &task, &figures);
      search = find_search (self, guest, task);
      if (search == NULL)
        return;

      if (!_ariadne_search_unpack_figures (figures, &progress, &error))
        {
          _ariadne_member_fail (guest->member, error);
          return;
        }
      _ariadne_search_adopt_progress (search, &progress);
    }
}

/* A search that was stopped because the run was given up has failed for the same
 * reason. What names its search was said of what the search was answered; else it
 * was the worker itself where something has failed.
 */
static void
explain_end (AriadneFleet            *self,
             const AriadneFleetSeat  *seat,
             AriadneSearch           *search,
             GError                 **of_search)
{
  g_autofree char *subject = g_strdup_printf ("search “%s”: ", ariadne_search_get_name (search));

  if (*of_search == NULL)
    return;

  if (!g_error_matches (*of_search, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      if (!g_str_has_prefix ((*of_search)->message, subject))
        g_prefix_error (of_search, "%s%s: ", subject, seat->name);
    }
  else if (self->why != NULL)
    {
      g_clear_error (of_search);
      *of_search = g_error_new (self->why->domain, self->why->code, "%s%s", subject,
                                self->why->message);
    }
}

/* A search that was not stopped here was stopped there: the worker is about to
 * leave, and somebody else must run it.
 */
static gboolean
is_leaving (AriadneFleet *self,
            const GError *error)
{
  return !self->ending && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

void
_ariadne_fleet_take_result (AriadneFleet      *self,
                            AriadneFleetGuest *guest,
                            GVariant          *payload)
{
  g_autoptr (GVariant) findings = NULL;
  g_autoptr (GVariant) packed = NULL;
  g_autoptr (GError) of_search = NULL;
  g_autoptr (GError) error = NULL;
  AriadneSearch *search;
  guint task;

  g_variant_get (payload, "(uv@" ARIADNE_CONTROL_ERROR_TYPE ")", &task, &findings, &packed);
  search = find_search (self, guest, task);
  if (search == NULL)
    return;

  of_search = _ariadne_control_unpack_error (packed);
  if (is_leaving (self, of_search))
    {
      guest->leaving = TRUE;
      _ariadne_member_drain (guest->member);
      return;
    }

  explain_end (self, guest->seat, search, &of_search);
  if (!_ariadne_search_adopt_findings (search, findings, of_search, &error))
    {
      _ariadne_member_fail (guest->member, error);
      return;
    }

  self->errors[task] = g_steal_pointer (&of_search);
  _ariadne_rota_end (self->rota, task);
  guest->seat->n_failures = 0;
  _ariadne_fleet_settle (self);
}

/* What has become of a search whose worker has died. */
static void
lose_task (AriadneFleet     *self,
           AriadneFleetSeat *seat,
           guint             task,
           const GError     *error)
{
  AriadneSearch *search = get_search (self, task);
  guint n_deaths = _ariadne_rota_count_deaths (self->rota, task);
  g_autoptr (GError) of_search = NULL;
  g_autofree char *times = NULL;

  if (self->why != NULL)
    {
      fail_task (self, task, self->why);
      return;
    }

  if (_ariadne_rota_may_retry (self->rota, task))
    {
      _ariadne_fleet_tell (self, ARIADNE_ENGINE_EVENT_RETRIED, seat->name, 0,
                           ariadne_search_get_name (search),
                           "search “%s” is run again, since %s %s",
                           ariadne_search_get_name (search), seat->name, error->message);
      return;
    }

  times = n_deaths == 1 ? g_strdup ("once,") : g_strdup_printf ("%u times, each time", n_deaths);
  of_search = g_error_new (ARIADNE_ERROR, error->domain == ARIADNE_ERROR ? error->code
                                                                         : ARIADNE_ERROR_FAILED,
                           "search “%s”: %s %s; it was run %s in vain",
                           ariadne_search_get_name (search), seat->name, error->message, times);
  fail_task (self, task, of_search);
}

void
_ariadne_fleet_lose_worker (AriadneFleet     *self,
                            AriadneFleetSeat *seat,
                            const GError     *error)
{
  g_autoptr (GArray) lost = _ariadne_rota_lose (self->rota, seat->number);

  if (lost->len > 0)
    seat->n_failures = 0;
  else
    seat->n_failures++;

  for (guint i = 0; i < lost->len; i++)
    lose_task (self, seat, g_array_index (lost, guint, i), error);
}

/* Whether somebody sits in one of the seats, or will. */
static gboolean
is_hopeful (AriadneFleet *self,
            GPtrArray    *seats)
{
  for (guint i = 0; i < seats->len; i++)
    {
      AriadneFleetSeat *seat = g_ptr_array_index (seats, i);

      if (seat->server != NULL || seat->guest != NULL || seat->expected != NULL
          || (self->manner->joining && !self->begun && !seat->given_up))
        return TRUE;
    }

  return FALSE;
}

static gboolean
has_guests (AriadneFleet *self,
            AriadneRole   role)
{
  for (guint i = 0; i < self->guests->len; i++)
    {
      AriadneFleetGuest *guest = g_ptr_array_index (self->guests, i);

      if (guest->seat != NULL && guest->seat->role == role)
        return TRUE;
    }

  return FALSE;
}

static void
dismiss (AriadneFleet *self,
         AriadneRole   role)
{
  static const char message[] = "is not needed any more";
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, message);

  for (guint i = 0; i < self->guests->len; i++)
    {
      AriadneFleetGuest *guest = g_ptr_array_index (self->guests, i);

      if (guest->seat != NULL && guest->seat->role != role)
        continue;
      if (guest->seat != NULL && _ariadne_member_is_ready (guest->member))
        _ariadne_member_drain (guest->member);
      else if (!guest->leaving)
        _ariadne_member_fail (guest->member, error);
      guest->leaving = TRUE;
    }
}

/* The servers are told to end when no worker needs them. */
static void
end (AriadneFleet *self)
{
  self->ending = TRUE;
  _ariadne_fleet_expect_nobody (self);
  dismiss (self, ARIADNE_ROLE_WORKER);
  if (!has_guests (self, ARIADNE_ROLE_WORKER))
    dismiss (self, ARIADNE_ROLE_SERVER);
}

static gboolean
lonely_cb (gpointer user_data)
{
  AriadneFleet *self = user_data;

  self->why = g_error_new (ARIADNE_ERROR, ARIADNE_ERROR_TIMED_OUT,
                           "the last %s has left, and no other has joined within %g s",
                           is_hopeful (self, self->workers) ? "server" : "worker",
                           (double) self->settings->patience.start / G_USEC_PER_SEC);
  _ariadne_fleet_settle (self);

  return G_SOURCE_CONTINUE;
}

static void
stop_waiting (AriadneFleet *self)
{
  if (self->lonely == NULL)
    return;

  g_source_destroy (self->lonely);
  g_clear_pointer (&self->lonely, g_source_unref);
}

/* Gives the run up if nobody is left to do it, nor will be. */
static void
check_hope (AriadneFleet *self)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  if (is_hopeful (self, self->workers) && is_hopeful (self, self->servers))
    {
      stop_waiting (self);
      return;
    }

  if (!self->manner->joining)
    {
      self->why = g_error_copy (self->last_loss);
      return;
    }

  if (self->lonely != NULL)
    return;
  self->lonely = g_timeout_source_new (self->settings->patience.start / 1000);
  g_source_set_callback (self->lonely, lonely_cb, self, NULL);
  g_source_attach (self->lonely, context);
}

static guint
count_ready (GPtrArray *seats)
{
  guint n = 0;

  for (guint i = 0; i < seats->len; i++)
    n += _ariadne_fleet_seat_is_ready (g_ptr_array_index (seats, i));

  return n;
}

/* Tasks may be dealt to a process that was started before it is ready, or is there. */
static gboolean
is_open (AriadneFleet     *self,
         AriadneFleetSeat *seat)
{
  if (seat->guest == NULL)
    return seat->expected != NULL;

  return !seat->guest->leaving
         && (!self->manner->joining || _ariadne_member_is_ready (seat->guest->member));
}

/* Whether nobody who sits in a seat, or is expected to, has yet to become ready. */
static gboolean
is_everybody_ready (AriadneFleet *self)
{
  GPtrArray *roles[] = { self->workers, self->servers };

  for (guint role = 0; role < G_N_ELEMENTS (roles); role++)
    for (guint i = 0; i < roles[role]->len; i++)
      {
        AriadneFleetSeat *seat = g_ptr_array_index (roles[role], i);

        if ((seat->guest != NULL || seat->expected != NULL)
            && !_ariadne_fleet_seat_is_ready (seat))
          return FALSE;
      }

  return TRUE;
}

/* Those that are started have their seats from the beginning; of those that join
 * as many as were asked for must have come. Searches begin when all are ready, so
 * that no time counts in which some are not.
 */
static void
deal (AriadneFleet *self)
{
  if (self->n_heads == 0)
    return;
  if (!self->begun && self->manner->joining
      && (count_ready (self->workers) < self->settings->n_workers
          || count_ready (self->servers) < self->servers->len))
    return;

  self->begun = TRUE;
  for (guint i = 0; i < self->workers->len; i++)
    {
      AriadneFleetSeat *seat = g_ptr_array_index (self->workers, i);

      _ariadne_rota_set_open (self->rota, i, is_open (self, seat));
    }
  _ariadne_rota_deal (self->rota);
  if (!self->searching && !is_everybody_ready (self))
    return;

  if (!self->searching)
    _ariadne_engine_note_begin (self->engine);
  self->searching = TRUE;
  for (guint i = 0; i < self->workers->len; i++)
    hand_out (self, g_ptr_array_index (self->workers, i));
}

void
_ariadne_fleet_settle (AriadneFleet *self)
{
  if (!self->ending && self->why == NULL)
    {
      check_hope (self);
      if (self->why == NULL)
        deal (self);
    }

  if (self->why != NULL)
    fail_waiting (self);
  if (self->why != NULL || _ariadne_rota_count_unfinished (self->rota) == 0)
    end (self);
}

void
_ariadne_fleet_give_up (AriadneFleet *self,
                        const GError *error)
{
  if (self->why == NULL)
    self->why = g_error_copy (error);
  _ariadne_fleet_settle (self);
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  AriadneFleet *self = user_data;

  if (self->why == NULL)
    g_cancellable_set_error_if_cancelled (cancellable, &self->why);
  _ariadne_fleet_settle (self);

  return G_SOURCE_REMOVE;
}

static GSource *
watch_cancellable (AriadneFleet *self,
                   GCancellable *cancellable)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  GSource *source = g_cancellable_source_new (cancellable);

  g_source_set_callback (source, G_SOURCE_FUNC (cancelled_cb), self, NULL);
  g_source_attach (source, context);

  return source;
}

static gboolean
start_near_servers (AriadneFleet  *self,
                    GError       **error)
{
  for (guint i = 0; i < self->servers->len; i++)
    {
      AriadneFleetSeat *seat = g_ptr_array_index (self->servers, i);

      if (seat->place->model != NULL && !_ariadne_fleet_start_near_server (seat, error))
        return FALSE;
    }

  return TRUE;
}

/* The seats of servers come first, since workers ask where they are. */
static void
fill_seats (GPtrArray *seats)
{
  for (guint i = 0; i < seats->len; i++)
    {
      AriadneFleetSeat *seat = g_ptr_array_index (seats, i);

      if (seat->server == NULL)
        _ariadne_fleet_fill_seat (seat);
    }
}

gboolean
_ariadne_fleet_run (AriadneFleet  *self,
                    GCancellable  *cancellable,
                    GError       **error)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  GSource *stop;
  gboolean started;

  self->cancellable = cancellable;
  started = start_near_servers (self, error);
  if (started)
    {
      stop = watch_cancellable (self, cancellable);
      fill_seats (self->servers);
      fill_seats (self->workers);
      _ariadne_fleet_settle (self);
      while (!self->ending || self->guests->len > 0)
        g_main_context_iteration (context, TRUE);
      g_source_destroy (stop);
      g_source_unref (stop);
    }

  stop_waiting (self);
  for (guint i = 0; i < self->servers->len; i++)
    _ariadne_fleet_stop_near_server (g_ptr_array_index (self->servers, i));

  return started;
}

/* The searches have at least one domain, which has a recipe. */
AriadneFleet *
_ariadne_fleet_new (AriadneEngine              *engine,
                    const AriadneFleetSettings *settings,
                    const AriadneFleetManner   *manner,
                    GPtrArray                  *searches,
                    GError                    **errors)
{
  AriadneFleet *self = g_new0 (AriadneFleet, 1);

  self->engine = engine;
  self->settings = settings;
  self->manner = manner;
  self->searches = searches;
  self->errors = errors;
  self->domain = ariadne_search_get_domain (g_ptr_array_index (searches, 0));
  self->recipe = ariadne_domain_dup_recipe (self->domain);
  self->rota = _ariadne_rota_new (searches->len, settings->max_retries);
  self->workers = g_ptr_array_new_with_free_func (_ariadne_fleet_seat_free);
  self->servers = g_ptr_array_new_with_free_func (_ariadne_fleet_seat_free);
  self->guests = g_ptr_array_new_with_free_func (_ariadne_fleet_guest_free);

  for (guint i = 0; i < settings->places->len; i++)
    _ariadne_fleet_add_seat (self, ARIADNE_ROLE_SERVER,
                             &g_array_index (settings->places, AriadneFleetPlace, i));
  for (guint i = 0; i < settings->n_workers; i++)
    _ariadne_fleet_add_seat (self, ARIADNE_ROLE_WORKER, NULL);

  return self;
}

void
_ariadne_fleet_free (AriadneFleet *self)
{
  g_ptr_array_unref (self->guests);
  g_ptr_array_unref (self->workers);
  g_ptr_array_unref (self->servers);
  _ariadne_rota_free (self->rota);
  g_variant_unref (self->recipe);
  g_clear_error (&self->why);
  g_clear_error (&self->last_loss);
  g_free (self);
}
