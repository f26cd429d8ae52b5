/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "core/ariadne-recipe.h"
#include "search/scripted.h"

/* Toy states and scripted models as recipes, and what has the process that makes
 * something of these recipes die at a given point: when it expands a given state,
 * or evaluates a batch of a given number.
 *
 * With the path of a file it happens once: whoever makes the file dies. With an
 * empty path it happens each time.
 */
typedef struct
{
  guint32  at;     /* 0 for never; a state, or the number of a batch from 1 on */
  int      signal;
  char    *once;   /* owned */
} Fate;

static void
fate_meet (const Fate *self,
           guint32     at)
{
  int fd;

  if (self->at == 0 || self->at != at)
    return;

  if (self->once[0] != '\0')
    {
      fd = open (self->once, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
      if (fd < 0)
        return;
      close (fd);
    }

  kill (getpid (), self->signal);
}

#define FATE_TYPE "(uis)"

static GVariant *
fate_pack (const Fate *self)
{
  return g_variant_new (FATE_TYPE, self->at, self->signal, self->once != NULL ? self->once : "");
}

#define FATAL_TYPE_DOMAIN (fatal_domain_get_type ())
G_DECLARE_FINAL_TYPE (FatalDomain, fatal_domain, FATAL, DOMAIN, GObject)

struct _FatalDomain
{
  GObject parent_instance;

  Fate fate;
};

static gboolean
fatal_domain_expand (AriadneDomain  *domain,
                     AriadneState   *state,
                     GPtrArray      *neighbours,
                     GError        **error)
{
  fate_meet (&FATAL_DOMAIN (domain)->fate, toy_state_get_value (state));

  return toy_domain_expand (domain, state, neighbours, error);
}

static GVariant *
fatal_domain_dup_recipe (AriadneDomain *domain)
{
  return g_variant_new (ARIADNE_RECIPE_TYPE_STRING, "toy",
                        fate_pack (&FATAL_DOMAIN (domain)->fate));
}

static void
fatal_domain_iface_init (AriadneDomainInterface *iface)
{
  toy_domain_iface_init (iface);
  iface->expand = fatal_domain_expand;
  iface->dup_recipe = fatal_domain_dup_recipe;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (FatalDomain, fatal_domain, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ARIADNE_TYPE_DOMAIN,
                                                      fatal_domain_iface_init))

static void
fatal_domain_finalize (GObject *object)
{
  g_free (FATAL_DOMAIN (object)->fate.once);

  G_OBJECT_CLASS (fatal_domain_parent_class)->finalize (object);
}

static void
fatal_domain_class_init (FatalDomainClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fatal_domain_finalize;
}

static void
fatal_domain_init (FatalDomain *self)
{
}

static AriadneDomain *
fatal_domain_new (const Fate *fate)
{
  FatalDomain *self = g_object_new (FATAL_TYPE_DOMAIN, NULL);

  self->fate = *fate;
  self->fate.once = g_strdup (fate->once != NULL ? fate->once : "");

  return ARIADNE_DOMAIN (self);
}

static AriadneDomain *
fatal_domain_make (GVariant  *parameters,
                   GError   **error)
{
  Fate fate;

  g_assert_true (g_variant_is_of_type (parameters, G_VARIANT_TYPE (FATE_TYPE)));
  g_variant_get (parameters, "(ui&s)", &fate.at, &fate.signal, &fate.once);

  return fatal_domain_new (&fate);
}

#define FATAL_N_HEADS 20

static GVariant *
fatal_model_recipe_new (const Fate *fate,
                        gboolean    wants_bytes)
{
  return g_variant_new (ARIADNE_RECIPE_TYPE_STRING, "scripted",
                        g_variant_new ("(b@" FATE_TYPE ")", wants_bytes, fate_pack (fate)));
}

static void
fatal_model_batch_cb (guint    batch,
                      gpointer data)
{
  fate_meet (data, batch + 1);
}

/* The fate of a model is never freed: its process ends soon anyway. */
static AriadneModel *
fatal_model_make (GVariant       *parameters,
                  AriadneDomain  *domain,
                  GError        **error)
{
  AriadneModel *model = scripted_model_new (FATAL_N_HEADS, gain_anything);
  static Fate fate;
  gboolean wants_bytes;

  g_assert_true (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b" FATE_TYPE ")")));
  g_variant_get (parameters, "(b(uis))", &wants_bytes, &fate.at, &fate.signal, &fate.once);
  SCRIPTED_MODEL (model)->wants_bytes = wants_bytes;
  SCRIPTED_MODEL (model)->on_batch = fatal_model_batch_cb;
  SCRIPTED_MODEL (model)->on_batch_data = &fate;

  return model;
}

/* A state whose evaluation kills whoever evaluates it; only the first search of the
 * tests gets to it, as the first neighbour of its start.
 */
#define POISON 70

static float
gain_poison (guint32 n,
             guint   t)
{
  if (n == POISON)
    kill (getpid (), SIGKILL);

  return gain_anything (n, t);
}

static AriadneModel *
poisoned_model_make (GVariant       *parameters,
                     AriadneDomain  *domain,
                     GError        **error)
{
  return scripted_model_new (FATAL_N_HEADS, gain_poison);
}

static AriadneRecipes *
fatal_recipes_new (void)
{
  AriadneRecipes *recipes = ariadne_recipes_new ();

  ariadne_recipes_add_domain (recipes, "toy", fatal_domain_make);
  ariadne_recipes_add_model (recipes, "scripted", fatal_model_make);
  ariadne_recipes_add_model (recipes, "poisoned", poisoned_model_make);

  return recipes;
}
