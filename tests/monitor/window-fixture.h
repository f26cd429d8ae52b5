/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <adwaita.h>

/* What windows need that are looked at by a test. */

/* The bar that switches pages allocates what is in it with a height of -1 when it comes
 * up: of libadwaita 1.2, harmless, and the only warning that is not fatal here.
 */
static inline GLogWriterOutput
write_log (GLogLevelFlags   level,
           const GLogField *fields,
           gsize            n_fields,
           gpointer         user_data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE")
        && g_str_has_prefix (fields[i].value, "gtk_widget_size_allocate(): attempt to allocate ")
        && g_str_has_suffix (fields[i].value, " and height -1"))
      return G_LOG_WRITER_HANDLED;

  return g_log_writer_default (level, fields, n_fields, user_data);
}

/* Pictures show how things are in the end. */
static inline void
prepare_pictures (void)
{
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
}

/* Instead of the program's own, for windows alone; one for all tests, as in life. */
static inline AdwApplication *
start_application (void)
{
  AdwApplication *application;
  g_autoptr (GError) error = NULL;

  g_log_set_writer_func (write_log, NULL, NULL);
  application = g_object_new (ADW_TYPE_APPLICATION,
                              "application-id", "org.ariadne.Ariadne.Test",
                              "flags", G_APPLICATION_NON_UNIQUE,
                              "resource-base-path", "/org/ariadne/Ariadne",
                              NULL);
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, &error));
  g_assert_no_error (error);
  prepare_pictures ();

  return application;
}
