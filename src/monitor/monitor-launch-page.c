/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-launch-page.h"

#include <glib/gi18n.h>

#include "monitor-command-line.h"
#include "monitor-expressions-window.h"
#include "monitor-option-row.h"
#include "monitor-preset-menu.h"
#include "monitor-presets.h"
#include "monitor-rehearsal.h"
#include "monitor-run-list.h"
#include "monitor-widget.h"

/* After how long without a change the program is asked what it thinks of the form. */
#define PAUSE_MS 300

/* What options say by themselves is judged at once. What only the program can tell is
 * known a moment after the last change:
 *
 *   changed -> pause -> rehearsal -> verdict
 *
 * and each change begins that anew. Meanwhile the run may be launched.
 */
struct _MonitorLaunchPage
{
  GtkWidget         parent_instance;

  MonitorOptions   *options;
  MonitorRunList   *runs;         /* nullable */
  char             *preset;       /* that the form was filled in with; nullable */
  guint             pause;        /* a source, or 0 */
  GCancellable     *rehearsal;    /* nullable */
  char             *complaint;    /* of the program; nullable */
  guint             n_configurations; /* 0 if that is not known */

  AdwComboRow      *experiment;
  AdwActionRow     *which;
  GtkWidget        *content;
  GtkLabel         *command;
  GtkLabel         *verdict;
  GtkButton        *run;
  GtkMenuButton    *presets;
};

enum
{
  PROP_0,
  PROP_OPTIONS,
  PROP_RUNS,
  N_PROPS
};

enum
{
  SIGNAL_LAUNCH,
  SIGNAL_SAY,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MonitorLaunchPage, monitor_launch_page, GTK_TYPE_WIDGET)

static void
say (MonitorLaunchPage *self,
     const char        *text)
{
  g_signal_emit (self, signals[SIGNAL_SAY], 0, text);
}

/* What is wrong, or what would be run. */
static void
show_verdict (MonitorLaunchPage *self)
{
  g_autofree char *problem = monitor_options_dup_first_problem (self->options);
  const char *wrong = problem != NULL ? problem : self->complaint;
  g_autofree char *count = NULL;

  if (self->n_configurations > 0)
    count = g_strdup_printf (ngettext ("%u configuration", "%u configurations",
                                       self->n_configurations), self->n_configurations);

  gtk_label_set_text (self->verdict, wrong != NULL ? wrong
                                     : count != NULL ? count : _("Checking…"));
  if (wrong != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->verdict), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->verdict), "error");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->run),
                               wrong != NULL ? wrong : _("Run What Is Described Here"));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "launch.run", wrong == NULL);
}

static void
rehearsed_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (MonitorLaunchPage) self = user_data;
  g_autoptr (GError) error = NULL;
  guint n = monitor_rehearse_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->options == NULL)
    return;

  g_clear_object (&self->rehearsal);
  self->n_configurations = n;
  if (error != NULL)
    self->complaint = g_strdup (error->message);
  show_verdict (self);
}

static gboolean
pause_cb (gpointer user_data)
{
  MonitorLaunchPage *self = user_data;
  g_auto (GStrv) arguments = monitor_options_to_arguments (self->options);

  self->pause = 0;
  self->rehearsal = g_cancellable_new ();
  monitor_rehearse_async ((const char * const *) arguments, self->rehearsal, rehearsed_cb,
                          g_object_ref (self));

  return G_SOURCE_REMOVE;
}

static void
forget_rehearsal (MonitorLaunchPage *self)
{
  g_clear_handle_id (&self->pause, g_source_remove);
  g_cancellable_cancel (self->rehearsal);
  g_clear_object (&self->rehearsal);
  g_clear_pointer (&self->complaint, g_free);
  self->n_configurations = 0;
}

/* There is no need to ask about what is wrong anyway, or about what nobody sees. */
static void
rehearse (MonitorLaunchPage *self)
{
  g_autofree char *problem = monitor_options_dup_first_problem (self->options);

  forget_rehearsal (self);
  if (problem == NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->pause = g_timeout_add (PAUSE_MS, pause_cb, self);
  show_verdict (self);
}

/* The names after the colon, for people. */
static void
show_which (MonitorLaunchPage *self)
{
  g_autofree char *names = monitor_options_dup_names (self->options);
  g_autofree char *markup = NULL;

  markup = g_markup_escape_text (names != NULL ? names : _("The last ones of the file"), -1);
  adw_action_row_set_subtitle (self->which, markup);
}

static gboolean
has_visible_row (GtkWidget *widget)
{
  if (GTK_IS_LIST_BOX_ROW (widget))
    return gtk_widget_get_visible (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (has_visible_row (child))
      return TRUE;

  return FALSE;
}

/* A group without a row that is shown is not shown either. */
static void
show_groups (MonitorLaunchPage *self)
{
  for (GtkWidget *group = gtk_widget_get_first_child (self->content); group != NULL;
       group = gtk_widget_get_next_sibling (group))
    if (ADW_IS_PREFERENCES_GROUP (group))
      gtk_widget_set_visible (group, has_visible_row (group));
}

static void
changed_cb (MonitorLaunchPage *self)
{
  g_auto (GStrv) arguments = monitor_options_to_arguments (self->options);
  g_autofree char *line = monitor_command_line_new ((const char * const *) arguments);

  gtk_label_set_text (self->command, line);
  adw_combo_row_set_selected (self->experiment, monitor_options_get_experiment (self->options));
  show_which (self);
  show_groups (self);
  rehearse (self);
}

static void
experiment_cb (AdwComboRow       *row,
               GParamSpec        *pspec,
               MonitorLaunchPage *self)
{
  if (self->options != NULL)
    monitor_options_set_experiment (self->options, adw_combo_row_get_selected (row));
}

static void
map_cb (MonitorLaunchPage *self)
{
  if (self->n_configurations == 0 && self->complaint == NULL)
    rehearse (self);
}

/* However they are written: in the order of the form. */
static gboolean
has_same_arguments (const char * const *preset,
                    const char * const *arguments)
{
  g_autoptr (MonitorOptions) options = monitor_options_new ();
  g_auto (GStrv) ordered = NULL;

  if (!monitor_options_set_arguments (options, preset, NULL))
    return FALSE;

  ordered = monitor_options_to_arguments (options);

  return g_strv_equal ((const char * const *) ordered, arguments);
}

/* The title of the preset that the form still says the same as. */
static const char *
get_title (MonitorLaunchPage   *self,
           const char * const  *arguments)
{
  MonitorPresets *presets = monitor_presets_get_default ();
  const char * const *preset = NULL;

  if (self->preset != NULL)
    preset = monitor_presets_get_arguments (presets, self->preset);
  if (preset == NULL)
    return NULL;

  return has_same_arguments (preset, arguments)
         ? monitor_presets_get_title (presets, self->preset) : NULL;
}

static void
run_cb (GtkWidget  *widget,
        const char *action,
        GVariant   *parameter)
{
  MonitorLaunchPage *self = MONITOR_LAUNCH_PAGE (widget);
  g_auto (GStrv) arguments = monitor_options_to_arguments (self->options);

  g_signal_emit (self, signals[SIGNAL_LAUNCH], 0,
                 get_title (self, (const char * const *) arguments), arguments);
}

static void
copy_cb (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  MonitorLaunchPage *self = MONITOR_LAUNCH_PAGE (widget);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), gtk_label_get_text (self->command));
  say (self, _("Copied"));
}

static void
reset_cb (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  MonitorLaunchPage *self = MONITOR_LAUNCH_PAGE (widget);

  g_clear_pointer (&self->preset, g_free);
  monitor_options_reset (self->options);
}

static void
choose_cb (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  MonitorLaunchPage *self = MONITOR_LAUNCH_PAGE (widget);
  GtkWidget *window;

  window = monitor_expressions_window_new (GTK_WINDOW (gtk_widget_get_root (widget)),
                                           self->options);
  gtk_window_present (GTK_WINDOW (window));
}

static void
preset_cb (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  MonitorLaunchPage *self = MONITOR_LAUNCH_PAGE (widget);
  const char *name = g_variant_get_string (parameter, NULL);
  const char * const *arguments;

  arguments = monitor_presets_get_arguments (monitor_presets_get_default (), name);
  if (arguments == NULL)
    return;

  monitor_launch_page_set_arguments (self, arguments);
  self->preset = g_strdup (name);
}

/* What other runs there are says whether this one waits. */
static void
show_button (MonitorLaunchPage *self)
{
  guint max_running = 1;
  guint n_active = 0;

  if (self->runs != NULL)
    g_object_get (self->runs, "max-running", &max_running, "n-active", &n_active, NULL);
  gtk_button_set_label (self->run, n_active < max_running ? _("_Run") : _("_Queue"));
}

static void
set_runs (MonitorLaunchPage *self,
          MonitorRunList    *runs)
{
  if (self->runs != NULL)
    g_signal_handlers_disconnect_by_data (self->runs, self);
  g_set_object (&self->runs, runs);
  if (runs != NULL)
    {
      g_signal_connect_swapped (runs, "notify::n-active", G_CALLBACK (show_button), self);
      g_signal_connect_swapped (runs, "notify::max-running", G_CALLBACK (show_button), self);
    }
  show_button (self);
}

static void
monitor_launch_page_dispose (GObject *object)
{
  MonitorLaunchPage *self = MONITOR_LAUNCH_PAGE (object);

  forget_rehearsal (self);
  if (self->options != NULL)
    g_signal_handlers_disconnect_by_data (self->options, self);
  if (self->runs != NULL)
    g_signal_handlers_disconnect_by_data (self->runs, self);
  g_clear_object (&self->runs);
  gtk_widget_dispose_template (GTK_WIDGET (self), MONITOR_TYPE_LAUNCH_PAGE);
  monitor_widget_clear (GTK_WIDGET (self));
  g_clear_object (&self->options);
  g_clear_pointer (&self->preset, g_free);

  G_OBJECT_CLASS (monitor_launch_page_parent_class)->dispose (object);
}

static void
monitor_launch_page_get_property (GObject    *object,
                                  guint       prop_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  MonitorLaunchPage *self = MONITOR_LAUNCH_PAGE (object);

  switch (prop_id)
    {
    case PROP_OPTIONS:
      g_value_set_object (value, self->options);
      break;
    case PROP_RUNS:
      g_value_set_object (value, self->runs);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
monitor_launch_page_set_property (GObject      *object,
                                  guint         prop_id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_RUNS:
      set_runs (MONITOR_LAUNCH_PAGE (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "launch.choose", NULL, choose_cb);
  gtk_widget_class_install_action (widget_class, "launch.copy", NULL, copy_cb);
  gtk_widget_class_install_action (widget_class, "launch.preset", "s", preset_cb);
  gtk_widget_class_install_action (widget_class, "launch.reset", NULL, reset_cb);
  gtk_widget_class_install_action (widget_class, "launch.run", NULL, run_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK,
                                       "launch.run", NULL);
}

static void
monitor_launch_page_class_init (MonitorLaunchPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = monitor_launch_page_dispose;
  object_class->get_property = monitor_launch_page_get_property;
  object_class->set_property = monitor_launch_page_set_property;

  properties[PROP_OPTIONS] =
    g_param_spec_object ("options", NULL, NULL, MONITOR_TYPE_OPTIONS,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_RUNS] =
    g_param_spec_object ("runs", NULL, NULL, MONITOR_TYPE_RUN_LIST,
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_LAUNCH] = g_signal_new ("launch", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING,
                                         G_TYPE_STRV);
  signals[SIGNAL_SAY] = g_signal_new ("say", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                      NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (MONITOR_TYPE_OPTION_ROW);
  install_actions (widget_class);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/ariadne/Ariadne/monitor-launch-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MonitorLaunchPage, command);
  gtk_widget_class_bind_template_child (widget_class, MonitorLaunchPage, content);
  gtk_widget_class_bind_template_child (widget_class, MonitorLaunchPage, experiment);
  gtk_widget_class_bind_template_child (widget_class, MonitorLaunchPage, presets);
  gtk_widget_class_bind_template_child (widget_class, MonitorLaunchPage, run);
  gtk_widget_class_bind_template_child (widget_class, MonitorLaunchPage, verdict);
  gtk_widget_class_bind_template_child (widget_class, MonitorLaunchPage, which);
  gtk_widget_class_bind_template_callback (widget_class, experiment_cb);
}

static void
monitor_launch_page_init (MonitorLaunchPage *self)
{
  self->options = monitor_options_new ();
  gtk_widget_init_template (GTK_WIDGET (self));

  monitor_preset_menu_attach (self->presets, self->options, GTK_WIDGET (self));
  g_signal_connect_swapped (self->options, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect (self, "map", G_CALLBACK (map_cb), NULL);
  changed_cb (self);
  show_button (self);
}

MonitorOptions *
monitor_launch_page_get_options (MonitorLaunchPage *self)
{
  g_return_val_if_fail (MONITOR_IS_LAUNCH_PAGE (self), NULL);

  return self->options;
}

void
monitor_launch_page_set_arguments (MonitorLaunchPage   *self,
                                   const char * const  *arguments)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (MONITOR_IS_LAUNCH_PAGE (self));
  g_return_if_fail (arguments != NULL);

  g_clear_pointer (&self->preset, g_free);
  if (!monitor_options_set_arguments (self->options, arguments, &error))
    say (self, error->message);
}
