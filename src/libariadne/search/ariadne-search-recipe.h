/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "search/ariadne-search.h"

G_BEGIN_DECLS

/* A search that is run in another process: what that process needs to make it,
 * and what comes back. Nothing that has come from another process is trusted;
 * errors are ARIADNE_ERROR_PROTOCOL or those of the domain.
 */

/* What a search is to do. */
GVariant      *_ariadne_search_dup_recipe       (AriadneSearch  *self);

/* Makes a search that has not been run and whose parameters are sound. */
AriadneSearch *_ariadne_search_new_from_recipe  (GVariant       *recipe,
                                                 AriadneDomain  *domain,
                                                 GError        **error);

/* The figures of a snapshot. */
#define ARIADNE_SEARCH_FIGURES_TYPE "(uttdduuuu)"

GVariant      *_ariadne_search_pack_figures     (const AriadneSearchProgress  *progress);
gboolean       _ariadne_search_unpack_figures   (GVariant                     *figures,
                                                 AriadneSearchProgress        *progress,
                                                 GError                      **error);

/* What a search has found that has ended; @full includes the states visited and
 * what was recorded.
 */
GVariant      *_ariadne_search_dup_findings     (AriadneSearch  *self,
                                                 gboolean        full);

/* Makes a search that has not been run here look as if it were running, with
 * figures of elsewhere. Only while it has not ended; may be repeated.
 */
void           _ariadne_search_adopt_progress   (AriadneSearch                *self,
                                                 const AriadneSearchProgress  *progress);

/* Makes it look as if it had been run here and had ended with @of_search, which
 * may be NULL; on failure it is as before. Its visited states are there only if
 * they are among the findings.
 */
gboolean       _ariadne_search_adopt_findings   (AriadneSearch  *self,
                                                 GVariant       *findings,
                                                 const GError   *of_search,
                                                 GError        **error);

/* Ends a search whose findings are lost: it has found its start, no more. */
void           _ariadne_search_abandon          (AriadneSearch  *self,
                                                 const GError   *error);

G_END_DECLS
