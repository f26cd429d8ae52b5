/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <glib/gstdio.h>

#include "core/ariadne-error.h"
#include "model/ariadne-device-module.h"
#include "model/ariadne-device.h"

static void
assert_device (const char        *text,
               AriadneDeviceKind  kind,
               int                index)
{
  AriadneDeviceKind found_kind;
  int found_index;
  g_autoptr (GError) error = NULL;

  ariadne_device_parse (text, &found_kind, &found_index, &error);
  g_assert_no_error (error);
  g_assert_cmpint (found_kind, ==, kind);
  g_assert_cmpint (found_index, ==, index);
}

static void
test_parse (void)
{
  static const char * const wrong[] = {
    "", "gpu", "CUDA", "cuda:", "cuda:x", "cuda:-1", "cuda:1 ", "cuda: 1", "cuda:1024", "cpu:0",
  };

  assert_device ("auto", ARIADNE_DEVICE_AUTO, ARIADNE_DEVICE_ANY);
  assert_device ("cpu", ARIADNE_DEVICE_CPU, ARIADNE_DEVICE_ANY);
  assert_device ("cuda", ARIADNE_DEVICE_CUDA, ARIADNE_DEVICE_ANY);
  assert_device ("cuda:0", ARIADNE_DEVICE_CUDA, 0);
  assert_device ("cuda:15", ARIADNE_DEVICE_CUDA, 15);

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      AriadneDeviceKind kind;
      int index;
      g_autoptr (GError) error = NULL;

      g_assert_false (ariadne_device_parse (wrong[i], &kind, &index, &error));
      g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT);
      g_assert_nonnull (strstr (error->message, wrong[i]));
    }
}

static void
test_words (void)
{
  AriadnePrecision precision;
  AriadneDeviceRescue rescue;
  g_autoptr (GError) error = NULL;

  for (int i = ARIADNE_PRECISION_FLOAT32; i <= ARIADNE_PRECISION_BF16; i++)
    {
      g_assert_true (ariadne_precision_parse (ariadne_precision_to_string (i), &precision, NULL));
      g_assert_cmpint (precision, ==, i);
    }
  g_assert_false (ariadne_precision_parse ("fp16", &precision, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (error->message, "expected one of float32, tf32, bf16"));
  g_clear_error (&error);

  g_assert_true (ariadne_device_rescue_parse ("retry", &rescue, NULL));
  g_assert_cmpint (rescue, ==, ARIADNE_DEVICE_RESCUE_RETRY);
  g_assert_false (ariadne_device_rescue_parse ("ignore", &rescue, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT);
}

static void
assert_options (AriadneDeviceOptions options,
                int                  code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (ariadne_device_options_check (&options, &error));
  g_assert_error (error, ARIADNE_ERROR, code);
}

static void
test_options (void)
{
  AriadneDeviceOptions options;
  g_autoptr (GError) error = NULL;

  ariadne_device_options_init (&options);
  g_assert_true (ariadne_device_options_check (&options, &error));
  g_assert_no_error (error);

  options.n_slots = 0;
  assert_options (options, ARIADNE_ERROR_INVALID_ARGUMENT);
  options.n_slots = ARIADNE_DEVICE_MAX_SLOTS + 1;
  assert_options (options, ARIADNE_ERROR_INVALID_ARGUMENT);
  options.n_slots = 1;

  options.memory_fraction = 0.0;
  assert_options (options, ARIADNE_ERROR_INVALID_ARGUMENT);
  options.memory_fraction = 1.0 / 0.0;
  assert_options (options, ARIADNE_ERROR_INVALID_ARGUMENT);
  options.memory_fraction = 1.0;

  options.kind = ARIADNE_DEVICE_CPU;
  options.precision = ARIADNE_PRECISION_BF16;
  assert_options (options, ARIADNE_ERROR_UNSUPPORTED);
}

/* As the prototype did: each of n servers has its n-th part of a share of all
 * GPUs.
 */
static void
test_share (void)
{
  AriadneDeviceOptions options;

  ariadne_device_options_init (&options);
  options.index = 3;
  ariadne_device_options_share (&options, 1, 2, 1, 0.6);
  g_assert_cmpfloat_with_epsilon (options.memory_fraction, 0.3, 1e-12);
  g_assert_cmpint (options.index, ==, 3);

  ariadne_device_options_share (&options, 0, 1, 1, 1.0);
  g_assert_cmpfloat (options.memory_fraction, ==, 1.0);

  /* Two GPUs for three servers, in turn. */
  for (int server = 0; server < 3; server++)
    {
      options.index = ARIADNE_DEVICE_ANY;
      ariadne_device_options_share (&options, server, 3, 2, 0.6);
      g_assert_cmpint (options.index, ==, server % 2);
      g_assert_cmpfloat_with_epsilon (options.memory_fraction, 0.4, 1e-12);
    }

  /* More than all of a GPU is all of it. */
  ariadne_device_options_share (&options, 0, 1, 4, 1.0);
  g_assert_cmpfloat (options.memory_fraction, ==, 1.0);

  ariadne_device_options_share (&options, 0, 2, 0, 0.6);
  g_assert_cmpint (options.kind, ==, ARIADNE_DEVICE_CPU);
}

static void
test_list (void)
{
  g_autoptr (GPtrArray) list = ariadne_device_list ();
  const AriadneDeviceInfo *processor = g_ptr_array_index (list, 0);

  g_assert_cmpuint (list->len, >=, 2);
  g_assert_cmpint (processor->kind, ==, ARIADNE_DEVICE_CPU);
  g_assert_null (processor->reason);

  for (guint i = 0; i < list->len; i++)
    {
      const AriadneDeviceInfo *info = g_ptr_array_index (list, i);
      g_autoptr (AriadneDeviceInfo) copy = ariadne_device_info_copy (info);

      g_test_message ("%s:%d %s: %s", ariadne_device_kind_to_string (info->kind), info->index,
                      info->name, info->reason);
      g_assert_cmpstr (copy->name, ==, info->name);
      g_assert_cmpstr (copy->reason, ==, info->reason);
      g_assert_true (info->index >= 0 || info->kind == ARIADNE_DEVICE_CPU || info->reason != NULL);
    }
}

static void
assert_no_module (const char *path,
                  const char *expected)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ariadne_device_module_open (path, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, expected));
  g_assert_null (strchr (error->message, '\n'));
}

static void
test_module (void)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  int fd = g_file_open_tmp ("ariadne-XXXXXX.so", &path, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);

  assert_no_module ("nowhere/ariadne-cuda.so", "this build has no module for CUDA");
  assert_no_module (path, "cannot be loaded");
  g_unlink (path);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Device/parse", test_parse);
  g_test_add_func ("/Ariadne/Device/words", test_words);
  g_test_add_func ("/Ariadne/Device/options", test_options);
  g_test_add_func ("/Ariadne/Device/share", test_share);
  g_test_add_func ("/Ariadne/Device/list", test_list);
  g_test_add_func ("/Ariadne/Device/module", test_module);

  return g_test_run ();
}
