/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "serving/ariadne-server-metrics.h"

/* What a device was waiting for while it did not compute. Each moment between
 * two batches is laid to the step that the later one was in.
 */
typedef enum
{
  TIMELINE_SEARCHERS, /* nobody had asked for anything yet */
  TIMELINE_SERVER,    /* requests were there, but no batch was made of them */
  TIMELINE_PACKING,
  TIMELINE_TRANSFER,
  TIMELINE_LAUNCH,    /* all was on the device */
  TIMELINE_N_CAUSES,
} TimelineCause;

/* Times are in seconds. */
typedef struct
{
  guint   n_batches;
  guint64 n_rows;
  double  total;      /* from the end of the first batch to that of the last */
  double  computing;  /* the device, of that */
  double  waiting[TIMELINE_N_CAUSES];

  /* Means of a batch, from step to step. */
  double  packing;
  double  uploading;
  double  queueing;   /* on the device, behind the batch before */
  double  kernels;
  double  downloading;
  double  answering;
} TimelineSummary;

/* Takes an array of AriadneBatchRecord, which it sorts by the device's times. */
void        timeline_summarize     (GArray                *records,
                                    TimelineSummary       *summary);

/* What bounds the run: `the device` if it computes for 95 % of the time, and
 * otherwise what it waits for most.
 */
const char *timeline_name_bound    (const TimelineSummary *summary);
char       *timeline_to_json       (const GArray          *records,
                                    const TimelineSummary *summary);
char       *timeline_to_text       (const TimelineSummary *summary);
