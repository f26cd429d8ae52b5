/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <ariadne.h>

G_BEGIN_DECLS

/* What an optimizer has found, on standard output. */

void optimize_report_print_table (AriadneOptimizer *optimizer);
void optimize_report_print_steps (AriadneOptimizer *optimizer);
void optimize_report_print_json  (AriadneOptimizer *optimizer);

G_END_DECLS
