/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "experiment/ariadne-run-record.h"

#include <math.h>

G_DEFINE_BOXED_TYPE (AriadneSearchRecord, ariadne_search_record,
                     ariadne_search_record_copy, ariadne_search_record_free)
G_DEFINE_BOXED_TYPE (AriadneRunRecord, ariadne_run_record,
                     ariadne_run_record_ref, ariadne_run_record_unref)

/**
 * ariadne_search_record_new:
 * @name: the name of what is searched from
 *
 * Makes the record of a search of which nothing is known yet.
 *
 * Returns: (transfer full): a new record
 */
AriadneSearchRecord *
ariadne_search_record_new (const char *name)
{
  AriadneSearchRecord *self;

  g_return_val_if_fail (name != NULL, NULL);

  self = g_new0 (AriadneSearchRecord, 1);
  self->name = g_strdup (name);
  self->start_cost = NAN;
  self->best_cost = NAN;

  return self;
}

/**
 * ariadne_search_record_copy:
 * @self: a record
 *
 * Copies a record.
 *
 * Returns: (transfer full): a copy
 */
AriadneSearchRecord *
ariadne_search_record_copy (const AriadneSearchRecord *self)
{
  AriadneSearchRecord *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->name = g_strdup (self->name);
  copy->status = g_strdup (self->status);
  copy->best = g_strdup (self->best);
  copy->digest = g_strdup (self->digest);

  return copy;
}

/**
 * ariadne_search_record_free:
 * @self: (transfer full): a record
 *
 * Releases a record.
 */
void
ariadne_search_record_free (AriadneSearchRecord *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->name);
  g_free (self->status);
  g_free (self->best);
  g_free (self->digest);
  g_free (self);
}

/**
 * ariadne_run_record_new:
 * @group: the group of the configuration
 * @name: the name of the configuration
 *
 * Makes the record of a run of which nothing is known yet: one searcher, one
 * server, no batches, no searches, and every time NaN.
 *
 * Returns: (transfer full): a new record
 */
AriadneRunRecord *
ariadne_run_record_new (const char *group,
                        const char *name)
{
  AriadneRunRecord *self;

  g_return_val_if_fail (group != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  self = g_new0 (AriadneRunRecord, 1);
  self->ref_count = 1;
  self->group = g_strdup (group);
  self->name = g_strdup (name);
  self->searchers = 1;
  self->servers = 1;
  self->search_time_s = NAN;
  self->model_time_s = NAN;
  self->fraction_in_model = NAN;
  self->start_s = NAN;
  self->wall_s = NAN;
  self->ideal_s = NAN;
  self->wall_over_ideal = NAN;
  self->size_mean = NAN;
  self->size_std = NAN;
  self->batch_sizes = g_array_new (FALSE, FALSE, sizeof (guint));
  self->model_times_s = g_array_new (FALSE, FALSE, sizeof (double));
  self->update_times_s = g_array_new (FALSE, FALSE, sizeof (double));
  self->searches = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_search_record_free);

  return self;
}

/**
 * ariadne_run_record_ref:
 * @self: a record
 *
 * Takes another reference.
 *
 * Returns: (transfer full): @self
 */
AriadneRunRecord *
ariadne_run_record_ref (AriadneRunRecord *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_int_inc (&self->ref_count);

  return self;
}

/**
 * ariadne_run_record_unref:
 * @self: (transfer full): a record
 *
 * Gives a reference back.
 */
void
ariadne_run_record_unref (AriadneRunRecord *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_free (self->group);
  g_free (self->name);
  g_free (self->engine);
  g_free (self->queue);
  g_free (self->search);
  g_array_unref (self->batch_sizes);
  g_array_unref (self->model_times_s);
  g_array_unref (self->update_times_s);
  g_free (self->digest);
  g_ptr_array_unref (self->searches);
  g_free (self);
}

/**
 * ariadne_run_record_get_throughput:
 * @self: a record
 *
 * Gets the number of evaluations per second of wall time.
 *
 * Returns: the rate, or NaN when the wall time is not known
 */
double
ariadne_run_record_get_throughput (const AriadneRunRecord *self)
{
  g_return_val_if_fail (self != NULL, NAN);

  return self->wall_s > 0 ? (double) self->num_elements / self->wall_s : NAN;
}

/**
 * ariadne_run_record_set_wall:
 * @self: a record
 * @wall_s: the time from start to end, in seconds
 * @ideal_s: the time of the same evaluations back to back, in seconds, or NaN
 *   when it was not measured
 *
 * Sets both times and the first divided by the second, which is NaN unless
 * there is an ideal.
 */
void
ariadne_run_record_set_wall (AriadneRunRecord *self,
                             double            wall_s,
                             double            ideal_s)
{
  g_return_if_fail (self != NULL);

  self->wall_s = wall_s;
  self->ideal_s = ideal_s;
  self->wall_over_ideal = ideal_s > 0 ? wall_s / ideal_s : NAN;
}

/**
 * ariadne_run_record_add_search:
 * @self: a record
 * @name: the name of what is searched from
 *
 * Adds the record of a search, of which nothing is known yet.
 *
 * Returns: (transfer none): the record to be filled
 */
AriadneSearchRecord *
ariadne_run_record_add_search (AriadneRunRecord *self,
                               const char       *name)
{
  AriadneSearchRecord *search;

  g_return_val_if_fail (self != NULL, NULL);

  search = ariadne_search_record_new (name);
  g_ptr_array_add (self->searches, search);

  return search;
}
