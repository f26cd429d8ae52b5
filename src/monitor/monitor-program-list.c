/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-program-list.h"

#include <glib/gi18n.h>

#include "expression/ariadne-cost.h"
#include "expression/ariadne-expression-set-private.h"
#include "expression/ariadne-printer.h"
#include "run/run-expressions.h"

/* Who wants another program wants one that does the same. */
#define SOUND "+sound"

/* What happens, in order:
 *
 *   start -> a thread reads the file -> read_cb -> the optimizer runs -> ran_cb
 *   save -> a thread writes a file -> written_cb
 *
 * There is a cancellable as long as any of that goes on, and it is what `running` says.
 */
struct _MonitorProgramList
{
  GObject           parent_instance;

  GPtrArray        *programs;    /* of MonitorProgram */
  AriadneOptimizer *optimizer;   /* nullable; of these programs */
  GCancellable     *cancellable; /* nullable */
  char             *rules;
  guint             evaluations;
  guint             n_done;
};

enum
{
  PROP_0,
  PROP_N_DONE,
  PROP_RUNNING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint say_signal;

static void monitor_program_list_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (MonitorProgramList, monitor_program_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      monitor_program_list_iface_init))

static GType
monitor_program_list_get_item_type (GListModel *model)
{
  return MONITOR_TYPE_PROGRAM;
}

static guint
monitor_program_list_get_n_items (GListModel *model)
{
  return MONITOR_PROGRAM_LIST (model)->programs->len;
}

static gpointer
monitor_program_list_get_item (GListModel *model,
                               guint       position)
{
  MonitorProgramList *self = MONITOR_PROGRAM_LIST (model);

  return position < self->programs->len ? g_object_ref (self->programs->pdata[position]) : NULL;
}

static void
monitor_program_list_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = monitor_program_list_get_item_type;
  iface->get_n_items = monitor_program_list_get_n_items;
  iface->get_item = monitor_program_list_get_item;
}

static void
monitor_program_list_get_property (GObject    *object,
                                   guint       prop_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  MonitorProgramList *self = MONITOR_PROGRAM_LIST (object);

  switch (prop_id)
    {
    case PROP_N_DONE:
      g_value_set_uint (value, self->n_done);
      break;
    case PROP_RUNNING:
      g_value_set_boolean (value, self->cancellable != NULL);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
leave_optimizer (MonitorProgramList *self)
{
  if (self->optimizer != NULL)
    g_signal_handlers_disconnect_by_data (self->optimizer, self);
  g_clear_object (&self->optimizer);
}

/* Nobody is left to tell, and what still runs ends on its own. */
static void
monitor_program_list_dispose (GObject *object)
{
  MonitorProgramList *self = MONITOR_PROGRAM_LIST (object);

  g_cancellable_cancel (self->cancellable);
  leave_optimizer (self);

  G_OBJECT_CLASS (monitor_program_list_parent_class)->dispose (object);
}

static void
monitor_program_list_finalize (GObject *object)
{
  MonitorProgramList *self = MONITOR_PROGRAM_LIST (object);

  g_ptr_array_unref (self->programs);
  g_clear_object (&self->cancellable);
  g_free (self->rules);

  G_OBJECT_CLASS (monitor_program_list_parent_class)->finalize (object);
}

static void
monitor_program_list_class_init (MonitorProgramListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = monitor_program_list_dispose;
  object_class->finalize = monitor_program_list_finalize;
  object_class->get_property = monitor_program_list_get_property;

  properties[PROP_N_DONE] = g_param_spec_uint ("n-done", NULL, NULL, 0, G_MAXUINT, 0,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  say_signal = g_signal_new ("say", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                             NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
monitor_program_list_init (MonitorProgramList *self)
{
  self->programs = g_ptr_array_new_with_free_func (g_object_unref);
}

MonitorProgramList *
monitor_program_list_new (void)
{
  return g_object_new (MONITOR_TYPE_PROGRAM_LIST, NULL);
}

gboolean
monitor_program_list_get_running (MonitorProgramList *self)
{
  g_return_val_if_fail (MONITOR_IS_PROGRAM_LIST (self), FALSE);

  return self->cancellable != NULL;
}

guint
monitor_program_list_get_n_done (MonitorProgramList *self)
{
  g_return_val_if_fail (MONITOR_IS_PROGRAM_LIST (self), 0);

  return self->n_done;
}

static void
set_n_done (MonitorProgramList *self,
            guint               n_done)
{
  self->n_done = n_done;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_DONE]);
}

static void
begin (MonitorProgramList *self)
{
  self->cancellable = g_cancellable_new ();
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
}

/* The end of it, with what went wrong, if anything did: that somebody stopped it is no
 * news to anybody.
 */
static void
end (MonitorProgramList *self,
     const GError       *error)
{
  g_clear_object (&self->cancellable);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_signal_emit (self, say_signal, 0, error->message);
}

static void
improved_cb (AriadneOptimizer   *optimizer,
             guint               index,
             double              cost,
             guint64             n_evaluations,
             MonitorProgramList *self)
{
  monitor_program_improve (self->programs->pdata[index], cost, n_evaluations);
}

static void
optimized_cb (AriadneOptimizer    *optimizer,
              guint                index,
              AriadneOptimization *result,
              MonitorProgramList  *self)
{
  monitor_program_finish (self->programs->pdata[index], result);
  set_n_done (self, self->n_done + 1);
}

static void
ran_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr (MonitorProgramList) self = user_data;
  g_autoptr (GError) error = NULL;

  ariadne_optimizer_run_finish (ARIADNE_OPTIMIZER (object), result, &error);
  end (self, error);
}

/* On a thread: nobody else has the list yet. */
static GPtrArray *
list_programs (AriadneExpressionSet *set)
{
  GPtrArray *programs = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (AriadneCostModel) costs = NULL;

  costs = ariadne_cost_model_new (ariadne_expression_set_get_environment (set));
  for (guint i = 0; i < ariadne_expression_set_get_n_expressions (set); i++)
    {
      AriadneTree *tree = ariadne_expression_set_get_tree (set, i);
      g_autofree char *text = ariadne_tree_to_string (tree);

      g_ptr_array_add (programs, monitor_program_new (ariadne_expression_set_get_name (set, i),
                                                      ariadne_cost_model_compute (costs, tree),
                                                      text));
    }

  return programs;
}

/* A file as it is read. */
typedef struct
{
  char                 *given;
  AriadneExpressionSet *set;
  GPtrArray            *programs;
} Reading;

static void
reading_free (gpointer data)
{
  Reading *self = data;

  g_free (self->given);
  g_clear_object (&self->set);
  g_clear_pointer (&self->programs, g_ptr_array_unref);
  g_free (self);
}

static void
read_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  Reading *self = data;
  gboolean named;
  GError *error = NULL;

  self->set = run_expressions_load_set (self->given, &named, &error);
  if (self->set == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  self->programs = list_programs (self->set);
  g_task_return_boolean (task, TRUE);
}

static void
set_programs (MonitorProgramList *self,
              GPtrArray          *programs)
{
  guint n_before = self->programs->len;

  g_ptr_array_unref (self->programs);
  self->programs = programs;
  set_n_done (self, 0);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, programs->len);
}

static void
optimize (MonitorProgramList *self,
          Reading            *reading)
{
  g_autoptr (GError) error = NULL;

  self->optimizer = ariadne_optimizer_new (reading->set, self->rules, &error);
  if (self->optimizer == NULL)
    {
      end (self, error);
      return;
    }

  ariadne_optimizer_set_evaluations (self->optimizer, self->evaluations);
  g_signal_connect (self->optimizer, "improved", G_CALLBACK (improved_cb), self);
  g_signal_connect (self->optimizer, "optimized", G_CALLBACK (optimized_cb), self);
  set_programs (self, g_steal_pointer (&reading->programs));
  ariadne_optimizer_run_async (self->optimizer, self->cancellable, ran_cb, g_object_ref (self));
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  MonitorProgramList *self = MONITOR_PROGRAM_LIST (object);
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    optimize (self, g_task_get_task_data (G_TASK (result)));
  else
    end (self, error);
}

void
monitor_program_list_start (MonitorProgramList *self,
                            const char         *given,
                            const char         *rules,
                            guint               evaluations)
{
  g_autoptr (GTask) task = NULL;
  Reading *reading;

  g_return_if_fail (MONITOR_IS_PROGRAM_LIST (self));
  g_return_if_fail (given != NULL);
  g_return_if_fail (rules != NULL);
  g_return_if_fail (evaluations > 0);
  g_return_if_fail (self->cancellable == NULL);

  leave_optimizer (self);
  g_free (self->rules);
  self->rules = g_str_has_suffix (rules, SOUND) ? g_strdup (rules)
                                                : g_strconcat (rules, SOUND, NULL);
  self->evaluations = evaluations;
  begin (self);

  reading = g_new0 (Reading, 1);
  reading->given = g_strdup (given);
  task = g_task_new (self, self->cancellable, read_cb, NULL);
  g_task_set_name (task, "monitor_program_list_start");
  g_task_set_task_data (task, reading, reading_free);
  g_task_run_in_thread (task, read_thread);
}

void
monitor_program_list_stop (MonitorProgramList *self)
{
  g_return_if_fail (MONITOR_IS_PROGRAM_LIST (self));

  g_cancellable_cancel (self->cancellable);
}

gboolean
monitor_program_list_get_savable (MonitorProgramList *self)
{
  g_return_val_if_fail (MONITOR_IS_PROGRAM_LIST (self), FALSE);

  return self->optimizer != NULL && self->cancellable == NULL && self->n_done > 0;
}

/* A file as it is written; making it takes checks of all that is in it. */
typedef struct
{
  AriadneOptimizer *optimizer; /* which nobody else uses meanwhile */
  GFile            *file;
} Writing;

static void
writing_free (gpointer data)
{
  Writing *self = data;

  g_object_unref (self->optimizer);
  g_object_unref (self->file);
  g_free (self);
}

/* Returns what is to be said. */
static void
write_thread (GTask        *task,
              gpointer      source,
              gpointer      data,
              GCancellable *cancellable)
{
  Writing *self = data;
  g_auto (GStrv) notes = NULL;
  g_autoptr (GBytes) bytes = ariadne_optimizer_make_file (self->optimizer, &notes);
  g_autofree char *name = g_file_get_parse_name (self->file);
  g_autofree char *more = g_strjoinv ("; ", notes);
  GError *error = NULL;

  if (!g_file_replace_contents (self->file, g_bytes_get_data (bytes, NULL),
                                g_bytes_get_size (bytes), NULL, FALSE, G_FILE_CREATE_NONE, NULL,
                                cancellable, &error))
    g_task_return_error (task, error);
  else if (notes[0] != NULL)
    g_task_return_pointer (task, g_strdup_printf (_("Saved as “%s”: %s"), name, more), g_free);
  else
    g_task_return_pointer (task, g_strdup_printf (_("Saved as “%s”"), name), g_free);
}

static void
written_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  MonitorProgramList *self = MONITOR_PROGRAM_LIST (object);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_task_propagate_pointer (G_TASK (result), &error);

  end (self, error);
  if (text != NULL)
    g_signal_emit (self, say_signal, 0, text);
}

void
monitor_program_list_save (MonitorProgramList *self,
                           GFile              *file)
{
  g_autoptr (GTask) task = NULL;
  Writing *writing;

  g_return_if_fail (MONITOR_IS_PROGRAM_LIST (self));
  g_return_if_fail (G_IS_FILE (file));
  g_return_if_fail (monitor_program_list_get_savable (self));

  writing = g_new0 (Writing, 1);
  writing->optimizer = g_object_ref (self->optimizer);
  writing->file = g_object_ref (file);
  begin (self);
  task = g_task_new (self, self->cancellable, written_cb, NULL);
  g_task_set_name (task, "monitor_program_list_save");
  g_task_set_task_data (task, writing, writing_free);
  g_task_run_in_thread (task, write_thread);
}
