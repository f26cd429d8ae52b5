/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-figure-board.h"

#include <glib/gi18n.h>
#include <math.h>

#include "monitor-figure.h"
#include "monitor-widget.h"

/* What a figure is made of: what is known so far, and the record, which is complete
 * once the configuration has ended.
 */
typedef struct
{
  AriadneHistoryFigures  figures;
  AriadneRunRecord      *record; /* nullable */
} Facts;

typedef struct
{
  const char *caption;
  const char *explanation;
  char     *(*format) (const Facts *facts);
} Description;

static char *format_fraction       (const Facts *facts);
static char *format_total_fraction (const Facts *facts);
static char *format_wall           (const Facts *facts);
static char *format_rate           (const Facts *facts);
static char *format_size           (const Facts *facts);
static char *format_fill           (const Facts *facts);
static char *format_queue          (const Facts *facts);
static char *format_p50            (const Facts *facts);
static char *format_p99            (const Facts *facts);
static char *format_evaluated      (const Facts *facts);
static char *format_answer         (const Facts *facts);

static const Description descriptions[] = {
  { N_("In Model, Now"),
    N_("Share of the latest seconds in which the servers were evaluating."),
    format_fraction },
  { N_("In Model, Since Start"),
    N_("Share of the time from the second update to the last that a server spent in the "
       "model; the first batch is left out."),
    format_total_fraction },
  { N_("Wall ÷ Ideal"),
    N_("Time of the configuration by the time of the same evaluations back to back at the "
       "best batch size; known once the configuration has ended. 1 cannot be beaten."),
    format_wall },
  { N_("Evaluations/s"),
    N_("States evaluated a second: lately, and since the start."),
    format_rate },
  { N_("Batch Size"),
    N_("Mean size of a batch and its standard deviation."),
    format_size },
  { N_("Batch Fill"),
    N_("Mean size of the latest batches by the largest that is allowed."),
    format_fill },
  { N_("Queue"),
    N_("States that wait in the queues of all servers."),
    format_queue },
  { N_("Latency, p50"),
    N_("Half of the latest requests had their answer after that time at most."),
    format_p50 },
  { N_("Latency, p99"),
    N_("99 of 100 of the latest requests had their answer after that time at most."),
    format_p99 },
  { N_("States Evaluated"),
    N_("How many states the servers have evaluated, and in how many batches."),
    format_evaluated },
  { N_("Answer"),
    N_("Whether the searches visited what they were expected to visit: what the synchronous "
       "search visits."),
    format_answer },
};

struct _MonitorFigureBoard
{
  GtkWidget      parent_instance;

  MonitorFigure *figures[G_N_ELEMENTS (descriptions)]; /* owned by the box */
};

G_DEFINE_FINAL_TYPE (MonitorFigureBoard, monitor_figure_board, GTK_TYPE_WIDGET)

/* What is not known has no number. */
static char *
format_unknown (void)
{
  return g_strdup ("–");
}

static char *
format_share (double share)
{
  return isnan (share) ? format_unknown () : g_strdup_printf (_("%.1f %%"), 100 * share);
}

static char *
format_seconds (double seconds)
{
  if (isnan (seconds))
    return format_unknown ();
  if (seconds < 1e-3)
    return g_strdup_printf (_("%.3g µs"), seconds * 1e6);
  if (seconds < 1)
    return g_strdup_printf (_("%.3g ms"), seconds * 1e3);

  return g_strdup_printf (_("%.3g s"), seconds);
}

static char *
format_fraction (const Facts *facts)
{
  return format_share (facts->figures.recent_fraction);
}

static char *
format_total_fraction (const Facts *facts)
{
  return format_share (facts->figures.fraction_in_model);
}

static char *
format_wall (const Facts *facts)
{
  if (facts->record == NULL || isnan (facts->record->wall_over_ideal))
    return format_unknown ();

  return g_strdup_printf ("%.3f", facts->record->wall_over_ideal);
}

static char *
format_rate (const Facts *facts)
{
  const AriadneHistoryFigures *figures = &facts->figures;

  if (isnan (figures->rate))
    return format_unknown ();
  if (isnan (figures->recent_rate))
    return g_strdup_printf ("%'.0f", figures->rate);

  /* Translators: a rate of the latest seconds, and that since the start. */
  return g_strdup_printf (_("%'.0f / %'.0f"), figures->recent_rate, figures->rate);
}

static char *
format_size (const Facts *facts)
{
  if (facts->figures.n_batches == 0)
    return format_unknown ();

  return g_strdup_printf ("%.1f ± %.1f", facts->figures.size_mean, facts->figures.size_std);
}

static char *
format_fill (const Facts *facts)
{
  return format_share (facts->figures.recent_fill);
}

static char *
format_queue (const Facts *facts)
{
  return g_strdup_printf ("%'" G_GUINT64_FORMAT, facts->figures.queued);
}

static char *
format_p50 (const Facts *facts)
{
  return format_seconds (facts->figures.recent_latency_p50_s);
}

static char *
format_p99 (const Facts *facts)
{
  return format_seconds (facts->figures.recent_latency_p99_s);
}

static char *
format_evaluated (const Facts *facts)
{
  g_autofree char *states = g_strdup_printf ("%'" G_GUINT64_FORMAT, facts->figures.n_elements);
  g_autofree char *batches = g_strdup_printf ("%'" G_GUINT64_FORMAT, facts->figures.n_batches);

  /* Translators: how many states there were, and in how many batches. */
  return g_strdup_printf (_("%s in %s"), states, batches);
}

static char *
format_answer (const Facts *facts)
{
  if (facts->record == NULL || facts->record->matches_expected == ARIADNE_AGREEMENT_UNKNOWN)
    return format_unknown ();

  return g_strdup (facts->record->matches_expected == ARIADNE_AGREEMENT_YES
                     ? C_("answer", "As Expected") : C_("answer", "Differs"));
}

static void
monitor_figure_board_dispose (GObject *object)
{
  monitor_widget_clear (GTK_WIDGET (object));

  G_OBJECT_CLASS (monitor_figure_board_parent_class)->dispose (object);
}

static void
monitor_figure_board_class_init (MonitorFigureBoardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = monitor_figure_board_dispose;

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
monitor_figure_board_init (MonitorFigureBoard *self)
{
  GtkWidget *box = g_object_new (GTK_TYPE_FLOW_BOX,
                                 "column-spacing", 24,
                                 "row-spacing", 18,
                                 "homogeneous", TRUE,
                                 "max-children-per-line", 11,
                                 "min-children-per-line", 2,
                                 "selection-mode", GTK_SELECTION_NONE,
                                 NULL);

  for (guint i = 0; i < G_N_ELEMENTS (descriptions); i++)
    {
      self->figures[i] = g_object_new (MONITOR_TYPE_FIGURE,
                                       "caption", _(descriptions[i].caption),
                                       "explanation", _(descriptions[i].explanation),
                                       NULL);
      gtk_flow_box_append (GTK_FLOW_BOX (box), GTK_WIDGET (self->figures[i]));
    }
  gtk_widget_set_parent (box, GTK_WIDGET (self));
}

void
monitor_figure_board_update (MonitorFigureBoard          *self,
                             AriadneConfigurationHistory *configuration)
{
  Facts facts = { 0 };

  g_return_if_fail (MONITOR_IS_FIGURE_BOARD (self));
  g_return_if_fail (configuration == NULL || ARIADNE_IS_CONFIGURATION_HISTORY (configuration));

  if (configuration != NULL)
    {
      ariadne_configuration_history_get_figures (configuration, &facts.figures);
      facts.record = ariadne_configuration_history_get_record (configuration);
    }

  for (guint i = 0; i < G_N_ELEMENTS (descriptions); i++)
    monitor_figure_take_value (self->figures[i], configuration == NULL
                                                   ? format_unknown ()
                                                   : descriptions[i].format (&facts));
}
