/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <string.h>

#include "core/ariadne-error.h"
#include "expression/ariadne-expression-codec.h"
#include "expression/ariadne-expression-domain-private.h"
#include "expression/ariadne-expression-set-private.h"
#include "expression/ariadne-expression-state.h"
#include "expression/ariadne-graph-encoder.h"
#include "expression/ariadne-items.h"
#include "expression/ariadne-printer.h"
#include "expression/ariadne-reader.h"
#include "expression/ariadne-rewriter.h"

/**
 * AriadneExpressionDomain:
 *
 * Small functional programs that a set of rules rewrites, with the aim that they
 * cost less to run.
 *
 * A state is an expression up to the names of its bound variables; its neighbours
 * are what single rewrites make of it, in the order of nodes and then of rules.
 */

static void ariadne_expression_domain_iface_init (AriadneDomainInterface *iface);

G_DEFINE_TYPE_WITH_CODE (AriadneExpressionDomain,
                         ariadne_expression_domain,
                         G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (ARIADNE_TYPE_DOMAIN,
                                                ariadne_expression_domain_iface_init))

/* Every thread that is at work has a rewriter of its own; there are as many as
 * have ever been at work at the same time.
 */
static AriadneRewriter *
acquire_rewriter (AriadneExpressionDomain *self)
{
  AriadneRewriter *rewriter = NULL;

  g_mutex_lock (&self->lock);
  if (self->rewriters->len > 0)
    rewriter = g_ptr_array_steal_index_fast (self->rewriters, self->rewriters->len - 1);
  g_mutex_unlock (&self->lock);

  return rewriter != NULL ? rewriter : ariadne_rewriter_new (self->environment, self->rules);
}

static void
release_rewriter (AriadneExpressionDomain *self,
                  AriadneRewriter         *rewriter)
{
  ariadne_rewriter_unload (rewriter);

  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->rewriters, rewriter);
  g_mutex_unlock (&self->lock);
}

static gboolean
ariadne_expression_domain_expand (AriadneDomain  *domain,
                                  AriadneState   *state,
                                  GPtrArray      *neighbours,
                                  GError        **error)
{
  AriadneExpressionDomain *self = ARIADNE_EXPRESSION_DOMAIN (domain);
  g_autoptr (AriadneTree)  tree = ariadne_expression_state_dup_tree (state);
  AriadneRewriter         *rewriter = acquire_rewriter (self);

  ariadne_rewriter_load (rewriter, tree);
  ariadne_rewriter_find_neighbours (rewriter);

  for (guint i = 0; i < rewriter->n_neighbours; i++)
    {
      AriadneRewrite *rewrite = &rewriter->rewrites[rewriter->neighbours[i]];

      g_ptr_array_add (neighbours,
                       ariadne_expression_state_new (tree, rewrite->at,
                                                     g_steal_pointer (&rewrite->part.tree),
                                                     rewrite->part.cost, rewrite->part.hash));
    }

  release_rewriter (self, rewriter);

  return TRUE;
}

static double
ariadne_expression_domain_cost (AriadneDomain *domain,
                                AriadneState  *state)
{
  return ariadne_expression_state_cast (state)->cost;
}

static guint
ariadne_expression_domain_size (AriadneDomain *domain,
                                AriadneState  *state)
{
  return ariadne_expression_state_get_size (state);
}

static guint64
ariadne_expression_domain_hash (AriadneDomain *domain,
                                AriadneState  *state)
{
  return ariadne_expression_state_cast (state)->hash;
}

static gboolean
ariadne_expression_domain_equal (AriadneDomain *domain,
                                 AriadneState  *a,
                                 AriadneState  *b)
{
  const AriadneExpressionState *state_a = ariadne_expression_state_cast (a);
  const AriadneExpressionState *state_b = ariadne_expression_state_cast (b);

  return state_a->hash == state_b->hash && ariadne_edit_equal (&state_a->edit, &state_b->edit);
}

static gboolean
ariadne_expression_domain_encode (AriadneDomain  *domain,
                                  AriadneState   *state,
                                  GByteArray     *bytes,
                                  GError        **error)
{
  g_autoptr (AriadneTree) tree = ariadne_expression_state_dup_tree (state);

  ariadne_graph_encoder_encode (tree, ariadne_expression_state_cast (state)->cost, bytes);

  return TRUE;
}

static void
ariadne_expression_domain_serialize (AriadneDomain *domain,
                                     AriadneState  *state,
                                     GByteArray    *bytes)
{
  g_autoptr (AriadneTree) tree = ariadne_expression_state_dup_tree (state);

  ariadne_expression_codec_write (tree, bytes);
}

static AriadneState *
ariadne_expression_domain_deserialize (AriadneDomain  *domain,
                                       const guint8   *data,
                                       gsize           length,
                                       GError        **error)
{
  g_autoptr (AriadneTree) tree = ariadne_expression_codec_read (data, length, error);

  if (tree == NULL)
    return NULL;

  return ariadne_expression_domain_new_state (ARIADNE_EXPRESSION_DOMAIN (domain), tree);
}

static void
ariadne_expression_domain_serialize_all (AriadneDomain         *domain,
                                         AriadneState * const  *states,
                                         guint                  n_states,
                                         GByteArray            *bytes)
{
  g_autofree const AriadneEdit **edits = g_new (const AriadneEdit *, n_states);

  for (guint i = 0; i < n_states; i++)
    edits[i] = &ariadne_expression_state_cast (states[i])->edit;

  ariadne_expression_codec_write_all (edits, n_states, bytes);
}

static gboolean
ariadne_expression_domain_deserialize_all (AriadneDomain  *domain,
                                           const guint8   *data,
                                           gsize           length,
                                           AriadneState  **states,
                                           guint           n_states,
                                           GError        **error)
{
  g_autofree AriadneTree **trees = g_new (AriadneTree *, n_states);

  if (!ariadne_expression_codec_read_all (data, length, trees, n_states, error))
    return FALSE;

  for (guint i = 0; i < n_states; i++)
    {
      states[i] = ariadne_expression_domain_new_state (ARIADNE_EXPRESSION_DOMAIN (domain),
                                                       trees[i]);
      ariadne_tree_unref (trees[i]);
    }

  return TRUE;
}

static char *
ariadne_expression_domain_describe (AriadneDomain *domain,
                                    AriadneState  *state)
{
  g_autoptr (AriadneTree) tree = ariadne_expression_state_dup_tree (state);

  return ariadne_tree_to_string (tree);
}

/* The kind of the recipes made here, and the type of their parameters: the
 * contents of a file, and the name of a rule set.
 */
#define RECIPE_KIND       "expression"
#define RECIPE_PARAMETERS "(ays)"

static GVariant *
ariadne_expression_domain_dup_recipe (AriadneDomain *domain)
{
  AriadneExpressionDomain *self = ARIADNE_EXPRESSION_DOMAIN (domain);
  GVariant *bytes;

  if (self->set == NULL)
    return NULL;

  bytes = g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING,
                                    ariadne_expression_set_get_bytes (self->set), TRUE);

  return g_variant_new (ARIADNE_RECIPE_TYPE_STRING, RECIPE_KIND,
                        g_variant_new ("(@ays)", bytes, self->rules->name));
}

static void
ariadne_expression_domain_iface_init (AriadneDomainInterface *iface)
{
  iface->expand = ariadne_expression_domain_expand;
  iface->cost = ariadne_expression_domain_cost;
  iface->size = ariadne_expression_domain_size;
  iface->hash = ariadne_expression_domain_hash;
  iface->equal = ariadne_expression_domain_equal;
  iface->encode = ariadne_expression_domain_encode;
  iface->serialize = ariadne_expression_domain_serialize;
  iface->deserialize = ariadne_expression_domain_deserialize;
  iface->serialize_all = ariadne_expression_domain_serialize_all;
  iface->deserialize_all = ariadne_expression_domain_deserialize_all;
  iface->describe = ariadne_expression_domain_describe;
  iface->dup_recipe = ariadne_expression_domain_dup_recipe;
}

static void
ariadne_expression_domain_finalize (GObject *object)
{
  AriadneExpressionDomain *self = ARIADNE_EXPRESSION_DOMAIN (object);

  g_ptr_array_unref (self->rewriters);
  g_clear_pointer (&self->environment, ariadne_environment_unref);
  g_clear_object (&self->set);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (ariadne_expression_domain_parent_class)->finalize (object);
}

static void
ariadne_expression_domain_class_init (AriadneExpressionDomainClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = ariadne_expression_domain_finalize;
}

static void
ariadne_expression_domain_init (AriadneExpressionDomain *self)
{
  g_mutex_init (&self->lock);
  self->rewriters = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_rewriter_free);
}

/**
 * ariadne_expression_domain_new_for_environment: (skip)
 * @environment: what is known of the free names of expressions; must not change
 *   any more
 * @rules: the name of a rule set
 * @error: return location for an error
 *
 * Makes a domain.
 *
 * Returns: (transfer full): a new domain, %NULL if there is no such rule set
 */
AriadneExpressionDomain *
ariadne_expression_domain_new_for_environment (AriadneEnvironment  *environment,
                                               const char          *rules,
                                               GError             **error)
{
  const AriadneRuleSet *set;

  g_return_val_if_fail (environment != NULL, NULL);
  g_return_val_if_fail (rules != NULL, NULL);

  set = ariadne_rule_set_lookup (rules, error);
  if (set == NULL)
    return NULL;

  return ariadne_expression_domain_new_of_type (ARIADNE_TYPE_EXPRESSION_DOMAIN, environment, set);
}

/**
 * ariadne_expression_domain_new_of_type: (skip)
 * @type: the type of a domain, or of one derived from it
 * @environment: what is known of the free names of expressions; must not change
 *   any more
 * @rules: a rule set
 *
 * Makes a domain.
 *
 * Returns: (transfer full): a new domain
 */
AriadneExpressionDomain *
ariadne_expression_domain_new_of_type (GType                 type,
                                       AriadneEnvironment   *environment,
                                       const AriadneRuleSet *rules)
{
  AriadneExpressionDomain *self = g_object_new (type, NULL);

  self->environment = ariadne_environment_ref (environment);
  self->rules = rules;

  return self;
}

/**
 * ariadne_expression_domain_new:
 * @set: the expressions to start from
 * @rules: the name of a rule set
 * @error: return location for an error
 *
 * Makes a domain for the expressions of a set.
 *
 * Returns: (transfer full): a new domain, %NULL if there is no such rule set
 */
AriadneExpressionDomain *
ariadne_expression_domain_new (AriadneExpressionSet  *set,
                               const char            *rules,
                               GError               **error)
{
  AriadneExpressionDomain *self;
  AriadneEnvironment      *environment;

  g_return_val_if_fail (ARIADNE_IS_EXPRESSION_SET (set), NULL);

  environment = ariadne_expression_set_get_environment (set);
  self = ariadne_expression_domain_new_for_environment (environment, rules, error);
  if (self != NULL)
    self->set = g_object_ref (set);

  return self;
}

/**
 * ariadne_expression_domain_make:
 * @parameters: the parameters of a recipe of the kind `expression`; need not be
 *   trusted
 * @error: return location for an error
 *
 * Makes a domain as another process has it: an #AriadneDomainMaker.
 *
 * Returns: (transfer full): a new domain, %NULL on error
 */
AriadneDomain *
ariadne_expression_domain_make (GVariant  *parameters,
                                GError   **error)
{
  g_autoptr (AriadneExpressionSet) set = NULL;
  g_autoptr (GVariant) text = NULL;
  g_autoptr (GBytes) bytes = NULL;
  AriadneExpressionDomain *self;
  const char *rules;

  g_return_val_if_fail (parameters != NULL, NULL);

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE (RECIPE_PARAMETERS))
      || !g_variant_is_normal_form (parameters))
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
                   "the recipe of a domain of expressions has parameters of type %s, expected %s",
                   g_variant_get_type_string (parameters), RECIPE_PARAMETERS);
      return NULL;
    }

  g_variant_get (parameters, "(@ay&s)", &text, &rules);
  if (g_variant_get_size (text) > ARIADNE_ITEMS_MAX_LENGTH)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_LIMIT,
                   "the recipe of a domain of expressions has %" G_GSIZE_FORMAT
                   " bytes, expected at most %u",
                   g_variant_get_size (text), (guint) ARIADNE_ITEMS_MAX_LENGTH);
      return NULL;
    }

  bytes = g_variant_get_data_as_bytes (text);
  set = ariadne_expression_set_new_from_bytes (bytes, NULL, error);
  if (set == NULL)
    return NULL;

  self = ariadne_expression_domain_new (set, rules, error);

  return self != NULL ? ARIADNE_DOMAIN (self) : NULL;
}

/**
 * ariadne_expression_domain_get_rules:
 * @self: a domain
 *
 * Gets the name of the rule set.
 *
 * Returns: (transfer none): the name
 */
const char *
ariadne_expression_domain_get_rules (AriadneExpressionDomain *self)
{
  g_return_val_if_fail (ARIADNE_IS_EXPRESSION_DOMAIN (self), NULL);

  return self->rules->name;
}

/**
 * ariadne_expression_domain_make_start:
 * @self: a domain for a set of expressions
 * @index: the number of an expression of the set
 *
 * Makes a state of an expression of the set. May be called on any thread.
 *
 * Returns: (transfer full): the state
 */
AriadneState *
ariadne_expression_domain_make_start (AriadneExpressionDomain *self,
                                      guint                    index)
{
  g_return_val_if_fail (ARIADNE_IS_EXPRESSION_DOMAIN (self), NULL);
  g_return_val_if_fail (self->set != NULL, NULL);
  g_return_val_if_fail (index < ariadne_expression_set_get_n_expressions (self->set), NULL);

  return ariadne_expression_domain_new_state (self,
                                              ariadne_expression_set_get_tree (self->set, index));
}

/**
 * ariadne_expression_domain_read_state:
 * @self: a domain
 * @text: an expression
 * @error: return location for an error
 *
 * Makes a state of an expression given as text. May be called on any thread.
 *
 * Returns: (transfer full): the state, %NULL if the text is malformed or ill typed
 */
AriadneState *
ariadne_expression_domain_read_state (AriadneExpressionDomain  *self,
                                      const char               *text,
                                      GError                  **error)
{
  g_autoptr (AriadneTree) tree = NULL;

  g_return_val_if_fail (ARIADNE_IS_EXPRESSION_DOMAIN (self), NULL);
  g_return_val_if_fail (text != NULL, NULL);

  tree = ariadne_read_expression (text, strlen (text), self->environment, error);

  return tree != NULL ? ariadne_expression_domain_new_state (self, tree) : NULL;
}

/**
 * ariadne_expression_domain_new_state: (skip)
 * @self: a domain
 * @tree: (transfer none): a typed expression
 *
 * Makes a state of an expression. May be called on any thread.
 *
 * Returns: (transfer full): the state
 */
AriadneState *
ariadne_expression_domain_new_state (AriadneExpressionDomain *self,
                                     AriadneTree             *tree)
{
  AriadneRewriter          *rewriter;
  const AriadneOutlineNode *root;
  AriadneState             *state;

  g_return_val_if_fail (ARIADNE_IS_EXPRESSION_DOMAIN (self), NULL);
  g_return_val_if_fail (tree != NULL, NULL);
  g_return_val_if_fail (ariadne_tree_get_type (tree) != NULL, NULL);

  rewriter = acquire_rewriter (self);
  ariadne_outline_fill (&rewriter->outline, tree);
  root = &rewriter->outline.nodes[0];
  state = ariadne_expression_state_new (tree, 0, NULL, root->cost, root->hash);
  release_rewriter (self, rewriter);

  return state;
}

/**
 * ariadne_expression_domain_dup_tree: (skip)
 * @self: a domain
 * @state: one of its states
 *
 * Gets the expression that a state stands for. May be called on any thread.
 *
 * Returns: (transfer full): the expression
 */
AriadneTree *
ariadne_expression_domain_dup_tree (AriadneExpressionDomain *self,
                                    AriadneState            *state)
{
  g_return_val_if_fail (ARIADNE_IS_EXPRESSION_DOMAIN (self), NULL);
  g_return_val_if_fail (state != NULL, NULL);

  return ariadne_expression_state_dup_tree (state);
}
