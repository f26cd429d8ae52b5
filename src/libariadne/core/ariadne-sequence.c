/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-error.h"
#include "core/ariadne-sequence-private.h"

/**
 * AriadneSequence: (ref-func ariadne_sequence_ref) (unref-func ariadne_sequence_unref)
 *
 * The states of one request, in order, and their encoded forms once someone
 * has made them.
 *
 * A sequence that has come from another process has its states in serialized
 * form, or the encoded forms alone, or both. Its states are made of the former
 * when they are asked for with ariadne_sequence_load().
 *
 * Lists of states, not single states, travel between threads. A sequence has
 * one owner at a time who may change it: the searcher until it is sent, the
 * server afterwards. Reading is safe on any thread once it is encoded.
 */
struct _AriadneSequence
{
  gint               ref_count; /* atomic */
  guint              n_states;
  gboolean           is_loaded;
  gboolean           is_unchecked; /* nobody has looked at the encoded forms yet */

  GBytes            *serialized;   /* what has been received, or NULL */
  AriadneStateForms  encoded;      /* empty until the sequence is encoded */
  guint             *sizes;        /* of received encoded forms, once they are checked */

  AriadneState      *states[];     /* NULL unless the sequence is loaded */
};

G_DEFINE_BOXED_TYPE (AriadneSequence, ariadne_sequence,
                     ariadne_sequence_ref, ariadne_sequence_unref)

void
_ariadne_state_forms_clear (AriadneStateForms *self)
{
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->offsets, g_free);
}

static AriadneStateForms
steal_forms (AriadneStateForms *forms)
{
  AriadneStateForms stolen = *forms;

  *forms = (AriadneStateForms) { NULL };

  return stolen;
}

static gboolean
has_forms (const AriadneStateForms *forms)
{
  return forms->offsets != NULL;
}

static const guint8 *
get_form (const AriadneStateForms *forms,
          guint                    index,
          gsize                   *length)
{
  const guint8 *data = g_bytes_get_data (forms->bytes, NULL);

  *length = forms->offsets[index + 1] - forms->offsets[index];

  return data != NULL ? data + forms->offsets[index] : NULL;
}

static AriadneSequence *
sequence_alloc (guint n_states)
{
  AriadneSequence *self = g_malloc0 (sizeof *self + n_states * sizeof (AriadneState *));

  self->ref_count = 1;
  self->n_states = n_states;

  return self;
}

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

  self = sequence_alloc (n_states);
  self->is_loaded = TRUE;
  for (guint i = 0; i < n_states; i++)
    self->states[i] = ariadne_state_ref (states[i]);

  return self;
}

AriadneSequence *
_ariadne_sequence_new_received (guint              n_states,
                                GBytes            *serialized,
                                AriadneStateForms *encoded)
{
  AriadneSequence *self = sequence_alloc (n_states);

  self->is_loaded = n_states == 0;
  self->is_unchecked = encoded != NULL;
  self->serialized = serialized != NULL ? g_bytes_ref (serialized) : NULL;
  if (encoded != NULL)
    self->encoded = steal_forms (encoded);

  return self;
}

AriadneState * const *
_ariadne_sequence_get_states (const AriadneSequence *self)
{
  return self->states;
}

const AriadneStateForms *
_ariadne_sequence_get_forms (const AriadneSequence *self)
{
  return &self->encoded;
}

gboolean
_ariadne_sequence_is_unchecked (const AriadneSequence *self)
{
  return self->is_unchecked;
}

void
_ariadne_sequence_set_checked (AriadneSequence *self,
                               guint           *sizes)
{
  self->is_unchecked = FALSE;
  self->sizes = sizes;
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
    g_clear_pointer (&self->states[i], ariadne_state_unref);
  g_free (self->sizes);
  g_clear_pointer (&self->serialized, g_bytes_unref);
  _ariadne_state_forms_clear (&self->encoded);
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
 * ariadne_sequence_is_loaded:
 * @self: a sequence
 *
 * Tells whether the states are there.
 *
 * Returns: %FALSE if the sequence has come from another process, and its states
 *   have not been asked for
 */
gboolean
ariadne_sequence_is_loaded (const AriadneSequence *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->is_loaded;
}

/**
 * ariadne_sequence_load:
 * @self: a sequence that the caller alone uses
 * @domain: the domain of its states
 * @error: return location for an error
 *
 * Makes the states of what has been received, unless that has been done. What
 * has been received is not trusted.
 *
 * Fails with %ARIADNE_ERROR_PROTOCOL if it is malformed or does not have the
 * states, but only their encoded forms.
 *
 * Returns: whether the states are there
 */
gboolean
ariadne_sequence_load (AriadneSequence  *self,
                       AriadneDomain    *domain,
                       GError          **error)
{
  g_autoptr (GError) reason = NULL;
  const guint8 *data;
  gsize length;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (ARIADNE_IS_DOMAIN (domain), FALSE);

  if (self->is_loaded)
    return TRUE;

  if (self->serialized == NULL)
    {
      g_set_error_literal (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
                           "The states of a request are needed, but they were not sent");
      return FALSE;
    }

  data = g_bytes_get_data (self->serialized, &length);
  if (!ariadne_domain_deserialize_all (domain, data, length, self->states, self->n_states,
                                       &reason))
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
                   "The states of a request cannot be read: %s", reason->message);
      memset (self->states, 0, sizeof self->states[0] * self->n_states);
      return FALSE;
    }

  self->is_loaded = TRUE;
  g_clear_pointer (&self->serialized, g_bytes_unref);

  return TRUE;
}

/**
 * ariadne_sequence_get_state:
 * @self: a sequence that is loaded
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
  g_return_val_if_fail (self->is_loaded, NULL);
  g_return_val_if_fail (index < self->n_states, NULL);

  return self->states[index];
}

/**
 * ariadne_sequence_get_size:
 * @self: a sequence that is loaded, or whose encoded forms have been checked
 * @domain: the domain of its states
 * @index: a position, less than the length
 *
 * Gets how much work one of the states is for a model; see [method@Domain.size].
 *
 * Returns: the size, at least 1
 */
guint
ariadne_sequence_get_size (const AriadneSequence *self,
                           AriadneDomain         *domain,
                           guint                  index)
{
  g_return_val_if_fail (self != NULL, 1);
  g_return_val_if_fail (index < self->n_states, 1);
  g_return_val_if_fail (self->is_loaded || self->sizes != NULL, 1);

  return self->is_loaded ? ariadne_domain_size (domain, self->states[index]) : self->sizes[index];
}

/**
 * ariadne_sequence_encode:
 * @self: a sequence that the caller alone uses
 * @domain: the domain of its states
 * @error: return location for an error
 *
 * Makes the encoded form of every state, unless that has been done. Loads the
 * states if need be.
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

  if (has_forms (&self->encoded))
    return TRUE;
  if (!ariadne_sequence_load (self, domain, error))
    return FALSE;

  encoded = g_byte_array_new ();
  offsets = g_new0 (gsize, self->n_states + 1);
  for (guint i = 0; i < self->n_states; i++)
    {
      if (!ariadne_domain_encode (domain, self->states[i], encoded, error))
        return FALSE;
      offsets[i + 1] = encoded->len;
    }

  self->encoded.bytes = g_byte_array_free_to_bytes (g_steal_pointer (&encoded));
  self->encoded.offsets = g_steal_pointer (&offsets);

  return TRUE;
}

/**
 * ariadne_sequence_is_encoded:
 * @self: a sequence
 *
 * Tells whether the encoded forms are there.
 *
 * Returns: whether ariadne_sequence_encode() has succeeded, or they have come
 *   from another process
 */
gboolean
ariadne_sequence_is_encoded (const AriadneSequence *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return has_forms (&self->encoded);
}

/**
 * ariadne_sequence_get_encoded:
 * @self: an encoded sequence
 * @index: a position, less than the length
 * @length: (out): the number of bytes
 *
 * Gets the encoded form of one state. The forms of a sequence lie one behind
 * another.
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
  g_return_val_if_fail (has_forms (&self->encoded), NULL);
  g_return_val_if_fail (index < self->n_states, NULL);

  return get_form (&self->encoded, index, length);
}
