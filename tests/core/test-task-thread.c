/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-error.h"
#include "core/ariadne-task-thread.h"

/* What a task was asked to do, and what became of it. */
typedef struct
{
  GObject      *source;
  GCancellable *cancellable;
  GMainContext *context;
  GThread      *thread; /* the one that the task is done in */
  gboolean      fails;
  gboolean      succeeded;
  GError       *error;
  guint         n_ends;
} Story;

static Story *current;

static gboolean
work (gpointer       source_object,
      GCancellable  *cancellable,
      GError       **error)
{
  g_assert_true (source_object == current->source);
  g_assert_true (cancellable == current->cancellable);
  current->thread = g_thread_self ();
  if (!current->fails)
    return TRUE;

  g_set_error_literal (error, ARIADNE_ERROR, ARIADNE_ERROR_FAILED, "it is said to fail");

  return FALSE;
}

static void
over_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Story *story = user_data;

  g_assert_true (source == story->source);
  g_assert_true (g_main_context_is_owner (story->context));
  story->n_ends++;
  story->succeeded = g_task_propagate_boolean (G_TASK (result), &story->error);
}

/* As soon as it is over, nobody but the caller has the source object. */
static void
run (Story *story)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GTask) task = NULL;

  current = story;
  story->context = context;
  story->source = g_object_new (G_TYPE_OBJECT, NULL);
  g_main_context_push_thread_default (context);
  task = g_task_new (story->source, story->cancellable, over_cb, story);
  g_task_set_check_cancellable (task, FALSE);
  _ariadne_task_run_in_thread (task, work);
  g_clear_object (&task);
  while (story->n_ends == 0)
    g_main_context_iteration (context, TRUE);
  while (g_main_context_iteration (context, FALSE))
    ;
  g_main_context_pop_thread_default (context);

  g_assert_cmpuint (story->n_ends, ==, 1);
  g_assert_true (story->thread != g_thread_self ());
  g_assert_finalize_object (story->source);
}

static void
test_success (void)
{
  Story story = { .source = NULL };

  run (&story);
  g_assert_true (story.succeeded);
  g_assert_no_error (story.error);
}

static void
test_failure (void)
{
  Story story = { .fails = TRUE };

  run (&story);
  g_assert_false (story.succeeded);
  g_assert_error (story.error, ARIADNE_ERROR, ARIADNE_ERROR_FAILED);
  g_clear_error (&story.error);
}

/* It is for the function to end when it is told. */
static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Story story = { .cancellable = cancellable };

  g_cancellable_cancel (cancellable);
  run (&story);
  g_assert_true (story.succeeded);
}

static void
test_many (void)
{
  for (guint i = 0; i < 200; i++)
    {
      Story story = { .source = NULL };

      run (&story);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/TaskThread/success", test_success);
  g_test_add_func ("/Ariadne/TaskThread/failure", test_failure);
  g_test_add_func ("/Ariadne/TaskThread/cancelled", test_cancelled);
  g_test_add_func ("/Ariadne/TaskThread/many", test_many);

  return g_test_run ();
}
