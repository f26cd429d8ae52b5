/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "connection/ariadne-token.h"
#include "core/ariadne-error.h"

void
_ariadne_token_generate (AriadneToken *self)
{
  gssize n;

  do
    n = getrandom (self->bytes, sizeof self->bytes, 0);
  while (n < 0 && errno == EINTR);

  /* A token that can be guessed would be worse than none. */
  if (n != sizeof self->bytes)
    g_error ("This system gives no random numbers: %s", g_strerror (errno));
}

char *
_ariadne_token_to_string (const AriadneToken *self)
{
  GString *text = g_string_sized_new (2 * sizeof self->bytes);

  for (guint i = 0; i < sizeof self->bytes; i++)
    g_string_append_printf (text, "%02x", self->bytes[i]);

  return g_string_free (text, FALSE);
}

gboolean
_ariadne_token_parse (AriadneToken  *self,
                      const char    *text,
                      GError       **error)
{
  AriadneToken token;

  for (guint i = 0; i < 2 * sizeof token.bytes; i++)
    {
      gint digit = g_ascii_xdigit_value (text[i]);

      if (digit < 0)
        {
          g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE,
                       "the token of the run: place %u: expected a hexadecimal digit", i + 1);
          return FALSE;
        }

      if (i % 2 == 0)
        token.bytes[i / 2] = digit << 4;
      else
        token.bytes[i / 2] |= digit;
    }

  if (text[2 * sizeof token.bytes] != '\0')
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE,
                   "the token of the run is too long, expected %zu hexadecimal digits",
                   2 * sizeof token.bytes);
      return FALSE;
    }

  *self = token;

  return TRUE;
}

gboolean
_ariadne_token_equal (const AriadneToken *a,
                      const AriadneToken *b)
{
  volatile guint8 difference = 0;

  for (guint i = 0; i < sizeof a->bytes; i++)
    difference |= a->bytes[i] ^ b->bytes[i];

  return difference == 0;
}
