/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include "chart/ariadne-palette.h"

static double
get_luminance (const AriadneColour *colour)
{
  const double weights[] = { 0.2126, 0.7152, 0.0722 };
  const double *channels = &colour->red;
  double luminance = 0;

  for (guint i = 0; i < 3; i++)
    luminance += weights[i] * (channels[i] <= 0.04045 ? channels[i] / 12.92
                                                      : pow ((channels[i] + 0.055) / 1.055, 2.4));

  return luminance;
}

static double
get_contrast (const AriadneColour *a,
              const AriadneColour *b)
{
  double light = MAX (get_luminance (a), get_luminance (b));
  double dark = MIN (get_luminance (a), get_luminance (b));

  return (light + 0.05) / (dark + 0.05);
}

static void
test_colours_stand_out (void)
{
  const AriadnePalette *palettes[] = { ariadne_palette_get_light (), ariadne_palette_get_dark () };

  for (guint i = 0; i < G_N_ELEMENTS (palettes); i++)
    {
      const AriadnePalette *palette = palettes[i];

      g_assert_cmpfloat (get_contrast (&palette->text, &palette->background), >, 7);
      g_assert_cmpfloat (get_contrast (&palette->axis, &palette->background), >, 4.5);
      for (guint j = 0; j < ARIADNE_PALETTE_N_SERIES; j++)
        g_assert_cmpfloat (get_contrast (&palette->series[j], &palette->background), >, 3);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Palette/colours_stand_out", test_colours_stand_out);

  return g_test_run ();
}
