/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-text.h"

#include <glib/gi18n.h>
#include <math.h>

char *
monitor_text_new_cost (double cost)
{
  return isfinite (cost) ? g_strdup_printf ("%'.6g", cost) : g_strdup ("–");
}

char *
monitor_text_new_count (guint64 count)
{
  return g_strdup_printf ("%'" G_GUINT64_FORMAT, count);
}

char *
monitor_text_new_gain (double start_cost,
                       double best_cost)
{
  if (!isfinite (start_cost) || !isfinite (best_cost) || start_cost == 0)
    return g_strdup ("");

  /* Translators: the cost of what was found by that of the start, in per cent. */
  return g_strdup_printf (_("%.1f %%"), 100 * best_cost / start_cost);
}
