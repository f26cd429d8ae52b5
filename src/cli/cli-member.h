/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <ariadne.h>

#include "cli-options.h"

G_BEGIN_DECLS

/* A command that takes part in the run of another process: started by it, or
 * told where to join. The values are as they were given.
 */
typedef struct
{
  char *join;
  char *token_file;
  char *control_fd;
  char *join_timeout;
  char *seat;
  char *memory;
} CliMember;

/* What it then does: ariadne_worker_run() or ariadne_serve_run(). */
typedef gboolean (*CliMemberFunc) (AriadneRecipes  *recipes,
                                   const char      *address,
                                   const char      *token,
                                   guint            seat,
                                   gint64           timeout,
                                   GCancellable    *cancellable,
                                   GError         **error);

void     cli_member_offer (CliMember        *self,
                           CliOptions       *options);
gboolean cli_member_check (const CliMember  *self,
                           GError          **error);
int      cli_member_run   (const CliMember  *self,
                           const char       *command,
                           CliMemberFunc     func);
void     cli_member_clear (CliMember        *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CliMember, cli_member_clear)

G_END_DECLS
