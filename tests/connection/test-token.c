/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <string.h>

#include "connection/ariadne-token.h"
#include "core/ariadne-error.h"

static void
test_differ (void)
{
  AriadneToken a, b;

  _ariadne_token_generate (&a);
  _ariadne_token_generate (&b);
  g_assert_true (_ariadne_token_equal (&a, &a));
  g_assert_false (_ariadne_token_equal (&a, &b));
}

/* Each bit of each byte counts. */
static void
test_every_bit (void)
{
  AriadneToken a, b;

  _ariadne_token_generate (&a);
  for (guint i = 0; i < 8 * ARIADNE_TOKEN_LENGTH; i++)
    {
      b = a;
      b.bytes[i / 8] ^= 1 << i % 8;
      g_assert_false (_ariadne_token_equal (&a, &b));
    }
}

static void
test_text (void)
{
  const AriadneToken token = { { 0x00, 0x01, 0x7f, 0x80, 0xab, 0xff, 0x10, 0x09,
                                 0x90, 0xde, 0xad, 0xbe, 0xef, 0x5a, 0xa5, 0xfe } };
  g_autofree char *text = _ariadne_token_to_string (&token);
  g_autofree char *upper = g_ascii_strup (text, -1);
  AriadneToken parsed = { { 0 } };

  g_assert_cmpstr (text, ==, "00017f80abff100990deadbeef5aa5fe");
  g_assert_true (_ariadne_token_parse (&parsed, text, NULL));
  g_assert_cmpmem (parsed.bytes, sizeof parsed.bytes, token.bytes, sizeof token.bytes);
  memset (&parsed, 0, sizeof parsed);
  g_assert_true (_ariadne_token_parse (&parsed, upper, NULL));
  g_assert_true (_ariadne_token_equal (&parsed, &token));
}

typedef struct
{
  const char *text;
  const char *says;
} Malformed;

static const Malformed malformed[] = {
  { "", "place 1:" },
  { "0", "place 2:" },
  { "0011223344556677889900112233445", "place 32:" },
  { "00112233445566778899001122334455 ", "too long" },
  { "001122334455667788990011223344556", "too long" },
  { "0011g233445566778899001122334455", "place 5:" },
  { "0011 233445566778899001122334455", "place 5:" },
  { "\xc3\xa4" "112233445566778899001122334455", "place 1:" },
};

/* The token that was there stays as it was. */
static void
test_malformed (void)
{
  AriadneToken before, after;

  _ariadne_token_generate (&before);
  for (guint i = 0; i < G_N_ELEMENTS (malformed); i++)
    {
      g_autoptr (GError) error = NULL;

      after = before;
      g_assert_false (_ariadne_token_parse (&after, malformed[i].text, &error));
      g_assert_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE);
      g_assert_nonnull (strstr (error->message, malformed[i].says));
      g_assert_true (_ariadne_token_equal (&before, &after));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/Ariadne/Token/differ", test_differ);
  g_test_add_func ("/Ariadne/Token/every_bit", test_every_bit);
  g_test_add_func ("/Ariadne/Token/text", test_text);
  g_test_add_func ("/Ariadne/Token/malformed", test_malformed);

  return g_test_run ();
}
