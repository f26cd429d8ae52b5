/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "search/ariadne-prospects-private.h"

static GPtrArray *
list_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_state_unref);
}

void
ariadne_prospects_clear (AriadneProspects *self)
{
  g_clear_pointer (&self->lists, g_hash_table_unref);
}

gboolean
ariadne_prospects_knows (AriadneProspects *self,
                         guint             state)
{
  return self->lists != NULL && g_hash_table_contains (self->lists, GUINT_TO_POINTER (state));
}

/* Whoever needs one of the states will find out why it failed. */
void
ariadne_prospects_ask (AriadneProspects *self,
                       AriadneDomain    *domain,
                       GPtrArray        *visited,
                       GArray           *states)
{
  g_autoptr (GPtrArray) parents = g_ptr_array_sized_new (states->len);
  g_autoptr (GPtrArray) lists =
    g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);

  for (guint i = 0; i < states->len; i++)
    {
      guint state = g_array_index (states, guint, i);

      g_ptr_array_add (parents, g_ptr_array_index (visited, state));
      g_ptr_array_add (lists, list_new ());
    }
  if (!ariadne_domain_expand_all (domain, (AriadneState * const *) parents->pdata, parents->len,
                                  (GPtrArray * const *) lists->pdata, NULL))
    return;

  if (self->lists == NULL)
    self->lists = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);
  for (guint i = 0; i < states->len; i++)
    g_hash_table_insert (self->lists, GUINT_TO_POINTER (g_array_index (states, guint, i)),
                         g_ptr_array_ref (g_ptr_array_index (lists, i)));
}

gboolean
ariadne_prospects_take (AriadneProspects *self,
                        guint             state,
                        GPtrArray        *neighbours)
{
  gpointer list;

  if (self->lists == NULL
      || !g_hash_table_steal_extended (self->lists, GUINT_TO_POINTER (state), NULL, &list))
    return FALSE;

  g_ptr_array_extend_and_steal (neighbours, list);

  return TRUE;
}
