/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "core/ariadne-sequence.h"

G_BEGIN_DECLS

/* The forms of the states of a sequence, one behind another: that of state i is
 * the bytes from offsets[i] to offsets[i + 1]. Empty as long as offsets is NULL.
 */
typedef struct
{
  GBytes *bytes;   /* owned */
  gsize  *offsets; /* owned; one more than there are states */
} AriadneStateForms;

void             _ariadne_state_forms_clear     (AriadneStateForms     *self);

/* Makes a sequence that has come as bytes: the states as their domain has
 * serialized them, their encoded forms, or both; what there is not may be NULL.
 * Takes over what is in the latter. The offsets must have been checked, the forms
 * need not.
 */
AriadneSequence *_ariadne_sequence_new_received (guint                  n_states,
                                                 GBytes                *serialized,
                                                 AriadneStateForms     *encoded);

/* The states, one behind another; the sequence must be loaded. */
AriadneState * const *
                 _ariadne_sequence_get_states   (const AriadneSequence *self);

/* The encoded forms, which must be there. */
const AriadneStateForms *
                 _ariadne_sequence_get_forms    (const AriadneSequence *self);

/* Whether the encoded forms have come from elsewhere, and nobody has looked at
 * them yet.
 */
gboolean         _ariadne_sequence_is_unchecked (const AriadneSequence *self);

/* Says that they are valid, and how much work each is; takes the array. */
void             _ariadne_sequence_set_checked  (AriadneSequence       *self,
                                                 guint                 *sizes);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AriadneStateForms, _ariadne_state_forms_clear)

G_END_DECLS
