/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-sequence.h"

/**
 * AriadneSequence: (ref-func ariadne_sequence_ref) (unref-func ariadne_sequence_unref)
 *
 * The states of one request, in order, and their encoded forms once someone
 * has made them.
 *
 * Lists of states, not single states, travel between threads. A sequence has
 * one owner at a time who may change it: the searcher until it is sent, the
 * server afterwards. Reading is safe on any thread once it is encoded.
 */
struct _AriadneSequence
{
  gint        ref_count; /* atomic */
  guint       n_states;

  /* Both NULL until the sequence is encoded; the form of state i is the bytes
   * from offsets[i] to offsets[i + 1].
   */
  GByteArray *encoded;
  gsize      *offsets;

  AriadneState *states[];
};

G_DEFINE_BOXED_TYPE (AriadneSequence, ariadne_sequence,
                     ariadne_sequence_ref, ariadne_sequence_unref)

/**
 * ariadne_sequence_new:
 * @states: (array length=n_states) (transfer none): the states
 * @n_states: how many there are; may be 0
 *
 * Makes a sequence, which takes a reference on each state.
 *
 * Returns: (transfer full): a new sequence
 */
AriadneSequence *
ariadne_sequence_new (AriadneState * const *states,
                      guint                 n_states)
{
  AriadneSequence *self;

  g_return_val_if_fail (states != NULL || n_states == 0, NULL);

  self = g_malloc0 (sizeof *self + n_states * sizeof (AriadneState *));
  self->ref_count = 1;
  self->n_states = n_states;
  for (guint i = 0; i < n_states; i++)
    self->states[i] = ariadne_state_ref (states[i]);

  return self;
}

/**
 * ariadne_sequence_ref:
 * @self: a sequence
 *
 * Takes another reference.
 *
 * Returns: (transfer full): @self
 */
AriadneSequence *
ariadne_sequence_ref (AriadneSequence *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_int_inc (&self->ref_count);

  return self;
}

/**
 * ariadne_sequence_unref:
 * @self: (transfer full): a sequence
 *
 * Gives a reference back.
 */
void
ariadne_sequence_unref (AriadneSequence *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  for (guint i = 0; i < self->n_states; i++)
    ariadne_state_unref (self->states[i]);
  g_clear_pointer (&self->encoded, g_byte_array_unref);
  g_clear_pointer (&self->offsets, g_free);
  g_free (self);
}

/**
 * ariadne_sequence_get_length:
 * @self: a sequence
 *
 * Gets the number of states.
 *
 * Returns: the length, which may be 0
 */
guint
ariadne_sequence_get_length (const AriadneSequence *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_states;
}

/**
 * ariadne_sequence_get_state:
 * @self: a sequence
 * @index: a position, less than the length
 *
 * Gets one of the states.
 *
 * Returns: (transfer none): the state
 */
AriadneState *
ariadne_sequence_get_state (const AriadneSequence *self,
                            guint                  index)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (index < self->n_states, NULL);

  return self->states[index];
}

/**
 * ariadne_sequence_encode:
 * @self: a sequence that the caller alone uses
 * @domain: the domain of its states
 * @error: return location for an error
 *
 * Makes the encoded form of every state, unless that has been done.
 *
 * Returns: whether all states could be encoded
 */
gboolean
ariadne_sequence_encode (AriadneSequence  *self,
                         AriadneDomain    *domain,
                         GError          **error)
{
  g_autoptr (GByteArray) encoded = NULL;
  g_autofree gsize *offsets = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (ARIADNE_IS_DOMAIN (domain), FALSE);

  if (self->encoded != NULL)
    return TRUE;

  encoded = g_byte_array_new ();
  offsets = g_new0 (gsize, self->n_states + 1);
  for (guint i = 0; i < self->n_states; i++)
    {
      if (!ariadne_domain_encode (domain, self->states[i], encoded, error))
        return FALSE;
      offsets[i + 1] = encoded->len;
    }

  self->encoded = g_steal_pointer (&encoded);
  self->offsets = g_steal_pointer (&offsets);

  return TRUE;
}

/**
 * ariadne_sequence_is_encoded:
 * @self: a sequence
 *
 * Tells whether the encoded forms are there.
 *
 * Returns: whether ariadne_sequence_encode() has succeeded
 */
gboolean
ariadne_sequence_is_encoded (const AriadneSequence *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->encoded != NULL;
}

/**
 * ariadne_sequence_get_encoded:
 * @self: an encoded sequence
 * @index: a position, less than the length
 * @length: (out): the number of bytes
 *
 * Gets the encoded form of one state.
 *
 * Returns: (array length=length) (transfer none): the bytes, valid as long as
 *   @self is; not aligned
 */
const guint8 *
ariadne_sequence_get_encoded (const AriadneSequence *self,
                              guint                  index,
                              gsize                 *length)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (self->encoded != NULL, NULL);
  g_return_val_if_fail (index < self->n_states, NULL);

  *length = self->offsets[index + 1] - self->offsets[index];

  return self->encoded->data + self->offsets[index];
}
