/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "model/ariadne-graph-network-private.h"

#include "model/ariadne-graph-private.h"
#include "model/ariadne-network-pass.h"
#include "model/ariadne-worker-pool.h"

/**
 * AriadneGraphNetwork:
 *
 * A gated graph network on the processor.
 *
 * Every node of a graph has a state, at first the embedding of its type. In
 * each propagation it receives a message over every edge, a linear map of the
 * state at the other end, and a gated recurrent unit makes the next state of
 * the sum. A gated readout of all nodes then gives the heads.
 *
 * States must be encoded as [struct@Graph].
 *
 * ## Speed
 *
 * Nearly all of the time goes into products of matrices, of which there are as
 * few as the equations allow: messages of one type into one node are summed
 * before they are mapped, members of a match class share their sums, the first
 * propagation is looked up by node type, consecutive linear maps are one, and
 * graphs are pooled before they are mapped.
 *
 * A batch is cut into chunks of whole graphs, which the threads take one by
 * one, large ones first; a chunk goes through all propagations while its states
 * are in the cache. Threads are started when they are first needed.
 *
 * ## The same answer everywhere
 *
 * A row of the answer has the same bits in every batch, at every place, and
 * with any number of threads: every sum has an order that depends on the graph
 * alone, and every row of a product is computed in the same way whatever other
 * rows there are. Another processor, with other instructions, may round
 * differently.
 */
struct _AriadneGraphNetwork
{
  GObject parent_instance;

  /* Constant once constructed. */
  AriadneWeights       *weights;
  const AriadneKernels *kernels;
  AriadneNetworkPlan   *plan;

  gint n_threads;        /* atomic */
  gint merge_duplicates; /* atomic */

  GMutex             lock;   /* held while a batch is evaluated; guards the rest */
  AriadneWorkerPool *pool;
  GPtrArray         *passes; /* of AriadneNetworkPass: one for each worker */
};

enum {
  PROP_0,
  PROP_N_THREADS,
  PROP_MERGE_DUPLICATES,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

#define MAX_THREADS 1024

/* Chunks are small enough for the second cache and for threads to end at the
 * same time, and large enough for the weights to be read seldom.
 */
#define MIN_CHUNK_NODES 64
#define MAX_CHUNK_NODES 512

/* One evaluation, shared by the workers. */
typedef struct
{
  AriadneGraphNetwork *network; /* only its constant fields and passes */
  guint                n_workers;
  guint                n_graphs;
  AriadneGraph       **graphs;  /* by descending size */
  float              **outputs; /* of each of them */

  GMutex lock;    /* guards the rest */
  guint  n_taken;
  gsize  n_left;  /* nodes of graphs that are not taken */
} Job;

static void ariadne_graph_network_iface_init (AriadneModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AriadneGraphNetwork, ariadne_graph_network, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ARIADNE_TYPE_MODEL,
                                                      ariadne_graph_network_iface_init))

/* Takes the next graphs: at least one, and so many that there is enough left
 * for the other workers to be busy until the end.
 */
static guint
take_chunk (Job   *job,
            guint *first)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&job->lock);
  gsize target = CLAMP (job->n_left / (2 * job->n_workers), MIN_CHUNK_NODES, MAX_CHUNK_NODES);
  gsize n_nodes = 0;

  *first = job->n_taken;
  while (job->n_taken < job->n_graphs
         && (n_nodes == 0 || n_nodes + job->graphs[job->n_taken]->n_nodes <= target))
    n_nodes += job->graphs[job->n_taken++]->n_nodes;
  job->n_left -= n_nodes;

  return job->n_taken - *first;
}

static void
work (guint    worker,
      gpointer data)
{
  Job *job = data;
  AriadneNetworkPass *pass = g_ptr_array_index (job->network->passes, worker);
  guint first;
  guint n_graphs;

  while ((n_graphs = take_chunk (job, &first)) > 0)
    ariadne_network_pass_run (pass, job->graphs + first, n_graphs, job->outputs + first);
}

static int
compare_tasks (gconstpointer a,
               gconstpointer b)
{
  const AriadneNetworkTask *task_a = a;
  const AriadneNetworkTask *task_b = b;
  guint n_a = task_a->graph->n_nodes;
  guint n_b = task_b->graph->n_nodes;

  return (n_a < n_b) - (n_a > n_b);
}

/* Evaluates graphs on the processor, without what takes heads to the scale of
 * costs. Reorders the tasks. Threads take turns.
 */
void
ariadne_graph_network_run_tasks (AriadneGraphNetwork *self,
                                 AriadneNetworkTask  *tasks,
                                 guint                n_tasks)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autofree AriadneGraph **graphs = g_new (AriadneGraph *, n_tasks);
  g_autofree float **outputs = g_new (float *, n_tasks);
  guint n_workers = MIN ((guint) g_atomic_int_get (&self->n_threads), n_tasks);
  Job job = { self, n_workers, n_tasks, graphs, outputs };

  qsort (tasks, n_tasks, sizeof *tasks, compare_tasks);
  for (guint i = 0; i < n_tasks; i++)
    {
      graphs[i] = tasks[i].graph;
      outputs[i] = tasks[i].output;
      job.n_left += graphs[i]->n_nodes;
    }

  while (self->passes->len < n_workers)
    g_ptr_array_add (self->passes, ariadne_network_pass_new (self->plan));

  g_mutex_init (&job.lock);
  ariadne_worker_pool_run (self->pool, n_workers, work, &job);
  g_mutex_clear (&job.lock);
}

static gboolean
run_tasks_cb (AriadneNetworkTask  *tasks,
              guint                n_tasks,
              gpointer             user_data,
              GError             **error)
{
  ariadne_graph_network_run_tasks (user_data, tasks, n_tasks);

  return TRUE;
}

/* Evaluates graphs that have been read; row i of @output is for graph i. */
gboolean
ariadne_graph_network_evaluate_graphs (AriadneGraphNetwork   *self,
                                       AriadneGraph * const  *graphs,
                                       guint                  n_graphs,
                                       AriadneMatrix         *output,
                                       GError               **error)
{
  return ariadne_network_tasks_run (&self->plan->config, graphs, n_graphs,
                                    g_atomic_int_get (&self->merge_duplicates), output,
                                    run_tasks_cb, self, error);
}

static gboolean
ariadne_graph_network_evaluate (AriadneModel        *model,
                                const AriadneBatch  *batch,
                                AriadneMatrix       *output,
                                GError             **error)
{
  g_autoptr (GPtrArray) graphs = ariadne_network_tasks_read (batch, error);

  return graphs != NULL
         && ariadne_graph_network_evaluate_graphs (ARIADNE_GRAPH_NETWORK (model),
                                                   (AriadneGraph * const *) graphs->pdata,
                                                   graphs->len, output, error);
}

static guint
ariadne_graph_network_get_n_heads (AriadneModel *model)
{
  return ARIADNE_GRAPH_NETWORK (model)->plan->config.n_heads;
}

static gboolean
ariadne_graph_network_needs_encoding (AriadneModel *model)
{
  return TRUE;
}

static gboolean
ariadne_graph_network_check (AriadneModel  *model,
                             const guint8  *data,
                             gsize          length,
                             guint         *size,
                             GError       **error)
{
  return ariadne_network_tasks_check (&ARIADNE_GRAPH_NETWORK (model)->plan->config, data, length,
                                      size, error);
}

/* The weights are only read, so both have the same ones. */
static AriadneModel *
ariadne_graph_network_new_share (AriadneModel             *model,
                                 const AriadneModelShare  *share,
                                 GError                  **error)
{
  AriadneGraphNetwork *self = ARIADNE_GRAPH_NETWORK (model);
  AriadneGraphNetwork *other = ariadne_graph_network_new (self->weights);
  guint n_threads = ariadne_graph_network_get_n_threads (self) / share->n_servers;

  ariadne_graph_network_set_n_threads (other, MAX (1, n_threads));
  ariadne_graph_network_set_merge_duplicates (other,
                                              ariadne_graph_network_get_merge_duplicates (self));

  return ARIADNE_MODEL (other);
}

static void
ariadne_graph_network_iface_init (AriadneModelInterface *iface)
{
  iface->get_n_heads = ariadne_graph_network_get_n_heads;
  iface->needs_encoding = ariadne_graph_network_needs_encoding;
  iface->check_form = ariadne_graph_network_check;
  iface->evaluate = ariadne_graph_network_evaluate;
  iface->new_share = ariadne_graph_network_new_share;
}

static void
ariadne_graph_network_finalize (GObject *object)
{
  AriadneGraphNetwork *self = ARIADNE_GRAPH_NETWORK (object);

  g_clear_pointer (&self->pool, ariadne_worker_pool_free);
  g_clear_pointer (&self->passes, g_ptr_array_unref);
  g_clear_pointer (&self->plan, ariadne_network_plan_free);
  g_clear_pointer (&self->weights, ariadne_weights_unref);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (ariadne_graph_network_parent_class)->finalize (object);
}

static void
ariadne_graph_network_get_property (GObject    *object,
                                    guint       prop_id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  AriadneGraphNetwork *self = ARIADNE_GRAPH_NETWORK (object);

  switch (prop_id)
    {
    case PROP_N_THREADS:
      g_value_set_uint (value, ariadne_graph_network_get_n_threads (self));
      break;
    case PROP_MERGE_DUPLICATES:
      g_value_set_boolean (value, ariadne_graph_network_get_merge_duplicates (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ariadne_graph_network_set_property (GObject      *object,
                                    guint         prop_id,
                                    const GValue *value,
                                    GParamSpec   *pspec)
{
  AriadneGraphNetwork *self = ARIADNE_GRAPH_NETWORK (object);

  switch (prop_id)
    {
    case PROP_N_THREADS:
      ariadne_graph_network_set_n_threads (self, g_value_get_uint (value));
      break;
    case PROP_MERGE_DUPLICATES:
      ariadne_graph_network_set_merge_duplicates (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
ariadne_graph_network_class_init (AriadneGraphNetworkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = ariadne_graph_network_finalize;
  object_class->get_property = ariadne_graph_network_get_property;
  object_class->set_property = ariadne_graph_network_set_property;

  /**
   * AriadneGraphNetwork:n-threads:
   *
   * The largest number of threads that evaluate a batch, at first the number of
   * processors.
   */
  properties[PROP_N_THREADS] =
    g_param_spec_uint ("n-threads", NULL, NULL, 1, MAX_THREADS, 1,
                       G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * AriadneGraphNetwork:merge-duplicates:
   *
   * Whether equal graphs of a batch are evaluated once. It makes no difference
   * to the answers.
   */
  properties[PROP_MERGE_DUPLICATES] =
    g_param_spec_boolean ("merge-duplicates", NULL, NULL, TRUE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ariadne_graph_network_init (AriadneGraphNetwork *self)
{
  g_mutex_init (&self->lock);
  self->pool = ariadne_worker_pool_new ();
  self->passes = g_ptr_array_new_with_free_func ((GDestroyNotify) ariadne_network_pass_free);
  self->n_threads = CLAMP (g_get_num_processors (), 1, MAX_THREADS);
  self->merge_duplicates = TRUE;
}

/**
 * ariadne_graph_network_new:
 * @weights: the weights; the network takes a reference
 *
 * Makes a network.
 *
 * Returns: (transfer full): a new network
 */
AriadneGraphNetwork *
ariadne_graph_network_new (AriadneWeights *weights)
{
  g_return_val_if_fail (weights != NULL, NULL);

  return ariadne_graph_network_new_with_kernels (weights, ariadne_kernels_choose ());
}

/* Makes a network with a certain version of the arithmetic, which the processor
 * must support.
 */
AriadneGraphNetwork *
ariadne_graph_network_new_with_kernels (AriadneWeights       *weights,
                                        const AriadneKernels *kernels)
{
  AriadneGraphNetwork *self = g_object_new (ARIADNE_TYPE_GRAPH_NETWORK, NULL);

  self->weights = ariadne_weights_ref (weights);
  self->kernels = kernels;
  self->plan = ariadne_network_plan_new (weights, kernels);

  return self;
}

/**
 * ariadne_graph_network_get_weights:
 * @self: a network
 *
 * Gets the weights.
 *
 * Returns: (transfer none): the weights
 */
AriadneWeights *
ariadne_graph_network_get_weights (AriadneGraphNetwork *self)
{
  g_return_val_if_fail (ARIADNE_IS_GRAPH_NETWORK (self), NULL);

  return self->weights;
}

/**
 * ariadne_graph_network_get_kernels:
 * @self: a network
 *
 * Gets the name of the arithmetic that suits this processor. Answers of
 * different kinds of arithmetic differ by rounding.
 *
 * Returns: (transfer none): `avx512`, `avx2` or `blas`
 */
const char *
ariadne_graph_network_get_kernels (AriadneGraphNetwork *self)
{
  g_return_val_if_fail (ARIADNE_IS_GRAPH_NETWORK (self), NULL);

  return self->kernels->name;
}

/**
 * ariadne_graph_network_get_n_threads:
 * @self: a network
 *
 * Gets the largest number of threads that evaluate a batch.
 *
 * Returns: the number of threads, the calling one included
 */
guint
ariadne_graph_network_get_n_threads (AriadneGraphNetwork *self)
{
  g_return_val_if_fail (ARIADNE_IS_GRAPH_NETWORK (self), 0);

  return g_atomic_int_get (&self->n_threads);
}

/**
 * ariadne_graph_network_set_n_threads:
 * @self: a network
 * @n_threads: the number of threads, the calling one included
 *
 * Sets the largest number of threads that evaluate a batch, from the next one
 * on. It makes no difference to the answers.
 */
void
ariadne_graph_network_set_n_threads (AriadneGraphNetwork *self,
                                     guint                n_threads)
{
  g_return_if_fail (ARIADNE_IS_GRAPH_NETWORK (self));
  g_return_if_fail (n_threads >= 1 && n_threads <= MAX_THREADS);

  if (n_threads == ariadne_graph_network_get_n_threads (self))
    return;

  g_atomic_int_set (&self->n_threads, n_threads);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_THREADS]);
}

/**
 * ariadne_graph_network_get_merge_duplicates:
 * @self: a network
 *
 * Tells whether equal graphs of a batch are evaluated once.
 *
 * Returns: whether they are
 */
gboolean
ariadne_graph_network_get_merge_duplicates (AriadneGraphNetwork *self)
{
  g_return_val_if_fail (ARIADNE_IS_GRAPH_NETWORK (self), FALSE);

  return g_atomic_int_get (&self->merge_duplicates);
}

/**
 * ariadne_graph_network_set_merge_duplicates:
 * @self: a network
 * @merge: whether to evaluate equal graphs once
 *
 * Sets whether equal graphs of a batch are evaluated once, from the next one
 * on. It makes no difference to the answers.
 */
void
ariadne_graph_network_set_merge_duplicates (AriadneGraphNetwork *self,
                                            gboolean             merge)
{
  g_return_if_fail (ARIADNE_IS_GRAPH_NETWORK (self));

  if (!!merge == ariadne_graph_network_get_merge_duplicates (self))
    return;

  g_atomic_int_set (&self->merge_duplicates, !!merge);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MERGE_DUPLICATES]);
}
