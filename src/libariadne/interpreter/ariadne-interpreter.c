/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <string.h>

#include "expression/ariadne-printer.h"
#include "interpreter/ariadne-interpreter-private.h"

/* Evaluation by walking over the tree. What comes last of an expression, as the
 * body of a let or of a called function, is gone on with in the same place; only
 * what is needed before recurses, up to a limit.
 */

#define MAX_SHOWN 72 /* characters of an expression in an error */

/* A function: a lam with what it sees, or a name. */
typedef struct
{
  AriadneTree    *tree;
  AriadneBinding *scope;
} Closure;

/* Variables */

static AriadneBinding *
binding_ref (AriadneBinding *self)
{
  if (self != NULL)
    self->ref_count++;

  return self;
}

void
ariadne_binding_unref (AriadneBinding *self)
{
  while (self != NULL && --self->ref_count == 0)
    {
      AriadneBinding *outer = self->outer;

      g_clear_pointer (&self->value, ariadne_value_unref);
      ariadne_binding_unref (self->scope);
      g_free (self);
      self = outer;
    }
}

/* A variable whose value is known. */
AriadneBinding *
ariadne_binding_new (AriadneBinding *outer,
                     const char     *name,
                     AriadneValue   *value)
{
  AriadneBinding *self = g_new0 (AriadneBinding, 1);

  self->ref_count = 1;
  self->outer = binding_ref (outer);
  self->name = name;
  self->value = value;

  return self;
}

/* A variable whose value can be found out. */
static AriadneBinding *
binding_new_delayed (AriadneBinding *outer,
                     const char     *name,
                     AriadneTree    *tree,
                     AriadneBinding *scope)
{
  AriadneBinding *self = ariadne_binding_new (outer, name, NULL);

  self->tree = tree;
  self->scope = binding_ref (scope);

  return self;
}

static void
closure_free (gpointer data)
{
  Closure *self = data;

  ariadne_binding_unref (self->scope);
  g_free (self);
}

AriadneValue *
ariadne_interpreter_make_function (AriadneTree    *tree,
                                   AriadneBinding *scope)
{
  Closure *closure = g_new (Closure, 1);

  closure->tree = tree;
  closure->scope = binding_ref (scope);

  return ariadne_value_new_function (closure, closure_free);
}

/* Errors */

AriadneValue *
ariadne_interpreter_fail (AriadneInterpreter     *self,
                          AriadneEvaluationError  code,
                          const char             *format,
                          ...)
{
  va_list arguments;

  g_assert (self->error == NULL);

  va_start (arguments, format);
  self->error = g_error_new_valist (ARIADNE_EVALUATION_ERROR, code, format, arguments);
  va_end (arguments);

  return NULL;
}

/* Adds to an error where it was, unless an inner expression has done so. */
static void
tell_where (AriadneInterpreter *self,
            AriadneTree        *tree)
{
  g_autofree char *text = ariadne_tree_to_string (tree);
  g_autofree char *message = NULL;
  gsize            length = strlen (text);

  if (length > MAX_SHOWN)
    length = g_utf8_find_prev_char (text, text + MAX_SHOWN) - text;

  message = g_strdup_printf ("%s, in %.*s%s", self->error->message, (int) length, text,
                             text[length] != '\0' ? "…" : "");
  g_free (self->error->message);
  self->error->message = g_steal_pointer (&message);
  self->is_located = TRUE;
}

/* Names and calls */

static AriadneValue *
force (AriadneInterpreter *self,
       AriadneBinding     *variable)
{
  if (variable->value == NULL)
    {
      variable->value = ariadne_interpreter_run (self, variable->tree, variable->scope);
      if (variable->value == NULL)
        return NULL;

      g_clear_pointer (&variable->scope, ariadne_binding_unref);
    }

  return ariadne_value_ref (variable->value);
}

AriadneValue *
ariadne_interpreter_look_up (AriadneInterpreter *self,
                             AriadneTree        *tree,
                             AriadneBinding     *scope)
{
  const char        *name = ariadne_tree_get_name (tree);
  const AriadneType *type = ariadne_tree_get_type (tree);
  AriadneValue      *value;

  for (; scope != NULL; scope = scope->outer)
    if (scope->name == name)
      return force (self, scope);

  value = g_hash_table_lookup (self->globals, name);
  if (value != NULL)
    return ariadne_value_ref (value);

  if (type != NULL && type->kind == ARIADNE_TYPE_KIND_FUNCTION)
    return ariadne_interpreter_make_function (tree, NULL);

  return ariadne_interpreter_fail (self, ARIADNE_EVALUATION_FAILED, "%s has no value", name);
}

static const struct
{
  const char *name;
  AriadneKind kind;
} builtins[] = {
  { "add$ff", ARIADNE_KIND_ADD },
  { "add$ii", ARIADNE_KIND_ADD },
  { "add$vfvf", ARIADNE_KIND_ADD },
  { "div$ff", ARIADNE_KIND_DIV },
  { "div$ii", ARIADNE_KIND_DIV },
  { "eq$ff", ARIADNE_KIND_EQ },
  { "eq$ii", ARIADNE_KIND_EQ },
  { "exp$f", ARIADNE_KIND_EXP },
  { "gt$ff", ARIADNE_KIND_GT },
  { "gt$ii", ARIADNE_KIND_GT },
  { "gte$ff", ARIADNE_KIND_GTE },
  { "gte$ii", ARIADNE_KIND_GTE },
  { "log$f", ARIADNE_KIND_LOG },
  { "mul$ff", ARIADNE_KIND_MUL },
  { "mul$ii", ARIADNE_KIND_MUL },
  { "sub$ff", ARIADNE_KIND_SUB },
  { "sub$ii", ARIADNE_KIND_SUB },
};

AriadneValue *
ariadne_interpreter_operate (AriadneInterpreter *self,
                             AriadneKind         kind,
                             AriadneValue       *a,
                             AriadneValue       *b)
{
  switch (kind)
    {
    case ARIADNE_KIND_EXP:
    case ARIADNE_KIND_LOG:
      return ariadne_arithmetic_map (&self->evaluation, kind, a, &self->error);

    case ARIADNE_KIND_EQ:
    case ARIADNE_KIND_GT:
    case ARIADNE_KIND_GTE:
      return ariadne_arithmetic_compare (&self->evaluation, kind, a, b, &self->error);

    default:
      return ariadne_arithmetic_operate (&self->evaluation, kind, a, b, &self->error);
    }
}

/* Calls a function that the expression does not define. */
static AriadneValue *
call_free (AriadneInterpreter *self,
           const AriadneTree  *function,
           AriadneValue       *argument)
{
  const char        *name = ariadne_tree_get_name (function);
  const AriadneType *type = ariadne_tree_get_type (function);
  gboolean           is_pair = argument->kind == ARIADNE_VALUE_TUPLE && argument->n_parts == 2;

  for (guint i = 0; i < G_N_ELEMENTS (builtins); i++)
    if (g_str_equal (builtins[i].name, name))
      return ariadne_interpreter_operate (self, builtins[i].kind,
                                          is_pair ? argument->parts[0] : argument,
                                          is_pair ? argument->parts[1] : NULL);

  if (self->stand_in == NULL)
    return ariadne_interpreter_fail (self, ARIADNE_EVALUATION_FAILED,
                                     "the function %s is not defined", name);

  return ariadne_stand_in_call (self->stand_in, &self->evaluation, name, type->parts[1],
                                argument, &self->error);
}

/* What a call goes on with, or the result if that is @value. */
static AriadneTree *
call (AriadneInterpreter  *self,
      AriadneTree         *tree,
      AriadneBinding     **scope,
      AriadneValue       **value)
{
  g_autoptr (AriadneValue) function = NULL;
  g_autoptr (AriadneValue) argument = NULL;
  AriadneTree    *given = ariadne_tree_get_child (tree, 1);
  AriadneTree    *called;
  Closure        *closure;
  AriadneBinding *inner;

  function = ariadne_interpreter_run (self, ariadne_tree_get_child (tree, 0), *scope);
  if (function == NULL)
    return NULL;

  closure = function->closure;
  called = closure->tree;
  if (ariadne_tree_get_kind (called) == ARIADNE_KIND_LAM)
    {
      inner = binding_new_delayed (closure->scope,
                                   ariadne_tree_get_name (ariadne_tree_get_child (called, 0)),
                                   given, *scope);
      ariadne_binding_unref (*scope);
      *scope = inner;
      return ariadne_tree_get_child (called, 1);
    }

  argument = ariadne_interpreter_run (self, given, *scope);
  if (argument != NULL)
    *value = call_free (self, called, argument);

  return NULL;
}

/* Expressions whose value is that of a part of them */

static void
enter_let (AriadneTree     *tree,
           AriadneBinding **scope)
{
  AriadneBinding *inner;

  inner = binding_new_delayed (*scope, ariadne_tree_get_name (ariadne_tree_get_child (tree, 0)),
                               ariadne_tree_get_child (tree, 1), *scope);

  ariadne_binding_unref (*scope);
  *scope = inner;
}

static gboolean
evaluate_condition (AriadneInterpreter *self,
                    AriadneTree        *tree,
                    AriadneBinding     *scope,
                    gboolean           *holds)
{
  g_autoptr (AriadneValue) value = ariadne_interpreter_run_child (self, tree, 0, scope);

  if (value == NULL)
    return FALSE;

  if (value->kind == ARIADNE_VALUE_BOOL)
    *holds = value->integer != 0;
  else
    ariadne_interpreter_fail (self, ARIADNE_EVALUATION_FAILED, "a condition is no Bool");

  return self->error == NULL;
}

/* The part of @tree that has its value, and its variables in @scope. If there is none,
 * the value itself, unless there is an error.
 */
static AriadneTree *
go_on (AriadneInterpreter  *self,
       AriadneTree         *tree,
       AriadneBinding     **scope,
       AriadneValue       **value)
{
  AriadneKind kind = ariadne_tree_get_kind (tree);
  gboolean    holds;

  switch (kind)
    {
    case ARIADNE_KIND_LET:
      enter_let (tree, scope);
      return ariadne_tree_get_child (tree, 2);

    case ARIADNE_KIND_IF:
      if (!evaluate_condition (self, tree, *scope, &holds))
        return NULL;
      return ariadne_tree_get_child (tree, holds ? 1 : 2);

    case ARIADNE_KIND_ASSERT:
      if (!evaluate_condition (self, tree, *scope, &holds))
        return NULL;
      if (!holds)
        ariadne_interpreter_fail (self, ARIADNE_EVALUATION_FAILED, "an assertion does not hold");
      return holds ? ariadne_tree_get_child (tree, 1) : NULL;

    case ARIADNE_KIND_STOP:
      return ariadne_tree_get_child (tree, 0);

    case ARIADNE_KIND_APPLY:
      return call (self, tree, scope, value);

    default:
      *value = ariadne_interpreter_compute (self, tree, *scope);
      return NULL;
    }
}

AriadneValue *
ariadne_interpreter_run (AriadneInterpreter *self,
                         AriadneTree        *tree,
                         AriadneBinding     *outer)
{
  g_autoptr (AriadneBinding) scope = binding_ref (outer);
  AriadneValue *value = NULL;
  AriadneTree  *at = NULL;

  if (self->depth == ARIADNE_INTERPRETER_MAX_DEPTH)
    return ariadne_interpreter_fail (self, ARIADNE_EVALUATION_LIMIT, "it is nested too deeply");

  self->depth++;
  while (tree != NULL && ariadne_evaluation_step (&self->evaluation, 1, &self->error))
    {
      at = tree;
      tree = go_on (self, tree, &scope, &value);
    }
  self->depth--;

  if (self->error != NULL && !self->is_located && at != NULL)
    tell_where (self, at);

  return value;
}

/**
 * ariadne_interpreter_new: (skip)
 *
 * Makes an interpreter that knows the built-in functions only.
 *
 * Returns: (transfer full): the interpreter
 */
AriadneInterpreter *
ariadne_interpreter_new (void)
{
  AriadneInterpreter *self = g_new0 (AriadneInterpreter, 1);

  self->globals = g_hash_table_new_full (NULL, NULL, NULL,
                                         (GDestroyNotify) ariadne_value_unref);

  return self;
}

/**
 * ariadne_interpreter_free: (skip)
 * @self: (transfer full): an interpreter
 *
 * Frees an interpreter.
 */
void
ariadne_interpreter_free (AriadneInterpreter *self)
{
  g_hash_table_unref (self->globals);
  g_free (self);
}

/**
 * ariadne_interpreter_set: (skip)
 * @self: an interpreter
 * @name: an interned name
 * @value: its value
 *
 * Gives a free variable a value.
 */
void
ariadne_interpreter_set (AriadneInterpreter *self,
                         const char         *name,
                         AriadneValue       *value)
{
  g_hash_table_insert (self->globals, (gpointer) name, ariadne_value_ref (value));
}

/**
 * ariadne_interpreter_clear: (skip)
 * @self: an interpreter
 *
 * Forgets the values of all free variables.
 */
void
ariadne_interpreter_clear (AriadneInterpreter *self)
{
  g_hash_table_remove_all (self->globals);
}

/**
 * ariadne_interpreter_set_stand_in: (skip)
 * @self: an interpreter
 * @stand_in: (nullable): what takes the place of functions that are not defined;
 *   must outlive the interpreter. If %NULL, to call one is an error
 *
 * Decides about functions that are not defined.
 */
void
ariadne_interpreter_set_stand_in (AriadneInterpreter   *self,
                                  const AriadneStandIn *stand_in)
{
  self->stand_in = stand_in;
}

/**
 * ariadne_interpreter_get_n_steps: (skip)
 * @self: an interpreter
 *
 * Returns: how many steps the last evaluation took
 */
guint64
ariadne_interpreter_get_n_steps (AriadneInterpreter *self)
{
  return ARIADNE_INTERPRETER_MAX_STEPS - self->evaluation.steps_left;
}

static AriadneValue *
apply (AriadneInterpreter *self,
       AriadneValue       *function,
       AriadneValue       *argument)
{
  Closure *closure = function->closure;
  g_autoptr (AriadneBinding) scope = NULL;

  if (ariadne_tree_get_kind (closure->tree) == ARIADNE_KIND_VARIABLE)
    return call_free (self, closure->tree, argument);

  scope = ariadne_binding_new (closure->scope,
                               ariadne_tree_get_name (ariadne_tree_get_child (closure->tree, 0)),
                               ariadne_value_ref (argument));

  return ariadne_interpreter_run_child (self, closure->tree, 1, scope);
}

/**
 * ariadne_interpreter_evaluate: (skip)
 * @self: an interpreter
 * @tree: a typed expression
 * @argument: (nullable): what to apply it to, if it is a function
 * @is_uncertain: (out) (optional): whether the result hangs on a comparison that
 *   might have come out otherwise without rounding
 * @error: return location for an error
 *
 * Evaluates an expression. The error is in the domain of %ARIADNE_EVALUATION_ERROR.
 *
 * Returns: (transfer full): its value, %NULL if it has none, or if it takes too much
 *   to find it
 */
AriadneValue *
ariadne_interpreter_evaluate (AriadneInterpreter  *self,
                              AriadneTree         *tree,
                              AriadneValue        *argument,
                              gboolean            *is_uncertain,
                              GError             **error)
{
  AriadneValue *value;

  self->evaluation = (AriadneEvaluation) { .steps_left = ARIADNE_INTERPRETER_MAX_STEPS };
  self->depth = 0;
  self->is_located = FALSE;

  value = ariadne_interpreter_run (self, tree, NULL);
  if (value != NULL && argument != NULL && value->kind == ARIADNE_VALUE_FUNCTION)
    {
      g_autoptr (AriadneValue) function = value;

      value = apply (self, function, argument);
    }

  if (is_uncertain != NULL)
    *is_uncertain = self->evaluation.is_uncertain;
  if (self->error != NULL)
    g_propagate_error (error, g_steal_pointer (&self->error));

  return value;
}
