/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-matrix.h"

/**
 * AriadneMatrix: (ref-func ariadne_matrix_ref) (unref-func ariadne_matrix_unref)
 *
 * A row-major matrix of float32: the reply to a request, one row a state, or
 * the output of a model for a whole batch.
 *
 * Whoever makes a matrix fills it and then hands it on; from then on it is only
 * read, on any thread.
 */
struct _AriadneMatrix
{
  gint  ref_count; /* atomic */
  guint n_rows;
  guint n_columns;
  float values[];
};

G_DEFINE_BOXED_TYPE (AriadneMatrix, ariadne_matrix, ariadne_matrix_ref, ariadne_matrix_unref)

/**
 * ariadne_matrix_new:
 * @n_rows: the number of rows, may be 0
 * @n_columns: the number of columns
 *
 * Makes a matrix of zeros.
 *
 * Returns: (transfer full): a new matrix
 */
AriadneMatrix *
ariadne_matrix_new (guint n_rows,
                    guint n_columns)
{
  AriadneMatrix *self;

  self = g_malloc0 (sizeof *self + (gsize) n_rows * n_columns * sizeof (float));
  self->ref_count = 1;
  self->n_rows = n_rows;
  self->n_columns = n_columns;

  return self;
}

/**
 * ariadne_matrix_ref:
 * @self: a matrix
 *
 * Takes another reference.
 *
 * Returns: (transfer full): @self
 */
AriadneMatrix *
ariadne_matrix_ref (AriadneMatrix *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_int_inc (&self->ref_count);

  return self;
}

/**
 * ariadne_matrix_unref:
 * @self: (transfer full): a matrix
 *
 * Gives a reference back.
 */
void
ariadne_matrix_unref (AriadneMatrix *self)
{
  g_return_if_fail (self != NULL);

  if (g_atomic_int_dec_and_test (&self->ref_count))
    g_free (self);
}

/**
 * ariadne_matrix_get_n_rows:
 * @self: a matrix
 *
 * Gets the number of rows.
 *
 * Returns: the number of rows
 */
guint
ariadne_matrix_get_n_rows (const AriadneMatrix *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_rows;
}

/**
 * ariadne_matrix_get_n_columns:
 * @self: a matrix
 *
 * Gets the number of columns.
 *
 * Returns: the number of columns
 */
guint
ariadne_matrix_get_n_columns (const AriadneMatrix *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_columns;
}

/**
 * ariadne_matrix_get_row: (skip)
 * @self: a matrix
 * @row: a row, at most the number of rows (one past the end has no values)
 *
 * Gets the values of a row. Rows follow one another without gaps.
 *
 * Returns: (transfer none): the first value of the row
 */
float *
ariadne_matrix_get_row (AriadneMatrix *self,
                        guint          row)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (row <= self->n_rows, NULL);

  return self->values + (gsize) row * self->n_columns;
}

/**
 * ariadne_matrix_get_bytes:
 * @self: a matrix that nobody changes any more
 *
 * Gets all values, row by row, as float32 in the byte order of this machine.
 * Nothing is copied: the bytes hold a reference on the matrix.
 *
 * Returns: (transfer full): the values
 */
GBytes *
ariadne_matrix_get_bytes (AriadneMatrix *self)
{
  gsize n_values;

  g_return_val_if_fail (self != NULL, NULL);

  n_values = (gsize) self->n_rows * self->n_columns;

  return g_bytes_new_with_free_func (self->values, n_values * sizeof (float),
                                     (GDestroyNotify) ariadne_matrix_unref,
                                     ariadne_matrix_ref (self));
}
