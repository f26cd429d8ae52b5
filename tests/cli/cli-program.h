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

typedef struct _CliProcess CliProcess;
typedef struct _CliTail    CliTail;

CliResult *cli_program_run             (const char        *arguments,
                                        ...) G_GNUC_PRINTF (1, 2) G_GNUC_WARN_UNUSED_RESULT;
CliResult *cli_program_run_argv        (const char *const *arguments,
                                        const char        *signal_after,
                                        int                signal_number)
  G_GNUC_WARN_UNUSED_RESULT;
void       cli_result_free             (CliResult         *self);
CliProcess *cli_process_start          (const char        *token,
                                        const char        *arguments,
                                        ...) G_GNUC_PRINTF (2, 3) G_GNUC_WARN_UNUSED_RESULT;
const char *cli_process_read_until     (CliProcess        *self,
                                        const char        *text);
void       cli_process_signal          (CliProcess        *self,
                                        int                signal_number);
void       cli_process_stop            (CliProcess        *self);
CliResult *cli_process_finish          (CliProcess        *self) G_GNUC_WARN_UNUSED_RESULT;
CliTail   *cli_tail_new                (const char        *name,
                                        const char        *hold) G_GNUC_WARN_UNUSED_RESULT;
void       cli_tail_wait               (CliTail           *self);
void       cli_tail_go_on              (CliTail           *self);
void       cli_tail_free               (CliTail           *self);
char      *cli_program_get_path        (const char        *name) G_GNUC_WARN_UNUSED_RESULT;
void       assert_rejected             (const char        *arguments,
                                        const char        *message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliResult, cli_result_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliTail, cli_tail_free)

G_END_DECLS
