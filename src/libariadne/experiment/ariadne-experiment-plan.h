/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "core/ariadne-domain.h"
#include "engine/ariadne-ray-engine.h"
#include "experiment/ariadne-experiment-config.h"
#include "experiment/ariadne-run-record.h"
#include "search/ariadne-search.h"

G_BEGIN_DECLS

/* How the searches of a configuration get their evaluations, and which searches
 * these are.
 */
typedef enum {
  ARIADNE_METHOD_ASTAR,
  ARIADNE_METHOD_CONTINUOUS,
  ARIADNE_METHOD_ROLLOUT,
  ARIADNE_METHOD_WEIGHTED,
  ARIADNE_METHOD_BEAM,
  ARIADNE_METHOD_DEPTH_COLUMNS,

  ARIADNE_N_METHODS,
} AriadneMethod;

/* Where its searchers are; servers are in the same kind of place. */
typedef enum {
  ARIADNE_PLACE_NOWHERE, /* no server: evaluated on the spot */
  ARIADNE_PLACE_THREAD,
  ARIADNE_PLACE_PROCESS,
  ARIADNE_PLACE_STATIC,  /* processes that something else starts */
  ARIADNE_PLACE_RAY,     /* processes that Ray starts */
} AriadnePlace;

/* What there is to run an experiment with. */
typedef enum {
  ARIADNE_MEANS_NONE = 0,
  ARIADNE_MEANS_PROGRAMS = 1 << 0, /* that can be started as processes */
  ARIADNE_MEANS_SHARES = 1 << 1,   /* models for several servers */
  ARIADNE_MEANS_RECIPES = 1 << 2,  /* the same, in other processes */
  ARIADNE_MEANS_RAY = 1 << 3,      /* a cluster of Ray */
} AriadneMeans;

/* One configuration of an experiment: one run. */
typedef struct
{
  const char      *group;
  char            *name;
  AriadneMethod    method;
  AriadnePlace     place;
  AriadneRayQueue  queue; /* of processes that Ray starts */
  guint            searchers;
  guint            servers;
} AriadneConfiguration;

GPtrArray *ariadne_experiment_plan_new (const AriadneExperimentConfig *config,
                                        AriadneMeans                   means)
  G_GNUC_WARN_UNUSED_RESULT;
AriadneRunRecord *ariadne_configuration_make_record (const AriadneConfiguration *self)
  G_GNUC_WARN_UNUSED_RESULT;
AriadneSearch *ariadne_configuration_make_search (const AriadneConfiguration    *self,
                                                  const AriadneExperimentConfig *config,
                                                  AriadneDomain                 *domain,
                                                  AriadneState                  *start,
                                                  guint                          position,
                                                  guint                          n_searches)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
