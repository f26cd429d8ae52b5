/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "monitor-chart-private.h"
#include "monitor-table-window.h"

#define ZOOM_STEP 1.5

static void
export_failed (MonitorChart *self,
               const GError *error)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *dialog = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                              _("The chart was not saved"), error->message);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
export_response_cb (GtkNativeDialog *dialog,
                    int              response,
                    MonitorChart    *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      g_autofree char *path = g_file_get_path (file);
      g_autoptr (GError) error = NULL;

      if (path == NULL)
        g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                             _("This folder is not on this computer"));
      if (path == NULL || !monitor_chart_export (self, path, &error))
        export_failed (self, error);
    }
  g_object_unref (dialog);
}

static void
add_filter (GtkFileChooser *chooser,
            const char     *name,
            const char     *suffix)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  gtk_file_filter_add_suffix (filter, suffix);
  gtk_file_chooser_add_filter (chooser, filter);
}

static void
export_cb (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  MonitorChart *self = MONITOR_CHART (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  g_autofree char *name = NULL;
  GtkFileChooserNative *dialog;

  if (self->chart == NULL)
    return;

  dialog = gtk_file_chooser_native_new (_("Save the Chart"),
                                        GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                        GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  name = g_strdup_printf ("%s.svg", ariadne_chart_get_title (self->chart));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  add_filter (GTK_FILE_CHOOSER (dialog), _("Scalable picture (SVG)"), "svg");
  add_filter (GTK_FILE_CHOOSER (dialog), _("Picture (PNG)"), "png");
  add_filter (GTK_FILE_CHOOSER (dialog), _("Document (PDF)"), "pdf");
  add_filter (GTK_FILE_CHOOSER (dialog), _("Recorded data (CSV)"), "csv");
  g_signal_connect_object (dialog, "response", G_CALLBACK (export_response_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
copy_csv_cb (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  MonitorChart *self = MONITOR_CHART (widget);
  g_autofree char *csv = NULL;

  if (self->chart == NULL)
    return;

  csv = ariadne_chart_to_csv (self->chart);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), csv);
}

static void
table_cb (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  MonitorChart *self = MONITOR_CHART (widget);
  GtkRoot *root = gtk_widget_get_root (widget);

  if (self->chart != NULL)
    gtk_window_present (monitor_table_window_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                                  self));
}

static void
zoom_in_cb (GtkWidget  *widget,
            const char *action,
            GVariant   *parameter)
{
  _monitor_chart_zoom (MONITOR_CHART (widget), ZOOM_STEP, 0.5);
}

static void
zoom_out_cb (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  _monitor_chart_zoom (MONITOR_CHART (widget), 1 / ZOOM_STEP, 0.5);
}

static void
reset_zoom_cb (GtkWidget  *widget,
               const char *action,
               GVariant   *parameter)
{
  _monitor_chart_zoom (MONITOR_CHART (widget), 0, 0.5);
}

void
_monitor_chart_install_actions (GtkWidgetClass *klass)
{
  gtk_widget_class_install_property_action (klass, "chart.log-x", "log-x");
  gtk_widget_class_install_property_action (klass, "chart.log-y", "log-y");
  gtk_widget_class_install_action (klass, "chart.export", NULL, export_cb);
  gtk_widget_class_install_action (klass, "chart.copy-csv", NULL, copy_csv_cb);
  gtk_widget_class_install_action (klass, "chart.table", NULL, table_cb);
  gtk_widget_class_install_action (klass, "chart.zoom-in", NULL, zoom_in_cb);
  gtk_widget_class_install_action (klass, "chart.zoom-out", NULL, zoom_out_cb);
  gtk_widget_class_install_action (klass, "chart.reset-zoom", NULL, reset_zoom_cb);
}

/* The menu */

static GMenuModel *
make_menu (void)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) scales = g_menu_new ();
  g_autoptr (GMenu) zoom = g_menu_new ();
  g_autoptr (GMenu) data = g_menu_new ();

  g_menu_append (scales, _("Logarithmic _Horizontal Axis"), "chart.log-x");
  g_menu_append (scales, _("Logarithmic _Vertical Axis"), "chart.log-y");
  g_menu_append (zoom, _("Zoom _In"), "chart.zoom-in");
  g_menu_append (zoom, _("Zoom _Out"), "chart.zoom-out");
  g_menu_append (zoom, _("Show _All"), "chart.reset-zoom");
  g_menu_append (data, _("Show as _Table"), "chart.table");
  g_menu_append (data, _("_Save As…"), "chart.export");
  g_menu_append (data, _("_Copy as CSV"), "chart.copy-csv");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (scales));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (zoom));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (data));

  return G_MENU_MODEL (menu);
}

void
_monitor_chart_popup_menu (MonitorChart *self,
                           double        x,
                           double        y)
{
  if (self->menu == NULL)
    {
      g_autoptr (GMenuModel) menu = make_menu ();

      self->menu = gtk_popover_menu_new_from_model (menu);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
      gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
      gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
    }
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu),
                               &(GdkRectangle) { (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}
