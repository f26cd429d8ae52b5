/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#define ARIADNE_INSIDE

#include "connection/ariadne-connected-function.h"
#include "core/ariadne-batch.h"
#include "core/ariadne-domain.h"
#include "core/ariadne-error.h"
#include "core/ariadne-matrix.h"
#include "core/ariadne-model.h"
#include "core/ariadne-sequence.h"
#include "core/ariadne-state.h"
#include "core/ariadne-version-macros.h"
#include "experiment/ariadne-host.h"
#include "experiment/ariadne-metrics.h"
#include "experiment/ariadne-palette.h"
#include "experiment/ariadne-plot.h"
#include "experiment/ariadne-report.h"
#include "experiment/ariadne-run-log-reader.h"
#include "experiment/ariadne-run-log.h"
#include "experiment/ariadne-run-record.h"
#include "model/ariadne-fake-model.h"
#include "model/ariadne-graph-network.h"
#include "model/ariadne-graph.h"
#include "model/ariadne-model-spec.h"
#include "model/ariadne-weights.h"
#include "search/ariadne-astar.h"
#include "search/ariadne-batched-astar.h"
#include "search/ariadne-continuous-astar.h"
#include "search/ariadne-rollout.h"
#include "search/ariadne-search.h"

#undef ARIADNE_INSIDE
