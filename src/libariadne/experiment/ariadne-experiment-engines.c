/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-experiment-engines.h"

#include "engine/ariadne-process-engine.h"
#include "engine/ariadne-ray-engine.h"
#include "engine/ariadne-static-engine.h"
#include "engine/ariadne-thread-engine.h"
#include "experiment/ariadne-recording-model.h"
#include "serving/ariadne-batch-size-batcher.h"

/* Releases what there is. */
void
ariadne_programs_clear (AriadnePrograms *self)
{
  g_clear_pointer (&self->worker, g_strfreev);
  g_clear_pointer (&self->server, g_strfreev);
  if (self->recipe_free != NULL)
    self->recipe_free (self->recipe_data);
  self->recipe_free = NULL;
  g_clear_object (&self->joined);
  g_clear_object (&self->ray);
  g_clear_pointer (&self->ray_worker, g_strfreev);
  g_clear_pointer (&self->ray_server, g_strfreev);
  g_clear_pointer (&self->ray_listen, g_free);
}

/* Makes the record of a configuration that has not been run. Those who join ask in the
 * way in which they have joined.
 */
AriadneRunRecord *
ariadne_programs_make_record (const AriadnePrograms      *self,
                              const AriadneConfiguration *configuration)
{
  AriadneRunRecord *record = ariadne_configuration_make_record (configuration);
  const char *address = NULL;

  if (configuration->place == ARIADNE_PLACE_STATIC && self->joined != NULL)
    address = ariadne_static_engine_get_address (ARIADNE_STATIC_ENGINE (self->joined));
  if (address != NULL && g_str_has_prefix (address, "unix"))
    {
      g_free (record->queue);
      record->queue = g_strdup ("unix");
    }

  return record;
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

/* Servers that something else starts are elsewhere, and share nothing. Those that Ray
 * places share GPUs, but each sees only its own.
 */
static void
add_far_servers (AriadneRemoteEngine           *engine,
                 const AriadneConfiguration    *self,
                 const AriadneExperimentConfig *config,
                 const AriadnePrograms         *programs)
{
  for (guint i = 0; i < self->servers; i++)
    {
      AriadneModelShare share = { 0, 1, config->num_gpus, 1.0 };
      g_autoptr (GVariant) recipe = NULL;

      if (self->place == ARIADNE_PLACE_PROCESS || self->place == ARIADNE_PLACE_RAY)
        share = (AriadneModelShare) { i, self->servers, config->num_gpus, config->total_gpu_frac,
                                      self->place == ARIADNE_PLACE_RAY };

      recipe = g_variant_take_ref (programs->recipe_func (&share, programs->recipe_data));
      ariadne_remote_engine_add_far_server (engine, recipe, config->batch_size,
                                            config->batch_policy);
    }
}

/* The one server of searchers elsewhere is here, as in the prototype; several
 * are processes of their own.
 */
static void
set_up_remote_engine (AriadneRemoteEngine           *engine,
                      const AriadneConfiguration    *self,
                      const AriadneExperimentConfig *config,
                      const AriadnePrograms         *programs,
                      AriadneModel                  *model,
                      AriadneRecording              *recording)
{
  ariadne_remote_engine_set_max_retries (engine, config->max_retries);
  ariadne_remote_engine_set_patience (engine, config->server_grace);
  ariadne_remote_engine_set_far_encoding (engine,
                                          config->preprocess == ARIADNE_PREPROCESS_SERVER);
  if (config->multi_server || self->servers > 1)
    add_far_servers (engine, self, config, programs);
  else
    {
      g_autoptr (AriadneModel) own = NULL;
      g_autoptr (AriadneBatcher) batcher = ariadne_batch_size_batcher_new (config->batch_size);

      own = ariadne_recording_model_new (model, recording, NULL, NULL);
      ariadne_remote_engine_add_server (engine, own, batcher, config->batch_policy);
    }
}

static AriadneEngine *
make_ray_engine (const AriadneConfiguration    *self,
                 const AriadneExperimentConfig *config,
                 const AriadnePrograms         *programs)
{
  AriadneEngine *engine;
  double share = config->total_gpu_frac * config->num_gpus / self->servers;

  engine = ariadne_ray_engine_new (programs->ray, (const char * const *) programs->ray_worker,
                                   (const char * const *) programs->ray_server, self->searchers);
  ariadne_ray_engine_set_gpu_share (ARIADNE_RAY_ENGINE (engine), MIN (share, 1.0));
  ariadne_ray_engine_set_queue (ARIADNE_RAY_ENGINE (engine), self->queue);
  ariadne_ray_engine_set_listen (ARIADNE_RAY_ENGINE (engine), programs->ray_listen);

  return engine;
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
  AriadneEngine *engine;

  if (self->place == ARIADNE_PLACE_THREAD)
    return make_thread_engine (self, config, model, recording, error);

  if (self->place == ARIADNE_PLACE_STATIC)
    engine = g_object_ref (programs->joined);
  else if (self->place == ARIADNE_PLACE_RAY)
    engine = make_ray_engine (self, config, programs);
  else
    engine = ariadne_process_engine_new ((const char * const *) programs->worker,
                                         (const char * const *) programs->server,
                                         self->searchers);
  set_up_remote_engine (ARIADNE_REMOTE_ENGINE (engine), self, config, programs, model, recording);

  return engine;
}
