/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-error.h"
#include "core/ariadne-model.h"
#include "core/ariadne-sequence-private.h"

/**
 * AriadneModel:
 *
 * What evaluates states: a network, or something that stands in for one.
 *
 * A model turns a batch of states into a matrix with one row a state and one
 * column a *head*. Head t of a row predicts by how much the cost of that state
 * can be lowered in t steps; positive is good.
 *
 * A row depends on its state alone, to the last bit: not on the batch it is in,
 * its place there, or the number of threads.
 *
 * A model with a device of its own may have several *slots*. As many threads may
 * evaluate at once then: while the device computes one batch, others are packed
 * and uploaded. The device computes one at a time.
 */

G_DEFINE_INTERFACE (AriadneModel, ariadne_model, G_TYPE_OBJECT)

static void
ariadne_model_default_init (AriadneModelInterface *iface)
{
}

/**
 * ariadne_model_get_n_heads:
 * @self: a model
 *
 * Gets the number of columns of every answer.
 *
 * Returns: the number of heads, at least 1
 */
guint
ariadne_model_get_n_heads (AriadneModel *self)
{
  g_return_val_if_fail (ARIADNE_IS_MODEL (self), 0);

  return ARIADNE_MODEL_GET_IFACE (self)->get_n_heads (self);
}

/**
 * ariadne_model_needs_encoding:
 * @self: a model
 *
 * Tells whether the model reads the encoded form of states. If it does, every
 * sequence of a batch must be encoded before it is evaluated.
 *
 * Returns: whether sequences must be encoded
 */
gboolean
ariadne_model_needs_encoding (AriadneModel *self)
{
  AriadneModelInterface *iface;

  g_return_val_if_fail (ARIADNE_IS_MODEL (self), FALSE);

  iface = ARIADNE_MODEL_GET_IFACE (self);

  return iface->needs_encoding != NULL && iface->needs_encoding (self);
}

/**
 * ariadne_model_get_n_slots:
 * @self: a model
 *
 * Gets how many threads may evaluate with the model at once. It does not change.
 *
 * Returns: the number of slots, at least 1
 */
guint
ariadne_model_get_n_slots (AriadneModel *self)
{
  AriadneModelInterface *iface;

  g_return_val_if_fail (ARIADNE_IS_MODEL (self), 1);

  iface = ARIADNE_MODEL_GET_IFACE (self);

  return iface->get_n_slots != NULL ? iface->get_n_slots (self) : 1;
}

/**
 * ariadne_model_check_form:
 * @self: a model that needs encoded forms
 * @data: (array length=length): what claims to be the encoded form of a state
 * @length: the number of bytes
 * @size: (out): how much work it is, at least 1; see [method@Domain.size]
 * @error: return location for an error
 *
 * Checks an encoded form that is not trusted. May be called on any thread, also
 * while the model evaluates.
 *
 * Fails with %ARIADNE_ERROR_PARSE if it cannot.
 *
 * Returns: whether the model can read it
 */
gboolean
ariadne_model_check_form (AriadneModel  *self,
                          const guint8  *data,
                          gsize          length,
                          guint         *size,
                          GError       **error)
{
  AriadneModelInterface *iface;

  g_return_val_if_fail (ARIADNE_IS_MODEL (self), FALSE);
  g_return_val_if_fail (size != NULL, FALSE);

  iface = ARIADNE_MODEL_GET_IFACE (self);
  *size = 1;

  return iface->check_form == NULL || iface->check_form (self, data, length, size, error);
}

/**
 * ariadne_model_check:
 * @self: a model
 * @sequence: states that the caller alone uses
 * @error: return location for an error
 *
 * Checks the encoded forms of states that have come from another process, unless
 * that has been done. A batch fails as a whole, so nothing should become part of
 * one that the model cannot read. May be called on any thread, also while the
 * model evaluates.
 *
 * Returns: whether the model can read all of them; if not, @error is
 *   %ARIADNE_ERROR_PROTOCOL
 */
gboolean
ariadne_model_check (AriadneModel     *self,
                     AriadneSequence  *sequence,
                     GError          **error)
{
  g_autofree guint *sizes = NULL;
  const AriadneModelInterface *iface;
  guint n_states;

  g_return_val_if_fail (ARIADNE_IS_MODEL (self), FALSE);
  g_return_val_if_fail (sequence != NULL, FALSE);

  if (!_ariadne_sequence_is_unchecked (sequence))
    return TRUE;

  iface = ARIADNE_MODEL_GET_IFACE (self);
  n_states = ariadne_sequence_get_length (sequence);
  sizes = g_new (guint, n_states);
  for (guint i = 0; i < n_states; i++)
    {
      g_autoptr (GError) reason = NULL;
      gsize length;
      const guint8 *data = ariadne_sequence_get_encoded (sequence, i, &length);

      sizes[i] = 1;
      if (iface->check_form != NULL && !iface->check_form (self, data, length, &sizes[i], &reason))
        {
          g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
                       "State %u of a request: %s", i, reason->message);
          return FALSE;
        }
    }

  _ariadne_sequence_set_checked (sequence, g_steal_pointer (&sizes));

  return TRUE;
}

/**
 * ariadne_model_evaluate:
 * @self: a model
 * @batch: the states
 * @output: where the answers go; has as many rows as @batch and
 *   ariadne_model_get_n_heads() columns
 * @error: return location for an error
 *
 * Evaluates a batch. Blocks until the answers are there.
 *
 * Only as many threads as the model has slots may evaluate with it at once.
 *
 * Fails with %ARIADNE_ERROR_MODEL, or if a device failed with one of the codes for that;
 * what is in @output then is not to be used.
 *
 * Returns: whether the answers are in @output
 */
gboolean
ariadne_model_evaluate (AriadneModel        *self,
                        const AriadneBatch  *batch,
                        AriadneMatrix       *output,
                        GError             **error)
{
  g_return_val_if_fail (ARIADNE_IS_MODEL (self), FALSE);
  g_return_val_if_fail (batch != NULL && output != NULL, FALSE);
  g_return_val_if_fail (ariadne_matrix_get_n_rows (output) == ariadne_batch_get_n_rows (batch),
                        FALSE);

  return ARIADNE_MODEL_GET_IFACE (self)->evaluate (self, batch, output, error);
}

/**
 * ariadne_model_evaluate_timed:
 * @self: a model
 * @batch: the states
 * @output: where the answers go
 * @times: (out): when what was done, if it succeeds
 * @error: return location for an error
 *
 * Evaluates a batch as ariadne_model_evaluate() does, and tells when each step
 * of it was done.
 *
 * Fails as that does.
 *
 * Returns: whether the answers are in @output
 */
gboolean
ariadne_model_evaluate_timed (AriadneModel        *self,
                              const AriadneBatch  *batch,
                              AriadneMatrix       *output,
                              AriadneModelTimes   *times,
                              GError             **error)
{
  AriadneModelInterface *iface;
  gint64 start;
  gint64 end;

  g_return_val_if_fail (ARIADNE_IS_MODEL (self), FALSE);
  g_return_val_if_fail (batch != NULL && output != NULL && times != NULL, FALSE);
  g_return_val_if_fail (ariadne_matrix_get_n_rows (output) == ariadne_batch_get_n_rows (batch),
                        FALSE);

  *times = (AriadneModelTimes) { 0 };
  iface = ARIADNE_MODEL_GET_IFACE (self);
  if (iface->evaluate_timed != NULL)
    return iface->evaluate_timed (self, batch, output, times, error);

  start = g_get_monotonic_time ();
  if (!iface->evaluate (self, batch, output, error))
    return FALSE;

  end = g_get_monotonic_time ();
  times->start = times->packed = times->uploaded = times->computing = start;
  times->computed = times->end = end;

  return TRUE;
}

/**
 * ariadne_model_can_share:
 * @self: a model
 *
 * Tells whether other servers can be given a share of what the model uses.
 *
 * Returns: whether ariadne_model_new_share() may be called
 */
gboolean
ariadne_model_can_share (AriadneModel *self)
{
  g_return_val_if_fail (ARIADNE_IS_MODEL (self), FALSE);

  return ARIADNE_MODEL_GET_IFACE (self)->new_share != NULL;
}

/**
 * ariadne_model_new_share:
 * @self: a model that can be shared
 * @share: what the new model may use
 * @error: return location for an error
 *
 * Makes a model for one of several servers. It answers as @self does, to the
 * last bit if it is on the same kind of device. Both may evaluate at the same
 * time.
 *
 * Fails with %ARIADNE_ERROR_UNSUPPORTED or %ARIADNE_ERROR_NOT_FOUND if the share has no
 * device that can be used.
 *
 * Returns: (transfer full): a new model
 */
AriadneModel *
ariadne_model_new_share (AriadneModel             *self,
                         const AriadneModelShare  *share,
                         GError                  **error)
{
  g_return_val_if_fail (ARIADNE_IS_MODEL (self), NULL);
  g_return_val_if_fail (ariadne_model_can_share (self), NULL);
  g_return_val_if_fail (share != NULL && share->server < share->n_servers, NULL);

  return ARIADNE_MODEL_GET_IFACE (self)->new_share (self, share, error);
}

static gboolean
evaluate_slice (AriadneModel     *self,
                AriadneSequence  *sequence,
                guint             first,
                guint             n_rows,
                AriadneMatrix    *output,
                GError          **error)
{
  g_autoptr (AriadneBatch) batch = ariadne_batch_new ();
  guint n_columns = ariadne_matrix_get_n_columns (output);
  g_autoptr (AriadneMatrix) rows = ariadne_matrix_new (n_rows, n_columns);

  ariadne_batch_append (batch, sequence, first, n_rows);
  if (!ariadne_model_evaluate (self, batch, rows, error))
    return FALSE;

  memcpy (ariadne_matrix_get_row (output, first), ariadne_matrix_get_row (rows, 0),
          sizeof (float) * n_rows * n_columns);

  return TRUE;
}

/**
 * ariadne_model_evaluate_states:
 * @self: a model
 * @domain: the domain of the states
 * @states: (array length=n_states): the states
 * @n_states: how many there are; may be 0
 * @batch_size: the largest batch, at least 1
 * @error: return location for an error
 *
 * Evaluates states on the spot, without a server: in batches of @batch_size
 * and a smaller last one.
 *
 * Fails as ariadne_model_evaluate() and [method@Domain.encode] do.
 *
 * Returns: (transfer full): one row a state
 */
AriadneMatrix *
ariadne_model_evaluate_states (AriadneModel          *self,
                               AriadneDomain         *domain,
                               AriadneState * const  *states,
                               guint                  n_states,
                               guint                  batch_size,
                               GError               **error)
{
  g_autoptr (AriadneSequence) sequence = NULL;
  g_autoptr (AriadneMatrix) output = NULL;

  g_return_val_if_fail (ARIADNE_IS_MODEL (self), NULL);
  g_return_val_if_fail (batch_size > 0, NULL);

  sequence = ariadne_sequence_new (states, n_states);
  if (ariadne_model_needs_encoding (self) && !ariadne_sequence_encode (sequence, domain, error))
    return NULL;

  output = ariadne_matrix_new (n_states, ariadne_model_get_n_heads (self));
  for (guint first = 0; first < n_states; first += batch_size)
    if (!evaluate_slice (self, sequence, first, MIN (batch_size, n_states - first), output, error))
      return NULL;

  return g_steal_pointer (&output);
}
