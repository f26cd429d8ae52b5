/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <ariadne.h>

G_BEGIN_DECLS

/* What the command line of `ariadne run` asks for. */
typedef struct
{
  AriadneExperimentConfig *config;
  AriadneDeviceOptions     device;

  gboolean             num_searches_given; /* rather than left to the program */
  gboolean             seed_given;
  char                *save_path;          /* nullable: no picture */
  char                *log_path;           /* nullable */
  double               log_interval;       /* seconds */
  AriadneReportFormat  format;
  gboolean             quiet;

  /* About Ray: */
  char *ray_python;  /* nullable, as all of these */
  char *ray_address;
  char *ray_listen;

  /* Of `ariadne serve --listen`: */
  char *listen;     /* nullable: do not listen */
  char *token_file; /* nullable */
} RunOptions;

gboolean run_options_parse (RunOptions   *self,
                            int           argc,
                            char        **argv,
                            int          *status);
void     run_options_clear (RunOptions   *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RunOptions, run_options_clear)

G_END_DECLS
