/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <glib/gstdio.h>

#include "core/ariadne-error.h"
#include "model/ariadne-fake-model.h"
#include "model/ariadne-graph-network.h"
#include "model/ariadne-model-spec.h"

static AriadneModel *
make_model (const char *spec)
{
  g_autoptr (GError) error = NULL;
  AriadneModel *model = ariadne_model_new_from_spec (spec, NULL, &error);

  g_assert_no_error (error);

  return model;
}

static const AriadneNetworkConfig *
get_config (AriadneModel *model)
{
  AriadneGraphNetwork *network = ARIADNE_GRAPH_NETWORK (model);

  return ariadne_weights_get_config (ariadne_graph_network_get_weights (network));
}

static void
test_random (void)
{
  g_autoptr (AriadneModel) plain = make_model ("random");
  g_autoptr (AriadneModel) small = NULL;

  g_assert_cmpuint (ariadne_model_get_n_heads (plain), ==, 50);
  g_assert_cmpuint (get_config (plain)->hidden_size, ==, 200);
  g_assert_cmpuint (get_config (plain)->n_propagations, ==, 10);
  g_assert_cmpint (get_config (plain)->variant, ==, ARIADNE_GRU_RESET_BEFORE);

  small = make_model ("random:seed=3,hidden=8,readout=5,propagations=0,heads=4,edge_types=8,"
                      "variant=reset_after");
  g_assert_cmpuint (get_config (small)->hidden_size, ==, 8);
  g_assert_cmpuint (get_config (small)->readout_size, ==, 5);
  g_assert_cmpuint (get_config (small)->n_propagations, ==, 0);
  g_assert_cmpuint (get_config (small)->n_edge_types, ==, 8);
  g_assert_cmpint (get_config (small)->variant, ==, ARIADNE_GRU_RESET_AFTER);
  g_assert_cmpuint (ariadne_model_get_n_heads (small), ==, 4);
}

static void
test_fake (void)
{
  g_autoptr (AriadneModel) model = make_model ("fake:adv=zero,heads=6");

  g_assert_true (ARIADNE_IS_FAKE_MODEL (model));
  g_assert_cmpuint (ariadne_model_get_n_heads (model), ==, 6);
}

static void
test_file (void)
{
  g_autofree char *dir = g_dir_make_tmp ("ariadne-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "net.safetensors", NULL);
  g_autoptr (AriadneModel) made = make_model ("random:hidden=8,heads=9");
  g_autoptr (AriadneModel) loaded = NULL;
  AriadneWeights *weights = ariadne_graph_network_get_weights (ARIADNE_GRAPH_NETWORK (made));

  g_assert_true (ariadne_weights_save (weights, path, NULL));
  loaded = make_model (path);
  g_assert_cmpuint (ariadne_model_get_n_heads (loaded), ==, 9);

  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_rmdir (dir), ==, 0);
}

static void
assert_rejected (const char *spec,
                 const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ariadne_model_new_from_spec (spec, NULL, &error));
  g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_bad_specs (void)
{
  assert_rejected ("random:hidden=0",
                   "Model “random:hidden=0”: option “hidden” expects a positive number");
  assert_rejected ("random:seed=-1",
                   "Model “random:seed=-1”: option “seed” expects a number");
  assert_rejected ("random:hidden=1e3",
                   "Model “random:hidden=1e3”: option “hidden” expects a positive number");
  assert_rejected ("random:hidden=99999",
                   "Model “random:hidden=99999”: "
                   "The hidden size is 99999, expected 1 to 2048");
  assert_rejected ("random:edge_types=7",
                   "Model “random:edge_types=7”: "
                   "The number of edge types is 7, expected 8 to 9");
  assert_rejected ("random:variant=reset",
                   "Model “random:variant=reset”: option “variant” expects reset_before or "
                   "reset_after");
  assert_rejected ("random:depth=3",
                   "Model “random:depth=3”: unknown option “depth”; known ones are seed, "
                   "hidden, readout, propagations, heads, edge_types, variant");
}

static void
test_missing_file (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ariadne_model_new_from_spec ("/nonexistent/net.safetensors", NULL, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/ModelSpec/random", test_random);
  g_test_add_func ("/Ariadne/ModelSpec/fake", test_fake);
  g_test_add_func ("/Ariadne/ModelSpec/file", test_file);
  g_test_add_func ("/Ariadne/ModelSpec/bad_specs", test_bad_specs);
  g_test_add_func ("/Ariadne/ModelSpec/missing_file", test_missing_file);

  return g_test_run ();
}
