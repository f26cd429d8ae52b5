/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <sys/socket.h>

#include "connection/ariadne-channel-private.h"
#include "connection/ariadne-dispatcher.h"
#include "connection/ariadne-hub-connection.h"
#include "core/ariadne-error.h"
#include "serving/ariadne-batch-size-batcher.h"
#include "serving/ariadne-server.h"

#include "gate-model.h"

/* Servers that are reached through channels, and clients of this process that
 * call them. All servers have the same token.
 */

static const AriadneToken test_token = { "0123456789abcde" };

/* A server behind a hub. */
typedef struct
{
  GateModel     *model;
  AriadneDomain *domain;
  AriadneHub    *hub;
  AriadneServer *server;

  GMutex         lock;
  GCond          cond;

  /* Guarded by `lock`. */
  guint          n_accepted;
  guint          n_ended;
  GError        *ended; /* why the last channel has ended */
} Station;

static inline void
station_channel_cb (const char   *peer,
                    const GError *error,
                    gpointer      user_data)
{
  Station *self = user_data;

  g_mutex_lock (&self->lock);
  if (error == NULL)
    self->n_accepted++;
  else
    self->n_ended++;
  if (error != NULL)
    {
      g_clear_error (&self->ended);
      self->ended = g_error_copy (error);
    }
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
}

/* Makes a server that is not started, with as many permits as the test gives. */
static inline void
station_init (Station            *self,
              guint               window,
              guint               batch_size,
              AriadneBatchPolicy  policy)
{
  g_autoptr (AriadneBatcher) batcher = ariadne_batch_size_batcher_new (batch_size);
  g_autoptr (AriadneConnection) connection = NULL;

  *self = (Station) { 0 };
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  self->model = gate_model_new (0);
  self->domain = toy_domain_new ();
  self->hub = _ariadne_hub_new (&test_token, window);
  _ariadne_hub_set_channel_func (self->hub, station_channel_cb, self);
  connection = _ariadne_hub_connection_new (self->hub);
  self->server = ariadne_server_new (ARIADNE_MODEL (self->model), self->domain, connection,
                                     batcher, policy);
  g_object_set (self->server, "launch-cost", 1e300, NULL);
}

/* What is released here must be all there is. */
static inline void
station_clear (Station *self)
{
  gate_model_permit (self->model, GATE_OPEN);
  ariadne_server_stop (self->server);
  g_assert_finalize_object (self->server);
  g_assert_finalize_object (self->hub);
  g_assert_finalize_object (self->model);
  g_assert_finalize_object (self->domain);
  g_clear_error (&self->ended);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Station, station_clear)

static inline void
station_await_accepted (Station *self,
                        guint    n)
{
  g_mutex_lock (&self->lock);
  while (self->n_accepted < n)
    g_cond_wait (&self->cond, &self->lock);
  g_mutex_unlock (&self->lock);
}

/* Waits until so many channels have ended. */
static inline void
station_await_ended (Station *self,
                     guint    n)
{
  g_mutex_lock (&self->lock);
  while (self->n_ended < n)
    g_cond_wait (&self->cond, &self->lock);
  g_mutex_unlock (&self->lock);
}

static inline void
station_make_pair (Station *self,
                   int     *fd)
{
  int fds[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
  _ariadne_hub_adopt (self->hub, fds[1], "test");
  *fd = fds[0];
}

/* Opens a channel by a pair of sockets. The server must have been started. */
static inline AriadneChannel *
station_open (Station *self)
{
  g_autoptr (GError) error = NULL;
  AriadneChannel *channel;
  int fd;

  station_make_pair (self, &fd);
  channel = _ariadne_channel_new_for_fd (fd, &test_token, G_MAXINT, &error);
  g_assert_no_error (error);

  return channel;
}

static inline void
iterate_until (GMainContext *context,
               const guint  *value,
               guint         wanted)
{
  while (*value < wanted)
    g_main_context_iteration (context, TRUE);
}
