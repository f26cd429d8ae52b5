/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-run-history.h"

#include <math.h>

#include "experiment/ariadne-history-private.h"

/**
 * AriadneRunHistory:
 *
 * What the log of an experiment says, in an amount of memory that does not depend on
 * how long the log is.
 *
 * A history is filled by an [class@RunLogReader]. Whoever shows it looks as often as it
 * wants to show something new, and draws when
 * [method@RunHistory.get_generation] has moved:
 *
 * ```c
 * if (!ariadne_run_log_reader_read_some (reader, 1 << 20, &state, &error))
 *   …
 * if (ariadne_run_history_get_generation (history) != drawn)
 *   …
 * ```
 *
 * A history belongs to one thread.
 */
struct _AriadneRunHistory
{
  GObject     parent_instance;

  char       *experiment; /* NULL before the first line, as the next two */
  GVariant   *config;
  GVariant   *host;
  GDateTime  *started;    /* NULL if it is not known */
  double      elapsed_s;
  char       *status;     /* NULL before the last line */
  guint64     generation;
  GListStore *configurations; /* of AriadneConfigurationHistory */

  AriadneConfigurationHistory *current; /* the last of these, which own it; or NULL */
};

enum
{
  PROP_0,
  PROP_EXPERIMENT,
  PROP_STATUS,
  PROP_CONFIGURATIONS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (AriadneRunHistory, ariadne_run_history, G_TYPE_OBJECT)

static void
clear (AriadneRunHistory *self)
{
  g_clear_pointer (&self->experiment, g_free);
  g_clear_pointer (&self->config, g_variant_unref);
  g_clear_pointer (&self->host, g_variant_unref);
  g_clear_pointer (&self->started, g_date_time_unref);
  g_clear_pointer (&self->status, g_free);
  self->elapsed_s = NAN;
}

static void
ariadne_run_history_finalize (GObject *object)
{
  AriadneRunHistory *self = ARIADNE_RUN_HISTORY (object);

  clear (self);
  g_object_unref (self->configurations);

  G_OBJECT_CLASS (ariadne_run_history_parent_class)->finalize (object);
}

static void
ariadne_run_history_get_property (GObject    *object,
                                  guint       prop_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  AriadneRunHistory *self = ARIADNE_RUN_HISTORY (object);

  switch (prop_id)
    {
    case PROP_EXPERIMENT:
      g_value_set_string (value, self->experiment);
      break;
    case PROP_STATUS:
      g_value_set_string (value, self->status);
      break;
    case PROP_CONFIGURATIONS:
      g_value_set_object (value, self->configurations);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ariadne_run_history_class_init (AriadneRunHistoryClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = ariadne_run_history_finalize;
  object_class->get_property = ariadne_run_history_get_property;

  /**
   * AriadneRunHistory:experiment: (getter get_experiment)
   *
   * The name of the experiment, or %NULL as long as nothing is known.
   */
  properties[PROP_EXPERIMENT] = g_param_spec_string ("experiment", NULL, NULL, NULL, flags);

  /**
   * AriadneRunHistory:status: (getter get_status)
   *
   * How the experiment has ended, or %NULL as long as the log does not say so.
   */
  properties[PROP_STATUS] = g_param_spec_string ("status", NULL, NULL, NULL, flags);

  /**
   * AriadneRunHistory:configurations: (getter get_configurations)
   *
   * The configurations that have started.
   */
  properties[PROP_CONFIGURATIONS] = g_param_spec_object ("configurations", NULL, NULL,
                                                         G_TYPE_LIST_MODEL, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ariadne_run_history_init (AriadneRunHistory *self)
{
  self->elapsed_s = NAN;
  self->configurations = g_list_store_new (ARIADNE_TYPE_CONFIGURATION_HISTORY);
}

/**
 * ariadne_run_history_new:
 *
 * Makes a history of which nothing is known yet.
 *
 * Returns: (transfer full): a new history
 */
AriadneRunHistory *
ariadne_run_history_new (void)
{
  return g_object_new (ARIADNE_TYPE_RUN_HISTORY, NULL);
}

static void
take_head (AriadneRunHistory        *self,
           const AriadneRunLogEvent *event)
{
  self->experiment = g_strdup (ariadne_report_get_experiment (event->head));
  self->config = g_variant_ref (ariadne_report_get_config (event->head));
  self->host = g_variant_ref (ariadne_report_get_host (event->head));
  if (event->started != NULL)
    self->started = g_date_time_new_from_iso8601 (event->started, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EXPERIMENT]);
}

/* Numbers that were read from JSON are of the largest type. */
static guint
get_batch_size (AriadneRunHistory *self)
{
  gint64 size;

  if (!g_variant_lookup (self->config, "batch_size", "x", &size) || size < 1 || size > G_MAXINT)
    return 0;

  return size;
}

static void
begin_configuration (AriadneRunHistory *self,
                     AriadneRunRecord  *record)
{
  g_autoptr (AriadneConfigurationHistory) configuration = NULL;

  configuration = _ariadne_configuration_history_new (record, get_batch_size (self));
  g_list_store_append (self->configurations, configuration);
  self->current = configuration;
}

void
_ariadne_run_history_take (AriadneRunHistory        *self,
                           const AriadneRunLogEvent *event)
{
  self->generation++;
  if (!isnan (event->elapsed_s))
    self->elapsed_s = event->elapsed_s;

  switch (event->kind)
    {
    case ARIADNE_RUN_LOG_RUN_STARTED:
      take_head (self, event);
      break;
    case ARIADNE_RUN_LOG_CONFIGURATION_STARTED:
      begin_configuration (self, event->run);
      break;
    case ARIADNE_RUN_LOG_RUN_FINISHED:
      self->status = g_strdup (event->status);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATUS]);
      break;
    case ARIADNE_RUN_LOG_BATCH:
    case ARIADNE_RUN_LOG_LOAD:
    case ARIADNE_RUN_LOG_PROGRESS:
    case ARIADNE_RUN_LOG_PROCESS:
    case ARIADNE_RUN_LOG_CONFIGURATION_FINISHED:
    case ARIADNE_RUN_LOG_N_EVENTS:
    default:
      _ariadne_configuration_history_take (self->current, event);
    }
}

/**
 * ariadne_run_history_get_experiment:
 * @self: a history
 *
 * Gets the name of the experiment.
 *
 * Returns: (transfer none) (nullable): the name, or %NULL as long as nothing is known
 */
const char *
ariadne_run_history_get_experiment (AriadneRunHistory *self)
{
  g_return_val_if_fail (ARIADNE_IS_RUN_HISTORY (self), NULL);

  return self->experiment;
}

/**
 * ariadne_run_history_get_config:
 * @self: a history
 *
 * Gets how the experiment is set up.
 *
 * Returns: (transfer none) (nullable): a dictionary (`a{sv}`), or %NULL as long as
 *   nothing is known
 */
GVariant *
ariadne_run_history_get_config (AriadneRunHistory *self)
{
  g_return_val_if_fail (ARIADNE_IS_RUN_HISTORY (self), NULL);

  return self->config;
}

/**
 * ariadne_run_history_get_host:
 * @self: a history
 *
 * Gets where the experiment runs.
 *
 * Returns: (transfer none) (nullable): a dictionary (`a{sv}`), or %NULL as long as
 *   nothing is known
 */
GVariant *
ariadne_run_history_get_host (AriadneRunHistory *self)
{
  g_return_val_if_fail (ARIADNE_IS_RUN_HISTORY (self), NULL);

  return self->host;
}

/**
 * ariadne_run_history_get_started:
 * @self: a history
 *
 * Gets when the experiment has started.
 *
 * Returns: (transfer none) (nullable): the time, or %NULL if it is not known
 */
GDateTime *
ariadne_run_history_get_started (AriadneRunHistory *self)
{
  g_return_val_if_fail (ARIADNE_IS_RUN_HISTORY (self), NULL);

  return self->started;
}

/**
 * ariadne_run_history_get_elapsed:
 * @self: a history
 *
 * Gets how old the log was when it was written to last.
 *
 * Returns: seconds since the log was opened, or NaN if that is not known
 */
double
ariadne_run_history_get_elapsed (AriadneRunHistory *self)
{
  g_return_val_if_fail (ARIADNE_IS_RUN_HISTORY (self), NAN);

  return self->elapsed_s;
}

/**
 * ariadne_run_history_get_status:
 * @self: a history
 *
 * Gets how the experiment has ended.
 *
 * Returns: (transfer none) (nullable): the status in one word, such as `finished` or
 *   `stopped`, or %NULL as long as the log does not say so
 */
const char *
ariadne_run_history_get_status (AriadneRunHistory *self)
{
  g_return_val_if_fail (ARIADNE_IS_RUN_HISTORY (self), NULL);

  return self->status;
}

/**
 * ariadne_run_history_get_generation:
 * @self: a history
 *
 * Gets a number that grows when anything in the history changes.
 *
 * Returns: the number
 */
guint64
ariadne_run_history_get_generation (AriadneRunHistory *self)
{
  g_return_val_if_fail (ARIADNE_IS_RUN_HISTORY (self), 0);

  return self->generation;
}

/**
 * ariadne_run_history_get_configurations:
 * @self: a history
 *
 * Gets the configurations that have started, in order.
 *
 * Returns: (transfer none): a list of [class@ConfigurationHistory]
 */
GListModel *
ariadne_run_history_get_configurations (AriadneRunHistory *self)
{
  g_return_val_if_fail (ARIADNE_IS_RUN_HISTORY (self), NULL);

  return G_LIST_MODEL (self->configurations);
}

/**
 * ariadne_run_history_get_current:
 * @self: a history
 *
 * Gets the configuration that started last, which may have ended.
 *
 * Returns: (transfer none) (nullable): the configuration, or %NULL if none has started
 */
AriadneConfigurationHistory *
ariadne_run_history_get_current (AriadneRunHistory *self)
{
  g_return_val_if_fail (ARIADNE_IS_RUN_HISTORY (self), NULL);

  return self->current;
}

/**
 * ariadne_run_history_clear:
 * @self: a history
 *
 * Forgets everything, as a reader does whose log has been replaced.
 */
void
ariadne_run_history_clear (AriadneRunHistory *self)
{
  g_return_if_fail (ARIADNE_IS_RUN_HISTORY (self));

  clear (self);
  self->current = NULL;
  g_list_store_remove_all (self->configurations);
  self->generation++;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EXPERIMENT]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATUS]);
}
