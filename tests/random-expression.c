/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <string.h>

#include "random-expression.h"

#define MAX_BOUND 64

typedef struct
{
  const char *name;
  char        kind;
} Bound;

typedef struct
{
  GRand      *random;
  Bound       bound[MAX_BOUND]; /* innermost last */
  guint       n_bound;
  const char *wanted; /* a template that must come in somewhere */
  char        wanted_kind;
} Generator;

/* Binders take these names, most of which mean something else outside. */
static const char *const bound_names[] = { "s", "t", "i", "j", "x", "y", "v", "n", "var0", "var1" };

/* What makes an expression of each kind; leaves first. A let or a loop binds a name
 * of the generator's choice.
 */
static const struct
{
  char        kind;
  const char *text;
} productions[] = {
  { 'F', "(add %F %F)" },
  { 'F', "(sub %F %F)" },
  { 'F', "(mul %F %F)" },
  { 'F', "(mul %F %F)" },
  { 'F', "(div %F %F)" },
  { 'F', "(exp %F)" },
  { 'F', "(log %F)" },
  { 'F', "(f %F)" },
  { 'F', "(g %F %F)" },
  { 'F', "(h %I)" },
  { 'F', "(to_float %I)" },
  { 'F', "(index %I %V)" },
  { 'F', "(sum %V)" },
  { 'F', "(if %B %F %F)" },
  { 'F', "(let (%x %F) %[xF%F%])" },
  { 'F', "(let (%x %I) %[xI%F%])" },
  { 'F', "(let (%x %V) %[xV%F%])" },
  { 'F', "(let (%x %F) %[xF%F%])" },
  { 'F', "(sumbuild %I (lam (%x : Integer) %[xI%F%]))" },
  { 'F', "(get$1$2 %P)" },
  { 'F', "(get$2$2 %P)" },
  { 'F', "(get$1$2 pair)" },
  { 'I', "(add %I %I)" },
  { 'I', "(sub %I %I)" },
  { 'I', "(mul %I %I)" },
  { 'I', "(size %V)" },
  { 'I', "(if %B %I %I)" },
  { 'I', "(let (%x %I) %[xI%I%])" },
  { 'I', "(let (%x %F) %[xF%I%])" },
  { 'I', "(sumbuild %I (lam (%x : Integer) %[xI%I%]))" },
  { 'B', "(gt %F %F)" },
  { 'B', "(gte %F %F)" },
  { 'B', "(eq %I %I)" },
  { 'B', "(if %B %B %B)" },
  { 'B', "(let (%x %F) %[xF%B%])" },
  { 'V', "(build %I (lam (%x : Integer) %[xI%F%]))" },
  { 'V', "(build (size %V) (lam (%x : Integer) %[xI%F%]))" },
  { 'V', "(add %V %V)" },
  { 'V', "(mul %F %V)" },
  { 'V', "(sub %V %V)" },
  { 'V', "(deltaVec %I %I %F)" },
  { 'V', "(constVec %I %F)" },
  { 'V', "(sumbuild %I (lam (%x : Integer) %[xI%V%]))" },
  { 'V', "(if %B %V %V)" },
  { 'V', "(let (%x %V) %[xV%V%])" },
  { 'V', "(let (%x %F) %[xF%V%])" },
  { 'V', "(index %I mat)" },
  { 'P', "(tuple %F %F)" },
  { 'P', "(tuple %F %F)" },
  { 'P', "(add %P %P)" },
  { 'P', "(mul %P %F)" },
  { 'P', "(sumbuild %I (lam (%x : Integer) %[xI%P%]))" },
  { 'P', "(let (%x %F) %[xF%P%])" },
  { 'P', "(if %B %P %P)" },
};

static const struct
{
  char        kind;
  const char *words;
} leaves[] = {
  { 'F', "a b x y z var0 var1 0.0 1.0 -1.0 2.0 0.5" },
  { 'I', "i j k n n m 0 1 2" },
  { 'B', "p q true false" },
  { 'V', "u v w" },
};

static guint
pick (Generator *self,
      guint      n)
{
  return (guint) g_rand_int_range (self->random, 0, (gint32) n);
}

/* Whether a name has not the meaning that it has outside. */
static const Bound *
find_bound (Generator  *self,
            const char *name)
{
  for (guint i = self->n_bound; i > 0; i--)
    if (g_str_equal (self->bound[i - 1].name, name))
      return &self->bound[i - 1];

  return NULL;
}

static gboolean
is_usable (Generator  *self,
           const char *name,
           char        kind)
{
  const Bound *bound = find_bound (self, name);

  return bound == NULL || bound->kind == kind;
}

static void
append_leaf (Generator *self,
             GString   *text,
             char       kind)
{
  g_auto (GStrv) words = NULL;
  guint          n_words;

  /* What is bound is more interesting than what is free. */
  for (guint i = 0; i < 2 && self->n_bound > 0; i++)
    {
      const Bound *bound = &self->bound[pick (self, self->n_bound)];

      if (bound->kind == kind && find_bound (self, bound->name) == bound)
        {
          g_string_append (text, bound->name);
          return;
        }
    }

  if (kind == 'P')
    {
      g_string_append (text, "(tuple ");
      append_leaf (self, text, 'F');
      g_string_append_c (text, ' ');
      append_leaf (self, text, 'F');
      g_string_append_c (text, ')');
      return;
    }

  for (guint i = 0; i < G_N_ELEMENTS (leaves); i++)
    if (leaves[i].kind == kind)
      words = g_strsplit (leaves[i].words, " ", -1);

  /* Among them is one that nothing hides. */
  for (n_words = g_strv_length (words);;)
    {
      const char *word = words[pick (self, n_words)];

      if (is_usable (self, word, kind))
        {
          g_string_append (text, word);
          return;
        }
    }
}

static void append_template (Generator  *self,
                             GString    *text,
                             const char *template,
                             guint       size);

static void
append_expression (Generator *self,
                   GString   *text,
                   char       kind,
                   guint      size)
{
  const char *choices[G_N_ELEMENTS (productions)];
  guint       n_choices = 0;

  if (self->wanted != NULL && self->wanted_kind == kind && pick (self, 3) == 0)
    {
      const char *wanted = g_steal_pointer (&self->wanted);

      append_template (self, text, wanted, size);
      return;
    }

  if (size <= 1 || self->n_bound > MAX_BOUND - 8 || pick (self, 8) == 0)
    {
      append_leaf (self, text, kind);
      return;
    }

  for (guint i = 0; i < G_N_ELEMENTS (productions); i++)
    if (productions[i].kind == kind)
      choices[n_choices++] = productions[i].text;

  append_template (self, text, choices[pick (self, n_choices)], size - 1);
}

static guint
count_holes (const char *template)
{
  guint n_holes = 0;

  for (; *template != '\0'; template++)
    if (*template == '%' && strchr ("FIBVP123456789", template[1]) != NULL)
      n_holes++;

  return MAX (n_holes, 1);
}

/* An expression is put into all holes of one number; the free names of all of them
 * are those of the first one.
 */
static void
append_hole (Generator  *self,
             GString    *text,
             char        kind,
             char      **numbered,
             guint       size)
{
  gsize start = text->len;

  if (numbered != NULL && *numbered != NULL)
    {
      g_string_append (text, *numbered);
      return;
    }

  append_expression (self, text, kind, size);
  if (numbered != NULL)
    *numbered = g_strdup (text->str + start);
}

static void
append_template (Generator  *self,
                 GString    *text,
                 const char *template,
                 guint       size)
{
  guint       n_bound = self->n_bound;
  guint       share = MAX (size / count_holes (template), 1);
  char       *numbered[10] = { NULL };
  const char *names[3] = { NULL };

  for (; *template != '\0'; template++)
    {
      char c = *template == '%' ? *++template : '\0';

      if (c == '\0')
        g_string_append_c (text, *template);
      else if (c >= 'x' && c <= 'z')
        {
          if (names[c - 'x'] == NULL)
            names[c - 'x'] = bound_names[pick (self, G_N_ELEMENTS (bound_names))];
          g_string_append (text, names[c - 'x']);
        }
      else if (c == '[')
        {
          self->bound[self->n_bound++] = (Bound) { names[template[1] - 'x'], template[2] };
          template += 2;
        }
      else if (c == ']')
        self->n_bound--;
      else if (g_ascii_isdigit (c))
        append_hole (self, text, *++template, &numbered[c - '0'], share);
      else
        append_hole (self, text, c, NULL, share);
    }

  g_assert (self->n_bound == n_bound);
  for (guint i = 0; i < G_N_ELEMENTS (numbered); i++)
    g_free (numbered[i]);
}

char *
random_expression_new (GRand *random,
                       char   kind,
                       guint  size)
{
  Generator  self = { .random = random };
  GString   *text = g_string_new (NULL);

  append_expression (&self, text, kind, size);

  return g_string_free (text, FALSE);
}

char *
random_expression_from_template (GRand      *random,
                                 const char *template,
                                 guint       size)
{
  Generator  self = { .random = random };
  GString   *text = g_string_new (NULL);

  append_template (&self, text, template, size);

  return g_string_free (text, FALSE);
}

char *
random_expression_around (GRand      *random,
                          char        kind,
                          const char *template,
                          guint       size)
{
  static const char kinds[] = "FIBVP";

  for (guint i = 0; i < 16; i++)
    {
      Generator  self = { .random = random, .wanted = template, .wanted_kind = kind };
      GString   *text = g_string_new (NULL);

      append_expression (&self, text, kinds[g_rand_int_range (random, 0, 5)], size);
      if (self.wanted == NULL)
        return g_string_free (text, FALSE);

      g_string_free (text, TRUE);
    }

  return random_expression_from_template (random, template, size);
}
