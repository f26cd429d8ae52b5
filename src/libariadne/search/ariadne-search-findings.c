/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>
#include <string.h>

#include "core/ariadne-error.h"
#include "search/ariadne-search-private.h"
#include "search/ariadne-search-recipe.h"

/* Figures, digest, the states from the start to the best, if any, and in full: visited
 * states, those expanded, sizes of requests, priorities.
 */
#define FULL_TYPE     "(aayauauad)"
#define FINDINGS_TYPE "(" ARIADNE_SEARCH_FIGURES_TYPE "saaym" FULL_TYPE ")"

#define DIGEST_LENGTH 64

GVariant *
_ariadne_search_pack_figures (const AriadneSearchProgress *progress)
{
  return g_variant_new (ARIADNE_SEARCH_FIGURES_TYPE, progress->status, progress->n_evaluations,
                        progress->budget, progress->start_cost, progress->best_cost,
                        progress->best_depth, progress->n_expanded, progress->n_visited,
                        progress->n_frontier);
}

gboolean
_ariadne_search_unpack_figures (GVariant               *figures,
                                AriadneSearchProgress  *progress,
                                GError                **error)
{
  guint status;

  g_variant_get (figures, ARIADNE_SEARCH_FIGURES_TYPE, &status, &progress->n_evaluations,
                 &progress->budget, &progress->start_cost, &progress->best_cost,
                 &progress->best_depth, &progress->n_expanded, &progress->n_visited,
                 &progress->n_frontier);
  progress->status = status;
  if (status <= ARIADNE_SEARCH_FAILED && !isnan (progress->start_cost)
      && !isnan (progress->best_cost))
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
               "the figures of a search have status %u and costs %g and %g, expected a status up "
               "to %u and numbers",
               status, progress->start_cost, progress->best_cost, ARIADNE_SEARCH_FAILED);

  return FALSE;
}

static GVariant *
pack_state (AriadneSearch *self,
            AriadneState  *state)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  ariadne_domain_serialize (self->domain, state, bytes);

  return g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, bytes->data, bytes->len, 1);
}

/* A record that was not kept is empty. */
static GVariant *
pack_record (const GVariantType *type,
             GArray             *record,
             gsize               element_size)
{
  return g_variant_new_fixed_array (type, record != NULL ? record->data : NULL,
                                    record != NULL ? record->len : 0, element_size);
}

/* @states may be NULL, as if it were empty. */
static GVariant *
pack_states (AriadneSearch *self,
             GPtrArray     *states)
{
  GVariantBuilder packed;

  g_variant_builder_init (&packed, G_VARIANT_TYPE ("aay"));
  for (guint i = 0; states != NULL && i < states->len; i++)
    g_variant_builder_add_value (&packed, pack_state (self, g_ptr_array_index (states, i)));

  return g_variant_builder_end (&packed);
}

static GVariant *
pack_full (AriadneSearch *self)
{
  return g_variant_new ("(@aay@au@au@ad)", pack_states (self, self->visited),
                        pack_record (G_VARIANT_TYPE_UINT32, self->expanded, sizeof (guint)),
                        pack_record (G_VARIANT_TYPE_UINT32, self->requests, sizeof (guint)),
                        pack_record (G_VARIANT_TYPE_DOUBLE, self->priorities, sizeof (double)));
}

GVariant *
_ariadne_search_dup_findings (AriadneSearch *self,
                              gboolean       full)
{
  g_autofree char *digest = ariadne_search_dup_digest (self);
  g_autoptr (GPtrArray) path = ariadne_search_dup_path (self);
  AriadneSearchProgress progress;

  ariadne_search_get_progress (self, &progress);

  return g_variant_ref_sink (
    g_variant_new ("(@" ARIADNE_SEARCH_FIGURES_TYPE "s@aay@m" FULL_TYPE ")",
                   _ariadne_search_pack_figures (&progress), digest, pack_states (self, path),
                   g_variant_new_maybe (G_VARIANT_TYPE (FULL_TYPE),
                                        full ? pack_full (self) : NULL)));
}

/* Findings that have been read, before anything is changed. */
typedef struct
{
  AriadneSearchProgress progress;
  char                 *digest;
  GPtrArray            *path;       /* of AriadneState; may be empty */
  GPtrArray            *visited;    /* of AriadneState; NULL unless full, as what follows */
  GArray               *expanded;
  GArray               *requests;
  GArray               *priorities;
} Findings;

static void
findings_clear (Findings *self)
{
  g_clear_pointer (&self->digest, g_free);
  g_clear_pointer (&self->path, g_ptr_array_unref);
  g_clear_pointer (&self->visited, g_ptr_array_unref);
  g_clear_pointer (&self->expanded, g_array_unref);
  g_clear_pointer (&self->requests, g_array_unref);
  g_clear_pointer (&self->priorities, g_array_unref);
}

static AriadneState *
read_state (AriadneDomain  *domain,
            GVariant       *packed,
            GError        **error)
{
  gsize length;
  const guint8 *data = g_variant_get_fixed_array (packed, &length, 1);

  return ariadne_domain_deserialize (domain, data, length, error);
}

static GPtrArray *
read_states (AriadneDomain  *domain,
             GVariant       *packed,
             GError        **error)
{
  g_autoptr (GPtrArray) states =
    g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_state_unref);

  for (gsize i = 0; i < g_variant_n_children (packed); i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (packed, i);
      AriadneState *state = read_state (domain, child, error);

      if (state == NULL)
        return NULL;
      g_ptr_array_add (states, state);
    }

  return g_steal_pointer (&states);
}

static GArray *
read_record (GVariant *record,
             gsize     element_size)
{
  GArray *array = g_array_new (FALSE, FALSE, element_size);
  gsize length;
  gconstpointer data = g_variant_get_fixed_array (record, &length, element_size);

  return g_array_append_vals (array, data, length);
}

/* What was expanded are numbers of visited states, and what has a priority too. */
static gboolean
check_full (const Findings  *self,
            GError         **error)
{
  guint n = self->visited->len;
  gboolean sound = self->priorities->len == n || self->priorities->len == 0;

  for (guint i = 0; i < self->expanded->len; i++)
    sound &= g_array_index (self->expanded, guint, i) < n;
  if (!sound)
    g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
                 "what a search has recorded is about more than the %u states that it has visited",
                 n);

  return sound;
}

static gboolean
read_full (Findings       *self,
           AriadneDomain  *domain,
           GVariant       *packed,
           GError        **error)
{
  g_autoptr (GVariant) visited = NULL;
  g_autoptr (GVariant) expanded = NULL;
  g_autoptr (GVariant) requests = NULL;
  g_autoptr (GVariant) priorities = NULL;

  g_variant_get (packed, "(@aay@au@au@ad)", &visited, &expanded, &requests, &priorities);
  self->expanded = read_record (expanded, sizeof (guint));
  self->requests = read_record (requests, sizeof (guint));
  self->priorities = read_record (priorities, sizeof (double));

  self->visited = read_states (domain, visited, error);

  return self->visited != NULL && check_full (self, error);
}

static gboolean
check_end (const Findings  *self,
           gboolean         by_itself,
           GError         **error)
{
  AriadneSearchStatus status = self->progress.status;
  gsize n_digits = strspn (self->digest, "0123456789abcdef");

  if (status > ARIADNE_SEARCH_RUNNING && by_itself == (status < ARIADNE_SEARCH_CANCELLED)
      && n_digits == DIGEST_LENGTH && self->digest[n_digits] == '\0')
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
               "the findings of a search have status “%s” and a digest of %" G_GSIZE_FORMAT
               " digits, expected a search that has ended %s and %u digits",
               ariadne_search_status_to_string (status), n_digits,
               by_itself ? "by itself" : "with an error", DIGEST_LENGTH);

  return FALSE;
}

static gboolean
findings_read (Findings       *self,
               AriadneDomain  *domain,
               GVariant       *packed,
               gboolean        by_itself,
               GError        **error)
{
  g_autoptr (GVariant) figures = NULL;
  g_autoptr (GVariant) path = NULL;
  g_autoptr (GVariant) full = NULL;

  if (!g_variant_is_of_type (packed, G_VARIANT_TYPE (FINDINGS_TYPE))
      || !g_variant_is_normal_form (packed))
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_PROTOCOL,
                   "the findings of a search have type %s, expected %s",
                   g_variant_get_type_string (packed), FINDINGS_TYPE);
      return FALSE;
    }

  g_variant_get (packed, "(@" ARIADNE_SEARCH_FIGURES_TYPE "s@aaym@" FULL_TYPE ")", &figures,
                 &self->digest, &path, &full);
  if (!_ariadne_search_unpack_figures (figures, &self->progress, error)
      || !check_end (self, by_itself, error))
    return FALSE;

  self->path = read_states (domain, path, error);
  if (self->path == NULL)
    return FALSE;

  return full == NULL || read_full (self, domain, full, error);
}

static void
publish (AriadneSearch               *self,
         const AriadneSearchProgress *progress)
{
  g_mutex_lock (&self->lock);
  self->progress = *progress;
  g_mutex_unlock (&self->lock);
}

void
_ariadne_search_adopt_progress (AriadneSearch               *self,
                                const AriadneSearchProgress *progress)
{
  AriadneSearchProgress running = *progress;

  running.status = ARIADNE_SEARCH_RUNNING;
  publish (self, &running);
}

/* Takes over figures of the same names. */
static void
adopt_figures (AriadneSearch               *self,
               const AriadneSearchProgress *progress)
{
  self->status = progress->status;
  self->n_evaluations = progress->n_evaluations;
  self->budget = progress->budget;
  self->start_cost = progress->start_cost;
  self->best_cost = progress->best_cost;
  self->best_depth = progress->best_depth;
  self->n_expanded = progress->n_expanded;
  self->n_visited = progress->n_visited;
  self->n_frontier = progress->n_frontier;
  publish (self, progress);
}

static void
adopt_path (AriadneSearch *self,
            GPtrArray     *path)
{
  if (path->len == 0)
    return;

  self->path = g_ptr_array_ref (path);
  self->best = ariadne_state_ref (g_ptr_array_index (path, path->len - 1));
}

gboolean
_ariadne_search_adopt_findings (AriadneSearch  *self,
                                GVariant       *packed,
                                const GError   *of_search,
                                GError        **error)
{
  Findings findings = { .digest = NULL };

  g_assert (self->status == ARIADNE_SEARCH_READY);

  if (!findings_read (&findings, self->domain, packed, of_search == NULL, error))
    {
      findings_clear (&findings);
      return FALSE;
    }

  if (g_error_matches (of_search, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    findings.progress.status = ARIADNE_SEARCH_CANCELLED;
  else if (of_search != NULL)
    findings.progress.status = ARIADNE_SEARCH_FAILED;

  adopt_figures (self, &findings.progress);
  self->digest = g_steal_pointer (&findings.digest);
  adopt_path (self, findings.path);
  g_ptr_array_unref (findings.path);
  if (findings.visited != NULL)
    {
      g_ptr_array_unref (self->visited);
      self->visited = g_steal_pointer (&findings.visited);
      self->expanded = g_steal_pointer (&findings.expanded);
      self->requests = g_steal_pointer (&findings.requests);
      self->priorities = g_steal_pointer (&findings.priorities);
    }

  return TRUE;
}

void
_ariadne_search_abandon (AriadneSearch *self,
                         const GError  *error)
{
  g_assert (self->status == ARIADNE_SEARCH_READY);

  /* It fails only for parameters that are not sound, which ends the search too. */
  ariadne_search_begin (self, 0, NULL);
  ariadne_search_end (self, error);
}
