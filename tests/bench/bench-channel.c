/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define _GNU_SOURCE

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <poll.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "connection/ariadne-address.h"
#include "connection/ariadne-dispatcher.h"
#include "connection/ariadne-hub-connection.h"
#include "serving/ariadne-batch-size-batcher.h"
#include "serving/ariadne-server.h"

#include "callers.h"

/* What it costs to ask a server in another process: a channel beside the barest
 * ways to get as many bytes to another process and back. Each server is a process
 * of its own, made for the purpose.
 *
 * A request has 8 states, which together have the size that is named; an answer
 * has 8 rows of the same size. The model does nothing.
 *
 * A channel carries the encoded forms of states, as it does unless something else
 * is said, which are made once; or states, which the server makes anew for each
 * request.
 */
#define N_STATES 8
#define MAX_SIZE 16384

static guint n_turns = 5;

typedef struct _Way Way;

struct _Way
{
  const char       *name;
  double          (*measure) (const Way *way, guint size, guint n_pending, guint64 n_requests);
  int               domain; /* of the sockets; AF_UNSPEC for the tunnel */
  AriadneWireForms  forms;
};

/* An address to which the tunnel $ARIADNE_TUNNEL leads; see
 * _ariadne_channel_connect_through().
 */
static char *beyond;

static void
make_tunnel (int fds[2])
{
  const char *tunnel = g_getenv ("ARIADNE_TUNNEL");
  g_autofree char *line = g_strconcat (beyond, "\n", NULL);
  g_autofree char *bound = NULL;
  g_autoptr (GError) error = NULL;
  struct pollfd polled = { .events = POLLIN };

  if (tunnel == NULL)
    g_error ("ARIADNE_TUNNEL is not set");
  polled.fd = _ariadne_address_listen (beyond, &bound, &error);
  if (polled.fd < 0)
    g_error ("%s", error->message);
  fds[0] = _ariadne_address_connect (tunnel, G_USEC_PER_SEC, NULL, &error);
  if (fds[0] < 0 || send (fds[0], line, strlen (line), 0) < 0)
    g_error ("No tunnel at %s", tunnel);
  while (poll (&polled, 1, -1) < 0)
    continue;
  fds[1] = accept4 (polled.fd, NULL, NULL, 0);
  close (polled.fd);
  fcntl (fds[0], F_SETFL, 0);
}

static void
make_pair (int domain,
           int fds[2])
{
  g_autofree char *bound = NULL;
  g_autoptr (GError) error = NULL;
  int listener;

  if (domain == AF_UNIX)
    {
      if (socketpair (AF_UNIX, SOCK_STREAM, 0, fds) != 0)
        g_error ("No sockets: %s", g_strerror (errno));
      return;
    }
  if (domain == AF_UNSPEC)
    {
      make_tunnel (fds);
      return;
    }

  listener = _ariadne_address_listen ("127.0.0.1:0", &bound, &error);
  if (listener < 0)
    g_error ("%s", error->message);
  fds[0] = _ariadne_address_connect (bound, G_USEC_PER_SEC, NULL, &error);
  fds[1] = accept4 (listener, NULL, NULL, 0);
  if (fds[0] < 0 || fds[1] < 0)
    g_error ("No connection to %s", bound);
  close (listener);
  fcntl (fds[0], F_SETFL, 0);
  for (guint i = 0; i < 2; i++)
    _ariadne_address_prepare (fds[i]);
}

static void
await_server (pid_t pid)
{
  int status;

  while (waitpid (pid, &status, 0) < 0)
    if (errno != EINTR)
      g_error ("No server: %s", g_strerror (errno));
  if (status != 0)
    g_error ("The server has failed");
}

/* Sockets as they are: whatever arrives is sent back, in one call. */

static gsize
check (gssize n)
{
  if (n <= 0)
    g_error ("The other process has gone: %s", g_strerror (errno));

  return n;
}

static void
echo (int fd)
{
  static guint8 bytes[64 * MAX_SIZE];
  gssize n;

  while ((n = recv (fd, bytes, sizeof bytes, 0)) > 0)
    for (gssize done = 0; done < n;)
      done += check (send (fd, bytes + done, n - done, MSG_NOSIGNAL));
}

/* As much as there is room for: who waited for room while the other end does so
 * too would wait for ever.
 */
static gsize
send_some (int           fd,
           const guint8 *bytes,
           gsize         length)
{
  gssize n = send (fd, bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL);

  return n < 0 && errno == EAGAIN ? 0 : check (n);
}

static double
measure_socket (const Way *way,
                guint      size,
                guint      n_pending,
                guint64    n_requests)
{
  static guint8 bytes[64 * MAX_SIZE];
  guint64 length = n_requests * size;
  guint64 sent = 0, received = 0;
  double start;
  int fds[2];
  pid_t pid;

  make_pair (way->domain, fds);
  pid = fork ();
  if (pid == 0)
    {
      close (fds[0]);
      echo (fds[1]);
      _exit (0);
    }
  close (fds[1]);

  start = get_ns ();
  while (received < length)
    {
      guint64 whole = received / size * size;
      guint64 n = MIN (whole + (guint64) n_pending * size, length) - sent;

      if (n > 0)
        sent += send_some (fds[0], bytes, n);
      received += check (recv (fds[0], bytes, sizeof bytes, 0));
    }
  start = get_ns () - start;
  close (fds[0]);
  await_server (pid);

  return start / n_requests;
}

/* Two rings in shared memory, one for each way. Whoever finds nothing to read
 * sleeps; whoever writes wakes him only then.
 */
#define RING_LENGTH (1 << 20)

typedef struct
{
  alignas (64) _Atomic guint32 written; /* bytes, modulo 2^32 */
  alignas (64) _Atomic guint32 read;
  alignas (64) _Atomic guint32 is_asleep;
  alignas (64) guint8          bytes[RING_LENGTH];
} Ring;

static void
futex (_Atomic guint32 *word,
       int              operation,
       guint32          value)
{
  syscall (SYS_futex, word, operation, value, NULL, NULL, 0);
}

/* All sizes divide the length, hence nothing is cut in two. */
static void
ring_write (Ring         *self,
            const guint8 *bytes,
            guint         size)
{
  guint32 written = atomic_load_explicit (&self->written, memory_order_relaxed);

  memcpy (self->bytes + written % RING_LENGTH, bytes, size);
  atomic_store (&self->written, written + size);
}

static void
ring_wake (Ring *self)
{
  if (atomic_exchange (&self->is_asleep, 0))
    futex (&self->is_asleep, FUTEX_WAKE, 1);
}

/* Waits until there is something to read; gives how much. */
static guint
ring_await (Ring *self)
{
  guint32 read = atomic_load_explicit (&self->read, memory_order_relaxed);
  guint32 n;

  while ((n = atomic_load (&self->written) - read) == 0)
    {
      atomic_store (&self->is_asleep, 1);
      if (atomic_load (&self->written) == read)
        futex (&self->is_asleep, FUTEX_WAIT, 1);
    }

  return n;
}

static void
ring_read (Ring   *self,
           guint8 *bytes,
           guint   size)
{
  guint32 read = atomic_load_explicit (&self->read, memory_order_relaxed);

  memcpy (bytes, self->bytes + read % RING_LENGTH, size);
  atomic_store (&self->read, read + size);
}

static void
echo_ring (Ring    *in,
           Ring    *out,
           guint    size,
           guint64  n_requests)
{
  static guint8 bytes[MAX_SIZE];

  while (n_requests > 0)
    {
      guint n = ring_await (in) / size;

      for (guint i = 0; i < n; i++)
        {
          ring_read (in, bytes, size);
          ring_write (out, bytes, size);
        }
      n_requests -= n;
      ring_wake (out);
    }
}

static double
measure_ring (const Way *way,
              guint      size,
              guint      n_pending,
              guint64    n_requests)
{
  Ring *rings = mmap (NULL, 2 * sizeof (Ring), PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  static guint8 bytes[MAX_SIZE];
  guint64 sent = 0, received = 0;
  double start;
  pid_t pid;

  if (rings == MAP_FAILED)
    g_error ("No memory: %s", g_strerror (errno));
  pid = fork ();
  if (pid == 0)
    {
      echo_ring (&rings[0], &rings[1], size, n_requests);
      _exit (0);
    }

  start = get_ns ();
  while (received < n_requests)
    {
      for (; sent < MIN (received + n_pending, n_requests); sent++)
        ring_write (&rings[0], bytes, size);
      ring_wake (&rings[0]);
      for (guint n = ring_await (&rings[1]) / size; n > 0; n--, received++)
        ring_read (&rings[1], bytes, size);
    }
  start = get_ns () - start;
  await_server (pid);
  munmap (rings, 2 * sizeof (Ring));

  return start / n_requests;
}

/* A domain whose states are so many bytes. */

#define BLOB_TYPE_DOMAIN (blob_domain_get_type ())
G_DECLARE_FINAL_TYPE (BlobDomain, blob_domain, BLOB, DOMAIN, GObject)

struct _BlobDomain
{
  GObject parent_instance;
};

typedef struct
{
  AriadneState parent;
  guint        length;
  guint8       bytes[];
} Blob;

static void
blob_free (AriadneState *state)
{
  g_free (state);
}

static AriadneState *
blob_new (const guint8 *bytes,
          guint         length)
{
  static const AriadneStateClass klass = { blob_free };
  Blob *self = g_malloc (sizeof *self + length);

  ariadne_state_init (&self->parent, &klass);
  self->length = length;
  memcpy (self->bytes, bytes, length);

  return &self->parent;
}

static void
blob_serialize (AriadneDomain *domain,
                AriadneState  *state,
                GByteArray    *bytes)
{
  const Blob *self = (const Blob *) state;

  g_byte_array_append (bytes, self->bytes, self->length);
}

static gboolean
blob_encode (AriadneDomain  *domain,
             AriadneState   *state,
             GByteArray     *bytes,
             GError        **error)
{
  blob_serialize (domain, state, bytes);

  return TRUE;
}

static AriadneState *
blob_deserialize (AriadneDomain  *domain,
                  const guint8   *data,
                  gsize           length,
                  GError        **error)
{
  return blob_new (data, length);
}

static guint
blob_get_size (AriadneDomain *domain,
               AriadneState  *state)
{
  return 1;
}

static void
blob_domain_iface_init (AriadneDomainInterface *iface)
{
  iface->encode = blob_encode;
  iface->serialize = blob_serialize;
  iface->deserialize = blob_deserialize;
  iface->size = blob_get_size;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (BlobDomain, blob_domain, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ARIADNE_TYPE_DOMAIN, blob_domain_iface_init))

static void
blob_domain_class_init (BlobDomainClass *klass)
{
}

static void
blob_domain_init (BlobDomain *self)
{
}

/* A server behind a channel, and clients that ask again and again. */

static const AriadneToken token = { "bench" };

/* The write end is closed when the channel is. */
static void
channel_cb (const char   *peer,
            const GError *error,
            gpointer      user_data)
{
  if (error != NULL)
    close (GPOINTER_TO_INT (user_data));
}

static void
serve (const Way *way,
       int        fd,
       guint      size)
{
  g_autoptr (AriadneModel) model = null_model_new (size / N_STATES / sizeof (float),
                                                   way->forms == ARIADNE_WIRE_ENCODED);
  g_autoptr (AriadneDomain) domain = g_object_new (BLOB_TYPE_DOMAIN, NULL);
  g_autoptr (AriadneBatcher) batcher = ariadne_batch_size_batcher_new (4096);
  g_autoptr (AriadneHub) hub = _ariadne_hub_new (&token, ARIADNE_HUB_WINDOW);
  g_autoptr (AriadneConnection) connection = _ariadne_hub_connection_new (hub);
  g_autoptr (AriadneServer) server = NULL;
  int fds[2];
  char byte;

  if (pipe (fds) != 0)
    g_error ("No pipe: %s", g_strerror (errno));

  server = ariadne_server_new (model, domain, connection, batcher,
                               ARIADNE_BATCH_POLICY_ADAPTIVE);
  _ariadne_hub_set_channel_func (hub, channel_cb, GINT_TO_POINTER (fds[1]));
  _ariadne_hub_adopt (hub, fd, NULL);
  ariadne_server_start (server);
  while (read (fds[0], &byte, 1) < 0)
    continue;
  ariadne_server_stop (server);
}

static double
get_resident_mib (pid_t pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/statm", (int) pid);
  g_autofree char *text = NULL;
  gulong pages = 0;

  if (g_file_get_contents (path, &text, NULL, NULL))
    sscanf (text, "%*u %lu", &pages);

  return pages * sysconf (_SC_PAGESIZE) / 1048576.0;
}

/* What is printed while it lasts. */
typedef struct
{
  guint64 n_answers;
  guint64 interval; /* of answers; 0 to print nothing */
  pid_t   server;
} Progress;

static void
answered_cb (gpointer user_data)
{
  Progress *self = user_data;

  if (++self->n_answers % self->interval == 0)
    g_print ("%12" G_GUINT64_FORMAT " answers, resident %.2f MiB here, %.2f MiB at the server\n",
             self->n_answers, get_resident_mib (getpid ()), get_resident_mib (self->server));
}

static AriadneSequence *
make_sequence (guint size)
{
  static const guint8 bytes[MAX_SIZE];
  AriadneState *states[N_STATES];
  AriadneSequence *sequence;

  for (guint i = 0; i < N_STATES; i++)
    states[i] = blob_new (bytes, size / N_STATES);
  sequence = ariadne_sequence_new (states, N_STATES);
  for (guint i = 0; i < N_STATES; i++)
    ariadne_state_unref (states[i]);

  return sequence;
}

static double
ask (const Way *way,
     int        fd,
     guint      size,
     guint      n_pending,
     guint64    n_requests,
     Progress  *progress)
{
  g_autoptr (AriadneDomain) domain = g_object_new (BLOB_TYPE_DOMAIN, NULL);
  g_autoptr (AriadneDispatcher) dispatcher = NULL;
  g_autoptr (GPtrArray) functions = NULL;
  g_autoptr (AriadneSequence) sequence = make_sequence (size);
  g_autofree Caller *callers = g_new0 (Caller, n_pending);
  g_autoptr (GError) error = NULL;
  guint n_calling = n_pending;
  AriadneChannel *channel;
  double start;

  channel = _ariadne_channel_new_for_fd (fd, &token, ARIADNE_CHANNEL_TIMEOUT, &error);
  if (channel == NULL)
    g_error ("%s", error->message);
  dispatcher = _ariadne_dispatcher_new (g_main_context_default (), domain, way->forms);
  _ariadne_dispatcher_add (dispatcher, channel);
  functions = _ariadne_dispatcher_make_functions (dispatcher, n_pending, ARIADNE_ANSWER_ORDER_ANY);

  start = get_ns ();
  for (guint i = 0; i < n_pending; i++)
    {
      callers[i] = (Caller) {
        functions->pdata[i], { sequence, sequence },
        n_requests / n_pending + (i < n_requests % n_pending), &n_calling,
        progress->interval > 0 ? answered_cb : NULL, progress,
      };
      caller_start (&callers[i]);
    }
  while (n_calling > 0)
    g_main_context_iteration (NULL, TRUE);

  return (get_ns () - start) / n_requests;
}

static double
run_channel (const Way *way,
             guint      size,
             guint      n_pending,
             guint64    n_requests,
             guint64    interval)
{
  Progress progress = { 0, interval };
  double duration;
  int fds[2];

  make_pair (way->domain, fds);
  progress.server = fork ();
  if (progress.server == 0)
    {
      close (fds[0]);
      serve (way, fds[1], size);
      _exit (0);
    }
  close (fds[1]);

  duration = ask (way, fds[0], size, n_pending, n_requests, &progress);
  await_server (progress.server);

  return duration;
}

static double
measure_channel (const Way *way,
                 guint      size,
                 guint      n_pending,
                 guint64    n_requests)
{
  return run_channel (way, size, n_pending, n_requests, 0);
}

static const Way ways[] = {
  { "shared memory", measure_ring },
  { "Unix socket", measure_socket, AF_UNIX },
  { "Unix channel", measure_channel, AF_UNIX, ARIADNE_WIRE_ENCODED },
  { "Unix, states", measure_channel, AF_UNIX, ARIADNE_WIRE_STATES },
  { "TCP socket", measure_socket, AF_INET },
  { "TCP channel", measure_channel, AF_INET, ARIADNE_WIRE_ENCODED },
  { "TCP, states", measure_channel, AF_INET, ARIADNE_WIRE_STATES },
};

/* Measures all ways in turns, and prints the medians; of a channel also how many
 * times it is the plain socket of its kind in the same turn.
 */
static void
compare (guint   size,
         guint   n_pending,
         guint64 n_requests)
{
  g_autofree double *values = g_new (double, 4 * G_N_ELEMENTS (ways) * n_turns);
  double *wall[G_N_ELEMENTS (ways)], *cpu[G_N_ELEMENTS (ways)];
  double *wall_ratio[G_N_ELEMENTS (ways)], *cpu_ratio[G_N_ELEMENTS (ways)];

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      wall[i] = values + 4 * i * n_turns;
      cpu[i] = wall[i] + n_turns;
      wall_ratio[i] = cpu[i] + n_turns;
      cpu_ratio[i] = wall_ratio[i] + n_turns;
    }

  for (guint turn = 0; turn < n_turns; turn++)
    for (guint i = 0, plain = 0; i < G_N_ELEMENTS (ways); i++)
      {
        double before = get_cpu_ns ();

        if (ways[i].forms == 0)
          plain = i;
        wall[i][turn] = ways[i].measure (&ways[i], size, n_pending, n_requests);
        cpu[i][turn] = (get_cpu_ns () - before) / n_requests;
        wall_ratio[i][turn] = wall[i][turn] / wall[plain][turn];
        cpu_ratio[i][turn] = cpu[i][turn] / cpu[plain][turn];
      }

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      double spent = get_median (cpu[i], n_turns) / 1e3;

      g_print ("%5u bytes, %2u at a time  %-13s %7.2f us, x%5.2f  CPU %7.2f us, x%5.2f, "
               "a state %6.3f us\n",
               size, n_pending, ways[i].name, get_median (wall[i], n_turns) / 1e3,
               get_median (wall_ratio[i], n_turns), spent, get_median (cpu_ratio[i], n_turns),
               spent / N_STATES);
    }
}

/* The tunnel beside what it takes the place of. It may take milliseconds. */
static void
compare_tunnel (void)
{
  static const Way others[] = {
    { "Unix channel", measure_channel, AF_UNIX, ARIADNE_WIRE_ENCODED },
    { "TCP channel", measure_channel, AF_INET, ARIADNE_WIRE_ENCODED },
    { "tunnel", measure_channel, AF_UNSPEC, ARIADNE_WIRE_ENCODED },
  };
  static const guint sizes[] = { 256, 4096 };
  g_autofree double *us = g_new (double, n_turns);

  for (guint n_pending = 1; n_pending <= 32; n_pending *= 32)
    for (guint k = 0; k < G_N_ELEMENTS (sizes); k++)
      for (guint i = 0; i < G_N_ELEMENTS (others); i++)
        {
          guint n_requests = n_pending * (others[i].domain == AF_UNSPEC ? 200 : 2000);

          for (guint turn = 0; turn < n_turns; turn++)
            us[turn] = others[i].measure (&others[i], sizes[k], n_pending, n_requests) / 1e3;
          g_print ("%5u bytes, %2u at a time  %-13s %8.2f us, %8.0f a second\n", sizes[k],
                   n_pending, others[i].name, get_median (us, n_turns),
                   1e6 / get_median (us, n_turns));
        }
}

/* Asks so often through one channel of each kind. */
static void
soak (guint64 n_requests,
      guint   n_pending)
{
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      if (ways[i].forms == 0)
        continue;

      g_print ("%s, %u requests at a time\n", ways[i].name, n_pending);
      g_print ("%.2f us a request\n",
               run_channel (&ways[i], 256, n_pending, n_requests, MAX (n_requests / 10, 1)) / 1e3);
    }
}

/* Each size with one request at a time, and with many; or only what is asked for. */
static void
compare_all (guint size,
             guint n_pending)
{
  static const guint sizes[] = { 256, 1024, 4096, 16384 };
  static const struct { guint n_pending; guint64 n_requests; } loads[] = {
    { 1, 20000 },
    { 32, 50000 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (loads); i++)
    for (guint j = 0; j < G_N_ELEMENTS (sizes); j++)
      if ((n_pending == 0 || n_pending == loads[i].n_pending) && (size == 0 || size == sizes[j]))
        compare (sizes[j], loads[i].n_pending, loads[i].n_requests);
}

int
main (int   argc,
      char *argv[])
{
  gint64 n_soak = 0;
  gint turns = 5;
  gint size = 0;
  gint n_pending = 0;
  const GOptionEntry entries[] = {
    { "requests", 0, 0, G_OPTION_ARG_INT64, &n_soak, "Only ask so often, and watch memory", "N" },
    { "pending", 0, 0, G_OPTION_ARG_INT, &n_pending, "Only 1 or only 32 at a time", "N" },
    { "size", 0, 0, G_OPTION_ARG_INT, &size, "Only 256, 1024, 4096 or 16384 bytes", "N" },
    { "beyond", 0, 0, G_OPTION_ARG_STRING, &beyond,
      "Only the tunnel $ARIADNE_TUNNEL to ADDRESS, beside channels without", "ADDRESS" },
    { "turns", 0, 0, G_OPTION_ARG_INT, &turns, "Measure so often", "N" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return EXIT_FAILURE;
    }

  n_turns = turns;
  if (beyond != NULL)
    compare_tunnel ();
  else if (n_soak > 0)
    soak (n_soak, n_pending > 0 ? n_pending : 32);
  else
    compare_all (size, n_pending);

  return EXIT_SUCCESS;
}
