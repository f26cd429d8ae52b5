/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <string.h>

#include "core/ariadne-error.h"
#include "core/ariadne-file.h"
#include "expression/ariadne-definition-reader.h"
#include "expression/ariadne-definition-writer.h"
#include "expression/ariadne-expression-set-private.h"
#include "expression/ariadne-items.h"
#include "expression/ariadne-printer.h"

#define MAX_NAMES_LISTED 50 /* in a message */

/**
 * AriadneExpressionSet:
 *
 * The expressions of a file, which searches start from.
 *
 * There is one for every function that the file defines: its name, and the
 * functions that it needs with itself last. A set does not change and may be
 * used on any thread.
 */

typedef struct
{
  guint        index; /* among the definitions */
  AriadneTree *tree;
} Expression;

struct _AriadneExpressionSet
{
  GObject             parent_instance;

  GBytes             *bytes; /* what the definitions were read from */
  AriadneDefinitions *definitions;
  GArray             *expressions; /* Expression */
  GPtrArray          *sequences; /* AriadneKnownSequence */
  GPtrArray          *experts; /* char * */
};

G_DEFINE_FINAL_TYPE (AriadneExpressionSet, ariadne_expression_set, G_TYPE_OBJECT)

static void
clear_expression (gpointer data)
{
  Expression *expression = data;

  ariadne_tree_unref (expression->tree);
}

static void
ariadne_expression_set_finalize (GObject *object)
{
  AriadneExpressionSet *self = ARIADNE_EXPRESSION_SET (object);

  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->definitions, ariadne_definitions_unref);
  g_clear_pointer (&self->expressions, g_array_unref);
  g_clear_pointer (&self->sequences, g_ptr_array_unref);
  g_clear_pointer (&self->experts, g_ptr_array_unref);

  G_OBJECT_CLASS (ariadne_expression_set_parent_class)->finalize (object);
}

static void
ariadne_expression_set_class_init (AriadneExpressionSetClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = ariadne_expression_set_finalize;
}

static void
ariadne_expression_set_init (AriadneExpressionSet *self)
{
  self->expressions = g_array_new (FALSE, FALSE, sizeof (Expression));
  g_array_set_clear_func (self->expressions, clear_expression);
}

static const Expression *
get (AriadneExpressionSet *self,
     guint                 index)
{
  return &g_array_index (self->expressions, Expression, index);
}

static void
add (AriadneExpressionSet *self,
     guint                 index,
     AriadneTree          *tree)
{
  Expression expression = { index, tree };

  g_array_append_val (self->expressions, expression);
}

/**
 * ariadne_expression_set_new_from_path:
 * @path: (type filename): the path of a file
 * @error: return location for an error
 *
 * Reads the expressions of a file.
 *
 * Returns: (transfer full): the expressions, %NULL on error
 */
AriadneExpressionSet *
ariadne_expression_set_new_from_path (const char *path,
                                      GError    **error)
{
  g_autoptr (GBytes) bytes = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  bytes = ariadne_file_read (path, ARIADNE_ITEMS_MAX_LENGTH, error);
  if (bytes == NULL)
    return NULL;

  return ariadne_expression_set_new_from_bytes (bytes, path, error);
}

/**
 * ariadne_expression_set_new_from_bytes:
 * @bytes: the contents of a file
 * @source: (nullable): the name of the file, for messages
 * @error: return location for an error
 *
 * Reads expressions. Errors say where in the file they are.
 *
 * Returns: (transfer full): the expressions, %NULL on error
 */
AriadneExpressionSet *
ariadne_expression_set_new_from_bytes (GBytes     *bytes,
                                       const char *source,
                                       GError    **error)
{
  g_autoptr (AriadneDefinitions) definitions = NULL;
  AriadneExpressionSet          *self;
  const char                    *text;
  gsize                          length;

  g_return_val_if_fail (bytes != NULL, NULL);

  text = g_bytes_get_data (bytes, &length);
  definitions = ariadne_read_definitions (text, length, source, error);
  if (definitions == NULL)
    return NULL;

  self = g_object_new (ARIADNE_TYPE_EXPRESSION_SET, NULL);
  for (guint i = 0; i < ariadne_definitions_get_n (definitions); i++)
    add (self, i, ariadne_definitions_dup_pruned (definitions, i));
  self->bytes = g_bytes_ref (bytes);
  self->definitions = g_steal_pointer (&definitions);
  self->sequences = ariadne_known_sequences_read (text, length);
  self->experts = ariadne_known_experts_read (text, length);

  return self;
}

static gboolean
find (AriadneExpressionSet *self,
      const char           *name,
      guint                *index)
{
  for (guint i = self->expressions->len; i-- > 0;)
    if (g_str_equal (ariadne_expression_set_get_name (self, i), name))
      {
        *index = i;
        return TRUE;
      }

  return FALSE;
}

static void
set_not_found (AriadneExpressionSet *self,
               const char           *name,
               GError              **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < MIN (self->expressions->len, MAX_NAMES_LISTED); i++)
    g_string_append_printf (names, "%s%s", i == 0 ? "" : ", ",
                            ariadne_expression_set_get_name (self, i));
  if (self->expressions->len > MAX_NAMES_LISTED)
    g_string_append (names, ", …");

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_NOT_FOUND,
               "there is no expression '%s'; there are: %s", name, names->str);
}

/**
 * ariadne_expression_set_select:
 * @self: a set of expressions
 * @names: (array zero-terminated=1): the names of some of them
 * @error: return location for an error
 *
 * Makes a set of some of the expressions, in the order of their names. Of
 * several expressions of one name the last is taken.
 *
 * Returns: (transfer full): the set; %NULL on error, which is
 *   %ARIADNE_ERROR_NOT_FOUND and lists what there is
 */
AriadneExpressionSet *
ariadne_expression_set_select (AriadneExpressionSet *self,
                               const char * const   *names,
                               GError              **error)
{
  g_autoptr (AriadneExpressionSet) result = NULL;

  g_return_val_if_fail (ARIADNE_IS_EXPRESSION_SET (self), NULL);
  g_return_val_if_fail (names != NULL, NULL);

  result = g_object_new (ARIADNE_TYPE_EXPRESSION_SET, NULL);
  result->bytes = g_bytes_ref (self->bytes);
  result->definitions = ariadne_definitions_ref (self->definitions);
  result->sequences = g_ptr_array_ref (self->sequences);
  result->experts = g_ptr_array_ref (self->experts);

  for (; *names != NULL; names++)
    {
      guint index = 0;

      if (!find (self, *names, &index))
        {
          set_not_found (self, *names, error);
          return NULL;
        }
      add (result, get (self, index)->index, ariadne_tree_ref (get (self, index)->tree));
    }

  return g_steal_pointer (&result);
}

/**
 * ariadne_expression_set_get_n_expressions:
 * @self: a set of expressions
 *
 * Counts the expressions.
 *
 * Returns: how many there are
 */
guint
ariadne_expression_set_get_n_expressions (AriadneExpressionSet *self)
{
  g_return_val_if_fail (ARIADNE_IS_EXPRESSION_SET (self), 0);

  return self->expressions->len;
}

/**
 * ariadne_expression_set_get_name:
 * @self: a set of expressions
 * @index: the number of an expression, from 0
 *
 * Gets what an expression is called.
 *
 * Returns: (transfer none): its name
 */
const char *
ariadne_expression_set_get_name (AriadneExpressionSet *self,
                                 guint                 index)
{
  g_return_val_if_fail (ARIADNE_IS_EXPRESSION_SET (self), NULL);
  g_return_val_if_fail (index < self->expressions->len, NULL);

  return ariadne_definitions_get_name (self->definitions, get (self, index)->index);
}

/**
 * ariadne_expression_set_get_text:
 * @self: a set of expressions
 * @index: the number of an expression, from 0
 *
 * Writes an expression.
 *
 * Returns: (transfer full): its canonical text
 */
char *
ariadne_expression_set_get_text (AriadneExpressionSet *self,
                                 guint                 index)
{
  g_return_val_if_fail (ARIADNE_IS_EXPRESSION_SET (self), NULL);
  g_return_val_if_fail (index < self->expressions->len, NULL);

  return ariadne_tree_to_string (get (self, index)->tree);
}

/**
 * ariadne_expression_set_get_tree: (skip)
 * @self: a set of expressions
 * @index: the number of an expression
 *
 * Returns: (transfer none): the expression with the functions that it needs
 */
AriadneTree *
ariadne_expression_set_get_tree (AriadneExpressionSet *self,
                                 guint                 index)
{
  g_return_val_if_fail (index < self->expressions->len, NULL);

  return get (self, index)->tree;
}

/**
 * ariadne_expression_set_dup_chain: (skip)
 * @self: a set of expressions
 * @index: the number of an expression
 *
 * Returns: (transfer full): the expression with all functions before it
 */
AriadneTree *
ariadne_expression_set_dup_chain (AriadneExpressionSet *self,
                                  guint                 index)
{
  g_return_val_if_fail (index < self->expressions->len, NULL);

  return ariadne_definitions_dup_chain (self->definitions, get (self, index)->index);
}

/**
 * ariadne_expression_set_get_environment: (skip)
 * @self: a set of expressions
 *
 * Returns: (transfer none): what is known about the free names
 */
AriadneEnvironment *
ariadne_expression_set_get_environment (AriadneExpressionSet *self)
{
  return ariadne_definitions_get_environment (self->definitions);
}

/**
 * ariadne_expression_set_get_bytes: (skip)
 * @self: a set of expressions
 *
 * Returns: (transfer none): the contents of the file that they are from, with
 *   all that the set knows about free names
 */
GBytes *
ariadne_expression_set_get_bytes (AriadneExpressionSet *self)
{
  return self->bytes;
}

/* As a set of the same expressions as another one, of a file that has the same
 * functions.
 */
static AriadneExpressionSet *
select_like (AriadneExpressionSet *self,
             AriadneExpressionSet *other)
{
  g_autoptr (GArray) all = g_steal_pointer (&self->expressions);

  self->expressions = g_array_new (FALSE, FALSE, sizeof (Expression));
  g_array_set_clear_func (self->expressions, clear_expression);
  for (guint i = 0; i < other->expressions->len; i++)
    {
      guint index = get (other, i)->index;

      add (self, index, ariadne_tree_ref (g_array_index (all, Expression, index).tree));
    }

  return self;
}

/**
 * ariadne_expression_set_rewrite: (skip)
 * @self: a set of expressions
 * @functions: for each expression, what takes the place of its last function: a typed
 *   lam, or %NULL for itself
 * @error: return location for an error
 *
 * Writes the file that the expressions are from anew, and reads it. All of it that is
 * not about these functions stays as it is. What a function calls are the functions of
 * the file.
 *
 * Returns: (transfer full): the expressions of the new file, in the same order; %NULL
 *   if it cannot be read, since a function needs what the file does not have
 */
AriadneExpressionSet *
ariadne_expression_set_rewrite (AriadneExpressionSet *self,
                                AriadneTree * const  *functions,
                                GError              **error)
{
  guint n = ariadne_definitions_get_n (self->definitions);
  g_autofree AriadneTree **all = g_new0 (AriadneTree *, n);
  g_autoptr (AriadneExpressionSet) result = NULL;
  g_autoptr (GBytes) bytes = NULL;
  const char *text;
  gsize length;
  char *written;

  for (guint i = 0; i < self->expressions->len; i++)
    all[get (self, i)->index] = functions[i];

  text = g_bytes_get_data (self->bytes, &length);
  written = ariadne_write_definitions (text, length, all);
  bytes = g_bytes_new_take (written, strlen (written));
  result = ariadne_expression_set_new_from_bytes (bytes, NULL, error);

  return result != NULL ? select_like (g_steal_pointer (&result), self) : NULL;
}

/**
 * ariadne_expression_set_get_sequences: (skip)
 * @self: a set of expressions
 *
 * Returns: (transfer none) (element-type AriadneKnownSequence): the sequences
 *   of rewrites that the file knows to be good, in its order and for any of its
 *   expressions
 */
GPtrArray *
ariadne_expression_set_get_sequences (AriadneExpressionSet *self)
{
  return self->sequences;
}

/**
 * ariadne_expression_set_get_experts: (skip)
 * @self: a set of expressions
 *
 * Returns: (transfer none) (element-type utf8): the names of the hand written
 *   solvers that the file mentions
 */
GPtrArray *
ariadne_expression_set_get_experts (AriadneExpressionSet *self)
{
  return self->experts;
}
