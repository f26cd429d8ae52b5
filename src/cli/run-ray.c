/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "run-ray.h"

#include "core/ariadne-installation.h"

/* Where the Python and the package are, unless the command line says so. */
#define PYTHON_VARIABLE  "ARIADNE_RAY_PYTHON"
#define FOLDER_VARIABLE  "ARIADNE_PYTHON_DIR"
#define ADDRESS_VARIABLE "RAY_ADDRESS"

static const char *
get_first (const char *given,
           const char *variable,
           const char *otherwise)
{
  if (given == NULL)
    given = g_getenv (variable);

  return given != NULL && *given != '\0' ? given : otherwise;
}

/**
 * run_ray_is_required:
 * @options: what is asked for
 *
 * Returns: whether the experiment cannot do without Ray
 */
gboolean
run_ray_is_required (const RunOptions *options)
{
  return g_strcmp0 (options->config->engine, "ray") == 0;
}

/**
 * run_ray_is_wanted:
 * @options: what is asked for
 *
 * Returns: whether the experiment has something for Ray, if it is there
 */
gboolean
run_ray_is_wanted (const RunOptions *options)
{
  return run_ray_is_required (options)
         || (options->config->engine == NULL && !options->config->continuous);
}

/**
 * run_ray_find:
 * @options: what is asked for
 * @n_gpus: how many GPUs there are on this machine
 * @error: return location for an error
 *
 * Finds a Python that has Ray.
 *
 * Returns: (transfer full) (nullable): a cluster that is not open
 */
AriadneRayCluster *
run_ray_find (const RunOptions  *options,
              guint              n_gpus,
              GError           **error)
{
  const AriadneExperimentConfig *config = options->config;
  const char *python = get_first (options->ray_python, PYTHON_VARIABLE, "python3");
  g_autofree char *installed = _ariadne_installation_find (ARIADNE_PYTHONDIR);
  const char *folder = get_first (NULL, FOLDER_VARIABLE, installed);
  g_autoptr (AriadneRayCluster) cluster = ariadne_ray_cluster_new (python, folder);

  ariadne_ray_cluster_set_address (cluster,
                                   get_first (options->ray_address, ADDRESS_VARIABLE, NULL));
  ariadne_ray_cluster_set_resources (cluster, MAX (config->num_cpus, config->num_procs),
                                     MIN (config->num_gpus, n_gpus));
  if (!ariadne_ray_cluster_check (cluster, error))
    return NULL;

  return g_steal_pointer (&cluster);
}
