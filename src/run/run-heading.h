/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "run/run-option.h"
#include "run/run-options.h"
#include "run/run-values.h"

G_BEGIN_DECLS

/* What options say together that each may say on its own. */
typedef struct
{
  RunOptionId culprit; /* the option that is to be changed */
  gboolean  (*check) (const RunValues  *values,
                      GError          **error);
} RunRule;

/* Options under a heading: a table, the rules that take in an option of it, and
 * how they are read into what a command is to do. Values that are read have been
 * checked.
 */
typedef struct
{
  const char          *title;
  const RunOptionSpec *specs;
  guint                n_specs;
  const RunRule       *rules;
  guint                n_rules;
  void               (*read) (const RunValues *values,
                              RunOptions      *options);
} RunHeading;

extern const RunHeading run_heading_what;
extern const RunHeading run_heading_network;
extern const RunHeading run_heading_places;
extern const RunHeading run_heading_cluster;
extern const RunHeading run_heading_processes;
extern const RunHeading run_heading_output;

const RunHeading *run_heading_get (RunHeadingId heading);

G_END_DECLS
