/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-expressions-window.h"

#include <glib/gi18n.h>

#include "monitor-expression.h"
#include "run/run-data.h"

struct _MonitorExpressionsWindow
{
  AdwWindow        parent_instance;

  MonitorOptions  *options;
  char            *file;        /* without names */
  GListModel      *list;        /* of MonitorExpression; NULL until they are read */
  GCancellable    *cancellable;

  GtkStack        *stack;
  AdwStatusPage   *failure;
  GtkLabel        *summary;
  GtkFilterListModel *filtered;
};

G_DEFINE_FINAL_TYPE (MonitorExpressionsWindow, monitor_expressions_window, ADW_TYPE_WINDOW)

static void
monitor_expressions_window_dispose (GObject *object)
{
  MonitorExpressionsWindow *self = MONITOR_EXPRESSIONS_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), MONITOR_TYPE_EXPRESSIONS_WINDOW);
  g_clear_object (&self->options);
  g_clear_object (&self->list);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->file, g_free);

  G_OBJECT_CLASS (monitor_expressions_window_parent_class)->dispose (object);
}

/* None that is chosen means all that there are. */
static void
show_summary (MonitorExpressionsWindow *self,
              guint                     n_chosen)
{
  guint n = g_list_model_get_n_items (self->list);
  g_autofree char *text = NULL;

  if (n_chosen == 0)
    /* Translators: %u expressions in a file. */
    text = g_strdup_printf (ngettext ("%u expression, not chosen",
                                      "%u expressions, none chosen", n), n);
  else
    text = g_strdup_printf (_("%u of %u chosen"), n_chosen, n);

  gtk_label_set_text (self->summary, text);
}

/* The names that are chosen, in the order of the file. */
static GPtrArray *
get_chosen (MonitorExpressionsWindow *self)
{
  GPtrArray *names = g_ptr_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (self->list); i++)
    {
      g_autoptr (MonitorExpression) expression = g_list_model_get_item (self->list, i);

      if (monitor_expression_get_chosen (expression))
        g_ptr_array_add (names, (gpointer) monitor_expression_get_name (expression));
    }

  return names;
}

static void
chosen_cb (MonitorExpressionsWindow *self)
{
  g_autoptr (GPtrArray) names = get_chosen (self);
  g_autofree char *list = NULL;
  g_autofree char *text = NULL;

  show_summary (self, names->len);
  g_ptr_array_add (names, NULL);
  list = g_strjoinv (",", (char **) names->pdata);
  text = g_strconcat (self->file, *list != '\0' ? ":" : NULL, list, NULL);
  monitor_options_set_text (self->options, RUN_OPTION_EXPRESSIONS, text);
}

static void
choose_shown (MonitorExpressionsWindow *self,
              gboolean                  chosen)
{
  GListModel *shown = G_LIST_MODEL (self->filtered);

  for (guint i = 0; i < g_list_model_get_n_items (shown); i++)
    {
      g_autoptr (MonitorExpression) expression = g_list_model_get_item (shown, i);

      monitor_expression_set_chosen (expression, chosen);
    }
}

static void
all_cb (GtkButton                *button,
        MonitorExpressionsWindow *self)
{
  choose_shown (self, TRUE);
}

static void
none_cb (GtkButton                *button,
         MonitorExpressionsWindow *self)
{
  choose_shown (self, FALSE);
}

/* As the form says it. */
static void
choose_named (MonitorExpressionsWindow *self,
              const char * const       *names)
{
  for (guint i = 0; i < g_list_model_get_n_items (self->list); i++)
    {
      g_autoptr (MonitorExpression) expression = g_list_model_get_item (self->list, i);

      monitor_expression_set_chosen (expression,
                                     names != NULL
                                     && g_strv_contains (names,
                                                         monitor_expression_get_name (expression)));
      g_signal_connect_object (expression, "notify::chosen", G_CALLBACK (chosen_cb), self,
                               G_CONNECT_SWAPPED);
    }
}

/* A check box with the name, and the cost at the end of the line. */
static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          MonitorExpressionsWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *check = gtk_check_button_new ();
  GtkWidget *cost = gtk_label_new (NULL);

  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_widget_set_hexpand (check, TRUE);
  gtk_widget_add_css_class (cost, "dim-label");
  gtk_widget_add_css_class (cost, "numeric");
  gtk_widget_set_tooltip_text (cost, _("What it costs at the start"));
  gtk_box_append (GTK_BOX (box), check);
  gtk_box_append (GTK_BOX (box), cost);
  gtk_list_item_set_child (item, box);
  gtk_list_item_set_activatable (item, FALSE);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         MonitorExpressionsWindow *self)
{
  MonitorExpression *expression = gtk_list_item_get_item (item);
  GtkWidget *check = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  GtkWidget *cost = gtk_widget_get_next_sibling (check);
  g_autofree char *text = g_strdup_printf ("%.6g", monitor_expression_get_cost (expression));
  GBinding *binding;

  gtk_check_button_set_label (GTK_CHECK_BUTTON (check), monitor_expression_get_name (expression));
  gtk_label_set_text (GTK_LABEL (cost), text);
  binding = g_object_bind_property (expression, "chosen", check, "active",
                                    G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_object_set_data (G_OBJECT (item), "binding", binding);
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *item,
           MonitorExpressionsWindow *self)
{
  GBinding *binding = g_object_steal_data (G_OBJECT (item), "binding");

  g_binding_unbind (binding);
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (MonitorExpressionsWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) list = monitor_expressions_load_finish (result, &error);
  g_autofree char *file = NULL;
  g_autofree char *markup = NULL;
  g_autoptr (GPtrArray) names = NULL;
  g_auto (GStrv) given = NULL;
  const char *text;

  if (self->options == NULL)
    return;
  if (list == NULL)
    {
      markup = g_markup_escape_text (error->message, -1);
      adw_status_page_set_description (self->failure, markup);
      gtk_stack_set_visible_child_name (self->stack, "failure");
      return;
    }

  text = monitor_options_get_text (self->options, RUN_OPTION_EXPRESSIONS);
  run_data_split (text != NULL ? text : self->file, &file, &given);
  self->list = g_steal_pointer (&list);
  choose_named (self, (const char * const *) given);
  names = get_chosen (self);
  show_summary (self, names->len);
  gtk_filter_list_model_set_model (self->filtered, self->list);
  gtk_stack_set_visible_child_name (self->stack, "list");
}

static void
monitor_expressions_window_class_init (MonitorExpressionsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = monitor_expressions_window_dispose;

  g_type_ensure (MONITOR_TYPE_EXPRESSION);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/ariadne/Ariadne/"
                                                             "monitor-expressions-window.ui");
  gtk_widget_class_bind_template_child (widget_class, MonitorExpressionsWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, MonitorExpressionsWindow, failure);
  gtk_widget_class_bind_template_child (widget_class, MonitorExpressionsWindow, summary);
  gtk_widget_class_bind_template_child (widget_class, MonitorExpressionsWindow, filtered);
  gtk_widget_class_bind_template_callback (widget_class, all_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, none_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
monitor_expressions_window_init (MonitorExpressionsWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

GtkWidget *
monitor_expressions_window_new (GtkWindow      *parent,
                                MonitorOptions *options)
{
  MonitorExpressionsWindow *self;
  g_auto (GStrv) names = NULL;
  const char *text;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (MONITOR_IS_OPTIONS (options), NULL);

  self = g_object_new (MONITOR_TYPE_EXPRESSIONS_WINDOW, "transient-for", parent, "modal", TRUE,
                       NULL);
  self->options = g_object_ref (options);
  text = monitor_options_get_text (options, RUN_OPTION_EXPRESSIONS);
  if (text == NULL)
    text = run_option_get_spec (RUN_OPTION_EXPRESSIONS)->fallback;
  run_data_split (text, &self->file, &names);
  monitor_expressions_load_async (self->file, self->cancellable, loaded_cb, g_object_ref (self));

  return GTK_WIDGET (self);
}

GListModel *
monitor_expressions_window_get_list (MonitorExpressionsWindow *self)
{
  g_return_val_if_fail (MONITOR_IS_EXPRESSIONS_WINDOW (self), NULL);

  return self->list;
}
