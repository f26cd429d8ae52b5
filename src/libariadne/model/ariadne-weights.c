/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "model/ariadne-weights-private.h"

#include "model/ariadne-graph.h"

/**
 * AriadneWeights: (ref-func ariadne_weights_ref) (unref-func ariadne_weights_unref)
 *
 * The parameters of a graph network, with its architecture.
 *
 * Every matrix maps row vectors: its shape is (inputs, outputs). The three
 * blocks of the recurrent unit's tensors are, in this order, the update gate,
 * the reset gate and the candidate. Weights are immutable and may be used on
 * any thread.
 */

G_DEFINE_BOXED_TYPE (AriadneWeights, ariadne_weights, ariadne_weights_ref, ariadne_weights_unref)

static void
describe_tensors (AriadneWeights *self)
{
  const AriadneNetworkConfig *config = &self->config;
  const guint h = config->hidden_size;
  const guint r = config->readout_size;
  const guint t = config->n_heads;
  const guint l = config->n_edge_types;
  const guint n = ARIADNE_GRAPH_N_NODE_TYPES;
  const guint has_recurrent_bias = config->variant == ARIADNE_GRU_RESET_AFTER;
  const AriadneTensorInfo tensors[ARIADNE_N_TENSORS] = {
    [ARIADNE_TENSOR_EMBEDDING_WEIGHT] = { "embedding.weight", 2, { n, h } },
    [ARIADNE_TENSOR_MESSAGE_WEIGHT] = { "message.weight", 3, { l, h, h } },
    [ARIADNE_TENSOR_MESSAGE_BIAS] = { "message.bias", 2, { l, h } },
    [ARIADNE_TENSOR_GRU_INPUT_WEIGHT] = { "gru.input.weight", 2, { h, 3 * h } },
    [ARIADNE_TENSOR_GRU_INPUT_BIAS] = { "gru.input.bias", 1, { 3 * h } },
    [ARIADNE_TENSOR_GRU_RECURRENT_WEIGHT] = { "gru.recurrent.weight", 2, { h, 3 * h } },
    [ARIADNE_TENSOR_GRU_RECURRENT_BIAS]
      = { "gru.recurrent.bias", has_recurrent_bias, { 3 * h } },
    [ARIADNE_TENSOR_READOUT_GATE_WEIGHT] = { "readout.gate.weight", 2, { 2 * h, 1 } },
    [ARIADNE_TENSOR_READOUT_GATE_BIAS] = { "readout.gate.bias", 1, { 1 } },
    [ARIADNE_TENSOR_READOUT_HIDDEN_WEIGHT] = { "readout.hidden.weight", 2, { 2 * h, r } },
    [ARIADNE_TENSOR_READOUT_HIDDEN_BIAS] = { "readout.hidden.bias", 1, { r } },
    [ARIADNE_TENSOR_READOUT_OUTPUT_WEIGHT] = { "readout.output.weight", 2, { r, t } },
    [ARIADNE_TENSOR_READOUT_OUTPUT_BIAS] = { "readout.output.bias", 1, { t } },
  };

  memcpy (self->tensors, tensors, sizeof tensors);

  for (guint i = 0; i < ARIADNE_N_TENSORS; i++)
    {
      AriadneTensorInfo *info = &self->tensors[i];

      info->n_values = info->n_dimensions > 0 ? 1 : 0;
      for (guint d = 0; d < info->n_dimensions; d++)
        info->n_values *= info->shape[d];

      info->first = self->n_values;
      self->n_values += info->n_values;
    }
}

/* The shapes for a checked architecture, still without values. */
AriadneWeights *
ariadne_weights_new_shapes (const AriadneNetworkConfig *config)
{
  AriadneWeights *self = g_new0 (AriadneWeights, 1);

  self->ref_count = 1;
  self->config = *config;
  describe_tensors (self);

  return self;
}

/* Gives the shapes their values, all zero, for the caller to fill in. */
void
ariadne_weights_allocate (AriadneWeights *self)
{
  self->values = g_new0 (float, self->n_values);
}

/**
 * ariadne_weights_ref:
 * @self: weights
 *
 * Takes another reference.
 *
 * Returns: (transfer full): @self
 */
AriadneWeights *
ariadne_weights_ref (AriadneWeights *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_int_inc (&self->ref_count);

  return self;
}

/**
 * ariadne_weights_unref:
 * @self: (transfer full): weights
 *
 * Gives a reference back.
 */
void
ariadne_weights_unref (AriadneWeights *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_free (self->values);
  g_free (self);
}

/**
 * ariadne_weights_get_config:
 * @self: weights
 *
 * Gets the architecture.
 *
 * Returns: (transfer none): the architecture, valid as long as @self is
 */
const AriadneNetworkConfig *
ariadne_weights_get_config (const AriadneWeights *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return &self->config;
}

/**
 * ariadne_weights_get_n_values:
 * @self: weights
 *
 * Gets the number of parameters.
 *
 * Returns: the number of values in all tensors
 */
gsize
ariadne_weights_get_n_values (const AriadneWeights *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_values;
}

/**
 * ariadne_weights_get_n_tensors:
 * @self: weights
 *
 * Gets the number of tensors.
 *
 * Returns: the number of tensors
 */
guint
ariadne_weights_get_n_tensors (const AriadneWeights *self)
{
  guint n_tensors = 0;

  g_return_val_if_fail (self != NULL, 0);

  for (guint i = 0; i < ARIADNE_N_TENSORS; i++)
    n_tensors += self->tensors[i].n_dimensions > 0;

  return n_tensors;
}

/**
 * ariadne_weights_get_tensor_name:
 * @self: weights
 * @tensor: a position, less than ariadne_weights_get_n_tensors()
 *
 * Gets the name of a tensor.
 *
 * Returns: (transfer none): the name
 */
const char *
ariadne_weights_get_tensor_name (const AriadneWeights *self,
                                 guint                 tensor)
{
  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < ARIADNE_N_TENSORS; i++)
    if (self->tensors[i].n_dimensions > 0 && tensor-- == 0)
      return self->tensors[i].name;

  g_return_val_if_reached (NULL);
}

/**
 * ariadne_weights_get_tensor: (skip)
 * @self: weights
 * @name: the name of a tensor
 * @n_dimensions: (out) (optional): the number of dimensions
 * @shape: (out) (optional): the length of every dimension
 *
 * Gets the values of a tensor, the last dimension running fastest.
 *
 * Returns: (transfer none) (nullable): the values, or %NULL if there is no
 *   tensor of that name
 */
const float *
ariadne_weights_get_tensor (const AriadneWeights  *self,
                            const char            *name,
                            guint                 *n_dimensions,
                            const guint          **shape)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  for (guint i = 0; i < ARIADNE_N_TENSORS; i++)
    {
      const AriadneTensorInfo *info = &self->tensors[i];

      if (info->n_dimensions == 0 || !g_str_equal (info->name, name))
        continue;

      if (n_dimensions != NULL)
        *n_dimensions = info->n_dimensions;
      if (shape != NULL)
        *shape = info->shape;

      return self->values + info->first;
    }

  return NULL;
}

/**
 * ariadne_weights_dup_tensor: (rename-to ariadne_weights_get_tensor)
 * @self: weights
 * @name: the name of a tensor
 * @shape: (out) (array length=n_dimensions) (transfer full): the length of every
 *   dimension
 * @n_dimensions: (out): the number of dimensions
 *
 * Gets a copy of the values of a tensor, the last dimension running fastest, as
 * float32 in the byte order of this machine.
 *
 * Returns: (transfer full) (nullable): the values, or %NULL if there is no
 *   tensor of that name
 */
GBytes *
ariadne_weights_dup_tensor (const AriadneWeights  *self,
                            const char            *name,
                            guint                **shape,
                            guint                 *n_dimensions)
{
  const float *values;
  const guint *lengths;
  gsize n_values = 1;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (shape != NULL && n_dimensions != NULL, NULL);

  *shape = NULL;
  *n_dimensions = 0;
  values = ariadne_weights_get_tensor (self, name, n_dimensions, &lengths);
  if (values == NULL)
    return NULL;

  *shape = g_memdup2 (lengths, sizeof *lengths * *n_dimensions);
  for (guint i = 0; i < *n_dimensions; i++)
    n_values *= lengths[i];

  return g_bytes_new (values, n_values * sizeof *values);
}

/* The values of a tensor that the network has, or NULL. */
const float *
ariadne_weights_peek (const AriadneWeights *self,
                      AriadneTensor         tensor)
{
  const AriadneTensorInfo *info = &self->tensors[tensor];

  return info->n_dimensions > 0 ? self->values + info->first : NULL;
}
