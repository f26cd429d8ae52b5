/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-run-list.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#include "monitor-run-private.h"

/* The folder is the truth: a list made of the same folder later has the same runs. */
struct _MonitorRunList
{
  GObject    parent_instance;

  char      *folder;
  GPtrArray *runs;          /* of MonitorRun, the latest first */
  guint      max_running;   /* more of them wait */
  gboolean   paused;        /* whether histories stay as they are */
  gboolean   outlive;       /* whether runs outlive the window from now on */
};

enum
{
  PROP_0,
  PROP_MAX_RUNNING,
  PROP_N_ACTIVE,
  PROP_OUTLIVE,
  PROP_PAUSED,
  N_PROPS
};

enum
{
  SIGNAL_RUN_ENDED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static GType
get_item_type (GListModel *model)
{
  return MONITOR_TYPE_RUN;
}

static guint
get_n_items (GListModel *model)
{
  return MONITOR_RUN_LIST (model)->runs->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  MonitorRunList *self = MONITOR_RUN_LIST (model);

  return position < self->runs->len ? g_object_ref (self->runs->pdata[position]) : NULL;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (MonitorRunList, monitor_run_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static void
monitor_run_list_finalize (GObject *object)
{
  MonitorRunList *self = MONITOR_RUN_LIST (object);

  for (guint i = 0; i < self->runs->len; i++)
    g_signal_handlers_disconnect_by_data (self->runs->pdata[i], self);
  g_ptr_array_unref (self->runs);
  g_free (self->folder);

  G_OBJECT_CLASS (monitor_run_list_parent_class)->finalize (object);
}

static guint
count_runs (MonitorRunList  *self,
            MonitorRunState  state)
{
  guint n = 0;

  for (guint i = 0; i < self->runs->len; i++)
    n += monitor_run_get_state (self->runs->pdata[i]) == state;

  return n;
}

static MonitorRun *
find_longest_queued (MonitorRunList *self)
{
  for (guint i = self->runs->len; i > 0; i--)
    if (monitor_run_get_state (self->runs->pdata[i - 1]) == MONITOR_RUN_STATE_QUEUED)
      return self->runs->pdata[i - 1];

  return NULL;
}

/* As long as there is room. A run that fails to start ends at once and comes here
 * again, so nothing is remembered from one turn to the next.
 */
static void
start_queued (MonitorRunList *self)
{
  MonitorRun *run;

  while (count_runs (self, MONITOR_RUN_STATE_RUNNING) < self->max_running
         && (run = find_longest_queued (self)) != NULL)
    _monitor_run_start (run, self->outlive);
}

static void
monitor_run_list_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  MonitorRunList *self = MONITOR_RUN_LIST (object);

  switch (prop_id)
    {
    case PROP_MAX_RUNNING:
      g_value_set_uint (value, self->max_running);
      break;
    case PROP_N_ACTIVE:
      g_value_set_uint (value, monitor_run_list_get_n_active (self));
      break;
    case PROP_OUTLIVE:
      g_value_set_boolean (value, self->outlive);
      break;
    case PROP_PAUSED:
      g_value_set_boolean (value, self->paused);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
set_paused (MonitorRunList *self,
            gboolean        paused)
{
  self->paused = paused;
  for (guint i = 0; i < self->runs->len; i++)
    _monitor_run_set_paused (self->runs->pdata[i], paused);
}

static void
monitor_run_list_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  MonitorRunList *self = MONITOR_RUN_LIST (object);

  switch (prop_id)
    {
    case PROP_MAX_RUNNING:
      self->max_running = g_value_get_uint (value);
      start_queued (self);
      break;
    case PROP_OUTLIVE:
      self->outlive = g_value_get_boolean (value);
      break;
    case PROP_PAUSED:
      set_paused (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
monitor_run_list_class_init (MonitorRunListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = monitor_run_list_finalize;
  object_class->get_property = monitor_run_list_get_property;
  object_class->set_property = monitor_run_list_set_property;

  properties[PROP_MAX_RUNNING] =
    g_param_spec_uint ("max-running", NULL, NULL, 1, G_MAXUINT, 1,
                       G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_N_ACTIVE] =
    g_param_spec_uint ("n-active", NULL, NULL, 0, G_MAXUINT, 0,
                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_OUTLIVE] =
    g_param_spec_boolean ("outlive", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_PAUSED] =
    g_param_spec_boolean ("paused", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /* A run that was active is not any more. */
  signals[SIGNAL_RUN_ENDED] = g_signal_new ("run-ended", G_TYPE_FROM_CLASS (klass),
                                            G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                            G_TYPE_NONE, 1, MONITOR_TYPE_RUN);
}

static void
monitor_run_list_init (MonitorRunList *self)
{
  self->runs = g_ptr_array_new_with_free_func (g_object_unref);
  self->max_running = 1;
}

static void
run_state_cb (MonitorRun     *run,
              GParamSpec     *pspec,
              MonitorRunList *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ACTIVE]);
  if (monitor_run_get_active (run))
    return;

  g_signal_emit (self, signals[SIGNAL_RUN_ENDED], 0, run);
  start_queued (self);
}

static MonitorRun *
add_run (MonitorRunList *self,
         MonitorRunFile *file)
{
  MonitorRun *run = _monitor_run_new (file);

  _monitor_run_set_paused (run, self->paused);
  g_ptr_array_insert (self->runs, 0, run);
  g_signal_connect (run, "notify::state", G_CALLBACK (run_state_cb), self);

  return run;
}

/* What cannot be read stays as it is, and is said. */
static void
load_run (MonitorRunList *self,
          const char     *name)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autoptr (GError) error = NULL;
  MonitorRunFile *file = monitor_run_file_load (path, &error);

  if (file == NULL)
    g_message ("%s", error->message);
  else
    add_run (self, file);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

/* Names sort by time. */
static void
load_runs (MonitorRunList *self)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".run"))
      g_ptr_array_add (names, g_strdup (name));

  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    load_run (self, names->pdata[i]);
}

MonitorRunList *
monitor_run_list_new (const char *folder)
{
  MonitorRunList *self;

  g_return_val_if_fail (folder != NULL, NULL);

  self = g_object_new (MONITOR_TYPE_RUN_LIST, NULL);
  self->folder = g_strdup (folder);
  load_runs (self);

  return self;
}

void
monitor_run_list_resume (MonitorRunList *self)
{
  g_return_if_fail (MONITOR_IS_RUN_LIST (self));

  start_queued (self);
}

/* Takes the file. */
static MonitorRun *
enter (MonitorRunList  *self,
       MonitorRunFile  *file,
       GError         **error)
{
  g_autoptr (MonitorRunFile) owned = file;
  MonitorRun *run;

  if (g_mkdir_with_parents (self->folder, 0777) != 0)
    {
      int saved_errno = errno;

      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (saved_errno), "%s: %s",
                   self->folder, g_strerror (saved_errno));
      return NULL;
    }
  if (!monitor_run_file_save (owned, error))
    return NULL;

  run = add_run (self, g_steal_pointer (&owned));
  g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, 1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ACTIVE]);

  return run;
}

/* An option that would take away what the list needs. */
static const char *
find_forbidden (const char * const *arguments)
{
  for (; *arguments != NULL; arguments++)
    if (g_str_equal (*arguments, "--log") || g_str_has_prefix (*arguments, "--log="))
      return *arguments;

  return NULL;
}

MonitorRun *
monitor_run_list_launch (MonitorRunList      *self,
                         const char          *title,
                         const char * const  *arguments,
                         GError             **error)
{
  const char *forbidden;
  MonitorRunFile *file;
  MonitorRun *run;

  g_return_val_if_fail (MONITOR_IS_RUN_LIST (self), NULL);
  g_return_val_if_fail (arguments != NULL, NULL);

  forbidden = find_forbidden (arguments);
  if (forbidden != NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("%s: the monitor keeps the log itself"), forbidden);
      return NULL;
    }

  file = monitor_run_file_new (self->folder);
  file->state = MONITOR_RUN_STATE_QUEUED;
  g_strfreev (file->arguments);
  file->arguments = g_strdupv ((char **) arguments);
  file->title = title != NULL ? g_strdup (title) : g_strjoinv (" ", file->arguments);

  run = enter (self, file, error);
  if (run != NULL)
    start_queued (self);

  return run;
}

static MonitorRun *
find_log (MonitorRunList *self,
          const char     *path)
{
  for (guint i = 0; i < self->runs->len; i++)
    if (g_str_equal (monitor_run_get_log_path (self->runs->pdata[i]), path))
      return self->runs->pdata[i];

  return NULL;
}

MonitorRun *
monitor_run_list_open (MonitorRunList  *self,
                       GFile           *log,
                       GError         **error)
{
  g_autofree char *path = NULL;
  MonitorRunFile *file;
  MonitorRun *run;

  g_return_val_if_fail (MONITOR_IS_RUN_LIST (self), NULL);
  g_return_val_if_fail (G_IS_FILE (log), NULL);

  path = g_file_get_path (log);
  if (path == NULL || !g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      g_autofree char *name = g_file_get_parse_name (log);

      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
                   _("%s: expected the log of a run, a file on this machine"), name);
      return NULL;
    }

  run = find_log (self, path);
  if (run != NULL)
    return run;

  file = monitor_run_file_new (self->folder);
  file->state = MONITOR_RUN_STATE_OPENED;
  file->title = g_file_get_basename (log);
  g_free (file->log_path);
  file->log_path = g_steal_pointer (&path);

  return enter (self, file, error);
}

MonitorRun *
monitor_run_list_repeat (MonitorRunList  *self,
                         MonitorRun      *run,
                         GError         **error)
{
  g_return_val_if_fail (MONITOR_IS_RUN_LIST (self), NULL);
  g_return_val_if_fail (MONITOR_IS_RUN (run), NULL);
  g_return_val_if_fail (monitor_run_get_state (run) != MONITOR_RUN_STATE_OPENED, NULL);

  return monitor_run_list_launch (self, monitor_run_get_title (run),
                                  monitor_run_get_arguments (run), error);
}

MonitorRun *
monitor_run_list_find (MonitorRunList *self,
                       const char     *id)
{
  g_return_val_if_fail (MONITOR_IS_RUN_LIST (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  for (guint i = 0; i < self->runs->len; i++)
    if (g_str_equal (monitor_run_get_id (self->runs->pdata[i]), id))
      return self->runs->pdata[i];

  return NULL;
}

gboolean
monitor_run_list_remove (MonitorRunList  *self,
                         MonitorRun      *run,
                         GError         **error)
{
  guint position;

  g_return_val_if_fail (MONITOR_IS_RUN_LIST (self), FALSE);
  g_return_val_if_fail (g_ptr_array_find (self->runs, run, &position), FALSE);
  g_return_val_if_fail (!monitor_run_get_active (run), FALSE);

  if (!monitor_run_file_delete (_monitor_run_get_file (run), error))
    return FALSE;

  g_signal_handlers_disconnect_by_data (run, self);
  g_ptr_array_remove_index (self->runs, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);

  return TRUE;
}

MonitorRun *
monitor_run_list_get_running (MonitorRunList *self)
{
  g_return_val_if_fail (MONITOR_IS_RUN_LIST (self), NULL);

  for (guint i = 0; i < self->runs->len; i++)
    if (monitor_run_get_state (self->runs->pdata[i]) == MONITOR_RUN_STATE_RUNNING)
      return self->runs->pdata[i];

  return NULL;
}

guint
monitor_run_list_get_n_active (MonitorRunList *self)
{
  g_return_val_if_fail (MONITOR_IS_RUN_LIST (self), 0);

  return count_runs (self, MONITOR_RUN_STATE_QUEUED)
         + count_runs (self, MONITOR_RUN_STATE_RUNNING);
}

static gboolean
is_bound (MonitorRun *run)
{
  return monitor_run_get_state (run) == MONITOR_RUN_STATE_RUNNING
         && !_monitor_run_get_file (run)->outlives;
}

gboolean
monitor_run_list_has_bound (MonitorRunList *self)
{
  gboolean any = FALSE;

  g_return_val_if_fail (MONITOR_IS_RUN_LIST (self), FALSE);

  for (guint i = 0; i < self->runs->len; i++)
    any |= is_bound (self->runs->pdata[i]);

  return any;
}

void
monitor_run_list_stop_bound (MonitorRunList *self)
{
  g_return_if_fail (MONITOR_IS_RUN_LIST (self));

  for (guint i = 0; i < self->runs->len; i++)
    if (is_bound (self->runs->pdata[i]))
      monitor_run_stop (self->runs->pdata[i]);
}
