/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The process that speaks to Ray: `python -m ariadne_ray.bridge`, which describes what
 * both say. It is started here, and gets and gives lines of JSON.
 *
 * Everything happens in the default main context of the thread that starts it.
 */
typedef struct _AriadneRayBridge AriadneRayBridge;

/* Raised whenever one end would misunderstand the other. */
#define ARIADNE_RAY_PROTOCOL 1

typedef enum {
  ARIADNE_RAY_READY,  /* is part of a cluster */
  ARIADNE_RAY_EXITED, /* a seat is empty, and Ray has nobody sit there again */
} AriadneRayEventKind;

/* What the bridge says. Texts are valid during the call only. */
typedef struct
{
  AriadneRayEventKind kind;
  const char         *host;    /* of this machine, as other nodes know it */
  guint               nodes;
  double              cpus;    /* of all nodes together */
  double              gpus;
  guint               seat;
  const char         *message; /* how its process has ended; NULL: as it should */
} AriadneRayEvent;

typedef void (*AriadneRayEventFunc) (const AriadneRayEvent *event,
                                     gpointer               user_data);

/* The last call: the bridge has ended, and nothing is left of it here. @error is NULL
 * if it was told to.
 */
typedef void (*AriadneRayEndedFunc) (const GError *error,
                                     gpointer      user_data);

AriadneRayBridge *_ariadne_ray_bridge_start (const char * const   *argv,
                                             const char * const   *environment,
                                             AriadneRayEventFunc   event_func,
                                             AriadneRayEndedFunc   ended_func,
                                             gpointer              user_data,
                                             GError              **error);

/* Says an object, whose reference it takes. Never waits. */
void              _ariadne_ray_bridge_send  (AriadneRayBridge     *self,
                                             JsonNode             *order);

/* Has it leave the cluster, stop the one that it has started, and end. */
void              _ariadne_ray_bridge_close (AriadneRayBridge     *self);

/* Kills it if it lives, with all that is in its group. Nothing is called any more. */
void              _ariadne_ray_bridge_free  (AriadneRayBridge     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneRayBridge, _ariadne_ray_bridge_free)

G_END_DECLS
