/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib-object.h>

#include "core/ariadne-domain.h"
#include "core/ariadne-model.h"

G_BEGIN_DECLS

#define ARIADNE_TYPE_FAKE_MODEL (ariadne_fake_model_get_type ())

ARIADNE_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (AriadneFakeModel, ariadne_fake_model, ARIADNE, FAKE_MODEL, GObject)

/**
 * AriadneFakeAdvantage:
 * @ARIADNE_FAKE_ADVANTAGE_ZERO: 0
 * @ARIADNE_FAKE_ADVANTAGE_MOD: 7n + 3tn + 11t, modulo 16
 * @ARIADNE_FAKE_ADVANTAGE_COSTMOD: 5⌊cost⌋ + t(n mod 7), modulo 23
 * @ARIADNE_FAKE_ADVANTAGE_LINEAR: ⌊min(t, n) / 2⌋
 *
 * What a fake model answers for a state of size n in head t.
 */
typedef enum {
  ARIADNE_FAKE_ADVANTAGE_ZERO,
  ARIADNE_FAKE_ADVANTAGE_MOD,
  ARIADNE_FAKE_ADVANTAGE_COSTMOD,
  ARIADNE_FAKE_ADVANTAGE_LINEAR,
} AriadneFakeAdvantage;

ARIADNE_AVAILABLE_IN_ALL
AriadneFakeModel *ariadne_fake_model_new           (AriadneDomain         *domain,
                                                    AriadneFakeAdvantage   advantage,
                                                    guint                  n_heads,
                                                    gint64                 launch_ns,
                                                    gint64                 row_ns)
                                                    G_GNUC_WARN_UNUSED_RESULT;
ARIADNE_AVAILABLE_IN_ALL
AriadneFakeModel *ariadne_fake_model_new_from_spec (AriadneDomain         *domain,
                                                    const char            *spec,
                                                    GError               **error)
                                                    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
