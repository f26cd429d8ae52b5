/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "model/ariadne-model-spec.h"

#include "core/ariadne-error.h"
#include "model/ariadne-device-model.h"
#include "model/ariadne-fake-model.h"
#include "model/ariadne-graph-network.h"
#include "model/ariadne-onnx-model.h"
#include "model/ariadne-spec-options.h"

static gboolean
parse_variant (const char *value,
               gpointer    target)
{
  AriadneGruVariant *variant = target;

  if (g_str_equal (value, "reset_before"))
    *variant = ARIADNE_GRU_RESET_BEFORE;
  else if (g_str_equal (value, "reset_after"))
    *variant = ARIADNE_GRU_RESET_AFTER;
  else
    return FALSE;

  return TRUE;
}

static AriadneWeights *
new_random_weights (const char  *spec,
            const char  *options,
            GError     **error)
{
  AriadneWeights *weights;
  AriadneNetworkConfig config;
  guint64 seed = 0;
  const AriadneSpecOption known[] = {
    { "seed", ariadne_spec_parse_number_64, &seed, "a number" },
    { "hidden", ariadne_spec_parse_positive, &config.hidden_size, "a positive number" },
    { "readout", ariadne_spec_parse_positive, &config.readout_size, "a positive number" },
    { "propagations", ariadne_spec_parse_number, &config.n_propagations, "a number" },
    { "heads", ariadne_spec_parse_positive, &config.n_heads, "a positive number" },
    { "edge_types", ariadne_spec_parse_positive, &config.n_edge_types, "8 or 9" },
    { "variant", parse_variant, &config.variant, "reset_before or reset_after" },
  };

  ariadne_network_config_init (&config);
  if (!ariadne_spec_options_parse (spec, options, known, G_N_ELEMENTS (known), error))
    return NULL;

  weights = ariadne_weights_new_random (&config, seed, error);
  if (weights == NULL)
    g_prefix_error (error, "Model “%s”: ", spec);

  return weights;
}

static AriadneWeights *
new_weights (const char  *spec,
             GError     **error)
{
  if (g_str_equal (spec, "random"))
    return new_random_weights (spec, "", error);

  if (g_str_has_prefix (spec, "random:"))
    return new_random_weights (spec, spec + strlen ("random:"), error);

  return ariadne_weights_new_from_file (spec, error);
}

static gboolean
is_fake (const char *spec)
{
  return g_str_equal (spec, "fake") || g_str_has_prefix (spec, "fake:");
}

static AriadneModel *
new_fake (const char     *spec,
          AriadneDomain  *domain,
          GError        **error)
{
  AriadneFakeModel *fake = ariadne_fake_model_new_from_spec (domain, spec, error);

  return fake != NULL ? ARIADNE_MODEL (fake) : NULL;
}

static AriadneModel *
new_onnx (const char                  *path,
          const AriadneDeviceOptions  *options,
          GError                     **error)
{
  AriadneOnnxModel *onnx = ariadne_onnx_model_new (path, options, error);

  return onnx != NULL ? ARIADNE_MODEL (onnx) : NULL;
}

/* Whether to go on without a device that was not asked for by name: there is
 * none, or it has no room. Somebody who wants another precision wants a GPU.
 */
static gboolean
can_do_without (const AriadneDeviceOptions *options,
                const GError               *error)
{
  return options->kind == ARIADNE_DEVICE_AUTO
         && options->precision == ARIADNE_PRECISION_FLOAT32
         && error->domain == ARIADNE_ERROR
         && error->code != ARIADNE_ERROR_INVALID_ARGUMENT;
}

static AriadneModel *
new_network (AriadneWeights              *weights,
             const AriadneDeviceOptions  *options,
             char                       **note,
             GError                     **error)
{
  g_autoptr (GError) local_error = NULL;
  AriadneDeviceModel *model;

  if (!ariadne_device_options_check (options, error))
    return NULL;
  if (options->kind == ARIADNE_DEVICE_CPU)
    return ARIADNE_MODEL (ariadne_graph_network_new (weights));

  model = ariadne_device_model_new (weights, options, &local_error);
  if (model != NULL)
    return ARIADNE_MODEL (model);

  if (!can_do_without (options, local_error))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  if (note != NULL)
    *note = g_strdup_printf ("the network runs on the CPU: %s", local_error->message);

  return ARIADNE_MODEL (ariadne_graph_network_new (weights));
}

/**
 * ariadne_model_new_from_spec:
 * @spec: what to make
 * @domain: (nullable): the domain of the states, which a fake model asks
 * @error: return location for an error
 *
 * Makes the model that a text such as a command-line option asks for:
 *
 *  - `random`, or `random:` and options separated by commas: a network with
 *    initial weights, as ariadne_network_config_init() describes it unless the
 *    options `seed`, `hidden`, `readout`, `propagations`, `heads`, `edge_types`
 *    or `variant` say otherwise;
 *  - `fake`, or `fake:` and options: see ariadne_fake_model_new_from_spec();
 *  - a name that ends with `.onnx`: see ariadne_onnx_model_new();
 *  - anything else: a network with the weights in the safetensors file of that
 *    name.
 *
 * A network is evaluated on the processor.
 *
 * Returns: (transfer full): a new model
 */
AriadneModel *
ariadne_model_new_from_spec (const char     *spec,
                             AriadneDomain  *domain,
                             GError        **error)
{
  AriadneDeviceOptions options;

  ariadne_device_options_init (&options);
  options.kind = ARIADNE_DEVICE_CPU;

  return ariadne_model_new_from_spec_on_device (spec, domain, &options, NULL, error);
}

/**
 * ariadne_model_new_from_spec_on_device:
 * @spec: what to make, as ariadne_model_new_from_spec() reads it
 * @domain: (nullable): the domain of the states, which a fake model asks
 * @options: where and how to evaluate a network
 * @note: (out) (optional) (nullable): one sentence to tell, if the choice of
 *   the device was left open and no GPU can be used
 * @error: return location for an error
 *
 * Makes the model that a text asks for, on a device. A fake model has none.
 *
 * Fails as ariadne_model_new_from_spec() does, and with %ARIADNE_ERROR_UNSUPPORTED or
 * %ARIADNE_ERROR_NOT_FOUND if the device cannot be used.
 *
 * Returns: (transfer full): a new model
 */
AriadneModel *
ariadne_model_new_from_spec_on_device (const char                  *spec,
                                       AriadneDomain               *domain,
                                       const AriadneDeviceOptions  *options,
                                       char                       **note,
                                       GError                     **error)
{
  g_autoptr (AriadneWeights) weights = NULL;

  g_return_val_if_fail (spec != NULL && options != NULL, NULL);
  g_return_val_if_fail (domain == NULL || ARIADNE_IS_DOMAIN (domain), NULL);

  if (note != NULL)
    *note = NULL;

  if (is_fake (spec) && options->kind != ARIADNE_DEVICE_CUDA)
    return new_fake (spec, domain, error);

  if (is_fake (spec))
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED,
                   "Model “%s”: it is no network; expected the device auto or cpu", spec);
      return NULL;
    }

  if (g_str_has_suffix (spec, ".onnx"))
    return new_onnx (spec, options, error);

  weights = new_weights (spec, error);

  return weights != NULL ? new_network (weights, options, note, error) : NULL;
}

/**
 * ariadne_model_describe_device:
 * @model: a model
 *
 * Says where a model is evaluated, for a report.
 *
 * Returns: (transfer full): a text such as `cuda:0 (NVIDIA H200), float32`
 */
char *
ariadne_model_describe_device (AriadneModel *model)
{
  const AriadneDeviceOptions *options;
  const AriadneDeviceInfo *info;

  g_return_val_if_fail (ARIADNE_IS_MODEL (model), NULL);

  if (ARIADNE_IS_ONNX_MODEL (model))
    return g_strdup (ariadne_onnx_model_get_device (ARIADNE_ONNX_MODEL (model)));
  if (!ARIADNE_IS_DEVICE_MODEL (model))
    return g_strdup ("cpu");

  options = ariadne_device_model_get_options (ARIADNE_DEVICE_MODEL (model));
  info = ariadne_device_model_get_info (ARIADNE_DEVICE_MODEL (model));

  return g_strdup_printf ("%s:%d (%s), %s", ariadne_device_kind_to_string (info->kind),
                          info->index, info->name,
                          ariadne_precision_to_string (options->precision));
}
