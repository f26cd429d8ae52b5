/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-expression.h"

#include <ariadne.h>

#include "expression/ariadne-cost.h"
#include "expression/ariadne-expression-set-private.h"
#include "run/run-data.h"

struct _MonitorExpression
{
  GObject  parent_instance;

  char    *name;
  double   cost;
  gboolean chosen;
};

enum
{
  PROP_0,
  PROP_CHOSEN,
  PROP_COST,
  PROP_NAME,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MonitorExpression, monitor_expression, G_TYPE_OBJECT)

static void
monitor_expression_finalize (GObject *object)
{
  g_free (MONITOR_EXPRESSION (object)->name);

  G_OBJECT_CLASS (monitor_expression_parent_class)->finalize (object);
}

static void
monitor_expression_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  MonitorExpression *self = MONITOR_EXPRESSION (object);

  switch (prop_id)
    {
    case PROP_CHOSEN:
      g_value_set_boolean (value, self->chosen);
      break;
    case PROP_COST:
      g_value_set_double (value, self->cost);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
monitor_expression_set_property (GObject      *object,
                                 guint         prop_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_CHOSEN:
      monitor_expression_set_chosen (MONITOR_EXPRESSION (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
monitor_expression_class_init (MonitorExpressionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = monitor_expression_finalize;
  object_class->get_property = monitor_expression_get_property;
  object_class->set_property = monitor_expression_set_property;

  properties[PROP_CHOSEN] =
    g_param_spec_boolean ("chosen", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_COST] =
    g_param_spec_double ("cost", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
monitor_expression_init (MonitorExpression *self)
{
}

const char *
monitor_expression_get_name (MonitorExpression *self)
{
  g_return_val_if_fail (MONITOR_IS_EXPRESSION (self), NULL);

  return self->name;
}

double
monitor_expression_get_cost (MonitorExpression *self)
{
  g_return_val_if_fail (MONITOR_IS_EXPRESSION (self), 0);

  return self->cost;
}

gboolean
monitor_expression_get_chosen (MonitorExpression *self)
{
  g_return_val_if_fail (MONITOR_IS_EXPRESSION (self), FALSE);

  return self->chosen;
}

void
monitor_expression_set_chosen (MonitorExpression *self,
                               gboolean           chosen)
{
  g_return_if_fail (MONITOR_IS_EXPRESSION (self));

  if (!self->chosen == !chosen)
    return;

  self->chosen = chosen;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHOSEN]);
}

/* May be called on any thread: nobody else has the list yet. */
static GListModel *
list (AriadneExpressionSet *set)
{
  GListStore *store = g_list_store_new (MONITOR_TYPE_EXPRESSION);
  g_autoptr (AriadneCostModel) costs = NULL;

  costs = ariadne_cost_model_new (ariadne_expression_set_get_environment (set));
  for (guint i = 0; i < ariadne_expression_set_get_n_expressions (set); i++)
    {
      g_autoptr (MonitorExpression) expression = g_object_new (MONITOR_TYPE_EXPRESSION, NULL);

      expression->name = g_strdup (ariadne_expression_set_get_name (set, i));
      expression->cost = ariadne_cost_model_compute (costs, ariadne_expression_set_get_tree (set,
                                                                                             i));
      g_list_store_append (store, expression);
    }

  return G_LIST_MODEL (store);
}

static void
load_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  g_autoptr (AriadneExpressionSet) set = NULL;
  g_autofree char *path = NULL;
  GError *error = NULL;

  path = run_data_find (&run_data_expressions, data, &error);
  if (path != NULL)
    set = ariadne_expression_set_new_from_path (path, &error);

  if (set != NULL)
    g_task_return_pointer (task, list (set), g_object_unref);
  else
    g_task_return_error (task, error);
}

void
monitor_expressions_load_async (const char          *file,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_return_if_fail (file != NULL);

  g_task_set_name (task, "monitor_expressions_load_async");
  g_task_set_task_data (task, g_strdup (file), g_free);
  g_task_run_in_thread (task, load_thread);
}

GListModel *
monitor_expressions_load_finish (GAsyncResult  *result,
                                 GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
