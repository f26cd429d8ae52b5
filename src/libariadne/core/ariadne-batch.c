/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-batch.h"

/**
 * AriadneBatch: (ref-func ariadne_batch_ref) (unref-func ariadne_batch_unref)
 *
 * What a model evaluates at once: slices of sequences, in order.
 *
 * Row r of the model's output belongs to the r-th state of the slices taken
 * one after the other. Nothing is copied: a batch refers to the sequences.
 *
 * Whoever makes a batch fills it and then hands it on; from then on it is only read, on
 * any thread.
 */
typedef struct
{
  AriadneSequence *sequence; /* owned */
  guint            first;
  guint            n_rows;
} Segment;

struct _AriadneBatch
{
  gint     ref_count; /* atomic */
  guint    n_rows;
  guint    n_segments;
  guint    n_places;  /* for segments */
  Segment *segments;
};

G_DEFINE_BOXED_TYPE (AriadneBatch, ariadne_batch, ariadne_batch_ref, ariadne_batch_unref)

/**
 * ariadne_batch_new:
 *
 * Makes an empty batch.
 *
 * Returns: (transfer full): a new batch
 */
AriadneBatch *
ariadne_batch_new (void)
{
  AriadneBatch *self = g_new0 (AriadneBatch, 1);

  self->ref_count = 1;

  return self;
}

/**
 * ariadne_batch_ref:
 * @self: a batch
 *
 * Takes another reference.
 *
 * Returns: (transfer full): @self
 */
AriadneBatch *
ariadne_batch_ref (AriadneBatch *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_int_inc (&self->ref_count);

  return self;
}

/**
 * ariadne_batch_unref:
 * @self: (transfer full): a batch
 *
 * Gives a reference back.
 */
void
ariadne_batch_unref (AriadneBatch *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  for (guint i = 0; i < self->n_segments; i++)
    ariadne_sequence_unref (self->segments[i].sequence);
  g_free (self->segments);
  g_free (self);
}

/**
 * ariadne_batch_append:
 * @self: a batch
 * @sequence: where the states are; the batch takes a reference
 * @first: the first state of the slice
 * @n_rows: the number of states, at least 1
 *
 * Appends a slice of a sequence.
 */
void
ariadne_batch_append (AriadneBatch    *self,
                      AriadneSequence *sequence,
                      guint            first,
                      guint            n_rows)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (n_rows > 0);
  g_return_if_fail (first < ariadne_sequence_get_length (sequence));
  g_return_if_fail (n_rows <= ariadne_sequence_get_length (sequence) - first);

  if (self->n_segments == self->n_places)
    {
      self->n_places = MAX (2 * self->n_places, 4);
      self->segments = g_renew (Segment, self->segments, self->n_places);
    }
  self->segments[self->n_segments++] = (Segment) { ariadne_sequence_ref (sequence), first, n_rows };
  self->n_rows += n_rows;
}

/**
 * ariadne_batch_get_n_rows:
 * @self: a batch
 *
 * Gets the number of states in the batch.
 *
 * Returns: the number of rows that the model's output has
 */
guint
ariadne_batch_get_n_rows (const AriadneBatch *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_rows;
}

/**
 * ariadne_batch_get_n_segments:
 * @self: a batch
 *
 * Gets the number of slices.
 *
 * Returns: the number of slices
 */
guint
ariadne_batch_get_n_segments (const AriadneBatch *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_segments;
}

/**
 * ariadne_batch_get_segment:
 * @self: a batch
 * @segment: a slice
 * @first: (out): the first state of the slice in its sequence
 * @n_rows: (out): the number of states
 *
 * Gets one of the slices.
 *
 * Returns: (transfer none): the sequence
 */
AriadneSequence *
ariadne_batch_get_segment (const AriadneBatch *self,
                           guint               segment,
                           guint              *first,
                           guint              *n_rows)
{
  const Segment *found;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (segment < self->n_segments, NULL);

  found = &self->segments[segment];
  *first = found->first;
  *n_rows = found->n_rows;

  return found->sequence;
}
