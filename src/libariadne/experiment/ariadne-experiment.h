/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

#include "core/ariadne-domain.h"
#include "core/ariadne-model.h"
#include "engine/ariadne-ray-cluster.h"
#include "engine/ariadne-static-engine.h"
#include "experiment/ariadne-experiment-config.h"
#include "experiment/ariadne-report.h"
#include "experiment/ariadne-run-log.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_EXPERIMENT (ariadne_experiment_get_type ())

/**
 * AriadneExperimentPhase:
 * @ARIADNE_EXPERIMENT_READY: has not been run
 * @ARIADNE_EXPERIMENT_SEARCHING: the searches of a configuration run
 * @ARIADNE_EXPERIMENT_MEASURING: they have ended; their evaluations are
 *   repeated back to back, to know the ideal time
 * @ARIADNE_EXPERIMENT_FINISHED: is over
 *
 * What an experiment is doing.
 */
typedef enum {
  ARIADNE_EXPERIMENT_READY,
  ARIADNE_EXPERIMENT_SEARCHING,
  ARIADNE_EXPERIMENT_MEASURING,
  ARIADNE_EXPERIMENT_FINISHED,
} AriadneExperimentPhase;

/**
 * AriadneExperimentRecipeFunc:
 * @share: which server it is for, and what it may use
 * @user_data: what was given with the function
 *
 * Called for the model of a server in another process.
 *
 * Returns: (transfer full): a recipe, which may be floating, of type %ARIADNE_RECIPE_TYPE_STRING
 */
typedef GVariant *(*AriadneExperimentRecipeFunc) (const AriadneModelShare *share,
                                                  gpointer                 user_data);

ARIADNE_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (AriadneExperiment, ariadne_experiment, ARIADNE, EXPERIMENT, GObject)

ARIADNE_AVAILABLE_IN_ALL
AriadneExperiment *ariadne_experiment_new (const AriadneExperimentConfig *config,
                                           AriadneDomain                 *domain,
                                           AriadneModel                  *model)
  G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
void ariadne_experiment_set_programs (AriadneExperiment  *self,
                                      const char * const *worker,
                                      const char * const *server);
ARIADNE_AVAILABLE_IN_ALL
void ariadne_experiment_set_recipe_func (AriadneExperiment           *self,
                                         AriadneExperimentRecipeFunc  func,
                                         gpointer                     user_data,
                                         GDestroyNotify               destroy);
ARIADNE_AVAILABLE_IN_ALL
void ariadne_experiment_set_engine (AriadneExperiment   *self,
                                    AriadneStaticEngine *engine);
ARIADNE_AVAILABLE_IN_ALL
void ariadne_experiment_set_ray (AriadneExperiment  *self,
                                 AriadneRayCluster  *cluster,
                                 const char * const *worker,
                                 const char * const *server,
                                 const char         *listen);
ARIADNE_AVAILABLE_IN_ALL
void ariadne_experiment_add_start (AriadneExperiment *self,
                                   const char        *name,
                                   AriadneState      *state);
ARIADNE_AVAILABLE_IN_ALL
void ariadne_experiment_set_log (AriadneExperiment *self,
                                 AriadneRunLog     *log);
ARIADNE_AVAILABLE_IN_ALL
gboolean ariadne_experiment_validate (AriadneExperiment  *self,
                                      GError            **error);
ARIADNE_AVAILABLE_IN_ALL
gboolean ariadne_experiment_run (AriadneExperiment  *self,
                                 GCancellable       *cancellable,
                                 GError            **error);
ARIADNE_AVAILABLE_IN_ALL
void ariadne_experiment_run_async (AriadneExperiment   *self,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data);
ARIADNE_AVAILABLE_IN_ALL
gboolean ariadne_experiment_run_finish (AriadneExperiment  *self,
                                        GAsyncResult       *result,
                                        GError            **error);

ARIADNE_AVAILABLE_IN_ALL
AriadneReport *ariadne_experiment_get_report (AriadneExperiment *self);
ARIADNE_AVAILABLE_IN_ALL
guint ariadne_experiment_get_n_configurations (AriadneExperiment *self);
ARIADNE_AVAILABLE_IN_ALL
const char *ariadne_experiment_get_name (AriadneExperiment *self,
                                         guint              configuration);
ARIADNE_AVAILABLE_IN_ALL
AriadneRunRecord *ariadne_experiment_describe_configuration (AriadneExperiment *self,
                                                             guint              configuration)
  G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
AriadneExperimentPhase ariadne_experiment_get_phase (AriadneExperiment *self,
                                                     guint             *configuration);
ARIADNE_AVAILABLE_IN_ALL
GPtrArray *ariadne_experiment_get_searches (AriadneExperiment *self);

G_END_DECLS
