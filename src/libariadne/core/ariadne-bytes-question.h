/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "core/ariadne-block.h"
#include "core/ariadne-bytes-domain.h"

G_BEGIN_DECLS

/* What is asked of a class of states that are bytes in one go, and its answers:
 * what is next to some states and what all these neighbours cost, or what some
 * states cost; or a description.
 *
 * In an atomic rc box, since the class may be asked on another thread, which may be
 * left behind with it.
 */
typedef struct
{
  AriadneBytesDomain *domain;       /* owned, as is all else */
  AriadneBlock        parents;      /* their neighbours are wanted; empty if states are given */
  GBytes             *n_neighbours; /* of each of the parents, a guint32 */
  AriadneBlock        states;       /* the neighbours, or those that are given */
  GBytes             *costs;        /* of each of the states, a double; NULL if there are none */
  GBytes             *subject;      /* the state to describe */
  char               *text;
  GError             *error;
} AriadneBytesQuestion;

AriadneBytesQuestion *_ariadne_bytes_question_new      (AriadneBytesDomain    *domain);
void                  _ariadne_bytes_question_unref    (AriadneBytesQuestion  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneBytesQuestion, _ariadne_bytes_question_unref)

/* Have the class answer where it wants to be called. What they answer is as it should
 * be.
 */
gboolean              _ariadne_bytes_question_ask      (AriadneBytesQuestion  *self,
                                                        GError               **error);
gboolean              _ariadne_bytes_question_describe (AriadneBytesQuestion  *self,
                                                        GError               **error);

static inline guint
_ariadne_bytes_question_get_n_neighbours (const AriadneBytesQuestion *self,
                                          guint                       parent)
{
  return ((const guint32 *) g_bytes_get_data (self->n_neighbours, NULL))[parent];
}

static inline double
_ariadne_bytes_question_get_cost (const AriadneBytesQuestion *self,
                                  guint                       state)
{
  return ((const double *) g_bytes_get_data (self->costs, NULL))[state];
}

G_END_DECLS
