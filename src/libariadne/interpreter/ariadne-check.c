/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include "core/ariadne-error.h"
#include "expression/ariadne-equality.h"
#include "interpreter/ariadne-check.h"
#include "interpreter/ariadne-program.h"

/* An error bound is of first order and each program has its own; this many times
 * their sum is taken for rounding. Agreement within more than LARGEST_TOLERANCE,
 * relative to the numbers or to one, tells nothing.
 */
#define SAFETY            2.0
#define LARGEST_TOLERANCE 1e-6

#define MAX_ATTEMPTS     24  /* to find an input that the first program runs on */
#define N_SIMPLE_DRAWS   200 /* in search of a simpler counterexample */

/* The steps that all runs may take, and those in search of a simpler counterexample. */
#define MAX_STEPS        50000000
#define MAX_SIMPLE_STEPS 10000000

/* How two programs compare on one input, from what tells least. */
typedef enum {
  OUTCOME_SAME,
  OUTCOME_UNDEFINED, /* the first one has no value */
  OUTCOME_UNDECIDED,
  OUTCOME_FAILURE, /* the second one has no value */
  OUTCOME_DIFFERENT,
} Outcome;

typedef struct
{
  AriadneTree        *a;
  AriadneTree        *b;
  GArray             *variables; /* of AriadneVariable */
  AriadneInputs      *inputs;
  AriadneInterpreter *interpreter;
  AriadneCheck       *check;
  Outcome             found; /* what the counterexample shows */
  guint64             n_steps;
} Run;

/* What a program makes of one input. */
typedef struct
{
  AriadneValue *value;
  GError       *error;
  gboolean      is_uncertain;
} Result;

static void
result_clear (Result *self)
{
  g_clear_pointer (&self->value, ariadne_value_unref);
  g_clear_error (&self->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Result, result_clear)

/* Comparing values */

static Outcome
compare_reals (AriadneReal a,
               AriadneReal b)
{
  double tolerance = SAFETY * (a.error + b.error);
  double scale = MAX (1.0, MAX (fabs (a.value), fabs (b.value)));

  if (!ariadne_real_is_defined (a))
    return OUTCOME_UNDEFINED;
  if (!ariadne_real_is_known (a) || isinf (b.error))
    return OUTCOME_UNDECIDED;
  if (!ariadne_real_is_defined (b))
    return OUTCOME_FAILURE;
  if (fabs (a.value - b.value) > tolerance)
    return OUTCOME_DIFFERENT;

  return a.value == b.value || tolerance <= LARGEST_TOLERANCE * scale ? OUTCOME_SAME
                                                                      : OUTCOME_UNDECIDED;
}

static Outcome
compare_values (const AriadneValue *a,
                const AriadneValue *b)
{
  Outcome worst = OUTCOME_SAME;

  if (a->kind != b->kind || a->n_parts != b->n_parts)
    return OUTCOME_DIFFERENT;
  if (a->kind == ARIADNE_VALUE_FLOAT)
    return compare_reals (a->real, b->real);
  if (a->kind == ARIADNE_VALUE_FUNCTION)
    return OUTCOME_UNDECIDED;
  if (!ariadne_value_is_composite (a))
    return a->integer == b->integer ? OUTCOME_SAME : OUTCOME_DIFFERENT;

  for (guint i = 0; i < a->n_parts; i++)
    {
      Outcome outcome = compare_values (a->parts[i], b->parts[i]);

      worst = MAX (worst, outcome);
    }

  return worst;
}

static gboolean
is_limit (const GError *error)
{
  return g_error_matches (error, ARIADNE_EVALUATION_ERROR, ARIADNE_EVALUATION_LIMIT);
}

static Outcome
compare_results (const Result *a,
                 const Result *b)
{
  Outcome outcome = OUTCOME_FAILURE;

  if (a->value == NULL)
    return is_limit (a->error) ? OUTCOME_UNDECIDED : OUTCOME_UNDEFINED;
  if (b->value == NULL && is_limit (b->error))
    return OUTCOME_UNDECIDED;
  if (b->value != NULL)
    outcome = compare_values (a->value, b->value);

  if (outcome >= OUTCOME_FAILURE && (a->is_uncertain || b->is_uncertain))
    return OUTCOME_UNDECIDED;

  return outcome;
}

/* Running */

static void
evaluate (Run                 *self,
          AriadneTree         *tree,
          const AriadneSample *sample,
          Result              *result)
{
  AriadneValue *argument = NULL;

  ariadne_interpreter_clear (self->interpreter);
  ariadne_interpreter_set_stand_in (self->interpreter, &sample->stand_in);
  for (guint i = 0; i < self->variables->len; i++)
    {
      const char *name = g_array_index (self->variables, AriadneVariable, i).name;

      if (name != NULL)
        ariadne_interpreter_set (self->interpreter, name, sample->values[i]);
      else
        argument = sample->values[i];
    }

  result->value = ariadne_interpreter_evaluate (self->interpreter, tree, argument,
                                                &result->is_uncertain, &result->error);
  self->n_steps += ariadne_interpreter_get_n_steps (self->interpreter);
}

static Outcome
compare_on (Run                 *self,
            const AriadneSample *sample)
{
  g_auto (Result) a = { NULL };
  g_auto (Result) b = { NULL };

  evaluate (self, self->a, sample, &a);
  if (a.value != NULL)
    evaluate (self, self->b, sample, &b);

  return compare_results (&a, &b);
}

/* Draws until the first program runs, or often enough. What takes too long once will
 * do so again.
 */
static AriadneSample *
draw_input (Run     *self,
            guint    max_attempts,
            Outcome *outcome)
{
  AriadneSample *sample = NULL;

  for (guint i = 0; i < max_attempts; i++)
    {
      g_clear_pointer (&sample, ariadne_sample_free);
      sample = ariadne_inputs_draw (self->inputs, FALSE);
      *outcome = compare_on (self, sample);
      if (*outcome == OUTCOME_SAME || *outcome >= OUTCOME_FAILURE)
        {
          ariadne_inputs_keep (self->inputs);
          break;
        }
      if (*outcome == OUTCOME_UNDECIDED)
        break;
    }

  return sample;
}

/* Counterexamples */

/* Takes @candidate if it is a counterexample that is easier to read. */
static gboolean
take_if_better (Run            *self,
                AriadneSample **best,
                AriadneSample  *candidate)
{
  if (ariadne_sample_measure (candidate) < ariadne_sample_measure (*best) &&
      compare_on (self, candidate) == self->found)
    {
      ariadne_sample_free (*best);
      *best = candidate;
      return TRUE;
    }

  ariadne_sample_free (candidate);

  return FALSE;
}

/* Simplifies scalar after scalar as far as it goes. */
static void
simplify (Run            *self,
          AriadneSample **best)
{
  gboolean is_leaf = TRUE;

  for (guint leaf = 0; is_leaf && self->n_steps < MAX_SIMPLE_STEPS; leaf++)
    {
      gboolean done = FALSE;

      for (guint how = 0; how <= 4 && is_leaf && !done; how++)
        {
          AriadneSample *candidate = ariadne_sample_copy (*best);

          ariadne_sample_simplify (candidate, leaf, how, &is_leaf);
          done = take_if_better (self, best, candidate);
        }
    }
}

static void
tell_difference (Run           *self,
                 AriadneSample *found)
{
  AriadneSample *best = found;
  g_auto (Result) a = { NULL };
  g_auto (Result) b = { NULL };

  self->n_steps = 0;
  for (guint i = 0; i < N_SIMPLE_DRAWS && self->n_steps < MAX_SIMPLE_STEPS; i++)
    take_if_better (self, &best, ariadne_inputs_draw (self->inputs, TRUE));
  simplify (self, &best);

  evaluate (self, self->a, best, &a);
  evaluate (self, self->b, best, &b);
  self->check->inputs = ariadne_program_describe_inputs (self->a, self->variables, best);
  self->check->value_a = ariadne_value_to_string (a.value);
  self->check->value_b = b.value != NULL ? ariadne_value_to_string (b.value)
                                         : g_strdup (b.error->message);
  ariadne_sample_free (best);
}

/* Why the first input that did not decide did not. */
static void
tell_reason (Run                 *self,
             const AriadneSample *sample,
             Outcome              outcome)
{
  g_auto (Result)  a = { NULL };
  const char      *reason = "rounding may have hidden a difference";

  if (self->check->reason != NULL)
    return;

  evaluate (self, self->a, sample, &a);
  if (a.error != NULL)
    reason = a.error->message;
  else if (outcome == OUTCOME_UNDEFINED)
    reason = "the result, or a part of it, is no number";

  self->check->reason = g_strdup (reason);
}

static void
run_inputs (Run   *self,
            guint  n_inputs)
{
  AriadneCheck *check = self->check;

  for (guint i = 0; i < n_inputs && self->n_steps < MAX_STEPS; i++)
    {
      g_autoptr (AriadneSample) sample = NULL;
      guint   max_attempts = MAX_ATTEMPTS;
      Outcome outcome = OUTCOME_UNDEFINED;

      /* A program that has run on no input so far does not get so many more. */
      if (check->n_undefined > 8 && check->n_agreed == 0)
        max_attempts = 2;

      sample = draw_input (self, max_attempts, &outcome);
      check->n_inputs++;
      check->n_agreed += outcome == OUTCOME_SAME;
      check->n_undecided += outcome == OUTCOME_UNDECIDED;
      check->n_undefined += outcome == OUTCOME_UNDEFINED;

      if (outcome >= OUTCOME_FAILURE)
        {
          check->verdict = ARIADNE_VERDICT_DIFFERENT;
          check->is_failure = outcome == OUTCOME_FAILURE;
          self->found = outcome;
          tell_difference (self, g_steal_pointer (&sample));
          return;
        }
      if (outcome != OUTCOME_SAME)
        tell_reason (self, sample, outcome);
    }

  if (check->n_agreed > 0)
    check->verdict = ARIADNE_VERDICT_EQUAL;
}

/* Equality does not tell 1 from 1.0, which may be divided with other results. */
static gboolean
have_same_constants (const AriadneTree *a,
                     const AriadneTree *b)
{
  if (ariadne_tree_get_kind (a) == ARIADNE_KIND_CONSTANT)
    return ariadne_tree_get_type (a) == ariadne_tree_get_type (b);

  for (guint i = 0; i < ariadne_tree_get_n_children (a); i++)
    if (!have_same_constants (ariadne_tree_get_child (a, i), ariadne_tree_get_child (b, i)))
      return FALSE;

  return TRUE;
}

/* Returns whether there are values for all variables; tells the reason if not. */
static gboolean
add_inputs (Run *self)
{
  for (guint i = 0; i < self->variables->len; i++)
    {
      const AriadneType *type = g_array_index (self->variables, AriadneVariable, i).type;

      if (!ariadne_inputs_add (self->inputs, type))
        {
          g_autofree char *text = ariadne_type_to_string (type);

          self->check->reason = g_strdup_printf ("there are no inputs of type %s", text);
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
check_types (AriadneTree  *a,
             AriadneTree  *b,
             GError      **error)
{
  g_autofree char *text_a = NULL;
  g_autofree char *text_b = NULL;

  if (ariadne_tree_get_type (a) == ariadne_tree_get_type (b))
    return TRUE;

  text_a = ariadne_type_to_string (ariadne_tree_get_type (a));
  text_b = ariadne_type_to_string (ariadne_tree_get_type (b));
  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_TYPE,
               "the first expression is of type %s and the second one of type %s",
               text_a, text_b);

  return FALSE;
}

/**
 * ariadne_check_run: (skip)
 * @a: a typed expression
 * @b: another one, of the same type
 * @n_inputs: how many inputs to try
 * @seed: what decides about the inputs
 * @error: return location for an error
 *
 * Checks whether @b may take the place of @a. Ends with the first input on which it
 * may not.
 *
 * Returns: (transfer full): the result, %NULL if the two cannot be compared
 */
AriadneCheck *
ariadne_check_run (AriadneTree  *a,
                   AriadneTree  *b,
                   guint         n_inputs,
                   guint64       seed,
                   GError      **error)
{
  g_autoptr (AriadneCheck) check = g_new0 (AriadneCheck, 1);
  g_autoptr (AriadneInputs) inputs = ariadne_inputs_new (seed);
  g_autoptr (AriadneInterpreter) interpreter = ariadne_interpreter_new ();
  g_autoptr (GArray) variables = g_array_new (FALSE, FALSE, sizeof (AriadneVariable));
  Run run = { a, b, variables, inputs, interpreter, check };

  if (!check_types (a, b, error) ||
      !ariadne_program_add_variables (a, variables, error) ||
      !ariadne_program_add_variables (b, variables, error))
    return NULL;

  check->is_same = ariadne_tree_equal (a, b) && have_same_constants (a, b);
  if (!check->is_same)
    {
      check->verdict = ARIADNE_VERDICT_UNKNOWN;
      if (add_inputs (&run))
        run_inputs (&run, n_inputs);
    }

  return g_steal_pointer (&check);
}

/**
 * ariadne_check_free: (skip)
 * @self: (transfer full): a result
 *
 * Frees a result.
 */
void
ariadne_check_free (AriadneCheck *self)
{
  g_free (self->reason);
  g_free (self->inputs);
  g_free (self->value_a);
  g_free (self->value_b);
  g_free (self);
}
