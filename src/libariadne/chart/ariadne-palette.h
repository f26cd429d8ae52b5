/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib-object.h>

#include "core/ariadne-version-macros.h"

G_BEGIN_DECLS

/**
 * ARIADNE_PALETTE_N_SERIES:
 *
 * How many series are told apart by colour.
 */
#define ARIADNE_PALETTE_N_SERIES 8

/**
 * AriadneColour:
 * @red: 0 to 1
 * @green: 0 to 1
 * @blue: 0 to 1
 *
 * An opaque colour.
 */
typedef struct
{
  double red;
  double green;
  double blue;
} AriadneColour;

/**
 * AriadnePalette:
 * @background: behind everything
 * @text: titles and labels
 * @axis: the lines of the axes and the ticks
 * @grid: the lines behind the data
 * @series: one colour a configuration, well apart in hue and in lightness
 *
 * The colours of a picture.
 */
typedef struct
{
  AriadneColour background;
  AriadneColour text;
  AriadneColour axis;
  AriadneColour grid;
  AriadneColour series[ARIADNE_PALETTE_N_SERIES];
} AriadnePalette;

ARIADNE_AVAILABLE_IN_ALL
const AriadnePalette *ariadne_palette_get_light (void);
ARIADNE_AVAILABLE_IN_ALL
const AriadnePalette *ariadne_palette_get_dark  (void);

G_END_DECLS
