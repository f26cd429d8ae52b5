/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "connection/ariadne-hub-connection.h"
#include "core/ariadne-error.h"
#include "engine/ariadne-batch-list.h"
#include "engine/ariadne-load.h"
#include "engine/ariadne-station.h"
#include "engine/ariadne-worker.h"
#include "serving/ariadne-batch-size-batcher.h"
#include "serving/ariadne-server-private.h"

/* Records of batches are sent together, when the first of them is so old. */
#define RECORDS_DELAY_MS 20

/* Expected of a SPEC. */
#define MAX_BATCH_SIZE (1 << 20)

/* A process that serves. */
typedef struct
{
  AriadneStation *station;
  GMainContext   *context;  /* of the station */
  AriadneHub     *hub;
  AriadneServer  *server;   /* has threads of its own */
  AriadneServerLoad told;   /* as the engine knows it */

  GMutex   lock;

  /* Protected by the lock: */
  GArray  *records; /* of AriadneBatchRecord; not sent yet */
  GSource *sender;  /* NULL if there are none */
} Serve;

static void
send_records (Serve *self)
{
  g_autoptr (GArray) records = NULL;
  AriadneServerLoad load;

  g_mutex_lock (&self->lock);
  records = g_steal_pointer (&self->records);
  self->records = g_array_new (FALSE, FALSE, sizeof (AriadneBatchRecord));
  if (self->sender != NULL)
    g_source_destroy (self->sender);
  g_clear_pointer (&self->sender, g_source_unref);
  g_mutex_unlock (&self->lock);

  if (records->len == 0)
    return;

  _ariadne_load_read (&load, self->server);
  _ariadne_station_send (self->station, ARIADNE_CONTROL_BATCHES,
                         _ariadne_batch_list_pack (records));
  _ariadne_station_send (self->station, ARIADNE_CONTROL_LOAD,
                         _ariadne_load_pack (&load, &self->told));
}

static gboolean
send_records_cb (gpointer user_data)
{
  send_records (user_data);

  return G_SOURCE_REMOVE;
}

/* Runs on a thread of the server. */
static void
batch_cb (const AriadneBatchRecord *record,
          gpointer                  user_data)
{
  Serve *self = user_data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_array_append_vals (self->records, record, 1);
  if (self->sender != NULL)
    return;

  self->sender = g_timeout_source_new (RECORDS_DELAY_MS);
  g_source_set_callback (self->sender, send_records_cb, self, NULL);
  g_source_attach (self->sender, self->context);
}

static gboolean
check_spec (const AriadneStationSpec  *spec,
            GError                   **error)
{
  if (spec->model != NULL && spec->batch_size > 0 && spec->batch_size <= MAX_BATCH_SIZE
      && spec->policy <= ARIADNE_BATCH_POLICY_NO_WAIT)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
               "a server is to have %s model, batches of %u states and policy %u, expected a "
               "model, 1 to %u states and a policy up to %u",
               spec->model != NULL ? "a" : "no", spec->batch_size, spec->policy, MAX_BATCH_SIZE,
               ARIADNE_BATCH_POLICY_NO_WAIT);

  return FALSE;
}

static GVariant *
make_cb (AriadneStation            *station,
         const AriadneStationSpec  *spec,
         gpointer                   user_data,
         GError                   **error)
{
  Serve *self = user_data;
  AriadneDomain *domain = _ariadne_station_get_domain (station);
  g_autofree char *address = _ariadne_station_dup_address (station);
  g_autofree char *bound = NULL;
  g_autoptr (AriadneConnection) connection = NULL;
  g_autoptr (AriadneBatcher) batcher = NULL;
  g_autoptr (AriadneModel) model = NULL;
  const char *addresses[2] = { NULL, NULL };

  if (!check_spec (spec, error))
    return NULL;
  model = ariadne_recipes_make_model (_ariadne_station_get_recipes (station), spec->model, domain,
                                      error);
  if (model == NULL)
    return NULL;

  self->hub = _ariadne_hub_new (_ariadne_station_get_token (station), ARIADNE_HUB_WINDOW);
  if (!_ariadne_hub_listen (self->hub, address, &bound, error))
    return NULL;

  self->station = station;
  self->context = g_main_context_ref_thread_default ();
  batcher = ariadne_batch_size_batcher_new (spec->batch_size);
  connection = _ariadne_hub_connection_new (self->hub);
  self->server = ariadne_server_new (model, domain, connection, batcher, spec->policy);
  _ariadne_server_watch (self->server, batch_cb, self);
  ariadne_server_start (self->server);

  addresses[0] = bound;

  return g_variant_new ("(^asub)", addresses, ariadne_model_get_n_heads (model),
                        ariadne_model_needs_encoding (model));
}

static gboolean
frame_cb (AriadneStation      *station,
          AriadneControlType   type,
          GVariant            *payload,
          gpointer             user_data,
          GError             **error)
{
  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
               "the engine has sent a %s to a server", _ariadne_control_type_to_string (type));

  return FALSE;
}

static void
drain_cb (AriadneStation *station,
          gpointer        user_data)
{
  Serve *self = user_data;

  ariadne_server_stop (self->server);
  send_records (self);
  _ariadne_station_leave (station, NULL);
}

static void
serve_clear (Serve *self)
{
  if (self->server != NULL)
    ariadne_server_stop (self->server);
  if (self->sender != NULL)
    g_source_destroy (self->sender);
  g_clear_pointer (&self->sender, g_source_unref);
  g_clear_object (&self->server);
  g_clear_object (&self->hub);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_array_unref (self->records);
  g_mutex_clear (&self->lock);
}

/**
 * ariadne_serve_run:
 * @recipes: what this process can make
 * @address: (nullable): the address of an engine to join; %NULL if the engine has
 *   started this process, and left the control socket at %ARIADNE_CONTROL_FD
 * @token: (nullable): what to show there, as 32 hexadecimal digits; needed to join
 * @seat: which place of the engine to take, or 0 for any that is free
 * @timeout: how long it may take to reach the engine, in microseconds; needed to
 *   join
 * @cancellable: (nullable): has the process leave
 * @error: return location for an error
 *
 * Serves an engine: evaluates what its workers ask. Blocks until the engine needs
 * this process no more, or has gone.
 *
 * If nobody listens at the address, which is then %ARIADNE_ERROR_NOBODY, it does not
 * wait for somebody to do so.
 *
 * Fails with what ended it otherwise: nobody at the address, another token, or a domain
 * or a model that cannot be made.
 *
 * Returns: whether it has ended as it should
 */
gboolean
ariadne_serve_run (AriadneRecipes  *recipes,
                   const char      *address,
                   const char      *token,
                   guint            seat,
                   gint64           timeout,
                   GCancellable    *cancellable,
                   GError         **error)
{
  static const AriadneStationFuncs funcs = { ARIADNE_ROLE_SERVER, make_cb, frame_cb, drain_cb };
  Serve self = { .station = NULL };
  gboolean succeeded;

  g_mutex_init (&self.lock);
  self.records = g_array_new (FALSE, FALSE, sizeof (AriadneBatchRecord));
  succeeded = _ariadne_station_run (recipes, address, token, seat, timeout, &funcs, &self,
                                    cancellable, error);
  serve_clear (&self);

  return succeeded;
}
