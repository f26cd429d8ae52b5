/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <stdlib.h>
#include <sys/resource.h>

#include "callers.h"

#define NULL_TYPE_MODEL (null_model_get_type ())
G_DECLARE_FINAL_TYPE (NullModel, null_model, NULL, MODEL, GObject)

struct _NullModel
{
  GObject  parent_instance;
  guint    n_heads;
  gboolean reads_encoded;
};

static guint
null_model_get_n_heads (AriadneModel *model)
{
  return ((NullModel *) model)->n_heads;
}

static gboolean
null_model_needs_encoding (AriadneModel *model)
{
  return ((NullModel *) model)->reads_encoded;
}

static gboolean
null_model_evaluate (AriadneModel        *model,
                     const AriadneBatch  *batch,
                     AriadneMatrix       *output,
                     GError             **error)
{
  return TRUE;
}

static void
null_model_iface_init (AriadneModelInterface *iface)
{
  iface->get_n_heads = null_model_get_n_heads;
  iface->needs_encoding = null_model_needs_encoding;
  iface->evaluate = null_model_evaluate;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (NullModel, null_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ARIADNE_TYPE_MODEL, null_model_iface_init))

static void
null_model_class_init (NullModelClass *klass)
{
}

static void
null_model_init (NullModel *self)
{
}

AriadneModel *
null_model_new (guint    n_heads,
                gboolean reads_encoded)
{
  NullModel *self = g_object_new (NULL_TYPE_MODEL, NULL);

  self->n_heads = n_heads;
  self->reads_encoded = reads_encoded;

  return ARIADNE_MODEL (self);
}

static void
answered_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  Caller *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AriadneMatrix) rows = NULL;

  rows = ariadne_connected_function_call_finish (self->function, result, &error);
  if (rows == NULL)
    g_error ("%s", error->message);

  if (self->answered != NULL)
    self->answered (self->user_data);
  if (--self->n_left > 0)
    {
      caller_start (self);
      return;
    }

  ariadne_connected_function_close (self->function);
  --*self->n_calling;
}

void
caller_start (Caller *self)
{
  ariadne_connected_function_call_async (self->function, self->sequences[self->n_left % 2],
                                         ARIADNE_CALL_WAITS, NULL, answered_cb, self);
}

double
get_ns (void)
{
  return g_get_monotonic_time () * 1e3;
}

static double
get_usage_ns (int who)
{
  struct rusage usage;

  getrusage (who, &usage);

  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e9
         + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e3;
}

double
get_cpu_ns (void)
{
  return get_usage_ns (RUSAGE_SELF) + get_usage_ns (RUSAGE_CHILDREN);
}

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

double
get_median (double *values,
            guint   n_values)
{
  qsort (values, n_values, sizeof *values, compare_doubles);

  return values[n_values / 2];
}
