/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Files of things to search from: those of a user, and those that come with the
 * program; and some of the things in them, as FILE:NAME,NAME…
 */

typedef struct
{
  const char *option; /* which names them, for messages */
  const char *folder; /* of those that come with the program; says what they are */
  const char *suffix; /* of their names */
} RunData;

extern const RunData run_data_expressions;
extern const RunData run_data_puzzles;

char    *run_data_find   (const RunData  *self,
                          const char     *name,
                          GError        **error) G_GNUC_WARN_UNUSED_RESULT;
void     run_data_split  (const char     *given,
                          char          **file,
                          char         ***names);
char    *run_data_locate (const RunData  *self,
                          const char     *given,
                          char         ***names,
                          GError        **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean run_data_check  (const RunData  *self,
                          const char     *given,
                          GError        **error);

G_END_DECLS
