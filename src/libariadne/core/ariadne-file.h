/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Files, read and written with care. Private to the library and the program. */

GBytes   *ariadne_file_read           (const char  *path,
                                       gsize        max_length,
                                       GError     **error);

gboolean  ariadne_file_check_writable (const char  *path,
                                       GError     **error);

gboolean  ariadne_file_write          (const char  *path,
                                       const char  *data,
                                       gsize        length,
                                       GError     **error);

G_END_DECLS
