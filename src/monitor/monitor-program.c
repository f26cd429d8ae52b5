/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-program.h"

#include <glib/gi18n.h>

struct _MonitorProgram
{
  GObject  parent_instance;

  char    *name;
  double   start_cost;
  double   best_cost;
  guint64  evaluations;
  guint    n_steps;
  char    *state;
  char    *text;
  char    *note; /* nullable */
  gboolean is_done;
};

enum
{
  PROP_0,
  PROP_BEST_COST,
  PROP_DONE,
  PROP_EVALUATIONS,
  PROP_N_STEPS,
  PROP_NAME,
  PROP_NOTE,
  PROP_START_COST,
  PROP_STATE,
  PROP_TEXT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MonitorProgram, monitor_program, G_TYPE_OBJECT)

/* Why a search ended, as people read it. */
static const char *
get_end_text (AriadneOptimizationEnd end)
{
  switch (end)
    {
    case ARIADNE_OPTIMIZATION_END_DONE:
      return _("Done");
    case ARIADNE_OPTIMIZATION_END_EXHAUSTED:
      return _("All Seen");
    case ARIADNE_OPTIMIZATION_END_EVALUATIONS:
      return _("Evaluations Used");
    case ARIADNE_OPTIMIZATION_END_TIME:
      return _("Time Is Up");
    case ARIADNE_OPTIMIZATION_END_MEMORY:
      return _("Memory Used");
    case ARIADNE_OPTIMIZATION_END_CANCELLED:
      return _("Stopped");
    case ARIADNE_OPTIMIZATION_END_FAILED:
    default:
      return _("Failed");
    }
}

static void
monitor_program_finalize (GObject *object)
{
  MonitorProgram *self = MONITOR_PROGRAM (object);

  g_free (self->name);
  g_free (self->state);
  g_free (self->text);
  g_free (self->note);

  G_OBJECT_CLASS (monitor_program_parent_class)->finalize (object);
}

static void
monitor_program_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  MonitorProgram *self = MONITOR_PROGRAM (object);

  switch (prop_id)
    {
    case PROP_BEST_COST:
      g_value_set_double (value, self->best_cost);
      break;
    case PROP_DONE:
      g_value_set_boolean (value, self->is_done);
      break;
    case PROP_EVALUATIONS:
      g_value_set_uint64 (value, self->evaluations);
      break;
    case PROP_N_STEPS:
      g_value_set_uint (value, self->n_steps);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_NOTE:
      g_value_set_string (value, self->note);
      break;
    case PROP_START_COST:
      g_value_set_double (value, self->start_cost);
      break;
    case PROP_STATE:
      g_value_set_string (value, self->state);
      break;
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static GParamSpec *
new_cost (const char *name)
{
  return g_param_spec_double (name, NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0,
                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static GParamSpec *
new_words (const char *name)
{
  return g_param_spec_string (name, NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
monitor_program_class_init (MonitorProgramClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = monitor_program_finalize;
  object_class->get_property = monitor_program_get_property;

  properties[PROP_BEST_COST] = new_cost ("best-cost");
  properties[PROP_DONE] = g_param_spec_boolean ("done", NULL, NULL, FALSE,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_EVALUATIONS] =
    g_param_spec_uint64 ("evaluations", NULL, NULL, 0, G_MAXUINT64, 0,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_N_STEPS] = g_param_spec_uint ("n-steps", NULL, NULL, 0, G_MAXUINT, 0,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_NAME] = new_words ("name");
  properties[PROP_NOTE] = new_words ("note");
  properties[PROP_START_COST] = new_cost ("start-cost");
  properties[PROP_STATE] = new_words ("state");
  properties[PROP_TEXT] = new_words ("text");
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
monitor_program_init (MonitorProgram *self)
{
  self->state = g_strdup (_("Waiting"));
}

MonitorProgram *
monitor_program_new (const char *name,
                     double      cost,
                     const char *text)
{
  MonitorProgram *self = g_object_new (MONITOR_TYPE_PROGRAM, NULL);

  self->name = g_strdup (name);
  self->start_cost = cost;
  self->best_cost = cost;
  self->text = g_strdup (text);

  return self;
}

const char *
monitor_program_get_name (MonitorProgram *self)
{
  g_return_val_if_fail (MONITOR_IS_PROGRAM (self), NULL);

  return self->name;
}

double
monitor_program_get_best_cost (MonitorProgram *self)
{
  g_return_val_if_fail (MONITOR_IS_PROGRAM (self), 0);

  return self->best_cost;
}

gboolean
monitor_program_get_done (MonitorProgram *self)
{
  g_return_val_if_fail (MONITOR_IS_PROGRAM (self), FALSE);

  return self->is_done;
}

const char *
monitor_program_get_text (MonitorProgram *self)
{
  g_return_val_if_fail (MONITOR_IS_PROGRAM (self), NULL);

  return self->text;
}

static void
notify_all (MonitorProgram *self)
{
  g_object_freeze_notify (G_OBJECT (self));
  for (guint i = PROP_0 + 1; i < N_PROPS; i++)
    g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
  g_object_thaw_notify (G_OBJECT (self));
}

void
monitor_program_improve (MonitorProgram *self,
                         double          cost,
                         guint64         n_evaluations)
{
  g_return_if_fail (MONITOR_IS_PROGRAM (self));

  self->best_cost = cost;
  self->evaluations = n_evaluations;
  g_free (self->state);
  self->state = g_strdup (_("Searching"));
  notify_all (self);
}

void
monitor_program_finish (MonitorProgram      *self,
                        AriadneOptimization *result)
{
  g_return_if_fail (MONITOR_IS_PROGRAM (self));
  g_return_if_fail (ARIADNE_IS_OPTIMIZATION (result));

  g_free (self->state);
  g_free (self->text);
  g_free (self->note);
  self->is_done = TRUE;
  self->best_cost = ariadne_optimization_get_best_cost (result);
  self->evaluations = ariadne_optimization_get_n_evaluations (result);
  self->n_steps = ariadne_optimization_get_n_steps (result);
  self->state = g_strdup (get_end_text (ariadne_optimization_get_end (result)));
  self->text = ariadne_optimization_get_text (result);
  self->note = g_strdup (ariadne_optimization_get_note (result));
  notify_all (self);
}
