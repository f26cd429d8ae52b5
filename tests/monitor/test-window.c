/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-window-private.h"

#include <glib/gi18n.h>
#include <locale.h>

#include "monitor-fixture.h"
#include "widget-picture.h"
#include "window-fixture.h"

/* The window itself, with a run to show. Runs within with-display. */

static AdwApplication *application; /* one for all tests, as in life */

typedef struct
{
  char           *folder;
  MonitorRunList *runs;
  MonitorWindow  *window;
} Fixture;

static const char *const short_run[] = { SHORT_RUN, NULL };

static gboolean
is_over (gpointer data)
{
  return !monitor_run_get_active (data) && monitor_run_get_loaded (data) == 1.0;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  MonitorRun *run;

  fixture->folder = g_dir_make_tmp ("ariadne-runs-XXXXXX", NULL);
  fixture->runs = monitor_run_list_new (fixture->folder);
  run = monitor_run_list_launch (fixture->runs, "A short run", short_run, &error);
  g_assert_no_error (error);
  wait_until ("end of the run", is_over, run);

  fixture->window = monitor_window_new (application, fixture->runs);
}

/* Something that ought to be freed. */
typedef struct
{
  gpointer object; /* weak, so this place must stay */
} Witness;

static void
add_witness (GPtrArray *witnesses,
             gpointer   object)
{
  Witness *witness = g_new (Witness, 1);

  witness->object = object;
  g_object_add_weak_pointer (object, &witness->object);
  g_ptr_array_add (witnesses, witness);
}

/* GTK has one window for the tooltips of all others. */
static void
add_widgets (GPtrArray *witnesses,
             GtkWidget *widget)
{
  if (g_str_equal (G_OBJECT_TYPE_NAME (widget), "GtkTooltipWindow"))
    return;

  add_witness (witnesses, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    add_widgets (witnesses, child);
}

static gboolean
is_freed (gpointer data)
{
  return ((Witness *) data)->object == NULL;
}

static gboolean
are_freed (gpointer data)
{
  GPtrArray *witnesses = data;

  for (guint i = 0; i < witnesses->len; i++)
    if (!is_freed (witnesses->pdata[i]))
      return FALSE;

  return TRUE;
}

/* A window that was closed leaves nothing of itself, to the last of its widgets, and
 * nobody has the runs any more.
 */
static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr (GPtrArray) witnesses = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (MonitorRun) run = g_list_model_get_item (G_LIST_MODEL (fixture->runs), 0);

  add_widgets (witnesses, GTK_WIDGET (fixture->window));
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  wait_until ("the end of the window and all that is in it", are_freed, witnesses);
  g_assert_finalize_object (fixture->runs);
  if (run != NULL)
    g_assert_finalize_object (g_steal_pointer (&run));

  remove_folder (fixture->folder);
  g_free (fixture->folder);
}

static MonitorRun *
get_first (Fixture *fixture)
{
  g_autoptr (MonitorRun) run = g_list_model_get_item (G_LIST_MODEL (fixture->runs), 0);

  return run;
}

static void
count_cb (guint *n)
{
  ++*n;
}

static void
test_run (Fixture       *fixture,
          gconstpointer  data)
{
  guint n_notified = 0;

  g_assert_null (monitor_window_get_run (fixture->window));
  g_signal_connect_swapped (fixture->window, "notify::run", G_CALLBACK (count_cb), &n_notified);
  monitor_window_set_run (fixture->window, get_first (fixture));
  g_assert_true (monitor_window_get_run (fixture->window) == get_first (fixture));
  g_assert_cmpuint (n_notified, ==, 1);
  monitor_window_set_run (fixture->window, get_first (fixture));
  g_assert_cmpuint (n_notified, ==, 1);

  /* A run that is removed is not looked at any more. */
  g_assert_true (monitor_run_list_remove (fixture->runs, get_first (fixture), NULL));
  g_assert_null (monitor_window_get_run (fixture->window));
}

static gboolean
is_enabled (Fixture    *fixture,
            const char *action)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (fixture->window), action);
}

/* What the run allows, and nothing without one. */
static void
test_actions (Fixture       *fixture,
              gconstpointer  data)
{
  static const char *const over[] = { "copy-command", "export", "remove", "repeat", "save-log" };

  for (guint i = 0; i < G_N_ELEMENTS (over); i++)
    g_assert_false (is_enabled (fixture, over[i]));
  monitor_window_set_run (fixture->window, get_first (fixture));
  for (guint i = 0; i < G_N_ELEMENTS (over); i++)
    g_assert_true (is_enabled (fixture, over[i]));
  g_assert_false (is_enabled (fixture, "stop"));
}

/* The form has what the run was made of, and waits for changes. */
static void
test_change (Fixture       *fixture,
             gconstpointer  data)
{
  MonitorLaunchPage *page = _monitor_window_get_launch_page (fixture->window);
  MonitorOptions *options = monitor_launch_page_get_options (page);

  monitor_options_set_text (options, RUN_OPTION_SEED, "5");
  monitor_window_set_run (fixture->window, get_first (fixture));
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), "change", NULL);
  g_assert_cmpstr (monitor_options_get_text (options, RUN_OPTION_GNN_BUDGET), ==, "100");
  g_assert_cmpstr (monitor_options_get_text (options, RUN_OPTION_NUM_SEARCHES), ==, "2");
  g_assert_cmpstr (monitor_options_get_text (options, RUN_OPTION_SEED), !=, "5");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->runs)), ==, 1);
}

static GtkDropTarget *
find_drop_target (GtkWidget *widget)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        return GTK_DROP_TARGET (controller); /* owned by the widget */
    }

  return NULL;
}

static void
opened_cb (GSimpleAction *action,
           GVariant      *parameter,
           GPtrArray     *uris)
{
  g_ptr_array_add (uris, g_variant_dup_string (parameter, NULL));
}

/* Every file that is dropped on the window is opened, in its order. */
static void
test_drop (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr (GPtrArray) uris = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GSimpleAction) open = g_simple_action_new ("open", G_VARIANT_TYPE_STRING);
  g_autoptr (GFile) first = g_file_new_for_path ("/logs/a first.jsonl");
  g_autoptr (GFile) second = g_file_new_for_path ("/logs/second.jsonl");
  GFile *files[] = { first, second };
  g_auto (GValue) value = G_VALUE_INIT;
  gboolean is_taken = FALSE;

  g_signal_connect (open, "activate", G_CALLBACK (opened_cb), uris);
  g_action_map_add_action (G_ACTION_MAP (application), G_ACTION (open));
  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, gdk_file_list_new_from_array (files, G_N_ELEMENTS (files)));
  g_signal_emit_by_name (find_drop_target (GTK_WIDGET (fixture->window)), "drop", &value, 1.0, 1.0,
                         &is_taken);
  g_action_map_remove_action (G_ACTION_MAP (application), "open");

  g_assert_true (is_taken);
  g_assert_cmpuint (uris->len, ==, 2);
  g_assert_cmpstr (uris->pdata[0], ==, "file:///logs/a%20first.jsonl");
  g_assert_cmpstr (uris->pdata[1], ==, "file:///logs/second.jsonl");
}

static const char *const pages[] = { "launch", "watch", "compare", "optimize" };

static void
assert_narrow (Fixture *fixture)
{
  int width;

  settle (GTK_WIDGET (fixture->window));
  gtk_widget_measure (GTK_WIDGET (fixture->window), GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL,
                      NULL, NULL);
  g_assert_cmpint (width, <=, 360);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (fixture->window)), <=, 360);
}

/* A telephone is 360 pixels wide; in either direction of writing, and in all languages. */
static void
test_narrow (Fixture       *fixture,
             gconstpointer  data)
{
  GtkTextDirection direction = GPOINTER_TO_INT (data);

  gtk_widget_set_default_direction (direction);
  monitor_window_set_run (fixture->window, get_first (fixture));
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 360, 640);
  gtk_window_present (GTK_WINDOW (fixture->window));
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      monitor_window_show_page (fixture->window, pages[i]);
      assert_narrow (fixture);
    }
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

static gboolean
is_in_table (GtkWidget  *widget,
             const char *title)
{
  if (GTK_IS_CHECK_BUTTON (widget)
      && g_str_has_suffix (gtk_check_button_get_label (GTK_CHECK_BUTTON (widget)), title))
    return TRUE;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (is_in_table (child, title))
      return TRUE;

  return FALSE;
}

static gboolean
is_opened_compared (gpointer data)
{
  return is_in_table (data, "copy.jsonl");
}

static gboolean
is_short_compared (gpointer data)
{
  return is_in_table (data, "A short run");
}

static void
show_compare (Fixture *fixture)
{
  gtk_window_present (GTK_WINDOW (fixture->window));
  monitor_window_show_page (fixture->window, "compare");
  settle (GTK_WIDGET (fixture->window));
}

/* A log that is opened while the page is seen is compared without being looked at. */
static void
test_compare_added (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "copy.jsonl", NULL);
  g_autoptr (GFile) copy = g_file_new_for_path (path);
  g_autoptr (GFile) log = NULL;
  g_autoptr (GError) error = NULL;

  log = g_file_new_for_path (monitor_run_get_log_path (get_first (fixture)));
  g_file_copy (log, copy, G_FILE_COPY_NONE, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  show_compare (fixture);
  g_assert_false (is_opened_compared (fixture->window));
  g_assert_nonnull (monitor_run_list_open (fixture->runs, copy, &error));
  g_assert_no_error (error);
  wait_until ("the log that was opened", is_opened_compared, fixture->window);
}

/* So are the runs of an earlier window, of which nothing was read yet. */
static void
test_compare_earlier (Fixture       *fixture,
                      gconstpointer  data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_object_unref (fixture->runs);
  fixture->runs = monitor_run_list_new (fixture->folder);
  fixture->window = monitor_window_new (application, fixture->runs);
  g_assert_cmpfloat (monitor_run_get_loaded (get_first (fixture)), <, 1.0);
  show_compare (fixture);
  wait_until ("the earlier run", is_short_compared, fixture->window);
}

static void
add (const char    *name,
     gconstpointer  data,
     void         (*func) (Fixture       *fixture,
                           gconstpointer  data))
{
  g_autofree char *path = g_strconcat ("/Monitor/Window/", name, NULL);

  g_test_add (path, Fixture, data, set_up, func, tear_down);
}

/* Has the window speak a language that need not be installed. */
static void
speak (const char *language)
{
  g_autofree char *catalogues = g_build_filename (g_test_get_dir (G_TEST_BUILT), "..", "po", NULL);

  g_setenv ("LANGUAGE", language, TRUE);
  g_assert_nonnull (setlocale (LC_ALL, "C.UTF-8"));
  bindtextdomain (GETTEXT_PACKAGE, catalogues);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_assert_cmpstr (_("No Runs"), !=, "No Runs");
}

int
main (int   argc,
      char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  if (g_getenv ("MONITOR_LANGUAGE") != NULL)
    speak (g_getenv ("MONITOR_LANGUAGE"));
  application = start_application ();

  add ("run", NULL, test_run);
  add ("actions", NULL, test_actions);
  add ("change", NULL, test_change);
  add ("drop", NULL, test_drop);
  add ("compare_added", NULL, test_compare_added);
  add ("compare_earlier", NULL, test_compare_earlier);
  add ("narrow", GINT_TO_POINTER (GTK_TEXT_DIR_LTR), test_narrow);
  add ("narrow_rtl", GINT_TO_POINTER (GTK_TEXT_DIR_RTL), test_narrow);

  status = g_test_run ();
  g_object_unref (application);

  return status;
}
