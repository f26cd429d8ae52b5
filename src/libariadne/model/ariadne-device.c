/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "model/ariadne-device.h"

#include "core/ariadne-error.h"
#include "model/ariadne-device-module.h"
#include "model/ariadne-kernels.h"

/* What a model may take of a device that nobody else was promised a share of:
 * not all, for the driver and the desktop need some.
 */
#define DEFAULT_MEMORY_FRACTION 0.9

#define DEFAULT_SLOTS 2

static const char * const kinds[] = { "auto", "cpu", "cuda", NULL };
static const char * const precisions[] = { "float32", "tf32", "bf16", NULL };
static const char * const rescues[] = { "fail", "retry", "cpu", NULL };

G_DEFINE_BOXED_TYPE (AriadneDeviceInfo, ariadne_device_info,
                     ariadne_device_info_copy, ariadne_device_info_free)

/**
 * ariadne_device_options_init:
 * @options: what to fill
 *
 * Fills in what is done unless told otherwise: a GPU if there is one, exact
 * products, two slots, and batches that fail where the device fails.
 */
void
ariadne_device_options_init (AriadneDeviceOptions *options)
{
  g_return_if_fail (options != NULL);

  *options = (AriadneDeviceOptions) {
    .kind = ARIADNE_DEVICE_AUTO,
    .index = ARIADNE_DEVICE_ANY,
    .precision = ARIADNE_PRECISION_FLOAT32,
    .rescue = ARIADNE_DEVICE_RESCUE_FAIL,
    .n_slots = DEFAULT_SLOTS,
    .memory_fraction = DEFAULT_MEMORY_FRACTION,
    .spin = FALSE,
  };
}

/**
 * ariadne_device_options_check:
 * @options: options
 * @error: return location for an error
 *
 * Checks options on their own, whatever devices there are.
 *
 * Fails with %ARIADNE_ERROR_INVALID_ARGUMENT or %ARIADNE_ERROR_UNSUPPORTED.
 *
 * Returns: whether they make sense
 */
gboolean
ariadne_device_options_check (const AriadneDeviceOptions  *options,
                              GError                     **error)
{
  g_return_val_if_fail (options != NULL, FALSE);

  if (options->kind == ARIADNE_DEVICE_CPU && options->precision != ARIADNE_PRECISION_FLOAT32)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED,
                   "the precision is %s; expected float32, since the CPU has no other",
                   precisions[options->precision]);
      return FALSE;
    }

  if (options->n_slots < 1 || options->n_slots > ARIADNE_DEVICE_MAX_SLOTS)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                   "the number of slots is %u; expected 1 to %u",
                   options->n_slots, ARIADNE_DEVICE_MAX_SLOTS);
      return FALSE;
    }

  if (!(options->memory_fraction > 0.0 && options->memory_fraction <= 1.0))
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                   "the share of the device’s memory is %g; expected a number above 0, at most 1",
                   options->memory_fraction);
      return FALSE;
    }

  return TRUE;
}

/**
 * ariadne_device_options_share:
 * @options: options, of which the index and the share of memory are set
 * @server: which of the servers these are for, counted from 0
 * @n_servers: how many servers there are
 * @n_gpus: how many GPUs they may use together, no more than there are; 0 makes
 *   them use the processor
 * @fraction: the share that they may use of the memory of these GPUs
 *
 * Gives a server its part of what several servers use together: they take the
 * GPUs in turn, and an equal part of the memory each. A GPU that was asked for
 * by its number is kept.
 */
void
ariadne_device_options_share (AriadneDeviceOptions *options,
                              guint                 server,
                              guint                 n_servers,
                              guint                 n_gpus,
                              double                fraction)
{
  g_return_if_fail (options != NULL && n_servers > 0 && server < n_servers);
  g_return_if_fail (fraction > 0.0 && fraction <= 1.0);

  if (n_gpus == 0)
    options->kind = ARIADNE_DEVICE_CPU;
  if (options->kind == ARIADNE_DEVICE_CPU)
    return;

  options->memory_fraction = MIN (fraction * n_gpus / n_servers, 1.0);
  if (options->index == ARIADNE_DEVICE_ANY && n_gpus > 1)
    options->index = server % n_gpus;
}

static gboolean
parse_word (const char          *what,
            const char          *text,
            const char * const  *words,
            guint               *word,
            GError             **error)
{
  g_autofree char *list = NULL;

  for (guint i = 0; words[i] != NULL; i++)
    if (g_str_equal (text, words[i]))
      {
        *word = i;
        return TRUE;
      }

  list = g_strjoinv (", ", (char **) words);
  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
               "unknown %s “%s”: expected one of %s", what, text, list);

  return FALSE;
}

/**
 * ariadne_device_parse:
 * @text: `auto`, `cpu`, `cuda`, or `cuda:` and a number
 * @kind: (out): the kind of device
 * @index: (out): which of them, or %ARIADNE_DEVICE_ANY
 * @error: return location for an error
 *
 * Reads the name of a device.
 *
 * Fails with %ARIADNE_ERROR_INVALID_ARGUMENT if it is none.
 *
 * Returns: whether it is one
 */
gboolean
ariadne_device_parse (const char         *text,
                      AriadneDeviceKind  *kind,
                      int                *index,
                      GError            **error)
{
  guint word = 0;
  guint64 number;

  g_return_val_if_fail (text != NULL && kind != NULL && index != NULL, FALSE);

  if (g_str_has_prefix (text, "cuda:"))
    {
      if (!g_ascii_string_to_unsigned (text + strlen ("cuda:"), 10, 0, 1023, &number, NULL))
        {
          g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                       "unknown device “%s”: expected a number from 0 to 1023 after “cuda:”", text);
          return FALSE;
        }
      *kind = ARIADNE_DEVICE_CUDA;
      *index = number;
      return TRUE;
    }

  if (!parse_word ("device", text, kinds, &word, error))
    return FALSE;

  *kind = word;
  *index = ARIADNE_DEVICE_ANY;

  return TRUE;
}

/**
 * ariadne_device_kind_to_string:
 * @kind: a kind of device
 *
 * Gets the word for a kind of device, as ariadne_device_parse() reads it.
 *
 * Returns: (transfer none): the word
 */
const char *
ariadne_device_kind_to_string (AriadneDeviceKind kind)
{
  g_return_val_if_fail (kind <= ARIADNE_DEVICE_CUDA, NULL);

  return kinds[kind];
}

/**
 * ariadne_precision_to_string:
 * @precision: a precision
 *
 * Gets the word for a precision, as ariadne_precision_parse() reads it.
 *
 * Returns: (transfer none): the word
 */
const char *
ariadne_precision_to_string (AriadnePrecision precision)
{
  g_return_val_if_fail (precision <= ARIADNE_PRECISION_BF16, NULL);

  return precisions[precision];
}

/**
 * ariadne_precision_parse:
 * @text: `float32`, `tf32` or `bf16`
 * @precision: (out): the precision
 * @error: return location for an error
 *
 * Reads a precision.
 *
 * Fails with %ARIADNE_ERROR_INVALID_ARGUMENT if it is none.
 *
 * Returns: whether it is one
 */
gboolean
ariadne_precision_parse (const char        *text,
                         AriadnePrecision  *precision,
                         GError           **error)
{
  guint word;

  g_return_val_if_fail (text != NULL && precision != NULL, FALSE);

  if (!parse_word ("precision", text, precisions, &word, error))
    return FALSE;

  *precision = word;

  return TRUE;
}

/**
 * ariadne_device_rescue_to_string:
 * @rescue: what becomes of a batch at which a device failed
 *
 * Gets the word for it, as ariadne_device_rescue_parse() reads it.
 *
 * Returns: (transfer none): the word
 */
const char *
ariadne_device_rescue_to_string (AriadneDeviceRescue rescue)
{
  g_return_val_if_fail (rescue <= ARIADNE_DEVICE_RESCUE_CPU, NULL);

  return rescues[rescue];
}

/**
 * ariadne_device_rescue_parse:
 * @text: `fail`, `retry` or `cpu`
 * @rescue: (out): what it stands for
 * @error: return location for an error
 *
 * Reads what becomes of a batch at which a device failed.
 *
 * Returns: whether it is known
 */
gboolean
ariadne_device_rescue_parse (const char           *text,
                             AriadneDeviceRescue  *rescue,
                             GError              **error)
{
  guint word;

  g_return_val_if_fail (text != NULL && rescue != NULL, FALSE);

  if (!parse_word ("way out of a device’s error", text, rescues, &word, error))
    return FALSE;

  *rescue = word;

  return TRUE;
}

/**
 * ariadne_device_info_copy:
 * @self: what is known of a device
 *
 * Copies what is known of a device.
 *
 * Returns: (transfer full): a copy
 */
AriadneDeviceInfo *
ariadne_device_info_copy (const AriadneDeviceInfo *self)
{
  AriadneDeviceInfo *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->name = g_strdup (self->name);
  copy->reason = g_strdup (self->reason);

  return copy;
}

/**
 * ariadne_device_info_free:
 * @self: (transfer full): what is known of a device
 *
 * Releases what is known of a device.
 */
void
ariadne_device_info_free (AriadneDeviceInfo *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->name);
  g_free (self->reason);
  g_free (self);
}

static AriadneDeviceInfo *
describe_processor (void)
{
  AriadneDeviceInfo *info = g_new0 (AriadneDeviceInfo, 1);

  info->kind = ARIADNE_DEVICE_CPU;
  info->index = ARIADNE_DEVICE_ANY;
  info->name = g_strdup_printf ("this processor, with %s", ariadne_kernels_choose ()->name);
  info->n_units = g_get_num_processors ();

  return info;
}

/**
 * ariadne_device_list:
 *
 * Lists the devices that a network can be evaluated on, and those that it
 * cannot, with the reason. Where there is no GPU at all, one entry says why.
 * Loads the module for GPUs and starts their driver, which may take seconds.
 *
 * Returns: (transfer container) (element-type AriadneDeviceInfo): the devices, the
 *   processor first
 */
GPtrArray *
ariadne_device_list (void)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_device_info_free);

  g_ptr_array_add (list, describe_processor ());
  ariadne_device_module_list (list);

  return list;
}
