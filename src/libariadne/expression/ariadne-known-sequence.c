/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <string.h>

#include "expression/ariadne-known-sequence.h"

/* Comments that mean something to us:
 *
 *   ; BEST <rule set> <name> <source> ; [[<node>, "<rule>"], ...]
 *   ; EXPERT <name>
 *
 * They are comments all the same: one that looks different says nothing, and is
 * no error.
 */
#define BEST   "; BEST "
#define EXPERT "; EXPERT "

static void
clear_step (gpointer data)
{
  AriadneKnownStep *step = data;

  g_free (step->rule);
}

static void
free_sequence (gpointer data)
{
  AriadneKnownSequence *self = data;

  g_free (self->rules);
  g_free (self->name);
  g_free (self->source);
  g_array_unref (self->steps);
  g_free (self);
}

static const char *
skip_space (const char *text)
{
  while (g_ascii_isspace (*text))
    text++;

  return text;
}

/* Goes over a character, if that comes next. */
static gboolean
skip (const char **text,
      char         c)
{
  *text = skip_space (*text);
  if (**text != c)
    return FALSE;
  (*text)++;

  return TRUE;
}

static gboolean
read_node (const char **text,
           guint       *node)
{
  guint64 value;

  *text = skip_space (*text);
  if (!g_ascii_isdigit (**text))
    return FALSE;

  value = g_ascii_strtoull (*text, (char **) text, 10);
  *node = (guint) value;

  return value <= G_MAXUINT;
}

/* The name of a rule, in double quotes; there is nothing in it to escape. */
static char *
read_rule (const char **text)
{
  const char *start;
  const char *end;

  if (!skip (text, '"'))
    return NULL;

  start = *text;
  end = strchr (start, '"');
  if (end == NULL)
    return NULL;

  *text = end + 1;

  return g_strndup (start, (gsize) (end - start));
}

static gboolean
read_step (const char **text,
           GArray      *steps)
{
  AriadneKnownStep step = { 0 };

  if (!skip (text, '[') || !read_node (text, &step.node) || !skip (text, ','))
    return FALSE;

  step.rule = read_rule (text);
  if (step.rule == NULL)
    return FALSE;

  g_array_append_val (steps, step);

  return skip (text, ']');
}

static gboolean
read_steps (const char *text,
            GArray     *steps)
{
  if (!skip (&text, '['))
    return FALSE;

  if (!skip (&text, ']'))
    {
      do
        {
          if (!read_step (&text, steps))
            return FALSE;
        }
      while (skip (&text, ','));

      if (!skip (&text, ']'))
        return FALSE;
    }

  return *skip_space (text) == '\0';
}

static char *
read_word (const char **text)
{
  const char *start = skip_space (*text);

  *text = start + strcspn (start, " \t");

  return g_strndup (start, (gsize) (*text - start));
}

/* What stands up to the semicolon, without the space on either side. */
static char *
read_source (const char **text)
{
  const char *start = **text == ' ' ? *text + 1 : *text;
  const char *end = strstr (start, " ;");

  if (end == NULL)
    return NULL;

  *text = end + strlen (" ;");

  return g_strndup (start, (gsize) (end - start));
}

static AriadneKnownSequence *
read_sequence (const char *line)
{
  const char           *text = line + strlen (BEST);
  AriadneKnownSequence *self = g_new0 (AriadneKnownSequence, 1);

  self->steps = g_array_new (FALSE, FALSE, sizeof (AriadneKnownStep));
  g_array_set_clear_func (self->steps, clear_step);
  self->rules = read_word (&text);
  self->name = read_word (&text);
  self->source = read_source (&text);
  if (self->source == NULL || !read_steps (text, self->steps))
    g_clear_pointer (&self, free_sequence);

  return self;
}

/* Calls a function for each line that begins with a prefix. */
static void
for_each_line (const char *text,
               gsize       length,
               const char *prefix,
               void      (*visit) (const char *line, GPtrArray *result),
               GPtrArray  *result)
{
  const char *end = text + length;

  while (text < end)
    {
      const char *newline = memchr (text, '\n', (gsize) (end - text));
      gsize       line_length = (gsize) ((newline == NULL ? end : newline) - text);

      if (line_length >= strlen (prefix) && memcmp (text, prefix, strlen (prefix)) == 0)
        {
          g_autofree char *line = g_strndup (text, line_length);

          visit (line, result);
        }
      text += line_length + 1;
    }
}

static void
add_sequence (const char *line,
              GPtrArray  *result)
{
  AriadneKnownSequence *sequence = read_sequence (line);

  if (sequence != NULL)
    g_ptr_array_add (result, sequence);
}

static void
add_expert (const char *line,
            GPtrArray  *result)
{
  char *name = g_strstrip (g_strdup (line + strlen (EXPERT)));

  g_ptr_array_add (result, name);
}

/**
 * ariadne_known_sequences_read: (skip)
 * @text: (array length=length): the contents of a file
 * @length: its length in bytes
 *
 * Reads the known good sequences that a file gives in comments.
 *
 * Returns: (transfer full) (element-type AriadneKnownSequence): the sequences
 */
GPtrArray *
ariadne_known_sequences_read (const char *text,
                              gsize       length)
{
  GPtrArray *result = g_ptr_array_new_with_free_func (free_sequence);

  for_each_line (text, length, BEST, add_sequence, result);

  return result;
}

/**
 * ariadne_known_experts_read: (skip)
 * @text: (array length=length): the contents of a file
 * @length: its length in bytes
 *
 * Reads the names of the hand written solvers that a file mentions in comments.
 *
 * Returns: (transfer full) (element-type utf8): the names
 */
GPtrArray *
ariadne_known_experts_read (const char *text,
                            gsize       length)
{
  GPtrArray *result = g_ptr_array_new_with_free_func (g_free);

  for_each_line (text, length, EXPERT, add_expert, result);

  return result;
}
