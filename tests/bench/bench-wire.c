/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <time.h>

#include "connection/ariadne-message-private.h"
#include "connection/ariadne-wire.h"
#include "expression/ariadne-expression-domain.h"
#include "model/ariadne-fake-model.h"

/* What a state costs on its way from a searcher to a model in another process, in
 * bytes and in time on either side: as the encoded graph that the searcher makes,
 * and as a serialized state of which the server makes the graph. A request has
 * the neighbours of a state, as in a search. Copies inside the system are not
 * counted.
 */

#define N_STEPS 40

typedef struct
{
  guint64 n_states;
  guint64 n_nodes;
  guint64 n_bytes;
  double  searcher; /* seconds */
  double  server;   /* seconds */
} Tally;

static double
get_cpu_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);

  return (double) now.tv_sec + 1e-9 * (double) now.tv_nsec;
}

static GBytes *
send (AriadneDomain    *domain,
      GPtrArray        *states,
      AriadneWireForms  forms)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (AriadneSequence) sequence = NULL;
  g_autoptr (AriadneMessage) request = NULL;
  struct iovec tail;

  sequence = ariadne_sequence_new ((AriadneState * const *) states->pdata, states->len);
  request = ariadne_message_new_request (sequence, 1, ARIADNE_MESSAGE_FLAGS_NONE);
  if (forms == ARIADNE_WIRE_ENCODED && !ariadne_sequence_encode (sequence, domain, NULL))
    g_error ("A state cannot be encoded");
  if (!_ariadne_wire_write (request, domain, forms, bytes, &tail, NULL))
    g_error ("A request cannot be written");
  if (tail.iov_len > 0)
    g_byte_array_append (bytes, tail.iov_base, tail.iov_len);

  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

static void
receive (AriadneDomain *domain,
         AriadneModel  *model,
         GBytes        *block)
{
  g_autoptr (AriadneMessage) message = NULL;

  message = _ariadne_wire_read (ARIADNE_MESSAGE_REQUEST, 0, 1, block, 0, g_bytes_get_size (block),
                                NULL);
  if (message == NULL
      || !ariadne_sequence_encode (message->sequence, domain, NULL)
      || !ariadne_model_check (model, message->sequence, NULL))
    g_error ("A request cannot be read");
}

static void
measure (AriadneDomain    *domain,
         AriadneModel     *model,
         GPtrArray        *states,
         AriadneWireForms  forms,
         Tally            *tally)
{
  double start = get_cpu_time ();
  g_autoptr (GBytes) block = send (domain, states, forms);
  double sent = get_cpu_time ();

  receive (domain, model, block);
  tally->server += get_cpu_time () - sent;
  tally->searcher += sent - start;
  tally->n_bytes += g_bytes_get_size (block);
  tally->n_states += states->len;
  for (guint i = 0; i < states->len; i++)
    tally->n_nodes += ariadne_domain_size (domain, states->pdata[i]);
}

/* Requests of a random walk from a state. */
static void
walk (AriadneDomain *domain,
      AriadneModel  *model,
      AriadneState  *start,
      GRand         *random,
      Tally          tallies[2])
{
  g_autoptr (AriadneState) state = ariadne_state_ref (start);

  for (guint step = 0; step < N_STEPS; step++)
    {
      g_autoptr (GPtrArray) states = NULL;
      AriadneState *next;

      states = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_state_unref);
      if (!ariadne_domain_expand (domain, state, states, NULL) || states->len == 0)
        return;

      measure (domain, model, states, ARIADNE_WIRE_ENCODED, &tallies[0]);
      measure (domain, model, states, ARIADNE_WIRE_STATES, &tallies[1]);

      next = states->pdata[g_rand_int_range (random, 0, (gint32) states->len)];
      ariadne_state_unref (state);
      state = ariadne_state_ref (next);
    }
}

static void
report (const char  *set,
        const char  *form,
        const Tally *tally)
{
  double n_states = (double) tally->n_states;

  g_print ("%-8s %-10s %5.0f nodes  %6.1f bytes/state  %4.2f bytes/node  "
           "%6.0f ns/state searcher  %6.0f ns/state server\n",
           set, form, (double) tally->n_nodes / n_states, (double) tally->n_bytes / n_states,
           (double) tally->n_bytes / (double) tally->n_nodes,
           1e9 * tally->searcher / n_states, 1e9 * tally->server / n_states);
}

static gboolean
run (const char  *folder,
     const char  *name,
     GError     **error)
{
  g_autofree char *file = g_strconcat (name, ".kso", NULL);
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autoptr (AriadneExpressionSet) set = ariadne_expression_set_new_from_path (path, error);
  g_autoptr (AriadneExpressionDomain) domain = NULL;
  g_autoptr (AriadneFakeModel) model = NULL;
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  Tally tallies[2] = { { 0 } };

  if (set == NULL)
    return FALSE;

  domain = ariadne_expression_domain_new (set, "ml_rules", error);
  if (domain == NULL)
    return FALSE;

  model = ariadne_fake_model_new (NULL, ARIADNE_FAKE_ADVANTAGE_ZERO, 1, 0, 0);
  for (guint i = 0; i < ariadne_expression_set_get_n_expressions (set); i++)
    {
      g_autoptr (AriadneState) start = ariadne_expression_domain_make_start (domain, i);

      walk (ARIADNE_DOMAIN (domain), ARIADNE_MODEL (model), start, random, tallies);
    }

  report (name, "encoded", &tallies[0]);
  report (name, "states", &tallies[1]);

  return TRUE;
}

int
main (int   argc,
      char *argv[])
{
  const char *data = g_getenv ("ARIADNE_DATA_DIR");
  g_autofree char *folder = g_build_filename (data != NULL ? data : "data", "expressions", NULL);
  g_autoptr (GError) error = NULL;

  if (!run (folder, "blas", &error) || !run (folder, "ml", &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }

  return 0;
}
