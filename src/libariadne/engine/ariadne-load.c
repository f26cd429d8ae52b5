/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "engine/ariadne-load.h"

#include "core/ariadne-error.h"

/* Nobody answers so many requests. */
#define MAX_REQUESTS (G_GUINT64_CONSTANT (1) << 56)

void
_ariadne_load_add (AriadneServerLoad       *self,
                   const AriadneServerLoad *other)
{
  self->n_queued += other->n_queued;
  self->n_live = MAX (self->n_live, other->n_live);
  self->n_waiting = MAX (self->n_waiting, other->n_waiting);
  self->n_requests += other->n_requests;
  for (guint i = 0; i < ARIADNE_N_LATENCY_BUCKETS; i++)
    self->latency[i] += other->latency[i];
}

void
_ariadne_load_read (AriadneServerLoad *self,
                    AriadneServer     *server)
{
  AriadneServerMetrics metrics;

  ariadne_server_get_metrics (server, &metrics);
  self->n_queued = metrics.n_queued;
  self->n_live = metrics.n_live;
  self->n_waiting = metrics.n_waiting;
  self->n_requests = metrics.n_requests;
  memcpy (self->latency, metrics.latency, sizeof self->latency);
}

GVariant *
_ariadne_load_pack (const AriadneServerLoad *self,
                    AriadneServerLoad       *told)
{
  guint64 latency[ARIADNE_N_LATENCY_BUCKETS];
  guint64 n_requests = self->n_requests - told->n_requests;
  guint n = 0;

  for (guint i = 0; i < ARIADNE_N_LATENCY_BUCKETS; i++)
    {
      latency[i] = self->latency[i] - told->latency[i];
      if (latency[i] > 0)
        n = i + 1;
    }
  *told = *self;

  return g_variant_new ("(uuut@at)", (guint) self->n_queued, self->n_live, self->n_waiting,
                        n_requests,
                        g_variant_new_fixed_array (G_VARIANT_TYPE_UINT64, latency, n,
                                                   sizeof *latency));
}

gboolean
_ariadne_load_take (AriadneServerLoad  *self,
                    GVariant           *payload,
                    GError            **error)
{
  g_autoptr (GVariant) packed = NULL;
  const guint64 *latency;
  guint64 n_requests;
  guint n_queued, n_live, n_waiting;
  gsize n;

  g_variant_get (payload, "(uuut@at)", &n_queued, &n_live, &n_waiting, &n_requests, &packed);
  latency = g_variant_get_fixed_array (packed, &n, sizeof *latency);
  if (n > ARIADNE_N_LATENCY_BUCKETS || n_requests > MAX_REQUESTS)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
                   "has told about %" G_GUINT64_FORMAT " requests in %" G_GSIZE_FORMAT
                   " buckets, expected at most %d buckets", n_requests, n,
                   ARIADNE_N_LATENCY_BUCKETS);
      return FALSE;
    }

  self->n_queued = n_queued;
  self->n_live = n_live;
  self->n_waiting = n_waiting;
  self->n_requests += n_requests;
  for (gsize i = 0; i < n; i++)
    self->latency[i] += MIN (latency[i], MAX_REQUESTS);

  return TRUE;
}
