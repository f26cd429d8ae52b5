/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "core/ariadne-domain.h"
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
} AriadneMethod;

/* One configuration of an experiment: one run. */
typedef struct
{
  const char    *group;
  char          *name;
  AriadneMethod  method;
  gboolean       synchronous; /* no server: evaluated on the spot */
  guint          searchers;
} AriadneConfiguration;

GPtrArray *ariadne_experiment_plan_new (const AriadneExperimentConfig *config)
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
