/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-error.h"
#include "model/ariadne-fake-model.h"

#include "random-graph.h"
#include "toy-domain.h"

static AriadneMatrix *
evaluate (AriadneFakeModel *model,
          AriadneDomain    *domain,
          guint32           value)
{
  g_autoptr (AriadneState) state = toy_state_new (value);
  g_autoptr (GError) error = NULL;
  AriadneMatrix *output;

  output = ariadne_model_evaluate_states (ARIADNE_MODEL (model), domain, &state, 1, 8, &error);
  g_assert_no_error (error);

  return output;
}

/* The number 45, 101101 in binary, has size 6 and cost 4. */
static void
assert_answers (const char  *spec,
                const float *expected,
                guint        n_heads)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (AriadneFakeModel) model = ariadne_fake_model_new_from_spec (domain, spec, &error);
  g_autoptr (AriadneMatrix) output = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (ariadne_model_get_n_heads (ARIADNE_MODEL (model)), ==, n_heads);
  g_assert_false (ariadne_model_needs_encoding (ARIADNE_MODEL (model)));

  output = evaluate (model, domain, 45);
  for (guint t = 0; t < n_heads; t++)
    g_assert_cmpfloat (ariadne_matrix_get_row (output, 0)[t], ==, expected[t]);
}

static void
test_answers (void)
{
  const float zero[] = { 0, 0, 0 };
  const float mod[] = { 10, 7, 4, 1 };      /* 42, 71, 100, 129 mod 16 */
  const float costmod[] = { 20, 3, 9, 15 }; /* 20, 26, 32, 38 mod 23 */
  const float linear[] = { 0, 0, 1, 1, 2, 2, 3, 3, 3 };

  assert_answers ("fake:adv=zero,heads=3", zero, 3);
  assert_answers ("fake:adv=mod,heads=4", mod, 4);
  assert_answers ("fake:heads=4", mod, 4);
  assert_answers ("fake:heads=4,adv=costmod", costmod, 4);
  assert_answers ("fake:adv=linear,heads=9", linear, 9);
}

static void
test_encoded (void)
{
  g_autoptr (AriadneFakeModel) model = NULL;
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneState) state = toy_state_new (1);
  g_autoptr (AriadneMatrix) output = NULL;
  g_autoptr (GError) error = NULL;

  model = ariadne_fake_model_new (NULL, ARIADNE_FAKE_ADVANTAGE_MOD, 4, 0, 0);
  g_assert_true (ariadne_model_needs_encoding (ARIADNE_MODEL (model)));

  output = ariadne_model_evaluate_states (ARIADNE_MODEL (model), domain, &state, 1, 8, &error);
  g_assert_null (output);
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE);
}

static void
test_takes_its_time (void)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneFakeModel) model = NULL;
  g_autoptr (AriadneMatrix) output = NULL;
  gint64 start = g_get_monotonic_time ();

  model = ariadne_fake_model_new (domain, ARIADNE_FAKE_ADVANTAGE_ZERO, 1, 1500000, 500000);
  output = evaluate (model, domain, 3);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 2000);
}

typedef struct
{
  AriadneModel      *model;
  AriadneBatch      *batch;
  AriadneModelTimes  times[5];
} Feeder;

static gpointer
feeder_func (gpointer data)
{
  Feeder *self = data;

  for (guint i = 0; i < G_N_ELEMENTS (self->times); i++)
    {
      g_autoptr (AriadneMatrix) output =
        ariadne_matrix_new (ariadne_batch_get_n_rows (self->batch), 1);
      g_autoptr (GError) error = NULL;

      ariadne_model_evaluate_timed (self->model, self->batch, output, &self->times[i], &error);
      g_assert_no_error (error);
    }

  return NULL;
}

static void
assert_times (const AriadneModelTimes *times)
{
  g_assert_cmpint (times->packed - times->start, ==, 300);
  g_assert_cmpint (times->uploaded, ==, times->packed);
  g_assert_cmpint (times->computing, >=, times->uploaded);
  g_assert_cmpint (times->computed - times->computing, ==, 1000 + 3 * 50);
  g_assert_cmpint (times->end, >=, times->computed);
}

/* However the threads are scheduled: the device has one batch at a time, and the
 * time for packing is not the device's.
 */
static void
test_slots_share_a_device (void)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneFakeModel) model = NULL;
  g_autoptr (AriadneBatch) batch = ariadne_batch_new ();
  g_autoptr (AriadneSequence) sequence = NULL;
  g_autoptr (AriadneState) state = toy_state_new (1);
  AriadneState *states[] = { state, state, state };
  Feeder feeders[2];
  GThread *threads[2];
  g_autoptr (GError) error = NULL;

  model = ariadne_fake_model_new_from_spec (domain, "fake:a=1ms,c=50us,slots=2,pack=300us,heads=1",
                                            &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ariadne_model_get_n_slots (ARIADNE_MODEL (model)), ==, 2);
  sequence = ariadne_sequence_new (states, 3);
  ariadne_batch_append (batch, sequence, 0, 3);

  for (guint i = 0; i < 2; i++)
    {
      feeders[i].model = ARIADNE_MODEL (model);
      feeders[i].batch = batch;
      threads[i] = g_thread_new ("feeder", feeder_func, &feeders[i]);
    }
  for (guint i = 0; i < 2; i++)
    g_thread_join (threads[i]);

  for (guint i = 0; i < G_N_ELEMENTS (feeders[0].times); i++)
    {
      assert_times (&feeders[0].times[i]);
      assert_times (&feeders[1].times[i]);
      for (guint j = 0; j < G_N_ELEMENTS (feeders[1].times); j++)
        g_assert_true (feeders[0].times[i].computed <= feeders[1].times[j].computing
                       || feeders[1].times[j].computed <= feeders[0].times[i].computing);
    }
}

static void
assert_rejected (const char *spec,
                 const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ariadne_fake_model_new_from_spec (NULL, spec, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_bad_specs (void)
{
  assert_rejected ("fake:a=fast",
                   "Model “fake:a=fast”: option “a” expects a duration such as 200us");
  assert_rejected ("fake:a=5",
                   "Model “fake:a=5”: option “a” expects a duration such as 200us");
  assert_rejected ("fake:c=-1us",
                   "Model “fake:c=-1us”: option “c” expects a duration such as 1us");
  assert_rejected ("fake:a=1e99s",
                   "Model “fake:a=1e99s”: option “a” expects a duration such as 200us");
  assert_rejected ("fake:heads=0",
                   "Model “fake:heads=0”: option “heads” expects a number from 1 to 65536");
  assert_rejected ("fake:heads",
                   "Model “fake:heads”: option “heads” expects a number from 1 to 65536");
  assert_rejected ("fake:slots=0",
                   "Model “fake:slots=0”: option “slots” expects a number from 1 to 64");
  assert_rejected ("fake:slots=65",
                   "Model “fake:slots=65”: option “slots” expects a number from 1 to 64");
  assert_rejected ("fake:pack=2",
                   "Model “fake:pack=2”: option “pack” expects a duration such as 200us");
  assert_rejected ("fake:adv=none",
                   "Model “fake:adv=none”: option “adv” expects "
                   "zero, mod, costmod or linear");
  assert_rejected ("fake:b=1",
                   "Model “fake:b=1”: unknown option “b”; "
                   "known ones are a, c, adv, heads, slots, pack");
  assert_rejected ("fake:,",
                   "Model “fake:,”: unknown option “”; "
                   "known ones are a, c, adv, heads, slots, pack");
  assert_rejected ("fakes", "Model “fakes”: expected “fake” or “fake:” and options");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/FakeModel/answers", test_answers);
  g_test_add_func ("/Ariadne/FakeModel/encoded", test_encoded);
  g_test_add_func ("/Ariadne/FakeModel/takes_its_time", test_takes_its_time);
  g_test_add_func ("/Ariadne/FakeModel/slots_share_a_device", test_slots_share_a_device);
  g_test_add_func ("/Ariadne/FakeModel/bad_specs", test_bad_specs);

  return g_test_run ();
}
