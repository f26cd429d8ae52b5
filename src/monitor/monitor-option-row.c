/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-option-row.h"

#include <glib/gi18n.h>

struct _MonitorOptionRow
{
  AdwActionRow         parent_instance;

  const RunOptionSpec *spec;
  MonitorOptions      *options;   /* nullable */
  gulong               handler;   /* of its changes */
  GtkWidget           *control;
  GPtrArray           *values;    /* of a list: its texts, NULL for none */
  gboolean             is_typing; /* the change under way is made with the control */
  gboolean             is_showing; /* the control follows a change */
};

enum
{
  PROP_0,
  PROP_OPTION,
  PROP_OPTIONS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MonitorOptionRow, monitor_option_row, ADW_TYPE_ACTION_ROW)

static void
set_text (MonitorOptionRow *self,
          const char       *text)
{
  if (self->options == NULL || self->is_showing)
    return;

  self->is_typing = TRUE;
  monitor_options_set_text (self->options, self->spec->id, text);
  self->is_typing = FALSE;
}

/* What there is to show: what was given, or the default. */
static const char *
get_shown (MonitorOptionRow *self)
{
  const char *text = monitor_options_get_text (self->options, self->spec->id);

  if (text != NULL)
    return text;

  return self->spec->is_loud || self->spec->fallback == NULL ? "" : self->spec->fallback;
}

/* A flag */

static void
switched_cb (GtkSwitch        *control,
             GParamSpec       *pspec,
             MonitorOptionRow *self)
{
  if (self->options != NULL && !self->is_showing)
    monitor_options_set_flag (self->options, self->spec->id, gtk_switch_get_active (control));
}

static void
make_switch (MonitorOptionRow *self)
{
  self->control = gtk_switch_new ();
  g_signal_connect (self->control, "notify::active", G_CALLBACK (switched_cb), self);
}

/* A list */

static void
selected_cb (GtkDropDown      *control,
             GParamSpec       *pspec,
             MonitorOptionRow *self)
{
  guint position = gtk_drop_down_get_selected (control);

  if (position < self->values->len)
    set_text (self, g_ptr_array_index (self->values, position));
}

static void
add_choice (MonitorOptionRow *self,
            GtkStringList    *labels,
            const char       *value,
            const char       *label)
{
  g_ptr_array_add (self->values, g_strdup (value));
  gtk_string_list_append (labels, label);
}

static void
make_list (MonitorOptionRow *self)
{
  const char * const *choices = run_option_get_choices (self->spec);
  const char * const *labels = self->spec->choice_labels;
  GtkStringList *model = gtk_string_list_new (NULL);

  self->values = g_ptr_array_new_with_free_func (g_free);
  if (self->spec->fallback == NULL)
    add_choice (self, model, NULL, _(self->spec->nothing));
  for (guint i = 0; choices[i] != NULL; i++)
    add_choice (self, model, choices[i], labels != NULL ? _(labels[i]) : choices[i]);

  self->control = gtk_drop_down_new (G_LIST_MODEL (model), NULL);
  g_signal_connect (self->control, "notify::selected", G_CALLBACK (selected_cb), self);
}

/* One that is not in the list stays none. */
static void
show_choice (MonitorOptionRow *self)
{
  const char *text = get_shown (self);

  for (guint i = 0; i < self->values->len; i++)
    {
      const char *value = g_ptr_array_index (self->values, i);

      if (g_str_equal (value != NULL ? value : "", text))
        {
          gtk_drop_down_set_selected (GTK_DROP_DOWN (self->control), i);
          return;
        }
    }
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->control), GTK_INVALID_LIST_POSITION);
}

/* A number or a text */

static void
typed_cb (GtkEditable      *control,
          MonitorOptionRow *self)
{
  set_text (self, gtk_editable_get_text (control));
}

/* What is no number is left alone while it is typed; later it becomes what it was. An
 * empty one becomes the default.
 */
static int
read_number_cb (GtkSpinButton    *control,
                double           *number,
                MonitorOptionRow *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (control));

  if (*text == '\0')
    text = self->spec->fallback;
  if (!run_option_check (self->spec, text, NULL))
    return GTK_INPUT_ERROR;

  *number = g_ascii_strtod (text, NULL);

  return TRUE;
}

/* Whoever scrolls the page does not want to change the numbers that pass by. */
static void
ignore_scrolling (GtkWidget *widget)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = g_list_model_get_n_items (controllers); i > 0; i--)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i - 1);

      if (GTK_IS_EVENT_CONTROLLER_SCROLL (controller))
        gtk_widget_remove_controller (widget, controller);
    }
}

static void
make_number (MonitorOptionRow *self)
{
  self->control = gtk_spin_button_new_with_range (self->spec->minimum, self->spec->maximum, 1);
  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (self->control), FALSE);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->control), 10);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->control), 6);
  ignore_scrolling (self->control);
  g_signal_connect (self->control, "input", G_CALLBACK (read_number_cb), self);
  g_signal_connect (self->control, "changed", G_CALLBACK (typed_cb), self);
}

static void
make_entry (MonitorOptionRow *self)
{
  const char *placeholder = self->spec->nothing != NULL ? _(self->spec->nothing)
                            : self->spec->note != NULL  ? self->spec->note
                                                        : self->spec->fallback;

  self->control = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->control), placeholder);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->control), 8);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->control), 14);
  g_signal_connect (self->control, "changed", G_CALLBACK (typed_cb), self);
}

/* What is being typed stays as it is. */
static void
show_text (MonitorOptionRow *self)
{
  GtkEditable *editable = GTK_EDITABLE (self->control);
  const char *text = get_shown (self);

  if (self->is_typing || g_str_equal (gtk_editable_get_text (editable), text))
    return;
  if (GTK_IS_SPIN_BUTTON (self->control) && run_option_check (self->spec, text, NULL))
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->control), g_ascii_strtod (text, NULL));
  else
    gtk_editable_set_text (editable, text);
}

/* Files: chosen, or dropped onto the row. */

static void
use_file (MonitorOptionRow *self,
          GFile            *file)
{
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->control), path);
}

static void
chosen_cb (GtkNativeDialog  *dialog,
           int               response,
           MonitorOptionRow *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

      use_file (self, file);
    }
  g_object_unref (dialog);
}

static void
choose_cb (GtkButton        *button,
           MonitorOptionRow *self)
{
  gboolean is_saved = self->spec->kind == RUN_KIND_FILE;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkFileChooserNative *dialog = NULL;

  dialog = gtk_file_chooser_native_new (_(self->spec->label), GTK_WINDOW (root),
                                        is_saved ? GTK_FILE_CHOOSER_ACTION_SAVE
                                                 : GTK_FILE_CHOOSER_ACTION_OPEN,
                                        NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  if (is_saved)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), "results.png");
  g_signal_connect_object (dialog, "response", G_CALLBACK (chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static gboolean
dropped_cb (GtkDropTarget    *target,
            const GValue     *value,
            double            x,
            double            y,
            MonitorOptionRow *self)
{
  use_file (self, g_value_get_object (value));

  return TRUE;
}

static void
offer_files (MonitorOptionRow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_FILE, GDK_ACTION_COPY);
  GtkWidget *button = gtk_button_new_from_icon_name ("document-open-symbolic");

  gtk_widget_set_tooltip_text (button, _("Choose a File"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect (button, "clicked", G_CALLBACK (choose_cb), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), button);

  g_signal_connect (target, "drop", G_CALLBACK (dropped_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/* Texts that are often wanted. */

static void
suggest_cb (GtkWidget  *widget,
            const char *action,
            GVariant   *parameter)
{
  MonitorOptionRow *self = MONITOR_OPTION_ROW (widget);

  gtk_editable_set_text (GTK_EDITABLE (self->control), g_variant_get_string (parameter, NULL));
}

static void
offer_suggestions (MonitorOptionRow *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  GtkWidget *button = gtk_menu_button_new ();

  for (guint i = 0; self->spec->choices[i] != NULL; i++)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (self->spec->choices[i], NULL);

      g_menu_item_set_action_and_target (item, "row.suggest", "s", self->spec->choices[i]);
      g_menu_append_item (menu, item);
    }

  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "pan-down-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_widget_set_tooltip_text (button, _("Suggestions"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), button);
}

static void
make_control (MonitorOptionRow *self)
{
  const RunOptionSpec *spec = self->spec;

  if (spec->kind == RUN_KIND_FLAG)
    make_switch (self);
  else if (spec->kind == RUN_KIND_CHOICE)
    make_list (self);
  else if (spec->kind == RUN_KIND_COUNT && spec->fallback != NULL && spec->maximum <= G_MAXUINT32)
    make_number (self);
  else
    make_entry (self);

  gtk_widget_set_valign (self->control, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (self->control, _(spec->tooltip));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->control),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _(spec->label),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, _(spec->tooltip), -1);
}

static void
monitor_option_row_constructed (GObject *object)
{
  MonitorOptionRow *self = MONITOR_OPTION_ROW (object);
  const RunOptionSpec *spec = self->spec;
  gboolean is_read = spec->id == RUN_OPTION_MODEL || spec->id == RUN_OPTION_EXPRESSIONS
                     || spec->id == RUN_OPTION_PUZZLE;

  G_OBJECT_CLASS (monitor_option_row_parent_class)->constructed (object);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _(spec->label));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), _(spec->tooltip));

  make_control (self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->control);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self), self->control);
  if (spec->kind == RUN_KIND_TEXT && spec->choices != NULL)
    offer_suggestions (self);
  if (is_read || spec->kind == RUN_KIND_FILE || spec->kind == RUN_KIND_PROGRAM)
    offer_files (self);
}

static void
show_problem (MonitorOptionRow *self)
{
  const char *problem = monitor_options_get_problem (self->options, self->spec->id);
  g_autofree char *markup = g_markup_escape_text (problem != NULL ? problem : "", -1);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), markup);
  if (problem != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->control), GTK_ACCESSIBLE_STATE_INVALID,
                               problem != NULL ? GTK_ACCESSIBLE_INVALID_TRUE
                                               : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

static void
show_value (MonitorOptionRow *self)
{
  self->is_showing = TRUE;
  if (GTK_IS_SWITCH (self->control))
    gtk_switch_set_active (GTK_SWITCH (self->control),
                           monitor_options_get_flag (self->options, self->spec->id));
  else if (GTK_IS_DROP_DOWN (self->control))
    show_choice (self);
  else
    show_text (self);
  self->is_showing = FALSE;
}

static void
changed_cb (MonitorOptions   *options,
            MonitorOptionRow *self)
{
  RunOptionId id = self->spec->id;

  show_value (self);
  gtk_widget_set_visible (GTK_WIDGET (self), monitor_options_get_hindrance (options, id) == NULL);
  show_problem (self);
}

static void
set_options (MonitorOptionRow *self,
             MonitorOptions   *options)
{
  if (self->options == options)
    return;

  g_clear_signal_handler (&self->handler, self->options);
  g_set_object (&self->options, options);
  if (options == NULL)
    return;

  self->handler = g_signal_connect (options, "changed", G_CALLBACK (changed_cb), self);
  changed_cb (options, self);
}

static void
monitor_option_row_dispose (GObject *object)
{
  set_options (MONITOR_OPTION_ROW (object), NULL);

  G_OBJECT_CLASS (monitor_option_row_parent_class)->dispose (object);
}

static void
monitor_option_row_finalize (GObject *object)
{
  g_clear_pointer (&MONITOR_OPTION_ROW (object)->values, g_ptr_array_unref);

  G_OBJECT_CLASS (monitor_option_row_parent_class)->finalize (object);
}

static void
monitor_option_row_set_property (GObject      *object,
                                 guint         prop_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  MonitorOptionRow *self = MONITOR_OPTION_ROW (object);

  switch (prop_id)
    {
    case PROP_OPTION:
      self->spec = run_option_find (g_value_get_string (value));
      g_return_if_fail (self->spec != NULL);
      break;
    case PROP_OPTIONS:
      set_options (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
monitor_option_row_class_init (MonitorOptionRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = monitor_option_row_constructed;
  object_class->dispose = monitor_option_row_dispose;
  object_class->finalize = monitor_option_row_finalize;
  object_class->set_property = monitor_option_row_set_property;

  properties[PROP_OPTION] =
    g_param_spec_string ("option", NULL, NULL, NULL,
                         G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_OPTIONS] =
    g_param_spec_object ("options", NULL, NULL, MONITOR_TYPE_OPTIONS,
                         G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "row.suggest", "s", suggest_cb);
}

static void
monitor_option_row_init (MonitorOptionRow *self)
{
}

RunOptionId
monitor_option_row_get_id (MonitorOptionRow *self)
{
  g_return_val_if_fail (MONITOR_IS_OPTION_ROW (self), RUN_N_OPTIONS);

  return self->spec->id;
}

GtkWidget *
monitor_option_row_get_control (MonitorOptionRow *self)
{
  g_return_val_if_fail (MONITOR_IS_OPTION_ROW (self), NULL);

  return self->control;
}
