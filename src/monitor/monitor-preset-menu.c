/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-preset-menu.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "monitor-presets.h"

/* A name that is being asked for: of a new preset, or another one of an old one. */
typedef struct
{
  GtkWidget      *page;
  MonitorOptions *options;
  char           *old_name; /* NULL for a new one */
  GtkEditable    *entry;    /* of the dialog */
} Question;

static void
question_free (gpointer  data,
               GClosure *closure)
{
  Question *self = data;

  g_object_unref (self->page);
  g_object_unref (self->options);
  g_free (self->old_name);
  g_free (self);
}

static void
complain (GtkWidget    *page,
          const GError *error)
{
  g_signal_emit_by_name (page, "say", error->message);
}

static gboolean
save_as (const Question  *question,
         const char      *name,
         GError         **error)
{
  g_auto (GStrv) arguments = monitor_options_to_arguments (question->options);

  return monitor_presets_save (monitor_presets_get_default (), name,
                               (const char * const *) arguments, error);
}

static void
answered_cb (AdwMessageDialog *dialog,
             const char       *response,
             Question         *question)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (question->entry)));
  g_autoptr (GError) error = NULL;

  if (!g_str_equal (response, "save"))
    return;

  if (question->old_name != NULL)
    monitor_presets_rename (monitor_presets_get_default (), question->old_name, name, &error);
  else
    save_as (question, name, &error);
  if (error != NULL)
    complain (question->page, error);
}

static void
typed_cb (GtkEditable      *entry,
          AdwMessageDialog *dialog)
{
  adw_message_dialog_set_response_enabled (dialog, "save", *gtk_editable_get_text (entry) != '\0');
}

static void
ask_for_name (GtkWidget      *page,
              MonitorOptions *options,
              const char     *title,
              const char     *old_name)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (page)), title, NULL);
  GtkWidget *entry = gtk_entry_new ();
  Question *question = g_new0 (Question, 1);

  *question = (Question) {
    g_object_ref (page), g_object_ref (options), g_strdup (old_name), GTK_EDITABLE (entry)
  };

  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"),
                                    "save", _("_Save"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "save",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "save");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");

  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Name"),
                                  -1);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  g_signal_connect (entry, "changed", G_CALLBACK (typed_cb), dialog);
  gtk_editable_set_text (GTK_EDITABLE (entry), old_name != NULL ? old_name : "");
  typed_cb (GTK_EDITABLE (entry), ADW_MESSAGE_DIALOG (dialog));

  g_signal_connect_data (dialog, "response", G_CALLBACK (answered_cb), question, question_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (entry);
}

static GtkWidget *
get_page (GSimpleAction *action)
{
  return g_object_get_data (G_OBJECT (action), "page");
}

static void
save_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  ask_for_name (get_page (action), user_data, _("Save as a Preset"), NULL);
}

static void
rename_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  ask_for_name (get_page (action), user_data, _("Rename the Preset"),
                g_variant_get_string (parameter, NULL));
}

static void
remove_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  g_autoptr (GError) error = NULL;

  if (!monitor_presets_remove (monitor_presets_get_default (),
                               g_variant_get_string (parameter, NULL), &error))
    complain (get_page (action), error);
}

static const GActionEntry actions[] = {
  { "remove", remove_cb, "s" },
  { "rename", rename_cb, "s" },
  { "save", save_cb },
};

static void
append (GMenu      *menu,
        const char *label,
        const char *action,
        const char *name)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", name);
  g_menu_append_item (menu, item);
}

/* What can be done with one of the user's. */
static void
append_own (GMenu      *menu,
            const char *name)
{
  g_autoptr (GMenu) submenu = g_menu_new ();

  append (submenu, _("_Use"), "launch.preset", name);
  append (submenu, _("Re_name…"), "preset.rename", name);
  append (submenu, _("_Remove"), "preset.remove", name);
  g_menu_append_submenu (menu, name, G_MENU_MODEL (submenu));
}

static void
fill_cb (GtkMenuButton  *button,
         MonitorPresets *presets)
{
  const char * const *names = monitor_presets_get_names (presets);
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) built_in = g_menu_new ();
  g_autoptr (GMenu) own = g_menu_new ();
  g_autoptr (GMenu) rest = g_menu_new ();

  for (; *names != NULL; names++)
    if (monitor_presets_is_built_in (presets, *names))
      append (built_in, monitor_presets_get_title (presets, *names), "launch.preset", *names);
    else
      append_own (own, *names);
  g_menu_append (rest, _("_Save as a Preset…"), "preset.save");

  g_menu_append_section (menu, NULL, G_MENU_MODEL (built_in));
  g_menu_append_section (menu, _("Yours"), G_MENU_MODEL (own));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (rest));
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

void
monitor_preset_menu_attach (GtkMenuButton  *button,
                            MonitorOptions *options,
                            GtkWidget      *page)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  MonitorPresets *presets = monitor_presets_get_default ();

  g_return_if_fail (GTK_IS_MENU_BUTTON (button));
  g_return_if_fail (MONITOR_IS_OPTIONS (options));
  g_return_if_fail (GTK_IS_WIDGET (page));

  g_action_map_add_action_entries (G_ACTION_MAP (group), actions, G_N_ELEMENTS (actions), options);
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    g_object_set_data (G_OBJECT (g_action_map_lookup_action (G_ACTION_MAP (group),
                                                             actions[i].name)), "page", page);
  gtk_widget_insert_action_group (page, "preset", G_ACTION_GROUP (group));

  g_signal_connect_object (presets, "changed", G_CALLBACK (fill_cb), button, G_CONNECT_SWAPPED);
  fill_cb (button, presets);
}
