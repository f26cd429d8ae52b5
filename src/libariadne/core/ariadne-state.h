/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib-object.h>

#include "core/ariadne-version-macros.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_STATE (ariadne_state_get_type ())

typedef struct _AriadneState      AriadneState;
typedef struct _AriadneStateClass AriadneStateClass;

/**
 * AriadneState: (ref-func ariadne_state_ref) (unref-func ariadne_state_unref)
 *
 * A state of a search: an immutable, reference counted value that its domain
 * owns.
 *
 * A domain embeds this structure as the first member of its own. There is one
 * for every node that a search has seen, hence it is a plain structure and not
 * a `GObject`. States are immutable once made and may be used and released on
 * any thread.
 */
struct _AriadneState
{
  /*< private >*/
  const AriadneStateClass *klass;
  gint                     ref_count; /* atomic */
};

/**
 * AriadneStateClass:
 * @finalize: releases the state when its last reference is gone; may run on
 *   any thread
 *
 * What a domain provides for its states.
 */
struct _AriadneStateClass
{
  void (*finalize) (AriadneState *state);
};

ARIADNE_AVAILABLE_IN_ALL
GType         ariadne_state_get_type (void) G_GNUC_CONST;
ARIADNE_AVAILABLE_IN_ALL
void          ariadne_state_init     (AriadneState            *state,
                                      const AriadneStateClass *klass);
ARIADNE_AVAILABLE_IN_ALL
AriadneState *ariadne_state_ref      (AriadneState            *state);
ARIADNE_AVAILABLE_IN_ALL
void          ariadne_state_unref    (AriadneState            *state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneState, ariadne_state_unref)

G_END_DECLS
