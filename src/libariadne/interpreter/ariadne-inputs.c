/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include "interpreter/ariadne-inputs.h"

#define MAX_SCALARS 50000 /* in a draw, about */

typedef enum {
  FLOATS_PLAIN,    /* between -2 and 2 */
  FLOATS_POSITIVE, /* between 0.1 and 3 */
  FLOATS_WHOLE,    /* small numbers without a fraction, zero among them */
  FLOATS_MIXED,    /* of any magnitude */
  N_FLOATS,
} Floats;

typedef enum {
  INTEGER_SMALL_SIZE,
  INTEGER_LARGE_SIZE,
  INTEGER_POSITION, /* in a vector of the small size */
  INTEGER_NUMBER,
  N_INTEGERS,
} Integer;

/* What vectors and Integers are to be, by a bit or two for each. */
typedef struct
{
  guint64 vectors;
  guint64 integers;
} Plan;

struct _AriadneInputs
{
  GRand     *random;
  GPtrArray *types;   /* of AriadneType */
  guint      depth;   /* of vectors in them */
  guint      n_nodes; /* of all of them */
  Plan       plan;  /* of the last draw */
  Plan       kept;
  gboolean   has_kept;

  /* The draw that is being made. */
  Floats floats;
  guint  small_size;
  guint  large_size;
  guint  n_vectors;
  guint  n_integers;
};

/**
 * ariadne_inputs_new: (skip)
 * @seed: what decides about all draws
 *
 * Returns: (transfer full): inputs for no variables yet
 */
AriadneInputs *
ariadne_inputs_new (guint64 seed)
{
  AriadneInputs *self = g_new0 (AriadneInputs, 1);
  guint32        words[] = { (guint32) seed, (guint32) (seed >> 32) };

  self->random = g_rand_new_with_seed_array (words, G_N_ELEMENTS (words));
  self->types = g_ptr_array_new ();

  return self;
}

/**
 * ariadne_inputs_free: (skip)
 * @self: (transfer full): inputs
 *
 * Frees inputs.
 */
void
ariadne_inputs_free (AriadneInputs *self)
{
  g_rand_free (self->random);
  g_ptr_array_unref (self->types);
  g_free (self);
}

/* How deeply vectors are nested in a type. */
static guint
measure_depth (const AriadneType *type)
{
  guint depth = 0;

  for (guint i = 0; i < type->n_parts; i++)
    {
      guint inner = measure_depth (type->parts[i]);

      depth = MAX (depth, inner);
    }

  return depth + (type->kind == ARIADNE_TYPE_KIND_TENSOR ? 1 : 0);
}

static gboolean
can_draw (const AriadneType *type)
{
  switch (type->kind)
    {
    case ARIADNE_TYPE_KIND_FLOAT:
    case ARIADNE_TYPE_KIND_INTEGER:
    case ARIADNE_TYPE_KIND_BOOL:
      return TRUE;

    case ARIADNE_TYPE_KIND_TENSOR:
    case ARIADNE_TYPE_KIND_TUPLE:
      for (guint i = 0; i < type->n_parts; i++)
        if (!can_draw (type->parts[i]))
          return FALSE;
      return TRUE;

    default:
      return FALSE;
    }
}

/**
 * ariadne_inputs_add: (skip)
 * @self: inputs
 * @type: the type of a variable
 *
 * Adds a variable.
 *
 * Returns: whether there are values of that type to be drawn
 */
gboolean
ariadne_inputs_add (AriadneInputs     *self,
                    const AriadneType *type)
{
  guint depth;

  g_ptr_array_add (self->types, (gpointer) type);
  depth = measure_depth (type);
  self->depth = MAX (self->depth, depth);
  self->n_nodes += type->n_nodes;

  return can_draw (type);
}

/* Numbers with few digits make counterexamples that can be read. */
static double
round_to_digits (double value,
                 double unit)
{
  return round (value / unit) * unit;
}

static double
draw_mixed (AriadneInputs *self)
{
  int    exponent = g_rand_int_range (self->random, -3, 4);
  double value = g_rand_double_range (self->random, -10.0, 10.0);

  return round_to_digits (value, 0.1) * pow (10.0, exponent);
}

static double
draw_float (AriadneInputs *self)
{
  switch (self->floats)
    {
    case FLOATS_PLAIN:
      return round_to_digits (g_rand_double_range (self->random, -2.0, 2.0), 0x1p-6);

    case FLOATS_POSITIVE:
      return round_to_digits (g_rand_double_range (self->random, 0.1, 3.0), 0x1p-6);

    case FLOATS_WHOLE:
      return g_rand_int_range (self->random, -2, 4);

    case FLOATS_MIXED:
    default:
      return draw_mixed (self);
    }
}

static gint64
draw_integer (AriadneInputs *self)
{
  Integer which = self->plan.integers >> 2 * (self->n_integers++ % 32) & 3;

  switch (which)
    {
    case INTEGER_SMALL_SIZE:
      return self->small_size;

    case INTEGER_LARGE_SIZE:
      return self->large_size;

    case INTEGER_POSITION:
      return g_rand_int_range (self->random, 0, MAX (self->small_size, 1));

    case INTEGER_NUMBER:
    default:
      return g_rand_int_range (self->random, -2, 6);
    }
}

static AriadneValue *draw_value (AriadneInputs     *self,
                                 const AriadneType *type);

/* All elements have the same shape, so each begins where the first one did. */
static AriadneValue *
draw_vector (AriadneInputs     *self,
             const AriadneType *type)
{
  gboolean      is_large = (self->plan.vectors >> self->n_vectors++ % 64 & 1) != 0;
  guint         size = is_large ? self->large_size : self->small_size;
  AriadneValue *vector = ariadne_value_new_parts (ARIADNE_VALUE_VECTOR, size);
  guint         n_vectors = self->n_vectors;
  guint         n_integers = self->n_integers;

  for (guint i = 0; i < size; i++)
    {
      self->n_vectors = n_vectors;
      self->n_integers = n_integers;
      vector->parts[i] = draw_value (self, type->parts[0]);
    }

  return vector;
}

static AriadneValue *
draw_tuple (AriadneInputs     *self,
            const AriadneType *type)
{
  AriadneValue *tuple = ariadne_value_new_parts (ARIADNE_VALUE_TUPLE, type->n_parts);

  for (guint i = 0; i < type->n_parts; i++)
    tuple->parts[i] = draw_value (self, type->parts[i]);

  return tuple;
}

static AriadneValue *
draw_value (AriadneInputs     *self,
            const AriadneType *type)
{
  switch (type->kind)
    {
    case ARIADNE_TYPE_KIND_INTEGER:
      return ariadne_value_new_integer (draw_integer (self));

    case ARIADNE_TYPE_KIND_BOOL:
      return ariadne_value_new_bool (g_rand_boolean (self->random));

    case ARIADNE_TYPE_KIND_TENSOR:
      return draw_vector (self, type);

    case ARIADNE_TYPE_KIND_TUPLE:
      return draw_tuple (self, type);

    case ARIADNE_TYPE_KIND_FLOAT:
    default:
      return ariadne_value_new_float (draw_float (self));
    }
}

static guint64
draw_bits (AriadneInputs *self)
{
  return (guint64) g_rand_int (self->random) << 32 | g_rand_int (self->random);
}

static void
choose_plan (AriadneInputs *self)
{
  guint die = (guint) g_rand_int_range (self->random, 0, 10);

  if (self->has_kept && die < 6)
    self->plan = self->kept;
  else if (die >= 8)
    self->plan = (Plan) { 0, 0 };
  else
    self->plan = (Plan) { draw_bits (self), draw_bits (self) };
}

/* Whether a draw may have vectors of that size. */
static gboolean
is_small_enough (const AriadneInputs *self,
                 guint                size)
{
  return pow (size, self->depth) * self->n_nodes <= MAX_SCALARS;
}

/* Nothing and much are rare. */
static void
choose_sizes (AriadneInputs *self,
              gboolean       is_simple)
{
  guint die = (guint) g_rand_int_range (self->random, 0, 20);

  if (die == 0)
    self->small_size = 0;
  else if (die == 1 && !is_simple)
    self->small_size = 8;
  else
    self->small_size = 1 + die % (is_simple ? 2 : 3);

  self->large_size = self->small_size + (is_simple ? 1 : 1 + die % 2);
  while (self->large_size > 1 && !is_small_enough (self, self->large_size))
    self->large_size--;
  self->small_size = MIN (self->small_size, self->large_size);

  self->floats = is_simple ? FLOATS_WHOLE
                           : (Floats) g_rand_int_range (self->random, 0, N_FLOATS);
}

/**
 * ariadne_inputs_draw: (skip)
 * @self: inputs
 * @is_simple: whether to draw small vectors and plain numbers
 *
 * Draws values for all variables.
 *
 * Returns: (transfer full): the values
 */
AriadneSample *
ariadne_inputs_draw (AriadneInputs *self,
                     gboolean       is_simple)
{
  AriadneSample *sample;

  choose_plan (self);
  choose_sizes (self, is_simple);
  self->n_vectors = self->n_integers = 0;

  sample = g_malloc0 (sizeof *sample + self->types->len * sizeof sample->values[0]);
  sample->stand_in.seed = g_rand_int (self->random);
  sample->stand_in.size = self->small_size;
  sample->n_values = self->types->len;
  for (guint i = 0; i < sample->n_values; i++)
    sample->values[i] = draw_value (self, g_ptr_array_index (self->types, i));

  return sample;
}

/**
 * ariadne_inputs_keep: (skip)
 * @self: inputs
 *
 * Tells that the last draw was one that the program runs on.
 */
void
ariadne_inputs_keep (AriadneInputs *self)
{
  self->kept = self->plan;
  self->has_kept = TRUE;
}

/**
 * ariadne_sample_copy: (skip)
 * @self: a sample
 *
 * Returns: (transfer full): another one with the same values
 */
AriadneSample *
ariadne_sample_copy (const AriadneSample *self)
{
  gsize          size = sizeof *self + self->n_values * sizeof self->values[0];
  AriadneSample *copy = g_memdup2 (self, size);

  for (guint i = 0; i < copy->n_values; i++)
    ariadne_value_ref (copy->values[i]);

  return copy;
}

/**
 * ariadne_sample_free: (skip)
 * @self: (transfer full): a sample
 *
 * Frees a sample.
 */
void
ariadne_sample_free (AriadneSample *self)
{
  for (guint i = 0; i < self->n_values; i++)
    ariadne_value_unref (self->values[i]);

  g_free (self);
}

/* The simplest numbers, in the order in which they are preferred. */
static const int simple_numbers[] = { 0, 1, -1, 2 };

static AriadneValue *
make_simple (const AriadneValue *value,
             guint               how)
{
  if (how > G_N_ELEMENTS (simple_numbers))
    return NULL;

  if (value->kind == ARIADNE_VALUE_FLOAT)
    return ariadne_value_new_float (how < G_N_ELEMENTS (simple_numbers)
                                    ? simple_numbers[how]
                                    : trunc (value->real.value));

  if (how == G_N_ELEMENTS (simple_numbers))
    return NULL;

  return value->kind == ARIADNE_VALUE_INTEGER
             ? ariadne_value_new_integer (simple_numbers[how])
             : ariadne_value_new_bool (how == 0 ? FALSE : TRUE);
}

/* A copy of @value where one scalar is simpler; @leaf counts down to it. */
static AriadneValue *
simplify (AriadneValue *value,
          guint        *leaf,
          guint         how,
          gboolean     *is_leaf)
{
  AriadneValue *copy;

  if (!ariadne_value_is_composite (value))
    {
      AriadneValue *simple = NULL;

      if ((*leaf)-- == 0)
        {
          *is_leaf = TRUE;
          simple = make_simple (value, how);
        }

      return simple != NULL ? simple : ariadne_value_ref (value);
    }

  copy = ariadne_value_new_parts (value->kind, value->n_parts);
  for (guint i = 0; i < value->n_parts; i++)
    copy->parts[i] = *is_leaf ? ariadne_value_ref (value->parts[i])
                              : simplify (value->parts[i], leaf, how, is_leaf);

  return copy;
}

/**
 * ariadne_sample_simplify: (skip)
 * @self: a sample
 * @leaf: which of its scalars
 * @how: in which way, counted from the most thorough one
 * @is_leaf: (out): whether it has that many scalars
 *
 * Makes one scalar simpler.
 *
 * Returns: whether the sample is simpler now
 */
gboolean
ariadne_sample_simplify (AriadneSample *self,
                         guint          leaf,
                         guint          how,
                         gboolean      *is_leaf)
{
  double before = ariadne_sample_measure (self);

  *is_leaf = FALSE;
  for (guint i = 0; i < self->n_values && !*is_leaf; i++)
    {
      g_autoptr (AriadneValue) old = self->values[i];

      self->values[i] = simplify (old, &leaf, how, is_leaf);
    }

  return ariadne_sample_measure (self) < before;
}

static double
measure_number (double value)
{
  double magnitude = fabs (value);

  return (value < 0.0 ? 0.125 : 0.0) + (value == floor (value) ? 0.0 : 2.0) +
         (magnitude == 0.0 ? 0.0 : 0.25 + fabs (log2 (magnitude)) * 0.25);
}

static double
measure (const AriadneValue *value)
{
  double sum = 1.0;

  if (value->kind == ARIADNE_VALUE_FLOAT)
    return sum + measure_number (value->real.value);
  if (!ariadne_value_is_composite (value))
    return sum + measure_number ((double) value->integer);

  for (guint i = 0; i < value->n_parts; i++)
    sum += measure (value->parts[i]);

  return sum;
}

/**
 * ariadne_sample_measure: (skip)
 * @self: a sample
 *
 * Returns: how much there is to read in it
 */
double
ariadne_sample_measure (const AriadneSample *self)
{
  double sum = 0.0;

  for (guint i = 0; i < self->n_values; i++)
    sum += measure (self->values[i]);

  return sum;
}
