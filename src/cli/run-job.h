/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "run/run-options.h"

G_BEGIN_DECLS

int run_job (const char       *command,
             const RunOptions *options);

G_END_DECLS
