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

gboolean    cli_parse_wide_count  (const char          *option,
                                   const char          *value,
                                   guint64              minimum,
                                   guint64              maximum,
                                   guint64             *count,
                                   GError             **error);
gboolean    cli_parse_count       (const char          *option,
                                   const char          *value,
                                   guint                minimum,
                                   guint                maximum,
                                   guint               *count,
                                   GError             **error);
gboolean    cli_parse_fraction    (const char          *option,
                                   const char          *value,
                                   double              *fraction,
                                   GError             **error);
gboolean    cli_parse_seconds     (const char          *option,
                                   const char          *value,
                                   double               minimum,
                                   double               maximum,
                                   double              *seconds,
                                   GError             **error);
gboolean    cli_parse_size        (const char          *option,
                                   const char          *value,
                                   guint64              minimum,
                                   guint64             *size,
                                   GError             **error);
gboolean    cli_parse_choice      (const char          *option,
                                   const char          *value,
                                   const char * const  *choices,
                                   guint               *choice,
                                   GError             **error);
void        cli_set_text          (char               **text,
                                   const char          *given,
                                   const char          *otherwise);
char       *cli_find_data         (const char          *folder,
                                   const char          *name,
                                   const char          *suffix,
                                   GError             **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliOptions, cli_options_free)

G_END_DECLS
