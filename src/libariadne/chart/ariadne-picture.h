/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/* What can be saved as a picture, and its numbers. */
typedef struct
{
  void  (*draw)   (gpointer  self,
                   cairo_t  *cr,
                   double    width,
                   double    height);
  char *(*to_csv) (gpointer  self);
} AriadnePictureClass;

gboolean _ariadne_picture_check_path (const char                 *path,
                                      GError                    **error);
gboolean _ariadne_picture_save       (const AriadnePictureClass  *klass,
                                      gpointer                    self,
                                      double                      width,
                                      double                      height,
                                      const char                 *path,
                                      GError                    **error);

G_END_DECLS
