/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-compare-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "monitor-chart-card.h"
#include "monitor-entry-table.h"
#include "monitor-entry.h"
#include "monitor-history-chart.h"

/* More curves than that nobody can tell apart. */
#define MAX_SHOWN 24

/* Where a configuration that is shown has its series, in each of the charts. */
typedef struct
{
  MonitorEntry *entry; /* owned by the list */
  guint64       generation;
  guint         series[MONITOR_N_HISTORY_CHARTS];
} Curve;

/* Charts are made anew when the configurations shown are others, and get new points when
 * these have something new to say; neither while nobody sees the page.
 */
struct _MonitorComparePage
{
  GtkWidget           parent_instance;

  GListModel         *runs;     /* nullable */
  GListModel         *entries;  /* of MonitorEntry; nullable */
  GtkCustomFilter    *filter;
  GtkFilterListModel *filtered;
  GArray             *curves;   /* of Curve */
  gboolean            stale;    /* others than in the charts are to be shown */

  AriadneChart       *pictures[MONITOR_N_HISTORY_CHARTS]; /* of those that are drawn */

  GtkStack           *stack;
  GtkFlowBox         *charts;
  GtkSearchEntry     *search;
  GtkLabel           *too_many;
  MonitorEntryTable  *table;
};

/* What is worth a comparison. */
static const MonitorHistoryChart drawn[] = {
  MONITOR_HISTORY_CHART_SIZES,
  MONITOR_HISTORY_CHART_TIMES,
  MONITOR_HISTORY_CHART_FRACTION,
  MONITOR_HISTORY_CHART_RATE,
};

enum
{
  PROP_0,
  PROP_RUNS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MonitorComparePage, monitor_compare_page, GTK_TYPE_WIDGET)

static void
add_curve (MonitorComparePage *self,
           MonitorEntry       *entry)
{
  g_autofree char *name = monitor_entry_dup_name (entry);
  guint colour = self->curves->len;
  Curve curve = { .entry = entry, .generation = G_MAXUINT64 };

  for (guint i = 0; i < G_N_ELEMENTS (drawn); i++)
    curve.series[drawn[i]] = monitor_history_chart_add (drawn[i], self->pictures[drawn[i]], name,
                                                        colour);
  g_array_append_val (self->curves, curve);
}

static void
make_curves (MonitorComparePage *self)
{
  GListModel *entries = G_LIST_MODEL (self->filtered);
  guint n_shown = 0;

  g_array_set_size (self->curves, 0);
  for (guint i = 0; i < G_N_ELEMENTS (drawn); i++)
    ariadne_chart_remove_all (self->pictures[drawn[i]]);

  for (guint i = 0; i < g_list_model_get_n_items (entries); i++)
    {
      g_autoptr (MonitorEntry) entry = g_list_model_get_item (entries, i);

      if (!monitor_entry_get_shown (entry))
        continue;
      if (n_shown++ < MAX_SHOWN)
        add_curve (self, entry);
    }

  gtk_widget_set_visible (GTK_WIDGET (self->too_many), n_shown > MAX_SHOWN);
  self->stale = FALSE;
}

static void
update_curve (MonitorComparePage *self,
              Curve              *curve)
{
  guint64 generation = monitor_entry_get_generation (curve->entry);

  if (curve->generation == generation)
    return;

  curve->generation = generation;
  for (guint i = 0; i < G_N_ELEMENTS (drawn); i++)
    monitor_history_chart_update (drawn[i], self->pictures[drawn[i]], curve->series[drawn[i]],
                                  monitor_entry_get_configuration (curve->entry));
}

static void
refresh (MonitorComparePage *self)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  if (self->stale)
    make_curves (self);
  for (guint i = 0; i < self->curves->len; i++)
    update_curve (self, &g_array_index (self->curves, Curve, i));
}

static void
make_stale (MonitorComparePage *self)
{
  self->stale = TRUE;
  refresh (self);
}

static void
update_stack (MonitorComparePage *self)
{
  gboolean empty = self->entries == NULL || g_list_model_get_n_items (self->entries) == 0;

  gtk_stack_set_visible_child_name (self->stack, empty ? "empty" : "entries");
}

/* Of all entries, as the filter lets one in more than once. An entry that leaves the list
 * takes its handlers along.
 */
static void
entries_changed_cb (GListModel         *entries,
                    guint               position,
                    guint               n_removed,
                    guint               n_added,
                    MonitorComparePage *self)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr (MonitorEntry) entry = g_list_model_get_item (entries, i);

      g_signal_connect_object (entry, "notify::shown", G_CALLBACK (make_stale), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (entry, "notify::generation", G_CALLBACK (refresh), self,
                               G_CONNECT_SWAPPED);
    }
  update_stack (self);
}

static gboolean
matches (gpointer item,
         gpointer user_data)
{
  MonitorComparePage *self = user_data;
  const char *words = gtk_editable_get_text (GTK_EDITABLE (self->search));
  g_autofree char *name = monitor_entry_dup_name (item);

  return *words == '\0' || g_str_match_string (words, name, TRUE);
}

static void
search_cb (MonitorComparePage *self)
{
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
}

static void
set_all_shown (MonitorComparePage *self,
               gboolean            shown)
{
  GListModel *entries = G_LIST_MODEL (self->filtered);

  for (guint i = 0; i < g_list_model_get_n_items (entries); i++)
    {
      g_autoptr (MonitorEntry) entry = g_list_model_get_item (entries, i);

      monitor_entry_set_shown (entry, shown);
    }
}

static void
show_all_cb (MonitorComparePage *self)
{
  set_all_shown (self, TRUE);
}

static void
show_none_cb (MonitorComparePage *self)
{
  set_all_shown (self, FALSE);
}

/* Logs that were not read yet are: who compares wants all of them, those too that come
 * meanwhile.
 */
static void
load_runs (MonitorComparePage *self)
{
  guint n_runs = self->runs == NULL ? 0 : g_list_model_get_n_items (self->runs);

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  for (guint i = 0; i < n_runs; i++)
    {
      g_autoptr (MonitorRun) run = g_list_model_get_item (self->runs, i);

      monitor_run_load (run);
    }
}

static void
monitor_compare_page_map (GtkWidget *widget)
{
  MonitorComparePage *self = MONITOR_COMPARE_PAGE (widget);

  GTK_WIDGET_CLASS (monitor_compare_page_parent_class)->map (widget);

  load_runs (self);
  refresh (self);
}

static void
enter_entries (MonitorComparePage *self,
               GListModel         *runs)
{
  self->entries = monitor_entry_list_new (runs);
  gtk_filter_list_model_set_model (self->filtered, self->entries);
  g_signal_connect (self->entries, "items-changed", G_CALLBACK (entries_changed_cb), self);
  entries_changed_cb (self->entries, 0, 0, g_list_model_get_n_items (self->entries), self);
}

static void
leave_entries (MonitorComparePage *self)
{
  if (self->entries == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->entries, self);
  gtk_filter_list_model_set_model (self->filtered, NULL);
  g_clear_object (&self->entries);
}

static void
set_runs (MonitorComparePage *self,
          GListModel         *runs)
{
  leave_entries (self);
  if (self->runs != NULL)
    g_signal_handlers_disconnect_by_data (self->runs, self);
  g_set_object (&self->runs, runs);
  if (runs == NULL)
    return;

  enter_entries (self, runs);
  g_signal_connect_swapped (runs, "items-changed", G_CALLBACK (load_runs), self);
  load_runs (self);
}

static void
monitor_compare_page_dispose (GObject *object)
{
  MonitorComparePage *self = MONITOR_COMPARE_PAGE (object);

  if (self->filtered != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->filtered, self);
      set_runs (self, NULL);
    }
  g_clear_object (&self->filtered);
  gtk_widget_dispose_template (GTK_WIDGET (self), MONITOR_TYPE_COMPARE_PAGE);
  for (guint i = 0; i < MONITOR_N_HISTORY_CHARTS; i++)
    g_clear_object (&self->pictures[i]);

  G_OBJECT_CLASS (monitor_compare_page_parent_class)->dispose (object);
}

static void
monitor_compare_page_finalize (GObject *object)
{
  g_array_unref (MONITOR_COMPARE_PAGE (object)->curves);

  G_OBJECT_CLASS (monitor_compare_page_parent_class)->finalize (object);
}

static void
monitor_compare_page_get_property (GObject    *object,
                                   guint       prop_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_RUNS:
      g_value_set_object (value, MONITOR_COMPARE_PAGE (object)->runs);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
monitor_compare_page_set_property (GObject      *object,
                                   guint         prop_id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_RUNS:
      set_runs (MONITOR_COMPARE_PAGE (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
monitor_compare_page_class_init (MonitorComparePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = monitor_compare_page_dispose;
  object_class->finalize = monitor_compare_page_finalize;
  object_class->get_property = monitor_compare_page_get_property;
  object_class->set_property = monitor_compare_page_set_property;
  widget_class->map = monitor_compare_page_map;

  properties[PROP_RUNS] =
    g_param_spec_object ("runs", NULL, NULL, G_TYPE_LIST_MODEL,
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (MONITOR_TYPE_ENTRY_TABLE);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/ariadne/Ariadne/monitor-compare-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MonitorComparePage, charts);
  gtk_widget_class_bind_template_child (widget_class, MonitorComparePage, search);
  gtk_widget_class_bind_template_child (widget_class, MonitorComparePage, stack);
  gtk_widget_class_bind_template_child (widget_class, MonitorComparePage, table);
  gtk_widget_class_bind_template_child (widget_class, MonitorComparePage, too_many);
  gtk_widget_class_bind_template_callback (widget_class, search_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_all_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_none_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
add_chart (MonitorComparePage  *self,
           MonitorHistoryChart  chart)
{
  self->pictures[chart] = monitor_history_chart_new (chart);
  gtk_flow_box_append (self->charts, monitor_chart_card_new (chart, self->pictures[chart]));
}

static void
monitor_compare_page_init (MonitorComparePage *self)
{
  g_autofree char *too_many = NULL;

  self->curves = g_array_new (FALSE, FALSE, sizeof (Curve));
  gtk_widget_init_template (GTK_WIDGET (self));

  self->filter = gtk_custom_filter_new (matches, self, NULL);
  self->filtered = gtk_filter_list_model_new (NULL, GTK_FILTER (self->filter));
  g_signal_connect_swapped (self->filtered, "items-changed", G_CALLBACK (make_stale), self);
  monitor_entry_table_set_entries (self->table, G_LIST_MODEL (self->filtered));
  for (guint i = 0; i < G_N_ELEMENTS (drawn); i++)
    add_chart (self, drawn[i]);
  /* Runs of different lengths have different numbers of batches. */
  ariadne_chart_set_axis (self->pictures[MONITOR_HISTORY_CHART_SIZES], ARIADNE_CHART_Y,
                          _("Batches"), ARIADNE_UNIT_SHARE);

  too_many = g_strdup_printf (ngettext ("Only the first %d configuration is drawn",
                                        "Only the first %d configurations are drawn", MAX_SHOWN),
                              MAX_SHOWN);
  gtk_label_set_label (self->too_many, too_many);
}
