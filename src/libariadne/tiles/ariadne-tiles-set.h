/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "tiles/ariadne-tiles-domain.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_TILES_SET (ariadne_tiles_set_get_type ())

ARIADNE_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (AriadneTilesSet, ariadne_tiles_set, ARIADNE, TILES_SET, GObject)

ARIADNE_AVAILABLE_IN_ALL
AriadneTilesSet    *ariadne_tiles_set_new_from_path  (const char           *path,
                                                      GError              **error)
  G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
AriadneTilesSet    *ariadne_tiles_set_new_from_bytes (GBytes               *bytes,
                                                      const char           *name,
                                                      GError              **error)
  G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
AriadneTilesSet    *ariadne_tiles_set_select         (AriadneTilesSet      *self,
                                                      const char * const   *names,
                                                      GError              **error)
  G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
AriadneTilesDomain *ariadne_tiles_set_get_domain     (AriadneTilesSet      *self);
ARIADNE_AVAILABLE_IN_ALL
guint               ariadne_tiles_set_get_n_puzzles  (AriadneTilesSet      *self);
ARIADNE_AVAILABLE_IN_ALL
const char         *ariadne_tiles_set_get_name       (AriadneTilesSet      *self,
                                                      guint                 index);
ARIADNE_AVAILABLE_IN_ALL
AriadneState       *ariadne_tiles_set_get_start      (AriadneTilesSet      *self,
                                                      guint                 index);

G_END_DECLS
