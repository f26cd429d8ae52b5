/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-entry-table.h"

#include <glib/gi18n.h>
#include <math.h>

#include "monitor-entry.h"
#include "monitor-widget.h"

/* “12’345’678”; titles are about as long. */
#define NUMBER_CHARS 9

/* A column of numbers. Where a configuration has ended, its record says best what the
 * number is; before that, what is known so far.
 */
typedef struct
{
  const char *title;
  const char *explanation;
  const char *format;
  double    (*get) (const AriadneHistoryFigures *figures,
                    const AriadneRunRecord      *record);
} NumberColumn;

static double
get_search_time (const AriadneHistoryFigures *figures,
                 const AriadneRunRecord      *record)
{
  return figures->search_time_s;
}

static double
get_model_time (const AriadneHistoryFigures *figures,
                const AriadneRunRecord      *record)
{
  return figures->model_time_s;
}

static double
get_fraction (const AriadneHistoryFigures *figures,
              const AriadneRunRecord      *record)
{
  return 100 * figures->fraction_in_model;
}

static double
get_wall (const AriadneHistoryFigures *figures,
          const AriadneRunRecord      *record)
{
  return record == NULL ? NAN : record->wall_over_ideal;
}

static double
get_rate (const AriadneHistoryFigures *figures,
          const AriadneRunRecord      *record)
{
  return figures->rate;
}

static double
get_batches (const AriadneHistoryFigures *figures,
             const AriadneRunRecord      *record)
{
  return (double) figures->n_batches;
}

static double
get_size (const AriadneHistoryFigures *figures,
          const AriadneRunRecord      *record)
{
  return figures->n_batches == 0 ? NAN : figures->size_mean;
}

static double
get_latency (const AriadneHistoryFigures *figures,
             const AriadneRunRecord      *record)
{
  return 1e3 * figures->latency_p99_s;
}

static const NumberColumn number_columns[] = {
  { N_("Search Time (s)"), N_("From the second update to the last"), "%'.2f", get_search_time },
  { N_("Model Time (s)"),
    N_("Time that a server spent in the model, the first batch left out"), "%'.2f",
    get_model_time },
  { N_("In Model (%)"), N_("Share of the search time spent in the model"), "%.1f",
    get_fraction },
  { N_("Wall ÷ Ideal"),
    N_("Time of the configuration by that of the same evaluations back to back"), "%.3f",
    get_wall },
  { N_("States/s"), N_("States evaluated a second"), "%'.0f", get_rate },
  { N_("Batches"), N_("Number of batches"), "%'.0f", get_batches },
  { N_("Mean Size"), N_("Mean size of a batch"), "%.1f", get_size },
  { N_("Latency p99 (ms)"), N_("99 of 100 requests had their answer after that time at most"),
    "%.3g", get_latency },
};

struct _MonitorEntryTable
{
  GtkWidget         parent_instance;

  GtkColumnView    *view; /* owned by its scrolled window */
  GtkSortListModel *sorted;
};

G_DEFINE_FINAL_TYPE (MonitorEntryTable, monitor_entry_table, GTK_TYPE_WIDGET)

static double
get_number (const NumberColumn *column,
            MonitorEntry       *entry)
{
  AriadneConfigurationHistory *configuration = monitor_entry_get_configuration (entry);
  AriadneHistoryFigures figures;

  ariadne_configuration_history_get_figures (configuration, &figures);

  return column->get (&figures, ariadne_configuration_history_get_record (configuration));
}

/* What is not known comes last. */
static int
compare_numbers (gconstpointer a,
                 gconstpointer b,
                 gpointer      user_data)
{
  double x = get_number (user_data, (gpointer) a);
  double y = get_number (user_data, (gpointer) b);

  if (isnan (x) || isnan (y))
    return isnan (x) - isnan (y);

  return (x > y) - (x < y);
}

static int
compare_names (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  g_autofree char *x = monitor_entry_dup_name ((gpointer) a);
  g_autofree char *y = monitor_entry_dup_name ((gpointer) b);

  return g_utf8_collate (x, y);
}

/* While nobody sees the table it is left as it is. */
static void
update_number (MonitorEntry *entry,
               GParamSpec   *pspec,
               GtkListItem  *item)
{
  const NumberColumn *column = g_object_get_data (G_OBJECT (item), "column");
  GtkWidget *cell = gtk_list_item_get_child (item);
  g_autofree char *text = NULL;
  double number;

  if (!gtk_widget_get_mapped (cell))
    return;

  number = get_number (column, entry);
  /* The formats are those of the table above. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  text = isnan (number) ? g_strdup ("–") : g_strdup_printf (column->format, number);
#pragma GCC diagnostic pop

  gtk_inscription_set_text (GTK_INSCRIPTION (cell), text);
}

static void
cell_mapped_cb (GtkWidget   *cell,
                GtkListItem *item)
{
  MonitorEntry *entry = gtk_list_item_get_item (item);

  if (entry != NULL)
    update_number (entry, NULL, item);
}

static void
setup_number_cb (GtkSignalListItemFactory *factory,
                 GtkListItem              *item,
                 gpointer                  user_data)
{
  GtkWidget *cell = gtk_inscription_new (NULL);

  gtk_inscription_set_xalign (GTK_INSCRIPTION (cell), 1);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (cell), NUMBER_CHARS);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (cell), NUMBER_CHARS);
  gtk_widget_add_css_class (cell, "numeric");
  g_signal_connect (cell, "map", G_CALLBACK (cell_mapped_cb), item);
  gtk_list_item_set_child (item, cell);
  g_object_set_data (G_OBJECT (item), "column", user_data);
}

static void
bind_number_cb (GtkSignalListItemFactory *factory,
                GtkListItem              *item,
                gpointer                  user_data)
{
  MonitorEntry *entry = gtk_list_item_get_item (item);

  g_signal_connect (entry, "notify::generation", G_CALLBACK (update_number), item);
  update_number (entry, NULL, item);
}

static void
unbind_number_cb (GtkSignalListItemFactory *factory,
                  GtkListItem              *item,
                  gpointer                  user_data)
{
  g_signal_handlers_disconnect_by_data (gtk_list_item_get_item (item), item);
}

static void
setup_name_cb (GtkSignalListItemFactory *factory,
               GtkListItem              *item,
               gpointer                  user_data)
{
  GtkWidget *check = gtk_check_button_new ();

  gtk_widget_set_tooltip_text (check, _("Show in the Charts"));
  gtk_list_item_set_child (item, check);
}

static void
bind_name_cb (GtkSignalListItemFactory *factory,
              GtkListItem              *item,
              gpointer                  user_data)
{
  MonitorEntry *entry = gtk_list_item_get_item (item);
  GtkWidget *check = gtk_list_item_get_child (item);
  g_autofree char *name = monitor_entry_dup_name (entry);

  gtk_check_button_set_label (GTK_CHECK_BUTTON (check), name);
  g_object_set_data_full (G_OBJECT (item), "binding",
                          g_object_ref (g_object_bind_property (entry, "shown", check, "active",
                                                                G_BINDING_BIDIRECTIONAL |
                                                                G_BINDING_SYNC_CREATE)),
                          g_object_unref);
}

static void
unbind_name_cb (GtkSignalListItemFactory *factory,
                GtkListItem              *item,
                gpointer                  user_data)
{
  g_binding_unbind (g_object_get_data (G_OBJECT (item), "binding"));
  g_object_set_data (G_OBJECT (item), "binding", NULL);
}

static void
add_name_column (MonitorEntryTable *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (compare_names, NULL, NULL));
  g_autoptr (GtkColumnViewColumn) column = NULL;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_name_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_name_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_name_cb), NULL);

  column = gtk_column_view_column_new (_("Configuration"), factory);
  gtk_column_view_column_set_expand (column, TRUE);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_sorter (column, sorter);
  gtk_column_view_append_column (self->view, column);
}

static void
add_number_column (MonitorEntryTable  *self,
                   const NumberColumn *numbers)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  gpointer data = (gpointer) numbers;
  g_autoptr (GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (compare_numbers, data, NULL));
  g_autoptr (GtkColumnViewColumn) column = NULL;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_number_cb), data);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_number_cb), data);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_number_cb), data);

  column = gtk_column_view_column_new (_(numbers->title), factory);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_sorter (column, sorter);
  gtk_column_view_append_column (self->view, column);
}

static void
monitor_entry_table_dispose (GObject *object)
{
  MonitorEntryTable *self = MONITOR_ENTRY_TABLE (object);

  monitor_widget_clear (GTK_WIDGET (self));
  g_clear_object (&self->sorted);

  G_OBJECT_CLASS (monitor_entry_table_parent_class)->dispose (object);
}

static void
monitor_entry_table_class_init (MonitorEntryTableClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = monitor_entry_table_dispose;

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
monitor_entry_table_init (MonitorEntryTable *self)
{
  GtkWidget *window = gtk_scrolled_window_new ();
  g_autoptr (GtkNoSelection) selection = NULL;

  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  gtk_column_view_set_show_row_separators (self->view, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "data-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Configurations"), -1);
  add_name_column (self);
  for (guint i = 0; i < G_N_ELEMENTS (number_columns); i++)
    add_number_column (self, &number_columns[i]);

  self->sorted = gtk_sort_list_model_new (NULL,
                                          g_object_ref (gtk_column_view_get_sorter (self->view)));
  selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->sorted)));
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (selection));

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (window), GTK_WIDGET (self->view));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (window), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_NEVER);
  gtk_widget_set_parent (window, GTK_WIDGET (self));
  monitor_widget_start_at_right (window);
}

void
monitor_entry_table_set_entries (MonitorEntryTable *self,
                                 GListModel        *entries)
{
  g_return_if_fail (MONITOR_IS_ENTRY_TABLE (self));
  g_return_if_fail (entries == NULL || G_IS_LIST_MODEL (entries));

  gtk_sort_list_model_set_model (self->sorted, entries);
}
