/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <glib/gstdio.h>
#include <math.h>

#include "core/ariadne-error.h"
#include "model/ariadne-weights-private.h"

static AriadneWeights *
make_weights (AriadneGruVariant variant,
              guint             hidden_size,
              guint64           seed)
{
  AriadneNetworkConfig config;
  g_autoptr (GError) error = NULL;
  AriadneWeights *weights;

  ariadne_network_config_init (&config);
  config.variant = variant;
  config.hidden_size = hidden_size;
  weights = ariadne_weights_new_random (&config, seed, &error);
  g_assert_no_error (error);

  return weights;
}

static void
test_counts (void)
{
  g_autoptr (AriadneWeights) before = make_weights (ARIADNE_GRU_RESET_BEFORE, 200, 0);
  g_autoptr (AriadneWeights) after = make_weights (ARIADNE_GRU_RESET_AFTER, 200, 0);
  const guint *shape;
  guint n_dimensions;

  g_assert_cmpuint (ariadne_weights_get_n_values (before), ==, 698651);
  g_assert_cmpuint (ariadne_weights_get_n_values (after), ==, 699251);
  g_assert_cmpuint (ariadne_weights_get_n_tensors (before), ==, 12);
  g_assert_cmpuint (ariadne_weights_get_n_tensors (after), ==, 13);
  g_assert_null (ariadne_weights_get_tensor (before, "gru.recurrent.bias", NULL, NULL));
  g_assert_cmpstr (ariadne_weights_get_tensor_name (after, 0), ==, "embedding.weight");

  g_assert_nonnull (ariadne_weights_get_tensor (after, "message.weight", &n_dimensions, &shape));
  g_assert_cmpuint (n_dimensions, ==, 3);
  g_assert_cmpuint (shape[0], ==, 9);
  g_assert_cmpuint (shape[1], ==, 200);
  g_assert_cmpuint (shape[2], ==, 200);
}

/* The first values for seed 7, worked out by a program of its own. */
static void
test_generator (void)
{
  static const float embedding[] = { 0x1.6aeb4p-6f, 0x1.ea8d0cp-7f, 0x1.43944cp-8f };
  static const float message[] = { 0x1.24769ep-9f, 0x1.f83096p-5f, 0x1.941196p-4f };
  g_autoptr (AriadneWeights) weights = make_weights (ARIADNE_GRU_RESET_BEFORE, 200, 7);
  g_autoptr (AriadneWeights) again = make_weights (ARIADNE_GRU_RESET_BEFORE, 200, 7);
  g_autoptr (AriadneWeights) other = make_weights (ARIADNE_GRU_RESET_BEFORE, 200, 8);
  const gsize size = weights->n_values * sizeof (float);

  g_assert_cmpmem (ariadne_weights_peek (weights, ARIADNE_TENSOR_EMBEDDING_WEIGHT),
                   sizeof embedding, embedding, sizeof embedding);
  g_assert_cmpmem (ariadne_weights_peek (weights, ARIADNE_TENSOR_MESSAGE_WEIGHT),
                   sizeof message, message, sizeof message);
  g_assert_cmpmem (weights->values, size, again->values, size);
  g_assert_cmpint (memcmp (weights->values, other->values, size), !=, 0);
}

static void
assert_within (const AriadneWeights *weights,
               AriadneTensor         tensor,
               double                limit)
{
  const AriadneTensorInfo *info = &weights->tensors[tensor];
  const float *values = ariadne_weights_peek (weights, tensor);
  double largest = 0.0;

  for (gsize i = 0; i < info->n_values; i++)
    largest = MAX (largest, fabs (values[i]));

  g_assert_cmpfloat (largest, <=, limit);
  g_assert_cmpfloat (largest, >=, limit * 0.9);
}

static void
test_initial_values (void)
{
  g_autoptr (AriadneWeights) weights = make_weights (ARIADNE_GRU_RESET_AFTER, 60, 1);
  const float *rows = ariadne_weights_peek (weights, ARIADNE_TENSOR_GRU_RECURRENT_WEIGHT);
  const guint h = 60;

  assert_within (weights, ARIADNE_TENSOR_EMBEDDING_WEIGHT, 0.05 + 1e-9);
  assert_within (weights, ARIADNE_TENSOR_MESSAGE_WEIGHT, sqrt (6.0 / (2 * h)) + 1e-7);
  assert_within (weights, ARIADNE_TENSOR_GRU_INPUT_WEIGHT, sqrt (6.0 / (4 * h)) + 1e-7);
  assert_within (weights, ARIADNE_TENSOR_READOUT_OUTPUT_WEIGHT, sqrt (6.0 / 250) + 1e-7);
  assert_within (weights, ARIADNE_TENSOR_MESSAGE_BIAS, 0.0);
  assert_within (weights, ARIADNE_TENSOR_GRU_INPUT_BIAS, 0.0);
  assert_within (weights, ARIADNE_TENSOR_READOUT_GATE_BIAS, 0.0);

  for (guint a = 0; a < h; a++)
    for (guint b = 0; b <= a; b++)
      {
        double product = 0.0;

        for (guint i = 0; i < 3 * h; i++)
          product += (double) rows[a * 3 * h + i] * rows[b * 3 * h + i];
        g_assert_cmpfloat_with_epsilon (product, a == b, 1e-6);
      }
}

static void
test_save (void)
{
  g_autoptr (AriadneWeights) weights = make_weights (ARIADNE_GRU_RESET_AFTER, 12, 1);
  g_autofree char *dir = g_dir_make_tmp ("ariadne-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "weights.safetensors", NULL);
  g_autoptr (AriadneWeights) loaded = NULL;
  g_autoptr (GError) error = NULL;

  weights->config.pooling = ARIADNE_POOLING_MAX;
  weights->config.normalisation = ARIADNE_NORMALISATION_LOGSPEEDUP;
  weights->config.cumulative = 1.5;

  g_assert_true (ariadne_weights_save (weights, path, &error));
  g_assert_no_error (error);
  loaded = ariadne_weights_new_from_file (path, &error);
  g_assert_no_error (error);

  g_assert_cmpuint (loaded->config.hidden_size, ==, 12);
  g_assert_cmpuint (loaded->config.n_heads, ==, 50);
  g_assert_cmpint (loaded->config.variant, ==, ARIADNE_GRU_RESET_AFTER);
  g_assert_cmpint (loaded->config.pooling, ==, ARIADNE_POOLING_MAX);
  g_assert_cmpint (loaded->config.normalisation, ==, ARIADNE_NORMALISATION_LOGSPEEDUP);
  g_assert_cmpfloat (loaded->config.cumulative, ==, 1.5);
  g_assert_cmpmem (loaded->values, loaded->n_values * sizeof (float),
                   weights->values, weights->n_values * sizeof (float));

  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_rmdir (dir), ==, 0);
}

/* A file as text, in which parts of the header can be replaced by others. */
static GBytes *
make_file (const char *from,
           const char *to)
{
  g_autoptr (AriadneWeights) weights = make_weights (ARIADNE_GRU_RESET_BEFORE, 4, 1);
  g_autoptr (GBytes) bytes = ariadne_weights_to_bytes (weights);
  g_autoptr (GByteArray) file = g_byte_array_new ();
  g_autoptr (GString) header = NULL;
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  guint64 length;

  memcpy (&length, data, sizeof length);
  length = GUINT64_FROM_LE (length);
  header = g_string_new_len ((const char *) data + 8, length);
  if (from != NULL)
    g_assert_cmpuint (g_string_replace (header, from, to, 1), ==, 1);

  g_byte_array_append (file, data, size);
  g_byte_array_remove_range (file, 0, 8 + length);
  length = GUINT64_TO_LE ((guint64) header->len);
  g_byte_array_prepend (file, (const guint8 *) header->str, header->len);
  g_byte_array_prepend (file, (const guint8 *) &length, sizeof length);

  return g_byte_array_free_to_bytes (g_steal_pointer (&file));
}

static void
assert_rejected (GBytes     *bytes,
                 const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ariadne_weights_new_from_bytes (bytes, "file", &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE);
  if (message != NULL)
    g_assert_cmpstr (error->message, ==, message);
}

static void
assert_header_rejected (const char *from,
                        const char *to,
                        const char *message)
{
  g_autoptr (GBytes) bytes = make_file (from, to);

  assert_rejected (bytes, message);
}

static void
test_bad_metadata (void)
{
  assert_header_rejected ("reset_before", "reset_never",
                          "file: metadata “gru_variant” is “reset_never”, "
                          "expected reset_before or reset_after");
  assert_header_rejected ("\"gru_variant\"", "\"variant\"",
                          "file: the metadata has no “gru_variant”, "
                          "expected reset_before or reset_after");
  assert_header_rejected ("\"__metadata__\"", "\"metadata\"",
                          "file: the header has no metadata, which must tell the architecture");
  assert_header_rejected ("\"hidden_dim\":\"4\"", "\"hidden_dim\":4",
                          "file: metadata “hidden_dim” is not a string");
  assert_header_rejected ("\"num_node_types\":\"28\"", "\"num_node_types\":\"29\"", NULL);
  assert_header_rejected ("\"True\"", "\"False\"", NULL);
  assert_header_rejected ("row_vector_in_out", "column_vector", NULL);
  assert_header_rejected ("\"cumsum\":\"none\"", "\"cumsum\":\"-1\"", NULL);
  assert_header_rejected ("z,r,h", "r,z,h", NULL);
}

static void
test_bad_tensors (void)
{
  assert_header_rejected ("\"message.bias\"", "\"message.shift\"",
                          "file: tensor “message.shift” does not belong to such a network");
  assert_header_rejected ("\"shape\":[28,4]", "\"shape\":[4,28]",
                          "file: tensor “embedding.weight”: expected the shape [28, 4]");
  assert_header_rejected ("\"shape\":[28,4]", "\"shape\":[28,4,1,1]", NULL);
  assert_header_rejected ("\"shape\":[28,4]", "\"shape\":[28,4.0]", NULL);
  assert_header_rejected ("\"shape\":[28,4]", "\"shape\":[-28,-4]", NULL);
  assert_header_rejected ("\"F32\"", "\"F16\"",
                          "file: tensor “embedding.weight”: expected the type F32");
  assert_header_rejected ("\"data_offsets\":[0,448]", "\"data_offsets\":[0,447]",
                          "file: tensor “embedding.weight”: 447 bytes of data, expected 448");
  assert_header_rejected ("\"data_offsets\":[0,448]", "\"data_offsets\":[448,896]",
                          "file: tensors “embedding.weight” and “message.weight” overlap");
  assert_header_rejected ("\"data_offsets\":[0,448]", "\"data_offsets\":[448,0]", NULL);
  assert_header_rejected ("\"data_offsets\":[0,448]",
                          "\"data_offsets\":[0,99999999999999999999]", NULL);
  assert_header_rejected ("\"num_time_heads\":\"50\"", "\"num_time_heads\":\"51\"", NULL);
  assert_header_rejected ("\"hidden_dim\":\"4\"", "\"hidden_dim\":\"2048\"", NULL);
  assert_header_rejected ("\"embedding.weight\":", "\"embedding.weight\":{},\"embedding.weight\":",
                          "file: byte 8: the header has the key “embedding.weight” twice");
}

static void
test_truncated (void)
{
  g_autoptr (GBytes) bytes = make_file (NULL, NULL);
  const gsize size = g_bytes_get_size (bytes);
  g_autoptr (AriadneWeights) whole = ariadne_weights_new_from_bytes (bytes, "file", NULL);

  g_assert_nonnull (whole);
  for (gsize length = 0; length < size; length += 1 + length / 50)
    {
      g_autoptr (GBytes) part = g_bytes_new (g_bytes_get_data (bytes, NULL), length);

      assert_rejected (part, NULL);
    }

  {
    g_autoptr (GBytes) part = g_bytes_new (g_bytes_get_data (bytes, NULL), size - 1);

    assert_rejected (part, NULL);
  }
}

static void
test_not_finite (void)
{
  g_autoptr (AriadneWeights) weights = make_weights (ARIADNE_GRU_RESET_BEFORE, 4, 1);
  g_autoptr (GBytes) bytes = NULL;

  weights->values[2] = NAN;
  bytes = ariadne_weights_to_bytes (weights);
  assert_rejected (bytes, NULL);
}

static void
test_hostile_headers (void)
{
  g_autoptr (GByteArray) nested = g_byte_array_new ();
  g_autoptr (GBytes) deep = NULL;
  g_autoptr (GBytes) huge = g_bytes_new_static ("\xff\xff\xff\xff\xff\xff\xff\x7f{}", 10);
  g_autoptr (GBytes) garbage = g_bytes_new_static ("\4\0\0\0\0\0\0\0{,\xff}", 12);
  guint64 length = GUINT64_TO_LE ((guint64) 100001);

  g_byte_array_append (nested, (const guint8 *) &length, sizeof length);
  g_byte_array_append (nested, (const guint8 *) "{", 1);
  for (guint i = 0; i < 100000; i++)
    g_byte_array_append (nested, (const guint8 *) "[", 1);
  deep = g_bytes_new (nested->data, nested->len);

  assert_rejected (deep, "file: byte 16: the header is nested too deeply");
  assert_rejected (huge, "file: byte 0: the header has 9223372036854775807 bytes, "
                         "expected at most 2");
  assert_rejected (garbage, NULL);
}

static void
test_corrupted (void)
{
  g_autoptr (GBytes) bytes = make_file (NULL, NULL);
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  for (guint round = 0; round < 2000; round++)
    {
      g_autofree guint8 *copy = g_memdup2 (data, size);
      g_autoptr (GBytes) corrupted = NULL;
      g_autoptr (AriadneWeights) weights = NULL;
      g_autoptr (GError) error = NULL;

      copy[g_rand_int_range (random, 0, round % 2 == 0 ? 8 : 1500)] = g_rand_int (random);
      corrupted = g_bytes_new (copy, size);
      weights = ariadne_weights_new_from_bytes (corrupted, "file", &error);
      g_assert_true ((weights == NULL) == (error != NULL));
    }
}

static void
test_not_a_file (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ariadne_weights_new_from_file ("/dev/zero", &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE);
  g_clear_error (&error);

  g_assert_null (ariadne_weights_new_from_file ("/nonexistent/weights", &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

static void
test_bad_config (void)
{
  AriadneNetworkConfig config;
  g_autoptr (GError) error = NULL;

  ariadne_network_config_init (&config);
  g_assert_true (ariadne_network_config_check (&config, &error));
  config.hidden_size = 0;
  g_assert_null (ariadne_weights_new_random (&config, 0, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT);
  g_assert_cmpstr (error->message, ==, "The hidden size is 0, expected 1 to 2048");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Weights/counts", test_counts);
  g_test_add_func ("/Ariadne/Weights/generator", test_generator);
  g_test_add_func ("/Ariadne/Weights/initial_values", test_initial_values);
  g_test_add_func ("/Ariadne/Weights/save", test_save);
  g_test_add_func ("/Ariadne/Weights/bad_metadata", test_bad_metadata);
  g_test_add_func ("/Ariadne/Weights/bad_tensors", test_bad_tensors);
  g_test_add_func ("/Ariadne/Weights/truncated", test_truncated);
  g_test_add_func ("/Ariadne/Weights/not_finite", test_not_finite);
  g_test_add_func ("/Ariadne/Weights/hostile_headers", test_hostile_headers);
  g_test_add_func ("/Ariadne/Weights/corrupted", test_corrupted);
  g_test_add_func ("/Ariadne/Weights/not_a_file", test_not_a_file);
  g_test_add_func ("/Ariadne/Weights/bad_config", test_bad_config);

  return g_test_run ();
}
