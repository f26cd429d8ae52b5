/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "cli-command.h"

G_BEGIN_DECLS

extern const CliSection cli_commands[];

/* One function a command, each in the file of its name. */
int command_expr    (int    argc,
                     char **argv);
int command_model   (int    argc,
                     char **argv);
int command_monitor (int    argc,
                     char **argv);
int command_optimize
                    (int    argc,
                     char **argv);
int command_plot    (int    argc,
                     char **argv);
int command_run     (int    argc,
                     char **argv);
int command_serve   (int    argc,
                     char **argv);
int command_status  (int    argc,
                     char **argv);
int command_worker  (int    argc,
                     char **argv);

G_END_DECLS
