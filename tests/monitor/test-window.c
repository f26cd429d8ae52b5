/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-window.h"

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

/* Something that ought to be freed, and the name of its type to complain with. */
typedef struct
{
  gpointer    object; /* weak, so this place must stay */
  const char *type;
} Witness;

static void
add_witness (GPtrArray *witnesses,
             gpointer   object)
{
  Witness *witness = g_new (Witness, 1);

  *witness = (Witness) { object, G_OBJECT_TYPE_NAME (object) };
  g_object_add_weak_pointer (object, &witness->object);
  g_ptr_array_add (witnesses, witness);
}

static void
add_widgets (GPtrArray *witnesses,
             GtkWidget *widget)
{
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

static void
assert_all_freed (GPtrArray *witnesses)
{
  guint n_left = 0;

  for (guint i = 0; i < witnesses->len; i++)
    if (!is_freed (witnesses->pdata[i]))
      {
        g_test_message ("%s is left", ((Witness *) witnesses->pdata[i])->type);
        n_left++;
      }
  g_assert_cmpuint (n_left, ==, 0);
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
  wait_until ("the end of the window", is_freed, witnesses->pdata[0]);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  assert_all_freed (witnesses);
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

static const char *const pages[] = { "launch", "watch", "compare" };

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
  add ("narrow", GINT_TO_POINTER (GTK_TEXT_DIR_LTR), test_narrow);
  add ("narrow_rtl", GINT_TO_POINTER (GTK_TEXT_DIR_RTL), test_narrow);

  status = g_test_run ();
  g_object_unref (application);

  return status;
}
