/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "engine/ariadne-control-frame.h"

#include <gio/gio.h>
#include <string.h>

#include "core/ariadne-byte-reader.h"
#include "core/ariadne-error.h"
#include "search/ariadne-search-recipe.h"

#define MAGIC         "ARIA"
#define PREFIX_LENGTH 8 /* of a HELLO: the magic and the version */

/* No message is worth more than that. */
#define MAX_MESSAGE_LENGTH 4096

/* HELLO:    role, token, boot id of the machine, process id, seat
 * SPEC:     name, domain, model if any, batch size, policy
 * READY:    addresses for requests, number of heads, whether the model reads
 *           encoded states; nothing of that for a worker
 * PEERS:    epoch, whether requests are to be encoded, and for each server its
 *           number and address
 * TASK:     number, search
 * PROGRESS: for each search its number and figures
 * RESULT:   number, findings, error if any
 * BATCHES:  for each batch its record
 * LOAD:     states queued, clients, those that wait; requests answered since the last
 *           time and their latencies
 * PING:     the engine's time
 * PONG:     the same, and the time of the process
 * BYE:      error if any
 */
static const struct
{
  const char *name;
  const char *payload; /* NULL: none */
} types[ARIADNE_CONTROL_N_TYPES] = {
  [ARIADNE_CONTROL_HELLO] = { "HELLO", "(uaysuu)" },
  [ARIADNE_CONTROL_SPEC] = { "SPEC", "(s(sv)m(sv)uu)" },
  [ARIADNE_CONTROL_READY] = { "READY", "(asub)" },
  [ARIADNE_CONTROL_PEERS] = { "PEERS", "(tba(us))" },
  [ARIADNE_CONTROL_TASK] = { "TASK", "(uv)" },
  [ARIADNE_CONTROL_PROGRESS] = { "PROGRESS", "a(u" ARIADNE_SEARCH_FIGURES_TYPE ")" },
  [ARIADNE_CONTROL_RESULT] = { "RESULT", "(uv" ARIADNE_CONTROL_ERROR_TYPE ")" },
  [ARIADNE_CONTROL_BATCHES] = { "BATCHES", "a(uuuxxxxxxxxxuuu)" },
  [ARIADNE_CONTROL_LOAD] = { "LOAD", "(uuutat)" },
  [ARIADNE_CONTROL_DRAIN] = { "DRAIN", NULL },
  [ARIADNE_CONTROL_PING] = { "PING", "(x)" },
  [ARIADNE_CONTROL_PONG] = { "PONG", "(xx)" },
  [ARIADNE_CONTROL_BYE] = { "BYE", "(" ARIADNE_CONTROL_ERROR_TYPE ")" },
};

const char *
_ariadne_control_type_to_string (AriadneControlType type)
{
  return type > 0 && type < ARIADNE_CONTROL_N_TYPES ? types[type].name : "unknown";
}

static void
append_u32 (GByteArray *bytes,
            guint32     value)
{
  guint start = bytes->len;

  g_byte_array_set_size (bytes, start + sizeof value);
  _ariadne_write_u32 (bytes->data + start, value);
}

/* The payload in little endian. */
static GVariant *
turn (GVariant *payload)
{
  return G_BYTE_ORDER == G_LITTLE_ENDIAN ? g_variant_ref (payload) : g_variant_byteswap (payload);
}

GBytes *
_ariadne_control_frame_write (AriadneControlType   type,
                              GVariant            *payload,
                              GError             **error)
{
  static const guint8 zeros[3] = { 0 };
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GVariant) little = NULL;
  guint8 type_byte = type;
  gsize length = type == ARIADNE_CONTROL_HELLO ? PREFIX_LENGTH : 0;

  g_assert ((payload != NULL) == (types[type].payload != NULL));

  if (payload != NULL)
    {
      g_autoptr (GVariant) owned = g_variant_ref_sink (payload);

      g_assert (g_variant_is_of_type (payload, G_VARIANT_TYPE (types[type].payload)));
      little = turn (owned);
      length += g_variant_get_size (little);
    }

  if (length > ARIADNE_CONTROL_PEER_LIMIT)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_LIMIT,
                   "a %s would have %" G_GSIZE_FORMAT " bytes, expected at most %u",
                   types[type].name, length, ARIADNE_CONTROL_PEER_LIMIT);
      return NULL;
    }

  append_u32 (bytes, length);
  g_byte_array_append (bytes, &type_byte, 1);
  g_byte_array_append (bytes, zeros, sizeof zeros);
  if (type == ARIADNE_CONTROL_HELLO)
    {
      g_byte_array_append (bytes, (const guint8 *) MAGIC, strlen (MAGIC));
      append_u32 (bytes, ARIADNE_CONTROL_VERSION);
    }
  if (little != NULL)
    g_byte_array_append (bytes, g_variant_get_data (little), g_variant_get_size (little));

  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

static gboolean
check_header (const guint8  *data,
              gsize          limit,
              GError       **error)
{
  guint32 length = _ariadne_read_u32 (data);
  guint type = data[4];

  if (type == 0 || type >= ARIADNE_CONTROL_N_TYPES || data[5] != 0 || data[6] != 0 || data[7] != 0)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
                   "a frame begins with %02x %02x %02x %02x at byte 4, expected a type from 1 to "
                   "%u and zeros",
                   data[4], data[5], data[6], data[7], ARIADNE_CONTROL_N_TYPES - 1);
      return FALSE;
    }

  if (length > limit)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
                   "a %s of %u bytes is announced, expected at most %" G_GSIZE_FORMAT,
                   types[type].name, length, limit);
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_prefix (const guint8  *data,
              gsize          length,
              GError       **error)
{
  if (length < PREFIX_LENGTH || memcmp (data, MAGIC, strlen (MAGIC)) != 0)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
                   "a HELLO does not begin with “%s”, expected a process of Ariadne", MAGIC);
      return FALSE;
    }

  if (_ariadne_read_u32 (data + strlen (MAGIC)) != ARIADNE_CONTROL_VERSION)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
                   "the peer speaks version %u of the protocol, expected version %u",
                   _ariadne_read_u32 (data + strlen (MAGIC)), ARIADNE_CONTROL_VERSION);
      return FALSE;
    }

  return TRUE;
}

static GVariant *
read_payload (AriadneControlType   type,
              const guint8        *data,
              gsize                length,
              GError             **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, length);
  g_autoptr (GVariant) little = NULL;

  little = g_variant_new_from_bytes (G_VARIANT_TYPE (types[type].payload), bytes, FALSE);
  g_variant_ref_sink (little);
  if (!g_variant_is_normal_form (little))
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
                   "the %" G_GSIZE_FORMAT " bytes of a %s are malformed, expected a value of type "
                   "%s in normal form",
                   length, types[type].name, types[type].payload);
      return NULL;
    }

  return turn (little);
}

gboolean
_ariadne_control_frame_read (const guint8        *data,
                             gsize                length,
                             gsize                limit,
                             gsize               *frame_length,
                             AriadneControlType  *type,
                             GVariant           **payload,
                             GError             **error)
{
  gsize payload_length;

  *frame_length = 0;
  *payload = NULL;
  if (length < ARIADNE_CONTROL_HEADER_LENGTH)
    return TRUE;
  if (!check_header (data, limit, error))
    return FALSE;

  payload_length = _ariadne_read_u32 (data);
  if (length - ARIADNE_CONTROL_HEADER_LENGTH < payload_length)
    return TRUE;

  *type = data[4];
  *frame_length = ARIADNE_CONTROL_HEADER_LENGTH + payload_length;
  data += ARIADNE_CONTROL_HEADER_LENGTH;

  if (types[*type].payload == NULL)
    {
      if (payload_length == 0)
        return TRUE;
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
                   "a %s has %" G_GSIZE_FORMAT " bytes, expected none", types[*type].name,
                   payload_length);
      return FALSE;
    }

  if (*type == ARIADNE_CONTROL_HELLO)
    {
      if (!check_prefix (data, payload_length, error))
        return FALSE;
      data += PREFIX_LENGTH;
      payload_length -= PREFIX_LENGTH;
    }

  *payload = read_payload (*type, data, payload_length, error);

  return *payload != NULL;
}

GVariant *
_ariadne_control_pack_error (const GError *error)
{
  g_autofree char *message = NULL;

  if (error == NULL)
    return g_variant_new_maybe (G_VARIANT_TYPE ("(sis)"), NULL);

  message = g_utf8_make_valid (error->message, MIN (strlen (error->message), MAX_MESSAGE_LENGTH));

  return g_variant_new_maybe (G_VARIANT_TYPE ("(sis)"),
                              g_variant_new ("(sis)", g_quark_to_string (error->domain),
                                             error->code, message));
}

/* Codes of other domains mean nothing here. */
GError *
_ariadne_control_unpack_error (GVariant *packed)
{
  g_autoptr (GVariant) error = g_variant_get_maybe (packed);
  const char *domain, *message;
  gint32 code;

  if (error == NULL)
    return NULL;

  g_variant_get (error, "(&si&s)", &domain, &code, &message);
  if (g_str_equal (domain, g_quark_to_string (ARIADNE_ERROR)) && code >= 0
      && code <= ARIADNE_ERROR_PROTOCOL)
    return g_error_new_literal (ARIADNE_ERROR, code, message);
  if (g_str_equal (domain, g_quark_to_string (G_IO_ERROR)) && code == G_IO_ERROR_CANCELLED)
    return g_error_new_literal (G_IO_ERROR, code, message);

  return g_error_new_literal (ARIADNE_ERROR, ARIADNE_ERROR_FAILED, message);
}
