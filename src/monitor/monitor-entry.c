/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-entry.h"

#include <gtk/gtk.h>

struct _MonitorEntry
{
  GObject                      parent_instance;

  MonitorRun                  *run;
  AriadneConfigurationHistory *configuration;
  guint64                      generation;
  gboolean                     shown;
};

enum
{
  PROP_0,
  PROP_GENERATION,
  PROP_SHOWN,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (MonitorEntry, monitor_entry, G_TYPE_OBJECT)

static void
monitor_entry_finalize (GObject *object)
{
  MonitorEntry *self = MONITOR_ENTRY (object);

  g_object_unref (self->configuration);
  g_object_unref (self->run);

  G_OBJECT_CLASS (monitor_entry_parent_class)->finalize (object);
}

static void
monitor_entry_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  MonitorEntry *self = MONITOR_ENTRY (object);

  switch (prop_id)
    {
    case PROP_GENERATION:
      g_value_set_uint64 (value, self->generation);
      break;
    case PROP_SHOWN:
      g_value_set_boolean (value, self->shown);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
monitor_entry_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_SHOWN:
      monitor_entry_set_shown (MONITOR_ENTRY (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
monitor_entry_class_init (MonitorEntryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = monitor_entry_finalize;
  object_class->get_property = monitor_entry_get_property;
  object_class->set_property = monitor_entry_set_property;

  properties[PROP_GENERATION] =
    g_param_spec_uint64 ("generation", NULL, NULL, 0, G_MAXUINT64, 0,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SHOWN] =
    g_param_spec_boolean ("shown", NULL, NULL, TRUE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
monitor_entry_init (MonitorEntry *self)
{
  self->shown = TRUE;
}

static void
changed_cb (MonitorRun   *run,
            MonitorEntry *self)
{
  guint64 generation = ariadne_configuration_history_get_generation (self->configuration);

  if (self->generation == generation)
    return;

  self->generation = generation;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_GENERATION]);
}

MonitorEntry *
monitor_entry_new (MonitorRun                  *run,
                   AriadneConfigurationHistory *configuration)
{
  MonitorEntry *self;

  g_return_val_if_fail (MONITOR_IS_RUN (run), NULL);
  g_return_val_if_fail (ARIADNE_IS_CONFIGURATION_HISTORY (configuration), NULL);

  self = g_object_new (MONITOR_TYPE_ENTRY, NULL);
  self->run = g_object_ref (run);
  self->configuration = g_object_ref (configuration);
  self->generation = ariadne_configuration_history_get_generation (configuration);
  g_signal_connect_object (run, "changed", G_CALLBACK (changed_cb), self, 0);

  return self;
}

AriadneConfigurationHistory *
monitor_entry_get_configuration (MonitorEntry *self)
{
  g_return_val_if_fail (MONITOR_IS_ENTRY (self), NULL);

  return self->configuration;
}

guint64
monitor_entry_get_generation (MonitorEntry *self)
{
  g_return_val_if_fail (MONITOR_IS_ENTRY (self), 0);

  return self->generation;
}

gboolean
monitor_entry_get_shown (MonitorEntry *self)
{
  g_return_val_if_fail (MONITOR_IS_ENTRY (self), FALSE);

  return self->shown;
}

void
monitor_entry_set_shown (MonitorEntry *self,
                         gboolean      shown)
{
  g_return_if_fail (MONITOR_IS_ENTRY (self));

  if (self->shown == shown)
    return;

  self->shown = shown;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOWN]);
}

char *
monitor_entry_dup_name (MonitorEntry *self)
{
  g_return_val_if_fail (MONITOR_IS_ENTRY (self), NULL);

  return g_strdup_printf ("%s · %s",
                          ariadne_configuration_history_get_name (self->configuration),
                          monitor_run_get_title (self->run));
}

/* The entries of one run follow its configurations. They are kept, as what is shown is
 * known by them alone.
 */
static void
configurations_changed_cb (GListModel *configurations,
                           guint       position,
                           guint       n_removed,
                           guint       n_added,
                           GListStore *entries)
{
  MonitorRun *run = g_object_get_data (G_OBJECT (entries), "run");
  g_autoptr (GPtrArray) added = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr (AriadneConfigurationHistory) configuration =
        g_list_model_get_item (configurations, i);

      g_ptr_array_add (added, monitor_entry_new (run, configuration));
    }

  g_list_store_splice (entries, position, n_removed, added->pdata, added->len);
}

static GListStore *
make_entries (MonitorRun *run)
{
  GListStore *entries = g_list_store_new (MONITOR_TYPE_ENTRY);
  GListModel *configurations =
    ariadne_run_history_get_configurations (monitor_run_get_history (run));

  g_object_set_data_full (G_OBJECT (entries), "run", g_object_ref (run), g_object_unref);
  g_signal_connect_object (configurations, "items-changed",
                           G_CALLBACK (configurations_changed_cb), entries, 0);
  configurations_changed_cb (configurations, 0, 0, g_list_model_get_n_items (configurations),
                             entries);

  return entries;
}

static void
runs_changed_cb (GListModel *runs,
                 guint       position,
                 guint       n_removed,
                 guint       n_added,
                 GListStore *lists)
{
  g_autoptr (GPtrArray) added = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr (MonitorRun) run = g_list_model_get_item (runs, i);

      g_ptr_array_add (added, make_entries (run));
    }

  g_list_store_splice (lists, position, n_removed, added->pdata, added->len);
}

GListModel *
monitor_entry_list_new (GListModel *runs)
{
  GListStore *lists;

  g_return_val_if_fail (G_IS_LIST_MODEL (runs), NULL);

  lists = g_list_store_new (G_TYPE_LIST_MODEL);
  g_signal_connect_object (runs, "items-changed", G_CALLBACK (runs_changed_cb), lists, 0);
  runs_changed_cb (runs, 0, 0, g_list_model_get_n_items (runs), lists);

  return G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (lists)));
}
