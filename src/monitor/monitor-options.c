/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-options.h"

#include <glib/gi18n.h>
#include <string.h>

#include "run/run-data.h"

struct _MonitorOptions
{
  GObject    parent_instance;

  RunValues  values;                 /* as they were filled in */
  char      *problems[RUN_N_OPTIONS]; /* owned; nullable */
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MonitorOptions, monitor_options, G_TYPE_OBJECT)

/* For developers, so it is not translated. */
static const char * const left_out[RUN_N_OPTIONS] = {
  [RUN_OPTION_MANAGED_QUEUES] = "--ray-queue=managed says the same",
  [RUN_OPTION_JSON] = "the window shows what a report says, and exports it",
  [RUN_OPTION_CSV] = "the window shows what a report says, and exports it",
  [RUN_OPTION_LOG] = "the window keeps the log itself, and saves copies of it",
  [RUN_OPTION_QUIET] = "the window has no terminal to show progress on",
  [RUN_OPTION_DRY_RUN] = "the window always says what would be run",
};

static void
clear_problems (MonitorOptions *self)
{
  for (RunOptionId id = 0; id < RUN_N_OPTIONS; id++)
    g_clear_pointer (&self->problems[id], g_free);
}

static void
monitor_options_finalize (GObject *object)
{
  MonitorOptions *self = MONITOR_OPTIONS (object);

  run_values_clear (&self->values);
  clear_problems (self);

  G_OBJECT_CLASS (monitor_options_parent_class)->finalize (object);
}

static void
monitor_options_class_init (MonitorOptionsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = monitor_options_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
monitor_options_init (MonitorOptions *self)
{
}

MonitorOptions *
monitor_options_new (void)
{
  return g_object_new (MONITOR_TYPE_OPTIONS, NULL);
}

const char *
monitor_options_get_left_out (RunOptionId id)
{
  return left_out[id];
}

/* The values that make a difference. */
static void
get_effective (MonitorOptions *self,
               RunValues      *values)
{
  run_values_copy (values, &self->values);
  for (RunOptionId id = 0; id < RUN_N_OPTIONS; id++)
    if (run_option_get_hindrance (run_option_get_spec (id), &self->values) != NULL)
      run_values_unset (values, id);
}

/* A message without the option that it is about, which stands beside it anyway: as a
 * sentence.
 */
static char *
make_sentence (const RunValues  *values,
               const RunProblem *problem)
{
  const char *name = run_option_get_spec (problem->option)->name;
  const char *text = run_values_get_text (values, problem->option);
  g_autofree char *prefix = g_strdup_printf ("--%s=%s: ", name, text != NULL ? text : "");
  const char *message = problem->error->message;
  g_autofree char *first = NULL;

  if (g_str_has_prefix (message, prefix))
    message += strlen (prefix);
  if (!g_str_has_prefix (message, "expected"))
    {
      gunichar letter = g_utf8_get_char (message);

      /* A name is not to be changed, so only words of ours begin a sentence. */
      if (strchr (message, ':') != NULL || !g_unichar_islower (letter))
        return g_strdup (message);
    }
  first = g_utf8_strup (message, g_utf8_next_char (message) - message);

  return g_strconcat (first, g_utf8_next_char (message), NULL);
}

/* The window makes no picture unless it is asked to, so the default is no concern. */
static void
judge (MonitorOptions *self)
{
  g_auto (RunValues) values = { { NULL } };
  g_autoptr (GPtrArray) problems = NULL;

  get_effective (self, &values);
  if (!run_values_is_given (&values, RUN_OPTION_SAVE_PATH))
    run_values_set_text (&values, RUN_OPTION_SAVE_PATH, "");

  clear_problems (self);
  problems = run_values_find_problems (&values);
  for (guint i = 0; i < problems->len; i++)
    {
      const RunProblem *problem = g_ptr_array_index (problems, i);

      self->problems[problem->option] = make_sentence (&values, problem);
    }
}

static void
change (MonitorOptions *self)
{
  judge (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

const char *
monitor_options_get_text (MonitorOptions *self,
                          RunOptionId     id)
{
  g_return_val_if_fail (MONITOR_IS_OPTIONS (self), NULL);

  return self->values.texts[id];
}

void
monitor_options_set_text (MonitorOptions *self,
                          RunOptionId     id,
                          const char     *text)
{
  const RunOptionSpec *spec;

  g_return_if_fail (MONITOR_IS_OPTIONS (self));

  spec = run_option_get_spec (id);
  if (text != NULL
      && (*text == '\0' || (!spec->is_loud && g_strcmp0 (text, spec->fallback) == 0)))
    text = NULL;
  if (g_strcmp0 (self->values.texts[id], text) == 0)
    return;

  run_values_set_text (&self->values, id, text);
  change (self);
}

gboolean
monitor_options_get_flag (MonitorOptions *self,
                          RunOptionId     id)
{
  g_return_val_if_fail (MONITOR_IS_OPTIONS (self), FALSE);

  return self->values.flags[id];
}

void
monitor_options_set_flag (MonitorOptions *self,
                          RunOptionId     id,
                          gboolean        flag)
{
  g_return_if_fail (MONITOR_IS_OPTIONS (self));

  if (!self->values.flags[id] == !flag)
    return;

  self->values.flags[id] = flag;
  change (self);
}

MonitorExperiment
monitor_options_get_experiment (MonitorOptions *self)
{
  g_return_val_if_fail (MONITOR_IS_OPTIONS (self), MONITOR_EXPERIMENT_DEFAULT);

  if (self->values.flags[RUN_OPTION_CONTINUOUS])
    return MONITOR_EXPERIMENT_CONTINUOUS;

  return self->values.flags[RUN_OPTION_MULTI_SERVER] ? MONITOR_EXPERIMENT_MULTI_SERVER
                                                     : MONITOR_EXPERIMENT_DEFAULT;
}

void
monitor_options_set_experiment (MonitorOptions    *self,
                                MonitorExperiment  experiment)
{
  g_return_if_fail (MONITOR_IS_OPTIONS (self));

  if (monitor_options_get_experiment (self) == experiment)
    return;

  self->values.flags[RUN_OPTION_CONTINUOUS] = experiment == MONITOR_EXPERIMENT_CONTINUOUS;
  self->values.flags[RUN_OPTION_MULTI_SERVER] = experiment == MONITOR_EXPERIMENT_MULTI_SERVER;
  change (self);
}

char *
monitor_options_dup_names (MonitorOptions *self)
{
  g_autofree char *file = NULL;
  g_auto (GStrv) names = NULL;
  const char *text;

  g_return_val_if_fail (MONITOR_IS_OPTIONS (self), NULL);

  text = monitor_options_get_text (self, RUN_OPTION_EXPRESSIONS);
  if (text != NULL)
    run_data_split (text, &file, &names);

  return names != NULL ? g_strjoinv (", ", names) : NULL;
}

const char *
monitor_options_get_hindrance (MonitorOptions *self,
                               RunOptionId     id)
{
  g_return_val_if_fail (MONITOR_IS_OPTIONS (self), NULL);

  return run_option_get_hindrance (run_option_get_spec (id), &self->values);
}

const char *
monitor_options_get_problem (MonitorOptions *self,
                             RunOptionId     id)
{
  g_return_val_if_fail (MONITOR_IS_OPTIONS (self), NULL);

  return self->problems[id];
}

char *
monitor_options_dup_first_problem (MonitorOptions *self)
{
  g_return_val_if_fail (MONITOR_IS_OPTIONS (self), NULL);

  for (RunOptionId id = 0; id < RUN_N_OPTIONS; id++)
    if (self->problems[id] != NULL)
      /* Translators: the name of an option, and what is wrong with it. */
      return g_strdup_printf (_("%s: %s"), _(run_option_get_spec (id)->label),
                              self->problems[id]);

  return NULL;
}

/* Takes the values. */
static void
replace (MonitorOptions *self,
         RunValues      *values)
{
  run_values_clear (&self->values);
  self->values = *values;
  change (self);
}

void
monitor_options_reset (MonitorOptions *self)
{
  RunValues nothing = { { NULL } };

  g_return_if_fail (MONITOR_IS_OPTIONS (self));

  replace (self, &nothing);
}

GStrv
monitor_options_to_arguments (MonitorOptions *self)
{
  g_auto (RunValues) values = { { NULL } };

  g_return_val_if_fail (MONITOR_IS_OPTIONS (self), NULL);

  get_effective (self, &values);

  return run_values_to_arguments (&values);
}

gboolean
monitor_options_set_arguments (MonitorOptions      *self,
                               const char * const  *arguments,
                               GError             **error)
{
  RunValues values = { { NULL } };

  g_return_val_if_fail (MONITOR_IS_OPTIONS (self), FALSE);

  if (!run_values_parse (&values, arguments, error))
    {
      run_values_clear (&values);
      return FALSE;
    }

  if (values.flags[RUN_OPTION_MANAGED_QUEUES])
    run_values_set_text (&values, RUN_OPTION_RAY_QUEUE, "managed");
  for (RunOptionId id = 0; id < RUN_N_OPTIONS; id++)
    {
      const char *text = values.texts[id];

      if (left_out[id] != NULL || (id == RUN_OPTION_SAVE_PATH && text != NULL && *text == '\0'))
        run_values_unset (&values, id);
    }
  replace (self, &values);

  return TRUE;
}
