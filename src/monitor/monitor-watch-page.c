/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-watch-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "monitor-chart-card.h"
#include "monitor-figure-board.h"
#include "monitor-history-chart.h"
#include "monitor-search-table.h"
#include "monitor-throttle.h"

/* How often what is written changes, in milliseconds: nobody reads faster. At ten
 * refreshes a second, it has changed long enough ago when there is the next one, so that
 * both are drawn together.
 */
#define TEXT_INTERVAL_MS 90

/* The page is drawn anew when its run says that there is more to see, as often as people
 * want it to; what is written, more slowly. Nothing is drawn while nobody sees the page.
 */
struct _MonitorWatchPage
{
  GtkWidget                    parent_instance;

  MonitorRun                  *run;           /* nullable */
  AriadneConfigurationHistory *configuration; /* nullable; what is shown */
  guint64                      generation;    /* of it, when it was drawn */
  gboolean                     follows;       /* shows whatever was started last */
  MonitorThrottle               text;

  AriadneChart                *pictures[MONITOR_N_HISTORY_CHARTS];

  GtkStack                    *stack;
  AdwStatusPage               *empty;
  GtkDropDown                 *configurations;
  MonitorFigureBoard          *figures;
  GtkFlowBox                  *charts;
  MonitorSearchTable          *searches;
  GtkNoSelection              *process_model;
};

enum
{
  PROP_0,
  PROP_LIVE,
  PROP_RUN,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MonitorWatchPage, monitor_watch_page, GTK_TYPE_WIDGET)

/* Whether there is more to come of what is shown; or may be, in a log from elsewhere. */
static gboolean
is_live (MonitorWatchPage *self)
{
  return self->run != NULL && self->configuration != NULL
         && (monitor_run_get_active (self->run)
             || monitor_run_get_state (self->run) == MONITOR_RUN_STATE_OPENED)
         && !ariadne_configuration_history_get_finished (self->configuration);
}

static void
write_text (gpointer data)
{
  MonitorWatchPage *self = data;

  monitor_figure_board_update (self->figures, self->configuration);
  monitor_search_table_update (self->searches);
}

static void
draw (MonitorWatchPage *self)
{
  self->generation = ariadne_configuration_history_get_generation (self->configuration);
  monitor_throttle_ask (&self->text);
  for (guint i = 0; i < MONITOR_N_HISTORY_CHARTS; i++)
    monitor_history_chart_update (i, self->pictures[i], 0, self->configuration);
}

/* Draws what is new, if anybody can see it. */
static void
refresh (MonitorWatchPage *self)
{
  if (self->configuration == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  if (self->generation == ariadne_configuration_history_get_generation (self->configuration))
    return;

  draw (self);
}

static void
set_configuration (MonitorWatchPage            *self,
                   AriadneConfigurationHistory *configuration)
{
  GListModel *processes = NULL;

  if (!g_set_object (&self->configuration, configuration))
    return;

  gtk_stack_set_visible_child_name (self->stack, configuration == NULL ? "empty" : "run");
  if (configuration == NULL)
    {
      monitor_search_table_set_searches (self->searches, NULL);
      gtk_no_selection_set_model (self->process_model, NULL);
      return;
    }

  processes = ariadne_configuration_history_get_processes (configuration);
  monitor_search_table_set_searches (self->searches,
                                     ariadne_configuration_history_get_searches (configuration));
  gtk_no_selection_set_model (self->process_model, processes);
  /* Of another configuration at once. */
  monitor_throttle_clear (&self->text);
  draw (self);
}

/* The last configuration is the one that runs, or has run last. */
static void
follow (MonitorWatchPage *self)
{
  GListModel *model = gtk_drop_down_get_model (self->configurations);
  guint n_items = model == NULL ? 0 : g_list_model_get_n_items (model);

  if (!self->follows || n_items == 0)
    return;

  gtk_drop_down_set_selected (self->configurations, n_items - 1);
}

static void
configurations_changed_cb (GListModel       *model,
                           guint             position,
                           guint             n_removed,
                           guint             n_added,
                           MonitorWatchPage *self)
{
  follow (self);
}

/* Whoever chooses an earlier configuration wants to go on seeing it. */
static void
selected_cb (GtkDropDown      *drop_down,
             GParamSpec       *pspec,
             MonitorWatchPage *self)
{
  GListModel *model = gtk_drop_down_get_model (drop_down);
  guint n_items = model == NULL ? 0 : g_list_model_get_n_items (model);

  self->follows = gtk_drop_down_get_selected (drop_down) + 1 >= n_items;
  set_configuration (self, gtk_drop_down_get_selected_item (drop_down));
}

static void
changed_cb (MonitorRun       *run,
            MonitorWatchPage *self)
{
  refresh (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LIVE]);
}

/* A run that has nothing to show may have something to say. */
static void
update_empty (MonitorWatchPage *self)
{
  const char *error = self->run == NULL ? NULL : monitor_run_get_error (self->run);

  adw_status_page_set_title (self->empty, self->run == NULL
                                            ? _("Nothing to Watch Yet")
                                            : monitor_run_get_title (self->run));
  adw_status_page_set_icon_name (self->empty, error == NULL ? "ariadne-watch-symbolic"
                                                            : "dialog-error-symbolic");
  if (self->run == NULL)
    adw_status_page_set_description (self->empty, _("Launch a run or open a log"));
  else
    {
      const char *text = error == NULL ? monitor_run_get_status (self->run) : error;
      g_autofree char *markup = g_markup_escape_text (text, -1);

      adw_status_page_set_description (self->empty, markup);
    }
}

static void
status_cb (MonitorRun       *run,
           GParamSpec       *pspec,
           MonitorWatchPage *self)
{
  update_empty (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LIVE]);
}

static gboolean
has_items (MonitorWatchPage *self,
           guint             n_items)
{
  return n_items > 0;
}

static char *
format_process_time (GtkListItem *item,
                     double       time_s)
{
  return g_strdup_printf ("%.2f s", time_s);
}

static void
monitor_watch_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (monitor_watch_page_parent_class)->map (widget);

  refresh (MONITOR_WATCH_PAGE (widget));
}

static void
monitor_watch_page_dispose (GObject *object)
{
  MonitorWatchPage *self = MONITOR_WATCH_PAGE (object);

  if (self->stack != NULL)
    monitor_watch_page_set_run (self, NULL);
  monitor_throttle_clear (&self->text);
  gtk_widget_dispose_template (GTK_WIDGET (self), MONITOR_TYPE_WATCH_PAGE);
  for (guint i = 0; i < MONITOR_N_HISTORY_CHARTS; i++)
    g_clear_object (&self->pictures[i]);

  G_OBJECT_CLASS (monitor_watch_page_parent_class)->dispose (object);
}

static void
monitor_watch_page_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  MonitorWatchPage *self = MONITOR_WATCH_PAGE (object);

  switch (prop_id)
    {
    case PROP_LIVE:
      g_value_set_boolean (value, is_live (self));
      break;
    case PROP_RUN:
      g_value_set_object (value, self->run);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
monitor_watch_page_set_property (GObject      *object,
                                 guint         prop_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  MonitorWatchPage *self = MONITOR_WATCH_PAGE (object);

  switch (prop_id)
    {
    case PROP_RUN:
      monitor_watch_page_set_run (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
monitor_watch_page_class_init (MonitorWatchPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = monitor_watch_page_dispose;
  object_class->get_property = monitor_watch_page_get_property;
  object_class->set_property = monitor_watch_page_set_property;
  widget_class->map = monitor_watch_page_map;

  properties[PROP_LIVE] =
    g_param_spec_boolean ("live", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_RUN] =
    g_param_spec_object ("run", NULL, NULL, MONITOR_TYPE_RUN,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (ARIADNE_TYPE_CONFIGURATION_HISTORY);
  g_type_ensure (ARIADNE_TYPE_PROCESS_NOTE);
  g_type_ensure (MONITOR_TYPE_FIGURE_BOARD);
  g_type_ensure (MONITOR_TYPE_SEARCH_TABLE);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/ariadne/Ariadne/monitor-watch-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MonitorWatchPage, charts);
  gtk_widget_class_bind_template_child (widget_class, MonitorWatchPage, configurations);
  gtk_widget_class_bind_template_child (widget_class, MonitorWatchPage, empty);
  gtk_widget_class_bind_template_child (widget_class, MonitorWatchPage, figures);
  gtk_widget_class_bind_template_child (widget_class, MonitorWatchPage, process_model);
  gtk_widget_class_bind_template_child (widget_class, MonitorWatchPage, searches);
  gtk_widget_class_bind_template_child (widget_class, MonitorWatchPage, stack);
  gtk_widget_class_bind_template_callback (widget_class, format_process_time);
  gtk_widget_class_bind_template_callback (widget_class, has_items);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
add_chart (MonitorWatchPage    *self,
           MonitorHistoryChart  chart)
{
  GtkWidget *widget;

  self->pictures[chart] = monitor_history_chart_new (chart);
  monitor_history_chart_add (chart, self->pictures[chart], NULL, 0);

  widget = monitor_chart_card_new (chart, self->pictures[chart]);
  g_object_bind_property (self, "live", widget, "live", G_BINDING_SYNC_CREATE);
  gtk_flow_box_append (self->charts, widget);
}

static void
monitor_watch_page_init (MonitorWatchPage *self)
{
  monitor_throttle_init (&self->text, TEXT_INTERVAL_MS, write_text, self);
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < MONITOR_N_HISTORY_CHARTS; i++)
    add_chart (self, i);
  update_empty (self);
}

static void
leave_run (MonitorWatchPage *self)
{
  AriadneRunHistory *history = monitor_run_get_history (self->run);

  g_signal_handlers_disconnect_by_data (self->run, self);
  g_signal_handlers_disconnect_by_data (ariadne_run_history_get_configurations (history), self);
  g_clear_object (&self->run);
}

static void
enter_run (MonitorWatchPage *self,
           MonitorRun       *run)
{
  GListModel *configurations;

  monitor_run_load (run);
  self->run = g_object_ref (run);
  configurations = ariadne_run_history_get_configurations (monitor_run_get_history (run));
  g_signal_connect (run, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect (run, "notify::status", G_CALLBACK (status_cb), self);
  gtk_drop_down_set_model (self->configurations, configurations);
  g_signal_connect (configurations, "items-changed", G_CALLBACK (configurations_changed_cb),
                    self);
}

void
monitor_watch_page_set_run (MonitorWatchPage *self,
                            MonitorRun       *run)
{
  g_return_if_fail (MONITOR_IS_WATCH_PAGE (self));
  g_return_if_fail (run == NULL || MONITOR_IS_RUN (run));

  if (self->run == run)
    return;

  if (self->run != NULL)
    leave_run (self);

  gtk_drop_down_set_model (self->configurations, NULL);
  set_configuration (self, NULL);
  if (run != NULL)
    enter_run (self, run);

  self->follows = TRUE;
  follow (self);
  update_empty (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUN]);
}
