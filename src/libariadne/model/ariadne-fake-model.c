/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <math.h>
#include <sys/prctl.h>

#include "model/ariadne-fake-model.h"

#include "core/ariadne-error.h"
#include "model/ariadne-graph.h"
#include "model/ariadne-spec-options.h"

/**
 * AriadneFakeModel:
 *
 * A model without a network: it takes a given time and answers by a formula.
 *
 * A batch of b states takes T(b) = a + c·b, like a device with a fixed cost of
 * a launch and a cost of a row. The thread that evaluates is put to sleep until
 * that time is over, since letting it pass is the purpose; the processor is
 * free for others meanwhile.
 *
 * It may be given several slots, and a time that it takes to prepare a batch:
 * then several threads can have batches prepared at once, but the device
 * computes one after the other, in the order in which they were prepared.
 *
 * The answers depend on a state's size, and for one formula on its cost, so
 * that searches differ and can be repeated. They come from the domain; without
 * a domain the model reads them from the encoded form, which then must be that
 * of [struct@Graph].
 */
struct _AriadneFakeModel
{
  GObject parent_instance;

  /* All constant once constructed. */
  AriadneDomain        *domain; /* nullable */
  AriadneFakeAdvantage  advantage;
  guint                 n_heads;
  gint64                launch_ns;
  gint64                row_ns;
  gint64                pack_ns;
  guint                 n_slots;

  GMutex                lock;
  gint64                device_free; /* guarded by `lock`; when it has computed all it has */
};

#define MAX_HEADS 65536
#define MAX_SLOTS 64

static void ariadne_fake_model_iface_init (AriadneModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AriadneFakeModel, ariadne_fake_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ARIADNE_TYPE_MODEL,
                                                      ariadne_fake_model_iface_init))

typedef struct
{
  guint64 size;
  double  cost;
} Features;

static gboolean
get_features (AriadneFakeModel  *self,
              AriadneSequence   *sequence,
              guint              index,
              Features          *features,
              GError           **error)
{
  g_autoptr (AriadneGraph) graph = NULL;
  const guint8 *data;
  gsize length;

  if (self->domain != NULL)
    {
      AriadneState *state = ariadne_sequence_get_state (sequence, index);

      features->size = ariadne_domain_size (self->domain, state);
      features->cost = ariadne_domain_cost (self->domain, state);

      return TRUE;
    }

  if (self->advantage == ARIADNE_FAKE_ADVANTAGE_ZERO)
    return TRUE;

  data = ariadne_sequence_get_encoded (sequence, index, &length);
  graph = ariadne_graph_new_from_data (data, length, error);
  if (graph == NULL)
    return FALSE;

  features->size = ariadne_graph_get_n_nodes (graph);
  features->cost = ariadne_graph_get_cost (graph);

  return TRUE;
}

static double
mod_23 (double value)
{
  double rest = fmod (value, 23.0);

  return rest < 0.0 ? rest + 23.0 : rest;
}

static float
compute_advantage (AriadneFakeAdvantage  advantage,
                   const Features       *features,
                   guint64               head)
{
  guint64 size = features->size;

  switch (advantage)
    {
    case ARIADNE_FAKE_ADVANTAGE_ZERO:
      return 0;
    case ARIADNE_FAKE_ADVANTAGE_MOD:
      return (7 * size + 3 * head * size + 11 * head) % 16;
    case ARIADNE_FAKE_ADVANTAGE_COSTMOD:
      return mod_23 (5.0 * floor (features->cost) + (double) (head * (size % 7)));
    case ARIADNE_FAKE_ADVANTAGE_LINEAR:
      return MIN (head, size) / 2;
    default:
      g_assert_not_reached ();
    }
}

/* The kernel adds up to 50 µs to a sleep unless it is asked not to, which would
 * drown the times that are of interest here.
 */
static void
sleep_until (gint64 deadline)
{
  int slack = prctl (PR_GET_TIMERSLACK);
  GMutex mutex;
  GCond never;

  g_mutex_init (&mutex);
  g_cond_init (&never);
  prctl (PR_SET_TIMERSLACK, 1);

  g_mutex_lock (&mutex);
  while (g_cond_wait_until (&never, &mutex, deadline))
    ;
  g_mutex_unlock (&mutex);

  if (slack > 0)
    prctl (PR_SET_TIMERSLACK, slack);
  g_cond_clear (&never);
  g_mutex_clear (&mutex);
}

static gboolean
evaluate_segment (AriadneFakeModel  *self,
                  AriadneSequence   *sequence,
                  guint              first,
                  guint              n_rows,
                  AriadneMatrix     *output,
                  guint              first_row,
                  GError           **error)
{
  for (guint i = 0; i < n_rows; i++)
    {
      float *row = ariadne_matrix_get_row (output, first_row + i);
      Features features = { 0 };

      if (!get_features (self, sequence, first + i, &features, error))
        {
          g_prefix_error (error, "Row %u of the batch: ", first_row + i);
          return FALSE;
        }

      for (guint head = 0; head < self->n_heads; head++)
        row[head] = compute_advantage (self->advantage, &features, head);
    }

  return TRUE;
}

static gint64
to_usec (gint64 ns)
{
  return (ns + 500) / 1000;
}

/* Gives the device a batch that it can have once it is uploaded. */
static void
reserve_device (AriadneFakeModel  *self,
                gint64             duration,
                AriadneModelTimes *times)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  times->computing = MAX (times->uploaded, self->device_free);
  times->computed = times->computing + duration;
  self->device_free = times->computed;
}

static void
let_time_pass (AriadneFakeModel  *self,
               guint              n_rows,
               AriadneModelTimes *times)
{
  gint64 pack = n_rows > 0 ? to_usec (self->pack_ns) : 0;
  gint64 duration = n_rows > 0 ? to_usec (self->launch_ns + self->row_ns * n_rows) : 0;

  times->packed = times->start + pack;
  times->uploaded = times->packed;
  if (pack > 0)
    sleep_until (times->packed);

  reserve_device (self, duration, times);
  if (times->computed > times->start)
    sleep_until (times->computed);
  times->end = MAX (g_get_monotonic_time (), times->computed);
}

static gboolean
ariadne_fake_model_evaluate_timed (AriadneModel        *model,
                                   const AriadneBatch  *batch,
                                   AriadneMatrix       *output,
                                   AriadneModelTimes   *times,
                                   GError             **error)
{
  AriadneFakeModel *self = ARIADNE_FAKE_MODEL (model);
  guint row = 0;

  if (ariadne_matrix_get_n_columns (output) != self->n_heads)
    {
      g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_MODEL,
                   "The model has %u heads, the output %u columns",
                   self->n_heads, ariadne_matrix_get_n_columns (output));
      return FALSE;
    }

  times->start = g_get_monotonic_time ();
  for (guint i = 0; i < ariadne_batch_get_n_segments (batch); i++)
    {
      guint first;
      guint n_rows;
      AriadneSequence *sequence = ariadne_batch_get_segment (batch, i, &first, &n_rows);

      if (!evaluate_segment (self, sequence, first, n_rows, output, row, error))
        return FALSE;
      row += n_rows;
    }

  let_time_pass (self, row, times);

  return TRUE;
}

static gboolean
ariadne_fake_model_evaluate (AriadneModel        *model,
                             const AriadneBatch  *batch,
                             AriadneMatrix       *output,
                             GError             **error)
{
  AriadneModelTimes times;

  return ariadne_fake_model_evaluate_timed (model, batch, output, &times, error);
}

static guint
ariadne_fake_model_get_n_slots (AriadneModel *model)
{
  return ARIADNE_FAKE_MODEL (model)->n_slots;
}

static guint
ariadne_fake_model_get_n_heads (AriadneModel *model)
{
  return ARIADNE_FAKE_MODEL (model)->n_heads;
}

static gboolean
ariadne_fake_model_needs_encoding (AriadneModel *model)
{
  AriadneFakeModel *self = ARIADNE_FAKE_MODEL (model);

  return self->domain == NULL && self->advantage != ARIADNE_FAKE_ADVANTAGE_ZERO;
}

static gboolean
ariadne_fake_model_check (AriadneModel  *model,
                          const guint8  *data,
                          gsize          length,
                          guint         *size,
                          GError       **error)
{
  double cost;

  return ariadne_graph_check (data, length, size, &cost, error);
}

/* Each stands for a device of its own, whatever the share. */
static AriadneModel *
ariadne_fake_model_new_share (AriadneModel             *model,
                              const AriadneModelShare  *share,
                              GError                  **error)
{
  AriadneFakeModel *self = ARIADNE_FAKE_MODEL (model);
  AriadneFakeModel *other;

  other = ariadne_fake_model_new (self->domain, self->advantage, self->n_heads, self->launch_ns,
                                  self->row_ns);
  other->pack_ns = self->pack_ns;
  other->n_slots = self->n_slots;

  return ARIADNE_MODEL (other);
}

static void
ariadne_fake_model_iface_init (AriadneModelInterface *iface)
{
  iface->get_n_heads = ariadne_fake_model_get_n_heads;
  iface->needs_encoding = ariadne_fake_model_needs_encoding;
  iface->get_n_slots = ariadne_fake_model_get_n_slots;
  iface->check_form = ariadne_fake_model_check;
  iface->evaluate = ariadne_fake_model_evaluate;
  iface->evaluate_timed = ariadne_fake_model_evaluate_timed;
  iface->new_share = ariadne_fake_model_new_share;
}

static void
ariadne_fake_model_dispose (GObject *object)
{
  AriadneFakeModel *self = ARIADNE_FAKE_MODEL (object);

  g_clear_object (&self->domain);

  G_OBJECT_CLASS (ariadne_fake_model_parent_class)->dispose (object);
}

static void
ariadne_fake_model_finalize (GObject *object)
{
  g_mutex_clear (&ARIADNE_FAKE_MODEL (object)->lock);

  G_OBJECT_CLASS (ariadne_fake_model_parent_class)->finalize (object);
}

static void
ariadne_fake_model_class_init (AriadneFakeModelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ariadne_fake_model_dispose;
  G_OBJECT_CLASS (klass)->finalize = ariadne_fake_model_finalize;
}

static void
ariadne_fake_model_init (AriadneFakeModel *self)
{
  self->advantage = ARIADNE_FAKE_ADVANTAGE_MOD;
  self->n_heads = 50;
  self->n_slots = 1;
  g_mutex_init (&self->lock);
}

/**
 * ariadne_fake_model_new:
 * @domain: (nullable): the domain of the states, or %NULL if they come encoded
 *   as graphs
 * @advantage: what to answer
 * @n_heads: the number of heads, at least 1
 * @launch_ns: what a batch costs, in nanoseconds
 * @row_ns: what each of its rows costs, in nanoseconds
 *
 * Makes a fake model.
 *
 * Returns: (transfer full): a new model
 */
AriadneFakeModel *
ariadne_fake_model_new (AriadneDomain        *domain,
                        AriadneFakeAdvantage  advantage,
                        guint                 n_heads,
                        gint64                launch_ns,
                        gint64                row_ns)
{
  AriadneFakeModel *self;

  g_return_val_if_fail (domain == NULL || ARIADNE_IS_DOMAIN (domain), NULL);
  g_return_val_if_fail (n_heads > 0, NULL);
  g_return_val_if_fail (launch_ns >= 0 && row_ns >= 0, NULL);

  self = g_object_new (ARIADNE_TYPE_FAKE_MODEL, NULL);
  g_set_object (&self->domain, domain);
  self->advantage = advantage;
  self->n_heads = n_heads;
  self->launch_ns = launch_ns;
  self->row_ns = row_ns;

  return self;
}

static gboolean
parse_advantage (const char *value,
                 gpointer    target)
{
  static const char * const names[] = { "zero", "mod", "costmod", "linear" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (value, names[i]))
      {
        *(AriadneFakeAdvantage *) target = i;
        return TRUE;
      }

  return FALSE;
}

static gboolean
parse_heads (const char *value,
             gpointer    target)
{
  return ariadne_spec_parse_positive (value, target) && *(guint *) target <= MAX_HEADS;
}

static gboolean
parse_slots (const char *value,
             gpointer    target)
{
  return ariadne_spec_parse_positive (value, target) && *(guint *) target <= MAX_SLOTS;
}

/**
 * ariadne_fake_model_new_from_spec:
 * @domain: (nullable): the domain of the states, or %NULL if they come encoded
 *   as graphs
 * @spec: `fake`, or `fake:` and options separated by commas
 * @error: return location for an error
 *
 * Makes a fake model from a text such as
 * `fake:a=200us,c=1us,adv=mod,heads=50`.
 *
 * The options are `a` and `c`, what a batch and a row cost, in ns, us, ms or s
 * and 0us unless given; `adv`, one of `zero`, `mod`, `costmod` and `linear`,
 * `mod` unless given; `heads`, 50 unless given; `slots`, 1 unless given; and
 * `pack`, what preparing a batch takes, 0us unless given.
 *
 * Returns: (transfer full): a new model
 */
AriadneFakeModel *
ariadne_fake_model_new_from_spec (AriadneDomain  *domain,
                                  const char     *spec,
                                  GError        **error)
{
  g_autoptr (AriadneFakeModel) self = NULL;

  g_return_val_if_fail (domain == NULL || ARIADNE_IS_DOMAIN (domain), NULL);
  g_return_val_if_fail (spec != NULL, NULL);

  self = g_object_new (ARIADNE_TYPE_FAKE_MODEL, NULL);
  g_set_object (&self->domain, domain);

  {
    const AriadneSpecOption known[] = {
      { "a", ariadne_spec_parse_duration, &self->launch_ns, "a duration such as 200us" },
      { "c", ariadne_spec_parse_duration, &self->row_ns, "a duration such as 1us" },
      { "adv", parse_advantage, &self->advantage, "zero, mod, costmod or linear" },
      { "heads", parse_heads, &self->n_heads, "a number from 1 to 65536" },
      { "slots", parse_slots, &self->n_slots, "a number from 1 to 64" },
      { "pack", ariadne_spec_parse_duration, &self->pack_ns, "a duration such as 200us" },
    };

    if (!g_str_equal (spec, "fake") && !g_str_has_prefix (spec, "fake:"))
      {
        g_set_error (error, ARIADNE_ERROR, ARIADNE_ERROR_INVALID_ARGUMENT,
                     "Model “%s”: expected “fake” or “fake:” and options", spec);
        return NULL;
      }

    if (!ariadne_spec_options_parse (spec, spec[4] == ':' ? spec + 5 : "",
                                     known, G_N_ELEMENTS (known), error))
      return NULL;
  }

  return g_steal_pointer (&self);
}
