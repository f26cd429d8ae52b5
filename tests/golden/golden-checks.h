/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "golden-file.h"
#include "golden-graphs.h"
#include "golden-tensors.h"

G_BEGIN_DECLS

/* check-expressions.c: reading, typing, printing, costs, equality */
void golden_check_set           (GoldenFile *self);
void golden_check_environment   (GoldenCase *self);
void golden_check_expression    (GoldenCase *self);
void golden_check_parse         (GoldenCase *self);
void golden_check_definitions   (GoldenCase *self);
void golden_check_typing        (GoldenCase *self);
void golden_check_equality      (GoldenCase *self);

/* check-rewrites.c: rules, neighbours, sequences of steps */
void golden_check_rewrites      (GoldenCase *self);
void golden_check_case          (GoldenCase *self);
void golden_check_walk_state    (GoldenCase *self);
void golden_check_walk          (GoldenCase *self);
void golden_check_sequence      (GoldenCase *self);

/* check-searches.c: whole searches, node for node */
void golden_check_astar         (GoldenCase *self);
void golden_check_continuous    (GoldenCase *self);
void golden_check_rollout       (GoldenCase *self);
void golden_check_probabilities (GoldenCase *self);

/* check-graphs.c, check-network.c, check-traces.c, check-priorities.c: the files
 * of one model folder
 */
void golden_check_graphs      (GoldenFile   *self,
                               GoldenGraphs *graphs);
void golden_check_batches     (GoldenFile   *self,
                               GoldenGraphs *graphs);
void golden_check_weights     (GoldenFile   *self,
                               GoldenGraphs *graphs);
void golden_check_outputs     (GoldenFile   *self,
                               GoldenGraphs *graphs);
void golden_check_trace       (GoldenFile   *self,
                               GoldenGraphs *graphs);
void golden_check_priority    (GoldenFile   *self,
                               GoldenGraphs *graphs);

GoldenTensors *golden_load_weights_beside (GoldenFile     *self,
                                           GError        **error);
gboolean       golden_set_device          (const char     *text,
                                           GError        **error);
AriadneModel  *golden_make_network        (GoldenTensors  *file,
                                           GError        **error);

G_END_DECLS
