/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <string.h>

#include "connection/ariadne-frame.h"
#include "core/ariadne-byte-reader.h"
#include "core/ariadne-error.h"

#define MARK 0x656e6441u

#define MAGIC "Ariadne\n"
#define MAGIC_LENGTH 8

#define HELLO_LENGTH (MAGIC_LENGTH + 4 + ARIADNE_TOKEN_LENGTH)
#define ACCEPT_LENGTH 8
#define REFUSE_LENGTH 8

static void
put_u16 (guint8  *to,
         guint16  value)
{
  value = GUINT16_TO_LE (value);
  memcpy (to, &value, sizeof value);
}

static void
put_u64 (guint8  *to,
         guint64  value)
{
  value = GUINT64_TO_LE (value);
  memcpy (to, &value, sizeof value);
}

static guint16
get_u16 (const guint8 *from)
{
  guint16 value;

  memcpy (&value, from, sizeof value);

  return GUINT16_FROM_LE (value);
}

static guint64
get_u64 (const guint8 *from)
{
  guint64 value;

  memcpy (&value, from, sizeof value);

  return GUINT64_FROM_LE (value);
}

void
_ariadne_frame_pack (const AriadneFrameHeader *header,
                     guint8                   *to)
{
  _ariadne_write_u32 (to, header->length);
  to[4] = header->type;
  to[5] = header->flags;
  put_u16 (to + 6, header->n_items);
  put_u64 (to + 8, header->uid);
  _ariadne_write_u32 (to + 16, header->client);
  _ariadne_write_u32 (to + 20, MARK);
}

gboolean
_ariadne_frame_unpack (AriadneFrameHeader  *header,
                       const guint8        *from,
                       GError             **error)
{
  header->length = _ariadne_read_u32 (from);
  header->type = from[4];
  header->flags = from[5];
  header->n_items = get_u16 (from + 6);
  header->uid = get_u64 (from + 8);
  header->client = _ariadne_read_u32 (from + 16);

  if (_ariadne_read_u32 (from + 20) == MARK)
    return TRUE;

  g_set_error_literal (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
                       "it sends something that is not a frame of this protocol");

  return FALSE;
}

static void
put_frame (GByteArray         *bytes,
           AriadneFrameHeader  header,
           const guint8       *payload)
{
  guint8 packed[ARIADNE_FRAME_HEADER_LENGTH];

  _ariadne_frame_pack (&header, packed);
  g_byte_array_append (bytes, packed, sizeof packed);
  if (header.length > 0)
    g_byte_array_append (bytes, payload, header.length);
}

void
_ariadne_frame_put_hello (GByteArray         *bytes,
                          guint               version,
                          const AriadneToken *token)
{
  guint8 payload[HELLO_LENGTH];

  memcpy (payload, MAGIC, MAGIC_LENGTH);
  _ariadne_write_u32 (payload + MAGIC_LENGTH, version);
  memcpy (payload + MAGIC_LENGTH + 4, token->bytes, ARIADNE_TOKEN_LENGTH);
  put_frame (bytes, (AriadneFrameHeader) { HELLO_LENGTH, ARIADNE_FRAME_HELLO }, payload);
}

void
_ariadne_frame_put_accept (GByteArray *bytes,
                           guint       window)
{
  guint8 payload[ACCEPT_LENGTH];

  _ariadne_write_u32 (payload, ARIADNE_FRAME_VERSION);
  _ariadne_write_u32 (payload + 4, window);
  put_frame (bytes, (AriadneFrameHeader) { ACCEPT_LENGTH, ARIADNE_FRAME_ACCEPT }, payload);
}

void
_ariadne_frame_put_refusal (GByteArray     *bytes,
                            AriadneRefusal  refusal)
{
  guint8 payload[REFUSE_LENGTH];

  _ariadne_write_u32 (payload, ARIADNE_FRAME_VERSION);
  _ariadne_write_u32 (payload + 4, refusal);
  put_frame (bytes, (AriadneFrameHeader) { REFUSE_LENGTH, ARIADNE_FRAME_REFUSE }, payload);
}

void
_ariadne_frame_put_plain (GByteArray *bytes,
                          guint       type,
                          guint       client,
                          guint64     uid)
{
  put_frame (bytes, (AriadneFrameHeader) { .type = type, .client = client, .uid = uid }, NULL);
}

static gboolean
check_greeting (const AriadneFrameHeader  *header,
                guint                      type,
                guint                      length,
                const char                *what,
                GError                   **error)
{
  if (header->type == type && header->length == length)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
               "it sends a frame of type %u and %u bytes, expected %s",
               header->type, header->length, what);

  return FALSE;
}

gboolean
_ariadne_frame_get_hello (const AriadneFrameHeader  *header,
                          const guint8              *payload,
                          guint                     *version,
                          AriadneToken              *token,
                          GError                   **error)
{
  if (!check_greeting (header, ARIADNE_FRAME_HELLO, HELLO_LENGTH, "the greeting of a client",
                       error))
    return FALSE;

  if (memcmp (payload, MAGIC, MAGIC_LENGTH) != 0)
    {
      g_set_error_literal (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
                           "its greeting is that of another protocol");
      return FALSE;
    }

  *version = _ariadne_read_u32 (payload + MAGIC_LENGTH);
  memcpy (token->bytes, payload + MAGIC_LENGTH + 4, ARIADNE_TOKEN_LENGTH);

  return TRUE;
}

gboolean
_ariadne_frame_get_accept (const AriadneFrameHeader  *header,
                           const guint8              *payload,
                           guint                     *window,
                           GError                   **error)
{
  if (!check_greeting (header, ARIADNE_FRAME_ACCEPT, ACCEPT_LENGTH, "the greeting of a server",
                       error))
    return FALSE;

  *window = _ariadne_read_u32 (payload + 4);
  if (_ariadne_read_u32 (payload) == ARIADNE_FRAME_VERSION && *window > 0 && *window <= G_MAXINT)
    return TRUE;

  g_set_error_literal (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
                       "its greeting has numbers that cannot be");

  return FALSE;
}

void
_ariadne_frame_get_refusal (const AriadneFrameHeader  *header,
                            const guint8              *payload,
                            GError                   **error)
{
  if (!check_greeting (header, ARIADNE_FRAME_REFUSE, REFUSE_LENGTH, "a refusal", error))
    return;

  switch (_ariadne_read_u32 (payload + 4))
    {
    case ARIADNE_REFUSAL_VERSION:
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
                   "it speaks version %u of the protocol, this process version %u",
                   _ariadne_read_u32 (payload), ARIADNE_FRAME_VERSION);
      break;

    case ARIADNE_REFUSAL_TOKEN:
      g_set_error_literal (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
                           "it does not accept the token, which is that of another run");
      break;

    case ARIADNE_REFUSAL_FULL:
      g_set_error_literal (error, ARIADNE_ERROR, ARIADNE_ERROR_LIMIT,
                           "it has as many channels as it can have");
      break;

    default:
      g_set_error_literal (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
                           "it refuses the channel and does not say why");
    }
}
