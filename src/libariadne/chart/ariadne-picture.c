/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "chart/ariadne-picture.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <math.h>
#include <string.h>

#include "core/ariadne-error.h"
#include "core/ariadne-file.h"

/* Pictures of pixels have more of them than units, for sharp text. */
#define PIXELS_PER_UNIT 2

typedef enum {
  FORMAT_PNG,
  FORMAT_SVG,
  FORMAT_PDF,
  FORMAT_CSV,
  N_FORMATS,
} Format;

static const char * const suffixes[] = {
  [FORMAT_PNG] = ".png",
  [FORMAT_SVG] = ".svg",
  [FORMAT_PDF] = ".pdf",
  [FORMAT_CSV] = ".csv",
};

static gboolean
get_format (const char  *path,
            Format      *format,
            GError     **error)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  for (*format = 0; *format < N_FORMATS; (*format)++)
    if (g_str_has_suffix (lower, suffixes[*format]))
      return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
               "%s: expected the name of a picture to end in .png, .svg or .pdf, "
               "or in .csv for its numbers", path);

  return FALSE;
}

/*
 * _ariadne_picture_check_path:
 * @path: the path of a picture
 * @error: return location for an error
 *
 * Tells whether such a picture can be made, for those who want to know before there
 * is one to be saved.
 *
 * Returns: whether it can
 */
gboolean
_ariadne_picture_check_path (const char  *path,
                             GError     **error)
{
  Format format;

  return get_format (path, &format, error);
}

static cairo_status_t
append_to_bytes (void                *bytes,
                 const unsigned char *data,
                 unsigned int         length)
{
  g_byte_array_append (bytes, data, length);

  return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *
make_surface (Format      format,
              double      width,
              double      height,
              GByteArray *bytes)
{
  cairo_surface_t *surface;

  switch (format)
    {
    case FORMAT_SVG:
      surface = cairo_svg_surface_create_for_stream (append_to_bytes, bytes, width, height);
      cairo_svg_surface_set_document_unit (surface, CAIRO_SVG_UNIT_PX);
      return surface;
    case FORMAT_PDF:
      /* There are 72 points to the inch, and 96 units. */
      surface = cairo_pdf_surface_create_for_stream (append_to_bytes, bytes,
                                                     0.75 * width, 0.75 * height);
      cairo_surface_set_device_scale (surface, 0.75, 0.75);
      return surface;
    case FORMAT_PNG:
    case FORMAT_CSV:
    case N_FORMATS:
    default:
      surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24,
                                            (int) ceil (PIXELS_PER_UNIT * width),
                                            (int) ceil (PIXELS_PER_UNIT * height));
      cairo_surface_set_device_scale (surface, PIXELS_PER_UNIT, PIXELS_PER_UNIT);
      return surface;
    }
}

static cairo_status_t
draw (const AriadnePictureClass *klass,
      gpointer                   self,
      Format                     format,
      double                     width,
      double                     height,
      GByteArray                *bytes)
{
  cairo_surface_t *surface = make_surface (format, width, height, bytes);
  cairo_t *cr = cairo_create (surface);
  cairo_status_t status;

  klass->draw (self, cr, width, height);
  cairo_show_page (cr);
  status = cairo_status (cr);
  cairo_destroy (cr);

  if (status == CAIRO_STATUS_SUCCESS && format == FORMAT_PNG)
    status = cairo_surface_write_to_png_stream (surface, append_to_bytes, bytes);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);

  return status;
}

static gboolean
save_csv (const AriadnePictureClass  *klass,
          gpointer                    self,
          const char                 *path,
          GError                    **error)
{
  g_autofree char *csv = klass->to_csv (self);

  return ariadne_file_write (path, csv, strlen (csv), error);
}

/*
 * _ariadne_picture_save:
 * @klass: how it is drawn, and its numbers written
 * @self: what is drawn
 * @width: its width, in units of 1/96 inch
 * @height: its height, in the same units
 * @path: where to: a name that ends in `.png`, `.svg`, `.pdf` or `.csv`
 * @error: return location for an error
 *
 * Saves a picture, or its numbers. The file is there whole or not at all.
 *
 * Returns: whether that was done
 */
gboolean
_ariadne_picture_save (const AriadnePictureClass  *klass,
                       gpointer                    self,
                       double                      width,
                       double                      height,
                       const char                 *path,
                       GError                    **error)
{
  g_autoptr (GByteArray) bytes = NULL;
  cairo_status_t status;
  Format format;

  if (!get_format (path, &format, error))
    return FALSE;
  if (format == FORMAT_CSV)
    return save_csv (klass, self, path, error);

  bytes = g_byte_array_new ();
  status = draw (klass, self, format, width, height, bytes);
  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_FAILED,
                   "%s: cannot draw: %s", path, cairo_status_to_string (status));
      return FALSE;
    }

  return ariadne_file_write (path, (const char *) bytes->data, bytes->len, error);
}
