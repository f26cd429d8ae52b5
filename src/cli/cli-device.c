/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "cli-device.h"

#include <json-glib/json-glib.h>
#include <math.h>

#include "run/run-subject.h"

static void
describe_error (GString                   *text,
                const AriadneDeviceReport *report)
{
  if (isnan (report->max_error))
    return;

  g_string_append_printf (text,
                          "The reduced precision changes heads by up to %.2g, %.2g on average; they"
                          " spread by %.2g.\n",
                          report->max_error, report->mean_error, report->spread);
}

/**
 * cli_device_describe_error:
 * @model: a model
 *
 * Says how exact the heads are with a reduced precision.
 *
 * Returns: (transfer full) (nullable): a line of text, or %NULL if there is nothing
 *   to say
 */
char *
cli_device_describe_error (AriadneModel *model)
{
  g_autoptr (GString) text = g_string_new (NULL);
  AriadneDeviceReport report;

  if (!ARIADNE_IS_DEVICE_MODEL (model))
    return NULL;

  ariadne_device_model_get_report (ARIADNE_DEVICE_MODEL (model), &report);
  describe_error (text, &report);

  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

/**
 * cli_device_describe:
 * @model: a model that has evaluated what there was
 *
 * Says what a reader of the results should know about the device: how exact the
 * heads are, and what became of batches at which it failed.
 *
 * Returns: (transfer full) (nullable): lines of text, or %NULL if there is
 *   nothing to say
 */
char *
cli_device_describe (AriadneModel *model)
{
  g_autoptr (GString) text = g_string_new (NULL);
  AriadneDeviceReport report;

  if (!ARIADNE_IS_DEVICE_MODEL (model))
    return NULL;

  ariadne_device_model_get_report (ARIADNE_DEVICE_MODEL (model), &report);
  describe_error (text, &report);
  if (report.n_failures > 0)
    g_string_append_printf (text,
                            "The GPU failed %" G_GUINT64_FORMAT " times%s; %" G_GUINT64_FORMAT
                            " parts of batches were tried again.\n",
                            report.n_failures, report.lost ? " and was lost" : "",
                            report.n_retries);
  if (report.n_rows_on_cpu > 0)
    g_string_append_printf (text,
                            "%" G_GUINT64_FORMAT " states were evaluated on the CPU instead, whose"
                            " roundings differ.\n",
                            report.n_rows_on_cpu);

  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

/**
 * cli_device_count_gpus:
 *
 * Counts the GPUs, whether or not they can be used.
 *
 * Returns: how many there are
 */
guint
cli_device_count_gpus (void)
{
  g_autoptr (GPtrArray) devices = ariadne_device_list ();
  guint n = 0;

  for (guint i = 0; i < devices->len; i++)
    {
      const AriadneDeviceInfo *info = g_ptr_array_index (devices, i);

      n += info->kind == ARIADNE_DEVICE_CUDA && info->index != ARIADNE_DEVICE_ANY;
    }

  return n;
}

/* Whether a network could be put on it, as far as can be told without doing so. */
static gboolean
check_device (const AriadneDeviceOptions  *options,
              GError                     **error)
{
  g_autoptr (GPtrArray) devices = ariadne_device_list ();
  const char *reason = "there is no such device";

  for (guint i = 0; i < devices->len; i++)
    {
      const AriadneDeviceInfo *info = g_ptr_array_index (devices, i);

      if (info->kind != ARIADNE_DEVICE_CUDA
          || (options->index != ARIADNE_DEVICE_ANY && info->index != ARIADNE_DEVICE_ANY
              && info->index != options->index))
        continue;
      if (info->reason == NULL)
        return TRUE;

      reason = info->reason;
    }

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED,
               "the network cannot run on a GPU: %s", reason);

  return FALSE;
}

/**
 * cli_device_rehearse:
 * @spec: what to make
 * @domain: the domain of the states
 * @options: where a network is to be evaluated
 * @error: return location for an error
 *
 * Makes the model that a text asks for, but on the processor, when it is only to be
 * looked at.
 *
 * Returns: (transfer full) (nullable): a model, if it could be made where @options say
 */
AriadneModel *
cli_device_rehearse (const char                  *spec,
                     AriadneDomain               *domain,
                     const AriadneDeviceOptions  *options,
                     GError                     **error)
{
  g_autoptr (AriadneModel) model = NULL;
  AriadneDeviceOptions cpu;
  gboolean needs_gpu = options->kind == ARIADNE_DEVICE_CUDA
                       || options->precision != ARIADNE_PRECISION_FLOAT32;

  ariadne_device_options_init (&cpu);
  cpu.kind = ARIADNE_DEVICE_CPU;
  model = run_model_new (spec, domain, &cpu, NULL, error);
  if (model == NULL)
    return NULL;
  if (!ARIADNE_IS_GRAPH_NETWORK (model))
    return run_model_new (spec, domain, options, NULL, error);
  if (needs_gpu && !check_device (options, error))
    return NULL;

  return g_steal_pointer (&model);
}

static char *
get_device_name (const AriadneDeviceInfo *info)
{
  const char *kind = ariadne_device_kind_to_string (info->kind);

  return info->index == ARIADNE_DEVICE_ANY ? g_strdup (kind)
                                           : g_strdup_printf ("%s:%d", kind, info->index);
}

static void
print_devices (GPtrArray *devices)
{
  for (guint i = 0; i < devices->len; i++)
    {
      const AriadneDeviceInfo *info = g_ptr_array_index (devices, i);
      g_autofree char *name = get_device_name (info);

      g_print ("%-8s %s", name, info->name);
      if (info->memory > 0)
        g_print (", %.1f GiB", info->memory / (1024.0 * 1024.0 * 1024.0));
      if (info->n_units > 0)
        g_print (", %u processors", info->n_units);
      if (info->reason != NULL)
        g_print ("; cannot be used: %s", info->reason);
      g_print ("\n");
    }
}

static void
build_device (JsonBuilder             *builder,
              const AriadneDeviceInfo *info)
{
  g_autofree char *name = get_device_name (info);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "device");
  json_builder_add_string_value (builder, name);
  json_builder_set_member_name (builder, "name");
  json_builder_add_string_value (builder, info->name);
  json_builder_set_member_name (builder, "memory");
  json_builder_add_int_value (builder, info->memory);
  json_builder_set_member_name (builder, "processors");
  json_builder_add_int_value (builder, info->n_units);
  json_builder_set_member_name (builder, "reason");
  json_builder_add_string_value (builder, info->reason);
  json_builder_end_object (builder);
}

/**
 * cli_device_list:
 * @json: whether to print a JSON array
 *
 * Prints the devices that there are, and why some of them cannot be used.
 */
void
cli_device_list (gboolean json)
{
  g_autoptr (GPtrArray) devices = ariadne_device_list ();
  g_autoptr (JsonBuilder) builder = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  if (!json)
    {
      print_devices (devices);
      return;
    }

  builder = json_builder_new ();
  json_builder_begin_array (builder);
  for (guint i = 0; i < devices->len; i++)
    build_device (builder, g_ptr_array_index (devices, i));
  json_builder_end_array (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, TRUE);
  g_print ("%s\n", text);
}
