/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "run/run-options.h"

G_BEGIN_DECLS

/* Where those who take part in a run join it. */
typedef struct
{
  AriadneStaticEngine *engine;     /* owned; NULL as long as it is closed */
  char                *token_path; /* nullable: where the token is */
  gboolean             is_ours;    /* was put there by us */
} RunMeeting;

gboolean run_meeting_open     (RunMeeting        *self,
                               const RunOptions  *options,
                               GError           **error);
void     run_meeting_announce (const RunMeeting  *self,
                               const RunOptions  *options,
                               const char        *command);
void     run_meeting_clear    (RunMeeting        *self);

G_END_DECLS
