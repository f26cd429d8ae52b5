/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-error.h"
#include "core/ariadne-recipe.h"

/**
 * AriadneRecipes: (ref-func ariadne_recipes_ref) (unref-func ariadne_recipes_unref)
 *
 * The kinds of domains and models that a process can make when another one asks
 * it to.
 *
 * A program fills in the kinds that it knows before it shows the recipes to
 * anybody; from then on they may be used on any thread. A recipe says the kind
 * and the parameters; it may come from anywhere, hence it is checked, and only
 * what the program has filled in can be made.
 */
struct _AriadneRecipes
{
  gint        ref_count; /* atomic */
  GHashTable *domains;   /* of Maker, by kind */
  GHashTable *models;    /* the same */
};

G_DEFINE_BOXED_TYPE (AriadneRecipes, ariadne_recipes, ariadne_recipes_ref, ariadne_recipes_unref)

/* What makes domains or models of a kind: a function, or one with its data. */
typedef struct
{
  GCallback      plain; /* NULL if there is data */
  GCallback      full;  /* NULL if there is none */
  gpointer       user_data;
  GDestroyNotify destroy;
} Maker;

/* What a message repeats of a name that it does not know. */
#define MAX_KIND_SHOWN 50

static void
maker_free (gpointer data)
{
  Maker *self = data;

  if (self->destroy != NULL)
    self->destroy (self->user_data);
  g_free (self);
}

static void
add (GHashTable  *makers,
     const char  *kind,
     const Maker *maker)
{
  g_hash_table_insert (makers, g_strdup (kind), g_memdup2 (maker, sizeof *maker));
}

/**
 * ariadne_recipes_new:
 *
 * Makes recipes without any kind.
 *
 * Returns: (transfer full): new recipes
 */
AriadneRecipes *
ariadne_recipes_new (void)
{
  AriadneRecipes *self = g_new0 (AriadneRecipes, 1);

  self->ref_count = 1;
  self->domains = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, maker_free);
  self->models = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, maker_free);

  return self;
}

/**
 * ariadne_recipes_ref:
 * @self: recipes
 *
 * Adds a reference.
 *
 * Returns: (transfer full): @self
 */
AriadneRecipes *
ariadne_recipes_ref (AriadneRecipes *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_int_inc (&self->ref_count);

  return self;
}

/**
 * ariadne_recipes_unref:
 * @self: (transfer full): recipes
 *
 * Drops a reference.
 */
void
ariadne_recipes_unref (AriadneRecipes *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_hash_table_unref (self->domains);
  g_hash_table_unref (self->models);
  g_free (self);
}

/**
 * ariadne_recipes_add_domain:
 * @self: recipes that nobody else has seen
 * @kind: the name of a kind, as in the recipes of such domains
 * @maker: (scope forever): what makes them
 *
 * Adds a kind of domains.
 */
void
ariadne_recipes_add_domain (AriadneRecipes     *self,
                            const char         *kind,
                            AriadneDomainMaker  maker)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (kind != NULL);
  g_return_if_fail (maker != NULL);

  add (self->domains, kind, &(Maker){ .plain = G_CALLBACK (maker) });
}

/**
 * ariadne_recipes_add_domain_full: (rename-to ariadne_recipes_add_domain)
 * @self: recipes that nobody else has seen
 * @kind: the name of a kind, as in the recipes of such domains
 * @maker: (scope notified) (closure user_data) (destroy destroy): what makes them
 * @user_data: what to give to @maker
 * @destroy: (nullable): what to release @user_data with
 *
 * Adds a kind of domains. The function is called on the thread that works for an
 * engine.
 */
void
ariadne_recipes_add_domain_full (AriadneRecipes         *self,
                                 const char             *kind,
                                 AriadneDomainMakerFunc  maker,
                                 gpointer                user_data,
                                 GDestroyNotify          destroy)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (kind != NULL);
  g_return_if_fail (maker != NULL);

  add (self->domains, kind,
       &(Maker){ .full = G_CALLBACK (maker), .user_data = user_data, .destroy = destroy });
}

/**
 * ariadne_recipes_add_model:
 * @self: recipes that nobody else has seen
 * @kind: the name of a kind, as in the recipes of such models
 * @maker: (scope forever): what makes them
 *
 * Adds a kind of models.
 */
void
ariadne_recipes_add_model (AriadneRecipes    *self,
                           const char        *kind,
                           AriadneModelMaker  maker)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (kind != NULL);
  g_return_if_fail (maker != NULL);

  add (self->models, kind, &(Maker){ .plain = G_CALLBACK (maker) });
}

/**
 * ariadne_recipes_add_model_full: (rename-to ariadne_recipes_add_model)
 * @self: recipes that nobody else has seen
 * @kind: the name of a kind, as in the recipes of such models
 * @maker: (scope notified) (closure user_data) (destroy destroy): what makes them
 * @user_data: what to give to @maker
 * @destroy: (nullable): what to release @user_data with
 *
 * Adds a kind of models. The function is called on the thread that works for an
 * engine.
 */
void
ariadne_recipes_add_model_full (AriadneRecipes        *self,
                                const char            *kind,
                                AriadneModelMakerFunc  maker,
                                gpointer               user_data,
                                GDestroyNotify         destroy)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (kind != NULL);
  g_return_if_fail (maker != NULL);

  add (self->models, kind,
       &(Maker){ .full = G_CALLBACK (maker), .user_data = user_data, .destroy = destroy });
}

/* Finds the maker and the parameters of a recipe. */
static const Maker *
look_up (GHashTable  *makers,
         const char  *what,
         GVariant    *recipe,
         GVariant   **parameters,
         GError     **error)
{
  const char *kind;
  const Maker *maker;

  if (!g_variant_is_of_type (recipe, G_VARIANT_TYPE (ARIADNE_RECIPE_TYPE_STRING))
      || !g_variant_is_normal_form (recipe))
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
                   "the recipe of a %s is malformed, expected a kind and parameters", what);
      return NULL;
    }

  g_variant_get (recipe, "(&sv)", &kind, parameters);
  maker = g_hash_table_lookup (makers, kind);
  if (maker == NULL)
    {
      g_clear_pointer (parameters, g_variant_unref);
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_NOT_FOUND,
                   "the recipe is for a %s of the kind “%.*s”, which is not known here", what,
                   MAX_KIND_SHOWN, kind);
    }

  return maker;
}

/**
 * ariadne_recipes_make_domain:
 * @self: recipes
 * @recipe: what to make, see [method@Domain.dup_recipe]; need not be trusted
 * @error: return location for an error
 *
 * Makes a domain.
 *
 * Returns: (transfer full): a new domain, or %NULL on error
 */
AriadneDomain *
ariadne_recipes_make_domain (AriadneRecipes  *self,
                             GVariant        *recipe,
                             GError         **error)
{
  g_autoptr (GVariant) parameters = NULL;
  const Maker *maker;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (recipe != NULL, NULL);

  maker = look_up (self->domains, "domain", recipe, &parameters, error);
  if (maker == NULL)
    return NULL;

  return maker->plain != NULL
         ? ((AriadneDomainMaker) maker->plain) (parameters, error)
         : ((AriadneDomainMakerFunc) maker->full) (parameters, maker->user_data, error);
}

/**
 * ariadne_recipes_make_model:
 * @self: recipes
 * @recipe: what to make; need not be trusted
 * @domain: the domain of the states
 * @error: return location for an error
 *
 * Makes a model.
 *
 * Returns: (transfer full): a new model, or %NULL on error
 */
AriadneModel *
ariadne_recipes_make_model (AriadneRecipes  *self,
                            GVariant        *recipe,
                            AriadneDomain   *domain,
                            GError         **error)
{
  g_autoptr (GVariant) parameters = NULL;
  const Maker *maker;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (recipe != NULL, NULL);
  g_return_val_if_fail (ARIADNE_IS_DOMAIN (domain), NULL);

  maker = look_up (self->models, "model", recipe, &parameters, error);
  if (maker == NULL)
    return NULL;

  return maker->plain != NULL
         ? ((AriadneModelMaker) maker->plain) (parameters, domain, error)
         : ((AriadneModelMakerFunc) maker->full) (parameters, domain, maker->user_data, error);
}
