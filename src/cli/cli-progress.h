/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <ariadne.h>

G_BEGIN_DECLS

typedef struct _CliProgress CliProgress;

CliProgress *cli_progress_new  (AriadneExperiment *experiment) G_GNUC_WARN_UNUSED_RESULT;
void         cli_progress_say  (CliProgress       *self,
                                const char        *line);
void         cli_progress_free (CliProgress       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliProgress, cli_progress_free)

G_END_DECLS
