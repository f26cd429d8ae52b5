/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "core/ariadne-recipe.h"
#include "engine/ariadne-control.h"

G_BEGIN_DECLS

/* Set in the environment of processes whose channels are not to go straight from one
 * to another: to a worker it says which address leads to all servers (see
 * _ariadne_channel_connect_through()), to a server where to listen.
 */
#define ARIADNE_TUNNEL_VARIABLE "ARIADNE_TUNNEL"

/* The engine as one of its processes sees it.
 *
 * Everything happens in the default main context of the thread that runs the
 * station; a process that is busy does its work on other threads.
 */
typedef struct _AriadneStation AriadneStation;

/* What a SPEC says, but for the domain. */
typedef struct
{
  const char *name;
  GVariant   *model;      /* a recipe, or NULL */
  guint       batch_size;
  guint       policy;
} AriadneStationSpec;

/* What kinds of processes do.
 *
 * @make: becomes what the SPEC says; returns the payload of READY, or NULL with the
 *   reason
 * @frame: PEERS or TASK, when they may come; on failure the process ends
 * @drain: stop and tell what there is, then call _ariadne_station_leave(); called
 *   once, and not if the engine has gone
 */
typedef struct
{
  AriadneRole role;
  GVariant *(*make)  (AriadneStation            *station,
                      const AriadneStationSpec  *spec,
                      gpointer                   user_data,
                      GError                   **error);
  gboolean  (*frame) (AriadneStation            *station,
                      AriadneControlType         type,
                      GVariant                  *payload,
                      gpointer                   user_data,
                      GError                   **error);
  void      (*drain) (AriadneStation            *station,
                      gpointer                   user_data);
} AriadneStationFuncs;

/* Runs until the engine or the cancellable says that it is enough, or something
 * fails. `address` is NULL for a process that was started by its engine, else where
 * to join, `token` what to show there, `seat` which one to take, or 0 for any, and
 * `timeout` the longest that it may take to connect, in microseconds. All of them
 * are checked here, for every kind of station.
 */
gboolean            _ariadne_station_run         (AriadneRecipes             *recipes,
                                                  const char                 *address,
                                                  const char                 *token,
                                                  guint                       seat,
                                                  gint64                      timeout,
                                                  const AriadneStationFuncs  *funcs,
                                                  gpointer                    user_data,
                                                  GCancellable               *cancellable,
                                                  GError                    **error);

/* What is known once a SPEC has come. */
AriadneDomain      *_ariadne_station_get_domain  (AriadneStation             *self);
AriadneRecipes     *_ariadne_station_get_recipes (AriadneStation             *self);
const AriadneToken *_ariadne_station_get_token   (AriadneStation             *self);

/* Where a server is to listen, so that all whom the engine knows can reach it. */
char               *_ariadne_station_dup_address (AriadneStation             *self);

void                _ariadne_station_send        (AriadneStation             *self,
                                                  AriadneControlType          type,
                                                  GVariant                   *payload);
gboolean            _ariadne_station_is_clogged  (AriadneStation             *self);

/* Ends the run: with BYE, and with the error, if there is one. */
void                _ariadne_station_leave       (AriadneStation             *self,
                                                  const GError               *error);

G_END_DECLS
