/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "tiles/ariadne-tiles-domain.h"
#include "tiles/ariadne-tiles-layout.h"

G_BEGIN_DECLS

const AriadneTilesLayout *_ariadne_tiles_domain_get_layout (AriadneTilesDomain *self);

G_END_DECLS
