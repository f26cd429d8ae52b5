/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "model/ariadne-model-spec.h"

#include "core/ariadne-error.h"
#include "model/ariadne-fake-model.h"
#include "model/ariadne-graph-network.h"
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

static AriadneModel *
new_random (const char  *spec,
            const char  *options,
            GError     **error)
{
  g_autoptr (AriadneWeights) weights = NULL;
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
    {
      g_prefix_error (error, "Model “%s”: ", spec);
      return NULL;
    }

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
 *  - anything else: a network with the weights in the safetensors file of that
 *    name.
 *
 * Returns: (transfer full): a new model
 */
AriadneModel *
ariadne_model_new_from_spec (const char     *spec,
                             AriadneDomain  *domain,
                             GError        **error)
{
  g_autoptr (AriadneWeights) weights = NULL;

  g_return_val_if_fail (spec != NULL, NULL);
  g_return_val_if_fail (domain == NULL || ARIADNE_IS_DOMAIN (domain), NULL);

  if (g_str_equal (spec, "random"))
    return new_random (spec, "", error);

  if (g_str_has_prefix (spec, "random:"))
    return new_random (spec, spec + strlen ("random:"), error);

  if (g_str_equal (spec, "fake") || g_str_has_prefix (spec, "fake:"))
    {
      AriadneFakeModel *fake = ariadne_fake_model_new_from_spec (domain, spec, error);

      return fake != NULL ? ARIADNE_MODEL (fake) : NULL;
    }

  weights = ariadne_weights_new_from_file (spec, error);

  return weights != NULL ? ARIADNE_MODEL (ariadne_graph_network_new (weights)) : NULL;
}
