/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "commands.h"

const CliSection cli_commands[] = {
  { NULL },
};
