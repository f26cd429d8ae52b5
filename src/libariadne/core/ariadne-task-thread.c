/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-task-thread.h"

/* The threads that GIO lends to tasks let go of the source object some time after
 * the task has returned. If everybody else has done so, it is such a thread that
 * finalizes it, perhaps while the program exits already, when what a network has on a
 * GPU can no longer be released.
 */

typedef struct
{
  GTask          *task;      /* owned */
  AriadneTaskFunc func;
  gboolean        succeeded;
  GError         *error;     /* owned, until the task returns it */
} Work;

/* Where the task was started. */
static gboolean
over_cb (gpointer thread)
{
  Work *work = g_thread_join (thread);

  if (work->succeeded)
    g_task_return_boolean (work->task, TRUE);
  else
    g_task_return_error (work->task, work->error);

  g_object_unref (work->task);
  g_free (work);

  return G_SOURCE_REMOVE;
}

static gpointer
work_thread (gpointer data)
{
  g_autoptr (GSource) over = g_idle_source_new ();
  Work *work = data;

  work->succeeded = work->func (g_task_get_source_object (work->task),
                                g_task_get_cancellable (work->task), &work->error);

  g_source_set_priority (over, g_task_get_priority (work->task));
  g_source_set_callback (over, over_cb, g_thread_ref (g_thread_self ()), NULL);
  g_source_attach (over, g_task_get_context (work->task));

  return work;
}

void
_ariadne_task_run_in_thread (GTask           *task,
                             AriadneTaskFunc  func)
{
  Work *work = g_new0 (Work, 1);

  work->task = g_object_ref (task);
  work->func = func;
  g_thread_unref (g_thread_new ("task", work_thread, work));
}
