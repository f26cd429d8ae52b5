/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "model/ariadne-spec-options.h"

#include "core/ariadne-error.h"

static gboolean
unknown_key (const char               *spec,
             const char               *key,
             const AriadneSpecOption  *known,
             guint                     n_known,
             GError                  **error)
{
  g_autoptr (GString) keys = g_string_new (NULL);

  for (guint i = 0; i < n_known; i++)
    g_string_append_printf (keys, "%s%s", i > 0 ? ", " : "", known[i].key);

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
               "Model “%s”: unknown option “%s”; known ones are %s", spec, key, keys->str);

  return FALSE;
}

static gboolean
parse_option (const char               *spec,
              const char               *key,
              const char               *value,
              const AriadneSpecOption  *known,
              guint                     n_known,
              GError                  **error)
{
  for (guint i = 0; i < n_known; i++)
    {
      if (!g_str_equal (key, known[i].key))
        continue;

      if (value != NULL && known[i].parse (value, known[i].target))
        return TRUE;

      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                   "Model “%s”: option “%s” expects %s", spec, key, known[i].expected);
      return FALSE;
    }

  return unknown_key (spec, key, known, n_known, error);
}

/* Reads @options, a list `key=value,key=value` that may be empty, into the
 * targets of the known options. @spec is the text that messages quote.
 */
gboolean
ariadne_spec_options_parse (const char               *spec,
                            const char               *options,
                            const AriadneSpecOption  *known,
                            guint                     n_known,
                            GError                  **error)
{
  g_auto (GStrv) pairs = NULL;

  if (*options == '\0')
    return TRUE;

  pairs = g_strsplit (options, ",", -1);
  for (guint i = 0; pairs[i] != NULL; i++)
    {
      char *value = strchr (pairs[i], '=');

      if (value != NULL)
        *value++ = '\0';
      if (!parse_option (spec, pairs[i], value, known, n_known, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
ariadne_spec_parse_number_64 (const char *value,
                              gpointer    target)
{
  guint64 *number = target;

  return g_ascii_string_to_unsigned (value, 10, 0, G_MAXUINT64, number, NULL);
}

gboolean
ariadne_spec_parse_number (const char *value,
                           gpointer    target)
{
  guint *number = target;
  guint64 wide;

  if (!g_ascii_string_to_unsigned (value, 10, 0, G_MAXUINT, &wide, NULL))
    return FALSE;

  *number = wide;

  return TRUE;
}

gboolean
ariadne_spec_parse_positive (const char *value,
                             gpointer    target)
{
  guint number;

  if (!ariadne_spec_parse_number (value, &number) || number == 0)
    return FALSE;

  *(guint *) target = number;

  return TRUE;
}

/* A decimal number with a unit, as in 200us, into nanoseconds. */
gboolean
ariadne_spec_parse_duration (const char *value,
                             gpointer    target)
{
  static const struct { const char *unit; double ns; } units[] = {
    { "ns", 1.0 }, { "us", 1e3 }, { "µs", 1e3 }, { "ms", 1e6 }, { "s", 1e9 },
  };
  gint64 *duration = target;
  char *end;
  double number;

  if (!g_ascii_isdigit (*value))
    return FALSE;
  number = g_ascii_strtod (value, &end);

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_str_equal (end, units[i].unit) && number * units[i].ns <= 3600e9)
      {
        *duration = number * units[i].ns + 0.5;
        return TRUE;
      }

  return FALSE;
}
