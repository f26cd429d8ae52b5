/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

#include "interpreter/ariadne-real.h"

G_BEGIN_DECLS

typedef enum {
  ARIADNE_VALUE_FLOAT,
  ARIADNE_VALUE_INTEGER,
  ARIADNE_VALUE_BOOL,
  ARIADNE_VALUE_VECTOR,
  ARIADNE_VALUE_TUPLE,
  ARIADNE_VALUE_FUNCTION, /* something of the interpreter's */
} AriadneValueKind;

/**
 * AriadneValue: (skip)
 * @ref_count: how many references there are
 * @kind: the kind
 * @n_parts: how many elements a vector or a tuple has
 * @real: the value of a Float
 * @integer: the value of an Integer, or 0 or 1 for a Bool
 * @closure: of a function
 * @release: frees @closure
 * @parts: the elements
 *
 * What an expression evaluates to. Values do not change; they are counted without
 * atomic operations and stay on one thread.
 */
typedef struct _AriadneValue AriadneValue;
struct _AriadneValue
{
  guint            ref_count;
  AriadneValueKind kind;
  guint            n_parts;
  union
  {
    AriadneReal real;
    gint64      integer;
    struct
    {
      gpointer       closure;
      GDestroyNotify release;
    };
  };
  AriadneValue *parts[];
};

AriadneValue *ariadne_value_new_real     (AriadneReal         real) G_GNUC_WARN_UNUSED_RESULT;
AriadneValue *ariadne_value_new_float    (double              value) G_GNUC_WARN_UNUSED_RESULT;
AriadneValue *ariadne_value_new_integer  (gint64              value) G_GNUC_WARN_UNUSED_RESULT;
AriadneValue *ariadne_value_new_bool     (gboolean            value) G_GNUC_WARN_UNUSED_RESULT;
AriadneValue *ariadne_value_new_parts    (AriadneValueKind    kind,
                                          guint               n_parts) G_GNUC_WARN_UNUSED_RESULT;
AriadneValue *ariadne_value_new_function (gpointer            closure,
                                          GDestroyNotify      release) G_GNUC_WARN_UNUSED_RESULT;
AriadneValue *ariadne_value_ref          (AriadneValue       *self);
void          ariadne_value_unref        (AriadneValue       *self);
gboolean      ariadne_value_is_composite (const AriadneValue *self);
void          ariadne_value_print        (const AriadneValue *self,
                                          GString            *text);
char         *ariadne_value_to_string    (const AriadneValue *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneValue, ariadne_value_unref)

G_END_DECLS
