/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "core/ariadne-model.h"
#include "model/ariadne-device.h"
#include "model/ariadne-graph.h"
#include "model/ariadne-network-tasks.h"
#include "model/ariadne-weights.h"

G_BEGIN_DECLS

/* What a module that is found at run time provides: networks on a kind of
 * device. The library knows nothing of the device, and the module nothing of
 * models, batches and what to do about errors; it is given graphs and where
 * their rows go.
 *
 * A module is built from the same sources as the library and reads the private
 * structs of graphs and weights. It calls no function of the library, which may
 * be part of the program or not, so it does not have to find it. Both sides
 * compare ARIADNE_DEVICE_BACKEND_ABI, which is to be raised whenever anything
 * that they share changes.
 */
#define ARIADNE_DEVICE_BACKEND_ABI   2
#define ARIADNE_DEVICE_BACKEND_ENTRY "ariadne_device_backend_get"

/* A network on a device. */
typedef struct _AriadneDeviceNetwork AriadneDeviceNetwork;

/* What a slot of a network holds, once and for all. Graphs beyond that are for
 * the next launch; a single graph with more nodes than that is evaluated all
 * the same, but not fast.
 */
typedef struct
{
  guint n_slots;
  guint max_graphs;
  guint max_nodes;
} AriadneDeviceLimits;

/* What was done so far, for reports and tests. */
typedef struct
{
  guint64 n_launches;    /* calls of evaluate that succeeded */
  guint64 n_replays;     /* of these, from a recorded graph of launches */
  guint64 n_fused;       /* of these, with a part that was one kernel */
  guint64 n_allocations; /* of memory of the device or pinned, since it was made */
} AriadneDeviceCounters;

/* Functions may be called on any thread. Errors are of ARIADNE_ERROR:
 * UNSUPPORTED or NOT_FOUND where a device cannot be used, and DEVICE,
 * DEVICE_MEMORY or DEVICE_LOST where it failed.
 */
typedef struct
{
  guint       abi;
  const char *name; /* as in `cuda` */

  /* How many devices there are, whether or not they can be used; 0 with an
   * error if none is found, or none can be because of what is missing.
   */
  guint                 (*count)        (GError                     **error);

  /* Describes a device. The strings of @info are for the caller to free. */
  void                  (*describe)     (guint                        device,
                                         AriadneDeviceInfo           *info);

  /* Puts a network on a device. All memory that evaluating needs is taken here,
   * and everything is done that is slow once.
   */
  AriadneDeviceNetwork *(*network_new)  (guint                        device,
                                         const AriadneWeights        *weights,
                                         const AriadneDeviceOptions  *options,
                                         GError                     **error);
  void                  (*network_free) (AriadneDeviceNetwork        *network);
  void                  (*get_limits)   (AriadneDeviceNetwork        *network,
                                         AriadneDeviceLimits         *limits);
  void                  (*get_counters) (AriadneDeviceNetwork        *network,
                                         AriadneDeviceCounters       *counters);

  /* Evaluates @n_tasks graphs, at least one, in a slot that no other thread is
   * using. Writes raw heads; blocks until they are there. Fills in all of
   * @times but its ends.
   */
  gboolean              (*evaluate)     (AriadneDeviceNetwork        *network,
                                         guint                        slot,
                                         const AriadneNetworkTask    *tasks,
                                         guint                        n_tasks,
                                         AriadneModelTimes           *times,
                                         GError                     **error);
} AriadneDeviceBackend;

typedef const AriadneDeviceBackend *(*AriadneDeviceBackendEntry) (void);

G_END_DECLS
