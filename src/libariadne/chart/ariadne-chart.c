/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include "chart/ariadne-chart-private.h"

/**
 * AriadneChart:
 *
 * A plain description of a picture of numbers: a title, two axes, and series of
 * recorded points.
 *
 * A chart draws itself on any cairo context, in any size, and knows nothing of
 * windows; how someone looks at it, zoomed in or not, is an [struct@ChartView] that
 * is not part of it. What is drawn is thinned out to what can be seen, but what is
 * told of a chart and saved of it is always what was recorded.
 *
 * Series are told apart by colour, and also by dashes, markers or hatches.
 *
 * Whenever anything changes, [property@Chart:generation] does. A chart belongs to
 * one thread.
 */
G_DEFINE_FINAL_TYPE (AriadneChart, ariadne_chart, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_GENERATION,
  N_PROPS,
};

enum
{
  SIGNAL_POINTS_CHANGED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
ariadne_chart_finalize (GObject *object)
{
  AriadneChart *self = ARIADNE_CHART (object);

  g_ptr_array_unref (self->series);
  g_free (self->axes[ARIADNE_CHART_X].label);
  g_free (self->axes[ARIADNE_CHART_Y].label);
  g_free (self->title);

  G_OBJECT_CLASS (ariadne_chart_parent_class)->finalize (object);
}

static void
ariadne_chart_get_property (GObject    *object,
                            guint       property_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  AriadneChart *self = ARIADNE_CHART (object);

  switch (property_id)
    {
    case PROP_GENERATION:
      g_value_set_uint (value, self->generation);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
ariadne_chart_class_init (AriadneChartClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = ariadne_chart_finalize;
  object_class->get_property = ariadne_chart_get_property;

  /**
   * AriadneChart:generation: (getter get_generation)
   *
   * The number of changes so far.
   */
  properties[PROP_GENERATION] =
    g_param_spec_uint ("generation", NULL, NULL, 0, G_MAXUINT, 0,
                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * AriadneChart::points-changed:
   * @self: the chart
   * @from: what is drawn to the left of this place is as before; minus infinity if
   *   nothing is
   *
   * Points of a series are others than before. It comes before
   * [property@Chart:generation] changes, and together with a change of the frame it
   * says nothing.
   */
  signals[SIGNAL_POINTS_CHANGED] = g_signal_new ("points-changed", G_TYPE_FROM_CLASS (klass),
                                                 G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                                 G_TYPE_NONE, 1, G_TYPE_DOUBLE);
}

static void
ariadne_chart_init (AriadneChart *self)
{
  self->series = g_ptr_array_new_with_free_func ((GDestroyNotify) _ariadne_series_free);
  self->axes[ARIADNE_CHART_X].label = g_strdup ("");
  self->axes[ARIADNE_CHART_Y].label = g_strdup ("");
}

static void
data_changed (AriadneChart *self)
{
  self->generation++;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_GENERATION]);
}

static void
frame_changed (AriadneChart *self)
{
  self->frame++;
  data_changed (self);
}

/**
 * ariadne_chart_new:
 * @title: what the chart is of
 *
 * Makes a chart with linear axes and without series.
 *
 * Returns: (transfer full): a new chart
 */
AriadneChart *
ariadne_chart_new (const char *title)
{
  AriadneChart *self;

  g_return_val_if_fail (title != NULL, NULL);

  self = g_object_new (ARIADNE_TYPE_CHART, NULL);
  self->title = g_strdup (title);

  return self;
}

/**
 * ariadne_chart_get_title:
 * @self: a chart
 *
 * Gets what the chart is of.
 *
 * Returns: (transfer none): the title
 */
const char *
ariadne_chart_get_title (AriadneChart *self)
{
  g_return_val_if_fail (ARIADNE_IS_CHART (self), NULL);

  return self->title;
}

/**
 * ariadne_chart_get_generation: (get-property generation)
 * @self: a chart
 *
 * Counts the changes so far, by which those who have drawn it know that they should
 * do so again.
 *
 * Returns: a number
 */
guint
ariadne_chart_get_generation (AriadneChart *self)
{
  g_return_val_if_fail (ARIADNE_IS_CHART (self), 0);

  return self->generation;
}

/**
 * ariadne_chart_set_axis:
 * @self: a chart
 * @axis: which axis
 * @label: what it shows, without a unit
 * @unit: what its numbers are
 *
 * Describes an axis.
 */
void
ariadne_chart_set_axis (AriadneChart     *self,
                        AriadneChartAxis  axis,
                        const char       *label,
                        AriadneUnit       unit)
{
  g_return_if_fail (ARIADNE_IS_CHART (self));
  g_return_if_fail (axis <= ARIADNE_CHART_Y);
  g_return_if_fail (label != NULL);

  g_free (self->axes[axis].label);
  self->axes[axis].label = g_strdup (label);
  self->axes[axis].unit = unit;
  frame_changed (self);
}

/**
 * ariadne_chart_get_logarithmic:
 * @self: a chart
 * @axis: which axis
 *
 * Tells whether equal ratios have equal room on an axis.
 *
 * Returns: whether the axis is logarithmic
 */
gboolean
ariadne_chart_get_logarithmic (AriadneChart     *self,
                               AriadneChartAxis  axis)
{
  g_return_val_if_fail (ARIADNE_IS_CHART (self), FALSE);
  g_return_val_if_fail (axis <= ARIADNE_CHART_Y, FALSE);

  return self->axes[axis].logarithmic;
}

/**
 * ariadne_chart_set_logarithmic:
 * @self: a chart
 * @axis: which axis
 * @logarithmic: whether equal ratios have equal room
 *
 * Makes an axis linear or logarithmic. On a logarithmic one there is no place for
 * what is not above 0: it is not drawn.
 */
void
ariadne_chart_set_logarithmic (AriadneChart     *self,
                               AriadneChartAxis  axis,
                               gboolean          logarithmic)
{
  g_return_if_fail (ARIADNE_IS_CHART (self));
  g_return_if_fail (axis <= ARIADNE_CHART_Y);

  if (self->axes[axis].logarithmic == !!logarithmic)
    return;

  self->axes[axis].logarithmic = !!logarithmic;
  frame_changed (self);
}

/**
 * ariadne_chart_get_n_series:
 * @self: a chart
 *
 * Counts the series.
 *
 * Returns: how many there are
 */
guint
ariadne_chart_get_n_series (AriadneChart *self)
{
  g_return_val_if_fail (ARIADNE_IS_CHART (self), 0);

  return self->series->len;
}

/**
 * ariadne_chart_add_series:
 * @self: a chart
 * @name: a name for people to read
 * @style: how it looks
 *
 * Adds a series without points, on top of the others.
 *
 * Returns: its index
 */
guint
ariadne_chart_add_series (AriadneChart             *self,
                          const char               *name,
                          const AriadneSeriesStyle *style)
{
  g_return_val_if_fail (ARIADNE_IS_CHART (self), 0);
  g_return_val_if_fail (name != NULL, 0);
  g_return_val_if_fail (style != NULL, 0);

  g_ptr_array_add (self->series, _ariadne_series_new (name, style));
  frame_changed (self);

  return self->series->len - 1;
}

/**
 * ariadne_chart_remove_all:
 * @self: a chart
 *
 * Removes all series.
 */
void
ariadne_chart_remove_all (AriadneChart *self)
{
  g_return_if_fail (ARIADNE_IS_CHART (self));

  g_ptr_array_set_size (self->series, 0);
  frame_changed (self);
}

/*
 * _ariadne_chart_get_series:
 * @self: a chart
 * @series: the index of a series
 *
 * Gets a series.
 *
 * Returns: (transfer none): the series
 */
AriadneSeries *
_ariadne_chart_get_series (AriadneChart *self,
                           guint         series)
{
  return self->series->pdata[series];
}

/**
 * ariadne_chart_get_series_name:
 * @self: a chart
 * @series: the index of a series
 *
 * Gets the name of a series.
 *
 * Returns: (transfer none): the name
 */
const char *
ariadne_chart_get_series_name (AriadneChart *self,
                               guint         series)
{
  g_return_val_if_fail (ARIADNE_IS_CHART (self), NULL);
  g_return_val_if_fail (series < self->series->len, NULL);

  return _ariadne_chart_get_series (self, series)->name;
}

/**
 * ariadne_chart_get_series_style:
 * @self: a chart
 * @series: the index of a series
 * @style: (out caller-allocates): how it looks
 *
 * Gets how a series looks.
 */
void
ariadne_chart_get_series_style (AriadneChart       *self,
                                guint               series,
                                AriadneSeriesStyle *style)
{
  g_return_if_fail (ARIADNE_IS_CHART (self));
  g_return_if_fail (series < self->series->len);
  g_return_if_fail (style != NULL);

  *style = _ariadne_chart_get_series (self, series)->style;
}

/**
 * ariadne_chart_get_series_visible:
 * @self: a chart
 * @series: the index of a series
 *
 * Tells whether a series is drawn.
 *
 * Returns: whether it is
 */
gboolean
ariadne_chart_get_series_visible (AriadneChart *self,
                                  guint         series)
{
  g_return_val_if_fail (ARIADNE_IS_CHART (self), FALSE);
  g_return_val_if_fail (series < self->series->len, FALSE);

  return _ariadne_chart_get_series (self, series)->visible;
}

/**
 * ariadne_chart_set_series_visible:
 * @self: a chart
 * @series: the index of a series
 * @visible: whether it is drawn
 *
 * Shows or hides a series. The axes have no room for what is hidden.
 */
void
ariadne_chart_set_series_visible (AriadneChart *self,
                                  guint         series,
                                  gboolean      visible)
{
  g_return_if_fail (ARIADNE_IS_CHART (self));
  g_return_if_fail (series < self->series->len);

  if (_ariadne_chart_get_series (self, series)->visible == !!visible)
    return;

  _ariadne_chart_get_series (self, series)->visible = !!visible;
  frame_changed (self);
}

/**
 * ariadne_chart_get_points:
 * @self: a chart
 * @series: the index of a series
 * @x: (out) (optional) (transfer none): where the points are
 * @y: (out) (optional) (transfer none): their values
 *
 * Gets the recorded points of a series, which are valid until it changes.
 *
 * Returns: how many there are
 */
guint
ariadne_chart_get_points (AriadneChart  *self,
                          guint          series,
                          const double **x,
                          const double **y)
{
  AriadneSeries *points;

  g_return_val_if_fail (ARIADNE_IS_CHART (self), 0);
  g_return_val_if_fail (series < self->series->len, 0);

  points = _ariadne_chart_get_series (self, series);
  if (x != NULL)
    *x = points->x;
  if (y != NULL)
    *y = points->y;

  return points->n_points;
}

/* Up to the last point that has stayed, the line is the same. Where bars show shares,
 * each of them depends on all points.
 */
static double
get_first_change (const AriadneSeries *points,
                  guint                n_same)
{
  if (n_same == 0 || points->style.share)
    return -INFINITY;

  return points->x[n_same - 1];
}

/* The first points replace a word in the frame. */
static void
points_changed (AriadneChart        *self,
                const AriadneSeries *points,
                guint                n_before,
                guint                n_same)
{
  if ((n_before == 0) != (points->n_points == 0))
    self->frame++;
  g_signal_emit (self, signals[SIGNAL_POINTS_CHANGED], 0, get_first_change (points, n_same));
  data_changed (self);
}

/**
 * ariadne_chart_set_points:
 * @self: a chart
 * @series: the index of a series
 * @n_points: how many points there are, up to %ARIADNE_CHART_MAX_POINTS
 * @x: (array length=n_points): where they are, in ascending order
 * @y: (array length=n_points): their values
 * @error: return location for an error
 *
 * Replaces the points of a series. All numbers have to be finite; bars stand at
 * whole numbers and are not negative. If anything is refused, all stays as it was; and
 * points that are the same as before change nothing.
 *
 * Fails with %ARIADNE_ERROR_INVALID_ARGUMENT, and says which point is wrong.
 *
 * Returns: whether that was done
 */
gboolean
ariadne_chart_set_points (AriadneChart  *self,
                          guint          series,
                          guint          n_points,
                          const double  *x,
                          const double  *y,
                          GError       **error)
{
  AriadneSeries *points;
  guint n_before;
  guint n_same;

  g_return_val_if_fail (ARIADNE_IS_CHART (self), FALSE);
  g_return_val_if_fail (series < self->series->len, FALSE);
  g_return_val_if_fail (n_points == 0 || (x != NULL && y != NULL), FALSE);

  points = _ariadne_chart_get_series (self, series);
  n_before = points->n_points;
  n_same = _ariadne_series_compare (points, n_points, x, y);
  if (n_same == n_before && n_same == n_points)
    return TRUE;
  if (!_ariadne_series_set (points, n_points, x, y, error))
    return FALSE;

  points_changed (self, points, n_before, n_same);

  return TRUE;
}

/**
 * ariadne_chart_append_points:
 * @self: a chart
 * @series: the index of a series
 * @n_points: how many points there are
 * @x: (array length=n_points): where they are, in ascending order
 * @y: (array length=n_points): their values
 * @error: return location for an error
 *
 * Adds points to a series, after those that there are; see
 * [method@Chart.set_points].
 *
 * Fails with %ARIADNE_ERROR_INVALID_ARGUMENT where that does, and if the points do not
 * come after those that there are.
 *
 * Returns: whether that was done
 */
gboolean
ariadne_chart_append_points (AriadneChart  *self,
                             guint          series,
                             guint          n_points,
                             const double  *x,
                             const double  *y,
                             GError       **error)
{
  AriadneSeries *points;
  guint n_before;

  g_return_val_if_fail (ARIADNE_IS_CHART (self), FALSE);
  g_return_val_if_fail (series < self->series->len, FALSE);
  g_return_val_if_fail (n_points == 0 || (x != NULL && y != NULL), FALSE);

  points = _ariadne_chart_get_series (self, series);
  n_before = points->n_points;
  if (!_ariadne_series_append (points, n_points, x, y, error))
    return FALSE;

  points_changed (self, points, n_before, n_before);

  return TRUE;
}
