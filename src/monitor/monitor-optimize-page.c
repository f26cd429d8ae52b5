/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-optimize-page.h"

#include <glib/gi18n.h>

#include "monitor-expressions-window.h"
#include "monitor-option-row.h"
#include "monitor-text.h"
#include "monitor-widget.h"

/* The rules with which most can be found. */
#define RULES "ml_rules"

struct _MonitorOptimizePage
{
  GtkWidget           parent_instance;

  MonitorOptions     *options;
  MonitorProgramList *programs;
  GBindingGroup      *selected; /* what is told of the program that is selected */

  GtkWidget          *form;
  MonitorOptionRow   *expressions;
  MonitorOptionRow   *rules;
  AdwActionRow       *which;
  GtkSpinButton      *evaluations;
  GtkWidget          *results;
  GtkSingleSelection *selection;
  GtkLabel           *text;
  GtkLabel           *note;
  GtkLabel           *verdict;
};

enum
{
  PROP_0,
  PROP_OPTIONS,
  PROP_PROGRAMS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint say_signal;

G_DEFINE_FINAL_TYPE (MonitorOptimizePage, monitor_optimize_page, GTK_TYPE_WIDGET)

static void
say (MonitorOptimizePage *self,
     const char          *text)
{
  g_signal_emit (self, say_signal, 0, text);
}

/* What has been done for a program, in one line. */
static char *
get_work_text (GtkListItem *item,
               const char  *state,
               guint64      evaluations,
               guint        n_steps)
{
  g_autofree char *count = monitor_text_new_count (evaluations);

  if (evaluations == 0)
    return g_strdup (state);
  if (n_steps == 0)
    /* Translators: the state of a search, and how many programs it has looked at. */
    return g_strdup_printf (_("%s · %s evaluations"), state, count);

  return g_strdup_printf (ngettext ("%s · %s evaluations · %u step",
                                    "%s · %s evaluations · %u steps", n_steps),
                          state, count, n_steps);
}

static char *
get_costs_text (GtkListItem *item,
                double       start_cost,
                double       best_cost)
{
  g_autofree char *start = monitor_text_new_cost (start_cost);
  g_autofree char *best = monitor_text_new_cost (best_cost);

  /* Translators: what a program costs at first, and what the best one found costs. */
  return g_strdup_printf (_("%s → %s"), start, best);
}

static char *
get_gain_text (GtkListItem *item,
               double       start_cost,
               double       best_cost)
{
  return monitor_text_new_gain (start_cost, best_cost);
}

/* What an option says, or what it stands for when it says nothing. */
static const char *
get_value (MonitorOptimizePage *self,
           RunOptionId          id)
{
  const char *text = monitor_options_get_text (self->options, id);

  return text != NULL ? text : run_option_get_spec (id)->fallback;
}

/* The first thing that is wrong with what the form says; NULL if nothing is. */
static const char *
get_problem (MonitorOptimizePage *self)
{
  const char *problem = monitor_options_get_problem (self->options, RUN_OPTION_EXPRESSIONS);

  return problem != NULL ? problem : monitor_options_get_problem (self->options, RUN_OPTION_RULES);
}

/* What is wrong, or how far it is. */
static void
show_verdict (MonitorOptimizePage *self)
{
  gboolean is_running = monitor_program_list_get_running (self->programs);
  const char *problem = is_running ? NULL : get_problem (self);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->programs));
  g_autofree char *progress = NULL;

  if (n > 0)
    /* Translators: how many programs are done, of how many. */
    progress = g_strdup_printf (ngettext ("%u of %u program done", "%u of %u programs done", n),
                                monitor_program_list_get_n_done (self->programs), n);
  gtk_label_set_text (self->verdict, problem != NULL ? problem : progress != NULL ? progress : "");
  if (problem != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->verdict), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->verdict), "error");

  gtk_widget_set_sensitive (self->form, !is_running);
  gtk_widget_set_visible (self->results, n > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "optimize.start",
                                 !is_running && get_problem (self) == NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "optimize.stop", is_running);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "optimize.save",
                                 monitor_program_list_get_savable (self->programs));
}

/* The names after the colon, for people. */
static void
changed_cb (MonitorOptimizePage *self)
{
  g_autofree char *names = monitor_options_dup_names (self->options);
  g_autofree char *markup = NULL;

  markup = g_markup_escape_text (names != NULL ? names : _("All of the file"), -1);
  adw_action_row_set_subtitle (self->which, markup);
  show_verdict (self);
}

static void
selected_cb (GtkSingleSelection  *selection,
             GParamSpec          *pspec,
             MonitorOptimizePage *self)
{
  if (self->selected == NULL)
    return;

  g_binding_group_set_source (self->selected, gtk_single_selection_get_selected_item (selection));
  gtk_widget_set_visible (GTK_WIDGET (self->text),
                          gtk_single_selection_get_selected_item (selection) != NULL);
}

/* A label that says nothing takes no room either. */
static void
note_cb (GtkLabel *note)
{
  gtk_widget_set_visible (GTK_WIDGET (note), *gtk_label_get_text (note) != '\0');
}

static void
start (MonitorOptimizePage *self)
{
  const char *problem = get_problem (self);

  if (problem != NULL)
    say (self, problem);
  else
    monitor_program_list_start (self->programs, get_value (self, RUN_OPTION_EXPRESSIONS),
                                get_value (self, RUN_OPTION_RULES),
                                gtk_spin_button_get_value_as_int (self->evaluations));
}

static void
start_cb (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  start (MONITOR_OPTIMIZE_PAGE (widget));
}

static void
stop_cb (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  monitor_program_list_stop (MONITOR_OPTIMIZE_PAGE (widget)->programs);
}

static void
choose_cb (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  MonitorOptimizePage *self = MONITOR_OPTIMIZE_PAGE (widget);
  GtkWidget *window;

  window = monitor_expressions_window_new (GTK_WINDOW (gtk_widget_get_root (widget)),
                                           self->options);
  gtk_window_present (GTK_WINDOW (window));
}

static void
save_answered_cb (GtkNativeDialog     *dialog,
                  int                  response,
                  MonitorOptimizePage *self)
{
  if (response == GTK_RESPONSE_ACCEPT && monitor_program_list_get_savable (self->programs))
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

      monitor_program_list_save (self->programs, file);
    }
  g_object_unref (dialog);
}

static void
save_cb (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkFileChooserNative *dialog = NULL;

  dialog = gtk_file_chooser_native_new (_("Save the Optimized File"), GTK_WINDOW (root),
                                        GTK_FILE_CHOOSER_ACTION_SAVE, _("_Save"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), "optimized.kso");
  g_signal_connect_object (dialog, "response", G_CALLBACK (save_answered_cb), widget, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* What still runs has nobody left who waits for it. */
static void
monitor_optimize_page_dispose (GObject *object)
{
  MonitorOptimizePage *self = MONITOR_OPTIMIZE_PAGE (object);

  if (self->programs != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->programs, self);
      monitor_program_list_stop (self->programs);
    }
  if (self->options != NULL)
    g_signal_handlers_disconnect_by_data (self->options, self);
  g_clear_object (&self->selected);
  gtk_widget_dispose_template (GTK_WIDGET (self), MONITOR_TYPE_OPTIMIZE_PAGE);
  monitor_widget_clear (GTK_WIDGET (self));
  g_clear_object (&self->programs);
  g_clear_object (&self->options);

  G_OBJECT_CLASS (monitor_optimize_page_parent_class)->dispose (object);
}

static void
monitor_optimize_page_get_property (GObject    *object,
                                    guint       prop_id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  MonitorOptimizePage *self = MONITOR_OPTIMIZE_PAGE (object);

  switch (prop_id)
    {
    case PROP_OPTIONS:
      g_value_set_object (value, self->options);
      break;
    case PROP_PROGRAMS:
      g_value_set_object (value, self->programs);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/ariadne/Ariadne/monitor-optimize-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MonitorOptimizePage, evaluations);
  gtk_widget_class_bind_template_child (widget_class, MonitorOptimizePage, expressions);
  gtk_widget_class_bind_template_child (widget_class, MonitorOptimizePage, form);
  gtk_widget_class_bind_template_child (widget_class, MonitorOptimizePage, note);
  gtk_widget_class_bind_template_child (widget_class, MonitorOptimizePage, results);
  gtk_widget_class_bind_template_child (widget_class, MonitorOptimizePage, rules);
  gtk_widget_class_bind_template_child (widget_class, MonitorOptimizePage, selection);
  gtk_widget_class_bind_template_child (widget_class, MonitorOptimizePage, text);
  gtk_widget_class_bind_template_child (widget_class, MonitorOptimizePage, verdict);
  gtk_widget_class_bind_template_child (widget_class, MonitorOptimizePage, which);
  gtk_widget_class_bind_template_callback (widget_class, get_costs_text);
  gtk_widget_class_bind_template_callback (widget_class, get_gain_text);
  gtk_widget_class_bind_template_callback (widget_class, get_work_text);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
}

static void
monitor_optimize_page_class_init (MonitorOptimizePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = monitor_optimize_page_dispose;
  object_class->get_property = monitor_optimize_page_get_property;

  properties[PROP_OPTIONS] =
    g_param_spec_object ("options", NULL, NULL, MONITOR_TYPE_OPTIONS,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_PROGRAMS] =
    g_param_spec_object ("programs", NULL, NULL, MONITOR_TYPE_PROGRAM_LIST,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  say_signal = g_signal_new ("say", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                             NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (MONITOR_TYPE_OPTION_ROW);
  g_type_ensure (MONITOR_TYPE_PROGRAM);
  gtk_widget_class_install_action (widget_class, "optimize.choose", NULL, choose_cb);
  gtk_widget_class_install_action (widget_class, "optimize.save", NULL, save_cb);
  gtk_widget_class_install_action (widget_class, "optimize.start", NULL, start_cb);
  gtk_widget_class_install_action (widget_class, "optimize.stop", NULL, stop_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK,
                                       "optimize.start", NULL);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  bind_template (widget_class);
}

static void
monitor_optimize_page_init (MonitorOptimizePage *self)
{
  self->options = monitor_options_new ();
  self->programs = monitor_program_list_new ();
  monitor_options_set_text (self->options, RUN_OPTION_RULES, RULES);
  gtk_widget_init_template (GTK_WIDGET (self));

  g_object_set (self->expressions, "options", self->options, NULL);
  g_object_set (self->rules, "options", self->options, NULL);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->programs));
  gtk_spin_button_set_value (self->evaluations, ARIADNE_OPTIMIZER_DEFAULT_EVALUATIONS);
  self->selected = g_binding_group_new ();
  g_binding_group_bind (self->selected, "text", self->text, "label", G_BINDING_SYNC_CREATE);
  g_binding_group_bind (self->selected, "note", self->note, "label", G_BINDING_SYNC_CREATE);
  g_signal_connect (self->note, "notify::label", G_CALLBACK (note_cb), NULL);
  g_signal_connect_swapped (self->options, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->programs, "notify", G_CALLBACK (show_verdict), self);
  g_signal_connect_swapped (self->programs, "say", G_CALLBACK (say), self);
  changed_cb (self);
}

MonitorOptions *
monitor_optimize_page_get_options (MonitorOptimizePage *self)
{
  g_return_val_if_fail (MONITOR_IS_OPTIMIZE_PAGE (self), NULL);

  return self->options;
}

MonitorProgramList *
monitor_optimize_page_get_programs (MonitorOptimizePage *self)
{
  g_return_val_if_fail (MONITOR_IS_OPTIMIZE_PAGE (self), NULL);

  return self->programs;
}

void
monitor_optimize_page_optimize (MonitorOptimizePage *self,
                                const char          *given)
{
  g_return_if_fail (MONITOR_IS_OPTIMIZE_PAGE (self));
  g_return_if_fail (given != NULL);

  if (monitor_program_list_get_running (self->programs))
    {
      say (self, _("Programs are being optimized already"));
      return;
    }

  monitor_options_set_text (self->options, RUN_OPTION_EXPRESSIONS, given);
  start (self);
}
