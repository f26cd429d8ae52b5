/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Names of variables and functions are interned: there is one string for each,
 * which lives for ever, so names are compared by pointer. What is often asked
 * of a name is kept in front of its text. All functions may be called on any
 * thread.
 */

typedef struct _AriadneName AriadneName;

/* The most digits that the number of a `varN` may have in what is read. */
#define ARIADNE_NAME_MAX_DIGITS 9

/**
 * AriadneName: (skip)
 * @next: the next name with the same place in the table
 * @hash: a hash of the text, the same in every process
 * @mask: one bit, as evenly spread over the names as possible
 * @next_var: one more than N when the text is `var` followed by the number N,
 *   0 otherwise
 * @text: the text, of which users of names hold the address
 */
struct _AriadneName
{
  AriadneName *next;
  guint64      hash;
  guint32      mask;
  guint32      next_var;
  char         text[];
};

const char *ariadne_name_intern     (const char *text);
const char *ariadne_name_intern_len (const char *text,
                                     gsize       length);
const char *ariadne_name_fresh      (guint32     number);

static inline const AriadneName *
ariadne_name_get (const char *name)
{
  return (const AriadneName *) (gconstpointer) (name - G_STRUCT_OFFSET (AriadneName, text));
}

static inline guint64
ariadne_name_get_hash (const char *name)
{
  return ariadne_name_get (name)->hash;
}

static inline guint32
ariadne_name_get_mask (const char *name)
{
  return ariadne_name_get (name)->mask;
}

static inline guint32
ariadne_name_get_next_var (const char *name)
{
  return ariadne_name_get (name)->next_var;
}

G_END_DECLS
