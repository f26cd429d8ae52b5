/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-search-table.h"

#include <ariadne.h>
#include <glib/gi18n.h>
#include <math.h>

#include "monitor-bar.h"
#include "monitor-text.h"
#include "monitor-widget.h"

/* What searches say of themselves is held back until the table is updated, so that text
 * which nobody could read as fast is not written.
 */
struct _MonitorSearchTable
{
  GtkWidget         parent_instance;

  GListModel       *searches; /* nullable */
  GPtrArray        *held;     /* the same, which notify nobody */

  GtkColumnView    *view;
  GtkSortListModel *sorted;
};

G_DEFINE_FINAL_TYPE (MonitorSearchTable, monitor_search_table, GTK_TYPE_WIDGET)

/* The words of a log, as people read them. */
static const struct
{
  const char *status;
  const char *text;
  const char *icon;
} states[] = {
  { "ready", N_("Ready"), "content-loading-symbolic" },
  { "running", N_("Running"), "media-playback-start-symbolic" },
  { "finished", N_("Finished"), "emblem-ok-symbolic" },
  { "space-exhausted", N_("All Seen"), "emblem-ok-symbolic" },
  { "budget-exhausted", N_("Budget Used"), "emblem-ok-symbolic" },
  { "memory-exhausted", N_("Memory Used"), "dialog-warning-symbolic" },
  { "cancelled", N_("Stopped"), "media-playback-stop-symbolic" },
  { "failed", N_("Failed"), "dialog-error-symbolic" },
};

/* A state that this table does not know is shown as it is. */
static char *
get_state_text (GtkListItem *item,
                const char  *status)
{
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_strcmp0 (status, states[i].status) == 0)
      return g_strdup (_(states[i].text));

  return g_strdup (status);
}

static char *
get_state_icon (GtkListItem *item,
                const char  *status)
{
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_strcmp0 (status, states[i].status) == 0)
      return g_strdup (states[i].icon);

  return g_strdup ("content-loading-symbolic");
}

static char *
get_budget_text (GtkListItem *item,
                 guint64      evaluations,
                 guint64      budget)
{
  g_autofree char *used = monitor_text_new_count (evaluations);
  g_autofree char *allowed = monitor_text_new_count (budget);

  if (budget == 0)
    return g_steal_pointer (&used);

  /* Translators: how many states a search has asked about, and may ask about. */
  return g_strdup_printf (_("%s of %s"), used, allowed);
}

static double
get_budget_share (GtkListItem *item,
                  double       used)
{
  return isnan (used) ? 0 : CLAMP (used, 0, 1);
}

static gboolean
has_budget (GtkListItem *item,
            double       used)
{
  return !isnan (used);
}

static char *
get_cost_text (GtkListItem *item,
               double       cost)
{
  return monitor_text_new_cost (cost);
}

/* The figure by which searches are compared. */
static char *
get_gain_text (GtkListItem *item,
               double       start_cost,
               double       best_cost)
{
  return monitor_text_new_gain (start_cost, best_cost);
}

static char *
get_count_text (GtkListItem *item,
                guint64      count)
{
  return monitor_text_new_count (count);
}

static float
get_start (GtkListItem *item)
{
  return monitor_widget_get_start (gtk_list_item_get_child (item));
}

static void
release (gpointer search)
{
  g_object_thaw_notify (search);
  g_object_unref (search);
}

static void
searches_changed_cb (GListModel         *searches,
                     guint               position,
                     guint               n_removed,
                     guint               n_added,
                     MonitorSearchTable *self)
{
  g_ptr_array_remove_range (self->held, position, n_removed);
  for (guint i = position; i < position + n_added; i++)
    {
      GObject *search = g_list_model_get_item (searches, i);

      g_object_freeze_notify (search);
      g_ptr_array_insert (self->held, (int) i, search);
    }
}

static void
set_searches (MonitorSearchTable *self,
              GListModel         *searches)
{
  if (self->searches != NULL)
    g_signal_handlers_disconnect_by_data (self->searches, self);
  g_ptr_array_set_size (self->held, 0);
  g_set_object (&self->searches, searches);
  if (searches == NULL)
    return;

  g_signal_connect (searches, "items-changed", G_CALLBACK (searches_changed_cb), self);
  searches_changed_cb (searches, 0, 0, g_list_model_get_n_items (searches), self);
}

static void
monitor_search_table_dispose (GObject *object)
{
  set_searches (MONITOR_SEARCH_TABLE (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), MONITOR_TYPE_SEARCH_TABLE);
  monitor_widget_clear (GTK_WIDGET (object));

  G_OBJECT_CLASS (monitor_search_table_parent_class)->dispose (object);
}

static void
monitor_search_table_finalize (GObject *object)
{
  g_ptr_array_unref (MONITOR_SEARCH_TABLE (object)->held);

  G_OBJECT_CLASS (monitor_search_table_parent_class)->finalize (object);
}

static void
monitor_search_table_class_init (MonitorSearchTableClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = monitor_search_table_dispose;
  G_OBJECT_CLASS (klass)->finalize = monitor_search_table_finalize;

  g_type_ensure (ARIADNE_TYPE_SEARCH_HISTORY);
  g_type_ensure (MONITOR_TYPE_BAR);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/ariadne/Ariadne/monitor-search-table.ui");
  gtk_widget_class_bind_template_child (widget_class, MonitorSearchTable, sorted);
  gtk_widget_class_bind_template_child (widget_class, MonitorSearchTable, view);
  gtk_widget_class_bind_template_callback (widget_class, get_budget_share);
  gtk_widget_class_bind_template_callback (widget_class, get_budget_text);
  gtk_widget_class_bind_template_callback (widget_class, get_cost_text);
  gtk_widget_class_bind_template_callback (widget_class, get_count_text);
  gtk_widget_class_bind_template_callback (widget_class, get_gain_text);
  gtk_widget_class_bind_template_callback (widget_class, get_start);
  gtk_widget_class_bind_template_callback (widget_class, get_state_icon);
  gtk_widget_class_bind_template_callback (widget_class, get_state_text);
  gtk_widget_class_bind_template_callback (widget_class, has_budget);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
monitor_search_table_init (MonitorSearchTable *self)
{
  self->held = g_ptr_array_new_with_free_func (release);
  gtk_widget_init_template (GTK_WIDGET (self));
  monitor_widget_start_at_right (gtk_widget_get_first_child (GTK_WIDGET (self)));
  gtk_sort_list_model_set_sorter (self->sorted, gtk_column_view_get_sorter (self->view));
}

void
monitor_search_table_set_searches (MonitorSearchTable *self,
                                   GListModel         *searches)
{
  g_return_if_fail (MONITOR_IS_SEARCH_TABLE (self));
  g_return_if_fail (searches == NULL || G_IS_LIST_MODEL (searches));

  set_searches (self, searches);
  gtk_sort_list_model_set_model (self->sorted, searches);
}

void
monitor_search_table_update (MonitorSearchTable *self)
{
  g_return_if_fail (MONITOR_IS_SEARCH_TABLE (self));

  for (guint i = 0; i < self->held->len; i++)
    {
      g_object_thaw_notify (self->held->pdata[i]);
      g_object_freeze_notify (self->held->pdata[i]);
    }
}
