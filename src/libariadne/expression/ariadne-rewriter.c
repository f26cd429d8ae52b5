/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <string.h>

#include "expression/ariadne-edit.h"
#include "expression/ariadne-rewriter.h"
#include "expression/ariadne-substitute.h"

/**
 * ariadne_rewriter_new: (skip)
 * @environment: what is known of free names; must outlive the rewriter
 * @rules: the rules
 *
 * Makes a rewriter.
 *
 * Returns: (transfer full): a new rewriter
 */
AriadneRewriter *
ariadne_rewriter_new (AriadneEnvironment   *environment,
                      const AriadneRuleSet *rules)
{
  AriadneRewriter *self = g_new0 (AriadneRewriter, 1);

  ariadne_outline_init (&self->outline, environment);
  self->rules = rules;

  return self;
}

static void
clear_rewrites (AriadneRewriter *self)
{
  for (guint i = 0; i < self->n_rewrites; i++)
    g_clear_pointer (&self->rewrites[i].part.tree, ariadne_tree_unref);

  self->n_rewrites = 0;
  self->n_neighbours = 0;
}

/**
 * ariadne_rewriter_unload: (skip)
 * @self: a rewriter
 *
 * Lets go of the expression and its rewrites, but not of the memory for the next.
 */
void
ariadne_rewriter_unload (AriadneRewriter *self)
{
  clear_rewrites (self);
  g_clear_pointer (&self->tree, ariadne_tree_unref);
}

/**
 * ariadne_rewriter_free: (skip)
 * @self: (transfer full): a rewriter
 *
 * Frees a rewriter.
 */
void
ariadne_rewriter_free (AriadneRewriter *self)
{
  ariadne_rewriter_unload (self);
  ariadne_outline_clear (&self->outline);
  g_free (self->rewrites);
  g_free (self->table);
  g_free (self->neighbours);
  g_free (self);
}

/* The kinds of the first two children, as bits; no bit is missing when there is no
 * such child.
 */
static void
get_kinds_of_children (const AriadneOutline *outline,
                       guint                 id,
                       guint32              *first,
                       guint32              *second)
{
  guint end = outline->nodes[id].end;
  guint child = id + 1;

  *first = *second = G_MAXUINT32;

  if (child < end)
    {
      *first = 1u << outline->nodes[child].kind;
      child = outline->nodes[child].end;
      if (child < end)
        *second = 1u << outline->nodes[child].kind;
    }
}

static inline gboolean
is_refused (const AriadneRewriter *self,
            const AriadneRule     *rule,
            guint                  id)
{
  return self->rules->is_sound && rule->captures != NULL &&
         rule->captures (rule, &self->outline, id);
}

static void
try_rule (AriadneRewriter   *self,
          const AriadneRule *rule,
          guint              id)
{
  self->rule = rule;
  rule->func (rule, self, id);
}

/**
 * ariadne_rewriter_show: (skip)
 * @self: a rewriter
 * @tree: (transfer none): a typed expression
 *
 * Lays out @tree, without looking for rewrites.
 */
void
ariadne_rewriter_show (AriadneRewriter *self,
                       AriadneTree     *tree)
{
  ariadne_tree_ref (tree);
  ariadne_rewriter_unload (self);
  self->tree = tree;
  ariadne_outline_fill (&self->outline, tree);
}

/**
 * ariadne_rewriter_load: (skip)
 * @self: a rewriter
 * @tree: (transfer none): a typed expression
 *
 * Finds all rewrites of @tree, in the order of nodes and then of rules; if the rule
 * set is a sound one, those that do not capture.
 */
void
ariadne_rewriter_load (AriadneRewriter *self,
                       AriadneTree     *tree)
{
  AriadneOutline *outline = &self->outline;

  ariadne_rewriter_show (self, tree);

  for (guint id = 0; id < outline->n_nodes; id++)
    {
      const AriadneRule **rule = self->rules->by_kind[outline->nodes[id].kind];
      guint32             first;
      guint32             second;

      if (!outline->nodes[id].visited || *rule == NULL)
        continue;

      get_kinds_of_children (outline, id, &first, &second);
      for (; *rule != NULL; rule++)
        if (((*rule)->first & first) != 0 && ((*rule)->second & second) != 0 &&
            !is_refused (self, *rule, id))
          try_rule (self, *rule, id);
    }
}

static gboolean
has_rule (const AriadneRewriter *self,
          const AriadneRule     *rule,
          AriadneKind            kind)
{
  const AriadneRule **other = self->rules->by_kind[kind];

  while (*other != NULL && *other != rule)
    other++;

  return *other != NULL;
}

/* Whether the rule may be tried at a node at all, as for all nodes that are loaded. */
static gboolean
may_try (const AriadneRewriter *self,
         const AriadneRule     *rule,
         guint                  id)
{
  const AriadneOutlineNode *node = &self->outline.nodes[id];
  guint32                   first;
  guint32                   second;

  if (!node->visited || !has_rule (self, rule, (AriadneKind) node->kind))
    return FALSE;

  get_kinds_of_children (&self->outline, id, &first, &second);

  return (rule->first & first) != 0 && (rule->second & second) != 0 &&
         !is_refused (self, rule, id);
}

/**
 * ariadne_rewriter_try: (skip)
 * @self: a rewriter that shows an expression
 * @rule: a rule
 * @id: the node that a rewrite by it would be reported at
 *
 * Finds one rewrite of the expression, instead of those found before. It is the one
 * that ariadne_rewriter_find() gives by these names after the expression is loaded.
 *
 * Returns: (nullable): the rewrite, %NULL if there is none; valid until the next try
 */
AriadneRewrite *
ariadne_rewriter_try (AriadneRewriter   *self,
                      const AriadneRule *rule,
                      guint              id)
{
  guint at;

  g_return_val_if_fail (id < self->outline.n_nodes, NULL);

  clear_rewrites (self);
  at = rule->is_parent_rule ? self->outline.nodes[id].parent : id;
  if (may_try (self, rule, at))
    try_rule (self, rule, at);

  for (guint i = 0; i < self->n_rewrites; i++)
    if (self->rewrites[i].id == id)
      return &self->rewrites[i];

  return NULL;
}

/* Whether @tree can stand where node @at does. Types have been seen to; what is
 * left is what a node demands of the kinds of its children, and the limits.
 */
static gboolean
fits (const AriadneOutline *outline,
      guint                 at,
      const AriadneTree    *tree)
{
  const AriadneOutlineNode *node = &outline->nodes[at];
  const AriadneOutlineNode *parent = &outline->nodes[node->parent];
  guint                     size = outline->n_nodes - (node->end - at);

  if (node->depth + ariadne_tree_get_height (tree) > ARIADNE_TREE_MAX_HEIGHT ||
      ariadne_tree_get_size (tree) > ARIADNE_TREE_MAX_SIZE - size)
    return FALSE;

  if (at == 0)
    return TRUE;

  if (parent->kind == ARIADNE_KIND_APPLY && at == node->parent + 1)
    return ariadne_tree_get_kind (ariadne_tree_skip_stops (tree)) == ARIADNE_KIND_VARIABLE;

  if (parent->kind == ARIADNE_KIND_SELECT && at != node->parent + 1)
    return FALSE;

  return !ariadne_tree_is_function_like (tree) ||
         (parent->kind == ARIADNE_KIND_LET &&
          ariadne_tree_get_kind (ariadne_tree_skip_stops (ariadne_tree_get_child (parent->tree, 1)))
            == ARIADNE_KIND_LAM);
}

static AriadneRewrite *
add_rewrite (AriadneRewriter *self)
{
  if (self->n_rewrites == self->n_allocated)
    {
      self->n_allocated = MAX (64, 2 * self->n_allocated);
      self->rewrites = g_renew (AriadneRewrite, self->rewrites, self->n_allocated);
    }

  return &self->rewrites[self->n_rewrites++];
}

/**
 * ariadne_rewriter_emit: (skip)
 * @self: a rewriter
 * @id: the node that the rewrite is reported at
 * @at: the node whose subtree is replaced
 * @part: (transfer full): what replaces it
 *
 * Adds a rewrite by the rule that is being tried. It is dropped if there is no tree
 * in @part, or if that has not the type of what it replaces.
 */
void
ariadne_rewriter_emit (AriadneRewriter *self,
                       guint            id,
                       guint            at,
                       AriadnePart      part)
{
  const AriadneOutlineNode *node = &self->outline.nodes[at];
  AriadneRewrite           *rewrite;

  if (part.tree == NULL)
    return;

  if (ariadne_tree_get_type (part.tree) != ariadne_tree_get_type (node->tree) ||
      !fits (&self->outline, at, part.tree))
    {
      ariadne_tree_unref (part.tree);
      return;
    }

  rewrite = add_rewrite (self);
  rewrite->rule = self->rule;
  rewrite->id = id;
  rewrite->at = at;
  rewrite->size = self->outline.n_nodes - (node->end - at) + ariadne_tree_get_size (part.tree);
  rewrite->part = part;
  ariadne_outline_propagate (&self->outline, at, &rewrite->part);
}

/**
 * ariadne_rewriter_get_result: (skip)
 * @self: a rewriter
 * @index: the number of a rewrite
 *
 * Makes the whole expression that a rewrite leads to.
 *
 * Returns: (transfer full): the expression
 */
AriadneTree *
ariadne_rewriter_get_result (AriadneRewriter *self,
                             guint            index)
{
  const AriadneRewrite *rewrite = &self->rewrites[index];

  return ariadne_tree_splice (self->tree, rewrite->at, rewrite->part.tree);
}

static gboolean
is_same_tree (AriadneRewriter      *self,
              const AriadneRewrite *rewrite)
{
  const AriadneEdit edit = { self->tree, rewrite->part.tree, rewrite->at };
  const AriadneEdit whole = { self->tree, NULL, 0 };

  return rewrite->part.hash == self->outline.nodes[0].hash &&
         ariadne_edit_equal (&edit, &whole);
}

static gboolean
have_same_result (AriadneRewriter      *self,
                  const AriadneRewrite *a,
                  const AriadneRewrite *b)
{
  const AriadneEdit edit_a = { self->tree, a->part.tree, a->at };
  const AriadneEdit edit_b = { self->tree, b->part.tree, b->at };

  return a->part.hash == b->part.hash && ariadne_edit_equal (&edit_a, &edit_b);
}

/* Makes room for all rewrites in a table that is at most half full, and no larger
 * than that, as it has to be cleared.
 */
static void
clear_table (AriadneRewriter *self)
{
  guint size = 64;

  while (size < 2 * self->n_rewrites)
    size *= 2;

  if (size > self->n_table_allocated)
    {
      self->n_table_allocated = size;
      self->table = g_renew (guint, self->table, size);
      self->neighbours = g_renew (guint, self->neighbours, size / 2);
    }

  self->table_size = size;
  memset (self->table, 0, size * sizeof self->table[0]);
}

/* Whether this is the first rewrite with its result; if so, it is noted. */
static gboolean
add_to_table (AriadneRewriter *self,
              guint            index)
{
  const AriadneRewrite *rewrite = &self->rewrites[index];
  guint                 mask = self->table_size - 1;
  guint                 slot = rewrite->part.hash & mask;

  for (; self->table[slot] != 0; slot = (slot + 1) & mask)
    if (have_same_result (self, rewrite, &self->rewrites[self->table[slot] - 1]))
      return FALSE;

  self->table[slot] = index + 1;

  return TRUE;
}

/**
 * ariadne_rewriter_find_neighbours: (skip)
 * @self: a rewriter
 *
 * Finds the rewrites that lead to distinct results, other than the expression
 * itself. Of equal results the first one counts.
 */
void
ariadne_rewriter_find_neighbours (AriadneRewriter *self)
{
  self->n_neighbours = 0;
  clear_table (self);

  for (guint i = 0; i < self->n_rewrites; i++)
    if (!is_same_tree (self, &self->rewrites[i]) && add_to_table (self, i))
      self->neighbours[self->n_neighbours++] = i;
}

/**
 * ariadne_rewriter_find: (skip)
 * @self: a rewriter
 * @rule: the name of a rule
 * @id: a node
 * @index: (out): the number of the rewrite
 *
 * Finds a rewrite by its name.
 *
 * Returns: whether there is exactly one of that rule at that node
 */
gboolean
ariadne_rewriter_find (AriadneRewriter *self,
                       const char      *rule,
                       guint            id,
                       guint           *index)
{
  guint n_found = 0;

  for (guint i = 0; i < self->n_rewrites; i++)
    if (self->rewrites[i].id == id && g_str_equal (self->rewrites[i].rule->name, rule))
      {
        *index = i;
        n_found++;
      }

  return n_found == 1;
}
