/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AriadneReal: (skip)
 * @value: what doubles compute
 * @error: how far that may be from what real numbers would give: a bound of first
 *   order; infinite when nothing is known of the number, as after an overflow, and
 *   not a number when there is none, as after a division by zero
 *
 * A number with what rounding did to it so far. Two ways to compute the same thing
 * differ by no more than the sum of their errors, whatever cancels on the way.
 */
typedef struct _AriadneReal AriadneReal;
struct _AriadneReal
{
  double value;
  double error;
};

typedef enum {
  ARIADNE_ORDER_LESS,
  ARIADNE_ORDER_EQUAL,
  ARIADNE_ORDER_GREATER,
  ARIADNE_ORDER_NONE, /* one of them is no number */
} AriadneOrder;

AriadneReal  ariadne_real_constant   (double       value);
AriadneReal  ariadne_real_integer    (gint64       value);
AriadneReal  ariadne_real_add        (AriadneReal  a,
                                      AriadneReal  b);
AriadneReal  ariadne_real_sub        (AriadneReal  a,
                                      AriadneReal  b);
AriadneReal  ariadne_real_mul        (AriadneReal  a,
                                      AriadneReal  b);
AriadneReal  ariadne_real_div        (AriadneReal  a,
                                      AriadneReal  b);
AriadneReal  ariadne_real_exp        (AriadneReal  a);
AriadneReal  ariadne_real_log        (AriadneReal  a);
AriadneOrder ariadne_real_compare    (AriadneReal  a,
                                      AriadneReal  b,
                                      gboolean    *is_certain);
gboolean     ariadne_real_is_defined (AriadneReal  self);
gboolean     ariadne_real_is_known   (AriadneReal  self);

G_END_DECLS
