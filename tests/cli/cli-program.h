/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a run of the program left behind. */
typedef struct
{
  int   status; /* as its parent's shell would see it; 128 + n for signal n */
  char *output;
  char *errors;
} CliResult;

CliResult *cli_program_run             (const char        *arguments,
                                        ...) G_GNUC_PRINTF (1, 2) G_GNUC_WARN_UNUSED_RESULT;
CliResult *cli_program_run_argv        (const char *const *arguments,
                                        const char        *signal_after,
                                        int                signal_number)
  G_GNUC_WARN_UNUSED_RESULT;
void       cli_result_free             (CliResult         *self);
char      *cli_program_get_path        (const char        *name) G_GNUC_WARN_UNUSED_RESULT;
void       assert_rejected             (const char        *arguments,
                                        const char        *message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliResult, cli_result_free)

G_END_DECLS
