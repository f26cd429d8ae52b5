/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "core/ariadne-domain.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_TILES_DOMAIN (ariadne_tiles_domain_get_type ())

ARIADNE_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (AriadneTilesDomain, ariadne_tiles_domain, ARIADNE, TILES_DOMAIN, GObject)

ARIADNE_AVAILABLE_IN_ALL
AriadneTilesDomain *ariadne_tiles_domain_new        (guint                side)
  G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
AriadneDomain      *ariadne_tiles_domain_make       (GVariant            *parameters,
                                                     GError             **error)
  G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
guint               ariadne_tiles_domain_get_side   (AriadneTilesDomain  *self);
ARIADNE_AVAILABLE_IN_ALL
AriadneState       *ariadne_tiles_domain_make_state (AriadneTilesDomain  *self,
                                                     const guint8        *tiles,
                                                     guint                n_tiles,
                                                     GError             **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
