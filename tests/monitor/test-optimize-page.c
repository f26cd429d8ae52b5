/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-optimize-page.h"

#include "monitor-fixture.h"

/* The page in a window of its own, and a file of programs. Runs within with-display. */
typedef struct
{
  GtkWidget           *window;
  MonitorOptimizePage *page;
  MonitorProgramList  *programs; /* of the page */
  char                *folder;
  char                *file;
  char                *said;     /* last */
} Fixture;

/* Each of them computes x: an addition and a product, of a cost of 3, are left out, and
 * the let that gives the function its name, of 0.1.
 */
#define PROGRAMS                                                  \
  "(def first Float ((x : Float)) (add 0.0 (mul 1.0 x)))\n"       \
  "(def second Float ((x : Float)) (mul 1.0 (add 0.0 x)))\n"

static void
say_cb (MonitorOptimizePage *page,
        const char          *text,
        Fixture             *fixture)
{
  g_free (fixture->said);
  fixture->said = g_strdup (text);
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
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("ariadne-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->file = g_build_filename (fixture->folder, "programs.kso", NULL);
  g_file_set_contents (fixture->file, PROGRAMS, -1, &error);
  g_assert_no_error (error);

  fixture->page = g_object_new (MONITOR_TYPE_OPTIMIZE_PAGE, NULL);
  fixture->programs = monitor_optimize_page_get_programs (fixture->page);
  fixture->window = adw_window_new ();
  g_signal_connect (fixture->page, "say", G_CALLBACK (say_cb), fixture);
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
  while (g_main_context_iteration (NULL, FALSE))
    ;
  remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->file);
  g_free (fixture->said);
}

static gboolean
has_ended (gpointer data)
{
  return !monitor_program_list_get_running (data);
}

static void
optimize (Fixture    *fixture,
          const char *given)
{
  monitor_optimize_page_optimize (fixture->page, given);
  wait_until ("the programs", has_ended, fixture->programs);
}

static MonitorProgram *
get_program (Fixture *fixture,
             guint    index)
{
  g_autoptr (MonitorProgram) program = g_list_model_get_item (G_LIST_MODEL (fixture->programs),
                                                              index);

  g_assert_nonnull (program);

  return program; /* the list has it, too */
}

static gboolean
is_enabled (Fixture    *fixture,
            const char *action)
{
  return gtk_widget_activate_action (GTK_WIDGET (fixture->page), action, NULL);
}

static void
test_optimize (Fixture       *fixture,
               gconstpointer  data)
{
  optimize (fixture, fixture->file);

  g_assert_null (fixture->said);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->programs)), ==, 2);
  g_assert_cmpuint (monitor_program_list_get_n_done (fixture->programs), ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      MonitorProgram *program = get_program (fixture, i);
      double start_cost;
      guint n_steps;

      g_object_get (program, "start-cost", &start_cost, "n-steps", &n_steps, NULL);
      g_assert_true (monitor_program_get_done (program));
      g_assert_cmpfloat_with_epsilon (start_cost, 3.1, 1e-9);
      g_assert_cmpfloat_with_epsilon (monitor_program_get_best_cost (program), 0, 1e-9);
      g_assert_cmpuint (n_steps, ==, 3);
      g_assert_cmpstr (monitor_program_get_text (program), ==, "(lam (x : Float) x)");
    }
  g_assert_cmpstr (monitor_program_get_name (get_program (fixture, 1)), ==, "second");
}

/* Others are there instead of those before. */
static void
test_again (Fixture       *fixture,
            gconstpointer  data)
{
  g_autofree char *second = g_strconcat (fixture->file, ":second", NULL);

  optimize (fixture, fixture->file);
  optimize (fixture, second);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->programs)), ==, 1);
  g_assert_cmpuint (monitor_program_list_get_n_done (fixture->programs), ==, 1);
  g_assert_cmpstr (monitor_program_get_name (get_program (fixture, 0)), ==, "second");
}

static void
test_no_file (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *missing = g_build_filename (fixture->folder, "missing.kso", NULL);

  optimize (fixture, missing);
  g_assert_nonnull (fixture->said);
  g_assert_nonnull (strstr (fixture->said, "missing.kso"));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->programs)), ==, 0);
  g_assert_false (monitor_program_list_get_savable (fixture->programs));
}

static void
test_malformed (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (fixture->file, "(def first Float ((x : Float)) (add x))", -1, &error);
  g_assert_no_error (error);
  optimize (fixture, fixture->file);
  g_assert_nonnull (fixture->said);
  g_assert_nonnull (strstr (fixture->said, "programs.kso"));
}

/* What is stopped is done for all that, with what has been found. */
static void
test_stop (Fixture       *fixture,
           gconstpointer  data)
{
  monitor_optimize_page_optimize (fixture->page, "blas");
  g_assert_true (monitor_program_list_get_running (fixture->programs));
  monitor_optimize_page_optimize (fixture->page, fixture->file);
  g_assert_cmpstr (fixture->said, ==, "Programs are being optimized already");
  g_clear_pointer (&fixture->said, g_free);

  g_assert_true (is_enabled (fixture, "optimize.stop"));
  wait_until ("the end", has_ended, fixture->programs);
  g_assert_null (fixture->said);
  g_assert_cmpuint (monitor_program_list_get_n_done (fixture->programs), ==,
                    g_list_model_get_n_items (G_LIST_MODEL (fixture->programs)));
}

/* A window that is closed meanwhile leaves nothing behind. */
static void
test_closed (Fixture       *fixture,
             gconstpointer  data)
{
  MonitorProgramList *programs = g_object_ref (fixture->programs);

  monitor_optimize_page_optimize (fixture->page, "blas");
  adw_window_set_content (ADW_WINDOW (fixture->window), NULL);
  wait_until ("the end", has_ended, programs);
  g_assert_finalize_object (programs);
}

static void
test_save (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "optimized.kso", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  optimize (fixture, fixture->file);
  monitor_program_list_save (fixture->programs, file);
  wait_until ("the file", has_ended, fixture->programs);
  g_assert_nonnull (fixture->said);
  g_assert_nonnull (strstr (fixture->said, "optimized.kso"));

  optimize (fixture, path);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->programs)), ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      double start_cost;

      g_object_get (get_program (fixture, i), "start-cost", &start_cost, NULL);
      g_assert_cmpfloat (start_cost, <=, 0.1);
    }
}

static void
test_save_fails (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "none", "optimized.kso", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  optimize (fixture, fixture->file);
  monitor_program_list_save (fixture->programs, file);
  wait_until ("the failure", has_ended, fixture->programs);
  g_assert_nonnull (fixture->said);
  g_assert_true (monitor_program_list_get_savable (fixture->programs));
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv);
  adw_init ();

#define ADD(path, name) g_test_add (path, Fixture, NULL, set_up, name, tear_down)
  ADD ("/Ariadne/MonitorOptimizePage/optimize", test_optimize);
  ADD ("/Ariadne/MonitorOptimizePage/again", test_again);
  ADD ("/Ariadne/MonitorOptimizePage/no-file", test_no_file);
  ADD ("/Ariadne/MonitorOptimizePage/malformed", test_malformed);
  ADD ("/Ariadne/MonitorOptimizePage/stop", test_stop);
  ADD ("/Ariadne/MonitorOptimizePage/closed", test_closed);
  ADD ("/Ariadne/MonitorOptimizePage/save", test_save);
  ADD ("/Ariadne/MonitorOptimizePage/save-fails", test_save_fails);
#undef ADD

  return g_test_run ();
}
