/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *_ariadne_installation_find (const char *path)
  G_GNUC_WARN_UNUSED_RESULT;
char *_ariadne_installation_move (const char *path,
                                  const char *object)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
