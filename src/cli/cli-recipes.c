/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "cli-recipes.h"

#include "run/run-subject.h"

/* What `ariadne run` and `ariadne serve` tell processes to make, and what
 * `ariadne worker` and `ariadne serve` know how to make.
 *
 * The recipe of a model: its spec; the kind, the number, the precision, the
 * rescue, the slots, the share of memory and the spinning of its device; and
 * among how many servers the processors are divided.
 */
#define MODEL_KIND "spec"
#define MODEL_TYPE "(suiuuudbu)"

#define MAX_SERVERS 65536

static gboolean
read_model (GVariant              *parameters,
            const char           **spec,
            AriadneDeviceOptions  *device,
            guint                 *n_servers,
            GError               **error)
{
  guint kind, precision, rescue;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE (MODEL_TYPE)))
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
                   "the recipe of a model is malformed, expected a spec and a device");
      return FALSE;
    }

  ariadne_device_options_init (device);
  g_variant_get (parameters, "(&suiuuudbu)", spec, &kind, &device->index, &precision, &rescue,
                 &device->n_slots, &device->memory_fraction, &device->spin, n_servers);
  if (kind > ARIADNE_DEVICE_CUDA || precision > ARIADNE_PRECISION_BF16
      || rescue > ARIADNE_DEVICE_RESCUE_CPU || *n_servers < 1 || *n_servers > MAX_SERVERS)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
                   "the recipe of a model has a number that is out of range");
      return FALSE;
    }

  device->kind = kind;
  device->precision = precision;
  device->rescue = rescue;

  return ariadne_device_options_check (device, error);
}

static AriadneModel *
make_model (GVariant       *parameters,
            AriadneDomain  *domain,
            GError        **error)
{
  AriadneDeviceOptions device;
  const char *spec;
  guint n_servers;
  AriadneModel *model;

  if (!read_model (parameters, &spec, &device, &n_servers, error))
    return NULL;

  model = run_model_new (spec, domain, &device, NULL, error);
  if (model != NULL && ARIADNE_IS_GRAPH_NETWORK (model))
    {
      AriadneGraphNetwork *network = ARIADNE_GRAPH_NETWORK (model);
      guint n_threads = ariadne_graph_network_get_n_threads (network) / n_servers;

      ariadne_graph_network_set_n_threads (network, MAX (1, n_threads));
    }

  return model;
}

/**
 * cli_recipes_new:
 *
 * Makes the recipes that the program knows.
 *
 * Returns: (transfer full): new recipes
 */
AriadneRecipes *
cli_recipes_new (void)
{
  AriadneRecipes *recipes = ariadne_recipes_new ();

  ariadne_recipes_add_domain (recipes, "expression", ariadne_expression_domain_make);
  ariadne_recipes_add_domain (recipes, "sliding-tiles", ariadne_tiles_domain_make);
  ariadne_recipes_add_model (recipes, MODEL_KIND, make_model);

  return recipes;
}

/**
 * cli_recipes_make_model:
 * @spec: the model, as given with `--model`
 * @device: where a network is evaluated
 * @share: what the server may use of that
 *
 * Makes the recipe of a server's model.
 *
 * Returns: (transfer floating): a recipe
 */
GVariant *
cli_recipes_make_model (const char                 *spec,
                        const AriadneDeviceOptions *device,
                        const AriadneModelShare    *share)
{
  AriadneDeviceOptions own = *device;

  if (share->n_servers > 1)
    ariadne_device_options_share (&own, share->server, share->n_servers, share->n_gpus,
                                  share->gpu_fraction);

  return g_variant_new (ARIADNE_RECIPE_TYPE_STRING, MODEL_KIND,
                        g_variant_new (MODEL_TYPE, spec, own.kind, own.index, own.precision,
                                       own.rescue, own.n_slots, own.memory_fraction, own.spin,
                                       share->n_servers));
}
