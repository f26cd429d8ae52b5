/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "experiment/ariadne-experiment.h"
#include "experiment/ariadne-experiment-engines.h"
#include "experiment/ariadne-ideal.h"

G_BEGIN_DECLS

struct _AriadneExperiment
{
  GObject parent_instance;

  /* Read-only once it runs: */
  AriadneExperimentConfig *config;
  AriadneDomain           *domain;
  AriadneModel            *model;
  GPtrArray               *names;   /* of char */
  GPtrArray               *starts;  /* of AriadneState */
  AriadnePrograms          programs;
  GPtrArray               *plan;    /* of AriadneConfiguration */
  AriadneRunLog           *log;     /* nullable */
  GMainContext            *context; /* where to emit; NULL: on the spot */

  /* Only touched where signals are emitted: */
  AriadneReport *report;

  /* Only touched by the thread that runs: */
  AriadneIdeal *ideal;

  /* The same, for each method: */
  char             *expected[ARIADNE_N_METHODS];   /* the digest to expect */
  AriadneRecording *recordings[ARIADNE_N_METHODS]; /* what was evaluated in this process */

  GMutex lock;

  /* Protected by the lock: */
  AriadneExperimentPhase phase;
  guint                  configuration;
  GPtrArray             *searches; /* of AriadneSearch, of that configuration */
};

enum
{
  ARIADNE_EXPERIMENT_SIGNAL_RUN_STARTED,
  ARIADNE_EXPERIMENT_SIGNAL_RUN_FINISHED,
  ARIADNE_EXPERIMENT_SIGNAL_PROCESS_EVENT,
  ARIADNE_EXPERIMENT_N_SIGNALS
};

extern guint _ariadne_experiment_signals[ARIADNE_EXPERIMENT_N_SIGNALS];

GPtrArray *_ariadne_experiment_make_searches (AriadneExperiment           *self,
                                              const AriadneConfiguration  *configuration)
  G_GNUC_WARN_UNUSED_RESULT;
gboolean   _ariadne_experiment_run           (AriadneExperiment           *self,
                                              GCancellable                *cancellable,
                                              GError                     **error);

G_END_DECLS
