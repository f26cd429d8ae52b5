/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "run/run-subject.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

#include "run/run-data.h"

static AriadneTilesSet *
load_puzzles (const char  *given,
              gboolean    *named,
              GError     **error)
{
  g_autofree char *path = NULL;
  g_auto (GStrv) names = NULL;
  g_autoptr (AriadneTilesSet) set = NULL;

  path = run_data_locate (&run_data_puzzles, given, &names, error);
  *named = names != NULL;
  if (path == NULL)
    return NULL;

  set = ariadne_tiles_set_new_from_path (path, error);
  if (set == NULL || names == NULL)
    return g_steal_pointer (&set);

  return ariadne_tiles_set_select (set, (const char * const *) names, error);
}

/**
 * run_subject_load:
 * @self: (out caller-allocates): what is to be searched
 * @config: what a run is to do
 * @error: return location for an error
 *
 * Loads the domain and the starts that a run names.
 *
 * Returns: whether everything is there and well formed
 */
gboolean
run_subject_load (RunSubject                     *self,
                  const AriadneExperimentConfig  *config,
                  GError                        **error)
{
  if (g_str_equal (config->domain, RUN_DOMAIN_TILES))
    {
      self->puzzles = load_puzzles (config->puzzle, &self->named, error);
      if (self->puzzles == NULL)
        return FALSE;
      self->domain = ARIADNE_DOMAIN (ariadne_tiles_set_get_domain (self->puzzles));
      return TRUE;
    }

  if (!run_expressions_load (&self->expressions, config->expressions, config->rules, error))
    return FALSE;
  self->domain = ARIADNE_DOMAIN (self->expressions.domain);
  self->named = self->expressions.named;

  if (run_subject_get_n_starts (self) > 0)
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
               "%s: expected at least one expression", config->expressions);

  return FALSE;
}

/**
 * run_subject_clear:
 * @self: what was to be searched
 *
 * Releases it.
 */
void
run_subject_clear (RunSubject *self)
{
  run_expressions_clear (&self->expressions);
  g_clear_object (&self->puzzles);
  self->domain = NULL;
}

/**
 * run_subject_get_n_starts:
 * @self: what is to be searched
 *
 * Returns: from how many states a search can start
 */
guint
run_subject_get_n_starts (const RunSubject *self)
{
  return self->puzzles != NULL
         ? ariadne_tiles_set_get_n_puzzles (self->puzzles)
         : ariadne_expression_set_get_n_expressions (self->expressions.set);
}

/**
 * run_subject_get_name:
 * @self: what is to be searched
 * @start: the number of a start
 *
 * Returns: (transfer none): its name
 */
const char *
run_subject_get_name (const RunSubject *self,
                      guint             start)
{
  return self->puzzles != NULL
         ? ariadne_tiles_set_get_name (self->puzzles, start)
         : ariadne_expression_set_get_name (self->expressions.set, start);
}

/**
 * run_subject_make_start:
 * @self: what is to be searched
 * @start: the number of a start
 *
 * Returns: (transfer full): the state
 */
AriadneState *
run_subject_make_start (const RunSubject *self,
                        guint             start)
{
  return self->puzzles != NULL
         ? ariadne_state_ref (ariadne_tiles_set_get_start (self->puzzles, start))
         : ariadne_expression_domain_make_start (self->expressions.domain, start);
}

/**
 * run_puzzle_check:
 * @given: the file and perhaps names, as given with `--puzzle`
 * @error: return location for an error
 *
 * Checks that there is such a file, without reading it.
 *
 * Returns: whether that is so
 */
gboolean
run_puzzle_check (const char  *given,
                  GError     **error)
{
  return run_data_check (&run_data_puzzles, given, error);
}

/**
 * run_weight_parse:
 * @text: a number
 * @weight: (out): its value
 *
 * Returns: whether @text is a weight that searches accept
 */
gboolean
run_weight_parse (const char *text,
                  double     *weight)
{
  char *end = NULL;

  errno = 0;
  *weight = g_ascii_strtod (text, &end);

  return errno == 0 && end != text && *end == '\0' && *weight >= 0
         && *weight <= ARIADNE_WEIGHTED_ASTAR_MAX_WEIGHT;
}

/**
 * run_weight_check:
 * @text: what was given with `--weight`
 * @error: return location for an error
 *
 * Returns: whether @text is a weight that searches accept
 */
gboolean
run_weight_check (const char  *text,
                  GError     **error)
{
  double weight;

  if (run_weight_parse (text, &weight))
    return TRUE;

  g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT, "--weight=%s: %s", text,
               _("expected a number from 0 to 1000"));

  return FALSE;
}

/**
 * run_model_new:
 * @spec: the model, as given with `--model`
 * @domain: the domain of the states
 * @device: where a network is evaluated
 * @note: (out) (optional) (nullable): one sentence to tell, if there is any
 * @error: return location for an error
 *
 * Makes a model: one that the domain brings with it, or one of those that are made
 * for any domain.
 *
 * Returns: (transfer full): a new model
 */
AriadneModel *
run_model_new (const char                  *spec,
               AriadneDomain               *domain,
               const AriadneDeviceOptions  *device,
               char                       **note,
               GError                     **error)
{
  AriadneTilesEstimate estimate;
  AriadneTilesHeuristic *heuristic;

  if (!ARIADNE_IS_TILES_DOMAIN (domain) || !ariadne_tiles_estimate_parse (spec, &estimate))
    return ariadne_model_new_from_spec_on_device (spec, domain, device, note, error);

  if (device->kind == ARIADNE_DEVICE_CUDA)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_UNSUPPORTED,
                   "Model “%s”: it is no network; expected the device auto or cpu", spec);
      return NULL;
    }

  heuristic = ariadne_tiles_heuristic_new (ARIADNE_TILES_DOMAIN (domain), estimate);

  return ARIADNE_MODEL (heuristic);
}
