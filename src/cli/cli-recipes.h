/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <ariadne.h>

G_BEGIN_DECLS

AriadneRecipes *cli_recipes_new        (void) G_GNUC_WARN_UNUSED_RESULT;
GVariant       *cli_recipes_make_model (const char                 *spec,
                                        const AriadneDeviceOptions *device,
                                        const AriadneModelShare    *share)
  G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
