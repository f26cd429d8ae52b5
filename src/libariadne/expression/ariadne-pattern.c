/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <string.h>

#include "expression/ariadne-equality.h"
#include "expression/ariadne-pattern.h"
#include "expression/ariadne-reader.h"

#define MAX_CHILDREN 3

typedef enum {
  STEP_PARAMETER, /* any tree; the same one if the parameter has been met */
  STEP_NODE,      /* a node of a kind; its children are the next steps */
  STEP_CONSTANT,  /* a constant of that type and value */
  STEP_FUNCTION,  /* a variable of that name, where a function is called */
} StepType;

typedef struct
{
  StepType     type;
  AriadneKind  kind;       /* of a node */
  guint        n_children; /* of a node */
  guint        parameter;
  gboolean     is_first; /* whether the parameter is met for the first time */
  AriadneTree *leaf;     /* the constant or the function */
} Step;

struct _AriadnePattern
{
  GArray   *left;  /* of Step */
  GArray   *right; /* of Step */
  guint32   kinds[MAX_CHILDREN];
  gboolean  is_regular;

  const char *names[ARIADNE_PATTERN_MAX_PARAMETERS];
  guint32     surroundings[ARIADNE_PATTERN_MAX_PARAMETERS];
  guint       n_parameters;
};

/* Which binders of the pattern are around a place, a digit for each. */
#define OUTERMOST 0

static guint32
enter_binder (guint32 surroundings,
              guint   parameter)
{
  return surroundings * (ARIADNE_PATTERN_MAX_PARAMETERS + 1) + parameter + 1;
}

static guint
find_parameter (AriadnePattern *self,
                const char     *name,
                gboolean       *is_first)
{
  guint i = 0;

  while (i < self->n_parameters && self->names[i] != name)
    i++;

  *is_first = i == self->n_parameters;
  if (*is_first)
    {
      g_assert (i < ARIADNE_PATTERN_MAX_PARAMETERS);
      self->names[self->n_parameters++] = name;
    }

  return i;
}

/* A parameter keeps its hash only where the same binders are around it on both
 * sides. A pattern for which that holds throughout is a regular one. A variable
 * that the pattern binds has no other occurrences on its right side.
 */
static guint
compile_parameter (AriadnePattern *self,
                   GArray         *steps,
                   AriadneTree    *variable,
                   guint32         surroundings)
{
  Step step = { .type = STEP_PARAMETER };

  step.parameter = find_parameter (self, ariadne_tree_get_name (variable), &step.is_first);
  if (step.is_first)
    self->surroundings[step.parameter] = surroundings;
  else if (steps == self->right && self->surroundings[step.parameter] != surroundings)
    self->is_regular = FALSE;

  g_array_append_val (steps, step);

  return step.parameter;
}

static void
compile (AriadnePattern *self,
         GArray         *steps,
         AriadneTree    *tree,
         guint32         surroundings)
{
  AriadneKind kind = ariadne_tree_get_kind (tree);
  gboolean    is_binder = ariadne_kind_is_binder (kind);
  guint       bound = 0;
  Step        step = { .type = STEP_NODE, .kind = kind };

  if (kind == ARIADNE_KIND_VARIABLE)
    {
      compile_parameter (self, steps, tree, surroundings);
      return;
    }

  if (kind == ARIADNE_KIND_CONSTANT)
    {
      step.type = STEP_CONSTANT;
      step.leaf = ariadne_tree_ref (tree);
    }

  step.n_children = ariadne_tree_get_n_children (tree);
  g_assert (step.n_children <= MAX_CHILDREN);
  g_array_append_val (steps, step);

  for (guint i = 0; i < step.n_children; i++)
    {
      AriadneTree *child = ariadne_tree_get_child (tree, i);

      if (is_binder && i == ariadne_kind_get_bound_index (kind))
        {
          bound = compile_parameter (self, steps, child, surroundings);
        }
      else if (kind == ARIADNE_KIND_APPLY && i == 0)
        {
          Step function = { .type = STEP_FUNCTION, .leaf = ariadne_tree_ref (child) };

          g_array_append_val (steps, function);
        }
      else
        {
          gboolean inside = is_binder && i == ariadne_kind_get_body_index (kind);

          compile (self, steps, child,
                   inside ? enter_binder (surroundings, bound) : surroundings);
        }
    }
}

static guint32
get_possible_kinds (const AriadneTree *tree)
{
  if (ariadne_tree_get_kind (tree) == ARIADNE_KIND_VARIABLE)
    return G_MAXUINT32;

  return 1u << ariadne_tree_get_kind (tree);
}

static AriadneTree *
read_side (const char *text)
{
  g_autoptr (GError)  error = NULL;
  AriadneTree        *tree = ariadne_read_expression (text, strlen (text), NULL, &error);

  if (tree == NULL)
    g_error ("A rule is malformed: %s: %s", text, error->message);

  return tree;
}

/**
 * ariadne_pattern_new: (skip)
 * @left: an expression
 * @right: another one, with the same variables or fewer
 *
 * Makes a pattern. Variables of the two expressions are its parameters, other
 * than the functions of calls.
 *
 * Returns: (transfer full): the pattern, which is never freed
 */
AriadnePattern *
ariadne_pattern_new (const char *left,
                     const char *right)
{
  AriadnePattern          *self = g_new0 (AriadnePattern, 1);
  g_autoptr (AriadneTree)  left_tree = read_side (left);
  g_autoptr (AriadneTree)  right_tree = read_side (right);
  guint                    n_parameters;

  self->left = g_array_new (FALSE, FALSE, sizeof (Step));
  self->right = g_array_new (FALSE, FALSE, sizeof (Step));
  self->is_regular = TRUE;

  self->kinds[0] = get_possible_kinds (left_tree);
  for (guint i = 1; i < MAX_CHILDREN; i++)
    self->kinds[i] = i <= ariadne_tree_get_n_children (left_tree)
                       ? get_possible_kinds (ariadne_tree_get_child (left_tree, i - 1))
                       : G_MAXUINT32;

  compile (self, self->left, left_tree, OUTERMOST);
  n_parameters = self->n_parameters;
  compile (self, self->right, right_tree, OUTERMOST);
  g_assert (self->n_parameters == n_parameters);

  return self;
}

/**
 * ariadne_pattern_get_kinds: (skip)
 * @self: a pattern
 * @index: 0 for the node itself, 1 for its first child, 2 for its second
 *
 * Gets what a subject of this pattern looks like from afar.
 *
 * Returns: the kinds that the node can have, as bits `1 << kind`
 */
guint32
ariadne_pattern_get_kinds (const AriadnePattern *self,
                           guint                 index)
{
  return self->kinds[index];
}

/* Scopes are ignored and names are compared as they stand. Hashes are comparable
 * only where the scope is the same.
 */
static gboolean
is_same (const AriadneOutline *outline,
         guint                 a,
         guint                 b)
{
  const AriadneOutlineNode *node_a = &outline->nodes[a];
  const AriadneOutlineNode *node_b = &outline->nodes[b];

  if (node_a->scope == node_b->scope && node_a->visited && node_b->visited &&
      node_a->hash != node_b->hash)
    return FALSE;

  return ariadne_tree_equal (node_a->tree, node_b->tree);
}

/* Equal trees may have constants of different types. */
static gboolean
is_exactly_same (const AriadneOutline *outline,
                 guint                 a,
                 guint                 b)
{
  return is_same (outline, a, b) &&
         ariadne_tree_equal_types (outline->nodes[a].tree, outline->nodes[b].tree);
}

static gboolean
is_constant (const AriadneTree *tree,
             const AriadneTree *constant)
{
  return ariadne_tree_get_constant_kind (tree) == ariadne_tree_get_constant_kind (constant) &&
         ariadne_tree_equal (tree, constant);
}

static gboolean
match (const AriadnePattern *self,
       const AriadneOutline *outline,
       guint                 id,
       guint                *parameters,
       gboolean            (*are_same) (const AriadneOutline *outline, guint a, guint b))
{
  for (guint i = 0; i < self->left->len; i++)
    {
      const Step               *step = &g_array_index (self->left, Step, i);
      const AriadneOutlineNode *node = &outline->nodes[id];

      switch (step->type)
        {
        case STEP_PARAMETER:
          if (step->is_first)
            parameters[step->parameter] = id;
          else if (!are_same (outline, parameters[step->parameter], id))
            return FALSE;
          id = node->end;
          continue;

        case STEP_NODE:
          if (node->kind != step->kind ||
              ariadne_tree_get_n_children (node->tree) != step->n_children)
            return FALSE;
          break;

        case STEP_CONSTANT:
          if (node->kind != ARIADNE_KIND_CONSTANT || !is_constant (node->tree, step->leaf))
            return FALSE;
          break;

        case STEP_FUNCTION:
        default:
          if (node->kind != ARIADNE_KIND_VARIABLE ||
              node->name != ariadne_tree_get_name (step->leaf))
            return FALSE;
          break;
        }

      id++;
    }

  return TRUE;
}

/**
 * ariadne_pattern_match: (skip)
 * @self: a pattern
 * @outline: an outline
 * @id: a node
 * @parameters: (out caller-allocates) (array fixed-size=8): the nodes that the
 *   parameters stand for
 *
 * Compares a subtree with the left side.
 *
 * Returns: whether it matches
 */
gboolean
ariadne_pattern_match (const AriadnePattern *self,
                       const AriadneOutline *outline,
                       guint                 id,
                       guint                *parameters)
{
  return match (self, outline, id, parameters, is_same);
}

/**
 * ariadne_pattern_match_exactly: (skip)
 * @self: a pattern
 * @outline: an outline
 * @id: a node
 *
 * Compares a subtree with the left side, like ariadne_pattern_match(), but takes parts
 * for the same only if their constants are of the same types, too.
 *
 * Returns: whether it matches
 */
gboolean
ariadne_pattern_match_exactly (const AriadnePattern *self,
                               const AriadneOutline *outline,
                               guint                 id)
{
  guint parameters[ARIADNE_PATTERN_MAX_PARAMETERS];

  return match (self, outline, id, parameters, is_exactly_same);
}

static gboolean
calls (const GArray *steps,
       const char   *name)
{
  for (guint i = 0; i < steps->len; i++)
    {
      const Step *step = &g_array_index (steps, Step, i);

      if (step->type == STEP_FUNCTION && ariadne_tree_get_name (step->leaf) == name)
        return TRUE;
    }

  return FALSE;
}

/**
 * ariadne_pattern_is_shadowed: (skip)
 * @self: a pattern
 * @outline: an outline
 * @id: a node
 *
 * Looks for binders around a node that bind the name of a function which one of the
 * sides calls.
 *
 * Returns: whether there is one
 */
gboolean
ariadne_pattern_is_shadowed (const AriadnePattern *self,
                             const AriadneOutline *outline,
                             guint                 id)
{
  gint binder = outline->nodes[id].scope;

  for (; binder != ARIADNE_OUTLINE_NONE; binder = outline->nodes[binder].scope)
    if (calls (self->left, outline->nodes[binder].name) ||
        calls (self->right, outline->nodes[binder].name))
      return TRUE;

  return FALSE;
}

/* A function that a rule calls is another one than it matched; it has that one's
 * type, which only makes sense for the built-in functions.
 */
static AriadnePart
instantiate_function (const AriadneOutline *outline,
                      guint                 id,
                      const AriadneTree    *function)
{
  const AriadneTree *matched = outline->nodes[id + 1].tree;
  AriadneTree       *variable;

  variable = ariadne_tree_new_variable (ariadne_tree_get_name (function),
                                        ariadne_tree_get_type (matched));

  return ariadne_outline_measure (outline, id, variable);
}

static AriadnePart
instantiate (const AriadnePattern *self,
             const AriadneOutline *outline,
             guint                 id,
             const guint          *parameters,
             const Step          **next)
{
  const Step  *step = (*next)++;
  AriadnePart  parts[MAX_CHILDREN];

  switch (step->type)
    {
    case STEP_PARAMETER:
      return ariadne_outline_take (outline, parameters[step->parameter]);

    case STEP_CONSTANT:
      return ariadne_part_new_constant (ariadne_tree_ref (step->leaf));

    case STEP_FUNCTION:
      return instantiate_function (outline, id, step->leaf);

    case STEP_NODE:
    default:
      for (guint i = 0; i < step->n_children; i++)
        parts[i] = instantiate (self, outline, id, parameters, next);

      return ariadne_part_new (step->kind, parts, step->n_children);
    }
}

/**
 * ariadne_pattern_instantiate: (skip)
 * @self: a pattern
 * @outline: an outline
 * @id: a node that the pattern matches
 * @parameters: what ariadne_pattern_match() found
 *
 * Makes the right side.
 *
 * Returns: (transfer full): what to put at @id, without a tree if it is ill typed
 */
AriadnePart
ariadne_pattern_instantiate (const AriadnePattern *self,
                             const AriadneOutline *outline,
                             guint                 id,
                             const guint          *parameters)
{
  const Step  *next = &g_array_index (self->right, Step, 0);
  AriadnePart  part = instantiate (self, outline, id, parameters, &next);

  return self->is_regular ? part : ariadne_outline_measure (outline, id, part.tree);
}
