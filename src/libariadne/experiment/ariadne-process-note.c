/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-history-private.h"

/**
 * AriadneProcessNote:
 *
 * Something that happened to the processes of a configuration.
 *
 * A note does not change and may be read on any thread.
 */
struct _AriadneProcessNote
{
  GObject  parent_instance;

  double   time_s;
  char    *what;
  char    *process;
  guint    pid;
  char    *search;
  char    *message;
};

enum
{
  PROP_0,
  PROP_TIME,
  PROP_WHAT,
  PROP_PROCESS,
  PROP_PID,
  PROP_SEARCH,
  PROP_MESSAGE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (AriadneProcessNote, ariadne_process_note, G_TYPE_OBJECT)

static void
ariadne_process_note_finalize (GObject *object)
{
  AriadneProcessNote *self = ARIADNE_PROCESS_NOTE (object);

  g_free (self->what);
  g_free (self->process);
  g_free (self->search);
  g_free (self->message);

  G_OBJECT_CLASS (ariadne_process_note_parent_class)->finalize (object);
}

static void
ariadne_process_note_get_property (GObject    *object,
                                   guint       prop_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  AriadneProcessNote *self = ARIADNE_PROCESS_NOTE (object);

  switch (prop_id)
    {
    case PROP_TIME:
      g_value_set_double (value, self->time_s);
      break;
    case PROP_WHAT:
      g_value_set_string (value, self->what);
      break;
    case PROP_PROCESS:
      g_value_set_string (value, self->process);
      break;
    case PROP_PID:
      g_value_set_uint (value, self->pid);
      break;
    case PROP_SEARCH:
      g_value_set_string (value, self->search);
      break;
    case PROP_MESSAGE:
      g_value_set_string (value, self->message);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ariadne_process_note_class_init (AriadneProcessNoteClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = ariadne_process_note_finalize;
  object_class->get_property = ariadne_process_note_get_property;

  /**
   * AriadneProcessNote:time: (getter get_time)
   *
   * When, in seconds from the start of the configuration.
   */
  properties[PROP_TIME] = g_param_spec_double ("time", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0,
                                               flags);

  /**
   * AriadneProcessNote:what: (getter get_what)
   *
   * What has happened, in one word: `started`, `ready`, `died`, `left` or `retried`.
   */
  properties[PROP_WHAT] = g_param_spec_string ("what", NULL, NULL, NULL, flags);

  /**
   * AriadneProcessNote:process: (getter get_process)
   *
   * What the process is called.
   */
  properties[PROP_PROCESS] = g_param_spec_string ("process", NULL, NULL, NULL, flags);

  /**
   * AriadneProcessNote:pid: (getter get_pid)
   *
   * Its number on its machine, or 0 if it is not known.
   */
  properties[PROP_PID] = g_param_spec_uint ("pid", NULL, NULL, 0, G_MAXUINT, 0, flags);

  /**
   * AriadneProcessNote:search: (getter get_search)
   *
   * The name of the search that it is about, if there is one.
   */
  properties[PROP_SEARCH] = g_param_spec_string ("search", NULL, NULL, NULL, flags);

  /**
   * AriadneProcessNote:message: (getter get_message)
   *
   * The same as a sentence, for people.
   */
  properties[PROP_MESSAGE] = g_param_spec_string ("message", NULL, NULL, NULL, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ariadne_process_note_init (AriadneProcessNote *self)
{
}

AriadneProcessNote *
_ariadne_process_note_new (const AriadneRunLogEvent *event)
{
  AriadneProcessNote *self = g_object_new (ARIADNE_TYPE_PROCESS_NOTE, NULL);

  self->time_s = event->time_s;
  self->what = g_strdup (event->what != NULL ? event->what : "unknown");
  self->process = g_strdup (event->process);
  self->pid = event->pid;
  self->search = g_strdup (event->about);
  self->message = g_strdup (event->message);

  return self;
}

/**
 * ariadne_process_note_get_time:
 * @self: a note
 *
 * Gets when it was.
 *
 * Returns: seconds from the start of the configuration
 */
double
ariadne_process_note_get_time (AriadneProcessNote *self)
{
  g_return_val_if_fail (ARIADNE_IS_PROCESS_NOTE (self), 0);

  return self->time_s;
}

/**
 * ariadne_process_note_get_what:
 * @self: a note
 *
 * Gets what has happened.
 *
 * Returns: (transfer none): `started`, `ready`, `died`, `left` or `retried`
 */
const char *
ariadne_process_note_get_what (AriadneProcessNote *self)
{
  g_return_val_if_fail (ARIADNE_IS_PROCESS_NOTE (self), NULL);

  return self->what;
}

/**
 * ariadne_process_note_get_process:
 * @self: a note
 *
 * Gets what the process is called.
 *
 * Returns: (transfer none) (nullable): its name
 */
const char *
ariadne_process_note_get_process (AriadneProcessNote *self)
{
  g_return_val_if_fail (ARIADNE_IS_PROCESS_NOTE (self), NULL);

  return self->process;
}

/**
 * ariadne_process_note_get_pid:
 * @self: a note
 *
 * Gets the number of the process on its machine.
 *
 * Returns: the number, or 0 if it is not known
 */
guint
ariadne_process_note_get_pid (AriadneProcessNote *self)
{
  g_return_val_if_fail (ARIADNE_IS_PROCESS_NOTE (self), 0);

  return self->pid;
}

/**
 * ariadne_process_note_get_search:
 * @self: a note
 *
 * Gets the name of the search that it is about.
 *
 * Returns: (transfer none) (nullable): the name, or %NULL if it is about none
 */
const char *
ariadne_process_note_get_search (AriadneProcessNote *self)
{
  g_return_val_if_fail (ARIADNE_IS_PROCESS_NOTE (self), NULL);

  return self->search;
}

/**
 * ariadne_process_note_get_message:
 * @self: a note
 *
 * Gets what has happened as a sentence, for people.
 *
 * Returns: (transfer none) (nullable): the sentence
 */
const char *
ariadne_process_note_get_message (AriadneProcessNote *self)
{
  g_return_val_if_fail (ARIADNE_IS_PROCESS_NOTE (self), NULL);

  return self->message;
}
