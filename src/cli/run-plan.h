/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <ariadne.h>

G_BEGIN_DECLS

void run_plan_print (AriadneExperiment   *experiment,
                     AriadneReportFormat  format);

G_END_DECLS
