/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "run/run-heading.h"
#include "run/run-subject.h"

/* In the order of the enumerations. */
static const char * const precisions[] = { "float32", "tf32", "bf16", NULL };
static const char * const rescues[] = { "fail", "retry", "cpu", NULL };
static const char * const policies[] = { "adaptive", "no-wait", NULL };

static const char * const rescue_labels[] = {
  N_("Its requests fail"), N_("Smaller parts are tried"), N_("The processor evaluates it"), NULL
};
static const char * const policy_labels[] = { N_("Adaptive"), N_("Never wait"), NULL };

static const char * const models[] = {
  "random", "random:hidden=32,readout=32,propagations=4", "fake:a=200us,c=1us",
  "linear-conflict", "manhattan", NULL
};
static const char * const devices[] = { "auto", "cpu", "cuda", "cuda:0", "cuda:1", NULL };

static gboolean
check_device (const char  *text,
              GError     **error)
{
  AriadneDeviceKind kind;
  int index;

  if (ariadne_device_parse (text, &kind, &index, NULL))
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT, "--device=%s: %s", text,
               _("expected one of auto, cpu, cuda, or cuda: and a number"));

  return FALSE;
}

static gboolean
check_model (const char  *text,
             GError     **error)
{
  if (text[0] != '\0')
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT, "--model=: %s",
               _("expected a file of weights, random or fake"));

  return FALSE;
}

static gboolean
is_fake (const RunValues *values)
{
  const char *model = run_values_get_text (values, RUN_OPTION_MODEL);

  return g_str_equal (model, "fake") || g_str_has_prefix (model, "fake:");
}

static const char *
hinder_device (const RunValues *values)
{
  return is_fake (values) ? N_("A fake model runs nowhere; it only takes time.") : NULL;
}

static const char *
hinder_gpu (const RunValues *values)
{
  if (is_fake (values))
    return hinder_device (values);

  return run_values_is (values, RUN_OPTION_DEVICE, "cpu") ? N_("It is about GPUs.") : NULL;
}

static const RunOptionSpec specs[] = {
  {
    RUN_OPTION_MODEL, "model", 0, RUN_KIND_TEXT, RUN_COMMANDS,
    .fallback = "random",
    .choices = models,
    .check = check_model,
    .note = "random; tiles: linear-conflict",
    .is_loud = TRUE, /* its weights do not depend on the seed of the run */
    .argument = "MODEL",
    .summary = "Weights, random[:…], fake[:…]; manhattan for tiles",
    .label = N_("Model"),
    .tooltip = N_("What evaluates states: a network with the weights of a file, one with random"
                  " weights, or a fake that computes nothing of use and takes a given time; for"
                  " sliding tiles, the moves that are left at least"),
  },
  {
    RUN_OPTION_DEVICE, "device", 0, RUN_KIND_TEXT, RUN_COMMANDS,
    .fallback = "auto",
    .choices = devices,
    .check = check_device,
    .argument = "DEVICE",
    .summary = "Where it runs: auto, cpu, cuda or cuda:N",
    .label = N_("Device"),
    .tooltip = N_("Where the network is evaluated: on the processor, on a GPU, or on a GPU if one"
                  " can be used"),
    .get_hindrance = hinder_device,
  },
  {
    RUN_OPTION_PRECISION, "precision", 0, RUN_KIND_CHOICE, RUN_COMMANDS,
    .fallback = "float32",
    .choices = precisions,
    .argument = "PRECISION",
    .summary = "Products on a GPU: float32, tf32 or bf16",
    .label = N_("Precision"),
    .tooltip = N_("How exact products are on a GPU. With less than float32 it is faster and finds"
                  " something slightly different, which is measured and reported"),
    .get_hindrance = hinder_gpu,
  },
  {
    RUN_OPTION_ON_DEVICE_ERROR, "on-device-error", 0, RUN_KIND_CHOICE, RUN_COMMANDS,
    .fallback = "fail",
    .choices = rescues,
    .choice_labels = rescue_labels,
    .argument = "WHAT",
    .summary = "A batch that a GPU fails at: fail, retry, cpu",
    .label = N_("If a GPU Fails"),
    .tooltip = N_("What becomes of a batch that a GPU fails at: its requests fail, smaller parts"
                  " are tried, or the processor evaluates it"),
    .get_hindrance = hinder_gpu,
  },
  {
    RUN_OPTION_BATCH_SIZE, "batch-size", 0, RUN_KIND_COUNT, RUN_COMMANDS,
    .fallback = "128",
    .minimum = 1,
    .maximum = 1000000,
    .argument = "N",
    .summary = "The most states evaluated at once",
    .label = N_("Batch Size"),
    .tooltip = N_("The most states that the network evaluates at once"),
  },
  {
    RUN_OPTION_BATCH_POLICY, "batch-policy", 0, RUN_KIND_CHOICE, RUN_COMMANDS,
    .fallback = "adaptive",
    .choices = policies,
    .choice_labels = policy_labels,
    .argument = "POLICY",
    .summary = "When to launch: adaptive or no-wait",
    .label = N_("Batch Policy"),
    .tooltip = N_("When a batch that is not full is evaluated: adaptive waits for more as long as"
                  " that pays, no-wait takes what there is whenever the network is free"),
  },
};

/* What is not valid is as if it were not given. */
static void
get_device (const RunValues      *values,
            AriadneDeviceOptions *device)
{
  ariadne_device_options_init (device);
  ariadne_device_parse (run_values_get_text (values, RUN_OPTION_DEVICE), &device->kind,
                        &device->index, NULL);
  device->precision = run_values_get_choice (values, RUN_OPTION_PRECISION);
  device->rescue = run_values_get_choice (values, RUN_OPTION_ON_DEVICE_ERROR);
}

static gboolean
check_precision (const RunValues  *values,
                 GError          **error)
{
  AriadneDeviceOptions device;

  get_device (values, &device);

  return ariadne_device_options_check (&device, error);
}

static gboolean
is_estimate (const char *model)
{
  AriadneTilesEstimate estimate;

  return ariadne_tiles_estimate_parse (model, &estimate);
}

/* A network reads expressions, an estimate boards; a fake does not care. */
static gboolean
check_model_domain (const RunValues  *values,
                    GError          **error)
{
  gboolean is_tiles = run_values_is (values, RUN_OPTION_DOMAIN, RUN_DOMAIN_TILES);
  const char *model = run_values_get_text (values, RUN_OPTION_MODEL);

  if (!run_values_is_given (values, RUN_OPTION_MODEL) || is_fake (values)
      || is_estimate (model) == is_tiles)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT, "--model=%s: %s", model,
               is_tiles ? _("expected linear-conflict, manhattan or fake for sliding-tiles")
                        : _("expected a network or a fake for expressions"));

  return FALSE;
}

static const RunRule rules[] = {
  { RUN_OPTION_MODEL, check_model_domain },
  { RUN_OPTION_PRECISION, check_precision },
};

/**
 * run_device_read:
 * @values: what was given
 * @device: (out caller-allocates): where it asks to evaluate the network
 * @error: return location for an error
 *
 * Reads the options about the device, for a command that has no others of these.
 *
 * Returns: whether they make sense
 */
gboolean
run_device_read (const RunValues       *values,
                 AriadneDeviceOptions  *device,
                 GError               **error)
{
  for (RunOptionId id = RUN_OPTION_DEVICE; id <= RUN_OPTION_ON_DEVICE_ERROR; id++)
    if (values->texts[id] != NULL
        && !run_option_check (run_option_get_spec (id), values->texts[id], error))
      return FALSE;

  get_device (values, device);

  return ariadne_device_options_check (device, error);
}

/* The weights of a network that is not named are drawn from the seed, which has
 * been read.
 */
static void
read_network (const RunValues *values,
              RunOptions      *options)
{
  AriadneExperimentConfig *config = options->config;

  get_device (values, &options->device);
  config->batch_size = run_values_get_count (values, RUN_OPTION_BATCH_SIZE);
  config->batch_policy = run_values_get_choice (values, RUN_OPTION_BATCH_POLICY);
  run_set_text (&config->model, run_values_get_text (values, RUN_OPTION_MODEL));
  if (run_values_is_given (values, RUN_OPTION_MODEL))
    return;

  if (run_values_is (values, RUN_OPTION_DOMAIN, RUN_DOMAIN_TILES))
    run_set_text (&config->model, "linear-conflict");
  else if (run_values_is_given (values, RUN_OPTION_SEED))
    {
      g_free (config->model);
      config->model = g_strdup_printf ("random:seed=%" G_GUINT64_FORMAT, config->seed);
    }
}

const RunHeading run_heading_network = {
  N_("The network"), specs, G_N_ELEMENTS (specs), rules, G_N_ELEMENTS (rules), read_network,
};
