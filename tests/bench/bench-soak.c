/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <malloc.h>
#include <unistd.h>

#include "connection/ariadne-dispatcher.h"
#include "connection/ariadne-hub-connection.h"
#include "model/ariadne-fake-model.h"
#include "serving/ariadne-batch-size-batcher.h"
#include "serving/ariadne-server.h"

#include "toy-domain.h"

/* Very many requests through a channel: whether each is answered once, with the
 * right rows, and whether memory stays as it is. Half of the requests are made
 * before it is measured for the first time. Each is a batch, so that by then the
 * log of a server, which keeps a million of them, has reached its bound.
 */

#define N_FUNCTIONS 64
#define N_STATES    4
#define BATCH_SIZE  N_STATES
#define TOLERANCE   (4 << 20)

static gint64 n_requests = 2500000;
static char *address = NULL;

static const GOptionEntry entries[] = {
  { "requests", 'n', 0, G_OPTION_ARG_INT64, &n_requests, "Requests in all (2500000)", "N" },
  { "address", 'a', 0, G_OPTION_ARG_STRING, &address, "Where to listen; default: all kinds",
    "ADDRESS" },
  { NULL },
};

/* A client that asks again as soon as it is answered. */
typedef struct
{
  AriadneConnectedFunction *function;
  AriadneSequence          *sequence;
  guint32                   first;   /* its first state */
  gint64                   *n_left;  /* requests to make, of all */
  gint64                   *n_ended; /* of all */
} Walker;

static gsize
get_memory (void)
{
  g_autofree char *text = NULL;
  long pages = 0;

  malloc_trim (0);
  if (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    sscanf (text, "%*s %ld", &pages);

  return (gsize) pages * (gsize) sysconf (_SC_PAGESIZE);
}

static void walk (Walker *self);

static void
check_answer (Walker        *self,
              AriadneMatrix *rows)
{
  if (ariadne_matrix_get_n_rows (rows) != N_STATES)
    g_error ("There are %u rows", ariadne_matrix_get_n_rows (rows));

  /* What the fake model says of a state of this size. */
  for (guint i = 0; i < N_STATES; i++)
    if (ariadne_matrix_get_row (rows, i)[0] != 7 * g_bit_storage (self->first + i) % 16)
      g_error ("The answer %u is wrong", i);
}

static void
walked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Walker *self = user_data;
  g_autoptr (AriadneMatrix) rows = NULL;
  g_autoptr (GError) error = NULL;

  rows = ariadne_connected_function_call_finish (self->function, result, &error);
  if (rows == NULL)
    g_error ("%s", error->message);

  check_answer (self, rows);
  ++*self->n_ended;
  walk (self);
}

static void
walk (Walker *self)
{
  if (*self->n_left == 0)
    return;

  --*self->n_left;
  ariadne_connected_function_call_async (self->function, self->sequence, ARIADNE_CALL_WAITS, NULL,
                                         walked_cb, self);
}

static void
walker_init (Walker        *self,
             AriadneDomain *domain,
             gpointer       function,
             guint32        first,
             gint64        *n_left,
             gint64        *n_ended)
{
  *self = (Walker) { function, toy_sequence_new (first, N_STATES), first, n_left, n_ended };
}

static void
make_requests (AriadneDomain *domain,
               GPtrArray     *functions,
               gint64         n)
{
  Walker walkers[N_FUNCTIONS];
  gint64 n_left = n;
  gint64 n_ended = 0;

  for (guint i = 0; i < N_FUNCTIONS; i++)
    walker_init (&walkers[i], domain, functions->pdata[i], 1 + 1000 * i, &n_left, &n_ended);
  for (guint i = 0; i < N_FUNCTIONS; i++)
    walk (&walkers[i]);
  while (n_ended < n)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < N_FUNCTIONS; i++)
    ariadne_sequence_unref (walkers[i].sequence);
}

static gboolean
check_and_report (AriadneServer *server,
                  const char    *where,
                  gsize          before,
                  gsize          after,
                  double         seconds)
{
  AriadneServerMetrics metrics;
  gboolean is_exact;
  gboolean is_flat = after <= before + TOLERANCE;

  ariadne_server_get_metrics (server, &metrics);
  is_exact = metrics.n_requests == (guint64) n_requests
             && metrics.n_rows == (guint64) n_requests * N_STATES;

  g_print ("%-24s %9" G_GINT64_FORMAT " requests  %6.0f ns each  counts %s  "
           "memory %+.2f MiB in the second half of %.1f%s\n",
           where, n_requests, 1e9 * seconds / (double) n_requests, is_exact ? "exact" : "WRONG",
           ((double) after - (double) before) / 1048576, (double) after / 1048576,
           is_flat ? "" : ": NOT FLAT");

  return is_exact && is_flat;
}

static gboolean
soak (const char  *where,
      GError     **error)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneFakeModel) model = NULL;
  g_autoptr (AriadneBatcher) batcher = ariadne_batch_size_batcher_new (BATCH_SIZE);
  g_autoptr (AriadneConnection) connection = NULL;
  g_autoptr (AriadneHub) hub = NULL;
  g_autoptr (AriadneServer) server = NULL;
  g_autoptr (AriadneDispatcher) dispatcher = NULL;
  g_autoptr (GPtrArray) functions = NULL;
  g_autofree char *bound = NULL;
  AriadneChannel *channel;
  AriadneToken token;
  gint64 start;
  gsize before;
  gboolean succeeded;

  _ariadne_token_generate (&token);
  model = ariadne_fake_model_new (domain, ARIADNE_FAKE_ADVANTAGE_MOD, 1, 0, 0);
  hub = _ariadne_hub_new (&token, ARIADNE_HUB_WINDOW);
  connection = _ariadne_hub_connection_new (hub);
  server = ariadne_server_new (ARIADNE_MODEL (model), domain, connection, batcher,
                               ARIADNE_BATCH_POLICY_ADAPTIVE);
  if (!_ariadne_hub_listen (hub, where, &bound, error))
    return FALSE;

  ariadne_server_start (server);
  channel = _ariadne_channel_connect (bound, &token, ARIADNE_CHANNEL_TIMEOUT, error);
  if (channel == NULL)
    return FALSE;

  dispatcher = _ariadne_dispatcher_new (g_main_context_default (), domain, ARIADNE_WIRE_STATES);
  _ariadne_dispatcher_add (dispatcher, channel);
  functions = _ariadne_dispatcher_make_functions (dispatcher, N_FUNCTIONS,
                                                  ARIADNE_ANSWER_ORDER_FIFO);

  start = g_get_monotonic_time ();
  make_requests (domain, functions, n_requests / 2);
  before = get_memory ();
  make_requests (domain, functions, n_requests - n_requests / 2);
  succeeded = check_and_report (server, where, before, get_memory (),
                                1e-6 * (double) (g_get_monotonic_time () - start));
  ariadne_server_stop (server);

  return succeeded;
}

int
main (int   argc,
      char *argv[])
{
  static const char *const all[] = { "unix-abstract:ariadne-soak-%ld", "tcp:127.0.0.1:0" };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  gboolean succeeded = TRUE;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }

  if (address != NULL)
    succeeded = soak (address, &error);
  for (guint i = 0; address == NULL && i < G_N_ELEMENTS (all) && error == NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (all[i], "%ld", 2);
      g_autofree char *pid = g_strdup_printf ("%ld", (long) getpid ());
      g_autofree char *where = g_strjoinv (pid, parts);

      succeeded &= soak (where, &error);
    }

  if (error != NULL)
    g_printerr ("%s\n", error->message);
  g_free (address);

  return succeeded && error == NULL ? 0 : 1;
}
