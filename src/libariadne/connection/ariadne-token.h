/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the processes of one run know, and nobody else: whoever opens a channel
 * shows it. It is given to them in a way that others cannot read, that is, not
 * as an argument of a command.
 */
#define ARIADNE_TOKEN_LENGTH 16

typedef struct
{
  guint8 bytes[ARIADNE_TOKEN_LENGTH];
} AriadneToken;

/* Makes one that nobody can guess. */
void      _ariadne_token_generate  (AriadneToken        *self);

/* As 32 hexadecimal digits, and back. */
char     *_ariadne_token_to_string (const AriadneToken  *self);
gboolean  _ariadne_token_parse     (AriadneToken        *self,
                                    const char          *text,
                                    GError             **error);

/* Takes the same time whatever the difference. */
gboolean  _ariadne_token_equal     (const AriadneToken  *a,
                                    const AriadneToken  *b);

G_END_DECLS
