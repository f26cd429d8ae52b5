/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <ariadne.h>

#include "run/run-values.h"

G_BEGIN_DECLS

/* What the options of a run ask for. */
typedef struct
{
  AriadneExperimentConfig *config;
  AriadneDeviceOptions     device;

  gboolean             num_searches_given; /* rather than left to the program */
  char                *save_path;          /* nullable: no picture */
  char                *log_path;           /* nullable */
  double               log_interval;       /* seconds */
  AriadneReportFormat  format;
  gboolean             quiet;
  gboolean             dry_run;

  /* About Ray: */
  char *ray_python;  /* nullable, as all of these */
  char *ray_address;
  char *ray_listen;

  /* Of `ariadne serve --listen`: */
  char *listen;     /* nullable: do not listen */
  char *token_file; /* nullable */
} RunOptions;

gboolean run_options_read  (RunOptions       *self,
                            const RunValues  *values,
                            GError          **error);
void     run_options_clear (RunOptions       *self);

void     run_set_text      (char            **text,
                            const char       *value);
gboolean run_device_read   (const RunValues       *values,
                            AriadneDeviceOptions  *device,
                            GError               **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RunOptions, run_options_clear)

G_END_DECLS
