/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "search/ariadne-search.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_ROLLOUT (ariadne_rollout_get_type ())
#define ARIADNE_ROLLOUT(obj) \
  (G_TYPE_CHECK_INSTANCE_CAST ((obj), ARIADNE_TYPE_ROLLOUT, AriadneRollout))
#define ARIADNE_IS_ROLLOUT(obj) \
  (G_TYPE_CHECK_INSTANCE_TYPE ((obj), ARIADNE_TYPE_ROLLOUT))

typedef struct _AriadneRollout      AriadneRollout;
typedef struct _AriadneRolloutClass AriadneRolloutClass;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AriadneRollout, g_object_unref)

ARIADNE_AVAILABLE_IN_ALL
GType          ariadne_rollout_get_type         (void) G_GNUC_CONST;
ARIADNE_AVAILABLE_IN_ALL
AriadneSearch *ariadne_rollout_new              (AriadneDomain  *domain,
                                                 AriadneState   *start,
                                                 guint           depth,
                                                 guint           n_rollouts,
                                                 guint64         seed)
  G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
guint          ariadne_rollout_get_depth        (AriadneRollout *self);
ARIADNE_AVAILABLE_IN_ALL
guint          ariadne_rollout_get_num_rollouts (AriadneRollout *self);
ARIADNE_AVAILABLE_IN_ALL
guint64        ariadne_rollout_get_seed         (AriadneRollout *self);

ARIADNE_AVAILABLE_IN_ALL
void           ariadne_rollout_probabilities    (const double   *costs,
                                                 const double   *advantages,
                                                 guint           n,
                                                 double         *probabilities);

G_END_DECLS
