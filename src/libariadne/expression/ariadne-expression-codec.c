/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ariadne-byte-reader.h"
#include "core/ariadne-error.h"
#include "expression/ariadne-expression-codec.h"

/* A tree is a byte for the version and its nodes in preorder, each a tag and what
 * that needs. The tag of a node is its kind, with these exceptions:
 *
 *   constant   an Integer, which follows
 *   variable   one not met before: its name and its type follow, and it gets the
 *              next number
 *   28         a Float, whose 8 bytes follow
 *   29         a Float that is a small whole number, which follows
 *   30, 31     false and true
 *   32         a variable met before; its number, less FEW_VARIABLES, follows
 *   33 …       a variable met before, of number 0, 1, …
 *
 * After the tag of a tuple comes its length, after that of a select its declared
 * size, after that of a stop its declared cost. Whole numbers take seven bits a
 * byte, lowest first, with the highest bit set in all bytes but the last; signed
 * ones have their sign in the lowest bit. Doubles are little-endian.
 *
 * Several trees share their variables, and one byte for the version. Each is a
 * number, and what that needs:
 *
 *   0      a tree follows; it is what the next ones refer to; another number
 *   1      that tree
 *   2 …    that tree, but what follows stands in place of its node 0, 1, …
 *
 * A type is a byte for its kind; the length of a tuple type follows, then the parts.
 *
 * The reader trusts nothing. Every node is made by the same constructors as all
 * others, which see to its form, its type and the limits. Its work and its memory
 * are in proportion to the bytes it is given.
 */

#define VERSION 1

#define TAG_FLOAT        28
#define TAG_WHOLE_FLOAT  29
#define TAG_FALSE        30
#define TAG_TRUE         31
#define TAG_VARIABLE     32
#define TAG_FEW          33
#define FEW_VARIABLES    (256 - TAG_FEW)
#define STEP_ROOT        0
#define STEP_SAME        1
#define STEP_EDIT        2
#define MAX_WHOLE        1000000.0
#define MAX_NAME_LENGTH  4096
#define MAX_TYPE_DEPTH   64
#define MAX_FIXED_ARITY  3

G_STATIC_ASSERT (ARIADNE_N_KINDS <= TAG_FLOAT);

/* A variable is one name with one type. */
typedef struct
{
  const char        *name;
  const AriadneType *type;
} Variable;

typedef struct
{
  GByteArray *bytes;
  GArray     *variables; /* of Variable: those met so far, by number */
} Writer;

typedef struct
{
  AriadneByteReader   bytes;
  GArray             *variables; /* of Variable: those met so far, by number */
  GError            **error;     /* never NULL */
} Reader;

static void
write_byte (Writer *self,
            guint8  byte)
{
  _ariadne_bytes_put_byte (self->bytes, byte);
}

static void
write_number (Writer  *self,
              guint64  number)
{
  _ariadne_bytes_put_number (self->bytes, number);
}

static void
write_signed_number (Writer *self,
                     gint64  number)
{
  write_number (self, ((guint64) number << 1) ^ (guint64) (number >> 63));
}

static void
write_double (Writer *self,
              double  value)
{
  _ariadne_bytes_put_double (self->bytes, value);
}

static void
write_type (Writer            *self,
            const AriadneType *type)
{
  write_byte (self, (guint8) type->kind);
  if (type->kind == ARIADNE_TYPE_KIND_TUPLE)
    write_number (self, type->n_parts);

  for (guint i = 0; i < type->n_parts; i++)
    write_type (self, type->parts[i]);
}

static gboolean
is_small_whole (double value)
{
  return value == trunc (value) && fabs (value) <= MAX_WHOLE && !(value == 0.0 && signbit (value));
}

static void
write_constant (Writer            *self,
                const AriadneTree *tree)
{
  switch (ariadne_tree_get_constant_kind (tree))
    {
    case ARIADNE_CONSTANT_INTEGER:
      write_byte (self, ARIADNE_KIND_CONSTANT);
      write_signed_number (self, ariadne_tree_get_integer (tree));
      break;

    case ARIADNE_CONSTANT_BOOL:
      write_byte (self, ariadne_tree_get_integer (tree) != 0 ? TAG_TRUE : TAG_FALSE);
      break;

    case ARIADNE_CONSTANT_FLOAT:
    default:
      if (is_small_whole (ariadne_tree_get_float (tree)))
        {
          write_byte (self, TAG_WHOLE_FLOAT);
          write_signed_number (self, (gint64) ariadne_tree_get_float (tree));
        }
      else
        {
          write_byte (self, TAG_FLOAT);
          write_double (self, ariadne_tree_get_float (tree));
        }
      break;
    }
}

static void
write_new_variable (Writer   *self,
                    Variable  variable)
{
  gsize length = strlen (variable.name);

  write_byte (self, ARIADNE_KIND_VARIABLE);
  write_number (self, length);
  g_byte_array_append (self->bytes, (const guint8 *) variable.name, (guint) length);
  write_type (self, variable.type);
  g_array_append_val (self->variables, variable);
}

static void
write_variable (Writer            *self,
                const AriadneTree *tree)
{
  Variable variable = { ariadne_tree_get_name (tree), ariadne_tree_get_type (tree) };

  for (guint i = 0; i < self->variables->len; i++)
    {
      const Variable *known = &g_array_index (self->variables, Variable, i);

      if (known->name != variable.name || known->type != variable.type)
        continue;

      if (i < FEW_VARIABLES)
        {
          write_byte (self, (guint8) (TAG_FEW + i));
        }
      else
        {
          write_byte (self, TAG_VARIABLE);
          write_number (self, i - FEW_VARIABLES);
        }
      return;
    }

  write_new_variable (self, variable);
}

static void
write_tree (Writer            *self,
            const AriadneTree *tree)
{
  AriadneKind kind = ariadne_tree_get_kind (tree);

  if (kind == ARIADNE_KIND_VARIABLE)
    {
      write_variable (self, tree);
      return;
    }

  if (kind == ARIADNE_KIND_CONSTANT)
    {
      write_constant (self, tree);
      return;
    }

  write_byte (self, (guint8) kind);
  if (kind == ARIADNE_KIND_TUPLE)
    write_number (self, ariadne_tree_get_n_children (tree));
  else if (kind == ARIADNE_KIND_SELECT)
    write_number (self, ariadne_tree_get_select_size (tree));
  else if (kind == ARIADNE_KIND_STOP)
    write_double (self, ariadne_tree_get_stop_cost (tree));

  for (guint i = 0; i < ariadne_tree_get_n_children (tree); i++)
    write_tree (self, ariadne_tree_get_child (tree, i));
}

/**
 * ariadne_expression_codec_write: (skip)
 * @tree: a typed tree
 * @bytes: the array to append to
 *
 * Writes a tree.
 */
void
ariadne_expression_codec_write (const AriadneTree *tree,
                                GByteArray        *bytes)
{
  g_autoptr (GArray) variables = g_array_new (FALSE, FALSE, sizeof (Variable));
  Writer             writer = { bytes, variables };

  write_byte (&writer, VERSION);
  write_tree (&writer, tree);
}

/**
 * ariadne_expression_codec_write_all: (skip)
 * @edits: (array length=n_edits): typed trees
 * @n_edits: how many there are
 * @bytes: the array to append to
 *
 * Writes trees, of which many may be edits of the same.
 */
void
ariadne_expression_codec_write_all (const AriadneEdit *const *edits,
                                    guint                     n_edits,
                                    GByteArray               *bytes)
{
  g_autoptr (GArray) variables = g_array_new (FALSE, FALSE, sizeof (Variable));
  Writer             writer = { bytes, variables };
  const AriadneTree *root = NULL;

  write_byte (&writer, VERSION);
  for (guint i = 0; i < n_edits; i++)
    {
      if (edits[i]->root != root)
        {
          root = edits[i]->root;
          write_number (&writer, STEP_ROOT);
          write_tree (&writer, root);
        }

      if (edits[i]->replacement == NULL)
        {
          write_number (&writer, STEP_SAME);
        }
      else
        {
          write_number (&writer, STEP_EDIT + (guint64) edits[i]->at);
          write_tree (&writer, edits[i]->replacement);
        }
    }
}

G_GNUC_PRINTF (2, 3)
static gboolean
fail (Reader     *self,
      const char *format,
      ...)
{
  g_autofree char *text = NULL;
  va_list          args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  g_set_error (self->error, ARIADNE_ERROR, self->bytes.code, "%s, byte %" G_GSIZE_FORMAT ": %s",
               self->bytes.subject, self->bytes.position, text);

  return FALSE;
}

static gboolean
read_byte (Reader *self,
           guint8 *byte)
{
  return _ariadne_byte_reader_byte (&self->bytes, byte, "more", self->error);
}

static gboolean
read_number (Reader  *self,
             guint64 *number)
{
  return _ariadne_byte_reader_number (&self->bytes, G_MAXUINT64, number, "a number", self->error);
}

static gboolean
read_signed_number (Reader *self,
                    gint64 *number)
{
  guint64 zigzag;

  if (!read_number (self, &zigzag))
    return FALSE;

  *number = (gint64) (zigzag >> 1) ^ -(gint64) (zigzag & 1);

  return TRUE;
}

static gboolean
read_double (Reader *self,
             double *value)
{
  return _ariadne_byte_reader_double (&self->bytes, value, "a double", self->error);
}

/* A length of things that take at least a byte each. */
static gboolean
read_length (Reader *self,
             gsize   maximum,
             guint  *length)
{
  guint64 number;

  if (!read_number (self, &number))
    return FALSE;
  if (number > MIN (maximum, _ariadne_byte_reader_get_left (&self->bytes)))
    return fail (self, "there are not %" G_GUINT64_FORMAT " of what follows", number);

  *length = (guint) number;

  return TRUE;
}

static const AriadneType *read_type (Reader *self,
                                     guint   depth);

static const AriadneType *
read_compound_type (Reader          *self,
                    AriadneTypeKind  kind,
                    guint            depth)
{
  g_autofree const AriadneType **parts = NULL;
  const AriadneType             *type;
  guint                          n_parts = kind == ARIADNE_TYPE_KIND_TENSOR ? 1 : 2;

  if (kind == ARIADNE_TYPE_KIND_TUPLE &&
      !read_length (self, ARIADNE_TREE_MAX_CHILDREN, &n_parts))
    return NULL;

  parts = g_new (const AriadneType *, n_parts);
  for (guint i = 0; i < n_parts; i++)
    {
      parts[i] = read_type (self, depth + 1);
      if (parts[i] == NULL)
        return NULL;
    }

  if (kind == ARIADNE_TYPE_KIND_TENSOR)
    type = ariadne_type_tensor (parts[0]);
  else if (kind == ARIADNE_TYPE_KIND_TUPLE)
    type = ariadne_type_tuple (parts, n_parts);
  else
    type = ariadne_type_function (parts[0], parts[1]);

  if (type == NULL)
    fail (self, "a type is too large");

  return type;
}

static const AriadneType *
read_type (Reader *self,
           guint   depth)
{
  guint8 kind = 0;

  if (!read_byte (self, &kind))
    return NULL;

  if (kind <= ARIADNE_TYPE_KIND_ANY)
    return ariadne_type_leaf ((AriadneTypeKind) kind);

  if (kind > ARIADNE_TYPE_KIND_FUNCTION || depth > MAX_TYPE_DEPTH)
    {
      fail (self, "this is no type");
      return NULL;
    }

  return read_compound_type (self, (AriadneTypeKind) kind, depth);
}

/* Names are atoms of a text; the names of parameters are no more than that. */
static gboolean
is_atom (const char *text,
         gsize       length)
{
  for (gsize i = 0; i < length; i++)
    if ((guchar) text[i] <= ' ' || text[i] == 0x7f || strchr ("()[]\"'", text[i]) != NULL)
      return FALSE;

  return length > 0 && g_utf8_validate_len (text, length, NULL);
}

static AriadneTree *
read_new_variable (Reader *self)
{
  const char *text;
  Variable    variable;
  guint       length = 0;

  if (!read_length (self, MAX_NAME_LENGTH, &length))
    return NULL;

  text = (const char *) self->bytes.data + self->bytes.position;
  if (!is_atom (text, length))
    {
      fail (self, "this is no name");
      return NULL;
    }

  self->bytes.position += length;
  variable.type = read_type (self, 0);
  if (variable.type == NULL)
    return NULL;

  variable.name = ariadne_name_intern_len (text, length);
  g_array_append_val (self->variables, variable);

  return ariadne_tree_new_variable (variable.name, variable.type);
}

static AriadneTree *
read_known_variable (Reader *self,
                     guint8  tag)
{
  const Variable *variable;
  guint64         number = 0;

  if (tag >= TAG_FEW)
    number = tag - TAG_FEW;
  else if (!read_number (self, &number))
    return NULL;
  else if (number < G_MAXUINT32)
    number += FEW_VARIABLES;

  if (number >= self->variables->len)
    {
      fail (self, "there is no variable of this number");
      return NULL;
    }

  variable = &g_array_index (self->variables, Variable, number);

  return ariadne_tree_new_variable (variable->name, variable->type);
}

static AriadneTree *
read_constant (Reader *self,
               guint8  tag)
{
  gint64 number;
  double value;

  switch (tag)
    {
    case TAG_FALSE:
    case TAG_TRUE:
      return ariadne_tree_new_bool (tag == TAG_TRUE);

    case TAG_FLOAT:
      return read_double (self, &value) ? ariadne_tree_new_float (value) : NULL;

    case TAG_WHOLE_FLOAT:
      return read_signed_number (self, &number) ? ariadne_tree_new_float ((double) number) : NULL;

    case ARIADNE_KIND_CONSTANT:
    default:
      return read_signed_number (self, &number) ? ariadne_tree_new_integer (number) : NULL;
    }
}

static AriadneTree *read_tree (Reader *self,
                               guint   depth);

static gboolean
read_children (Reader       *self,
               AriadneTree **children,
               guint         n_children,
               guint         depth)
{
  for (guint i = 0; i < n_children; i++)
    {
      children[i] = read_tree (self, depth + 1);
      if (children[i] == NULL)
        {
          while (i > 0)
            ariadne_tree_unref (children[--i]);
          return FALSE;
        }
    }

  return TRUE;
}

static AriadneTree *
read_tuple (Reader *self,
            guint   depth)
{
  g_autofree AriadneTree **children = NULL;
  guint                    n_children = 0;

  if (!read_length (self, ARIADNE_TREE_MAX_CHILDREN, &n_children))
    return NULL;

  children = g_new (AriadneTree *, n_children);
  if (!read_children (self, children, n_children, depth))
    return NULL;

  return ariadne_tree_new (ARIADNE_KIND_TUPLE, children, n_children);
}

static gboolean
read_select_size (Reader  *self,
                  guint32 *size)
{
  guint64 number;

  if (!read_number (self, &number))
    return FALSE;
  if (number > G_MAXUINT32)
    return fail (self, "a declared size is too large");

  *size = (guint32) number;

  return TRUE;
}

static AriadneTree *
read_node (Reader      *self,
           AriadneKind  kind,
           guint        depth)
{
  AriadneTree *children[MAX_FIXED_ARITY];
  AriadneTree *tree = NULL;
  guint32      size = 0;
  double       cost = 0.0;

  if (depth >= ARIADNE_TREE_MAX_HEIGHT)
    {
      fail (self, "it is nested too deeply");
      return NULL;
    }

  if (kind == ARIADNE_KIND_SELECT && !read_select_size (self, &size))
    return NULL;
  if (kind == ARIADNE_KIND_STOP && !read_double (self, &cost))
    return NULL;

  if (kind == ARIADNE_KIND_TUPLE)
    tree = read_tuple (self, depth);
  else if (!read_children (self, children, ariadne_kind_get_arity (kind), depth))
    return NULL;
  else if (kind == ARIADNE_KIND_SELECT)
    tree = ariadne_tree_new_select (children[0], children[1], size);
  else if (kind == ARIADNE_KIND_STOP)
    tree = ariadne_tree_new_stop (children[0], cost);
  else
    tree = ariadne_tree_new (kind, children, ariadne_kind_get_arity (kind));

  if (tree == NULL && *self->error == NULL)
    fail (self, "a node of kind %s is ill formed or ill typed", ariadne_kind_get_word (kind));

  return tree;
}

static AriadneTree *
read_tree (Reader *self,
           guint   depth)
{
  guint8 tag = 0;

  if (!read_byte (self, &tag))
    return NULL;

  if (tag >= TAG_VARIABLE)
    return read_known_variable (self, tag);
  if (tag == ARIADNE_KIND_VARIABLE)
    return read_new_variable (self);
  if (tag == ARIADNE_KIND_CONSTANT || tag >= TAG_FLOAT)
    return read_constant (self, tag);

  return read_node (self, (AriadneKind) tag, depth);
}

static void
reader_init (Reader        *self,
             const guint8  *data,
             gsize          length,
             GError       **error)
{
  guint8 version = 0;

  self->bytes = (AriadneByteReader) { "Expression in bytes", ARIADNE_ERROR_PARSE, data, length };
  self->variables = g_array_new (FALSE, FALSE, sizeof (Variable));
  self->error = error;

  if (read_byte (self, &version) && version != VERSION)
    fail (self, "version %u is not known", version);
}

/* Whether all has been read, and there is no more. */
static gboolean
reader_clear (Reader *self)
{
  g_clear_pointer (&self->variables, g_array_unref);

  return *self->error == NULL && _ariadne_byte_reader_end (&self->bytes, self->error);
}

/**
 * ariadne_expression_codec_read: (skip)
 * @data: (array length=length): what claims to be a tree
 * @length: the number of bytes
 * @error: return location for an error
 *
 * Reads a tree, which takes up all of @data.
 *
 * Returns: (transfer full): the tree, well formed and well typed; %NULL on error
 */
AriadneTree *
ariadne_expression_codec_read (const guint8  *data,
                               gsize          length,
                               GError       **error)
{
  g_autoptr (GError)      local_error = NULL;
  g_autoptr (AriadneTree) tree = NULL;
  Reader                  reader;

  reader_init (&reader, data, length, &local_error);
  if (local_error == NULL)
    tree = read_tree (&reader, 0);

  if (reader_clear (&reader))
    return g_steal_pointer (&tree);

  g_propagate_error (error, g_steal_pointer (&local_error));

  return NULL;
}

static AriadneTree *
read_edit (Reader      *self,
           AriadneTree *root,
           guint64      at)
{
  g_autoptr (AriadneTree) replacement = NULL;
  AriadneTree            *tree;

  if (at >= ariadne_tree_get_size (root))
    {
      fail (self, "there is no node %" G_GUINT64_FORMAT, at);
      return NULL;
    }

  replacement = read_tree (self, 0);
  if (replacement == NULL)
    return NULL;

  tree = ariadne_edit_apply (&(AriadneEdit) { root, replacement, (guint) at });
  if (tree == NULL)
    fail (self, "what replaces node %" G_GUINT64_FORMAT " cannot stand there", at);

  return tree;
}

/* A tree; @root is the one that edits refer to. */
static AriadneTree *
read_step (Reader       *self,
           AriadneTree **root)
{
  guint64 step;

  if (!read_number (self, &step))
    return NULL;

  if (step == STEP_ROOT)
    {
      g_clear_pointer (root, ariadne_tree_unref);
      *root = read_tree (self, 0);
      if (*root == NULL || !read_number (self, &step))
        return NULL;
    }

  if (step == STEP_ROOT || *root == NULL)
    {
      fail (self, "there is no tree to edit");
      return NULL;
    }

  return step == STEP_SAME ? ariadne_tree_ref (*root) : read_edit (self, *root, step - STEP_EDIT);
}

/**
 * ariadne_expression_codec_read_all: (skip)
 * @data: (array length=length): what claims to be trees
 * @length: the number of bytes
 * @trees: (array length=n_trees) (transfer full): where the trees go
 * @n_trees: how many there are to be
 * @error: return location for an error
 *
 * Reads trees, which take up all of @data.
 *
 * Returns: whether the trees are there, well formed and well typed; if not, none
 *   of them is
 */
gboolean
ariadne_expression_codec_read_all (const guint8  *data,
                                   gsize          length,
                                   AriadneTree  **trees,
                                   guint          n_trees,
                                   GError       **error)
{
  g_autoptr (GError)      local_error = NULL;
  g_autoptr (AriadneTree) root = NULL;
  Reader                  reader;
  guint                   n = 0;

  reader_init (&reader, data, length, &local_error);
  while (local_error == NULL && n < n_trees && (trees[n] = read_step (&reader, &root)) != NULL)
    n++;

  if (reader_clear (&reader))
    return TRUE;

  while (n > 0)
    ariadne_tree_unref (trees[--n]);
  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}
