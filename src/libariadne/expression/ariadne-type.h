/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _AriadneType AriadneType;

/* Types of expressions. They are interned: there is one object for each type,
 * which lives for ever, so types are compared by pointer. They lie in one
 * arena, so that a tree can name its type in 32 bits. All functions may be
 * called on any thread.
 *
 * A type of more than ARIADNE_TYPE_MAX_NODES nodes, or one that no longer fits
 * into the arena, cannot be made: the constructors return NULL. This bounds
 * whatever walks over a type.
 */

#define ARIADNE_TYPE_MAX_NODES 8192

typedef enum {
  ARIADNE_TYPE_KIND_FLOAT,
  ARIADNE_TYPE_KIND_INTEGER,
  ARIADNE_TYPE_KIND_BOOL,
  ARIADNE_TYPE_KIND_STRING,
  ARIADNE_TYPE_KIND_ANY,
  ARIADNE_TYPE_KIND_TENSOR,
  ARIADNE_TYPE_KIND_TUPLE,
  ARIADNE_TYPE_KIND_FUNCTION,
} AriadneTypeKind;

#define ARIADNE_N_LEAF_TYPES (ARIADNE_TYPE_KIND_ANY + 1)

/**
 * AriadneType: (skip)
 * @kind: the kind
 * @n_parts: how many parts it has: 1 for a tensor, the length of a tuple, 2 for
 *   a function (its argument and its result)
 * @leaves: the set of leaf kinds inside, as bits `1 << kind`; a function counts
 *   as a leaf of its own kind
 * @n_nodes: the number of types it is written with, itself included
 * @n_elements: the number of scalars of a value of this type, where a vector
 *   counts 16 elements; infinite when that is beyond a double
 * @hash: a hash of its structure
 * @next: the next type with the same place in the table
 * @parts: the parts
 */
struct _AriadneType
{
  AriadneTypeKind    kind;
  guint              n_parts;
  guint              leaves;
  guint              n_nodes;
  double             n_elements;
  guint64            hash;
  const AriadneType *next;
  const AriadneType *parts[];
};

const AriadneType *ariadne_type_leaf         (AriadneTypeKind            kind);
const AriadneType *ariadne_type_tensor       (const AriadneType         *element);
const AriadneType *ariadne_type_tuple        (const AriadneType * const *parts,
                                              guint                      n_parts);
const AriadneType *ariadne_type_function     (const AriadneType         *argument,
                                              const AriadneType         *result);
gboolean           ariadne_type_leaf_by_name (const char                *name,
                                              AriadneTypeKind           *kind);
void               ariadne_type_print        (const AriadneType         *self,
                                              GString                   *text);
char              *ariadne_type_to_string    (const AriadneType         *self);

/*< private >*/
#define ARIADNE_TYPE_ARENA_SIZE (32 * 1024 * 1024)

extern guint64 _ariadne_type_arena[ARIADNE_TYPE_ARENA_SIZE / sizeof (guint64)];

/* Types as 32-bit numbers; 0 stands for no type. */
static inline guint32
ariadne_type_to_id (const AriadneType *type)
{
  if (type == NULL)
    return 0;

  return (guint32) ((const guint64 *) (gconstpointer) type - _ariadne_type_arena);
}

static inline const AriadneType *
ariadne_type_from_id (guint32 id)
{
  return id == 0 ? NULL : (const AriadneType *) (gconstpointer) &_ariadne_type_arena[id];
}

G_END_DECLS
