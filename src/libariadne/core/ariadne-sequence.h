/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib-object.h>

#include "core/ariadne-domain.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_SEQUENCE (ariadne_sequence_get_type ())

typedef struct _AriadneSequence AriadneSequence;

ARIADNE_AVAILABLE_IN_ALL
GType            ariadne_sequence_get_type    (void) G_GNUC_CONST;
ARIADNE_AVAILABLE_IN_ALL
AriadneSequence *ariadne_sequence_new         (AriadneState * const  *states,
                                               guint                  n_states)
  G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
AriadneSequence *ariadne_sequence_ref         (AriadneSequence       *self);
ARIADNE_AVAILABLE_IN_ALL
void             ariadne_sequence_unref       (AriadneSequence       *self);
ARIADNE_AVAILABLE_IN_ALL
guint            ariadne_sequence_get_length  (const AriadneSequence *self);
ARIADNE_AVAILABLE_IN_ALL
AriadneState    *ariadne_sequence_get_state   (const AriadneSequence *self,
                                               guint                  index);
ARIADNE_AVAILABLE_IN_ALL
gboolean         ariadne_sequence_is_loaded   (const AriadneSequence *self);
ARIADNE_AVAILABLE_IN_ALL
gboolean         ariadne_sequence_load        (AriadneSequence       *self,
                                               AriadneDomain         *domain,
                                               GError               **error);
ARIADNE_AVAILABLE_IN_ALL
guint            ariadne_sequence_get_size    (const AriadneSequence *self,
                                               AriadneDomain         *domain,
                                               guint                  index);
ARIADNE_AVAILABLE_IN_ALL
gboolean         ariadne_sequence_encode      (AriadneSequence       *self,
                                               AriadneDomain         *domain,
                                               GError               **error);
ARIADNE_AVAILABLE_IN_ALL
gboolean         ariadne_sequence_is_encoded  (const AriadneSequence *self);
ARIADNE_AVAILABLE_IN_ALL
const guint8    *ariadne_sequence_get_encoded (const AriadneSequence *self,
                                               guint                  index,
                                               gsize                 *length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneSequence, ariadne_sequence_unref)

G_END_DECLS
