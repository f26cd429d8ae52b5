/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stdlib.h>
#include <string.h>

#include "tiles/ariadne-tiles-set.h"

/* The fewest moves of each puzzle of a file, as the remark behind it says. The
 * library takes no notice of remarks.
 */
static GArray *
read_fewest_moves (const char  *path,
                   GError     **error)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  GArray *moves;

  if (!g_file_get_contents (path, &text, NULL, error))
    return NULL;

  moves = g_array_new (FALSE, FALSE, sizeof (guint));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (g_ascii_isalnum (lines[i][0]))
      {
        const char *remark = strchr (lines[i], '#');
        guint fewest = remark != NULL ? strtoul (remark + 1, NULL, 10) : 0;

        g_array_append_val (moves, fewest);
      }

  return moves;
}
