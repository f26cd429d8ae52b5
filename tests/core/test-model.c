/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-error.h"
#include "core/ariadne-model.h"

#include "toy-domain.h"

/* A model that writes down the batches that it is given. Head t of a state n
 * is 10 n + t. It fails at the batch number fail_at, counted from 0.
 */
#define TOY_TYPE_MODEL (toy_model_get_type ())
G_DECLARE_FINAL_TYPE (ToyModel, toy_model, TOY, MODEL, GObject)

struct _ToyModel
{
  GObject  parent_instance;
  GArray  *sizes;
  gint     fail_at;
  gboolean reads_bytes;
};

static guint
toy_model_get_n_heads (AriadneModel *model)
{
  return 3;
}

static gboolean
toy_model_needs_encoding (AriadneModel *model)
{
  return TOY_MODEL (model)->reads_bytes;
}

static guint32
read_value (ToyModel        *self,
            AriadneSequence *sequence,
            guint            index)
{
  const guint8 *bytes;
  gsize length;

  if (!self->reads_bytes)
    return toy_state_get_value (ariadne_sequence_get_state (sequence, index));

  bytes = ariadne_sequence_get_encoded (sequence, index, &length);
  g_assert_cmpuint (length, ==, 4);

  return bytes[0] + 256 * bytes[1];
}

static gboolean
toy_model_evaluate (AriadneModel        *model,
                    const AriadneBatch  *batch,
                    AriadneMatrix       *output,
                    GError             **error)
{
  ToyModel *self = TOY_MODEL (model);
  guint n_rows = ariadne_batch_get_n_rows (batch);
  guint row = 0;

  if ((gint) self->sizes->len == self->fail_at)
    {
      g_set_error_literal (error, ARIADNE_ERROR, ARIADNE_ERROR_MODEL, "out of order");
      return FALSE;
    }

  g_array_append_val (self->sizes, n_rows);
  for (guint s = 0; s < ariadne_batch_get_n_segments (batch); s++)
    {
      guint first, n;
      AriadneSequence *sequence = ariadne_batch_get_segment (batch, s, &first, &n);

      for (guint i = first; i < first + n; i++, row++)
        for (guint t = 0; t < 3; t++)
          ariadne_matrix_get_row (output, row)[t] = 10 * read_value (self, sequence, i) + t;
    }

  return TRUE;
}

static void
toy_model_iface_init (AriadneModelInterface *iface)
{
  iface->get_n_heads = toy_model_get_n_heads;
  iface->needs_encoding = toy_model_needs_encoding;
  iface->evaluate = toy_model_evaluate;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ToyModel, toy_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ARIADNE_TYPE_MODEL, toy_model_iface_init))

static void
toy_model_finalize (GObject *object)
{
  g_array_unref (TOY_MODEL (object)->sizes);

  G_OBJECT_CLASS (toy_model_parent_class)->finalize (object);
}

static void
toy_model_class_init (ToyModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = toy_model_finalize;
}

static void
toy_model_init (ToyModel *self)
{
  self->sizes = g_array_new (FALSE, FALSE, sizeof (guint));
  self->fail_at = -1;
}

#define N_STATES 7

static void
evaluate_seven (ToyModel       *model,
                AriadneMatrix **output,
                GError        **error)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  AriadneState *states[N_STATES];

  for (guint i = 0; i < N_STATES; i++)
    states[i] = toy_state_new (100 + i);

  *output = ariadne_model_evaluate_states (ARIADNE_MODEL (model), domain,
                                           states, N_STATES, 3, error);

  for (guint i = 0; i < N_STATES; i++)
    ariadne_state_unref (states[i]);
}

static void
test_evaluates_in_batches (gconstpointer reads_bytes)
{
  g_autoptr (ToyModel) model = g_object_new (TOY_TYPE_MODEL, NULL);
  g_autoptr (AriadneMatrix) output = NULL;
  g_autoptr (GError) error = NULL;

  model->reads_bytes = reads_bytes != NULL;
  evaluate_seven (model, &output, &error);
  g_assert_no_error (error);

  g_assert_cmpuint (model->sizes->len, ==, 3);
  g_assert_cmpuint (g_array_index (model->sizes, guint, 0), ==, 3);
  g_assert_cmpuint (g_array_index (model->sizes, guint, 1), ==, 3);
  g_assert_cmpuint (g_array_index (model->sizes, guint, 2), ==, 1);

  g_assert_cmpuint (ariadne_matrix_get_n_rows (output), ==, N_STATES);
  for (guint i = 0; i < N_STATES; i++)
    for (guint t = 0; t < 3; t++)
      g_assert_cmpfloat (ariadne_matrix_get_row (output, i)[t], ==, 1000 + 10 * i + t);
}

static void
test_failure_gives_no_answer (void)
{
  g_autoptr (ToyModel) model = g_object_new (TOY_TYPE_MODEL, NULL);
  g_autoptr (AriadneMatrix) output = NULL;
  g_autoptr (GError) error = NULL;

  model->fail_at = 1;
  evaluate_seven (model, &output, &error);

  g_assert_null (output);
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_MODEL);
}

static void
test_nothing_to_evaluate (void)
{
  g_autoptr (ToyModel) model = g_object_new (TOY_TYPE_MODEL, NULL);
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneMatrix) output = NULL;
  g_autoptr (GError) error = NULL;

  output = ariadne_model_evaluate_states (ARIADNE_MODEL (model), domain, NULL, 0, 3, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (ariadne_matrix_get_n_rows (output), ==, 0);
  g_assert_cmpuint (ariadne_matrix_get_n_columns (output), ==, 3);
  g_assert_cmpuint (model->sizes->len, ==, 0);
}

/* What a model does not say about itself. */
static void
test_plain_model (void)
{
  g_autoptr (ToyModel) model = g_object_new (TOY_TYPE_MODEL, NULL);
  g_autoptr (AriadneBatch) batch = ariadne_batch_new ();
  g_autoptr (AriadneMatrix) output = ariadne_matrix_new (0, 3);
  g_autoptr (GError) error = NULL;
  AriadneModelTimes times;
  gint64 before = g_get_monotonic_time ();
  gboolean succeeded;

  g_assert_cmpuint (ariadne_model_get_n_slots (ARIADNE_MODEL (model)), ==, 1);

  succeeded = ariadne_model_evaluate_timed (ARIADNE_MODEL (model), batch, output, &times, &error);
  g_assert_no_error (error);
  g_assert_true (succeeded);
  g_assert_cmpint (times.start, >=, before);
  g_assert_cmpint (times.computing, ==, times.start);
  g_assert_cmpint (times.computed, ==, times.end);
  g_assert_cmpint (times.end, <=, g_get_monotonic_time ());

  model->fail_at = 1;
  succeeded = ariadne_model_evaluate_timed (ARIADNE_MODEL (model), batch, output, &times, &error);
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_MODEL);
  g_assert_false (succeeded);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/Ariadne/Model/evaluates_states_in_batches",
                        NULL, test_evaluates_in_batches);
  g_test_add_data_func ("/Ariadne/Model/evaluates_encoded_states_in_batches",
                        "bytes", test_evaluates_in_batches);
  g_test_add_func ("/Ariadne/Model/failure_gives_no_answer", test_failure_gives_no_answer);
  g_test_add_func ("/Ariadne/Model/nothing_to_evaluate", test_nothing_to_evaluate);
  g_test_add_func ("/Ariadne/Model/plain_model", test_plain_model);

  return g_test_run ();
}
