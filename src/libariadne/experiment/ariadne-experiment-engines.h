/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "core/ariadne-model.h"
#include "engine/ariadne-engine.h"
#include "engine/ariadne-ray-cluster.h"
#include "experiment/ariadne-experiment-plan.h"
#include "experiment/ariadne-experiment.h"
#include "experiment/ariadne-recording.h"

G_BEGIN_DECLS

/* What engines of processes need to know from the program that runs an
 * experiment.
 */
typedef struct
{
  char         **worker; /* nullable: the command of a process that searches */
  char         **server; /* nullable: the command of a process that serves */

  AriadneExperimentRecipeFunc recipe_func; /* nullable: of a server's model */
  gpointer                    recipe_data;
  GDestroyNotify              recipe_free;

  AriadneEngine *joined; /* nullable: an engine that processes can join */

  AriadneRayCluster *ray;        /* nullable: where Ray places processes */
  char             **ray_worker; /* the command of one that searches */
  char             **ray_server; /* the command of one that serves */
  char              *ray_listen; /* nullable: where they join */
} AriadnePrograms;

void           ariadne_programs_clear             (AriadnePrograms                *self);
AriadneRunRecord *ariadne_programs_make_record   (const AriadnePrograms         *self,
                                                 const AriadneConfiguration    *configuration)
  G_GNUC_WARN_UNUSED_RESULT;
AriadneEngine *ariadne_configuration_make_engine  (const AriadneConfiguration     *self,
                                                   const AriadneExperimentConfig  *config,
                                                   const AriadnePrograms          *programs,
                                                   AriadneModel                   *model,
                                                   AriadneRecording               *recording,
                                                   GError                        **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
