/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib-object.h>

#include "core/ariadne-state.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_DOMAIN (ariadne_domain_get_type ())

ARIADNE_AVAILABLE_IN_ALL
G_DECLARE_INTERFACE (AriadneDomain, ariadne_domain, ARIADNE, DOMAIN, GObject)

/**
 * AriadneDomainInterface:
 * @expand: see [method@Domain.expand]
 * @expand_all: see [method@Domain.expand_all]; absent if states are best expanded
 *   one by one
 * @cost: see [method@Domain.cost]
 * @size: see [method@Domain.size]
 * @hash: see [method@Domain.hash]
 * @equal: see [method@Domain.equal]
 * @encode: see [method@Domain.encode]
 * @serialize: see [method@Domain.serialize]
 * @deserialize: see [method@Domain.deserialize]
 * @serialize_all: see [method@Domain.serialize_all]; absent if states are best
 *   serialized one by one
 * @deserialize_all: see [method@Domain.deserialize_all]; present if the former is
 * @describe: see [method@Domain.describe]
 * @dup_recipe: see [method@Domain.dup_recipe]; may be absent
 * @is_goal: see [method@Domain.is_goal]; absent if no state is a goal
 *
 * What a kind of search problem provides.
 *
 * Every function may be called on any thread and on several threads at a time,
 * with the same states.
 */
struct _AriadneDomainInterface
{
  GTypeInterface parent_iface;

  gboolean      (*expand)          (AriadneDomain  *self,
                                    AriadneState   *state,
                                    GPtrArray      *neighbours,
                                    GError        **error);
  gboolean      (*expand_all)      (AriadneDomain         *self,
                                    AriadneState * const  *states,
                                    guint                  n_states,
                                    GPtrArray * const     *neighbours,
                                    GError               **error);
  double        (*cost)            (AriadneDomain  *self,
                                    AriadneState   *state);
  guint         (*size)            (AriadneDomain  *self,
                                    AriadneState   *state);
  guint64       (*hash)            (AriadneDomain  *self,
                                    AriadneState   *state);
  gboolean      (*equal)           (AriadneDomain  *self,
                                    AriadneState   *a,
                                    AriadneState   *b);
  gboolean      (*encode)          (AriadneDomain  *self,
                                    AriadneState   *state,
                                    GByteArray     *bytes,
                                    GError        **error);
  void          (*serialize)       (AriadneDomain  *self,
                                    AriadneState   *state,
                                    GByteArray     *bytes);
  AriadneState *(*deserialize)     (AriadneDomain  *self,
                                    const guint8   *data,
                                    gsize           length,
                                    GError        **error);
  void          (*serialize_all)   (AriadneDomain         *self,
                                    AriadneState * const  *states,
                                    guint                  n_states,
                                    GByteArray            *bytes);
  gboolean      (*deserialize_all) (AriadneDomain  *self,
                                    const guint8   *data,
                                    gsize           length,
                                    AriadneState  **states,
                                    guint           n_states,
                                    GError        **error);
  char         *(*describe)        (AriadneDomain  *self,
                                    AriadneState   *state);
  GVariant     *(*dup_recipe)      (AriadneDomain  *self);
  gboolean      (*is_goal)         (AriadneDomain  *self,
                                    AriadneState   *state);
};

ARIADNE_AVAILABLE_IN_ALL
gboolean      ariadne_domain_expand          (AriadneDomain         *self,
                                              AriadneState          *state,
                                              GPtrArray             *neighbours,
                                              GError               **error);
ARIADNE_AVAILABLE_IN_ALL
gboolean      ariadne_domain_expand_all      (AriadneDomain         *self,
                                              AriadneState * const  *states,
                                              guint                  n_states,
                                              GPtrArray * const     *neighbours,
                                              GError               **error);
ARIADNE_AVAILABLE_IN_ALL
gboolean      ariadne_domain_prefers_lists   (AriadneDomain         *self);
ARIADNE_AVAILABLE_IN_ALL
AriadneState **ariadne_domain_list_neighbours (AriadneDomain        *self,
                                               AriadneState         *state,
                                               guint                *n_neighbours,
                                               GError              **error)
  G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
double        ariadne_domain_cost            (AriadneDomain         *self,
                                              AriadneState          *state);
ARIADNE_AVAILABLE_IN_ALL
guint         ariadne_domain_size            (AriadneDomain         *self,
                                              AriadneState          *state);
ARIADNE_AVAILABLE_IN_ALL
guint64       ariadne_domain_hash            (AriadneDomain         *self,
                                              AriadneState          *state);
ARIADNE_AVAILABLE_IN_ALL
gboolean      ariadne_domain_equal           (AriadneDomain         *self,
                                              AriadneState          *a,
                                              AriadneState          *b);
ARIADNE_AVAILABLE_IN_ALL
gboolean      ariadne_domain_encode          (AriadneDomain         *self,
                                              AriadneState          *state,
                                              GByteArray            *bytes,
                                              GError               **error);
ARIADNE_AVAILABLE_IN_ALL
GBytes       *ariadne_domain_encode_to_bytes (AriadneDomain         *self,
                                              AriadneState          *state,
                                              GError               **error)
  G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
void          ariadne_domain_serialize       (AriadneDomain         *self,
                                              AriadneState          *state,
                                              GByteArray            *bytes);
ARIADNE_AVAILABLE_IN_ALL
GBytes       *ariadne_domain_serialize_to_bytes (AriadneDomain      *self,
                                                 AriadneState       *state)
  G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
AriadneState *ariadne_domain_deserialize     (AriadneDomain         *self,
                                              const guint8          *data,
                                              gsize                  length,
                                              GError               **error);
ARIADNE_AVAILABLE_IN_ALL
void          ariadne_domain_serialize_all   (AriadneDomain         *self,
                                              AriadneState * const  *states,
                                              guint                  n_states,
                                              GByteArray            *bytes);
ARIADNE_AVAILABLE_IN_ALL
gboolean      ariadne_domain_deserialize_all (AriadneDomain         *self,
                                              const guint8          *data,
                                              gsize                  length,
                                              AriadneState         **states,
                                              guint                  n_states,
                                              GError               **error);
ARIADNE_AVAILABLE_IN_ALL
char         *ariadne_domain_describe        (AriadneDomain         *self,
                                              AriadneState          *state);
ARIADNE_AVAILABLE_IN_ALL
GVariant     *ariadne_domain_dup_recipe      (AriadneDomain         *self);
ARIADNE_AVAILABLE_IN_ALL
gboolean      ariadne_domain_is_goal         (AriadneDomain         *self,
                                              AriadneState          *state);

G_END_DECLS
