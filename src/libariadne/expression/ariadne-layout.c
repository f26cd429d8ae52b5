/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <string.h>

#include "expression/ariadne-layout.h"
#include "expression/ariadne-printer.h"

#define WIDTH 80

/* From here on, operands are moved to the left, as far as the order allows; and what
 * stands still deeper is not moved further to the right.
 */
#define CROWDED    40
#define MAX_INDENT 60

typedef struct
{
  GString *text;
  gsize    line; /* where the last line starts */
} Layout;

static void lay_out (Layout            *self,
                     const AriadneTree *tree,
                     guint              n_closing);

static guint
get_column (const Layout *self)
{
  return (guint) (self->text->len - self->line);
}

static void
break_line (Layout *self,
            guint   indent)
{
  g_string_append_c (self->text, '\n');
  self->line = self->text->len;
  g_string_append_printf (self->text, "%*s", (int) MIN (indent, MAX_INDENT), "");
}

/* Prints a tree in what is left of the line, if it fits there with the brackets that
 * close behind it. A node takes a character at least. The canonical text of a call with
 * nothing, `(f )`, would be read as the function itself.
 */
static gboolean
lay_out_flat (Layout            *self,
              const AriadneTree *tree,
              guint              n_closing)
{
  gsize start = self->text->len;

  if (ariadne_tree_get_size (tree) > WIDTH)
    return FALSE;

  ariadne_tree_print (tree, self->text);
  if (ariadne_tree_is_leaf (tree)
      || (get_column (self) + n_closing <= WIDTH && strstr (self->text->str + start, " )") == NULL))
    return TRUE;

  g_string_truncate (self->text, start);

  return FALSE;
}

/* A value that needs several lines begins one. */
static void
lay_out_binding (Layout            *self,
                 const AriadneTree *let)
{
  guint indent = get_column (self);

  g_string_append_c (self->text, '(');
  g_string_append (self->text, ariadne_tree_get_name (ariadne_tree_get_child (let, 0)));
  g_string_append_c (self->text, ' ');
  if (!lay_out_flat (self, ariadne_tree_get_child (let, 1), 2))
    {
      g_string_truncate (self->text, self->text->len - 1);
      break_line (self, indent + 2);
      lay_out (self, ariadne_tree_get_child (let, 1), 2);
    }
  g_string_append_c (self->text, ')');
}

static gboolean
is_let (const AriadneTree *tree)
{
  return ariadne_tree_get_kind (tree) == ARIADNE_KIND_LET;
}

/* Lets that follow one another are one let of several bindings. */
static void
lay_out_let (Layout            *self,
             const AriadneTree *tree,
             guint              n_closing)
{
  guint    indent = get_column (self);
  gboolean is_several = is_let (ariadne_tree_get_child (tree, 2));

  g_string_append (self->text, is_several ? "(let (" : "(let ");
  for (;;)
    {
      lay_out_binding (self, tree);
      tree = ariadne_tree_get_child (tree, 2);
      if (!is_let (tree))
        break;
      break_line (self, indent + strlen ("(let ("));
    }
  if (is_several)
    g_string_append_c (self->text, ')');

  break_line (self, indent + 2);
  lay_out (self, tree, n_closing + 1);
  g_string_append_c (self->text, ')');
}

static void
print_function_head (const AriadneTree *variable,
                     GString           *text)
{
  AriadneParameter parameter = { ariadne_tree_get_name (variable),
                                 ariadne_tree_get_type (variable) };

  g_string_append (text, "(lam ");
  ariadne_parameter_print (&parameter, text);
}

static void
lay_out_function (Layout            *self,
                  const AriadneTree *tree,
                  guint              n_closing)
{
  guint indent = get_column (self);

  print_function_head (ariadne_tree_get_child (tree, 0), self->text);
  break_line (self, indent + 2);
  lay_out (self, ariadne_tree_get_child (tree, 1), n_closing + 1);
  g_string_append_c (self->text, ')');
}

static void
lay_out_loop (Layout            *self,
              const AriadneTree *tree,
              guint              n_closing)
{
  guint indent = get_column (self);

  g_string_append_printf (self->text, "(%s ",
                          ariadne_kind_get_word (ariadne_tree_get_kind (tree)));
  lay_out (self, ariadne_tree_get_child (tree, 0), 0);
  g_string_append_c (self->text, ' ');
  print_function_head (ariadne_tree_get_child (tree, 1), self->text);
  break_line (self, indent + 2);
  lay_out (self, ariadne_tree_get_child (tree, 2), n_closing + 2);
  g_string_append (self->text, "))");
}

/* Operands one below the other, behind a head that is printed, or below it; @indent is
 * where that starts, and @first is the first operand.
 */
static void
lay_out_operands (Layout            *self,
                  const AriadneTree *tree,
                  guint              first,
                  guint              indent,
                  guint              n_closing)
{
  guint n = ariadne_tree_get_n_children (tree);

  if (get_column (self) > CROWDED && first < n)
    break_line (self, indent + 2);
  else
    g_string_append_c (self->text, ' ');

  indent = get_column (self);
  for (guint i = first; i < n; i++)
    {
      if (i > first)
        break_line (self, indent);
      lay_out (self, ariadne_tree_get_child (tree, i), i + 1 < n ? 0 : n_closing + 1);
    }
  g_string_append_c (self->text, ')');
}

static void
lay_out_apply (Layout            *self,
               const AriadneTree *tree,
               guint              n_closing)
{
  const AriadneTree *argument = ariadne_tree_get_child (tree, 1);
  guint              indent = get_column (self);

  g_string_append_c (self->text, '(');
  ariadne_tree_print (ariadne_tree_get_child (tree, 0), self->text);
  if (ariadne_tree_get_kind (argument) == ARIADNE_KIND_TUPLE
      && ariadne_tree_get_n_children (argument) > 0)
    lay_out_operands (self, argument, 0, indent, n_closing);
  else
    lay_out_operands (self, tree, 1, indent, n_closing);
}

static void
lay_out_select (Layout            *self,
                const AriadneTree *tree,
                guint              n_closing)
{
  guint64 index = (guint64) ariadne_tree_get_integer (ariadne_tree_get_child (tree, 1));
  guint32 size = ariadne_tree_get_select_size (tree);

  g_string_append_printf (self->text, "(get$%" G_GUINT64_FORMAT "$%u ", index + 1, size);
  lay_out (self, ariadne_tree_get_child (tree, 0), n_closing + 1);
  g_string_append_c (self->text, ')');
}

static void
lay_out_plain (Layout            *self,
               const AriadneTree *tree,
               guint              n_closing)
{
  guint indent = get_column (self);

  g_string_append_c (self->text, '(');
  g_string_append (self->text, ariadne_kind_get_word (ariadne_tree_get_kind (tree)));
  lay_out_operands (self, tree, 0, indent, n_closing);
}

/* A raw selection has no size that could be written. */
static void
lay_out_broken (Layout            *self,
                const AriadneTree *tree,
                guint              n_closing)
{
  switch ((guint) ariadne_tree_get_kind (tree))
    {
    case ARIADNE_KIND_LET:
      lay_out_let (self, tree, n_closing);
      break;

    case ARIADNE_KIND_LAM:
      lay_out_function (self, tree, n_closing);
      break;

    case ARIADNE_KIND_BUILD:
    case ARIADNE_KIND_SUMBUILD:
      lay_out_loop (self, tree, n_closing);
      break;

    case ARIADNE_KIND_APPLY:
      lay_out_apply (self, tree, n_closing);
      break;

    case ARIADNE_KIND_SELECT:
      if (ariadne_tree_get_select_size (tree) > 0)
        lay_out_select (self, tree, n_closing);
      else
        lay_out_plain (self, tree, n_closing);
      break;

    default:
      lay_out_plain (self, tree, n_closing);
      break;
    }
}

/* @n_closing is how many brackets close right behind the tree. */
static void
lay_out (Layout            *self,
         const AriadneTree *tree,
         guint              n_closing)
{
  if (!lay_out_flat (self, tree, n_closing))
    lay_out_broken (self, tree, n_closing);
}

static void
lay_out_parameters (Layout       *self,
                    const GArray *parameters)
{
  guint indent;

  g_string_append_c (self->text, '(');
  indent = get_column (self);
  for (guint i = 0; i < parameters->len; i++)
    {
      const AriadneParameter *parameter = &g_array_index (parameters, AriadneParameter, i);
      g_autoptr (GString) text = g_string_new (NULL);

      ariadne_parameter_print (parameter, text);
      if (i > 0 && get_column (self) + text->len + strlen (" )") > WIDTH)
        break_line (self, indent);
      else if (i > 0)
        g_string_append_c (self->text, ' ');
      g_string_append_len (self->text, text->str, (gssize) text->len);
    }
  g_string_append_c (self->text, ')');
}

/**
 * ariadne_lay_out_definition: (skip)
 * @name: the name of a function
 * @function: a typed lam
 * @text: what the text is appended to; its last line is empty
 *
 * Appends the definition of a function, without a line feed at its end.
 */
void
ariadne_lay_out_definition (const char        *name,
                            const AriadneTree *function,
                            GString           *text)
{
  g_autoptr (GArray) parameters = g_array_new (FALSE, FALSE, sizeof (AriadneParameter));
  const AriadneTree *body = ariadne_function_take_apart (function, parameters);
  gboolean           is_bare = ariadne_tree_get_n_children (body) == 0;
  Layout             layout = { text, text->len };

  g_string_append_printf (text, "(def %s ", name);
  ariadne_type_print (ariadne_tree_get_type (function)->parts[1], text);
  g_string_append_c (text, ' ');
  lay_out_parameters (&layout, parameters);

  break_line (&layout, 2);
  if (is_bare)
    g_string_append_c (text, '(');
  lay_out (&layout, body, is_bare ? 2 : 1);
  g_string_append (text, is_bare ? "))" : ")");
}
