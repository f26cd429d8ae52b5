/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A small generator of pseudo-random numbers whose sequence is part of the
 * interface: the same seed gives the same numbers with every version, library
 * and machine.
 *
 * The state is a counter of 64 bits that advances by the odd number next to
 * 2^64 divided by the golden ratio; a number is the counter after two rounds of
 * xor-shift and multiplication and a last xor-shift, which is known as
 * SplitMix64. Every seed is good and the period is 2^64.
 */
typedef struct
{
  guint64 counter;
} AriadneRandom;

static inline guint64
ariadne_random_next (AriadneRandom *self)
{
  guint64 mixed = self->counter += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  mixed = (mixed ^ (mixed >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  mixed = (mixed ^ (mixed >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);

  return mixed ^ (mixed >> 31);
}

/* Starts the @stream-th of many independent sequences for one seed. */
static inline void
ariadne_random_init (AriadneRandom *self,
                     guint64        seed,
                     guint64        stream)
{
  AriadneRandom streams = { stream };

  self->counter = seed ^ ariadne_random_next (&streams);
}

/* A multiple of 2^-53, at least 0 and less than 1. */
static inline double
ariadne_random_next_double (AriadneRandom *self)
{
  return (double) (ariadne_random_next (self) >> 11) * 0x1p-53;
}

G_END_DECLS
