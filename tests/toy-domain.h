/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "core/ariadne-domain.h"
#include "core/ariadne-error.h"
#include "core/ariadne-sequence.h"

/* A domain small enough to check by hand, for the tests of every floor that
 * must not know expressions.
 *
 * A state is a number n > 0. Its neighbours are 2n, 3n and, if n is even, n/2,
 * in that order, without those above a limit of 10^6. Its cost is the number
 * of ones in its binary form; its size the number of binary digits; its
 * encoded and its serialised form n in 4 bytes, little endian; its description
 * the number in decimal. The goal is 36.
 */

static AriadneState *toy_state_new       (guint32 value);
static guint32       toy_state_get_value (AriadneState *state);

typedef struct
{
  AriadneState parent;
  guint32      value;
} ToyState;

static void
toy_state_finalize (AriadneState *state)
{
  g_free (state);
}

static AriadneState *
toy_state_new (guint32 value)
{
  static const AriadneStateClass klass = { toy_state_finalize };
  ToyState *self = g_new0 (ToyState, 1);

  ariadne_state_init (&self->parent, &klass);
  self->value = value;

  return &self->parent;
}

static inline guint32
toy_state_get_value (AriadneState *state)
{
  return ((ToyState *) state)->value;
}

#define TOY_TYPE_DOMAIN (toy_domain_get_type ())
G_DECLARE_FINAL_TYPE (ToyDomain, toy_domain, TOY, DOMAIN, GObject)

struct _ToyDomain
{
  GObject parent_instance;
};

static gboolean
toy_domain_expand (AriadneDomain  *domain,
                   AriadneState   *state,
                   GPtrArray      *neighbours,
                   GError        **error)
{
  guint32 n = toy_state_get_value (state);

  if (n <= 1000000 / 2)
    g_ptr_array_add (neighbours, toy_state_new (2 * n));
  if (n <= 1000000 / 3)
    g_ptr_array_add (neighbours, toy_state_new (3 * n));
  if (n % 2 == 0)
    g_ptr_array_add (neighbours, toy_state_new (n / 2));

  return TRUE;
}

static double
toy_domain_cost (AriadneDomain *domain,
                 AriadneState  *state)
{
  return __builtin_popcount (toy_state_get_value (state));
}

static guint
toy_domain_size (AriadneDomain *domain,
                 AriadneState  *state)
{
  return g_bit_storage (toy_state_get_value (state));
}

static guint64
toy_domain_hash (AriadneDomain *domain,
                 AriadneState  *state)
{
  return toy_state_get_value (state) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
}

static gboolean
toy_domain_equal (AriadneDomain *domain,
                  AriadneState  *a,
                  AriadneState  *b)
{
  return toy_state_get_value (a) == toy_state_get_value (b);
}

static void
toy_domain_serialize (AriadneDomain *domain,
                      AriadneState  *state,
                      GByteArray    *bytes)
{
  guint32 value = GUINT32_TO_LE (toy_state_get_value (state));

  g_byte_array_append (bytes, (const guint8 *) &value, sizeof value);
}

static gboolean
toy_domain_encode (AriadneDomain  *domain,
                   AriadneState   *state,
                   GByteArray     *bytes,
                   GError        **error)
{
  toy_domain_serialize (domain, state, bytes);

  return TRUE;
}

static AriadneState *
toy_domain_deserialize (AriadneDomain  *domain,
                        const guint8   *data,
                        gsize           length,
                        GError        **error)
{
  guint32 value = 0;

  if (length == sizeof value)
    memcpy (&value, data, sizeof value);
  if (value != 0)
    return toy_state_new (GUINT32_FROM_LE (value));

  g_set_error_literal (error, ARIADNE_ERROR, ARIADNE_ERROR_PARSE,
                       "expected a number above 0 in 4 bytes");

  return NULL;
}

static char *
toy_domain_describe (AriadneDomain *domain,
                     AriadneState  *state)
{
  return g_strdup_printf ("%u", toy_state_get_value (state));
}

static gboolean
toy_domain_is_goal (AriadneDomain *domain,
                    AriadneState  *state)
{
  return toy_state_get_value (state) == 36;
}

static void
toy_domain_iface_init (AriadneDomainInterface *iface)
{
  iface->expand = toy_domain_expand;
  iface->cost = toy_domain_cost;
  iface->size = toy_domain_size;
  iface->hash = toy_domain_hash;
  iface->equal = toy_domain_equal;
  iface->encode = toy_domain_encode;
  iface->serialize = toy_domain_serialize;
  iface->deserialize = toy_domain_deserialize;
  iface->describe = toy_domain_describe;
  iface->is_goal = toy_domain_is_goal;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ToyDomain, toy_domain, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ARIADNE_TYPE_DOMAIN, toy_domain_iface_init))

static void
toy_domain_class_init (ToyDomainClass *klass)
{
}

static void
toy_domain_init (ToyDomain *self)
{
}

static inline AriadneDomain *
toy_domain_new (void)
{
  return g_object_new (TOY_TYPE_DOMAIN, NULL);
}

/* The states first, first + 1, … */
static inline AriadneSequence *
toy_sequence_new (guint32 first,
                  guint   n_states)
{
  g_autoptr (GPtrArray) states =
    g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_state_unref);

  for (guint i = 0; i < n_states; i++)
    g_ptr_array_add (states, toy_state_new (first + i));

  return ariadne_sequence_new ((AriadneState * const *) states->pdata, n_states);
}
