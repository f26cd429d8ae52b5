/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "serving/ariadne-matrix-unbatcher.h"

/**
 * AriadneMatrixUnbatcher:
 *
 * An unbatcher for models whose output is a matrix with one row a state.
 */
struct _AriadneMatrixUnbatcher
{
  AriadneUnbatcher parent_instance;
};

G_DEFINE_FINAL_TYPE (AriadneMatrixUnbatcher, ariadne_matrix_unbatcher, ARIADNE_TYPE_UNBATCHER)

static void
ariadne_matrix_unbatcher_deliver (AriadneUnbatcher *self,
                                  AriadneRequest   *request,
                                  guint             first,
                                  guint             n_rows,
                                  AriadneMatrix    *output,
                                  guint             output_row)
{
  guint n_columns = ariadne_matrix_get_n_columns (output);

  /* A request that has had a batch for itself gets the output as it is. */
  if (n_rows == request->n_rows && n_rows == ariadne_matrix_get_n_rows (output))
    {
      request->rows = ariadne_matrix_ref (output);
      return;
    }

  if (request->rows == NULL)
    request->rows = ariadne_matrix_new (request->n_rows, n_columns);

  memcpy (ariadne_matrix_get_row (request->rows, first),
          ariadne_matrix_get_row (output, output_row),
          sizeof (float) * n_rows * n_columns);
}

static void
ariadne_matrix_unbatcher_class_init (AriadneMatrixUnbatcherClass *klass)
{
  ARIADNE_UNBATCHER_CLASS (klass)->deliver = ariadne_matrix_unbatcher_deliver;
}

static void
ariadne_matrix_unbatcher_init (AriadneMatrixUnbatcher *self)
{
}

AriadneUnbatcher *
_ariadne_matrix_unbatcher_new (void)
{
  return g_object_new (ARIADNE_TYPE_MATRIX_UNBATCHER, NULL);
}
