/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _CliOptions CliOptions;

CliOptions *cli_options_new       (const char          *command,
                                   const char          *arguments,
                                   const char          *description) G_GNUC_WARN_UNUSED_RESULT;
void        cli_options_free      (CliOptions          *self);
void        cli_options_add       (CliOptions          *self,
                                   const char          *heading,
                                   const GOptionEntry  *entries);
void        cli_options_add_more  (CliOptions          *self,
                                   const GOptionEntry  *entries);
gboolean    cli_options_parse     (CliOptions          *self,
                                   int                 *argc,
                                   char              ***argv,
                                   int                 *status);

gboolean    cli_options_check_rest
                                  (int                  argc,
                                   char               **argv,
                                   GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliOptions, cli_options_free)

G_END_DECLS
