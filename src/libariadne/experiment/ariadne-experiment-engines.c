/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-experiment-engines.h"

#include "core/ariadne-error.h"
#include "engine/ariadne-thread-engine.h"
#include "experiment/ariadne-recording-model.h"
#include "serving/ariadne-batch-size-batcher.h"

/* Releases what there is. */
void
ariadne_programs_clear (AriadnePrograms *self)
{
  g_clear_pointer (&self->worker, g_strfreev);
  g_clear_pointer (&self->server, g_strfreev);
  g_clear_pointer (&self->model, g_variant_unref);
  g_clear_object (&self->joined);
}

/* Several servers have a model each, with its share of the processors or of the
 * device.
 */
static AriadneModel *
make_model (const AriadneConfiguration     *self,
            const AriadneExperimentConfig  *config,
            guint                           server,
            AriadneModel                   *model,
            AriadneRecording               *recording,
            GError                        **error)
{
  AriadneModelShare part = { server, self->servers, config->num_gpus, config->total_gpu_frac };
  g_autoptr (AriadneModel) share = NULL;

  if (self->servers > 1)
    {
      share = ariadne_model_new_share (model, &part, error);
      if (share == NULL)
        return NULL;
    }

  return ariadne_recording_model_new (share != NULL ? share : model, recording, NULL, NULL);
}

static AriadneEngine *
make_thread_engine (const AriadneConfiguration     *self,
                    const AriadneExperimentConfig  *config,
                    AriadneModel                   *model,
                    AriadneRecording               *recording,
                    GError                        **error)
{
  g_autoptr (AriadneEngine) engine = ariadne_thread_engine_new (self->searchers);

  for (guint i = 0; i < self->servers; i++)
    {
      g_autoptr (AriadneModel) own = make_model (self, config, i, model, recording, error);
      g_autoptr (AriadneBatcher) batcher = NULL;

      if (own == NULL)
        return NULL;

      batcher = ariadne_batch_size_batcher_new (config->batch_size);
      ariadne_thread_engine_add_server (ARIADNE_THREAD_ENGINE (engine), own, batcher,
                                        config->batch_policy);
    }

  return g_steal_pointer (&engine);
}

/* Makes the engine that runs a configuration, with its servers and without
 * searches. What its servers evaluate in this process is noted in @recording.
 */
AriadneEngine *
ariadne_configuration_make_engine (const AriadneConfiguration     *self,
                                   const AriadneExperimentConfig  *config,
                                   const AriadnePrograms          *programs,
                                   AriadneModel                   *model,
                                   AriadneRecording               *recording,
                                   GError                        **error)
{
  if (self->place == ARIADNE_PLACE_THREAD)
    return make_thread_engine (self, config, model, recording, error);

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED,
               "%s: this build has the thread engine only", self->name);

  return NULL;
}
