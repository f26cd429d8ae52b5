/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <ariadne.h>

G_BEGIN_DECLS

#define CLI_TOKEN_VARIABLE ARIADNE_TOKEN_VARIABLE

char     *cli_token_read  (const char   *path,
                           GError      **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean  cli_token_write (const char   *path,
                           const char   *token,
                           GError      **error);
char     *cli_token_make_path (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
