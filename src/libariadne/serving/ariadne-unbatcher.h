/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "core/ariadne-batch.h"
#include "core/ariadne-matrix.h"
#include "serving/ariadne-request.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_UNBATCHER (ariadne_unbatcher_get_type ())

G_DECLARE_DERIVABLE_TYPE (AriadneUnbatcher, ariadne_unbatcher, ARIADNE, UNBATCHER, GObject)

struct _AriadneUnbatcherClass
{
  GObjectClass parent_class;

  /* Gives a request some of its rows: `n_rows` of them, which are in the
   * output from `output_row` on.
   */
  void (*deliver) (AriadneUnbatcher *self,
                   AriadneRequest   *request,
                   guint             first,
                   guint             n_rows,
                   AriadneMatrix    *output,
                   guint             output_row);
};

/* Gives the requests of a batch their rows. `parts` has the request of each
 * slice.
 */
void _ariadne_unbatcher_split (AriadneUnbatcher   *self,
                               const AriadneBatch *batch,
                               GPtrArray          *parts,
                               AriadneMatrix      *output);

G_END_DECLS
