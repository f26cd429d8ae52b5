/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <string.h>

#include "search/ariadne-search-private.h"

/* What a search has found. While it runs, and if its thread was left behind, there is
 * nothing: all of it belongs to the thread that runs it.
 */

static gboolean
is_busy (AriadneSearch *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->busy;
}

/**
 * ariadne_search_get_n_visited:
 * @self: a search that does not run
 *
 * Gets the number of states found, the start included. While the search runs it is
 * 0, and there is nothing else to get either.
 *
 * What another process has visited is there only if the search was recording;
 * otherwise this is 0, and ariadne_search_get_progress() tells how many there
 * were.
 *
 * Returns: the number of states
 */
guint
ariadne_search_get_n_visited (AriadneSearch *self)
{
  g_return_val_if_fail (ARIADNE_IS_SEARCH (self), 0);

  return is_busy (self) ? 0 : self->visited->len;
}

/**
 * ariadne_search_get_visited:
 * @self: a search that does not run
 * @index: a position, less than the number of states found
 *
 * Gets one of the states found, in the order in which they were found.
 *
 * Rollouts come one after the other, each with all its states from the start
 * on; the other searches find every state once.
 *
 * Returns: (transfer none): the state
 */
AriadneState *
ariadne_search_get_visited (AriadneSearch *self,
                            guint          index)
{
  g_return_val_if_fail (ARIADNE_IS_SEARCH (self), NULL);
  g_return_val_if_fail (index < ariadne_search_get_n_visited (self), NULL);

  return g_ptr_array_index (self->visited, index);
}

/**
 * ariadne_search_get_best:
 * @self: a search that does not run
 *
 * Gets the first of the states of least cost that were found.
 *
 * Returns: (transfer none) (nullable): the state, or %NULL if the search found
 *   nothing since it has not been run
 */
AriadneState *
ariadne_search_get_best (AriadneSearch *self)
{
  g_return_val_if_fail (ARIADNE_IS_SEARCH (self), NULL);

  return is_busy (self) ? NULL : self->best;
}

/* How long the way is to the visited state at @number. */
guint
ariadne_search_count_steps (AriadneSearch *self,
                            guint          number)
{
  guint n_steps = 0;

  for (; self->parents[number] != number; number = self->parents[number])
    n_steps++;

  return n_steps;
}

static GPtrArray *
follow_parents (AriadneSearch *self,
                guint          number)
{
  GPtrArray *path = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_state_unref);

  g_ptr_array_set_size (path, ariadne_search_count_steps (self, number) + 1);
  for (guint left = path->len; left > 0; left--)
    {
      AriadneState *state = g_ptr_array_index (self->visited, number);

      g_ptr_array_index (path, left - 1) = ariadne_state_ref (state);
      number = self->parents[number];
    }

  return path;
}

/* The way to the best that is known so far, for the thread that runs the search. Until
 * rollouts have ended they have no numbers, hence no way.
 */
GPtrArray *
ariadne_search_follow_path (AriadneSearch *self)
{
  AriadneSearchClass *klass = ARIADNE_SEARCH_GET_CLASS (self);

  if (self->path != NULL)
    return g_ptr_array_ref (self->path);
  if (klass->follow_path != NULL)
    return klass->follow_path (self);

  if (self->best == NULL || self->best_number >= self->visited->len)
    return NULL;

  return follow_parents (self, self->best_number);
}

/**
 * ariadne_search_dup_path:
 * @self: a search that does not run
 *
 * Gets the way by which the search came to what ariadne_search_get_best() returns.
 * Each state is a neighbour of the one before it.
 *
 * Returns: (transfer container) (nullable) (element-type AriadneState): the states
 *   from the start to the best, both included, or %NULL if the search found nothing
 *   since it has not been run
 */
GPtrArray *
ariadne_search_dup_path (AriadneSearch *self)
{
  g_return_val_if_fail (ARIADNE_IS_SEARCH (self), NULL);

  return !is_busy (self) ? ariadne_search_follow_path (self) : NULL;
}

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/**
 * ariadne_search_dup_digest:
 * @self: a search that does not run
 *
 * Computes a digest of what was visited: the SHA-256, in hex, of the texts of
 * the states as ariadne_domain_describe() writes them, sorted by bytes, each
 * followed by a line feed.
 *
 * Searches that visited the same states have the same digest, in whatever order
 * they did. This describes every state, which takes a while.
 *
 * Returns: (transfer full): 64 hexadecimal digits
 */
char *
ariadne_search_dup_digest (AriadneSearch *self)
{
  g_autoptr (GPtrArray) texts = NULL;
  g_autoptr (GChecksum) checksum = NULL;
  guint n_visited;

  g_return_val_if_fail (ARIADNE_IS_SEARCH (self), NULL);

  if (self->digest != NULL)
    return g_strdup (self->digest);

  n_visited = ariadne_search_get_n_visited (self);
  texts = g_ptr_array_new_full (n_visited, g_free);
  for (guint i = 0; i < n_visited; i++)
    g_ptr_array_add (texts, ariadne_domain_describe (self->domain,
                                                     g_ptr_array_index (self->visited, i)));
  g_ptr_array_sort (texts, compare_texts);

  checksum = g_checksum_new (G_CHECKSUM_SHA256);
  for (guint i = 0; i < texts->len; i++)
    {
      g_checksum_update (checksum, g_ptr_array_index (texts, i), -1);
      g_checksum_update (checksum, (const guchar *) "\n", 1);
    }

  return g_strdup (g_checksum_get_string (checksum));
}

static gconstpointer
get_record (AriadneSearch  *self,
            GArray        **record,
            guint          *length)
{
  gboolean is_there = !is_busy (self) && *record != NULL;

  *length = is_there ? (*record)->len : 0;

  return is_there ? (*record)->data : NULL;
}

/**
 * ariadne_search_get_expanded:
 * @self: a search that does not run
 * @n_expanded: (out): the number of states that were expanded
 *
 * Gets the order in which states were expanded, if the search was recording.
 *
 * Returns: (transfer none) (nullable) (array length=n_expanded): positions
 *   among the visited states; for rollouts there are none
 */
const guint *
ariadne_search_get_expanded (AriadneSearch *self,
                             guint         *n_expanded)
{
  g_return_val_if_fail (ARIADNE_IS_SEARCH (self), NULL);
  g_return_val_if_fail (n_expanded != NULL, NULL);

  return get_record (self, &self->expanded, n_expanded);
}

/**
 * ariadne_search_get_requests:
 * @self: a search that does not run
 * @n_requests: (out): the number of requests
 *
 * Gets the numbers of states that were sent for evaluation together, in the
 * order of sending, if the search was recording.
 *
 * Returns: (transfer none) (nullable) (array length=n_requests): the sizes of
 *   requests, some of which may be 0
 */
const guint *
ariadne_search_get_requests (AriadneSearch *self,
                             guint         *n_requests)
{
  g_return_val_if_fail (ARIADNE_IS_SEARCH (self), NULL);
  g_return_val_if_fail (n_requests != NULL, NULL);

  return get_record (self, &self->requests, n_requests);
}

/**
 * ariadne_search_get_priorities:
 * @self: a search that does not run
 * @n_priorities: (out): the number of visited states
 *
 * Gets the priority of every visited state, if the search was recording: the
 * cost that the model expected to be reached from it. States that were not
 * evaluated have NaN; so have starts of rollouts, while that of an A\* search
 * has 0.
 *
 * Returns: (transfer none) (nullable) (array length=n_priorities): the
 *   priorities
 */
const double *
ariadne_search_get_priorities (AriadneSearch *self,
                               guint         *n_priorities)
{
  g_return_val_if_fail (ARIADNE_IS_SEARCH (self), NULL);
  g_return_val_if_fail (n_priorities != NULL, NULL);

  return get_record (self, &self->priorities, n_priorities);
}
