/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Files of things to search from: those of a user, and those that come with the
 * program; and some of the things in them, as FILE:NAME,NAME…
 */

char    *run_find_data  (const char   *folder,
                         const char   *name,
                         const char   *suffix,
                         GError      **error) G_GNUC_WARN_UNUSED_RESULT;
void     run_data_split (const char   *given,
                         char        **file,
                         char       ***names);
gboolean run_data_check (const char   *option,
                         const char   *folder,
                         const char   *suffix,
                         const char   *given,
                         GError      **error);

G_END_DECLS
