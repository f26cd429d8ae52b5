/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "core/ariadne-domain.h"
#include "core/ariadne-model.h"

G_BEGIN_DECLS

/**
 * ARIADNE_RECIPE_TYPE_STRING:
 *
 * The type of a recipe: the name of a kind, and parameters of a type that the
 * kind knows.
 */
#define ARIADNE_RECIPE_TYPE_STRING "(sv)"

/**
 * AriadneDomainMaker:
 * @parameters: the parameters of a recipe, of whatever type the sender chose
 * @error: return location for an error
 *
 * Makes a domain from what another process has said. Nothing about @parameters
 * may be taken for granted.
 *
 * Returns: (transfer full): a new domain, or %NULL on error
 */
typedef AriadneDomain *(*AriadneDomainMaker) (GVariant       *parameters,
                                              GError        **error);

/**
 * AriadneModelMaker:
 * @parameters: the parameters of a recipe, of whatever type the sender chose
 * @domain: the domain of the states
 * @error: return location for an error
 *
 * Makes a model from what another process has said. Nothing about @parameters
 * may be taken for granted.
 *
 * Returns: (transfer full): a new model, or %NULL on error
 */
typedef AriadneModel *(*AriadneModelMaker) (GVariant       *parameters,
                                            AriadneDomain  *domain,
                                            GError        **error);

/**
 * AriadneDomainMakerFunc:
 * @parameters: the parameters of a recipe, of whatever type the sender chose
 * @user_data: what was given with the function
 * @error: return location for an error
 *
 * Makes a domain as an #AriadneDomainMaker does, with what it was given.
 *
 * Returns: (transfer full): a new domain, or %NULL on error
 */
typedef AriadneDomain *(*AriadneDomainMakerFunc) (GVariant       *parameters,
                                              gpointer        user_data,
                                              GError        **error);

/**
 * AriadneModelMakerFunc:
 * @parameters: the parameters of a recipe, of whatever type the sender chose
 * @domain: the domain of the states
 * @user_data: what was given with the function
 * @error: return location for an error
 *
 * Makes a model as an #AriadneModelMaker does, with what it was given.
 *
 * Returns: (transfer full): a new model, or %NULL on error
 */
typedef AriadneModel *(*AriadneModelMakerFunc) (GVariant       *parameters,
                                            AriadneDomain  *domain,
                                            gpointer        user_data,
                                            GError        **error);

#define ARIADNE_TYPE_RECIPES (ariadne_recipes_get_type ())

typedef struct _AriadneRecipes AriadneRecipes;

ARIADNE_AVAILABLE_IN_ALL
GType           ariadne_recipes_get_type        (void) G_GNUC_CONST;
ARIADNE_AVAILABLE_IN_ALL
AriadneRecipes *ariadne_recipes_new             (void) G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
AriadneRecipes *ariadne_recipes_ref             (AriadneRecipes           *self);
ARIADNE_AVAILABLE_IN_ALL
void            ariadne_recipes_unref           (AriadneRecipes           *self);
ARIADNE_AVAILABLE_IN_ALL
void            ariadne_recipes_add_domain      (AriadneRecipes           *self,
                                                 const char               *kind,
                                                 AriadneDomainMaker        maker);
ARIADNE_AVAILABLE_IN_ALL
void            ariadne_recipes_add_domain_full (AriadneRecipes           *self,
                                                 const char               *kind,
                                                 AriadneDomainMakerFunc    maker,
                                                 gpointer                  user_data,
                                                 GDestroyNotify            destroy);
ARIADNE_AVAILABLE_IN_ALL
void            ariadne_recipes_add_model       (AriadneRecipes           *self,
                                                 const char               *kind,
                                                 AriadneModelMaker         maker);
ARIADNE_AVAILABLE_IN_ALL
void            ariadne_recipes_add_model_full  (AriadneRecipes           *self,
                                                 const char               *kind,
                                                 AriadneModelMakerFunc     maker,
                                                 gpointer                  user_data,
                                                 GDestroyNotify            destroy);
ARIADNE_AVAILABLE_IN_ALL
AriadneDomain  *ariadne_recipes_make_domain     (AriadneRecipes           *self,
                                                 GVariant                 *recipe,
                                                 GError                  **error)
  G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
AriadneModel   *ariadne_recipes_make_model      (AriadneRecipes           *self,
                                                 GVariant                 *recipe,
                                                 AriadneDomain            *domain,
                                                 GError                  **error)
  G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneRecipes, ariadne_recipes_unref)

G_END_DECLS
