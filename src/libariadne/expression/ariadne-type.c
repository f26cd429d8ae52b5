/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <string.h>

#include "expression/ariadne-type.h"

/* Like names, types stand in a fixed array of lists that only ever grow at
 * their heads. Readers take no lock: a head is published with release
 * semantics after the type it points to is complete, and types never change or
 * go away. Writers hold types_lock, look again, and then add.
 */
#define N_BUCKETS       4096
#define VECTOR_LENGTH   16
#define FIRST_FREE_WORD 2 /* the number 0 stands for no type */

guint64 _ariadne_type_arena[ARIADNE_TYPE_ARENA_SIZE / sizeof (guint64)];

static const AriadneType *buckets[N_BUCKETS]; /* atomic; written under types_lock */
static GMutex             types_lock;
static gsize              n_words = FIRST_FREE_WORD; /* under types_lock */

static const char *leaf_names[ARIADNE_N_LEAF_TYPES] = {
  [ARIADNE_TYPE_KIND_FLOAT] = "Float",
  [ARIADNE_TYPE_KIND_INTEGER] = "Integer",
  [ARIADNE_TYPE_KIND_BOOL] = "Bool",
  [ARIADNE_TYPE_KIND_STRING] = "String",
  [ARIADNE_TYPE_KIND_ANY] = "Any",
};

static guint64
hash_parts (AriadneTypeKind            kind,
            const AriadneType * const *parts,
            guint                      n_parts)
{
  guint64 hash = (guint64) kind + 1;

  for (guint i = 0; i < n_parts; i++)
    hash = (hash ^ parts[i]->hash) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) + i;

  hash ^= hash >> 29;
  hash *= G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);

  return hash ^ (hash >> 32);
}

static const AriadneType *
find (const AriadneType         *head,
      AriadneTypeKind            kind,
      guint64                    hash,
      const AriadneType * const *parts,
      guint                      n_parts)
{
  for (const AriadneType *type = head; type != NULL; type = type->next)
    if (type->hash == hash && type->kind == kind && type->n_parts == n_parts &&
        (n_parts == 0 || memcmp (type->parts, parts, n_parts * sizeof *parts) == 0))
      return type;

  return NULL;
}

static double
count_elements (AriadneTypeKind            kind,
                const AriadneType * const *parts,
                guint                      n_parts)
{
  double sum = 0.0;

  if (kind == ARIADNE_TYPE_KIND_TENSOR)
    return VECTOR_LENGTH * parts[0]->n_elements;
  if (kind != ARIADNE_TYPE_KIND_TUPLE)
    return 1.0;

  for (guint i = 0; i < n_parts; i++)
    sum += parts[i]->n_elements;

  return sum;
}

static guint
collect_leaves (AriadneTypeKind            kind,
                const AriadneType * const *parts,
                guint                      n_parts)
{
  guint leaves = 0;

  if (kind != ARIADNE_TYPE_KIND_TENSOR && kind != ARIADNE_TYPE_KIND_TUPLE)
    return 1u << kind;

  for (guint i = 0; i < n_parts; i++)
    leaves |= parts[i]->leaves;

  return leaves;
}

static const AriadneType *
add (const AriadneType        **bucket,
     AriadneTypeKind            kind,
     guint64                    hash,
     const AriadneType * const *parts,
     guint                      n_parts,
     guint                      n_nodes)
{
  gsize        size = sizeof (AriadneType) + n_parts * sizeof *parts;
  AriadneType *type;

  if (n_words + size / sizeof (guint64) > G_N_ELEMENTS (_ariadne_type_arena))
    return NULL;

  type = (AriadneType *) (gpointer) &_ariadne_type_arena[n_words];
  n_words += size / sizeof (guint64);

  type->kind = kind;
  type->n_parts = n_parts;
  type->n_nodes = n_nodes;
  type->leaves = collect_leaves (kind, parts, n_parts);
  type->n_elements = count_elements (kind, parts, n_parts);
  type->hash = hash;
  type->next = *bucket;
  if (n_parts > 0)
    memcpy (type->parts, parts, n_parts * sizeof *parts);
  g_atomic_pointer_set (bucket, type);

  return type;
}

static const AriadneType *
intern (AriadneTypeKind            kind,
        const AriadneType * const *parts,
        guint                      n_parts)
{
  guint64             hash = hash_parts (kind, parts, n_parts);
  const AriadneType **bucket = &buckets[hash % N_BUCKETS];
  const AriadneType  *type = find (g_atomic_pointer_get (bucket), kind, hash, parts, n_parts);
  guint               n_nodes = 1;

  if (type != NULL)
    return type;

  if (n_parts >= ARIADNE_TYPE_MAX_NODES)
    return NULL;
  for (guint i = 0; i < n_parts; i++)
    n_nodes += parts[i]->n_nodes;
  if (n_nodes > ARIADNE_TYPE_MAX_NODES)
    return NULL;

  g_mutex_lock (&types_lock);
  type = find (*bucket, kind, hash, parts, n_parts);
  if (type == NULL)
    type = add (bucket, kind, hash, parts, n_parts, n_nodes);
  g_mutex_unlock (&types_lock);

  return type;
}

/**
 * ariadne_type_leaf: (skip)
 * @kind: one of the leaf kinds
 *
 * Returns: the type of that kind
 */
const AriadneType *
ariadne_type_leaf (AriadneTypeKind kind)
{
  g_return_val_if_fail (kind < ARIADNE_N_LEAF_TYPES, NULL);

  return intern (kind, NULL, 0);
}

/**
 * ariadne_type_tensor: (skip)
 * @element: the type of the elements
 *
 * Returns: (nullable): the type of vectors of @element
 */
const AriadneType *
ariadne_type_tensor (const AriadneType *element)
{
  return intern (ARIADNE_TYPE_KIND_TENSOR, &element, 1);
}

/**
 * ariadne_type_tuple: (skip)
 * @parts: (array length=n_parts): the types of the elements
 * @n_parts: how many there are, may be 0 and 1
 *
 * Returns: (nullable): the type of tuples of @parts
 */
const AriadneType *
ariadne_type_tuple (const AriadneType * const *parts,
                    guint                      n_parts)
{
  return intern (ARIADNE_TYPE_KIND_TUPLE, parts, n_parts);
}

/**
 * ariadne_type_function: (skip)
 * @argument: the type of the argument
 * @result: the type of the result
 *
 * Returns: (nullable): the type of functions from @argument to @result
 */
const AriadneType *
ariadne_type_function (const AriadneType *argument,
                       const AriadneType *result)
{
  const AriadneType *parts[] = { argument, result };

  return intern (ARIADNE_TYPE_KIND_FUNCTION, parts, G_N_ELEMENTS (parts));
}

/**
 * ariadne_type_leaf_by_name: (skip)
 * @name: a word
 * @kind: (out): the leaf kind of that name
 *
 * Returns: whether @name is the name of a leaf kind
 */
gboolean
ariadne_type_leaf_by_name (const char      *name,
                           AriadneTypeKind *kind)
{
  for (guint i = 0; i < ARIADNE_N_LEAF_TYPES; i++)
    if (strcmp (leaf_names[i], name) == 0)
      {
        *kind = (AriadneTypeKind) i;
        return TRUE;
      }

  return FALSE;
}

/**
 * ariadne_type_print: (skip)
 * @self: a type
 * @text: what the text is appended to
 *
 * Appends the canonical text of a type.
 */
void
ariadne_type_print (const AriadneType *self,
                    GString           *text)
{
  switch (self->kind)
    {
    case ARIADNE_TYPE_KIND_TENSOR:
      g_string_append (text, "(Tensor 1 ");
      ariadne_type_print (self->parts[0], text);
      g_string_append_c (text, ')');
      break;

    case ARIADNE_TYPE_KIND_TUPLE:
      g_string_append (text, "(Tuple");
      for (guint i = 0; i < self->n_parts; i++)
        {
          g_string_append_c (text, ' ');
          ariadne_type_print (self->parts[i], text);
        }
      g_string_append_c (text, ')');
      break;

    case ARIADNE_TYPE_KIND_FUNCTION:
      g_string_append (text, "(Lam ");
      ariadne_type_print (self->parts[0], text);
      g_string_append_c (text, '(');
      ariadne_type_print (self->parts[1], text);
      g_string_append (text, "))");
      break;

    case ARIADNE_TYPE_KIND_FLOAT:
    case ARIADNE_TYPE_KIND_INTEGER:
    case ARIADNE_TYPE_KIND_BOOL:
    case ARIADNE_TYPE_KIND_STRING:
    case ARIADNE_TYPE_KIND_ANY:
      g_string_append (text, leaf_names[self->kind]);
      break;

    default:
      g_assert_not_reached ();
    }
}

/**
 * ariadne_type_to_string: (skip)
 * @self: a type
 *
 * Returns: (transfer full): the canonical text of @self
 */
char *
ariadne_type_to_string (const AriadneType *self)
{
  GString *text = g_string_new (NULL);

  ariadne_type_print (self, text);

  return g_string_free (text, FALSE);
}
