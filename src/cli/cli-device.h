/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <ariadne.h>

G_BEGIN_DECLS

/* The options that say where a network is evaluated, as several commands have
 * them. The values are as they were given; NULL stands for the default.
 */
typedef struct
{
  char *device;
  char *precision;
  char *on_device_error;
} CliDevice;

#define CLI_DEVICE_ENTRIES(self)                                           \
  { "device", 0, 0, G_OPTION_ARG_STRING, &(self)->device,                  \
    "Where it runs: auto, cpu, cuda or cuda:N (auto)", "DEVICE" },         \
  { "precision", 0, 0, G_OPTION_ARG_STRING, &(self)->precision,            \
    "Products on a GPU: float32, tf32 or bf16 (float32)", "PRECISION" },   \
  { "on-device-error", 0, 0, G_OPTION_ARG_STRING, &(self)->on_device_error, \
    "A batch that a GPU fails at: fail, retry, cpu (fail)", "WHAT" }

gboolean  cli_device_read     (const CliDevice       *self,
                               AriadneDeviceOptions  *options,
                               GError               **error);
void      cli_device_clear    (CliDevice             *self);
char     *cli_device_describe (AriadneModel          *model) G_GNUC_WARN_UNUSED_RESULT;
char     *cli_device_describe_error (AriadneModel    *model) G_GNUC_WARN_UNUSED_RESULT;
guint     cli_device_count_gpus (void);
void      cli_device_list     (gboolean               json);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliDevice, cli_device_clear)

G_END_DECLS
