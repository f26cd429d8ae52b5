/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "monitor-presets.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/ariadne-error.h"

/* Longer ones are no names. */
#define MAX_NAME_LENGTH 100

typedef struct
{
  char       *name;
  const char *title;     /* of one that comes with the window */
  GStrv       arguments;
} Preset;

struct _MonitorPresets
{
  GObject    parent_instance;

  char      *path;
  GPtrArray *presets; /* of Preset */
  GPtrArray *names;   /* theirs, ends with NULL */
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MonitorPresets, monitor_presets, G_TYPE_OBJECT)

static const struct
{
  const char *name;
  const char *title;
  const char *arguments[4];
} built_in[] = {
  { "default", N_("Default Experiment"), { NULL } },
  { "quick-look", N_("Quick Look"),
    { "--gnn-budget=2000", "--num-searches=4", "--engine=thread" } },
  { "multi-server", N_("Several Servers"), { "--multi-server" } },
  { "continuous", N_("Continuous"), { "--continuous" } },
  { "fake-model", N_("Stress with a Fake Model"),
    { "--model=fake:a=100us,c=0.2us", "--gnn-budget=400000" } },
};

static void
preset_free (gpointer data)
{
  Preset *self = data;

  g_free (self->name);
  g_strfreev (self->arguments);
  g_free (self);
}

static Preset *
make (const char          *name,
      const char * const  *arguments)
{
  Preset *preset = g_new0 (Preset, 1);

  preset->name = g_strdup (name);
  preset->arguments = g_strdupv ((GStrv) arguments);

  return preset;
}

static void
list_names (MonitorPresets *self)
{
  g_ptr_array_set_size (self->names, 0);
  for (guint i = 0; i < self->presets->len; i++)
    g_ptr_array_add (self->names, ((Preset *) g_ptr_array_index (self->presets, i))->name);
  g_ptr_array_add (self->names, NULL);
}

static Preset *
find (MonitorPresets *self,
      const char     *name)
{
  for (guint i = 0; i < self->presets->len; i++)
    {
      Preset *preset = g_ptr_array_index (self->presets, i);

      if (g_str_equal (preset->name, name))
        return preset;
    }

  return NULL;
}

static void
monitor_presets_finalize (GObject *object)
{
  MonitorPresets *self = MONITOR_PRESETS (object);

  g_free (self->path);
  g_ptr_array_unref (self->names);
  g_ptr_array_unref (self->presets);

  G_OBJECT_CLASS (monitor_presets_parent_class)->finalize (object);
}

static void
monitor_presets_class_init (MonitorPresetsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = monitor_presets_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
monitor_presets_init (MonitorPresets *self)
{
  self->presets = g_ptr_array_new_with_free_func (preset_free);
  self->names = g_ptr_array_new ();
  for (guint i = 0; i < G_N_ELEMENTS (built_in); i++)
    {
      Preset *preset = make (built_in[i].name, built_in[i].arguments);

      preset->title = built_in[i].title;
      g_ptr_array_add (self->presets, preset);
    }
}

/* What is not to be understood in the file is left out; it stays there until something is
 * saved.
 */
static void
load (MonitorPresets *self)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_auto (GStrv) names = NULL;

  if (!g_key_file_load_from_file (file, self->path, G_KEY_FILE_NONE, NULL))
    return;

  names = g_key_file_get_groups (file, NULL);
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_auto (GStrv) arguments = g_key_file_get_string_list (file, names[i], "arguments", NULL,
                                                             NULL);

      if (arguments != NULL && find (self, names[i]) == NULL)
        g_ptr_array_add (self->presets, make (names[i], (const char * const *) arguments));
    }
}

MonitorPresets *
monitor_presets_new (const char *path)
{
  MonitorPresets *self = g_object_new (MONITOR_TYPE_PRESETS, NULL);

  self->path = path != NULL ? g_strdup (path)
                            : g_build_filename (g_get_user_config_dir (), "ariadne", "presets.ini",
                                                NULL);
  load (self);
  list_names (self);

  return self;
}

MonitorPresets *
monitor_presets_get_default (void)
{
  static MonitorPresets *presets = NULL;

  if (presets == NULL)
    presets = monitor_presets_new (NULL);

  return presets;
}

const char * const *
monitor_presets_get_names (MonitorPresets *self)
{
  g_return_val_if_fail (MONITOR_IS_PRESETS (self), NULL);

  return (const char * const *) self->names->pdata;
}

gboolean
monitor_presets_is_built_in (MonitorPresets *self,
                             const char     *name)
{
  const Preset *preset;

  g_return_val_if_fail (MONITOR_IS_PRESETS (self), FALSE);

  preset = find (self, name);

  return preset != NULL && preset->title != NULL;
}

const char *
monitor_presets_get_title (MonitorPresets *self,
                           const char     *name)
{
  const Preset *preset;

  g_return_val_if_fail (MONITOR_IS_PRESETS (self), NULL);

  preset = find (self, name);
  if (preset == NULL)
    return NULL;

  return preset->title != NULL ? _(preset->title) : preset->name;
}

const char * const *
monitor_presets_get_arguments (MonitorPresets *self,
                               const char     *name)
{
  const Preset *preset;

  g_return_val_if_fail (MONITOR_IS_PRESETS (self), NULL);

  preset = find (self, name);

  return preset != NULL ? (const char * const *) preset->arguments : NULL;
}

/* Brackets and control characters cannot be in the name of a group of a key file. */
static gboolean
check_name (MonitorPresets  *self,
            const char      *name,
            GError         **error)
{
  gboolean is_good = *name != '\0' && strlen (name) <= MAX_NAME_LENGTH
                     && g_utf8_validate (name, -1, NULL);

  for (const char *p = name; is_good && *p != '\0'; p = g_utf8_next_char (p))
    is_good = *p != '[' && *p != ']' && !g_unichar_iscntrl (g_utf8_get_char (p));

  if (!is_good)
    g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                 _("“%s” cannot be a name: expected one to %u bytes of text without brackets"),
                 name, MAX_NAME_LENGTH);
  else if (monitor_presets_is_built_in (self, name))
    g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                 _("“%s” comes with the program: expected another name"), name);
  else
    return TRUE;

  return FALSE;
}

/* Those of the user, as they are to be from now on. */
static gboolean
write_file (MonitorPresets  *self,
            GPtrArray       *presets,
            GError         **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autofree char *text = NULL;
  gsize length;

  for (guint i = 0; i < presets->len; i++)
    {
      const Preset *preset = g_ptr_array_index (presets, i);

      if (preset->title == NULL)
        g_key_file_set_string_list (file, preset->name, "arguments",
                                    (const char * const *) preset->arguments,
                                    g_strv_length (preset->arguments));
    }

  g_mkdir_with_parents (folder, 0700);
  text = g_key_file_to_data (file, &length, NULL);

  return g_file_set_contents (self->path, text, length, error);
}

/* What cannot be written is not so here either. */
static gboolean
commit (MonitorPresets  *self,
        Preset          *dropped,
        Preset          *added,
        GError         **error)
{
  guint position = self->presets->len;

  g_ptr_array_find (self->presets, dropped, &position);
  if (dropped != NULL)
    g_ptr_array_steal_index (self->presets, position);
  if (added != NULL)
    g_ptr_array_insert (self->presets, MIN (position, self->presets->len), added);

  if (!write_file (self, self->presets, error))
    {
      if (added != NULL)
        g_ptr_array_remove (self->presets, added);
      if (dropped != NULL)
        g_ptr_array_insert (self->presets, position, dropped);
      return FALSE;
    }

  if (dropped != NULL)
    preset_free (dropped);
  list_names (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);

  return TRUE;
}

gboolean
monitor_presets_save (MonitorPresets      *self,
                      const char          *name,
                      const char * const  *arguments,
                      GError             **error)
{
  g_return_val_if_fail (MONITOR_IS_PRESETS (self), FALSE);
  g_return_val_if_fail (name != NULL && arguments != NULL, FALSE);

  return check_name (self, name, error)
         && commit (self, find (self, name), make (name, arguments), error);
}

static Preset *
find_own (MonitorPresets  *self,
          const char      *name,
          GError         **error)
{
  Preset *preset = find (self, name);

  if (preset != NULL && preset->title == NULL)
    return preset;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_NOT_FOUND, _("There is no preset “%s” of yours"),
               name);

  return NULL;
}

gboolean
monitor_presets_rename (MonitorPresets  *self,
                        const char      *name,
                        const char      *new_name,
                        GError         **error)
{
  Preset *preset;

  g_return_val_if_fail (MONITOR_IS_PRESETS (self), FALSE);
  g_return_val_if_fail (name != NULL && new_name != NULL, FALSE);

  preset = find_own (self, name, error);
  if (preset == NULL || !check_name (self, new_name, error))
    return FALSE;
  if (g_str_equal (name, new_name))
    return TRUE;
  if (find (self, new_name) != NULL)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                   _("There is a preset “%s” already: expected another name"), new_name);
      return FALSE;
    }

  return commit (self, preset, make (new_name, (const char * const *) preset->arguments), error);
}

gboolean
monitor_presets_remove (MonitorPresets  *self,
                        const char      *name,
                        GError         **error)
{
  Preset *preset;

  g_return_val_if_fail (MONITOR_IS_PRESETS (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  preset = find_own (self, name, error);

  return preset != NULL && commit (self, preset, NULL, error);
}
