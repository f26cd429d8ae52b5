/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a search makes of a prediction: the priority of a node at some depth.
 *
 * The search is a real one, over states of which each has one neighbour, the
 * next; all have the cost of the case. The model predicts the case's value in
 * the head of the steps left to the state at the depth of the case, and
 * something else everywhere else.
 */

#include "config.h"

#include "golden-checks.h"
#include "golden-tensors.h"

#include "search/ariadne-batched-astar.h"

#include <math.h>

/* Half a unit in the last place of a float32, twice. */
#define FLOAT_EPSILON 1.2e-7
#define RELATIVE_TOLERANCE 1e-9

typedef struct
{
  AriadneState state;
  guint        depth;
} ChainState;

#define CHAIN_TYPE_WORLD (chain_world_get_type ())

/* Domain and model at once. */
G_DECLARE_FINAL_TYPE (ChainWorld, chain_world, CHAIN, WORLD, GObject)

struct _ChainWorld
{
  GObject parent_instance;

  double cost;
  double value;
  guint  depth;
  guint  time_left;
  guint  n_heads;
};

static void
chain_state_finalize (AriadneState *state)
{
  g_free (state);
}

static const AriadneStateClass chain_state_class = { chain_state_finalize };

static AriadneState *
chain_state_new (guint depth)
{
  ChainState *self = g_new0 (ChainState, 1);

  ariadne_state_init (&self->state, &chain_state_class);
  self->depth = depth;

  return &self->state;
}

static guint
get_depth (AriadneState *state)
{
  return ((ChainState *) state)->depth;
}

static gboolean
chain_world_expand (AriadneDomain  *domain,
                    AriadneState   *state,
                    GPtrArray      *neighbours,
                    GError        **error)
{
  g_ptr_array_add (neighbours, chain_state_new (get_depth (state) + 1));

  return TRUE;
}

static double
chain_world_cost (AriadneDomain *domain,
                  AriadneState  *state)
{
  return CHAIN_WORLD (domain)->cost;
}

static guint
chain_world_size (AriadneDomain *domain,
                  AriadneState  *state)
{
  return 1;
}

static guint64
chain_world_hash (AriadneDomain *domain,
                  AriadneState  *state)
{
  return get_depth (state);
}

static gboolean
chain_world_equal (AriadneDomain *domain,
                   AriadneState  *a,
                   AriadneState  *b)
{
  return get_depth (a) == get_depth (b);
}

static char *
chain_world_describe (AriadneDomain *domain,
                      AriadneState  *state)
{
  return g_strdup_printf ("%u", get_depth (state));
}

static guint
chain_world_get_n_heads (AriadneModel *model)
{
  return CHAIN_WORLD (model)->n_heads;
}

static gboolean
chain_world_evaluate (AriadneModel        *model,
                      const AriadneBatch  *batch,
                      AriadneMatrix       *output,
                      GError             **error)
{
  ChainWorld *self = CHAIN_WORLD (model);
  guint row = 0;

  for (guint i = 0; i < ariadne_batch_get_n_segments (batch); i++)
    {
      guint first, n_rows;
      AriadneSequence *sequence = ariadne_batch_get_segment (batch, i, &first, &n_rows);

      for (guint j = first; j < first + n_rows; j++, row++)
        {
          guint depth = get_depth (ariadne_sequence_get_state (sequence, j));

          for (guint head = 0; head < self->n_heads; head++)
            ariadne_matrix_get_row (output, row)[head] =
              depth == self->depth && head == self->time_left ? self->value : 1e6 + head;
        }
    }

  return TRUE;
}

static void
chain_world_domain_init (AriadneDomainInterface *iface)
{
  iface->expand = chain_world_expand;
  iface->cost = chain_world_cost;
  iface->size = chain_world_size;
  iface->hash = chain_world_hash;
  iface->equal = chain_world_equal;
  iface->describe = chain_world_describe;
}

static void
chain_world_model_init (AriadneModelInterface *iface)
{
  iface->get_n_heads = chain_world_get_n_heads;
  iface->evaluate = chain_world_evaluate;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ChainWorld, chain_world, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ARIADNE_TYPE_DOMAIN,
                                                      chain_world_domain_init)
                               G_IMPLEMENT_INTERFACE (ARIADNE_TYPE_MODEL,
                                                      chain_world_model_init))

static void
chain_world_class_init (ChainWorldClass *klass)
{
}

static void
chain_world_init (ChainWorld *self)
{
}

static void
check_priority (GoldenCase *self)
{
  g_autoptr (ChainWorld) world = g_object_new (CHAIN_TYPE_WORLD, NULL);
  g_autoptr (AriadneState) start = chain_state_new (0);
  g_autoptr (AriadneSearch) search = NULL;
  g_autoptr (GError) error = NULL;
  double expected = golden_double (self->object, "priority");
  const double *priorities;
  guint n;

  world->cost = golden_double (self->object, "cost");
  world->value = golden_double (self->object, "value");
  world->depth = golden_uint (self->object, "depth");
  world->time_left = golden_uint (self->object, "time_left");
  world->n_heads = world->depth + world->time_left + 1;

  search = ariadne_batched_astar_new (ARIADNE_DOMAIN (world), start, world->n_heads - 1,
                                      world->n_heads, 1);
  ariadne_search_set_recording (search, TRUE);
  if (!ariadne_search_run (search, ARIADNE_MODEL (world), 1, NULL, &error))
    {
      golden_case_fail (self, "%s", error->message);
      return;
    }

  priorities = ariadne_search_get_priorities (search, &n);
  if (n > world->depth)
    golden_case_expect_near (self, "priority", expected, priorities[world->depth],
                             RELATIVE_TOLERANCE * fabs (expected)
                               + FLOAT_EPSILON * fabs (world->value));
  else
    golden_case_fail (self, "the search has not reached depth %u", world->depth);
}

/* The recorded value is the one that the recorded outputs have. */
static void
check_value (GoldenCase    *self,
             GoldenTensors *outputs)
{
  GoldenTensor single;
  guint id = golden_uint (self->object, "id");

  if (outputs != NULL && golden_tensors_find (outputs, "single.f64", &single)
      && id < single.n_rows)
    golden_case_expect_near (self, "value", golden_double (self->object, "value"),
                             golden_tensor_get (&single, id,
                                                golden_uint (self->object, "time_left")),
                             RELATIVE_TOLERANCE);
}

void
golden_check_priority (GoldenFile   *self,
                       GoldenGraphs *graphs)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GoldenTensors) outputs = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  JsonObject *root;
  JsonArray *cases;

  if (!json_parser_load_from_file (parser, self->path, &error))
    {
      golden_file_fail (self, "%s", error->message);
      return;
    }

  root = json_node_get_object (json_parser_get_root (parser));
  name = g_strdup_printf ("outputs-%s-%s.safetensors", golden_string (root, "config"),
                          golden_string (root, "gru_variant"));
  path = g_build_filename (folder, name, NULL);
  outputs = golden_tensors_load (path, NULL);

  cases = golden_array (root, "cases");
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      GoldenCase priority;

      golden_case_begin (&priority, self, "case", i, json_array_get_object_element (cases, i));
      check_priority (&priority);
      check_value (&priority, outputs);
      golden_case_end (&priority);
    }
}
