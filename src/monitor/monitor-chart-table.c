/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-chart-table.h"

struct _MonitorChartPoint
{
  GObject  parent_instance;

  char    *texts[3]; /* in the order of the properties */
};

enum
{
  POINT_PROP_0,
  POINT_PROP_SERIES,
  POINT_PROP_X,
  POINT_PROP_Y,
  N_POINT_PROPS
};

static GParamSpec *point_properties[N_POINT_PROPS];

G_DEFINE_FINAL_TYPE (MonitorChartPoint, monitor_chart_point, G_TYPE_OBJECT)

static void
monitor_chart_point_finalize (GObject *object)
{
  MonitorChartPoint *self = MONITOR_CHART_POINT (object);

  for (guint i = 0; i < G_N_ELEMENTS (self->texts); i++)
    g_free (self->texts[i]);

  G_OBJECT_CLASS (monitor_chart_point_parent_class)->finalize (object);
}

static void
monitor_chart_point_get_property (GObject    *object,
                                  guint       prop_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  MonitorChartPoint *self = MONITOR_CHART_POINT (object);

  if (prop_id < POINT_PROP_SERIES || prop_id >= N_POINT_PROPS)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  else
    g_value_set_string (value, self->texts[prop_id - POINT_PROP_SERIES]);
}

static void
monitor_chart_point_class_init (MonitorChartPointClass *klass)
{
  static const char * const names[] = { NULL, "series", "x", "y" };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = monitor_chart_point_finalize;
  object_class->get_property = monitor_chart_point_get_property;

  for (guint i = POINT_PROP_SERIES; i < N_POINT_PROPS; i++)
    point_properties[i] = g_param_spec_string (names[i], NULL, NULL, NULL,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_POINT_PROPS, point_properties);
}

static void
monitor_chart_point_init (MonitorChartPoint *self)
{
}

struct _MonitorChartTable
{
  GObject       parent_instance;

  AriadneChart *chart;
  guint         n_items;
};

static GType
monitor_chart_table_get_item_type (GListModel *model)
{
  return MONITOR_TYPE_CHART_POINT;
}

static guint
monitor_chart_table_get_n_items (GListModel *model)
{
  return MONITOR_CHART_TABLE (model)->n_items;
}

static MonitorChartPoint *
make_point (AriadneChart *chart,
            guint         series,
            double        x,
            double        y)
{
  MonitorChartPoint *point = g_object_new (MONITOR_TYPE_CHART_POINT, NULL);
  AriadneSeriesStyle style;

  ariadne_chart_get_series_style (chart, series, &style);
  point->texts[0] = g_strdup (ariadne_chart_get_series_name (chart, series));
  point->texts[1] = ariadne_chart_format_value (chart, ARIADNE_CHART_X, x);
  /* What is recorded of bars is their number, whatever of it is shown. */
  point->texts[2] = style.kind == ARIADNE_SERIES_BARS
                    ? g_strdup_printf ("%.0f", y)
                    : ariadne_chart_format_value (chart, ARIADNE_CHART_Y, y);

  return point;
}

static gpointer
monitor_chart_table_get_item (GListModel *model,
                              guint       position)
{
  MonitorChartTable *self = MONITOR_CHART_TABLE (model);

  for (guint i = 0; i < ariadne_chart_get_n_series (self->chart); i++)
    {
      const double *x, *y;
      guint n_points = ariadne_chart_get_points (self->chart, i, &x, &y);

      if (!ariadne_chart_get_series_visible (self->chart, i))
        continue;
      if (position < n_points)
        return make_point (self->chart, i, x[position], y[position]);
      position -= n_points;
    }

  return NULL;
}

static void
monitor_chart_table_list_model_init (GListModelInterface *iface)
{
  iface->get_item = monitor_chart_table_get_item;
  iface->get_item_type = monitor_chart_table_get_item_type;
  iface->get_n_items = monitor_chart_table_get_n_items;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MonitorChartTable, monitor_chart_table, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      monitor_chart_table_list_model_init))

static void
monitor_chart_table_finalize (GObject *object)
{
  MonitorChartTable *self = MONITOR_CHART_TABLE (object);

  g_clear_object (&self->chart);

  G_OBJECT_CLASS (monitor_chart_table_parent_class)->finalize (object);
}

static void
monitor_chart_table_class_init (MonitorChartTableClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = monitor_chart_table_finalize;
}

static void
monitor_chart_table_init (MonitorChartTable *self)
{
}

static guint
count_points (AriadneChart *chart)
{
  guint n_points = 0;

  for (guint i = 0; i < ariadne_chart_get_n_series (chart); i++)
    if (ariadne_chart_get_series_visible (chart, i))
      n_points += ariadne_chart_get_points (chart, i, NULL, NULL);

  return n_points;
}

static void
changed_cb (MonitorChartTable *self)
{
  guint n_before = self->n_items;

  self->n_items = count_points (self->chart);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, self->n_items);
}

/*
 * monitor_chart_table_new:
 * @chart: a chart
 *
 * Makes a table of a chart, which follows it.
 *
 * Returns: (transfer full): a new table
 */
MonitorChartTable *
monitor_chart_table_new (AriadneChart *chart)
{
  MonitorChartTable *self = g_object_new (MONITOR_TYPE_CHART_TABLE, NULL);

  self->chart = g_object_ref (chart);
  self->n_items = count_points (chart);
  g_signal_connect_object (chart, "notify::generation", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);

  return self;
}
