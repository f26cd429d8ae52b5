/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "cli-command.h"

G_BEGIN_DECLS

/* One function a command; each is in the file of its name. */

extern const CliSection cli_commands[];

G_END_DECLS
