/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>

#include "core/ariadne-bytes-question.h"
#include "core/ariadne-error.h"
#include "core/ariadne-summons.h"

AriadneBytesQuestion *
_ariadne_bytes_question_new (AriadneBytesDomain *domain)
{
  AriadneBytesQuestion *self = g_atomic_rc_box_new0 (AriadneBytesQuestion);

  self->domain = g_object_ref (domain);

  return self;
}

static void
question_clear (gpointer data)
{
  AriadneBytesQuestion *self = data;

  _ariadne_block_clear (&self->parents);
  g_clear_pointer (&self->n_neighbours, g_bytes_unref);
  _ariadne_block_clear (&self->states);
  g_clear_pointer (&self->costs, g_bytes_unref);
  g_clear_pointer (&self->subject, g_bytes_unref);
  g_clear_pointer (&self->text, g_free);
  g_clear_error (&self->error);
  g_object_unref (self->domain);
}

void
_ariadne_bytes_question_unref (AriadneBytesQuestion *self)
{
  g_atomic_rc_box_release_full (self, question_clear);
}

/* A class that fails ought to say why. */
static void
note_silence (AriadneBytesQuestion *self,
              const char           *what)
{
  if (self->error == NULL)
    g_set_error (&self->error, ARIADNE_ERROR, ARIADNE_ERROR_FAILED,
                 "%s gave no %s and did not say why", G_OBJECT_TYPE_NAME (self->domain), what);
}

/* Every neighbour must belong to one of the parents. */
static void
check_neighbours (AriadneBytesQuestion *self)
{
  gsize size = g_bytes_get_size (self->n_neighbours);
  guint64 n_expected = 0;

  if (size != sizeof (guint32) * self->parents.length)
    {
      g_set_error (&self->error, ARIADNE_ERROR, ARIADNE_ERROR_FAILED,
                   "%s gave %g numbers of neighbours for %u states",
                   G_OBJECT_TYPE_NAME (self->domain), (double) size / sizeof (guint32),
                   self->parents.length);
      return;
    }

  for (guint i = 0; i < self->parents.length; i++)
    n_expected += _ariadne_bytes_question_get_n_neighbours (self, i);
  if (n_expected != self->states.length)
    g_set_error (&self->error, ARIADNE_ERROR, ARIADNE_ERROR_FAILED,
                 "%s gave %u neighbours, but numbers of them that add up to %" G_GUINT64_FORMAT,
                 G_OBJECT_TYPE_NAME (self->domain), self->states.length, n_expected);
}

static void
ask_neighbours (AriadneBytesQuestion *self)
{
  AriadneBytesDomainClass *klass = ARIADNE_BYTES_DOMAIN_GET_CLASS (self->domain);
  g_autoptr (GBytes) offsets = NULL;
  g_autoptr (GBytes) states =
    klass->expand_packed (self->domain, self->parents.length, self->parents.bytes,
                          self->parents.offsets, &self->n_neighbours, &offsets, &self->error);

  if (self->error != NULL || states == NULL || offsets == NULL || self->n_neighbours == NULL)
    note_silence (self, "neighbours");
  else if (!_ariadne_block_init (&self->states, g_steal_pointer (&states),
                                 g_steal_pointer (&offsets)))
    g_set_error (&self->error, ARIADNE_ERROR, ARIADNE_ERROR_FAILED,
                 "%s gave offsets of neighbours that do not go from 0 to their end",
                 G_OBJECT_TYPE_NAME (self->domain));
  else
    check_neighbours (self);
}

static void
check_costs (AriadneBytesQuestion *self)
{
  guint n_states = self->states.length;
  gsize size = g_bytes_get_size (self->costs);

  if (size != sizeof (double) * n_states)
    {
      g_set_error (&self->error, ARIADNE_ERROR, ARIADNE_ERROR_FAILED,
                   "%s gave %g costs for %u states", G_OBJECT_TYPE_NAME (self->domain),
                   (double) size / sizeof (double), n_states);
      return;
    }

  for (guint i = 0; i < n_states; i++)
    if (!isfinite (_ariadne_bytes_question_get_cost (self, i)))
      {
        g_set_error (&self->error, ARIADNE_ERROR, ARIADNE_ERROR_FAILED,
                     "%s gave state %u of %u a cost of %g, expected a finite number",
                     G_OBJECT_TYPE_NAME (self->domain), i, n_states,
                     _ariadne_bytes_question_get_cost (self, i));
        return;
      }
}

static void
ask_costs (AriadneBytesQuestion *self)
{
  self->costs = ARIADNE_BYTES_DOMAIN_GET_CLASS (self->domain)
                  ->measure_packed (self->domain, self->states.length, self->states.bytes,
                                    self->states.offsets, &self->error);
  if (self->error != NULL || self->costs == NULL)
    note_silence (self, "costs");
  else
    check_costs (self);
}

static void
answer_cb (gpointer data)
{
  AriadneBytesQuestion *self = data;

  if (self->parents.length > 0)
    ask_neighbours (self);
  if (self->error == NULL && self->states.length > 0)
    ask_costs (self);
}

static void
describe_cb (gpointer data)
{
  AriadneBytesQuestion *self = data;

  self->text = ARIADNE_BYTES_DOMAIN_GET_CLASS (self->domain)
                 ->describe_bytes (self->domain, self->subject, &self->error);
  if (self->error != NULL || self->text == NULL)
    note_silence (self, "description");
}

static gboolean
summon (AriadneBytesQuestion  *self,
        AriadneErrandFunc      func,
        GError               **error)
{
  if (!_ariadne_summon (ariadne_bytes_domain_get_context (self->domain), func, self,
                        question_clear, error))
    {
      g_prefix_error (error, "%s: ", G_OBJECT_TYPE_NAME (self->domain));
      return FALSE;
    }

  if (self->error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&self->error));

  return FALSE;
}

gboolean
_ariadne_bytes_question_ask (AriadneBytesQuestion  *self,
                             GError               **error)
{
  return summon (self, answer_cb, error);
}

gboolean
_ariadne_bytes_question_describe (AriadneBytesQuestion  *self,
                                  GError               **error)
{
  return summon (self, describe_cb, error);
}
