/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-batch.h"
#include "core/ariadne-matrix.h"

#include "toy-domain.h"

static void
test_sequence_holds_states (void)
{
  AriadneState *states[] = { toy_state_new (3), toy_state_new (5) };
  g_autoptr (AriadneSequence) sequence = ariadne_sequence_new (states, 2);

  g_assert_cmpuint (ariadne_sequence_get_length (sequence), ==, 2);
  g_assert_cmpuint (toy_state_get_value (ariadne_sequence_get_state (sequence, 1)), ==, 5);

  ariadne_state_unref (states[0]);
  ariadne_state_unref (states[1]);
  g_assert_cmpuint (toy_state_get_value (ariadne_sequence_get_state (sequence, 0)), ==, 3);
}

static void
test_sequence_encodes_once (void)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneState) state = toy_state_new (258);
  g_autoptr (AriadneSequence) sequence = ariadne_sequence_new (&state, 1);
  g_autoptr (GError) error = NULL;
  const guint8 *bytes;
  gsize length;

  g_assert_false (ariadne_sequence_is_encoded (sequence));
  g_assert_true (ariadne_sequence_encode (sequence, domain, &error));
  g_assert_no_error (error);
  g_assert_true (ariadne_sequence_encode (sequence, domain, &error));

  bytes = ariadne_sequence_get_encoded (sequence, 0, &length);
  g_assert_cmpuint (length, ==, 4);
  g_assert_cmpuint (bytes[0], ==, 2);
  g_assert_cmpuint (bytes[1], ==, 1);
}

static void
test_batch_refers_to_slices (void)
{
  AriadneState *states[] = { toy_state_new (1), toy_state_new (2), toy_state_new (3) };
  g_autoptr (AriadneSequence) sequence = ariadne_sequence_new (states, 3);
  g_autoptr (AriadneBatch) batch = ariadne_batch_new ();
  guint first, n_rows;

  ariadne_batch_append (batch, sequence, 1, 2);
  ariadne_batch_append (batch, sequence, 0, 1);

  g_assert_cmpuint (ariadne_batch_get_n_rows (batch), ==, 3);
  g_assert_cmpuint (ariadne_batch_get_n_segments (batch), ==, 2);
  g_assert_true (ariadne_batch_get_segment (batch, 0, &first, &n_rows) == sequence);
  g_assert_cmpuint (first, ==, 1);
  g_assert_cmpuint (n_rows, ==, 2);

  for (guint i = 0; i < 3; i++)
    ariadne_state_unref (states[i]);
}

static void
test_matrix_rows_are_contiguous (void)
{
  g_autoptr (AriadneMatrix) matrix = ariadne_matrix_new (4, 3);

  for (guint row = 0; row < 4; row++)
    for (guint column = 0; column < 3; column++)
      {
        g_assert_cmpfloat (ariadne_matrix_get_row (matrix, row)[column], ==, 0.0f);
        g_assert_true (ariadne_matrix_get_row (matrix, row) + column
                       == ariadne_matrix_get_row (matrix, 0) + 3 * row + column);
      }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Sequence/holds_states", test_sequence_holds_states);
  g_test_add_func ("/Ariadne/Sequence/encodes_once", test_sequence_encodes_once);
  g_test_add_func ("/Ariadne/Batch/refers_to_slices", test_batch_refers_to_slices);
  g_test_add_func ("/Ariadne/Matrix/rows_are_contiguous", test_matrix_rows_are_contiguous);

  return g_test_run ();
}
