/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <string.h>

#include "expression/ariadne-name.h"

/* The table is a fixed array of lists that only ever grow at their heads.
 *
 * Readers take no lock: a head is published with release semantics after the
 * name it points to is complete, names never change after that and never go
 * away. Writers hold names_lock, look again, and then add.
 */
#define N_BUCKETS 65536

static AriadneName *buckets[N_BUCKETS]; /* atomic; written under names_lock */
static GMutex       names_lock;
static guint32      n_names; /* under names_lock */

static guint64
hash_text (const char *text,
           gsize       length)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (gsize i = 0; i < length; i++)
    hash = (hash ^ (guchar) text[i]) * G_GUINT64_CONSTANT (0x100000001b3);

  hash ^= hash >> 32;
  hash *= G_GUINT64_CONSTANT (0xd6e8feb86659fd93);

  return hash ^ (hash >> 32);
}

/* The reader rejects longer numbers than ARIADNE_NAME_MAX_DIGITS, so that there
 * is always room for fresh names above what was read.
 */
static guint32
number_after_var (const char *text,
                  gsize       length)
{
  guint64 number = 0;

  if (length < 4 || memcmp (text, "var", 3) != 0)
    return 0;

  for (gsize i = 3; i < length; i++)
    {
      if (!g_ascii_isdigit (text[i]))
        return 0;
      number = number * 10 + (guint64) (text[i] - '0');
      if (number >= G_MAXUINT32)
        return 0;
    }

  return (guint32) number + 1;
}

static const char *
find (AriadneName *head,
      guint64      hash,
      const char  *text,
      gsize        length)
{
  for (AriadneName *name = head; name != NULL; name = name->next)
    if (name->hash == hash &&
        strncmp (name->text, text, length) == 0 &&
        name->text[length] == '\0')
      return name->text;

  return NULL;
}

static const char *
add (AriadneName **bucket,
     guint64       hash,
     const char   *text,
     gsize         length)
{
  AriadneName *name = g_malloc (sizeof *name + length + 1);

  name->next = *bucket;
  name->hash = hash;
  name->mask = 1u << (n_names++ % 32);
  name->next_var = number_after_var (text, length);
  memcpy (name->text, text, length);
  name->text[length] = '\0';
  g_atomic_pointer_set (bucket, name);

  return name->text;
}

/**
 * ariadne_name_intern_len: (skip)
 * @text: the text of a name, which has no NUL bytes
 * @length: its length in bytes
 *
 * Finds the one string of a name, making it if need be.
 *
 * Returns: the name, which lives as long as the process
 */
const char *
ariadne_name_intern_len (const char *text,
                         gsize       length)
{
  guint64       hash = hash_text (text, length);
  AriadneName **bucket = &buckets[hash % N_BUCKETS];
  const char   *name = find (g_atomic_pointer_get (bucket), hash, text, length);

  if (name != NULL)
    return name;

  g_mutex_lock (&names_lock);
  name = find (*bucket, hash, text, length);
  if (name == NULL)
    name = add (bucket, hash, text, length);
  g_mutex_unlock (&names_lock);

  return name;
}

/**
 * ariadne_name_intern: (skip)
 * @text: the text of a name
 *
 * Finds the one string of a name, making it if need be.
 *
 * Returns: the name, which lives as long as the process
 */
const char *
ariadne_name_intern (const char *text)
{
  return ariadne_name_intern_len (text, strlen (text));
}

/**
 * ariadne_name_fresh: (skip)
 * @number: a number
 *
 * Gives the name that is made up when a variable must be renamed: `var` and the
 * number.
 *
 * Returns: the name
 */
const char *
ariadne_name_fresh (guint32 number)
{
  char text[16];
  int  length = g_snprintf (text, sizeof text, "var%u", number);

  return ariadne_name_intern_len (text, (gsize) length);
}
