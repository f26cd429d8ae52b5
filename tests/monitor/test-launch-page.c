/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-launch-page.h"

#include "monitor-expression.h"
#include "monitor-expressions-window.h"
#include "monitor-fixture.h"
#include "monitor-option-row.h"

/* The form in a window of its own. Runs within with-display. */
typedef struct
{
  GtkWidget         *window;
  MonitorLaunchPage *page;
  MonitorOptions    *options;    /* of the page */
  GStrv              launched;   /* what was asked for last */
  char              *title;      /* the same */
  GtkWidget         *found;
} Fixture;

static void
launch_cb (MonitorLaunchPage   *page,
           const char          *title,
           const char * const  *arguments,
           Fixture             *fixture)
{
  g_strfreev (fixture->launched);
  g_free (fixture->title);
  fixture->launched = g_strdupv ((GStrv) arguments);
  fixture->title = g_strdup (title);
}

static gboolean
is_mapped (gpointer data)
{
  return gtk_widget_get_mapped (data);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->page = g_object_new (MONITOR_TYPE_LAUNCH_PAGE, NULL);
  fixture->options = monitor_launch_page_get_options (fixture->page);
  fixture->window = adw_window_new ();
  g_signal_connect (fixture->page, "launch", G_CALLBACK (launch_cb), fixture);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 800, 700);
  adw_window_set_content (ADW_WINDOW (fixture->window), GTK_WIDGET (fixture->page));
  gtk_window_present (GTK_WINDOW (fixture->window));
  wait_until ("the page", is_mapped, fixture->page);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_strfreev (fixture->launched);
  g_free (fixture->title);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

typedef gboolean (*Match) (GtkWidget     *widget,
                           gconstpointer  data);

static GtkWidget *
find (GtkWidget     *widget,
      Match          match,
      gconstpointer  data)
{
  if (match (widget, data))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, match, data);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static gboolean
is_row (GtkWidget     *widget,
        gconstpointer  data)
{
  return MONITOR_IS_OPTION_ROW (widget)
         && monitor_option_row_get_id (MONITOR_OPTION_ROW (widget)) == GPOINTER_TO_UINT (data);
}

static gboolean
has_action (GtkWidget     *widget,
            gconstpointer  data)
{
  return GTK_IS_BUTTON (widget)
         && g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)), data) == 0;
}

static gboolean
is_command (GtkWidget     *widget,
            gconstpointer  data)
{
  return GTK_IS_LABEL (widget)
         && g_str_has_prefix (gtk_label_get_text (GTK_LABEL (widget)), "ariadne run");
}

static gboolean
is_status (GtkWidget     *widget,
           gconstpointer  data)
{
  return GTK_IS_LABEL (widget)
         && gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (widget))
            == GTK_ACCESSIBLE_ROLE_STATUS;
}

static GtkWidget *
get (Fixture       *fixture,
     Match          match,
     gconstpointer  data)
{
  GtkWidget *found = find (GTK_WIDGET (fixture->page), match, data);

  g_assert_nonnull (found);

  return found;
}

static GtkWidget *
get_row (Fixture     *fixture,
         RunOptionId  id)
{
  return get (fixture, is_row, GUINT_TO_POINTER (id));
}

static GtkWidget *
get_control (Fixture     *fixture,
             RunOptionId  id)
{
  return monitor_option_row_get_control (MONITOR_OPTION_ROW (get_row (fixture, id)));
}

static const char *
get_label (Fixture *fixture,
           Match    match)
{
  return gtk_label_get_text (GTK_LABEL (get (fixture, match, NULL)));
}

/* Every option of the form has a row, and the two flags of the experiment their list. */
static void
test_complete (Fixture       *fixture,
               gconstpointer  data)
{
  for (RunOptionId id = 0; id < RUN_N_OPTIONS; id++)
    {
      gboolean is_experiment = id == RUN_OPTION_MULTI_SERVER || id == RUN_OPTION_CONTINUOUS;
      GtkWidget *row = find (GTK_WIDGET (fixture->page), is_row, GUINT_TO_POINTER (id));

      g_test_message ("%s", run_option_get_spec (id)->name);
      g_assert_true ((row != NULL)
                     == (!is_experiment && monitor_options_get_left_out (id) == NULL));
    }
}

/* For those who do not see the page: what each control is and is called. */
static void
test_accessible (Fixture       *fixture,
                 gconstpointer  data)
{
  for (RunOptionId id = 0; id < RUN_N_OPTIONS; id++)
    {
      const RunOptionSpec *spec = run_option_get_spec (id);
      GtkWidget *row = find (GTK_WIDGET (fixture->page), is_row, GUINT_TO_POINTER (id));
      GtkWidget *control;

      if (row == NULL)
        continue;

      control = monitor_option_row_get_control (MONITOR_OPTION_ROW (row));
      gtk_test_accessible_assert_property (control, GTK_ACCESSIBLE_PROPERTY_LABEL, spec->label);
      gtk_test_accessible_assert_property (control, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                           spec->tooltip);
      g_assert_true (gtk_widget_get_focusable (control) || gtk_widget_get_first_child (control));
      g_assert_cmpstr (gtk_widget_get_tooltip_text (row), ==, spec->tooltip);
      if (spec->kind == RUN_KIND_FLAG)
        gtk_test_accessible_assert_role (control, GTK_ACCESSIBLE_ROLE_SWITCH);
    }

  gtk_test_accessible_assert_role (get_control (fixture, RUN_OPTION_GNN_BUDGET),
                                   GTK_ACCESSIBLE_ROLE_SPIN_BUTTON);
  gtk_test_accessible_assert_role (get (fixture, has_action, "launch.run"),
                                   GTK_ACCESSIBLE_ROLE_BUTTON);
}

/* What is typed is judged at once: the row, the verdict and the button say so. */
static void
test_invalid (Fixture       *fixture,
              gconstpointer  data)
{
  static const char message[] = "Expected a whole number from 1 to 4294967295";
  GtkEditable *budget = GTK_EDITABLE (get_control (fixture, RUN_OPTION_GNN_BUDGET));
  GtkWidget *row = get_row (fixture, RUN_OPTION_GNN_BUDGET);
  GtkWidget *run = get (fixture, has_action, "launch.run");

  g_assert_true (gtk_widget_is_sensitive (run));
  gtk_editable_set_text (budget, "none");
  g_assert_false (gtk_widget_is_sensitive (run));
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==, message);
  g_assert_nonnull (strstr (get_label (fixture, is_status), message));
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (run), message));
  gtk_test_accessible_assert_state (budget, GTK_ACCESSIBLE_STATE_INVALID,
                                    GTK_ACCESSIBLE_INVALID_TRUE);
  g_assert_cmpstr (gtk_editable_get_text (budget), ==, "none");

  gtk_editable_set_text (budget, "500");
  g_assert_true (gtk_widget_is_sensitive (run));
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==, "");
  g_assert_cmpstr (get_label (fixture, is_command), ==, "ariadne run --gnn-budget=500");
}

static gboolean
is_failure_shown (gpointer data)
{
  return strstr (get_label (data, is_status), "a depth of 60") != NULL;
}

static gboolean
is_count_shown (gpointer data)
{
  return g_str_has_suffix (get_label (data, is_status), "2 configurations");
}

/* What only the program can tell comes a moment later. */
static void
test_rehearsal (Fixture       *fixture,
                gconstpointer  data)
{
  GtkWidget *run = get (fixture, has_action, "launch.run");

  monitor_options_set_text (fixture->options, RUN_OPTION_ENGINE, "thread");
  wait_until ("the number of configurations", is_count_shown, fixture);
  g_assert_true (gtk_widget_is_sensitive (run));

  monitor_options_set_text (fixture->options, RUN_OPTION_SIMULATION_DEPTH, "60");
  wait_until ("the complaint of the program", is_failure_shown, fixture);
  g_assert_false (gtk_widget_is_sensitive (run));

  monitor_options_set_text (fixture->options, RUN_OPTION_SIMULATION_DEPTH, "20");
  g_assert_true (gtk_widget_is_sensitive (run));
}

/* Rows are there when they make a difference. */
static void
test_experiment (Fixture       *fixture,
                 gconstpointer  data)
{
  GtkWidget *servers = get_row (fixture, RUN_OPTION_NUM_SERVERS);
  GtkWidget *rollouts = get_row (fixture, RUN_OPTION_NUM_ROLLOUTS);

  monitor_options_set_experiment (fixture->options, MONITOR_EXPERIMENT_CONTINUOUS);
  g_assert_false (gtk_widget_get_visible (servers));
  monitor_options_set_experiment (fixture->options, MONITOR_EXPERIMENT_MULTI_SERVER);
  g_assert_true (gtk_widget_get_visible (servers));
  g_assert_cmpstr (get_label (fixture, is_command), ==, "ariadne run --multi-server");

  gtk_spin_button_set_value (GTK_SPIN_BUTTON (get_control (fixture, RUN_OPTION_NUM_SERVERS)), 3);
  g_assert_cmpstr (get_label (fixture, is_command), ==,
                   "ariadne run --multi-server --num-servers=3");

  g_assert_false (gtk_widget_get_visible (rollouts));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (get_control (fixture, RUN_OPTION_SEARCH)), 2);
  g_assert_true (gtk_widget_get_visible (rollouts));
  g_assert_cmpstr (monitor_options_get_text (fixture->options, RUN_OPTION_SEARCH), ==, "all");
}

/* A preset fills the form in; as long as nothing else is changed the run has its title. */
static void
test_presets (Fixture       *fixture,
              gconstpointer  data)
{
  GtkWidget *page = GTK_WIDGET (fixture->page);

  gtk_widget_activate_action (page, "launch.preset", "s", "quick-look");
  g_assert_cmpstr (monitor_options_get_text (fixture->options, RUN_OPTION_ENGINE), ==, "thread");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (get_control (fixture,
                                                                     RUN_OPTION_GNN_BUDGET))),
                   ==, "2000");
  gtk_widget_activate_action (page, "launch.run", NULL);
  g_assert_cmpstr (fixture->title, ==, "Quick Look");
  g_assert_true (g_strv_contains ((const char * const *) fixture->launched, "--engine=thread"));

  monitor_options_set_text (fixture->options, RUN_OPTION_SEED, "5");
  gtk_widget_activate_action (page, "launch.run", NULL);
  g_assert_cmpstr (fixture->title, ==, NULL);
  g_assert_true (g_strv_contains ((const char * const *) fixture->launched, "--seed=5"));

  gtk_widget_activate_action (page, "launch.reset", NULL);
  g_assert_cmpstr (get_label (fixture, is_command), ==, "ariadne run");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (get_control (fixture,
                                                                     RUN_OPTION_GNN_BUDGET))),
                   ==, "16000");
}

/* The shortcut of a class of widgets that is hit by a key. */
static GtkShortcut *
find_shortcut (GtkWidget  *widget,
               const char *accelerator)
{
  g_autoptr (GtkShortcutTrigger) wanted = gtk_shortcut_trigger_parse_string (accelerator);
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);
      guint n = G_IS_LIST_MODEL (controller)
                ? g_list_model_get_n_items (G_LIST_MODEL (controller)) : 0;

      for (guint j = 0; j < n; j++)
        {
          g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), j);

          if (gtk_shortcut_trigger_equal (gtk_shortcut_get_trigger (shortcut), wanted))
            return g_steal_pointer (&shortcut);
        }
    }

  return NULL;
}

/* The form is sent off by its key, unless something in it is wrong. */
static void
test_key (Fixture       *fixture,
          gconstpointer  data)
{
  GtkWidget *page = GTK_WIDGET (fixture->page);
  g_autoptr (GtkShortcut) shortcut = find_shortcut (page, "<Control>Return");
  GtkShortcutAction *action;

  g_assert_nonnull (shortcut);
  action = gtk_shortcut_get_action (shortcut);
  monitor_options_set_text (fixture->options, RUN_OPTION_SEED, "5");
  g_assert_true (gtk_shortcut_action_activate (action, 0, page, NULL));
  g_assert_nonnull (fixture->launched);
  g_assert_true (g_strv_contains ((const char * const *) fixture->launched, "--seed=5"));

  g_clear_pointer (&fixture->launched, g_strfreev);
  monitor_options_set_text (fixture->options, RUN_OPTION_GNN_BUDGET, "none");
  g_assert_false (gtk_shortcut_action_activate (action, 0, page, NULL));
  g_assert_null (fixture->launched);
}

static gboolean
has_list (gpointer data)
{
  return monitor_expressions_window_get_list (data) != NULL;
}

/* What is chosen among the expressions is in the form at once. */
static void
test_expressions (Fixture       *fixture,
                  gconstpointer  data)
{
  GtkWidget *window;
  GListModel *list;
  g_autoptr (MonitorExpression) first = NULL;
  g_autoptr (MonitorExpression) second = NULL;
  g_autofree char *expected = NULL;

  window = monitor_expressions_window_new (GTK_WINDOW (fixture->window), fixture->options);
  g_object_ref_sink (window);
  gtk_window_present (GTK_WINDOW (window));
  wait_until ("the expressions", has_list, window);
  list = monitor_expressions_window_get_list (MONITOR_EXPRESSIONS_WINDOW (window));
  first = g_list_model_get_item (list, 0);
  second = g_list_model_get_item (list, 1);

  monitor_expression_set_chosen (second, TRUE);
  monitor_expression_set_chosen (first, TRUE);
  expected = g_strdup_printf ("blas:%s,%s", monitor_expression_get_name (first),
                              monitor_expression_get_name (second));
  g_assert_cmpstr (monitor_options_get_text (fixture->options, RUN_OPTION_EXPRESSIONS), ==,
                   expected);

  monitor_expression_set_chosen (first, FALSE);
  monitor_expression_set_chosen (second, FALSE);
  g_assert_null (monitor_options_get_text (fixture->options, RUN_OPTION_EXPRESSIONS));

  gtk_window_destroy (GTK_WINDOW (window));
  g_object_unref (window);
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("ARIADNE_RAY_PYTHON", "/nowhere/python3", TRUE); /* as if there were no Ray */
  g_setenv ("GTK_A11Y", "test", TRUE);
  gtk_test_init (&argc, &argv);
  adw_init ();

#define ADD(name, func) \
  g_test_add ("/Ariadne/MonitorLaunchPage/" name, Fixture, NULL, set_up, func, tear_down)

  ADD ("complete", test_complete);
  ADD ("accessible", test_accessible);
  ADD ("invalid", test_invalid);
  ADD ("rehearsal", test_rehearsal);
  ADD ("experiment", test_experiment);
  ADD ("presets", test_presets);
  ADD ("key", test_key);
  ADD ("expressions", test_expressions);

  return g_test_run ();
}
