/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "model/ariadne-weights.h"

G_BEGIN_DECLS

/* From what the network gives to gains: makes heads cumulative and takes them
 * back to the scale of costs, as the architecture says, in place. The cost is
 * that of the state that the heads belong to.
 */
void ariadne_network_output_finish (const AriadneNetworkConfig *config,
                                    double                      cost,
                                    double                     *heads);

G_END_DECLS
