/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "serving/ariadne-unbatcher.h"

/**
 * AriadneUnbatcher:
 *
 * The inverse of a batcher: hands what the model has made of a batch to the
 * requests that the batch was made of.
 */

G_DEFINE_ABSTRACT_TYPE (AriadneUnbatcher, ariadne_unbatcher, G_TYPE_OBJECT)

static void
ariadne_unbatcher_class_init (AriadneUnbatcherClass *klass)
{
}

static void
ariadne_unbatcher_init (AriadneUnbatcher *self)
{
}

void
_ariadne_unbatcher_split (AriadneUnbatcher   *self,
                          const AriadneBatch *batch,
                          GPtrArray          *parts,
                          AriadneMatrix      *output)
{
  guint output_row = 0;

  for (guint i = 0; i < parts->len; i++)
    {
      AriadneRequest *request = parts->pdata[i];
      guint first, n_rows;

      ariadne_batch_get_segment (batch, i, &first, &n_rows);
      /* Nobody wants the rows of a request that was cancelled meanwhile. */
      if (!request->has_ended)
        ARIADNE_UNBATCHER_GET_CLASS (self)->deliver (self, request, first, n_rows, output,
                                                     output_row);
      request->n_returned += n_rows;
      output_row += n_rows;
    }
}
