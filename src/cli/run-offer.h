/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "run/run-options.h"

#include "cli-options.h"

G_BEGIN_DECLS

void run_offer (CliOptions   *options,
                RunValues    *values,
                RunHeadingId  heading,
                RunCommand    command);

G_END_DECLS
