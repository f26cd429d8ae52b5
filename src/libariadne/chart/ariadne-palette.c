/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "chart/ariadne-palette.h"

#define RGB(hex) \
  { (((hex) >> 16) & 0xff) / 255.0, (((hex) >> 8) & 0xff) / 255.0, ((hex) & 0xff) / 255.0 }

/* Hues far apart, neighbours also in lightness, and all at least three to one
 * against the background.
 */
static const AriadnePalette light = {
  .background = RGB (0xffffff),
  .text = RGB (0x1d232b),
  .axis = RGB (0x66707c),
  .grid = RGB (0xe6e9ed),
  .series = {
    RGB (0x1769aa), /* blue */
    RGB (0xdb6a00), /* orange */
    RGB (0x158a5b), /* green */
    RGB (0xb5256b), /* raspberry */
    RGB (0x6c4fc4), /* violet */
    RGB (0x7d5a2b), /* brown */
    RGB (0x0f93a8), /* teal */
    RGB (0xd63a3a), /* red */
  },
};

static const AriadnePalette dark = {
  .background = RGB (0x1e2126),
  .text = RGB (0xf2f4f7),
  .axis = RGB (0xa3adb8),
  .grid = RGB (0x363c44),
  .series = {
    RGB (0x62a9ec),
    RGB (0xffa348),
    RGB (0x57d0a0),
    RGB (0xf283b6),
    RGB (0xb09bf5),
    RGB (0xcfa873),
    RGB (0x4fd0e0),
    RGB (0xff7b72),
  },
};

/**
 * ariadne_palette_get_light:
 *
 * Gets the colours for paper and for light surroundings.
 *
 * Returns: (transfer none): a palette
 */
const AriadnePalette *
ariadne_palette_get_light (void)
{
  return &light;
}

/**
 * ariadne_palette_get_dark:
 *
 * Gets the colours for dark surroundings.
 *
 * Returns: (transfer none): a palette
 */
const AriadnePalette *
ariadne_palette_get_dark (void)
{
  return &dark;
}
